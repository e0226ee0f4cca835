//! The one door to test findings: `check_findings(snapshot, expect)`. Builders make small
//! snapshots in which everything that a test does not name is unknown or ordinary.

use std::collections::BTreeMap;

use expect_test::Expect;

use super::climb::{Climbed, Ground, IndexProposal, Options, Served, climb};
use super::{Finding, Thresholds, diagnose};
use crate::name::{Bytes, EngineKind, Fingerprint, Ident, IndexName, Millis, TableName};
use crate::seen::statement_plan::Basis;
use crate::seen::{
    Activity, CollectorCost, Column, ForeignKey, Index, IndexKey, IndexSpec, Method, PlanNode,
    Server, Setting, Snapshot, Statement, StatementPlan, Table, TableCounters, TableKind,
    TypeClass, Workload,
};

pub const DAY_MS: i64 = 86_400_000;
const NOW_MS: i64 = 1_000 * DAY_MS;

/// Findings of rules whose code begins with `family`, as people would read them.
pub fn check(family: &str, snapshot: &Snapshot, plans: &[(usize, StatementPlan)], expect: &Expect) {
    let mut text = String::new();
    for finding in diagnose(snapshot, plans, &Thresholds::default()) {
        if finding.code.starts_with(family) {
            text.push_str(&line(&finding));
        }
    }
    expect.assert_eq(&text);
}

#[expect(clippy::needless_pass_by_value, reason = "reads better with `expect![…]` at the call")]
pub fn check_findings(family: &str, snapshot: &Snapshot, expect: Expect) {
    check(family, snapshot, &[], &expect);
}

fn line(finding: &Finding) -> String {
    let evidence: Vec<String> =
        finding.evidence.iter().map(|e| format!("{}: {}", e.name, e.value)).collect();
    let action = match &finding.action {
        Some(action) => {
            let json = serde_json::to_value(action).unwrap();
            format!(" -> {}", json["do"].as_str().unwrap())
        }
        None => String::new(),
    };
    let severity = format!("{:?}", finding.severity).to_lowercase();
    format!("{} {severity}: {} [{}]{action}\n", finding.code, finding.what, evidence.join("; "))
}

/// A server of which nothing is known but its engine, with counters of 100 days.
pub fn snapshot(engine: EngineKind) -> Snapshot {
    Snapshot {
        server: Server {
            engine,
            version: "test".into(),
            version_num: match engine {
                EngineKind::Postgres => 150_018,
                EngineKind::MariaDb => 101_119,
                EngineKind::Sqlite => 35_001,
            },
            is_mysql: false,
            database: "shop".into(),
            identity: "test-shop".into(),
            read_only: false,
            capabilities: Vec::new(),
            settings: Vec::new(),
            stats_since_ms: Some(NOW_MS - 100 * DAY_MS),
            memory: None,
        },
        tables: Vec::new(),
        indexes: Vec::new(),
        workload: Workload::default(),
        activity: Activity::default(),
        skipped: Vec::new(),
        taken_at_ms: NOW_MS,
        collector: CollectorCost::default(),
    }
}

/// An ordinary table `app.NAME` with a primary key and its index.
pub fn table(snapshot: &mut Snapshot, name: &str, rows: f64, columns: &[&str]) -> usize {
    let name = TableName::new("app", name);
    let columns = columns.iter().map(|c| column(c)).collect::<Vec<_>>();
    let primary_key = vec![columns[0].name.clone()];
    snapshot.tables.push(Table {
        name: name.clone(),
        kind: TableKind::Ordinary,
        columns,
        primary_key,
        foreign_keys: Vec::new(),
        rows: Some(rows),
        bytes: Some(Bytes((rows * 100.0) as u64)),
        counters: TableCounters::default(),
        definition: None,
    });
    let key = snapshot.tables.last().unwrap().primary_key[0].clone();
    let pk = index(snapshot, &name.name.0, &format!("{}_pkey", name.name), &[key.as_str()]);
    let pk = &mut snapshot.indexes[pk];
    (pk.primary, pk.unique, pk.spec.unique, pk.constraint) = (true, true, true, true);
    snapshot.tables.len() - 1
}

pub fn column(name: &str) -> Column {
    Column {
        name: name.into(),
        data_type: "bigint".into(),
        class: TypeClass::Integer,
        not_null: true,
        generated: false,
        collation: None,
        width_bytes: None,
        distinct: None,
        null_fraction: None,
        correlation: None,
        common_frequencies: Vec::new(),
    }
}

/// A valid, plain, used B-tree of 20 MB.
pub fn index(snapshot: &mut Snapshot, table: &str, name: &str, keys: &[&str]) -> usize {
    let table = TableName::new("app", table);
    let spec = IndexSpec {
        table: table.clone(),
        method: Method::Btree,
        keys: keys.iter().map(|k| IndexKey::column(*k)).collect(),
        include: Vec::new(),
        predicate: None,
        unique: false,
    };
    snapshot.indexes.push(Index {
        name: IndexName { table: table.clone(), name: name.into() },
        definition: format!("CREATE INDEX {name} ON {table} ({})", keys.join(", ")),
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
        scans: Some(1_000),
        bytes: Some(Bytes(20_000_000)),
        bloat_fraction: None,
    });
    snapshot.indexes.len() - 1
}

pub fn foreign_key(snapshot: &mut Snapshot, child: usize, columns: &[&str], parent: &str) {
    snapshot.tables[child].foreign_keys.push(ForeignKey {
        name: Ident::new(format!("{parent}_fk")),
        columns: columns.iter().map(|c| Ident::from(*c)).collect(),
        references: TableName::new("app", parent),
        referenced_columns: vec!["id".into()],
    });
}

pub fn setting(snapshot: &mut Snapshot, name: &str, value: &str, unit: &str) {
    snapshot.server.settings.push(Setting {
        name: name.into(),
        value: value.into(),
        unit: unit.into(),
        needs_restart: false,
    });
}

pub fn statement(snapshot: &mut Snapshot, shape: &str, calls: f64, mean_ms: f64) -> usize {
    let at = snapshot.workload.statements.len();
    snapshot.workload.statements.push(Statement {
        fingerprint: Fingerprint(at as u64 + 1),
        shape: shape.into(),
        sample: None,
        name: None,
        calls,
        total: Some(Millis(calls * mean_ms)),
        rows: None,
        source: 0,
        unparsed: None,
    });
    at
}

pub fn plan(cost: f64, nodes: Vec<PlanNode>) -> StatementPlan {
    StatementPlan { cost, nodes, basis: Basis::Planner }
}

pub fn scan(table: &str) -> PlanNode {
    PlanNode {
        operation: "Seq Scan".into(),
        table: Some(TableName::new("app", table)),
        full_scan: true,
        ..PlanNode::default()
    }
}

/// A shop with a slow look-up that an index mends, a slow report that none does, a fast
/// statement, a duplicate index, an index that nobody reads, and a table without statistics.
pub fn shop_to_climb(engine: EngineKind) -> Snapshot {
    let mut s = snapshot(engine);
    let at = table(&mut s, "orders", 1e6, &["id", "customer_id", "region"]);
    s.tables[at].counters.analyzed = Some(false);
    s.tables[at].counters.seq_scans = Some(5);
    index(&mut s, "orders", "o_region", &["region"]);
    index(&mut s, "orders", "o_region_2", &["region"]);
    let at = index(&mut s, "orders", "o_old", &["customer_id", "region"]);
    s.indexes[at].scans = Some(0);
    statement(&mut s, "SELECT * FROM app.orders WHERE customer_id = $1", 5_000.0, 3_100.0);
    statement(&mut s, "SELECT region, sum(id) FROM app.orders GROUP BY region", 50.0, 900.0);
    statement(&mut s, "SELECT * FROM app.orders WHERE id = $1", 100.0, 0.2);
    statement(&mut s, "UPDATE app.orders SET region = $1", 1.0, 9_000.0);
    statement(&mut s, "SELECT $1 FROM", 1.0, 1.0);
    s.workload.statements[4].unparsed = Some("it ends after FROM".into());
    s
}

pub fn climbed(s: &Snapshot) -> Climbed {
    let options = Options { target: Millis(50.0), drop: true, ..Options::default() };
    climbed_with(s, &options)
}

pub fn climbed_with(s: &Snapshot, options: &Options) -> Climbed {
    let plans = vec![
        (0, plan(1_000.0, vec![scan("orders")])),
        (1, plan(5_000.0, vec![scan("orders")])),
        (2, plan(1.0, vec![PlanNode { full_scan: false, ..scan("orders") }])),
        (3, plan(1.0, vec![scan("orders")])),
    ];
    let spec = |keys: &[&str]| IndexSpec {
        table: TableName::new("app", "orders"),
        method: Method::Btree,
        keys: keys.iter().map(|k| IndexKey::column(*k)).collect(),
        include: Vec::new(),
        predicate: None,
        unique: false,
    };
    let thresholds = Thresholds::default();
    climb(&Ground {
        snapshot: s,
        findings: &diagnose(s, &plans, &thresholds),
        plans: &plans,
        proposals: &[IndexProposal {
            spec: spec(&["customer_id", "id"]),
            bytes: Some(Bytes(21_000_000)),
            gain: Some(0.41),
            write_price: Some(0.08),
            serves: vec![Served { statement: 0, cost_before: 1_000.0, cost_after: 13.0 }],
        }],
        why_not: &BTreeMap::new(),
        rollups: &crate::ladder::rollup::Advice::default(),
        wished_indexes: &[spec(&["region", "id"]), spec(&["region"])],
        options,
        thresholds: &thresholds,
        made_at_ms: NOW_MS,
        made_by_version: "0.1.0",
    })
}
