//! The plan, journal and snapshot that the fixtures of each release hold.

use rungs_core::change::plan::{Outcome, Rung};
use rungs_core::change::{
    Action, ChangeId, Decision, Event, EventKind, Intent, Plan, Prediction, Proof, ProofVerdict,
    StatementProof, Step, Subject,
};
use rungs_core::dialect::{ServerFlavour, render};
use rungs_core::name::{Bytes, EngineKind, Fingerprint, IndexName, Millis, TableName};
use rungs_core::seen::{
    Activity, Blocked, Capability, CollectorCost, Column, ForeignKey, Holder, Index, IndexKey,
    IndexSpec, KeyPart, Method, Server, Setting, Skipped, Snapshot, State, Statement, Table,
    TableCounters, TableKind, TypeClass, Workload, WorkloadSource,
};

pub const POSTGRES: ServerFlavour =
    ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 150_018 };

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

pub fn plan() -> Plan {
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
                    ..Prediction::default()
                }
            } else {
                Prediction::default()
            },
            promises: Vec::new(),
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

pub fn events() -> Vec<Event> {
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
        predicted: Prediction::default(),
        promises: Vec::new(),
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

pub fn snapshot() -> Snapshot {
    Snapshot {
        server: server(),
        tables: vec![table()],
        indexes: vec![index()],
        workload: workload(),
        activity: Activity {
            connections: Some(12),
            connections_max: None,
            replicas: None,
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
