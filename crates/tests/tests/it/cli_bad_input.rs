//! Bad input: each gives a clear error with a hint, its own exit code, and leaves the target as
//! it was.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use expect_test::expect;
use rungs_tests::servers::{Client, Kind, Server, TestDb, send_signal};

use crate::cli::{Cli, ENGINES, Said, WORKLOAD, indexes, said, shop};

/// An error is a lower-case fact with a hint, alone on stderr.
#[track_caller]
fn check_refused(cli: &Cli, code: i32, args: &[&str], words: &str) -> Said {
    let said = cli.run_to(code, args);
    assert!(said.stderr.starts_with("error: "), "{args:?}\n{}", said.stderr);
    assert!(said.stderr.contains(words), "{args:?}\n{}", said.stderr);
    assert!(said.stderr.contains("  hint: "), "{args:?}\n{}", said.stderr);
    assert_eq!(said.stdout, "", "{args:?}");
    said
}

/// The address with another password in it.
fn with_password(url: &str, password: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (account, place) = rest.split_once('@').unwrap();
    let user = account.split(':').next().unwrap();
    format!("{scheme}://{user}:{password}@{place}")
}

/// A plan of one index for `db`, in `plan.toml`.
fn plan(cli: &Cli, db: &TestDb) {
    cli.write("work.sql", WORKLOAD);
    cli.run_to(0, &["plan", db.url(), "--workload", "work.sql", "-o", "plan.toml"]);
}

#[test]
fn an_address_that_leads_nowhere_is_told_with_its_reason() {
    let cli = Cli::new();
    check_refused(&cli, 2, &["check"], "no target given");
    check_refused(&cli, 2, &["check", "nonsense"], "no URL, no target in rungs.toml and no file");
    check_refused(&cli, 2, &["check", "oracle://h/db"], "no database of the kind");
    check_refused(&cli, 2, &["check", "postgres://h:port/db"], "");
    check_refused(&cli, 3, &["check", "postgres://u:p@127.0.0.1:1/db"], "cannot reach");
    check_refused(&cli, 3, &["check", "mysql://u:p@127.0.0.1:1/db"], "cannot connect");
    check_refused(&cli, 3, &["check", "postgres://u:p@no-such-host.invalid/db"], "");
    check_refused(&cli, 3, &["check", "mysql://u:p@no-such-host.invalid/db"], "");
    check_refused(&cli, 3, &["check", "sqlite:gone.db"], "gone.db");
    cli.write("text.db", "this is no database, but longer than a header of one hundred bytes …");
    check_refused(&cli, 2, &["check", "sqlite:text.db"], "is not a SQLite database");
}

#[test]
fn a_port_that_takes_the_connection_and_says_nothing_is_an_error() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let cli = Cli::new();
    let url = format!("postgres://u:p@127.0.0.1:{port}/db?connect_timeout=1");
    check_refused(&cli, 3, &["check", &url], "nothing answers");
}

#[test]
fn maintenance_that_is_due_again_is_done_again_by_cron() {
    let db = TestDb::new(Kind::Sqlite, "due again");
    let cli = Cli::of(&db);
    db.execute(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b); CREATE INDEX t_b ON t(b);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
         INSERT INTO t SELECT i, i % 100 FROM n",
    );
    let analyzed = || !db.query("SELECT * FROM sqlite_stat1 WHERE tbl = 't'").is_empty();
    for _ in 0..2 {
        cli.run_to(0, &["upkeep", db.url()]);
        assert!(analyzed());
        db.execute("DELETE FROM sqlite_stat1");
    }
}

#[test]
fn a_wrong_password_and_an_unknown_database_are_told() {
    for kind in [Kind::Postgres15, Kind::MariaDb] {
        let db = TestDb::new(kind, "a wrong password");
        let cli = Cli::of(&db);
        check_refused(&cli, 2, &["check", &with_password(db.url(), "wrong")], "");
        let unknown = db.url().replace(db.name(), "no_such_database");
        check_refused(&cli, 2, &["check", &unknown], "no_such_database");
    }
}

/// Beside plan.toml: the same of other formats, cut off, edited, and no text at all.
fn spoil(cli: &Cli) {
    let good = cli.read("plan.toml");
    cli.write("9.toml", &good.replace("rungs-plan-v1", "rungs-plan-v9"));
    cli.write("0.toml", &good.replace("rungs-plan-v1", "rungs-plan-v0"));
    cli.write("broken.toml", &good[..good.len() / 2]);
    let (first, _) = good.split_once("[[step]]\nnumber = 2").unwrap();
    cli.write("short.toml", first);
    cli.write("renamed.toml", &good.replacen("name = \"rungs_orders", "name = \"other", 1));
    cli.write(
        "edited.toml",
        &good.replace("ON \"orders\" (\"customer_id\")", "ON \"orders\" (\"note\")"),
    );
    std::fs::write(cli.path("bytes.toml"), [0xff, 0xfe, 0x00]).unwrap();
}

#[test]
fn files_that_are_not_plans_are_refused_before_anything_is_asked() {
    let db = shop(Kind::Sqlite, "files that are not plans");
    let cli = Cli::of(&db);
    plan(&cli, &db);
    cli.run_to(0, &["snapshot", db.url(), "-o", "shop.snapshot"]);
    spoil(&cli);
    let url = db.url();
    let apply = |file| ["apply", file, url, "--yes"];
    cli.check(
        &apply("gone.toml"),
        &expect![[r#"
        error: cannot read plan gone.toml
          detail: No such file or directory (os error 2)
          hint: make it: rungs plan TARGET -o gone.toml
        exit code 2
    "#]],
    );
    cli.check(
        &apply("."),
        &expect![[r#"
        error: cannot read plan .
          detail: Is a directory (os error 21)
          hint: name a file in it
        exit code 2
    "#]],
    );
    cli.check(
        &apply("shop.snapshot"),
        &expect![[r#"
        error: shop.snapshot is a snapshot, not a plan
          hint: make a plan of it: rungs plan shop.snapshot -o plan.toml
        exit code 2
    "#]],
    );
    cli.check(
        &apply("9.toml"),
        &expect![[r#"
        error: 9.toml: plan cannot be used: its format "rungs-plan-v9" is newer than "rungs-plan-v1"
          hint: use the version of rungs that wrote it, or a later one
        exit code 2
    "#]],
    );
    cli.check(
        &apply("0.toml"),
        &expect![[r#"
        error: 0.toml: plan cannot be used: its format "rungs-plan-v0" is older than "rungs-plan-v1"
          hint: make it again with this version of rungs
        exit code 2
    "#]],
    );
    cli.check(
        &apply("bytes.toml"),
        &expect![[r#"
        error: cannot read plan bytes.toml
          detail: stream did not contain valid UTF-8
          hint: a plan is UTF-8 text; is this another file?
        exit code 2
    "#]],
    );
    check_refused(&cli, 2, &apply("broken.toml"), "broken.toml: plan");
    check_refused(&cli, 2, &["analyze", "plan.toml"], "is a plan, not a snapshot");
    check_refused(&cli, 2, &["check", "shop.snapshot"], "is a snapshot file");
    check_refused(&cli, 2, &apply("short.toml"), "was cut off or edited");
    for edited in ["edited.toml", "renamed.toml"] {
        check_refused(&cli, 2, &apply(edited), "was edited");
        check_refused(&cli, 2, &["apply", edited, url, "--dry-run"], "was edited");
    }
    assert_eq!(indexes(&db), Vec::<String>::new());
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_told() {
    let db = TestDb::new(Kind::Sqlite, "a file that cannot be read");
    let (cli, url) = (Cli::of(&db), db.url());
    check_refused(&cli, 2, &["plan", url, "-o", "no/folder/plan.toml"], "cannot write plan");
    check_refused(&cli, 2, &["plan", url, "--workload", "gone.sql"], "cannot read workload");
    cli.write("rungs.toml", "[plan]\nbudgets = 1\n");
    check_refused(&cli, 2, &["plan", url], "budgets");
    cli.write("rungs.toml", "[statements.a]\ntarget_ms = -5\n");
    check_refused(&cli, 2, &["plan", url], "a number of milliseconds is wanted");
}

#[test]
fn a_plan_for_another_database_changes_nothing_there() {
    for kind in ENGINES {
        let planned = shop(kind, "a plan for another database");
        let other = shop(kind, "another database");
        let cli = Cli::of(&planned);
        plan(&cli, &planned);
        let args = ["apply", "plan.toml", other.url(), "--yes", "--workload", "work.sql"];
        check_refused(&cli, 2, &args, "another database");
        assert_eq!(indexes(&other), Vec::<String>::new(), "{kind:?}");
    }
    let (one, other) =
        (shop(Kind::Sqlite, "one engine"), TestDb::new(Kind::MariaDb, "another engine"));
    let cli = Cli::of(&one);
    plan(&cli, &one);
    check_refused(&cli, 2, &["apply", "plan.toml", other.url(), "--yes"], "the plan is for SQLite");
}

#[test]
fn an_unknown_table_is_told_with_those_that_are_like_it() {
    for kind in ENGINES {
        let db = shop(kind, "an unknown table");
        let cli = Cli::of(&db);
        for command in ["analyze", "plan"] {
            let said = check_refused(&cli, 2, &[command, db.url(), "--table", "ordrs"], "ordrs");
            assert!(said.stderr.contains(".orders?"), "{}", said.stderr);
        }
        check_refused(&cli, 2, &["analyze", db.url(), "--table", "completely_else"], "hint: write");
    }
}

#[test]
fn what_cannot_be_read_or_run_in_a_workload_is_counted_and_shown() {
    for kind in ENGINES {
        let db = shop(kind, "what cannot be read or run");
        let cli = Cli::of(&db);
        let bad = "-- name: typo\nSELEC id FRM orders;\n\
                   -- name: gone\nSELECT nothing FROM orders;\n";
        cli.write("work.sql", &format!("{WORKLOAD}{bad}"));
        for command in ["analyze", "plan"] {
            let said = cli.run_to(4, &[command, db.url(), "--workload", "work.sql"]);
            assert!(
                said.stdout.contains("not understood: statement typo: line 6"),
                "{kind:?} {command}\n{}",
                said.stdout
            );
            assert!(
                said.stdout.contains("not judged: statement gone: the server would not plan it"),
                "{kind:?} {command}\n{}",
                said.stdout
            );
        }
        let plan = cli.run(&["plan", db.url(), "--workload", "work.sql"]);
        assert!(plan.stdout.contains("orders_of_customer"), "the rest is planned: {}", plan.stdout);

        cli.write("calls.sql", "SELECT 1;\n-- calls: many\nSELECT id FROM orders;\n");
        let said = cli.run_to(4, &["plan", db.url(), "--workload", "calls.sql"]);
        assert!(said.stdout.contains("line 2: calls is not a number"), "{}", said.stdout);

        cli.write("empty.sql", "-- nothing\n");
        let said = cli.run_to(4, &["plan", db.url(), "--workload", "empty.sql"]);
        assert!(said.stdout.contains("empty.sql: no statement in it"), "{}", said.stdout);
    }
}

#[test]
fn a_query_that_cannot_be_read_is_no_question_to_rollups() {
    for kind in ENGINES {
        let db = shop(kind, "a query that cannot be read");
        let cli = Cli::of(&db);
        let explain = |query| ["rollup", "explain", query, db.url()];
        check_refused(&cli, 2, &explain("SELEC"), "the query cannot be read: line 1: ");
        check_refused(&cli, 2, &explain("SELECT 1\nFROM )"), "the query cannot be read: line 2: ");
        check_refused(&cli, 2, &explain(""), "no statement");
        cli.run_to(0, &explain("SELECT 1"));
    }
}

#[test]
fn nobody_there_to_agree_is_no_agreement() {
    for kind in ENGINES {
        let db = shop(kind, "nobody there to agree");
        let cli = Cli::of(&db);
        plan(&cli, &db);
        let args = ["apply", "plan.toml", db.url(), "--workload", "work.sql"];
        check_refused(&cli, 2, &args, "nobody is there to agree");
        assert_eq!(indexes(&db), Vec::<String>::new());
    }
}

#[test]
fn a_role_without_privileges_changes_nothing_and_learns_what_it_lacks() {
    for kind in [Kind::Postgres15, Kind::MariaDb] {
        let db = shop(kind, "a role without privileges");
        let cli = Cli::of(&db);
        plan(&cli, &db);
        let role = db.limited_role();
        let said = cli.run_to(4, &["check", &role]);
        assert!(said.stdout.to_uppercase().contains("GRANT "), "{}", said.stdout);
        let said = cli.run(&["apply", "plan.toml", &role, "--yes", "--workload", "work.sql"]);
        assert_eq!(said.code, 3, "{kind:?}\n{}{}", said.stdout, said.stderr);
        assert!(said.stderr.contains("hint: "), "{}", said.stderr);
        assert_eq!(indexes(&db), Vec::<String>::new());
    }
}

#[test]
fn a_read_only_target_is_looked_at_and_left_alone() {
    let sqlite = shop(Kind::Sqlite, "a read only file");
    let read_only = format!("{}?mode=ro", sqlite.url());
    check_read_only(&sqlite, &read_only);

    let postgres = shop(Kind::Postgres15, "a read only database");
    let cli = Cli::of(&postgres);
    plan(&cli, &postgres);
    let set = |value: &str| {
        let name = postgres.name();
        let set = format!("alter database \"{name}\" set default_transaction_read_only = {value}");
        Client::connect(postgres.admin_url().unwrap()).unwrap().execute(&set).unwrap();
    };
    set("on");
    check_apply_refused(&cli, &postgres, postgres.url());
    set("off");

    // A server of its own: read_only is of the whole server, and its administrator may write.
    let server = Server::start(Kind::MariaDb).unwrap();
    let mariadb = TestDb::on(server.url(), Kind::MariaDb, "a read only server");
    mariadb.execute("create table orders (id int primary key, customer_id int, note varchar(9))");
    let role = mariadb.limited_role();
    let name = TestDb::role_name(&role);
    mariadb.execute(&format!("grant all on `{}`.* to `{name}`@'%'", mariadb.name()));
    mariadb.execute("set global read_only = 1");
    let cli = Cli::of(&mariadb);
    cli.write("rungs.toml", "[[index]]\ntable = \"orders\"\ncolumns = [\"customer_id\"]\n");
    cli.run(&["plan", &role, "-o", "plan.toml"]);
    cli.write("work.sql", WORKLOAD);
    check_apply_refused(&cli, &mariadb, &role);
    mariadb.execute("set global read_only = 0");
}

#[track_caller]
fn check_read_only(db: &TestDb, read_only: &str) {
    let cli = Cli::of(db);
    plan(&cli, db);
    cli.run_to(0, &["analyze", read_only]);
    check_apply_refused(&cli, db, read_only);
}

#[track_caller]
fn check_apply_refused(cli: &Cli, db: &TestDb, url: &str) {
    let args = ["apply", "plan.toml", url, "--yes", "--workload", "work.sql"];
    check_refused(cli, 3, &args, "read");
    assert_eq!(indexes(db), Vec::<String>::new());
}

/// On a file system of one megabyte that is all but full: mounted in a name space of its own.
#[test]
fn a_full_disk_is_told_and_leaves_the_file_as_it_was() {
    let db = shop(Kind::Sqlite, "a full disk");
    let cli = Cli::of(&db);
    cli.write("work.sql", WORKLOAD);
    let file = db.url().strip_prefix("sqlite:").unwrap();
    std::fs::create_dir(cli.path("small")).unwrap();
    let script = "set -e
        mount -t tmpfs -o size=2m none small
        cp \"$1\" small/shop.db
        \"$2\" plan sqlite:small/shop.db --workload work.sql -o plan.toml --quiet >/dev/null
        head -c 2m /dev/zero >small/rest 2>/dev/null || true
        truncate -s -40960 small/rest
        set +e
        \"$2\" apply plan.toml sqlite:small/shop.db --yes --workload work.sql
        code=$?
        rm small/rest
        cp small/shop.db after.db
        exit $code";
    let rungs = rungs_tests::binary("rungs");
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", script, "sh", file]).arg(rungs);
    let said = said(&command.current_dir(cli.folder.path()).output().unwrap());
    let told = format!("{}{}", said.stdout, said.stderr);
    // Refused before it begins where free space is known, taken back or resumable where it ran out.
    assert!([3, 5, 6].contains(&said.code), "{}: {told}", said.code);
    assert!(told.contains("full") || told.contains("disk"), "{told}");
    let after = format!("sqlite:{}", cli.path("after.db").display());
    let made = Client::connect(&after)
        .unwrap()
        .query("select name from sqlite_schema where type = 'index' and name like 'rungs_orders%'")
        .unwrap();
    assert!(made.is_empty(), "{made:?}: {told}");
    assert_eq!(cli.run(&["resume", &after]).code, 0, "nothing is left in the middle");
}

#[test]
fn ctrl_c_in_the_middle_of_a_build_leaves_nothing_behind() {
    let db = shop(Kind::Postgres15, "ctrl c in the middle");
    let cli = Cli::of(&db);
    plan(&cli, &db);
    // A build waits for transactions that wrote before it began.
    let mut other = db.connect();
    other.execute("begin; update orders set note = 'other' where id = 1").unwrap();
    let args = ["apply", "plan.toml", db.url(), "--yes", "--workload", "work.sql", "--no-proof"];
    let mut command = cli.command(&args);
    let mut rungs = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let building = "select count(*) from pg_index where not indisvalid";
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while db.query(building) == [[Some("0".to_owned())]] {
        assert!(std::time::Instant::now() < deadline, "the build never began");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    send_signal("INT", rungs.id());
    let stderr: Vec<String> =
        BufReader::new(rungs.stderr.take().unwrap()).lines().map(Result::unwrap).collect();
    let code = rungs.wait().unwrap().code();
    other.execute("rollback").unwrap();
    assert!([Some(5), Some(6)].contains(&code), "{code:?}: {stderr:?}");
    cli.run(&["resume", db.url(), "--workload", "work.sql"]);
    assert_eq!(db.query(building), [[Some("0".to_owned())]], "no invalid index stays");
    cli.run_to(0, &args);
    assert_eq!(indexes(&db).len(), 1);
}
