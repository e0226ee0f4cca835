//! Tests of the index rung's pure parts, on small tables made by hand.

use super::*;
use crate::engine::{Answer, Question};
use crate::name::{EngineKind, Fingerprint, TableName};
use crate::seen::{
    Activity, CollectorCost, Column, IndexKey, Server, Statement, Table, TableCounters, TableKind,
    TypeClass, Workload,
};
use crate::sql::facts;

fn column(name: &str, class: TypeClass, width: f64, distinct: f64) -> Column {
    let data_type = match class {
        TypeClass::Integer => "integer",
        TypeClass::Decimal => "numeric(15,2)",
        TypeClass::Time => "date",
        _ => "text",
    };
    Column {
        name: name.into(),
        data_type: data_type.to_owned(),
        class,
        not_null: true,
        generated: false,
        collation: None,
        width_bytes: Some(width),
        distinct: Some(distinct),
        null_fraction: Some(0.0),
        correlation: Some(0.0),
        common_frequencies: Vec::new(),
    }
}

fn table(name: &str, rows: f64, columns: Vec<Column>) -> Table {
    Table {
        name: TableName::new("public", name),
        kind: TableKind::Ordinary,
        primary_key: vec![columns[0].name.clone()],
        columns,
        foreign_keys: Vec::new(),
        rows: Some(rows),
        bytes: Some(Bytes((rows * 140.0) as u64)),
        counters: TableCounters::default(),
        definition: None,
    }
}

fn orders() -> Table {
    let columns = vec![
        column("o_orderkey", TypeClass::Integer, 4.0, 1_500_000.0),
        column("o_custkey", TypeClass::Integer, 4.0, 86_867.0),
        column("o_orderdate", TypeClass::Time, 4.0, 2_406.0),
        column("o_comment", TypeClass::Text, 49.0, 1_400_000.0),
    ];
    table("orders", 1_500_000.0, columns)
}

fn snapshot(tables: Vec<Table>, texts: &[&str]) -> Snapshot {
    let statement = |(at, text): (usize, &&str)| Statement {
        fingerprint: Fingerprint(at as u64),
        shape: (*text).to_owned(),
        sample: Some((*text).to_owned()),
        name: None,
        calls: 1.0,
        total: None,
        rows: None,
        source: 0,
        unparsed: None,
    };
    Snapshot {
        server: Server {
            engine: EngineKind::Postgres,
            version: "15.1".to_owned(),
            version_num: 150_001,
            is_mysql: false,
            database: "shop".to_owned(),
            identity: "1".to_owned(),
            read_only: false,
            capabilities: Vec::new(),
            settings: Vec::new(),
            stats_since_ms: None,
            memory: None,
        },
        tables,
        indexes: Vec::new(),
        workload: Workload {
            statements: texts.iter().enumerate().map(statement).collect(),
            sources: Vec::new(),
        },
        activity: Activity::default(),
        skipped: Vec::new(),
        taken_at_ms: 0,
        collector: CollectorCost::default(),
    }
}

fn facts_of(snapshot: &Snapshot) -> Vec<(usize, Facts)> {
    let read = |(at, one): (usize, &Statement)| {
        (at, facts(&one.shape, EngineKind::Postgres, &snapshot.tables, &["public"]).unwrap())
    };
    snapshot.workload.statements.iter().enumerate().map(read).collect()
}

fn btree(table: &Table, keys: &[&str], include: &[&str]) -> IndexSpec {
    IndexSpec {
        table: table.name.clone(),
        method: Method::Btree,
        keys: keys.iter().map(|name| IndexKey::column(*name)).collect(),
        include: include.iter().map(|name| Ident::new(*name)).collect(),
        predicate: None,
        unique: false,
    }
}

/// Sizes that PostgreSQL 15 gave to these indexes over TPC-H at scale 1.
#[test]
fn predicted_sizes_are_within_a_quarter_of_real_ones() {
    let orders = orders();
    let partsupp = table(
        "partsupp",
        800_000.0,
        vec![
            column("ps_partkey", TypeClass::Integer, 4.0, 200_000.0),
            column("ps_suppkey", TypeClass::Integer, 4.0, 10_013.0),
        ],
    );
    let customer = table(
        "customer",
        150_000.0,
        vec![
            column("c_nationkey", TypeClass::Integer, 4.0, 25.0),
            column("c_acctbal", TypeClass::Decimal, 6.0, 133_673.0),
        ],
    );
    let measured = [
        (&orders, btree(&orders, &["o_custkey"], &[]), 12_632_064.0),
        (&orders, btree(&orders, &["o_orderdate"], &["o_custkey"]), 33_767_424.0),
        (&partsupp, btree(&partsupp, &["ps_suppkey"], &[]), 5_505_024.0),
        (&customer, btree(&customer, &["c_nationkey", "c_acctbal"], &[]), 4_751_360.0),
    ];
    let snapshot = snapshot(Vec::new(), &[]);
    for (table, spec, real) in measured {
        let ours = size(&spec, table, &snapshot).unwrap().0 as f64;
        assert!((ours / real - 1.0).abs() < 0.25, "{spec:?}: {ours} for {real}");
    }
}

#[test]
fn a_prefix_of_the_primary_key_is_never_proposed() {
    let snapshot = snapshot(vec![orders()], &["select o_comment from orders where o_orderkey = 7"]);
    let pool = pool(&facts_of(&snapshot), &snapshot);
    let plain = |c: &&Candidate| c.spec.keys.len() == 1 && c.spec.include.is_empty();
    assert_eq!(pool.iter().filter(plain).count(), 0, "{pool:?}");
}

#[test]
fn a_small_table_gets_no_index() {
    let mut small = orders();
    small.rows = Some(25.0);
    let snapshot = snapshot(vec![small], &["select o_comment from orders where o_custkey = 7"]);
    assert!(pool(&facts_of(&snapshot), &snapshot).is_empty());
}

#[test]
fn without_what_if_advice_comes_from_rules_and_says_so() {
    let text = "select o_comment from orders where o_custkey = 7";
    let snapshot = snapshot(vec![orders()], &[text]);
    let facts = facts_of(&snapshot);
    let mut ask = |questions: &[Question]| {
        Ok(questions.iter().map(|_| Answer::Unknown("no hypopg".to_owned())).collect())
    };
    let texts = [vec![text.to_owned()]];
    let advice = advise(&snapshot, &facts, &texts, &Options::default(), &mut ask).unwrap();
    assert_eq!(advice.chosen.len(), 1, "{:?}", advice.chosen);
    assert_eq!(advice.chosen[0].spec.keys[0], IndexKey::column("o_custkey"));
    assert_eq!(advice.statements[0].basis, Basis::Rules);
    assert_eq!(advice.statements[0].unknown.as_deref(), Some("no hypopg"));
    assert!(advice.statements[0].after < advice.statements[0].before / 100.0);
}
