//! What happens to the ledger between refreshes. Entries that come have numbers above those that
//! were loaded; every change has one that takes it back.

use rungs_core::name::EngineKind;
use rungs_scenarios::{Kind as Type, Table, table};

use super::site::{Site, all_days, days, entries};
use crate::servers::Client;

/// Rows of the large changes.
pub const LARGE: u64 = 100_000;
/// The month in which most of it happens.
pub const MONTH: (&str, &str) = ("2025-11-01", "2025-12-01");
const COLUMNS: &str = "id, asin_id, marketplace, day, metric, amount";
/// Entries of the full ledger that no size has loaded lie so far from those that it has.
const ASIDE: u64 = 3;

/// Puts what comes into tables of their own, so that a change is one statement.
pub fn stage(site: &Site) -> anyhow::Result<()> {
    let first = site.rows + 1;
    let month = days(MONTH.0, MONTH.1);
    site.stage(&entries("bench_month", LARGE, first, month.clone(), ASIDE))?;
    site.stage(&entries("bench_spread", LARGE, first, all_days(), ASIDE))?;
    site.stage(&numbers(site, &month))
}

/// Which entries of the month are updated.
fn numbers(site: &Site, month: &std::ops::Range<u64>) -> Table {
    let (all, rows) = (all_days().end, site.rows);
    let number = move |place: u64| (u128::from(place) * u128::from(rows)).div_ceil(u128::from(all));
    let (from, until) = (number(month.start) as u64, number(month.end) as u64);
    let count = LARGE.min(until - from);
    Table {
        name: "bench_numbers",
        columns: vec![table::column("id", Type::Id)],
        references: Vec::new(),
        rows: count,
        row: Box::new(move |row| vec![table::int(from + 1 + row * (until - from) / count)]),
    }
}

/// The first entries of a staged table.
pub fn insert(site: &Site, client: &mut Client, staged: &str, rows: u64) -> anyhow::Result<()> {
    Ok(client.execute(&format!(
        "INSERT INTO financials ({COLUMNS}) SELECT {COLUMNS} FROM {staged} WHERE id <= {}",
        site.rows + rows
    ))?)
}

/// Takes out everything that came.
pub fn delete(site: &Site, client: &mut Client) -> anyhow::Result<()> {
    Ok(client.execute(&format!("DELETE FROM financials WHERE id > {}", site.rows))?)
}

/// Adds to the amounts of entries of the month.
pub fn update(site: &Site, client: &mut Client, by: i32) -> anyhow::Result<()> {
    Ok(client.execute(&match site.engine() {
        EngineKind::MariaDb => format!(
            "UPDATE bench_numbers b STRAIGHT_JOIN financials f ON f.id = b.id \
             SET f.amount = f.amount + {by}"
        ),
        EngineKind::Postgres | EngineKind::Sqlite => format!(
            "UPDATE financials SET amount = amount + {by} \
             WHERE id IN (SELECT id FROM bench_numbers)"
        ),
    })?)
}

/// One statement for each of the first staged entries of the month.
pub fn singles(client: &mut Client, rows: u64) -> anyhow::Result<Vec<String>> {
    let staged =
        client.query(&format!("SELECT {COLUMNS} FROM bench_month ORDER BY id LIMIT {rows}"))?;
    let statement = |row: &Vec<Option<String>>| {
        let values: Vec<String> = row.iter().flatten().map(|value| format!("'{value}'")).collect();
        format!("INSERT INTO financials ({COLUMNS}) VALUES ({})", values.join(", "))
    };
    Ok(staged.iter().map(statement).collect())
}
