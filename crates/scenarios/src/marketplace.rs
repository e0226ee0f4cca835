//! `marketplace`: the ledger of a seller of brands on eight marketplaces. Every entry of three
//! years in one table, and a dashboard that sums it by brand, category and product on each page
//! view. No index but the primary keys.

pub mod dashboard;
mod names;
pub mod queries;
mod rollups;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rungs_engine::load::Value;

use crate::Scenario;
use crate::random::Row;
use crate::table::{Kind, Reference, Table, column, int, text};

pub static MARKETPLACE: Scenario = Scenario {
    name: "marketplace",
    about: "brand profitability over a ledger: a dashboard that sums all of it on every page",
    rows_default: 1_000_000,
    tables,
    workload: queries::workload,
    references_on_mariadb: true,
    rollups: rollups::files,
    changes: &[
        "INSERT INTO financials (id, asin_id, marketplace, day, metric, amount) \
         SELECT -id, asin_id, marketplace, day, metric, amount FROM financials WHERE id <= 500",
        "UPDATE financials SET amount = amount + 1 WHERE id BETWEEN 600 AND 700",
        "DELETE FROM financials WHERE id BETWEEN 800 AND 900",
        "UPDATE asin SET brand_id = brand_id % 3 + 1 WHERE id BETWEEN 5 AND 9",
        "UPDATE brand SET category_id = category_id % 2 + 1 WHERE id = 4",
    ],
};

/// The size that the document tells of.
const ROWS_FULL: u64 = 68_000_000;

/// The ledger's first day, and the day after its last.
pub const FIRST_DAY: Date = date(2023, 1, 1);
pub const END_DAY: Date = date(2026, 1, 1);
const DAYS: usize = 1_096;

/// Marketplaces, with how many of 100 entries they have.
const MARKETPLACES: [(&str, u64); 8] =
    [("US", 45), ("UK", 17), ("DE", 12), ("FR", 9), ("IT", 6), ("ES", 5), ("CA", 4), ("JP", 2)];

/// What an entry is about; its number in `financials.metric` is its place here, from 1.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    pub name: &'static str,
    /// Of 100 entries.
    share: u64,
    /// Percent of the product's price; a cost is below zero. Together they leave a sixth of the
    /// revenue.
    percent: i64,
}

pub const METRICS: [Metric; 12] = [
    Metric { name: "Revenue", share: 26, percent: 100 },
    Metric { name: "Shipping income", share: 7, percent: 8 },
    Metric { name: "Reimbursements", share: 3, percent: 30 },
    Metric { name: "Promotions", share: 7, percent: -12 },
    Metric { name: "Referral fees", share: 14, percent: -26 },
    Metric { name: "Fulfilment fees", share: 13, percent: -30 },
    Metric { name: "Storage fees", share: 4, percent: -15 },
    Metric { name: "Advertising", share: 8, percent: -40 },
    Metric { name: "Cost of goods", share: 10, percent: -80 },
    Metric { name: "Refunds", share: 4, percent: -55 },
    Metric { name: "Return handling", share: 2, percent: -20 },
    Metric { name: "Other fees", share: 2, percent: -10 },
];

pub fn marketplaces() -> impl Iterator<Item = &'static str> {
    MARKETPLACES.iter().map(|(code, _)| *code)
}

fn asins(rows: u64) -> u64 {
    (rows * 50_000 / ROWS_FULL).clamp(500, 50_000)
}

/// Brands and categories shrink with the root of the size only, so that a page of a small
/// ledger still has something to rank.
fn brands(rows: u64) -> u64 {
    (400.0 * root(rows)).clamp(24.0, 400.0) as u64
}

fn categories(rows: u64) -> u64 {
    (30.0 * root(rows)).clamp(8.0, 30.0) as u64
}

fn root(rows: u64) -> f64 {
    (rows as f64 / ROWS_FULL as f64).sqrt()
}

fn tables(rows: u64) -> Vec<Table> {
    vec![category_table(rows), brand_table(rows), asin_table(rows), financials_table(rows)]
}

fn category_table(rows: u64) -> Table {
    Table {
        name: "category",
        columns: vec![column("id", Kind::Id), column("name", Kind::Text(40))],
        references: vec![],
        rows: categories(rows),
        row: Box::new(|row| vec![int(row + 1), text(names::category(row))]),
    }
}

fn brand_table(rows: u64) -> Table {
    Table {
        name: "brand",
        columns: vec![
            column("id", Kind::Id),
            column("name", Kind::Text(40)),
            column("category_id", Kind::Int),
        ],
        references: vec![Reference { column: "category_id", table: "category" }],
        rows: brands(rows),
        row: Box::new(move |row| {
            let category = Row { seed: 41, row }.below(1, categories(rows)) + 1;
            vec![int(row + 1), text(names::brand(row)), int(category)]
        }),
    }
}

fn asin_table(rows: u64) -> Table {
    Table {
        name: "asin",
        columns: vec![
            column("id", Kind::Id),
            column("code", Kind::Code(10)),
            column("title", Kind::Text(80)),
            column("brand_id", Kind::Int),
        ],
        references: vec![Reference { column: "brand_id", table: "brand" }],
        rows: asins(rows),
        row: Box::new(move |row| {
            let brand = brand_of(row + 1, brands(rows));
            vec![int(row + 1), text(names::code(row)), text(names::product(row)), int(brand)]
        }),
    }
}

/// Each brand has a product; the further ones go to few brands rather than many.
fn brand_of(asin: u64, brands: u64) -> u64 {
    let r = Row { seed: 42, row: asin };
    if asin <= brands { asin } else { r.below(1, brands).min(r.below(2, brands)) + 1 }
}

fn financials_table(rows: u64) -> Table {
    let ledger = Ledger::new(rows);
    Table {
        name: "financials",
        columns: vec![
            column("id", Kind::Id),
            column("asin_id", Kind::Int),
            column("marketplace", Kind::Code(4)),
            column("day", Kind::Date),
            column("metric", Kind::Small),
            column("amount", Kind::Cents),
        ],
        references: vec![Reference { column: "asin_id", table: "asin" }],
        rows,
        row: Box::new(move |row| ledger.entry(row)),
    }
}

/// What every entry is made from.
struct Ledger {
    rows: u64,
    asins: u64,
    brands: u64,
    /// ISO days, and what falls before the end of each: the business grows, and lives on December.
    days: Vec<(String, u64)>,
}

impl Ledger {
    fn new(rows: u64) -> Self {
        let mut before = 0;
        let day = |number: usize| {
            let day = FIRST_DAY.saturating_add((number as i64).days());
            let season = match day.month() {
                12 => 190,
                11 => 150,
                1 | 2 => 80,
                _ => 100,
            };
            before += season * (1_000 + number as u64);
            (day.to_string(), before)
        };
        let days = (0..DAYS).map(day).collect();
        Self { rows, asins: asins(rows), brands: brands(rows), days }
    }

    /// Entries come in the order of their days.
    fn entry(&self, row: u64) -> Vec<Value> {
        let r = Row { seed: 43, row };
        let asin = self.asin(r);
        let marketplace = weighted(r.below(2, 100), &MARKETPLACES, |m| m.1);
        let metric = weighted(r.below(3, 100), &METRICS, |m| m.share);
        vec![
            int(row + 1),
            int(asin),
            text(MARKETPLACES[marketplace].0),
            text(self.day(row)),
            Value::Int(metric as i64 + 1),
            Value::Cents(self.amount(r, asin, &METRICS[metric])),
        ]
    }

    fn day(&self, row: u64) -> &str {
        let total = self.days[DAYS - 1].1;
        let place = u128::from(row) * u128::from(total) / u128::from(self.rows.max(1));
        let at = self.days.partition_point(|(_, before)| u128::from(*before) <= place);
        &self.days[at.min(DAYS - 1)].0
    }

    /// The n-th most popular product has a share near n^-0.9; popular ones lie anywhere.
    fn asin(&self, r: Row) -> u64 {
        let count = self.asins as f64;
        let share = (r.below(1, 1 << 53) as f64) / (1_u64 << 53) as f64;
        let rank = (share * (count.powf(0.1) - 1.0) + 1.0).powi(10) as u64 - 1;
        // The factor is a prime above any number of products, so each rank has its own place.
        rank.min(self.asins - 1) * 1_000_003 % self.asins + 1
    }

    /// Cents. A brand that buys, stores and advertises dearly earns less than it sells for.
    fn amount(&self, r: Row, asin: u64, metric: &Metric) -> i64 {
        let price = 500 + Row { seed: 44, row: asin }.skewed(1, 9_500) as i64;
        let thrift = Row { seed: 45, row: brand_of(asin, self.brands) }.below(1, 55) as i64;
        let dearness = if metric.percent < 0 { 75 + thrift } else { 100 };
        let noise = 60 + r.below(4, 81) as i64;
        price * metric.percent * dearness / 100 * noise / 10_000
    }
}

/// The choice that `point` of 0…99 falls on.
fn weighted<T>(point: u64, choices: &[T], share: impl Fn(&T) -> u64) -> usize {
    let mut before = 0;
    let at = choices.iter().position(|choice| {
        before += share(choice);
        point < before
    });
    at.unwrap_or(choices.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(rows: u64) -> Vec<Vec<Value>> {
        let table = financials_table(rows);
        (0..rows).map(|row| (table.row)(row)).collect()
    }

    #[test]
    fn shares_are_of_a_hundred() {
        assert_eq!(MARKETPLACES.iter().map(|m| m.1).sum::<u64>(), 100);
        assert_eq!(METRICS.iter().map(|m| m.share).sum::<u64>(), 100);
    }

    #[test]
    fn the_full_size_is_that_of_the_document() {
        let sizes: Vec<(&str, u64)> =
            tables(ROWS_FULL).iter().map(|table| (table.name, table.rows)).collect();
        let document =
            [("category", 30), ("brand", 400), ("asin", 50_000), ("financials", 68_000_000)];
        assert_eq!(sizes, document);
    }

    #[test]
    fn entries_come_in_the_order_of_days_and_cover_the_three_years() {
        let days: Vec<Value> = entries(5_000).into_iter().map(|mut e| e.swap_remove(3)).collect();
        let texts: Vec<&str> = days
            .iter()
            .map(|day| match day {
                Value::Text(text) => text.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(texts.is_sorted());
        assert_eq!((texts[0], texts[4_999]), ("2023-01-01", "2025-12-31"));
    }

    #[test]
    fn few_products_have_most_entries_and_some_amounts_are_below_zero() {
        let mut of_asin = vec![0_u32; 501];
        let mut signs = [0_u32; 2];
        for entry in entries(20_000) {
            match (&entry[1], &entry[5]) {
                (Value::Int(asin), Value::Cents(cents)) => {
                    of_asin[*asin as usize] += 1;
                    signs[usize::from(*cents < 0)] += 1;
                }
                other => panic!("{other:?}"),
            }
        }
        of_asin.sort_unstable_by(|a, b| b.cmp(a));
        assert!(of_asin[..50].iter().sum::<u32>() > 8_000, "{of_asin:?}");
        assert!(signs.iter().all(|count| *count > 5_000), "{signs:?}");
    }

    #[test]
    fn a_row_of_the_full_size_is_made_by_itself() {
        let table = financials_table(ROWS_FULL);
        let entry = (table.row)(ROWS_FULL - 1);
        assert_eq!(entry[3], text("2025-12-31"));
        assert!(matches!(&entry[1], Value::Int(1..=50_000)));
    }
}
