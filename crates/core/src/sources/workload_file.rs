//! A file of SQL statements as a workload. Comments above a statement may give its name, calls
//! and mean time; statements of one shape are one, with their calls and times added up.

use std::collections::HashMap;

use crate::name::{EngineKind, Millis};
use crate::seen::{Statement, Workload, WorkloadSource};
use crate::sql::{Piece, parse_check, shape, split};

/// The workload in `text`; `name` is what the file is called. A statement that cannot be
/// parsed, or of which a comment says what cannot be, is in it with the reason and the line.
pub fn read(name: &str, text: &str, engine: EngineKind) -> Workload {
    let mut statements: Vec<Statement> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for piece in split(text, engine) {
        let statement = statement(piece, engine);
        if let Some(at) = known.get(&statement.fingerprint) {
            merge(&mut statements[*at], statement);
        } else {
            known.insert(statement.fingerprint, statements.len());
            statements.push(statement);
        }
    }
    let missing = statements.is_empty().then(|| "no statement in it".to_owned());
    let source = WorkloadSource {
        name: name.to_owned(),
        statements: statements.len() as u32,
        withheld: 0,
        missing,
    };
    Workload { statements, sources: vec![source] }
}

fn statement(piece: Piece, engine: EngineKind) -> Statement {
    let shape = shape(&piece.text, engine);
    let calls = piece.calls.unwrap_or(1.0);
    let unparsed = piece.mistake.or_else(|| {
        let error = parse_check(&piece.text, engine).err()?;
        let line = piece.line + error.line.saturating_sub(1);
        Some(format!("line {line}: {}", error.reason))
    });
    Statement {
        fingerprint: shape.fingerprint,
        shape: shape.text,
        sample: Some(piece.text),
        name: piece.name,
        calls,
        total: piece.mean_ms.map(|mean| Millis(mean * calls)),
        rows: None,
        source: 0,
        unparsed,
    }
}

/// The first sample, name and mistake stay. A time that is known for some calls only is not
/// known for all.
fn merge(into: &mut Statement, other: Statement) {
    into.calls += other.calls;
    into.total = match (into.total, other.total) {
        (Some(one), Some(other)) => Some(Millis(one.0 + other.0)),
        _ => None,
    };
    into.name = into.name.take().or(other.name);
    into.unparsed = into.unparsed.take().or(other.unparsed);
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check_read(text: &str, expect: &Expect) {
        let workload = read("w.sql", text, EngineKind::Postgres);
        let lines = workload.statements.iter().map(|s| {
            let name = s.name.as_deref().unwrap_or("-");
            let total = s.total.map(|t| t.to_string());
            format!("{name} × {} {total:?} {} {:?}", s.calls, s.shape, s.unparsed)
        });
        expect.assert_eq(&lines.collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn statements_of_one_shape_are_one() {
        check_read(
            "-- name: one\n-- calls: 10\n-- mean_ms: 2\nSELECT a FROM t WHERE b = 'x;';\n\
             -- mean_ms: 100\nSELECT a FROM t WHERE b = 'y';\nSELECT 1;",
            &expect![[r#"
                one × 11 Some("120 ms") SELECT a FROM t WHERE b = $1 None
                - × 1 None SELECT $1 None"#]],
        );
    }

    #[test]
    fn what_cannot_be_parsed_is_there_with_its_line() {
        check_read(
            "SELECT 1;\n\nSELECT a\nFROM t\nWHERE;",
            &expect![[r#"
                - × 1 None SELECT $1 None
                - × 1 None SELECT a FROM t WHERE Some("line 3: expected an expression")"#]],
        );
    }

    #[test]
    fn a_number_that_is_none_makes_its_statement_one_that_is_not_understood() {
        check_read(
            "SELECT 1;\n-- calls: many\nSELECT 2;\n-- freshness: 5m\nSELECT a FROM t;",
            &expect![[r#"
                - × 2 None SELECT $1 Some("line 2: calls is not a number from 0 to 1e15")
                - × 1 None SELECT a FROM t None"#]],
        );
    }

    #[test]
    fn a_mistake_is_told_of_its_file_where_the_server_knows_the_statement_too() {
        let mut seen = read("server", "SELECT 1;", EngineKind::Postgres);
        seen.merge(read("w.sql", "-- calls: many\nSELECT 2;", EngineKind::Postgres));
        let [only] = seen.statements.as_slice() else { panic!("{seen:?}") };
        assert!(only.unparsed.as_deref().unwrap().starts_with("line 1: calls"), "{only:?}");
        assert_eq!(seen.sources[only.source].name, "w.sql");
    }

    #[test]
    fn an_empty_file_says_so() {
        let workload = read("w.sql", "-- nothing\n;", EngineKind::Sqlite);
        assert_eq!(workload.sources[0].missing.as_deref(), Some("no statement in it"));
    }
}
