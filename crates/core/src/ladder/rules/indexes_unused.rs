//! Indexes that nobody reads: unused ones and those put aside and forgotten. Whether counters
//! are old enough to say so is part of the rule; unknown use is never "unused".

use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{ALL, Known, MARIADB, Rule};
use crate::ladder::rules::indexes::is_covered;
use crate::ladder::rules::indexes_overlap::{drop_index, protection};
use crate::name::EngineKind;
use crate::seen::{Index, IndexKey, KeyPart, Table};

pub static UNUSED: Rule = Rule {
    code: "RU-IX-002",
    title: "Unused index",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "No query has read the index since the counters began, and they are old enough to \
           have seen a month's work.",
    why_it_hurts: "Each write keeps it up to date, and it takes disk, memory and backup time.",
    evidence: "Scans, size, the age of the counters. Counters are per server: reads on a replica \
               are not in them. Unique, primary, constraint, replica identity and clustering \
               indexes, and those that a foreign key needs, are never named; an index on an \
               expression is only noted, since it also gives the planner statistics.",
    fix: "Look at the replicas and at yearly jobs, then drop it. MariaDB can IGNORE it first. \
          `rungs plan --drop` makes steps of it.",
    lock_and_cost: "DROP INDEX CONCURRENTLY on PostgreSQL, online on MariaDB.",
    undo: "Build it again; its definition is kept in the journal.",
    example: "An index made for a report that was deleted last year.",
    find: unused,
};

fn unused(known: &Known<'_>) -> Vec<Finding> {
    // Young counters, or counters of unknown age, say nothing (RU-SV-004 tells so).
    let Some(days) = known.stats_days().filter(|d| *d >= known.thresholds.unused_days_min) else {
        return Vec::new();
    };
    let mut unused: Vec<(&Index, &Table)> = known
        .snapshot
        .indexes
        .iter()
        .filter(|index| index.scans == Some(0))
        .filter_map(|index| Some((index, known.table(&index.name.table)?)))
        .filter(|(index, table)| may_be_named(known, table, index))
        .collect();
    unused.sort_by_key(|(index, _)| std::cmp::Reverse(index.bytes));
    unused.into_iter().map(|(index, table)| unused_one(known, table, index, days)).collect()
}

fn may_be_named(known: &Known<'_>, table: &Table, index: &Index) -> bool {
    protection(table, index).is_none()
        && index.valid
        && !index.building
        && !index.ignored
        && index.bytes.is_none_or(|b| b.0 >= known.thresholds.unused_bytes_min)
        && !is_needed_by_foreign_key(known, table, index)
        && !known.plans.iter().any(|(_, p)| p.existing_used().any(|n| n == &index.name.name))
}

/// Without it, a foreign key of this table has no index; on MariaDB also one that points here.
fn is_needed_by_foreign_key(known: &Known<'_>, table: &Table, index: &Index) -> bool {
    let own = table.foreign_keys.iter().any(|key| {
        is_covered(known, table, key, &[]) && !is_covered(known, table, key, &[&index.name])
    });
    own || (known.engine() == EngineKind::MariaDb && is_pointed_at(known, table, index))
}

fn is_pointed_at(known: &Known<'_>, table: &Table, index: &Index) -> bool {
    let leading: Vec<_> = index.spec.keys.iter().filter_map(IndexKey::as_column).collect();
    known.snapshot.tables.iter().flat_map(|t| &t.foreign_keys).any(|key| {
        key.references == table.name
            && leading.len() >= key.referenced_columns.len()
            && leading.iter().zip(&key.referenced_columns).all(|(a, b)| *a == b)
    })
}

fn unused_one(known: &Known<'_>, table: &Table, index: &Index, days: f64) -> Finding {
    let expression = index.spec.keys.iter().any(|k| matches!(k.part, KeyPart::Expression(_)));
    // If the table itself is never read, its indexes tell nothing about themselves.
    let idle = table.counters.seq_scans == Some(0)
        && table.counters.index_scans.is_none_or(|scans| scans == 0);
    let replicas = if known.snapshot.server.read_only {
        "this is a read-only server: use on the primary is not counted here"
    } else {
        "use on replicas is not counted here"
    };
    let finding = UNUSED
        .finding(
            FindingSubject::Index(index.name.clone()),
            format!("index {} was never read in {days:.0} days", index.name),
        )
        .because_known("size", index.bytes)
        .because_known("table rows inserted", table.counters.rows_inserted)
        .because("caveat", replicas);
    if expression {
        return finding
            .as_severe_as(Severity::Note)
            .because("not dropped", "its expression gives the planner statistics");
    }
    if idle {
        return finding
            .as_severe_as(Severity::Note)
            .because("not dropped", "the whole table was not read");
    }
    if let Some(replicas) = known.snapshot.activity.replicas.filter(|count| *count > 0) {
        return finding
            .as_severe_as(Severity::Note)
            .because("not dropped", format!("{replicas} replicas may read it: ask them first"));
    }
    finding.mended_by(drop_index(index))
}

pub static IGNORED: Rule = Rule {
    code: "RU-IX-007",
    title: "Ignored index left behind",
    rung: Rung::Index,
    severity: Severity::Note,
    engines: MARIADB,
    what: "The index is IGNORED (MySQL: INVISIBLE): kept up to date, but no plan uses it.",
    why_it_hurts: "Writes pay for it. Such an index is half of a trial: either it was missed, or \
                   it can go. A statement with FORCE INDEX on it fails.",
    evidence: "The catalog's flag, and the size.",
    fix: "End the trial: drop the index, or `ALTER TABLE … ALTER INDEX … NOT IGNORED`.",
    lock_and_cost: "Dropping is online on InnoDB.",
    undo: "Build it again; its definition is kept in the journal.",
    example: "`ALTER TABLE orders ALTER INDEX a IGNORED` in March, and it is November.",
    find: ignored,
};

fn ignored(known: &Known<'_>) -> Vec<Finding> {
    known
        .snapshot
        .indexes
        .iter()
        .filter(|i| i.ignored)
        .filter_map(|index| {
            let table = known.table(&index.name.table)?;
            let droppable = protection(table, index).is_none()
                && !is_needed_by_foreign_key(known, table, index);
            Some(
                IGNORED
                    .finding(
                        FindingSubject::Index(index.name.clone()),
                        format!("index {} is ignored by the planner", index.name),
                    )
                    .because_known("size", index.bytes)
                    .mended_by(droppable.then(|| drop_index(index))),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::testing::{DAY_MS, check_findings, foreign_key, index, snapshot, table};
    use crate::seen::Snapshot;

    fn with_unused(engine: EngineKind) -> (Snapshot, usize) {
        let mut s = snapshot(engine);
        table(&mut s, "orders", 1e6, &["id", "a", "b"]);
        s.tables[0].counters.seq_scans = Some(3);
        let at = index(&mut s, "orders", "Old \"A\"", &["a"]);
        s.indexes[at].scans = Some(0);
        (s, at)
    }

    #[test]
    fn an_index_without_a_scan_in_old_counters_is_unused() {
        let (s, _) = with_unused(EngineKind::Postgres);
        check_findings(
            "RU-IX-002",
            &s,
            expect![[r#"
            RU-IX-002 warning: index Old "A" on app.orders was never read in 100 days [size: 20 MB; table rows inserted: unknown; caveat: use on replicas is not counted here] -> drop_index
        "#]],
        );
    }

    #[test]
    fn counters_reset_yesterday_or_of_unknown_age_say_nothing() {
        let (mut s, _) = with_unused(EngineKind::Postgres);
        s.server.stats_since_ms = Some(s.taken_at_ms - DAY_MS);
        check_findings("RU-IX-002", &s, expect![[""]]);
        s.server.stats_since_ms = None;
        check_findings("RU-IX-002", &s, expect![[""]]);
    }

    #[test]
    fn unknown_scans_are_not_zero_scans() {
        let (mut s, at) = with_unused(EngineKind::MariaDb);
        s.indexes[at].scans = None;
        check_findings("RU-IX-002", &s, expect![[""]]);
    }

    #[test]
    fn what_guards_the_data_is_never_unused() {
        let guards: [fn(&mut Index); 6] = [
            |i| i.unique = true,
            |i| i.constraint = true,
            |i| i.replica_identity = true,
            |i| i.clustered = true,
            |i| i.parent = Some("p".into()),
            |i| i.primary = true,
        ];
        for guard in guards {
            let (mut s, at) = with_unused(EngineKind::Postgres);
            guard(&mut s.indexes[at]);
            check_findings("RU-IX-002", &s, expect![[""]]);
        }
    }

    #[test]
    fn the_only_index_of_a_foreign_key_stays() {
        let (mut s, _) = with_unused(EngineKind::Postgres);
        table(&mut s, "customers", 10.0, &["id"]);
        foreign_key(&mut s, 0, &["a"], "customers");
        check_findings("RU-IX-002", &s, expect![[""]]);
    }

    #[test]
    fn an_expression_index_is_only_noted() {
        let (mut s, at) = with_unused(EngineKind::Postgres);
        s.indexes[at].spec.keys[0].part = KeyPart::Expression("lower(a)".into());
        check_findings(
            "RU-IX-002",
            &s,
            expect![[r#"
            RU-IX-002 note: index Old "A" on app.orders was never read in 100 days [size: 20 MB; table rows inserted: unknown; caveat: use on replicas is not counted here; not dropped: its expression gives the planner statistics]
        "#]],
        );
    }

    #[test]
    fn an_ignored_index_is_told_as_such_and_not_as_unused() {
        let (mut s, at) = with_unused(EngineKind::MariaDb);
        s.indexes[at].ignored = true;
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r#"
            RU-IX-007 note: index Old "A" on app.orders is ignored by the planner [size: 20 MB] -> drop_index
        "#]],
        );
    }
}
