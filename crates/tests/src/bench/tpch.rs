//! TPC-H in a PostgreSQL database: schema, rows from the `tpchgen` crate by COPY, primary keys,
//! statistics, and the 22 statements with the specification's validation parameters.
//! Not a TPC result: nothing here is audited or timed by its rules.

use std::fmt::Display;
use std::io::Write as _;

use postgres::Client;
use tpchgen::generators as generate;

const SCHEMA: &str = include_str!("tpch_schema.sql");
const KEYS: &str = include_str!("tpch_keys.sql");
const STATEMENTS: &str = include_str!("tpch_statements.sql");

/// One statement of the benchmark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TpchStatement {
    /// 1 … 22, as in the specification.
    pub number: usize,
    pub text: String,
}

/// The 22 statements in order.
pub fn statements() -> Vec<TpchStatement> {
    STATEMENTS
        .split("-- Q ")
        .skip(1)
        .filter_map(|part| {
            let (number, text) = part.split_once('\n')?;
            let number = number.trim().parse().ok()?;
            let text = text.trim().trim_end_matches(';').to_owned();
            Some(TpchStatement { number, text })
        })
        .collect()
}

/// Fills an empty database; `scale` 1.0 is about 1 GB of rows.
pub fn load(client: &mut Client, scale: f64) -> anyhow::Result<()> {
    client.batch_execute(SCHEMA)?;
    copy(client, "region", generate::RegionGenerator::new(scale, 1, 1).iter())?;
    copy(client, "nation", generate::NationGenerator::new(scale, 1, 1).iter())?;
    copy(client, "part", generate::PartGenerator::new(scale, 1, 1).iter())?;
    copy(client, "supplier", generate::SupplierGenerator::new(scale, 1, 1).iter())?;
    copy(client, "partsupp", generate::PartSuppGenerator::new(scale, 1, 1).iter())?;
    copy(client, "customer", generate::CustomerGenerator::new(scale, 1, 1).iter())?;
    copy(client, "orders", generate::OrderGenerator::new(scale, 1, 1).iter())?;
    copy(client, "lineitem", generate::LineItemGenerator::new(scale, 1, 1).iter())?;
    client.batch_execute(KEYS)?;
    client.batch_execute("VACUUM ANALYZE")?;
    Ok(())
}

/// Sends rows in the `.tbl` form (`a|b|c|`), without the last bar that COPY would take for an
/// empty column.
fn copy<Row: Display>(
    client: &mut Client,
    table: &str,
    rows: impl Iterator<Item = Row>,
) -> anyhow::Result<()> {
    let mut writer = client.copy_in(&format!("COPY {table} FROM STDIN WITH (DELIMITER '|')"))?;
    let mut buffer = Vec::with_capacity(1 << 16);
    for row in rows {
        write!(buffer, "{row}")?;
        buffer.pop_if(|last| *last == b'|');
        buffer.push(b'\n');
        if buffer.len() > 60_000 {
            writer.write_all(&buffer)?;
            buffer.clear();
        }
    }
    writer.write_all(&buffer)?;
    writer.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_22_statements_of_the_specification_are_there_in_order() {
        let numbers: Vec<usize> = super::statements().iter().map(|s| s.number).collect();
        assert_eq!(numbers, (1..=22).collect::<Vec<_>>());
    }
}
