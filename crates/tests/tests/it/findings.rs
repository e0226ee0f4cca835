//! Findings on real servers: planted faults are found, look-alikes are left alone, and what a
//! plan would do about them takes them away.

use std::collections::BTreeSet;

use rungs_core::change::Limits;
use rungs_core::engine::{Engine, Progress, Scope, World};
use rungs_core::ladder::climb::{Climbed, Ground, Options, climb};
use rungs_core::ladder::health::health;
use rungs_core::ladder::{Finding, Thresholds, diagnose, upkeep};
use rungs_core::seen::Snapshot;
use rungs_engine::postgres::Postgres;
use rungs_engine::sqlite::{Sqlite, SqliteTarget};
use rungs_tests::servers::TestDb;

use crate::postgres::{BOTH, connect, snapshot};

const FAULTS: &str = "
    create table customers (id bigint primary key, email text unique);
    create table orders (id bigint primary key, customer_id bigint references customers,
        region text, \"Note\" text);
    insert into customers select i, i || '@example.org' from generate_series(1, 1000) i;
    insert into orders select i, i % 1000 + 1, 'r' || i % 9, 'n' from generate_series(1, 30000) i;
    create index region_1 on orders (region);
    create index region_2 on orders (region);
    create index \"Region 3\" on orders (region, \"Note\");
    create index region_c on orders (region collate \"C\");
    create index region_like on orders (region text_pattern_ops);
    create index region_part on orders (region) where region is not null;
    create index email_again on customers (email);
    create table parent (a int, b int) partition by range (a);
    create table child partition of parent for values from (0) to (10);
    insert into parent values (1, 1);
    create materialized view m as select region, count(*) from orders group by region;
    create unlogged table scratch (a int);
    create table plain (id bigint primary key);
    insert into plain select generate_series(1, 30000);
    delete from customers where id > 1000;
";

struct Patient;

impl World for Patient {
    fn now_ms(&self) -> i64 {
        0
    }
    fn sleep_ms(&mut self, _: u64) {}
    fn random(&mut self) -> f64 {
        0.5
    }
    fn stopped(&self) -> bool {
        false
    }
    fn progress(&mut self, _: &Progress) {}
    fn say(&mut self, _: &str) {}
}

fn found(snapshot: &Snapshot) -> Vec<Finding> {
    diagnose(snapshot, &[], &Thresholds::default())
}

/// Findings about tables and indexes, as `code subject`.
fn told(snapshot: &Snapshot) -> BTreeSet<String> {
    found(snapshot)
        .iter()
        .filter(|f| f.table().is_some())
        .map(|f| format!("{} {}", f.code, f.what))
        .collect()
}

fn plan(snapshot: &Snapshot) -> Climbed {
    let thresholds = Thresholds::default();
    climb(&Ground {
        snapshot,
        findings: &found(snapshot),
        plans: &[],
        proposals: &[],
        why_not: &std::collections::BTreeMap::new(),
        rollups: &rungs_core::ladder::rollup::Advice::default(),
        wished_indexes: &[],
        options: &Options { drop: true, settings: false, ..Options::default() },
        thresholds: &thresholds,
        made_at_ms: snapshot.taken_at_ms,
        made_by_version: "test",
    })
}

#[test]
fn planted_faults_are_found_and_look_alikes_are_left_alone() {
    for kind in BOTH {
        let db = TestDb::new(kind, "planted faults");
        db.execute(FAULTS);
        let seen = snapshot(&mut connect(&db));
        let told = told(&seen);
        for expected in [
            "RU-IX-003 index region_2 on public.orders is the same as region_1",
            "RU-IX-003 index email_again on public.customers is the same as customers_email_key",
            "RU-IX-004 index region_1 on public.orders is the leading part of Region 3",
            "RU-TB-005 table public.parent has no primary key",
            "RU-TB-005 table public.scratch has no primary key",
            "RU-TB-004 table public.plain has no statistics",
            "RU-TB-004 table public.parent has no statistics",
            "RU-TB-004 table public.m has no statistics",
        ] {
            assert!(told.contains(expected), "{kind:?}: {expected}\nnot in {told:#?}");
        }
        for innocent in ["region_c", "region_like", "region_part", "_pkey", "key on", "child"] {
            let named: Vec<_> =
                told.iter().filter(|t| t.contains(&format!("index {innocent}"))).collect();
            assert!(named.is_empty(), "{kind:?}: {named:?}");
        }
        assert!(!told.iter().any(|t| t.starts_with("RU-IX-002")), "young counters: {told:#?}");
    }
}

#[test]
fn after_its_plan_has_run_a_finding_is_gone() {
    for kind in BOTH {
        let db = TestDb::new(kind, "findings gone");
        db.execute(FAULTS);
        let mut engine = connect(&db);
        let before = snapshot(&mut engine);
        let climbed = plan(&before);
        assert!(climbed.left_out.is_empty(), "{:?}", climbed.left_out);
        assert!(climbed.plan.steps.len() >= 5, "{:#?}", climbed.plan.steps);
        run(&mut engine, &climbed);
        let after = snapshot(&mut connect(&db));
        let again = plan(&after);
        assert!(again.plan.steps.is_empty(), "{kind:?}: {:#?}", again.plan.steps);
        assert!(upkeep::due(&after, &Thresholds::default()).is_empty());
    }
}

fn run(engine: &mut Postgres, climbed: &Climbed) {
    let limits = Limits { lock_wait_ms: 1_000, statement_ms: 60_000 };
    engine.lock().unwrap();
    for step in &climbed.plan.steps {
        for sql in &step.forward {
            engine.execute(sql, &limits, &mut Patient).unwrap();
        }
    }
    engine.unlock().unwrap();
}

#[test]
fn a_sqlite_file_is_judged_by_its_catalog_and_says_what_it_cannot_know() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch(
        "create table users (id integer primary key, email text unique, name text);
         create table posts (id integer primary key, user_id integer references users, at text);
         create index email_again on users (email);
         create index name_1 on users (name);
         create index name_2 on users (name, id);
         create index at_upper on posts (at collate nocase);
         create index at_plain on posts (at);
         insert into users values (1, 'a', 'b');
         insert into posts select value, 1, 'x' from
           (with recursive n(value) as (select 1 union all select value + 1 from n
             where value < 30000) select value from n);",
    )
    .unwrap();
    let mut engine = Sqlite::open(&SqliteTarget::file(&path)).unwrap();
    let seen = engine.snapshot(&Scope::default()).unwrap();
    let told = told(&seen);
    for expected in [
        "RU-IX-003 index email_again on main.users is the same as sqlite_autoindex_users_1",
        "RU-IX-003 index name_2 on main.users is the same as name_1",
        "RU-TB-004 table main.posts has no statistics",
    ] {
        assert!(told.contains(expected), "{expected}\nnot in {told:#?}");
    }
    assert!(told.iter().any(|t| t.starts_with("RU-IX-001")), "{told:#?}");
    assert!(!told.iter().any(|t| t.contains("at_upper") || t.contains("at_plain")), "{told:#?}");
    let codes: BTreeSet<&str> = found(&seen).iter().map(|f| f.code).collect();
    assert!(codes.contains("RU-SE-201") && codes.contains("RU-SV-006"), "{codes:?}");
    let limits = Thresholds::default();
    let health = health(&seen, &found(&seen), &limits);
    assert!(health.database.at_least < health.database.points.unwrap(), "{health:#?}");
}
