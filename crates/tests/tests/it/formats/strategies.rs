//! Any plan, event and snapshot, for the round trips.

use proptest::prelude::*;
use rungs_core::change::plan::{Outcome, Rung};
use rungs_core::change::{
    Action, ChangeId, Decision, Event, EventKind, Intent, LockClass, Plan, Prediction, Promise,
    Proof, ProofVerdict, StatementProof, Step, Subject, Undo,
};
use rungs_core::dialect::Sql;
use rungs_core::name::{Bytes, EngineKind, Fingerprint, Ident, IndexName, Millis, TableName};
use rungs_core::seen::{IndexKey, IndexSpec, KeyPart, Method, Snapshot};

use super::samples::snapshot;

fn any_number() -> impl Strategy<Value = f64> {
    prop::num::f64::NORMAL | prop::num::f64::ZERO
}

fn any_table() -> impl Strategy<Value = TableName> {
    (".{0,9}", ".{0,9}").prop_map(|(schema, name)| TableName::new(&schema, &name))
}

fn any_key() -> impl Strategy<Value = IndexKey> {
    (".{0,9}", any::<bool>(), any::<(bool, Option<bool>, Option<u32>)>(), any::<Option<String>>())
        .prop_map(|(text, is_column, (descending, nulls_first, prefix_length), opclass)| {
            let part = if is_column {
                KeyPart::Column(Ident::new(text))
            } else {
                KeyPart::Expression(text)
            };
            let collation = opclass.clone();
            IndexKey { part, descending, nulls_first, opclass, collation, prefix_length }
        })
}

fn any_spec() -> impl Strategy<Value = IndexSpec> {
    let method = prop_oneof![
        Just(Method::Btree),
        Just(Method::Gin),
        Just(Method::Fulltext),
        ".{0,9}".prop_map(Method::Other),
    ];
    (
        any_table(),
        method,
        prop::collection::vec(any_key(), 0..3),
        prop::collection::vec(".{0,9}".prop_map(Ident::new), 0..3),
        any::<(Option<String>, bool)>(),
    )
        .prop_map(|(table, method, keys, include, (predicate, unique))| IndexSpec {
            table,
            method,
            keys,
            include,
            predicate,
            unique,
        })
}

fn any_action() -> impl Strategy<Value = Action> {
    let name =
        || (any_table(), ".{0,9}").prop_map(|(table, n)| IndexName { table, name: Ident::new(n) });
    prop_oneof![
        (".{0,9}", any_spec())
            .prop_map(|(name, index)| Action::CreateIndex { name: Ident::new(name), index }),
        (name(), ".{0,30}").prop_map(|(name, definition)| Action::DropIndex { name, definition }),
        name().prop_map(|name| Action::RebuildIndex { name }),
        any_table().prop_map(|table| Action::Analyze { table }),
        any_table().prop_map(|table| Action::Vacuum { table }),
        any_table().prop_map(|table| Action::Compact { table }),
        Just(Action::PragmaOptimize),
        (".{0,9}", ".{0,9}", any::<Option<String>>())
            .prop_map(|(setting, value, previous)| Action::Set { setting, value, previous }),
        (".{0,9}", any_table(), prop::collection::vec("(.|\n){0,60}", 0..3)).prop_map(
            |(name, table, definitions)| {
                Action::AddRollup { name: Ident::new(name), table, definitions }
            }
        ),
    ]
}

fn any_sql() -> impl Strategy<Value = Vec<Sql>> {
    prop::collection::vec(".{0,60}".prop_map(Sql::from_text_that_i_vouch_for), 0..3)
}

fn any_subject() -> impl Strategy<Value = Subject> {
    (any::<u64>(), ".{0,20}", "(.|\n){0,60}").prop_map(|(number, label, shape)| Subject {
        fingerprint: Fingerprint(number),
        label,
        shape,
    })
}

fn any_subjects() -> impl Strategy<Value = Vec<Subject>> {
    prop::collection::vec(any_subject(), 0..3)
}

fn any_prediction() -> impl Strategy<Value = Prediction> {
    (prop::option::of(any_number()), prop::option::of(0..u64::MAX / 4), any::<bool>()).prop_map(
        |(gain, bytes, price)| Prediction {
            gain,
            bytes: bytes.map(Bytes),
            write_price: price.then_some(0.25),
            write_us: price.then_some(3.5),
            refresh_us: gain,
        },
    )
}

fn any_promises() -> impl Strategy<Value = Vec<Promise>> {
    let one = (any::<u64>(), ".{0,20}", "(.|\n){0,60}", any_number(), any::<bool>()).prop_map(
        |(number, view, ask, ms, before_measured)| Promise {
            fingerprint: Fingerprint(number),
            view,
            ask,
            before: Millis(ms),
            before_measured,
            after: Millis(ms),
        },
    );
    prop::collection::vec(one, 0..3)
}

fn any_step() -> impl Strategy<Value = Step> {
    let words = (
        prop::sample::select(vec![Rung::Upkeep, Rung::Index, Rung::Partition]),
        prop::sample::select(vec![LockClass::Online, LockClass::Brief, LockClass::BlocksAll]),
        prop::sample::select(vec![Undo::Free, Undo::Rebuild, Undo::Nothing]),
        ".{0,20}",
        "(.|\n){0,20}",
    );
    let gains = (any_subjects(), any_subjects(), any_prediction(), any_promises());
    (words, any_action(), any_sql(), any_sql(), gains).prop_map(
        |(words, action, forward, back, gains)| {
            let (targets, bystanders, predicted, promises) = gains;
            let (rung, lock, undo, finding, why) = words;
            Step {
                number: 0,
                rung,
                action,
                forward,
                back,
                undo,
                lock,
                finding,
                why,
                targets,
                bystanders,
                predicted,
                promises,
            }
        },
    )
}

fn any_decision() -> impl Strategy<Value = Decision> {
    (
        any_subject(),
        prop::collection::vec(any_table(), 0..2),
        any_number(),
        prop::option::of(any_number()),
        prop::collection::vec(any::<u32>(), 0..3),
        ".{0,20}",
    )
        .prop_map(|(subject, tables, calls, ms, steps, text)| Decision {
            subject,
            tables,
            calls,
            mean_now: ms.map(Millis),
            mean_predicted: None,
            target: ms.map(Millis),
            freshness: text.clone(),
            rung: ms.map(|_| Rung::Cache),
            steps,
            outcome: Outcome::Better,
            because: text,
        })
}

pub fn any_plan() -> impl Strategy<Value = Plan> {
    (
        ".{0,20}",
        prop::sample::select(EngineKind::ALL.to_vec()),
        any::<i64>(),
        prop::collection::vec(any_step(), 0..4),
        prop::collection::vec(any_decision(), 0..3),
    )
        .prop_map(|(id, engine, made_at_ms, mut steps, decisions)| {
            for (number, step) in (1..).zip(&mut steps) {
                step.number = number;
            }
            Plan {
                target_identity: id.clone(),
                database: id.clone(),
                made_by_version: id.clone(),
                id,
                engine,
                made_at_ms,
                steps,
                decisions,
            }
        })
}

fn any_proof() -> impl Strategy<Value = Proof> {
    let statement = (
        any::<(u64, u64, Option<u64>, Option<u64>, Option<bool>)>(),
        any::<(bool, bool, bool)>(),
        prop::collection::vec(any_number(), 0..6),
        ".{0,20}",
    )
        .prop_map(|((fingerprint, texts, work, answer, equal), flags, ms, label)| StatementProof {
            fingerprint: Fingerprint(fingerprint),
            work_unit: label.clone(),
            label,
            before_ms: ms.clone(),
            after_ms: ms,
            before_work: work,
            after_work: answer,
            before_timed_out: flags.0,
            after_timed_out: flags.1,
            texts,
            before_answer: answer,
            after_answer: work,
            equal,
            is_target: flags.2,
        });
    let verdict = prop::sample::select(vec![
        ProofVerdict::Holds,
        ProofVerdict::NoGain,
        ProofVerdict::Worse,
        ProofVerdict::NotProven,
        ProofVerdict::Open,
    ]);
    (prop::collection::vec(statement, 0..3), verdict, ".{0,20}")
        .prop_map(|(statements, verdict, because)| Proof { statements, verdict, because })
}

pub fn any_event() -> impl Strategy<Value = Event> {
    let intent = (any_step(), ".{0,20}").prop_map(|(step, plan_id)| {
        EventKind::Planned(Box::new(Intent {
            plan_id,
            step: step.number,
            finding: step.finding,
            why: step.why,
            action: step.action,
            forward: step.forward,
            back: step.back,
            targets: step.targets,
            bystanders: step.bystanders,
            predicted: step.predicted,
            promises: step.promises,
        }))
    });
    let kind = prop_oneof![
        intent,
        any_proof().prop_map(EventKind::MeasuredBefore),
        any_proof().prop_map(EventKind::MeasuredAfter),
        any_proof().prop_map(EventKind::Verified),
        Just(EventKind::Started),
        Just(EventKind::Done),
        Just(EventKind::Interrupted),
        Just(EventKind::Reverted),
        ".{0,20}".prop_map(|error| EventKind::Failing { error }),
        ".{0,20}".prop_map(|error| EventKind::Failed { error }),
        ".{0,20}".prop_map(|error| EventKind::Unknown { error }),
        ".{0,20}".prop_map(|error| EventKind::RevertFailed { error }),
        ".{0,20}".prop_map(|why| EventKind::RevertStarted { why }),
    ];
    (any::<u64>(), any::<i64>(), kind).prop_map(|(change, at_ms, kind)| Event {
        change: ChangeId(change),
        at_ms,
        kind,
    })
}

/// The sample, with its numbers and texts changed.
pub fn any_snapshot() -> impl Strategy<Value = Snapshot> {
    (any_number(), prop::option::of(any_number()), any::<Option<u64>>(), "(.|\n){0,20}", any_spec())
        .prop_map(|(number, maybe, count, text, spec)| {
            let mut snapshot = snapshot();
            let table = &mut snapshot.tables[0];
            table.rows = maybe;
            table.bytes = count.map(Bytes);
            table.definition = count.map(|_| text.clone());
            table.counters.dead_rows = count;
            table.counters.vacuum_threshold_rows = maybe;
            table.columns[0].correlation = maybe;
            table.columns[0].common_frequencies = vec![number];
            snapshot.indexes[0].spec = spec;
            snapshot.indexes[0].bloat_fraction = maybe;
            snapshot.workload.statements[0].calls = number;
            snapshot.workload.statements[0].total = maybe.map(Millis);
            snapshot.workload.statements[0].shape.clone_from(&text);
            snapshot.server.settings[0].value = text;
            snapshot.collector.ms = number;
            snapshot
        })
}
