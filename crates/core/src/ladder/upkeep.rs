//! The maintenance that is due now, for `rungs upkeep`. Whether it runs now, and its proof that
//! it ran, are the executor's.

use super::finding::{Finding, Severity};
use super::thresholds::Thresholds;
use super::{diagnose, rules};
use crate::change::Action;
use crate::change::plan::Rung;
use crate::seen::Snapshot;

/// Findings of the upkeep rung with the action that mends each, in the order to run them.
/// Settings are not upkeep. What is unknown is not due, but for SQLite's `PRAGMA optimize`,
/// which looks for itself.
pub fn due(snapshot: &Snapshot, thresholds: &Thresholds) -> Vec<(Finding, Action)> {
    let mut due: Vec<(Finding, Action)> = diagnose(snapshot, &[], thresholds)
        .into_iter()
        .filter(|f| f.rung == Rung::Upkeep)
        .filter(|f| {
            f.severity >= Severity::Warning || f.code == rules::tables_upkeep::AGE_UNKNOWN.code
        })
        .filter_map(|finding| {
            let action = finding.action.clone()?;
            order(&action).map(|_| (finding, action))
        })
        .collect();
    due.sort_by_key(|(_, action)| order(action));
    // One file of SQLite is compacted once, whatever number of its tables is empty.
    if snapshot.server.engine == crate::name::EngineKind::Sqlite {
        let mut compacted = false;
        due.retain(|(_, action)| {
            !matches!(action, Action::Compact { .. }) || !std::mem::replace(&mut compacted, true)
        });
    }
    due
}

/// Vacuum first, then what rebuilds, then statistics of what came out of it. None: no upkeep.
fn order(action: &Action) -> Option<u8> {
    match action {
        Action::DropIndex { .. } => Some(0),
        Action::Vacuum { .. } => Some(1),
        Action::Compact { .. } => Some(2),
        Action::RebuildIndex { .. } => Some(3),
        Action::Analyze { .. } => Some(4),
        Action::PragmaOptimize => Some(5),
        Action::CreateIndex { .. } | Action::Set { .. } | Action::AddRollup { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::testing::{index, setting, snapshot, table};
    use crate::name::{Bytes, EngineKind};

    #[test]
    fn what_is_due_comes_in_the_order_to_run_it_and_settings_are_left_out() {
        let mut s = snapshot(EngineKind::Postgres);
        let at = table(&mut s, "orders", 1e6, &["id", "a"]);
        s.tables[at].counters.dead_rows = Some(900_000);
        s.tables[at].counters.analyzed = Some(false);
        let at = index(&mut s, "orders", "o_a", &["a"]);
        s.indexes[at].bloat_fraction = Some(0.9);
        s.indexes[at].bytes = Some(Bytes(1 << 30));
        setting(&mut s, "autovacuum", "off", "");
        let codes: Vec<&str> =
            due(&s, &Thresholds::default()).iter().map(|(f, _)| f.code).collect();
        assert_eq!(codes, ["RU-TB-002", "RU-IX-006", "RU-TB-004"]);
    }

    #[test]
    fn a_sqlite_file_is_compacted_once_and_optimized() {
        let mut s = snapshot(EngineKind::Sqlite);
        for name in ["a", "b"] {
            let at = table(&mut s, name, 1e6, &["id"]);
            s.tables[at].counters.bytes_free = Some(Bytes(90_000_000));
            s.tables[at].counters.analyzed = Some(true);
        }
        let codes: Vec<&str> =
            due(&s, &Thresholds::default()).iter().map(|(f, _)| f.code).collect();
        assert_eq!(codes, ["RU-TB-006", "RU-TB-007"]);
    }

    #[test]
    fn nothing_known_means_nothing_due() {
        let mut s = snapshot(EngineKind::MariaDb);
        table(&mut s, "orders", 1e6, &["id"]);
        assert!(due(&s, &Thresholds::default()).is_empty());
    }
}
