//! PostgreSQL: a schema that the role looks into before `pg_catalog` holds operators, functions and
//! relations of a stranger's. What rungs asks for itself never meets them; the user's own
//! statements mean what they mean to the role.

use rungs_tests::cli::rungs;
use rungs_tests::servers::{Kind, TestDb};

use crate::postgres::BOTH;

const SHOP: &str = "create schema shop; create type shop.mood as enum ('glad', 'sad'); \
     create table shop.orders (id int primary key, customer int, mood shop.mood, email text); \
     insert into shop.orders select i, i % 5000, 'glad', 'a' || i from generate_series(1, 60000) i; \
     analyze shop.orders;";

/// Each does what PostgreSQL's does, so that nothing fails by it; the server counts the calls.
const STRANGERS: &str = "create schema strange; \
     create table strange.pg_class (like pg_catalog.pg_class); \
     create table strange.pg_index (like pg_catalog.pg_index); \
     create view strange.pg_stat_statements as select 1 as a; \
     create domain strange.regclass as text; create domain strange.oid as int; \
     create function strange.same(oid, oid) returns bool language plpgsql \
       as 'begin return $1 operator(pg_catalog.=) $2; end'; \
     create function strange.same(name, name) returns bool language plpgsql \
       as 'begin return $1 operator(pg_catalog.=) $2; end'; \
     create function strange.same(name, text) returns bool language plpgsql \
       as 'begin return $1 operator(pg_catalog.=) $2; end'; \
     create function strange.more(\"char\", text) returns bool language plpgsql \
       as 'begin return true; end'; \
     create operator strange.= (leftarg = oid, rightarg = oid, function = strange.same); \
     create operator strange.= (leftarg = name, rightarg = name, function = strange.same); \
     create operator strange.= (leftarg = name, rightarg = text, function = strange.same); \
     create function strange.lower(varchar) returns text language plpgsql \
       as 'begin return pg_catalog.lower($1); end'; \
     create function strange.quote_ident(name) returns text language plpgsql \
       as 'begin return pg_catalog.quote_ident($1); end'; \
     create function strange.unnest(text[]) returns setof text language plpgsql \
       as 'begin return query select pg_catalog.unnest($1); end'; \
     create function strange.pg_backend_pid() returns int language plpgsql \
       as 'begin return pg_catalog.pg_backend_pid(); end'; \
     create function strange.current_database() returns name language plpgsql \
       as 'begin return pg_catalog.current_database(); end'; \
     create function strange.plus(bigint) returns bigint language plpgsql \
       as 'begin return $1 operator(pg_catalog.+) 1; end'; \
     create function strange.next(bigint) returns bigint language plpgsql \
       as 'begin return strange.plus($1); end'; \
     create aggregate strange.count(*) (sfunc = strange.next, stype = bigint, initcond = '0'); \
     grant usage on schema strange to public;";

const BY_CUSTOMER: &str = "select id, mood from orders where customer = 77";
/// The count in it is the stranger's, as it is for the application.
const COUNTED: &str = "select count(*) from orders where customer = 77";

/// A role that owns the shop and looks into the stranger's schema first.
fn hostile(kind: Kind) -> (TestDb, String) {
    let db = TestDb::new(kind, "strange names");
    db.execute(SHOP);
    db.execute(STRANGERS);
    db.execute(
        "create schema tools; create extension pg_stat_statements schema tools; \
         grant usage on schema tools to public",
    );
    if kind == Kind::Postgres15 {
        db.execute("create extension hypopg schema tools");
    }
    let url = db.limited_role();
    let role = TestDb::role_name(&url);
    let database = db.name();
    db.execute(&format!(
        "alter role \"{role}\" in database \"{database}\" \
           set search_path = strange, pg_catalog, shop; \
         alter role \"{role}\" in database \"{database}\" set track_functions = 'all'; \
         alter table shop.orders owner to \"{role}\"; alter schema shop owner to \"{role}\"; \
         grant create on database \"{database}\" to \"{role}\"; grant pg_monitor to \"{role}\""
    ));
    (db, url)
}

/// Calls of the stranger's functions by sessions of the role, which have ended.
fn calls(db: &TestDb) -> Vec<String> {
    let sql = "select funcname, calls from pg_stat_user_functions where schemaname = 'strange'";
    db.query(sql).into_iter().map(|row| format!("{row:?}")).collect()
}

/// All that rungs does about one statement, an index made and taken back among it.
fn climbs(url: &str, statement: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (plan, workload) = (path("plan.toml"), path("work.sql"));
    std::fs::write(&workload, format!("-- calls: 1000\n-- mean_ms: 900\n{statement};\n")).unwrap();
    let with = ["--workload", &workload];
    rungs(&["analyze", url, with[0], with[1]]).expect(0);
    let words = ["plan", url, with[0], with[1], "--rungs", "index", "-o", &plan];
    rungs(&words).expect(0);
    let applied = rungs(&["apply", &plan, url, with[0], with[1], "--yes"]).expect(0);
    let history = rungs(&["history", url, "--format", "json"]).expect(0).json();
    let made = history.as_array().unwrap().iter().find(|change| change["verdict"] == "holds");
    let made = made.unwrap_or_else(|| panic!("no index holds: {history:#}\n{applied:?}"));
    rungs(&["revert", &made["id"].to_string(), url, "--yes"]).expect(0);
}

#[test]
fn names_of_a_stranger_are_never_met_by_what_rungs_asks() {
    for kind in BOTH {
        let (db, url) = hostile(kind);
        let check = rungs(&["check", &url, "--format", "json"]).json();
        let can = |id: &str| {
            let all = check["capabilities"].as_array().unwrap();
            all.iter().any(|c| c["id"] == id && c["state"] == "yes")
        };
        assert!(can("catalog") && can("statements") && can("journal"), "{kind:?} {check:#}");
        assert_eq!(can("hypopg"), kind == Kind::Postgres15, "{check:#}");
        climbs(&url, BY_CUSTOMER);
        assert_eq!(calls(&db), Vec::<String>::new(), "{kind:?}");
    }
}

#[test]
fn statements_of_the_user_keep_the_names_of_the_role() {
    for kind in BOTH {
        let (db, url) = hostile(kind);
        climbs(&url, COUNTED);
        let met = calls(&db);
        assert!(met.iter().all(|call| call.contains("plus")) && !met.is_empty(), "{met:?}");
    }
}
