//! Which share of the rows that the outermost block reads its conditions let through, after what
//! the chosen indexes have sorted out already. From distinct values; it asks nobody.

use rungs_core::name::EngineKind;
use rungs_core::seen::{KeyPart, Table};
use rungs_core::sql::{Op, Predicate, TableUse, Value, facts};

use super::{BOUND, Kind, Setting, Step, access};

/// SQLite's guess for an equality that it knows nothing of.
const EQUAL: f64 = 0.1;

/// 0 … 1, never 0; 1 where the statement cannot be read.
pub fn share(text: &str, steps: &[Step], setting: &Setting) -> f64 {
    let tables = &setting.snapshot.tables;
    let Ok(facts) = facts(text, EngineKind::Sqlite, tables, &["main"]) else { return 1.0 };
    let Some(depth) = steps.first().map(|s| s.node.depth) else { return 1.0 };
    let outermost = steps.iter().filter(|s| s.node.depth == depth);
    outermost.filter_map(|step| of_step(step, &facts.uses, setting)).product()
}

fn of_step(step: &Step, uses: &[TableUse], setting: &Setting) -> Option<f64> {
    if !matches!(step.kind, Kind::Scan | Kind::Search) {
        return None;
    }
    let name = step.node.table.as_ref()?;
    let mut same = uses.iter().filter(|used| used.block == 0 && used.table == *name);
    let (used, None) = (same.next()?, same.next()) else { return None };
    let table = setting.snapshot.table(name)?;
    let rows = table.rows?;
    let (_, read, _) = access(step, setting);
    let wanted = rows * used.predicates.iter().map(|p| selectivity(p, table)).product::<f64>();
    let read = read.max(1.0);
    Some((wanted / read).clamp(1.0 / read, 1.0))
}

fn selectivity(predicate: &Predicate, table: &Table) -> f64 {
    if predicate.disjunct {
        return 1.0;
    }
    let column = match &predicate.part {
        KeyPart::Column(name) => table.column(name),
        KeyPart::Expression(_) => None,
    };
    let equal =
        || column.and_then(|c| c.distinct).map_or(EQUAL, |distinct| 1.0 / distinct.max(1.0));
    match predicate.op {
        Op::Equal => equal(),
        Op::In => match &predicate.operand {
            Value::Literal(list) => (equal() * list.split(", ").count() as f64).min(1.0),
            Value::Placeholder | Value::Computed | Value::None => equal(),
        },
        Op::IsNull => column.and_then(|c| c.null_fraction).unwrap_or(EQUAL),
        Op::Range | Op::LikePrefix => BOUND,
        Op::NotEqual
        | Op::IsNotNull
        | Op::LikeAny
        | Op::IsTrue
        | Op::IsFalse
        | Op::Contains
        | Op::Other => 1.0,
    }
}
