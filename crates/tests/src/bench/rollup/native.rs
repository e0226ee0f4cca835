//! The yardsticks: what one writes by hand in plain SQL for the same answers.

use rungs_core::name::EngineKind;

use super::changes::MONTH;
use super::site::Site;
use crate::servers::Client;

/// First days of all months of the ledger, and the day after its end.
pub fn months() -> Vec<String> {
    let month = |n: u32| format!("{}-{:02}-01", 2023 + n / 12, n % 12 + 1);
    (0..=36).map(month).collect()
}

/// The month of `f.day`.
fn month(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Postgres => "date_trunc('month', f.day)::date",
        EngineKind::MariaDb => "CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE)",
        EngineKind::Sqlite => "date(f.day, 'start of month')",
    }
}

fn table(engine: EngineKind, name: &str, keys: &[&str]) -> String {
    let (money, code) = match engine {
        EngineKind::Postgres => ("numeric", "varchar(4)"),
        EngineKind::MariaDb => {
            ("DECIMAL(36,2)", "VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin")
        }
        EngineKind::Sqlite => ("INTEGER", "TEXT"),
    };
    let column = |key: &&str| {
        let data_type = match *key {
            "marketplace" => code,
            "month" => {
                if engine == EngineKind::Sqlite {
                    "TEXT"
                } else {
                    "date"
                }
            }
            "metric" => "smallint",
            _ => "bigint",
        };
        format!("{key} {data_type} NOT NULL")
    };
    let columns: Vec<String> = keys.iter().map(column).collect();
    let end = if engine == EngineKind::Sqlite { " WITHOUT ROWID" } else { "" };
    format!(
        "CREATE TABLE {name} ({}, amount {money} NOT NULL, entries bigint NOT NULL, \
         PRIMARY KEY ({})){end}",
        columns.join(", "),
        in_key_order(keys).join(", ")
    )
}

/// Time first, so that a month is in one place.
fn in_key_order<'k>(keys: &[&'k str]) -> Vec<&'k str> {
    let mut order = keys.to_vec();
    order.sort_by_key(|key| {
        ["month", "metric", "marketplace"].iter().position(|k| k == key).unwrap_or(3)
    });
    order
}

const FINEST: &[&str] = &["asin_id", "marketplace", "month", "metric"];
const BRAND: &[&str] = &["brand_id", "marketplace", "month", "metric"];
const BRAND_ALL: &[&str] = &["brand_id", "month", "metric"];
const CATEGORY: &[&str] = &["category_id", "month", "metric"];

/// The entries of one month by product, as rows of the finest level.
pub fn finest(engine: EngineKind, from: &str, before: &str) -> String {
    let month = month(engine);
    format!(
        "SELECT f.asin_id, f.marketplace, {month}, f.metric, SUM(f.amount), COUNT(*) \
         FROM financials f WHERE f.day >= '{from}' AND f.day < '{before}' \
         GROUP BY f.asin_id, f.marketplace, {month}, f.metric"
    )
}

/// The statements that make the finest level and fill it month by month.
pub fn build_finest(engine: EngineKind) -> Vec<String> {
    let fill = |pair: &[String]| {
        let month = finest(engine, &pair[0], &pair[1]);
        format!("INSERT INTO bench_finest {month} ORDER BY 3, 4, 2, 1")
    };
    let table = table(engine, "bench_finest", FINEST);
    std::iter::once(table).chain(months().windows(2).map(fill)).collect()
}

/// The statements that make the other levels, each from the one before it.
pub fn build_others(engine: EngineKind) -> Vec<String> {
    let mut all = vec![
        table(engine, "bench_brand", BRAND),
        table(engine, "bench_brand_all", BRAND_ALL),
        table(engine, "bench_category", CATEGORY),
    ];
    let sums = "SUM(l.amount), SUM(l.entries)";
    all.push(format!(
        "INSERT INTO bench_brand SELECT a.brand_id, l.marketplace, l.month, l.metric, {sums} \
         FROM bench_finest l JOIN asin a ON a.id = l.asin_id \
         GROUP BY a.brand_id, l.marketplace, l.month, l.metric"
    ));
    all.push(format!(
        "INSERT INTO bench_brand_all SELECT l.brand_id, l.month, l.metric, {sums} \
         FROM bench_brand l GROUP BY l.brand_id, l.month, l.metric"
    ));
    all.push(format!(
        "INSERT INTO bench_category SELECT b.category_id, l.month, l.metric, {sums} \
         FROM bench_brand_all l JOIN brand b ON b.id = l.brand_id \
         GROUP BY b.category_id, l.month, l.metric"
    ));
    all
}

pub fn drop_built(client: &mut Client) -> anyhow::Result<()> {
    for table in ["bench_finest", "bench_brand", "bench_brand_all", "bench_category"] {
        client.execute(&format!("DROP TABLE IF EXISTS {table}"))?;
    }
    Ok(())
}

/// What stands for the brand level where rungs is not there: a materialized view on PostgreSQL.
pub fn make_brand_level(site: &Site, client: &mut Client) -> anyhow::Result<()> {
    drop_brand_level(site, client)?;
    let engine = site.engine();
    if engine != EngineKind::Postgres {
        return Ok(client.execute(&table(engine, "bench_yardstick", BRAND))?);
    }
    let definition = site.definitions()[1].text;
    client.execute(&format!("CREATE MATERIALIZED VIEW bench_yardstick AS\n{definition}"))?;
    Ok(client
        .execute("CREATE UNIQUE INDEX ON bench_yardstick (month, metric, marketplace, brand_id)")?)
}

pub fn drop_brand_level(site: &Site, client: &mut Client) -> anyhow::Result<()> {
    let what = if site.engine() == EngineKind::Postgres { "MATERIALIZED VIEW" } else { "TABLE" };
    Ok(client.execute(&format!("DROP {what} IF EXISTS bench_yardstick"))?)
}

/// What brings the brand level up to date after a change of these months.
pub fn refresh(engine: EngineKind, months: &[(&str, &str)]) -> Vec<String> {
    if engine == EngineKind::Postgres {
        return vec!["REFRESH MATERIALIZED VIEW CONCURRENTLY bench_yardstick".to_owned()];
    }
    let mut all = vec!["BEGIN".to_owned()];
    let month = month(engine);
    for (from, before) in months {
        all.push(format!("DELETE FROM bench_yardstick WHERE month = '{from}'"));
        all.push(format!(
            "INSERT INTO bench_yardstick SELECT a.brand_id, f.marketplace, {month}, f.metric, \
             SUM(f.amount), COUNT(*) FROM financials f JOIN asin a ON a.id = f.asin_id \
             WHERE f.day >= '{from}' AND f.day < '{before}' \
             GROUP BY a.brand_id, f.marketplace, {month}, f.metric"
        ));
    }
    all.push("COMMIT".to_owned());
    all
}

/// The brands of one metric in the month, of all marketplaces or of one: 400 rows.
pub fn brands(marketplace: Option<&str>) -> String {
    let (from, before) = MONTH;
    let of = marketplace.map_or_else(String::new, |m| format!(" AND f.marketplace = '{m}'"));
    format!(
        "SELECT a.brand_id, SUM(f.amount) AS amount FROM financials f \
         JOIN asin a ON a.id = f.asin_id \
         WHERE f.metric = 1 AND f.day >= '{from}' AND f.day < '{before}'{of} \
         GROUP BY a.brand_id ORDER BY a.brand_id"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_with_the_first_and_end_after_the_last() {
        let months = months();
        assert_eq!((months.len(), months[0].as_str()), (37, "2023-01-01"));
        assert_eq!(months[36], "2026-01-01");
    }

    #[test]
    fn a_month_of_a_level_is_in_one_place() {
        assert_eq!(in_key_order(FINEST), ["month", "metric", "marketplace", "asin_id"]);
    }
}
