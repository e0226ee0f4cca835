//! Which candidates could change the plan of a statement: only these are asked about. A candidate
//! that is left out here is never found, however good it is.

use std::collections::BTreeSet;

use super::candidates::Candidate;
use super::{keys, merge};
use crate::name::{EngineKind, Ident};
use crate::seen::{IndexKey, KeyPart};
use crate::sql::{Facts, Op, TableUse};

/// Whether a candidate could be in a plan of the statement: its first key plays a part there, or
/// it holds all that the statement reads of the table. PostgreSQL also reads an index from end to
/// end, rather than the table, for a condition on a later key.
pub fn is_relevant(
    candidate: &Candidate,
    statement: usize,
    facts: &Facts,
    engine: EngineKind,
) -> bool {
    let spec = &candidate.spec;
    if candidate.from.contains(&statement) {
        return true;
    }
    let uses = facts.uses.iter().filter(|used| used.table == spec.table);
    let Some(first) = spec.keys.first() else { return false };
    uses.clone().any(|used| {
        let holds: BTreeSet<&Ident> = merge::held(spec).collect();
        let covers = !used.whole_row
            && !used.columns.is_empty()
            && used.columns.iter().all(|column| holds.contains(column));
        let condition = spec.predicate.as_ref().is_none_or(|wanted| {
            used.predicates.iter().any(|p| p.constant_sql.as_ref() == Some(wanted))
        });
        let later = || engine == EngineKind::Postgres && spec.keys.iter().any(|k| bounds(k, used));
        condition && (covers || plays_a_part(&first.part, used) || later())
    })
}

/// Whether every row that the statement wants has a constant, or one of a range, in this key.
fn bounds(key: &IndexKey, used: &TableUse) -> bool {
    let bounded = |op| keys::is_equality(op) || matches!(op, Op::Range | Op::LikePrefix);
    used.predicates.iter().any(|p| p.part == key.part && !p.disjunct && bounded(p.op))
}

fn plays_a_part(part: &KeyPart, used: &TableUse) -> bool {
    let joined = used.joins.iter().any(|j| *part == KeyPart::Column(j.column.clone()));
    let extreme = used.extremes.iter().any(|c| *part == KeyPart::Column(c.clone()));
    joined
        || extreme
        || used.predicates.iter().any(|p| p.part == *part)
        || used.group.first() == Some(part)
        || used.order.first().is_some_and(|o| o.part == *part)
}
