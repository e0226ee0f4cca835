//! The dashboard's questions as ordinary SQL on the raw tables, and the workload that they make.
//! Only the month of a day is said differently to each engine. A filter is written into the text
//! as literals, as most applications do; its types cannot hold anything else.

use jiff::civil::{Date, date};
use rungs_core::name::EngineKind;

use super::{END_DAY, FIRST_DAY};
use crate::Query;

/// Which entries a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    /// One of [`super::marketplaces`]; None: all of them.
    pub marketplace: Option<&'static str>,
    /// A number of [`super::METRICS`], from 1; None: all of them, whose sum is the profit.
    pub metric: Option<u8>,
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    pub category: Option<u32>,
    pub brand: Option<u32>,
}

impl Filter {
    pub const ALL: Self = Self {
        marketplace: None,
        metric: None,
        from: FIRST_DAY,
        until: END_DAY,
        category: None,
        brand: None,
    };

    fn of_days(from: Date, until: Date) -> Self {
        Self { from, until, ..Self::ALL }
    }
}

/// Sums per month: `month, amount`.
pub fn by_month(engine: EngineKind, filter: &Filter) -> String {
    sums(engine, &[MONTH], Join::None, filter, "month")
}

/// Sums per month and brand: `month, id, name, amount`.
pub fn by_month_and_brand(engine: EngineKind, filter: &Filter) -> String {
    sums(engine, &[MONTH, "b.id", "b.name"], Join::Brand, filter, "month, b.id")
}

/// The brands with the highest sums: `id, name, amount`.
pub fn top_brands(engine: EngineKind, filter: &Filter, count: u32) -> String {
    let order = format!("amount DESC, b.id LIMIT {count}");
    sums(engine, &["b.id", "b.name"], Join::Brand, filter, &order)
}

/// Sums per month and category: `month, id, name, amount`.
pub fn by_month_and_category(engine: EngineKind, filter: &Filter) -> String {
    sums(engine, &[MONTH, "c.id", "c.name"], Join::Category, filter, "month, c.id")
}

/// The products with the highest sums: `id, code, title, amount`.
pub fn top_products(engine: EngineKind, filter: &Filter, count: u32) -> String {
    let order = format!("amount DESC, a.id LIMIT {count}");
    sums(engine, &["a.id", "a.code", "a.title"], Join::Asin, filter, &order)
}

/// Sums per metric: `metric, amount`.
pub fn by_metric(engine: EngineKind, filter: &Filter) -> String {
    sums(engine, &["f.metric"], Join::None, filter, "f.metric")
}

/// Sums per marketplace: `marketplace, amount`.
pub fn by_marketplace(engine: EngineKind, filter: &Filter) -> String {
    sums(engine, &["f.marketplace"], Join::None, filter, "f.marketplace")
}

/// Stands for the first day of an entry's month.
const MONTH: &str = "month";

fn month(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Postgres => "date_trunc('month', f.day)::date",
        EngineKind::MariaDb => "CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE)",
        EngineKind::Sqlite => "date(f.day, 'start of month')",
    }
}

/// How far from the ledger a statement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Join {
    None,
    Asin,
    Brand,
    Category,
}

fn sums(engine: EngineKind, by: &[&str], join: Join, filter: &Filter, order: &str) -> String {
    let group: Vec<&str> = by.iter().map(|c| if *c == MONTH { month(engine) } else { c }).collect();
    let select: Vec<String> = by
        .iter()
        .map(|c| if *c == MONTH { format!("{} AS month", month(engine)) } else { (*c).to_owned() })
        .collect();
    format!(
        "SELECT {}, SUM(f.amount) AS amount FROM {} WHERE {} GROUP BY {} ORDER BY {order}",
        select.join(", "),
        from(join, filter),
        condition(filter),
        group.join(", "),
    )
}

fn from(join: Join, filter: &Filter) -> String {
    let of_brand = if filter.brand.is_some() { Join::Asin } else { Join::None };
    let of_category = if filter.category.is_some() { Join::Brand } else { Join::None };
    let far = join.max(of_brand).max(of_category);
    let mut text = "financials f".to_owned();
    for (at, table) in [
        (Join::Asin, " JOIN asin a ON a.id = f.asin_id"),
        (Join::Brand, " JOIN brand b ON b.id = a.brand_id"),
        (Join::Category, " JOIN category c ON c.id = b.category_id"),
    ] {
        if far >= at {
            text.push_str(table);
        }
    }
    text
}

fn condition(filter: &Filter) -> String {
    let Filter { marketplace, metric, from, until, category, brand } = filter;
    let mut text = format!("f.day >= '{from}' AND f.day < '{until}'");
    if let Some(code) = marketplace {
        text.push_str(&format!(" AND f.marketplace = '{code}'"));
    }
    if let Some(number) = metric {
        text.push_str(&format!(" AND f.metric = {number}"));
    }
    if let Some(id) = category {
        text.push_str(&format!(" AND b.category_id = {id}"));
    }
    if let Some(id) = brand {
        text.push_str(&format!(" AND a.brand_id = {id}"));
    }
    text
}

/// What the dashboard's users ask in an hour, beside support, who looks at entries, and one program
/// that books them.
pub(super) fn workload(rows: u64, engine: EngineKind) -> Vec<Query> {
    let mut queries = panels(engine);
    queries.push(Query {
        name: "entries_of_product",
        sql: format!(
            "SELECT f.id, f.marketplace, f.day, f.metric, f.amount FROM financials f WHERE \
             f.asin_id = {} ORDER BY f.day DESC, f.id DESC LIMIT 50",
            super::asins(rows) / 2
        ),
        calls: 200,
        is_target: false,
    });
    queries.push(Query {
        name: "book_entry",
        sql: format!(
            "INSERT INTO financials (id, asin_id, marketplace, day, metric, amount) VALUES ({}, 7, \
             'US', '2025-12-31', 1, {})",
            rows + 1,
            // Cents where there are no decimals.
            if engine == EngineKind::Sqlite { "1999" } else { "19.99" }
        ),
        calls: 3_000,
        is_target: false,
    });
    queries
}

/// The dashboard's.
fn panels(engine: EngineKind) -> Vec<Query> {
    let all = Filter::ALL;
    let year = Filter::of_days(date(2025, 1, 1), date(2026, 1, 1));
    let month = Filter::of_days(date(2025, 11, 1), date(2025, 12, 1));
    // Days that are not those of months.
    let season = Filter::of_days(date(2024, 3, 11), date(2024, 6, 21));
    let (us, revenue, brand) = (Some("US"), Some(1), Some(7));
    let us_year = Filter { marketplace: us, ..year };
    let all_revenue = Filter { metric: revenue, ..all };
    let year_revenue = Filter { metric: revenue, ..year };
    let category_year = Filter { category: Some(2), ..year };
    let of_brand = Filter { brand, ..all };
    let brand_year = Filter { brand, ..year };
    let texts = [
        ("brand_profitability", 60, by_month_and_brand(engine, &all)),
        ("brand_revenue", 40, by_month_and_brand(engine, &all_revenue)),
        ("brand_profitability_us", 30, by_month_and_brand(engine, &us_year)),
        ("profit_by_month", 120, by_month(engine, &all)),
        ("top_brands_of_month", 90, top_brands(engine, &month, 10)),
        ("top_brands_of_season", 20, top_brands(engine, &season, 10)),
        ("category_trend", 60, by_month_and_category(engine, &all)),
        ("category_revenue", 30, by_month_and_category(engine, &year_revenue)),
        ("brands_of_category", 25, top_brands(engine, &category_year, 10)),
        ("products_of_brand", 80, top_products(engine, &of_brand, 20)),
        ("metrics_of_brand", 80, by_metric(engine, &of_brand)),
        ("marketplaces_of_brand", 80, by_marketplace(engine, &brand_year)),
    ];
    let panel = |(name, calls, sql)| Query { name, sql, calls, is_target: true };
    texts.into_iter().map(panel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_joins_only_what_it_needs() {
        let filter = Filter { brand: Some(7), marketplace: Some("DE"), ..Filter::ALL };
        assert_eq!(
            by_metric(EngineKind::Sqlite, &filter),
            "SELECT f.metric, SUM(f.amount) AS amount FROM financials f JOIN asin a ON a.id = \
             f.asin_id WHERE f.day >= '2023-01-01' AND f.day < '2026-01-01' AND f.marketplace = \
             'DE' AND a.brand_id = 7 GROUP BY f.metric ORDER BY f.metric"
        );
    }

    #[test]
    fn engines_differ_only_in_what_the_month_of_a_day_is() {
        let text = |engine| by_month_and_brand(engine, &Filter::ALL).replace(month(engine), "M");
        assert_eq!(text(EngineKind::Postgres), text(EngineKind::MariaDb));
        assert_eq!(text(EngineKind::Postgres), text(EngineKind::Sqlite));
    }
}
