//! Row or statement triggers on PostgreSQL, by how many rows the workload writes per statement.

use super::Form;
use crate::rollup::catalog::Catalog;
use crate::rollup::model::{Capture, Family};
use crate::seen::Statement;
use crate::sql;

/// What capture adds to a statement and to each of its rows, in microseconds, by statement and by
/// row triggers; `scripts/bench rollup-write`, PostgreSQL 15. They are even at 21 rows per call.
const BY_STATEMENT_US: (f64, f64) = (62.0, 1.8);
const BY_ROW_US: (f64, f64) = (7.6, 4.4);

/// The form that the definition asks for; else the one that is cheaper for the writers that were
/// seen. Statements where none was seen: their price of a single row is bounded, the price of
/// rows in a bulk load is not.
pub fn form(family: &Family, catalog: &Catalog<'_>, workload: &[Statement]) -> Form {
    match family.options.capture {
        Capture::Row => return Form::Row,
        Capture::Statement => return Form::Statement,
        Capture::Auto | Capture::None => {}
    }
    let (mut by_statement, mut by_row) = (0.0, 0.0);
    for statement in workload.iter().filter(|s| writes(s, family, catalog)) {
        // Rows that the server did not count: one each.
        let rows = statement.rows.unwrap_or(statement.calls);
        by_statement += statement.calls * BY_STATEMENT_US.0 + rows * BY_STATEMENT_US.1;
        by_row += statement.calls * BY_ROW_US.0 + rows * BY_ROW_US.1;
    }
    if by_row < by_statement { Form::Row } else { Form::Statement }
}

fn writes(statement: &Statement, family: &Family, catalog: &Catalog<'_>) -> bool {
    let text = statement.text();
    let facts = sql::facts(text, catalog.engine, catalog.tables, catalog.search_path);
    let is_write = |u: &sql::TableUse| u.table == family.fact && !u.written.is_empty();
    facts.is_ok_and(|facts| facts.uses.iter().any(is_write))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::EngineKind;
    use crate::rollup::testing::marketplace;
    use crate::seen::Statement;
    use crate::sources::workload_file;

    fn chosen(options: &str, workload: &[(&str, f64, f64)]) -> Form {
        let world = marketplace(EngineKind::Postgres);
        let text = format!(
            "{options}\n-- rollup: m\nSELECT f.metric, COUNT(*) AS n FROM financials f GROUP BY 1"
        );
        let family = world.define(&text, &[("metric", "integer"), ("n", "bigint")]).unwrap();
        let statement = |(text, calls, rows): &(&str, f64, f64)| {
            let file = format!("-- calls: {calls}\n{text};\n");
            let mut read = workload_file::read("workload", &file, EngineKind::Postgres);
            let mut statement = read.statements.remove(0);
            statement.rows = Some(*rows);
            statement
        };
        let workload: Vec<Statement> = workload.iter().map(statement).collect();
        form(&family, &world.catalog(), &workload)
    }

    const SINGLE: &str = "UPDATE financials SET amount = 1 WHERE id = $1";
    const BULK: &str = "COPY financials (id, amount) FROM STDIN";

    #[test]
    fn single_rows_are_captured_by_row_and_loads_by_statement() {
        assert_eq!(chosen("", &[(SINGLE, 1e6, 1e6)]), Form::Row);
        assert_eq!(chosen("", &[(BULK, 10.0, 1e6)]), Form::Statement);
        assert_eq!(chosen("", &[(SINGLE, 1e3, 1e3), (BULK, 10.0, 1e6)]), Form::Statement);
        assert_eq!(chosen("", &[]), Form::Statement);
    }

    #[test]
    fn writes_of_other_tables_and_reads_do_not_count() {
        let other = "UPDATE asin SET brand_id = 1 WHERE id = $1";
        let read = "SELECT amount FROM financials WHERE id = $1";
        assert_eq!(chosen("", &[(other, 1e6, 1e6), (read, 1e6, 1e6)]), Form::Statement);
    }

    #[test]
    fn what_the_definition_says_stands() {
        assert_eq!(chosen("-- capture: row", &[(BULK, 10.0, 1e6)]), Form::Row);
        assert_eq!(chosen("-- capture: statement", &[(SINGLE, 1e6, 1e6)]), Form::Statement);
    }
}
