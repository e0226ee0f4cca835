//! The throw-away servers themselves: each answers, isolates its tests, and forgets them.

use rungs_tests::servers::{Client, Kind, Rows, Server, TestDb};

fn rows(values: &[&[&str]]) -> Rows {
    values.iter().map(|row| row.iter().map(|text| Some((*text).to_owned())).collect()).collect()
}

fn answers(kind: Kind) {
    let db = TestDb::new(kind, "each server answers");
    assert_eq!(db.query("select 1, null"), [[Some("1".to_owned()), None]]);
    db.execute("create table t (a int); insert into t values (1), (2);");
    assert_eq!(db.query("select a from t order by a"), rows(&[&["1"], &["2"]]));
    let mut second = Client::connect(db.url()).unwrap();
    assert_eq!(second.query("select count(*) from t").unwrap(), rows(&[&["2"]]));
    assert!(second.execute("select 1; select nothing from nowhere").is_err());
}

#[test]
fn postgres_15_answers() {
    answers(Kind::Postgres15);
}

#[test]
fn postgres_18_answers() {
    answers(Kind::Postgres18);
}

#[test]
fn mariadb_answers() {
    answers(Kind::MariaDb);
}

#[test]
fn sqlite_answers() {
    answers(Kind::Sqlite);
}

#[test]
fn each_server_is_the_version_that_it_says() {
    for (kind, sql, start) in [
        (Kind::Postgres15, "show server_version", "15."),
        (Kind::Postgres18, "show server_version", "18."),
        (Kind::MariaDb, "select version()", "10.11."),
    ] {
        let version = TestDb::new(kind, "the version").query(sql)[0][0].clone().unwrap();
        assert!(version.starts_with(start), "{kind:?} is {version}");
    }
}

/// The databases of this name, as another database of the server sees them.
fn databases_named(witness: &TestDb, name: &str) -> Rows {
    let (column, list) = match witness.kind() {
        Kind::MariaDb => ("schema_name", "information_schema.schemata"),
        _ => ("datname", "pg_database"),
    };
    witness.query(&format!("select {column} from {list} where {column} = '{name}'"))
}

fn goes_with_its_test(kind: Kind) {
    let first = TestDb::new(kind, "a witness");
    let admin = first.admin_url().unwrap();
    let db = TestDb::on(admin, kind, "a database goes with its test");
    let name = db.name().to_owned();
    db.execute("create table only_here (a int)");
    assert!(first.connect().query("select a from only_here").is_err());
    assert_eq!(databases_named(&first, &name), rows(&[&[&name]]));
    // An open session must not keep the database alive.
    let _open = db.connect();
    drop(db);
    assert!(databases_named(&first, &name).is_empty());
}

#[test]
fn a_postgres_database_is_its_tests_own_and_goes_with_it() {
    goes_with_its_test(Kind::Postgres15);
    goes_with_its_test(Kind::Postgres18);
}

#[test]
fn a_mariadb_database_is_its_tests_own_and_goes_with_it() {
    goes_with_its_test(Kind::MariaDb);
}

#[test]
fn a_sqlite_file_goes_with_its_test() {
    let db = TestDb::new(Kind::Sqlite, "a file goes with its test");
    db.execute("create table t (a)");
    let file = db.url().strip_prefix("sqlite:").unwrap().to_owned();
    assert!(std::path::Path::new(&file).is_file());
    drop(db);
    assert!(!std::path::Path::new(&file).exists());
}

#[test]
fn a_limited_role_comes_in_and_reads_nothing() {
    for kind in Kind::SERVERS {
        let db = TestDb::new(kind, "a limited role");
        db.execute("create table t (a int)");
        let url = db.limited_role();
        let mut client = Client::connect(&url).unwrap();
        assert_eq!(client.query("select 1").unwrap(), rows(&[&["1"]]));
        let refused = client.query("select a from t").unwrap_err().to_string();
        assert!(refused.contains("denied"), "{kind:?}: {refused}");
        let role = TestDb::role_name(&url);
        if kind == Kind::MariaDb {
            db.execute(&format!("grant select on t to `{role}`@'%'"));
        } else {
            db.execute(&format!("grant select on t to \"{role}\""));
        }
        assert!(client.query("select a from t").unwrap().is_empty());
    }
}

#[test]
fn postgres_shows_its_statements() {
    for kind in [Kind::Postgres15, Kind::Postgres18] {
        let db = TestDb::new(kind, "statements");
        db.execute("create extension pg_stat_statements; create table seen_here (a int)");
        db.query("select a from seen_here where a = 17");
        let sql = "select query, calls from pg_stat_statements s \
                   join pg_database d on d.oid = s.dbid \
                   where datname = current_database() and query like 'select a from seen_here%'";
        assert_eq!(db.query(sql), rows(&[&["select a from seen_here where a = $1", "1"]]));
    }
}

#[test]
fn hypopg_is_there_on_postgres_15() {
    let db = TestDb::new(Kind::Postgres15, "hypopg");
    db.execute("create extension hypopg; create table t (a int)");
    let made = db.query("select count(*) from hypopg_create_index('create index on t (a)')");
    assert_eq!(made, rows(&[&["1"]]));
}

#[test]
fn mariadb_shows_its_statements() {
    let db = TestDb::new(Kind::MariaDb, "digests");
    db.execute("create table seen_here (a int)");
    db.query("select a from seen_here where a = 17");
    let sql = "select digest_text, count_star \
               from performance_schema.events_statements_summary_by_digest \
               where schema_name = database() and digest_text like 'SELECT%seen_here%'";
    assert_eq!(db.query(sql), rows(&[&["SELECT `a` FROM `seen_here` WHERE `a` = ? ", "1"]]));
}

/// Tests that run without `scripts/test` stand on this.
#[test]
fn a_server_can_be_a_tests_own_and_ends_with_it() {
    for kind in Kind::SERVERS {
        let server = Server::start(kind).unwrap();
        let (url, folder) = (server.url().to_owned(), server.folder().to_owned());
        assert!(Client::connect(&url).is_ok());
        drop(server);
        assert!(Client::connect(&url).is_err(), "{kind:?} still answers");
        assert!(!folder.exists(), "{} is still there", folder.display());
    }
}
