//! How a target is named: URL, configuration, environment, service file, password files.

use rungs_tests::servers::{Kind, TestDb};

use crate::cli::{Cli, ENGINES};

/// user, password, host, port, database
fn parts(url: &str) -> [String; 5] {
    let (_, rest) = url.split_once("://").unwrap();
    let (account, place) = rest.split_once('@').unwrap();
    let (user, password) = account.split_once(':').unwrap();
    let (host, database) = place.split_once('/').unwrap();
    let (host, port) = host.split_once(':').unwrap();
    [user, password, host, port, database].map(str::to_owned)
}

#[track_caller]
fn check_reaches(cli: &Cli, db: &TestDb, target: &[&str]) {
    let args: Vec<&str> = ["history"].into_iter().chain(target.iter().copied()).collect();
    cli.run_to(0, &args);
    let args: Vec<&str> =
        ["check", "--format", "json"].into_iter().chain(target.iter().copied()).collect();
    let said = cli.run(&args);
    assert!(said.stdout.contains(db.name()), "{}\n{}", said.stdout, said.stderr);
}

#[test]
fn a_target_is_found_by_its_name_in_the_configuration() {
    let db = TestDb::new(Kind::Sqlite, "a target by its name");
    let mut cli = Cli::of(&db);
    cli.write(
        "rungs.toml",
        &format!("[targets.a]\nurl = \"{}\"\n[targets.b]\nurl_env = \"B_URL\"\n", db.url()),
    );
    check_reaches(&cli, &db, &["a"]);
    let said = cli.run_to(2, &["check", "b"]);
    assert!(said.stderr.contains("B_URL of target b is not set"), "{}", said.stderr);
    cli.set("B_URL", db.url());
    check_reaches(&cli, &db, &["b"]);
    std::fs::create_dir(cli.path("below")).unwrap();
    let mut below = cli.command(&["history", "a"]);
    assert!(below.current_dir(cli.path("below")).output().unwrap().status.success());
    std::fs::rename(cli.path("rungs.toml"), cli.path("other.toml")).unwrap();
    check_reaches(&cli, &db, &["a", "--config", "other.toml"]);
}

#[test]
fn an_sqlite_file_needs_no_scheme() {
    let db = TestDb::new(Kind::Sqlite, "an sqlite file");
    db.execute("create table t (a int)");
    let cli = Cli::of(&db);
    check_reaches(&cli, &db, &[db.url().strip_prefix("sqlite:").unwrap()]);
}

#[test]
fn an_sqlite_file_may_have_a_name_that_a_url_would_read_otherwise() {
    let db = TestDb::new(Kind::Sqlite, "a name with signs");
    db.execute("CREATE TABLE t (a)");
    let cli = Cli::of(&db);
    let file = db.url().strip_prefix("sqlite:").unwrap();
    std::fs::copy(file, cli.path("100%41 a?b.db")).unwrap();
    let said = cli.run(&["check", "100%41 a?b.db"]);
    assert!(said.stdout.contains("100%41 a?b.db"), "{}\n{}", said.stdout, said.stderr);
}

#[test]
fn database_url_is_taken_where_no_target_is_given() {
    for kind in ENGINES {
        let db = TestDb::new(kind, "database url is taken");
        let mut cli = Cli::of(&db);
        cli.set("DATABASE_URL", db.url());
        check_reaches(&cli, &db, &[]);
    }
}

#[test]
fn postgres_is_found_by_variables_service_file_and_password_file() {
    let db = TestDb::new(Kind::Postgres15, "postgres by variables");
    let [user, password, host, port, database] = parts(db.url());

    let mut by_variables = Cli::of(&db);
    for (name, value) in [("HOST", &host), ("PORT", &port), ("USER", &user)] {
        by_variables.set(&format!("PG{name}"), value);
    }
    by_variables.set("PGDATABASE", &database);
    by_variables.set("PGPASSWORD", &password);
    check_reaches(&by_variables, &db, &[]);

    let mut by_service = Cli::of(&db);
    by_service.write(
        ".pg_service.conf",
        &format!("[shop]\nhost={host}\nport={port}\nuser={user}\ndbname={database}\n"),
    );
    by_service.set("PGSERVICE", "shop");
    by_service.write(".pgpass", &format!("*:*:*:{user}:{password}\n"));
    set_mode(&by_service, ".pgpass", 0o600);
    check_reaches(&by_service, &db, &[]);

    let by_pgpass = Cli::of(&db);
    by_pgpass.write(".pgpass", &format!("{host}:{port}:{database}:{user}:{password}\n"));
    set_mode(&by_pgpass, ".pgpass", 0o600);
    let without = db.url().replace(&format!(":{password}@"), "@");
    check_reaches(&by_pgpass, &db, &[&without]);
    set_mode(&by_pgpass, ".pgpass", 0o644);
    let said = by_pgpass.run(&["check", &without]);
    assert_eq!(said.code, 2, "a password file that others may read is not used: {}", said.stderr);
}

#[test]
fn mariadb_is_found_by_its_option_file() {
    let db = TestDb::new(Kind::MariaDb, "mariadb by its option file");
    let [user, password, host, port, database] = parts(db.url());
    let cli = Cli::of(&db);
    cli.write(
        ".my.cnf",
        &format!(
            "[client]\nhost={host}\nport={port}\nuser={user}\npassword=\"{password}\"\n\
             database={database}\n"
        ),
    );
    check_reaches(&cli, &db, &[]);
}

fn set_mode(cli: &Cli, name: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(cli.path(name), permissions).unwrap();
}

#[test]
fn names_without_a_schema_are_looked_up_where_the_database_does() {
    let db = TestDb::new(Kind::Postgres15, "names without a schema");
    db.execute(
        "create schema app; create table app.orders as select n as id, n % 5000 as customer_id \
         from generate_series(1, 20000) n; analyze app.orders",
    );
    db.execute(&format!("alter database \"{}\" set search_path = app", db.name()));
    let cli = Cli::of(&db);
    cli.write("work.sql", "SELECT id FROM orders WHERE customer_id = 7;\n");
    let said = cli.run_to(0, &["plan", db.url(), "--workload", "work.sql", "--format", "json"]);
    assert!(said.stdout.contains("ON \\\"app\\\".\\\"orders\\\""), "{}", said.stdout);
}
