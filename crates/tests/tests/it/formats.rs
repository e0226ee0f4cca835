//! Files of plan, journal and snapshot: what is written is read back the same, what each release
//! wrote is read for ever, and a file that cannot be read says why. Needs no server.

use proptest::prelude::*;
use rungs_core::change::plan::{Outcome, Rung};
use rungs_core::change::{
    Action, ChangeId, Decision, Event, EventKind, History, Intent, LockClass, Plan, Prediction,
    Proof, ProofVerdict, StatementProof, Step, Subject, Undo,
};
use rungs_core::dialect::{ServerFlavour, Sql, render};
use rungs_core::format::snapshot_v1::Literals;
use rungs_core::format::{journal_v1, plan_v1, snapshot_v1};
use rungs_core::name::{Bytes, EngineKind, Fingerprint, Ident, IndexName, Millis, TableName};
use rungs_core::seen::{
    Activity, Blocked, Capability, CollectorCost, Column, ForeignKey, Holder, Index, IndexKey,
    IndexSpec, KeyPart, Method, Server, Setting, Skipped, Snapshot, State, Statement, Table,
    TableCounters, TableKind, TypeClass, Workload, WorkloadSource,
};

const PLAN: &str = include_str!("../../fixtures/released/0.1/plan.toml");
const JOURNAL: &str = include_str!("../../fixtures/released/0.1/journal.jsonl");
const SNAPSHOT: &str = include_str!("../../fixtures/released/0.1/snapshot.json");

const POSTGRES: ServerFlavour =
    ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 150_018 };

#[test]
fn files_of_every_release_are_read_for_ever() {
    assert_eq!(plan_v1::read(PLAN).unwrap(), plan());
    assert_eq!(snapshot_v1::read(SNAPSHOT).unwrap(), snapshot());
    assert_eq!(read_journal(JOURNAL), events());
    assert!(History::from_events(events()).is_ok());
}

#[test]
fn this_release_writes_what_the_fixtures_hold() {
    assert_eq!(plan_v1::write(&plan()).unwrap(), PLAN);
    assert_eq!(snapshot_v1::write(&snapshot(), Literals::Kept).unwrap() + "\n", SNAPSHOT);
    let lines: Vec<String> = events().iter().map(|e| journal_v1::encode(e).unwrap()).collect();
    assert_eq!(lines.join("\n") + "\n", JOURNAL);
}

#[test]
fn a_plan_holds_exactly_what_its_dialect_says() {
    let plan = plan();
    plan_v1::verify_rendering(&plan, POSTGRES).unwrap();
    let edited = PLAN.replacen("CONCURRENTLY ", "", 1);
    assert_ne!(edited, PLAN);
    let error = plan_v1::verify_rendering(&plan_v1::read(&edited).unwrap(), POSTGRES).unwrap_err();
    assert_eq!(
        error.to_string(),
        "plan (step 1) cannot be read: its SQL, undo or lock was edited, or made for another server"
    );
    assert_eq!(error.hint, "change the action, not the SQL, or make the plan again: rungs plan");
    let mariadb = ServerFlavour { engine: EngineKind::MariaDb, ..POSTGRES };
    assert!(plan_v1::verify_rendering(&plan, mariadb).is_err());
}

#[test]
fn a_file_that_cannot_be_read_says_where_and_why() {
    let plan = |text: &str| plan_v1::read(text).unwrap_err();
    assert_eq!(
        plan("format = \"rungs-plan-v2\"").to_string(),
        "plan cannot be read: its format \"rungs-plan-v2\" is newer than \"rungs-plan-v1\""
    );
    assert_eq!(plan("format = \"rungs-plan-v0\"").hint, "make it again with this version of rungs");
    assert_eq!(
        plan("a = 1").to_string(),
        "plan cannot be read: it does not say format = \"rungs-plan-v1\""
    );
    let unknown = plan(&PLAN.replacen("rung = \"index\"", "rung = \"ladder\"", 1)).to_string();
    assert!(unknown.starts_with("plan (line 11) cannot be read: unknown variant"), "{unknown}");
    let typo = plan(&PLAN.replacen("why =", "wy =", 1)).to_string();
    assert!(typo.contains("unknown field `wy`"), "{typo}");
    let order = plan(&PLAN.replacen("number = 2", "number = 7", 1)).to_string();
    assert_eq!(order, "plan cannot be read: step 7 stands at position 2");

    let snapshot = snapshot_v1::read(&SNAPSHOT.replacen("150018", "\"x\"", 1)).unwrap_err();
    assert!(snapshot.to_string().starts_with("snapshot (line 6) cannot be read"), "{snapshot}");
    assert!(snapshot_v1::read("").is_err());
    let journal = journal_v1::decode(3, "{\"format\":\"rungs-journal-v9\"}").unwrap_err();
    assert_eq!(
        journal.to_string(),
        "journal (entry 3) cannot be read: its format \"rungs-journal-v9\" is newer than \
         \"rungs-journal-v1\""
    );
}

#[test]
fn a_snapshot_holds_literals_only_when_asked() {
    let text = snapshot_v1::write(&snapshot(), Literals::LeftOut).unwrap();
    assert!(!text.contains("SECRET"), "{text}");
    let mut without = snapshot();
    without.workload.statements[0].sample = None;
    assert_eq!(snapshot_v1::read(&text).unwrap(), without);
    assert!(SNAPSHOT.contains("SECRET"));
}

fn read_journal(lines: &str) -> Vec<Event> {
    lines.lines().enumerate().map(|(n, line)| journal_v1::decode(n + 1, line).unwrap()).collect()
}

proptest! {
    #[test]
    fn a_plan_is_read_as_it_was_written(plan in any_plan()) {
        let text = plan_v1::write(&plan).unwrap();
        prop_assert_eq!(plan_v1::read(&text).unwrap(), plan);
    }

    #[test]
    fn an_event_is_read_as_it_was_written(event in any_event()) {
        let body = journal_v1::encode(&event).unwrap();
        prop_assert_eq!(journal_v1::decode(1, &body).unwrap(), event);
    }

    #[test]
    fn a_snapshot_is_read_as_it_was_written(snapshot in any_snapshot()) {
        let text = snapshot_v1::write(&snapshot, Literals::Kept).unwrap();
        prop_assert_eq!(snapshot_v1::read(&text).unwrap(), snapshot);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in ".{0,200}", at in 0_usize..4000) {
        drop(plan_v1::read(&text));
        drop(snapshot_v1::read(&text));
        drop(journal_v1::decode(1, &text));
        let cut = PLAN.char_indices().map(|(i, _)| i).nth(at).unwrap_or(0);
        drop(plan_v1::read(&(PLAN[..cut].to_owned() + &text)));
    }
}

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
        },
    )
}

fn any_step() -> impl Strategy<Value = Step> {
    let words = (
        prop::sample::select(vec![Rung::Upkeep, Rung::Index, Rung::Partition]),
        prop::sample::select(vec![LockClass::Online, LockClass::Brief, LockClass::BlocksAll]),
        prop::sample::select(vec![Undo::Free, Undo::Rebuild, Undo::Nothing]),
        ".{0,20}",
        "(.|\n){0,20}",
    );
    (words, any_action(), any_sql(), any_sql(), any_subjects(), any_subjects(), any_prediction())
        .prop_map(|(words, action, forward, back, targets, bystanders, predicted)| {
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
            }
        })
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

fn any_plan() -> impl Strategy<Value = Plan> {
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

fn any_event() -> impl Strategy<Value = Event> {
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
fn any_snapshot() -> impl Strategy<Value = Snapshot> {
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

fn orders() -> TableName {
    TableName::new("public", "orders")
}

fn subject_of_plan() -> Subject {
    Subject {
        fingerprint: Fingerprint(0x00ab_cdef_0123_4567),
        label: "latest_orders".to_owned(),
        shape: "SELECT *\nFROM orders\nWHERE customer = $1 ORDER BY day DESC".to_owned(),
    }
}

fn actions_of_plan() -> Vec<Action> {
    let mut day = IndexKey::column("day");
    day.descending = true;
    day.nulls_first = Some(false);
    let mut lower = IndexKey::column("");
    lower.part = KeyPart::Expression("lower(email)".to_owned());
    let index = IndexSpec {
        table: orders(),
        method: Method::Btree,
        keys: vec![IndexKey::column("customer"), day, lower],
        include: vec!["paid".into()],
        predicate: Some("status = 'open'".to_owned()),
        unique: false,
    };
    vec![
        Action::CreateIndex { name: "rungs_orders_customer_day".into(), index },
        Action::DropIndex {
            name: IndexName { table: orders(), name: "orders_customer".into() },
            definition: "CREATE INDEX orders_customer ON public.orders USING btree (customer)"
                .to_owned(),
        },
        Action::Analyze { table: orders() },
        Action::Set {
            setting: "work_mem".to_owned(),
            value: "64MB".to_owned(),
            previous: Some("4MB".to_owned()),
        },
    ]
}

fn plan() -> Plan {
    let step = |(number, action): (u32, Action)| {
        let rendered = render(&action, POSTGRES).unwrap();
        let first = number == 1;
        Step {
            number,
            rung: if first { Rung::Index } else { Rung::Upkeep },
            forward: rendered.forward,
            back: rendered.back,
            undo: rendered.undo,
            lock: rendered.lock,
            finding: format!("RU-IX-00{number}"),
            why: "latest_orders reads 1,400,000 rows to give 20".to_owned(),
            targets: if first { vec![subject_of_plan()] } else { Vec::new() },
            bystanders: Vec::new(),
            predicted: if first {
                Prediction {
                    gain: Some(0.41),
                    bytes: Some(Bytes(31_457_280)),
                    write_price: Some(0.05),
                }
            } else {
                Prediction::default()
            },
            action,
        }
    };
    Plan {
        id: "0f1e2d3c4b5a6978".to_owned(),
        engine: EngineKind::Postgres,
        target_identity: "7312345678901234567/16384".to_owned(),
        database: "shop".to_owned(),
        made_at_ms: 1_795_000_000_000,
        made_by_version: "0.1.0".to_owned(),
        steps: (1..).zip(actions_of_plan()).map(step).collect(),
        decisions: vec![Decision {
            subject: subject_of_plan(),
            tables: vec![orders()],
            calls: 1200.0,
            mean_now: Some(Millis(3100.0)),
            mean_predicted: Some(Millis(40.0)),
            target: Some(Millis(50.0)),
            freshness: "live".to_owned(),
            rung: Some(Rung::Index),
            steps: vec![1],
            outcome: Outcome::Enough,
            because: "predicted 40 ms is within the target of 50 ms".to_owned(),
        }],
    }
}

fn events() -> Vec<Event> {
    let step = plan().steps.remove(0);
    let intent = Intent {
        plan_id: plan().id,
        step: 1,
        finding: step.finding,
        why: step.why,
        action: step.action,
        forward: step.forward,
        back: step.back,
        targets: step.targets,
        bystanders: step.bystanders,
    };
    let proof = |verdict, after: bool| Proof {
        statements: vec![StatementProof {
            fingerprint: subject_of_plan().fingerprint,
            label: "latest_orders".to_owned(),
            before_ms: vec![3100.25, 3099.5],
            after_ms: if after { vec![3200.125] } else { Vec::new() },
            before_work: Some(90_000),
            after_work: after.then_some(90_001),
            work_unit: "buffers".to_owned(),
            before_timed_out: false,
            after_timed_out: false,
            texts: 7,
            before_answer: Some(u64::MAX),
            after_answer: after.then_some(u64::MAX),
            equal: after.then_some(true),
            is_target: true,
        }],
        verdict,
        because: "latest_orders got worse".to_owned(),
    };
    let error = "the connection died".to_owned();
    let why = "latest_orders got worse".to_owned();
    let changes: [(u64, Vec<EventKind>); 2] = [
        (
            1,
            vec![
                EventKind::Planned(Box::new(intent.clone())),
                EventKind::MeasuredBefore(proof(ProofVerdict::Open, false)),
                EventKind::Started,
                EventKind::Unknown { error: error.clone() },
                EventKind::Interrupted,
                EventKind::Done,
                EventKind::MeasuredAfter(proof(ProofVerdict::NoGain, true)),
                EventKind::Verified(proof(ProofVerdict::Holds, true)),
                EventKind::RevertStarted { why },
                EventKind::RevertFailed { error: error.clone() },
                EventKind::Reverted,
            ],
        ),
        (
            2,
            vec![
                EventKind::Planned(Box::new(intent)),
                EventKind::Started,
                EventKind::Failing { error: error.clone() },
                EventKind::Failed { error },
            ],
        ),
    ];
    let event = |change: u64| move |kind| Event { change: ChangeId(change), at_ms: 1_795, kind };
    changes.into_iter().flat_map(|(id, kinds)| kinds.into_iter().map(event(id))).collect()
}

fn snapshot() -> Snapshot {
    Snapshot {
        server: server(),
        tables: vec![table()],
        indexes: vec![index()],
        workload: workload(),
        activity: Activity {
            connections: Some(12),
            connections_max: None,
            long_transactions: vec![Holder {
                session_id: "4711".to_owned(),
                user: "report".to_owned(),
                application: "psql".to_owned(),
                open_ms: 840_000.5,
                shape: "SELECT $1".to_owned(),
            }],
            blocked: vec![Blocked {
                waiting: "1".to_owned(),
                blocked_by: "2".to_owned(),
                on: "public.orders".to_owned(),
            }],
        },
        skipped: vec![Skipped {
            subject: "public.locked".to_owned(),
            why: "held in ACCESS EXCLUSIVE".to_owned(),
        }],
        taken_at_ms: 1_795_000_000_000,
        collector: CollectorCost { ms: 12.5, statements: 9 },
    }
}

fn server() -> Server {
    Server {
        engine: EngineKind::Postgres,
        version: "15.18".to_owned(),
        version_num: 150_018,
        is_mysql: false,
        database: "shop".to_owned(),
        identity: "7312345678901234567/16384".to_owned(),
        read_only: false,
        capabilities: vec![Capability {
            id: "hypopg".to_owned(),
            state: State::No,
            what: "what-if indexes by the server itself".to_owned(),
            mend: vec!["CREATE EXTENSION hypopg".to_owned()],
            required: false,
        }],
        settings: vec![Setting {
            name: "work_mem".to_owned(),
            value: "4096".to_owned(),
            unit: "kB".to_owned(),
            needs_restart: false,
        }],
        stats_since_ms: None,
        memory: Some(Bytes(8_000_000_000)),
    }
}

fn table() -> Table {
    Table {
        name: orders(),
        kind: TableKind::Partition { parent: TableName::new("public", "all_orders") },
        columns: vec![Column {
            name: "id".into(),
            data_type: "bigint".to_owned(),
            class: TypeClass::Integer,
            not_null: true,
            generated: false,
            collation: None,
            width_bytes: Some(8.0),
            distinct: Some(1_400_000.0),
            null_fraction: Some(0.0),
            correlation: Some(0.999_123),
            common_frequencies: vec![0.1, 0.05],
        }],
        primary_key: vec!["id".into()],
        foreign_keys: vec![ForeignKey {
            name: "orders_customer_fkey".into(),
            columns: vec!["customer".into()],
            references: TableName::new("public", "customers"),
            referenced_columns: vec!["id".into()],
        }],
        rows: Some(1_400_000.0),
        bytes: Some(Bytes(160_000_000)),
        counters: TableCounters { seq_scans: Some(7), dead_rows: None, ..Default::default() },
        definition: None,
    }
}

fn index() -> Index {
    let Action::CreateIndex { index: spec, .. } = actions_of_plan().remove(0) else {
        unreachable!("the first action makes an index")
    };
    Index {
        name: IndexName { table: orders(), name: "orders_customer".into() },
        spec,
        unique: false,
        primary: false,
        constraint: false,
        replica_identity: false,
        clustered: false,
        valid: true,
        building: false,
        ignored: false,
        parent: None,
        scans: Some(0),
        bytes: Some(Bytes(31_457_280)),
        bloat_fraction: Some(0.25),
        definition: "CREATE INDEX orders_customer ON public.orders USING btree (customer)"
            .to_owned(),
    }
}

fn workload() -> Workload {
    Workload {
        statements: vec![Statement {
            fingerprint: Fingerprint(u64::MAX),
            shape: "SELECT * FROM orders WHERE customer = $1".to_owned(),
            sample: Some("SELECT * FROM orders WHERE customer = 'SECRET'".to_owned()),
            name: Some("latest_orders".to_owned()),
            calls: 1200.0,
            total: Some(Millis(3_720_000.0)),
            rows: Some(24_000.0),
            source: 0,
            unparsed: None,
        }],
        sources: vec![WorkloadSource {
            name: "pg_stat_statements".to_owned(),
            statements: 1,
            withheld: 2,
            missing: None,
        }],
    }
}
