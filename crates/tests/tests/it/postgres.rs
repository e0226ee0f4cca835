//! PostgreSQL seen: connecting, capabilities, the catalog.

use std::time::Instant;

use rungs_core::engine::{Engine, ErrorClass, Scope};
use rungs_core::name::{Ident, TableName};
use rungs_core::seen::{KeyPart, Method, Snapshot, State, TableKind, TypeClass};
use rungs_engine::postgres::{Postgres, PostgresTarget};
use rungs_tests::servers::{Client, Kind, TestDb};

pub const BOTH: [Kind; 2] = [Kind::Postgres15, Kind::Postgres18];

pub fn target(url: &str) -> PostgresTarget {
    PostgresTarget::from_url(url, &|_| None).unwrap()
}

pub fn connect(db: &TestDb) -> Postgres {
    Postgres::connect(&target(db.url())).unwrap()
}

pub fn snapshot(engine: &mut Postgres) -> Snapshot {
    engine.snapshot(&Scope::default()).unwrap()
}

fn refused(url: &str) -> rungs_core::engine::EngineError {
    Postgres::connect(&target(url)).err().unwrap()
}

#[test]
fn who_cannot_connect_is_told_why() {
    let db = TestDb::new(Kind::Postgres15, "wrong urls");
    let wrong_password = refused(&with_password(db.url(), "not-it"));
    assert_eq!(wrong_password.class, ErrorClass::Config);
    assert!(wrong_password.what.contains("password"), "{wrong_password:?}");
    assert!(!format!("{wrong_password:?}").contains("not-it"), "{wrong_password:?}");
    let (server, _) = db.url().rsplit_once('/').unwrap();
    let no_database = refused(&format!("{server}/no_such_database"));
    assert!(no_database.what.contains("no_such_database"), "{no_database:?}");
    let nobody = refused("postgres://postgres@127.0.0.1:1/x");
    assert_eq!(nobody.class, ErrorClass::Unreachable);
    let no_tls = refused(&format!("{server}/postgres?sslmode=verify-full"));
    assert_eq!(no_tls.class, ErrorClass::Config);
    assert!(no_tls.what.contains("has no TLS"), "{no_tls:?}");
    let hint = no_tls.hint.as_deref().unwrap();
    assert!(hint.contains("sslmode=disable") && !hint.contains("sslrootcert"), "{hint}");
    for error in [wrong_password, no_database, nobody, no_tls] {
        assert!(error.hint.is_some(), "{error:?}");
    }
}

fn with_password(url: &str, password: &str) -> String {
    let (_, host) = url.split_once('@').unwrap();
    format!("postgres://postgres:{password}@{host}")
}

const SHOP: &str = "create schema \"Shop\"; create schema rungs; create table rungs.journal (a int); \
     create table \"Shop\".\"Order\" (\"Id\" bigint primary key, \"User\" int not null, \
       state text collate \"C\", total numeric(10,2), at timestamptz, tags jsonb, \
       twice int generated always as (\"User\" * 2) stored); \
     insert into \"Shop\".\"Order\" select i, i % 100, \
       case when i % 10 = 0 then 'open' else 'done' end, i, now(), '{}' \
       from generate_series(1, 20000) i; \
     create index \"By User\" on \"Shop\".\"Order\" (\"User\" desc, lower(state)) \
       include (total) where state = 'open'; \
     create index by_state on \"Shop\".\"Order\" (state text_pattern_ops, at nulls first); \
     create index tags on \"Shop\".\"Order\" using gin (tags); \
     create table line (order_id bigint references \"Shop\".\"Order\", n int) \
       with (autovacuum_vacuum_scale_factor = 0.5); \
     create table p (a int, b int) partition by range (a); \
     create table p1 partition of p for values from (0) to (10); \
     insert into p values (1, 1); create index on p (b); \
     create table k (a int primary key) partition by hash (a); \
     create table k1 partition of k for values with (modulus 1, remainder 0); \
     create unlogged table u (a int); create materialized view m as select 1 as a; \
     create view v as select 1 as a; analyze \"Shop\".\"Order\"; analyze p;";

#[test]
fn the_catalog_is_read_as_the_server_has_it() {
    for kind in BOTH {
        let db = TestDb::new(kind, "the catalog");
        db.execute(SHOP);
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        assert_eq!(seen.skipped, []);
        assert!(!seen.server.read_only);
        assert!(seen.tables.iter().all(|t| t.name.schema.as_str() != "rungs"));
        let order = seen.table(&TableName::new("Shop", "Order")).unwrap();
        assert_eq!(order.rows, Some(20_000.0));
        assert_eq!(order.primary_key, [Ident::new("Id")]);
        let column = |name: &str| order.column(&Ident::new(name)).unwrap();
        assert_eq!(column("User").distinct, Some(100.0));
        assert_eq!(column("Id").distinct, Some(20_000.0));
        assert_eq!(column("state").collation.as_deref(), Some("pg_catalog.\"C\""));
        assert!((column("state").common_frequencies[0] - 0.9).abs() < 0.05);
        assert!(column("twice").generated && column("User").not_null);
        assert_eq!(column("total").class, TypeClass::Decimal);
        assert_eq!(column("at").class, TypeClass::Time);
        assert_eq!(column("tags").class, TypeClass::Json);

        let index =
            |name: &str| seen.indexes.iter().find(|i| i.name.name.as_str() == name).unwrap();
        let by_user = index("By User");
        assert!(by_user.spec.keys[0].descending && by_user.spec.keys[0].nulls_first.is_none());
        assert!(
            matches!(&by_user.spec.keys[1].part, KeyPart::Expression(e) if e == "lower(state)")
        );
        assert_eq!(by_user.spec.include, [Ident::new("total")]);
        assert_eq!(by_user.spec.predicate.as_deref(), Some("state = 'open'::text"));
        let by_state = index("by_state");
        assert_eq!(by_state.spec.keys[0].opclass.as_deref(), Some("text_pattern_ops"));
        assert_eq!(by_state.spec.keys[1].nulls_first, Some(true));
        assert_eq!(index("tags").spec.method, Method::Gin);
        let primary = index("Order_pkey");
        assert!(primary.primary && primary.unique && primary.constraint && primary.valid);
        assert!(primary.bloat_fraction.unwrap() < 0.1, "{:?}", primary.bloat_fraction);
        assert_eq!(index("p1_b_idx").parent, Some(Ident::new("p_b_idx")));

        let table = |name: &str| seen.table(&TableName::new("public", name)).unwrap();
        assert_eq!(table("line").rows, None, "never analyzed is not empty");
        assert_eq!(table("line").foreign_keys[0].references, order.name);
        assert_eq!(table("p").kind, TableKind::Partitioned);
        assert_eq!(table("p").rows, Some(1.0));
        assert_eq!(table("p1").kind, TableKind::Partition { parent: table("p").name.clone() });
        assert_eq!(table("k1").primary_key, [Ident::new("a")]);
        assert_eq!(table("u").kind, TableKind::Unlogged);
        assert_eq!(table("m").kind, TableKind::Materialized);
        assert_eq!(table("v").kind, TableKind::View);
        let threshold = order.counters.vacuum_threshold_rows.unwrap();
        assert!((threshold - 4_050.0).abs() < 1.0, "{threshold}");

        let one = Scope { tables: vec!["Shop.Order".to_owned()], statements_max: 0 };
        assert_eq!(engine.snapshot(&one).unwrap().tables.len(), 1);
        let none = Scope { tables: vec!["nothing".to_owned()], statements_max: 0 };
        assert_eq!(engine.snapshot(&none).unwrap_err().class, ErrorClass::User);
    }
}

#[test]
fn the_identity_of_a_database_stays_and_differs_from_others() {
    let (a, b) = (TestDb::new(Kind::Postgres15, "ida"), TestDb::new(Kind::Postgres15, "idb"));
    let identity = |db: &TestDb| connect(db).server().unwrap().identity;
    assert_eq!(identity(&a), identity(&a));
    assert_ne!(identity(&a), identity(&b));
}

#[test]
fn a_table_in_access_exclusive_is_skipped_and_named_and_a_big_catalog_is_read_fast() {
    for kind in BOTH {
        let db = TestDb::new(kind, "a big catalog");
        for block in 0..10 {
            db.execute(&format!(
                "do $$ begin for i in {}..{} loop \
                   execute format('create table t%s (a int primary key, b int, c text, d date)', i); \
                   execute format('create index on t%s (b)', i); \
                   execute format('create index on t%s (c, d)', i); \
                   execute format('create index on t%s (lower(c)) where b > 3', i); \
                   execute format('create index on t%s (d desc)', i); end loop; end $$",
                block * 100,
                block * 100 + 99
            ));
        }
        let mut engine = connect(&db);
        let mut holder = Client::connect(db.url()).unwrap();
        holder.execute("begin; lock table t7 in access exclusive mode").unwrap();
        let started = Instant::now();
        let seen = snapshot(&mut engine);
        let took = started.elapsed();
        println!("{kind:?}: {took:?}");
        assert_eq!((seen.tables.len(), seen.indexes.len()), (999, 4_995));
        assert_eq!(seen.skipped.len(), 1);
        assert_eq!(seen.skipped[0].subject, "public.t7");
        assert!(seen.skipped[0].why.contains("ACCESS EXCLUSIVE"));
        // A hundred times what a wait for the lock would give away; not a benchmark.
        assert!(took.as_secs() < 20, "{took:?}");
        holder.execute("rollback").unwrap();
        assert_eq!(snapshot(&mut engine).tables.len(), 1_000);
    }
}

#[test]
fn a_role_without_privileges_is_told_the_statements_that_give_them() {
    for kind in BOTH {
        let db = TestDb::new(kind, "a poor role");
        let url = db.limited_role();
        let role = TestDb::role_name(&url);
        db.execute(&format!(
            "create role {role}_owner; \
             create schema hidden; create table hidden.t (a int); create table of_postgres (a int); \
             alter table hidden.t owner to {role}_owner; create view hidden.v as select 1 as a"
        ));
        let missing = |engine: &mut Postgres| {
            let capabilities = engine.server().unwrap().capabilities;
            let poor = capabilities.into_iter().filter(|c| c.state != State::Yes);
            poor.collect::<Vec<_>>()
        };
        let mut engine = Postgres::connect(&target(&url)).unwrap();
        let before = missing(&mut engine);
        let ids: Vec<&str> = before.iter().map(|c| c.id.as_str()).collect();
        for id in ["statements", "stats_all", "read_tables", "create_index", "journal"] {
            assert!(ids.contains(&id), "{id} is not in {ids:?}");
        }
        assert!(before.iter().all(|c| !c.mend.is_empty()));
        assert!(snapshot(&mut engine).tables.len() == 3, "the catalog is readable all the same");
        for statement in before.iter().filter(|c| may_be_there(kind, &c.id)).flat_map(|c| &c.mend) {
            db.execute(statement);
        }
        let mut engine = Postgres::connect(&target(&url)).unwrap();
        let after = missing(&mut engine);
        assert!(after.iter().all(|c| !may_be_there(kind, &c.id)), "{after:?}");
        engine.lock().unwrap();
        drop(engine);
        db.execute(&format!(
            "reassign owned by {role} to postgres; drop owned by {role}; \
             reassign owned by {role}_owner to postgres; drop role {role}_owner"
        ));
    }
}

/// The package of PostgreSQL 18 has no hypopg.
fn may_be_there(kind: Kind, capability: &str) -> bool {
    kind == Kind::Postgres15 || capability != "hypopg"
}

#[test]
fn a_table_is_analyzed_when_it_has_statistics_and_not_when_an_index_was_made() {
    for kind in BOTH {
        let db = TestDb::new(kind, "analyzed");
        db.execute(
            "create table t (a int) with (autovacuum_enabled = false); \
             insert into t select generate_series(1, 1000); create index on t (a)",
        );
        let url = db.limited_role();
        let analyzed = |engine: &mut Postgres| snapshot(engine).tables[0].counters.analyzed;
        assert_eq!(analyzed(&mut connect(&db)), Some(false));
        let mut other = Postgres::connect(&target(&url)).unwrap();
        assert_eq!(analyzed(&mut other), None, "this role may not see its statistics");
        db.execute("analyze t");
        assert_eq!(analyzed(&mut connect(&db)), Some(true));
        let settings = connect(&db).server().unwrap().settings;
        for name in ["enable_seqscan", "jit_above_cost", "search_path"] {
            assert!(settings.iter().any(|s| s.name == name), "{name}");
        }
    }
}

#[test]
fn who_blocks_whom_is_seen() {
    let db = TestDb::new(Kind::Postgres15, "who blocks whom");
    db.execute("create table t (a int); insert into t values (1)");
    let mut first = Client::connect(db.url()).unwrap();
    first.execute("begin; update t set a = 2").unwrap();
    let url = db.url().to_owned();
    let second =
        std::thread::spawn(move || Client::connect(&url).unwrap().execute("update t set a = 3"));
    let mut engine = connect(&db);
    let blocked = loop {
        let blocked = snapshot(&mut engine).activity.blocked;
        if !blocked.is_empty() {
            break blocked;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert_eq!(blocked.len(), 1);
    assert_ne!(blocked[0].waiting, blocked[0].blocked_by);
    first.execute("commit").unwrap();
    second.join().unwrap().unwrap();
}
