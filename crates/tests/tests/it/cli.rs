//! The command line as a person or a script meets it: whole outputs, exit codes, formats, the
//! reference of all commands. Its helpers serve the other `cli_` files too.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use expect_test::{Expect, expect, expect_file};
use rungs_tests::binary;
use rungs_tests::servers::{Kind, TestDb};
use serde_json::Value;
use tempfile::TempDir;

/// A folder of its own, an environment without anything of the machine's, and `rungs` in it.
pub struct Cli {
    pub folder: TempDir,
    environment: Vec<(String, String)>,
    /// What differs from run to run, and what is shown in its place.
    hidden: Vec<(String, String)>,
}

/// What a run said.
pub struct Said {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Cli {
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("rungs-cli-").tempdir().unwrap();
        let hidden = vec![(folder.path().display().to_string(), "FOLDER".to_owned())];
        Self { folder, environment: Vec::new(), hidden }
    }

    /// The same, with the address of `db` shown as `URL` and its name as `DATABASE`.
    pub fn of(db: &TestDb) -> Self {
        let mut cli = Self::new();
        cli.hide(db.url(), "URL");
        cli.hide(db.name(), "DATABASE");
        cli
    }

    pub fn hide(&mut self, text: &str, shown: &str) {
        self.hidden.push((text.to_owned(), shown.to_owned()));
    }

    pub fn set(&mut self, variable: &str, value: &str) {
        self.environment.push((variable.to_owned(), value.to_owned()));
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary("rungs"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null()).env_clear();
        command.env("HOME", self.folder.path()).envs(self.environment.iter().cloned());
        command
    }

    pub fn run(&self, args: &[&str]) -> Said {
        said(&self.command(args).output().unwrap())
    }

    /// Runs it and fails if the code is another.
    #[track_caller]
    pub fn run_to(&self, code: i32, args: &[&str]) -> Said {
        let said = self.run(args);
        let (stdout, stderr) = (&said.stdout, &said.stderr);
        assert_eq!(said.code, code, "rungs {args:?}\n{stdout}\n{stderr}");
        said
    }

    /// The one door: the whole output of one command, and its exit code.
    #[track_caller]
    pub fn check(&self, args: &[&str], expect: &Expect) {
        let Said { stdout, stderr, code } = self.run(args);
        let mut text = format!("{stdout}{stderr}exit code {code}\n");
        for (hidden, shown) in &self.hidden {
            text = text.replace(hidden, shown);
        }
        expect.assert_eq(&text);
    }
}

pub fn said(output: &Output) -> Said {
    Said {
        stdout: String::from_utf8(output.stdout.clone()).unwrap(),
        stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// A table without the index that its workload asks for; the same on each engine.
pub fn shop(kind: Kind, test: &str) -> TestDb {
    let db = TestDb::new(kind, test);
    db.execute(
        "create table orders \
         (id int primary key, customer_id int not null, note varchar(40) not null)",
    );
    let row = "n, n * 7919 % 5000, 'note of an order'";
    let insert = match kind {
        Kind::Postgres15 | Kind::Postgres18 => {
            format!("insert into orders select {row} from generate_series(1, 20000) n")
        }
        Kind::MariaDb => format!(
            "insert into orders select {} from seq_1_to_20000",
            row.replace("n,", "seq,").replace("n *", "seq *")
        ),
        Kind::Sqlite => format!(
            "with recursive s(n) as (select 1 union all select n + 1 from s where n < 20000) \
             insert into orders select {row} from s"
        ),
    };
    db.execute(&insert);
    db.execute(match kind {
        Kind::MariaDb => "analyze table orders",
        Kind::Postgres15 | Kind::Postgres18 | Kind::Sqlite => "analyze",
    });
    db
}

pub const WORKLOAD: &str = "-- name: orders_of_customer\n-- calls: 1000\n-- mean_ms: 300\n\
    SELECT id, note FROM orders WHERE customer_id = 4711;\n";

/// Names of the indexes that are there beside the primary key.
pub fn indexes(db: &TestDb) -> Vec<String> {
    let sql = match db.kind() {
        Kind::Postgres15 | Kind::Postgres18 => {
            "select indexname from pg_indexes where tablename = 'orders' \
             and indexname <> 'orders_pkey' order by 1"
        }
        Kind::MariaDb => {
            "select distinct index_name from information_schema.statistics where \
             table_schema = database() and table_name = 'orders' and index_name <> 'PRIMARY'"
        }
        Kind::Sqlite => {
            "select name from sqlite_schema where type = 'index' and name not like 'sqlite_%'"
        }
    };
    db.query(sql).into_iter().map(|mut row| row.remove(0).unwrap()).collect()
}

pub const ENGINES: [Kind; 3] = [Kind::Postgres15, Kind::MariaDb, Kind::Sqlite];

#[test]
fn the_reference_of_all_commands_is_in_the_documentation() {
    let cli = Cli::new();
    let help = |args: &[&str]| cli.run_to(0, args).stdout;
    let top = help(&["--help"]);
    let commands: Vec<&str> = top
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() >= 12, "{commands:?}");
    let page = |title: &str, text: &str| format!("## {title}\n\n```text\n{}\n```\n", text.trim());
    let pages =
        commands.iter().map(|name| page(&format!("rungs {name}"), &help(&[name, "--help"])));
    let pages: Vec<String> = std::iter::once(page("rungs", &top)).chain(pages).collect();
    let text = format!(
        "# The command line\n\nMade from `--help` of each command by a test; after a change of \
         the flags: `UPDATE_EXPECT=1 scripts/test -E 'test(reference)'`.\n\n{}",
        pages.join("\n")
    );
    expect_file!["../../../../docs/cli.md"].assert_eq(&text);
}

/// Everything from a first look to the way back, in every format.
#[test]
fn every_command_speaks_every_format() {
    for kind in ENGINES {
        for format in ["json", "csv", "markdown", "html", "table"] {
            let db = shop(kind, "every command speaks every format");
            let cli = Cli::of(&db);
            cli.write("work.sql", WORKLOAD);
            cli.write("rollup.sql", &format!("-- rollup: by_customer\n{GROUPED};\n"));
            for line in EVERY_COMMAND {
                let line = line.replace("URL", db.url());
                let words = line.split(' ').map(|w| if w == "GROUPED" { GROUPED } else { w });
                let mut args: Vec<&str> = words.collect();
                args.extend(["--format", format, "--quiet"]);
                let said = cli.run(&args);
                assert!([0, 4].contains(&said.code), "{args:?}: {}\n{}", said.code, said.stderr);
                check_format(format, &args, &said);
            }
            assert_eq!(indexes(&db), Vec::<String>::new(), "all is taken back");
        }
    }
}

const GROUPED: &str = "SELECT customer_id, COUNT(*) AS orders FROM orders GROUP BY customer_id";

const EVERY_COMMAND: [&str; 27] = [
    "check URL",
    "snapshot URL -o shop.snapshot --workload work.sql",
    "analyze URL --workload work.sql",
    "analyze URL --workload work.sql --table orders",
    "plan URL --workload work.sql -o plan.toml",
    "plan shop.snapshot",
    "analyze shop.snapshot",
    "apply plan.toml URL --dry-run",
    "apply plan.toml URL --yes --workload work.sql",
    "apply plan.toml URL --yes --workload work.sql",
    "history URL",
    "show 1 URL",
    "resume URL",
    "upkeep URL --yes",
    "upkeep URL --dry-run",
    "revert 1 URL --yes",
    "explain",
    "explain RU-IX-001",
    "rollup sql rollup.sql URL",
    "rollup status URL",
    "rollup add rollup.sql URL --yes",
    "rollup build URL",
    "rollup refresh URL",
    "rollup status URL",
    "rollup verify URL",
    "rollup explain GROUPED URL",
    "rollup drop by_customer URL --yes",
];

#[track_caller]
fn check_format(format: &str, args: &[&str], said: &Said) {
    let text = &said.stdout;
    assert_eq!(said.stderr, "", "{args:?} is quiet");
    assert!(!text.trim().is_empty(), "{args:?} says nothing");
    match format {
        "json" => {
            let document = serde_json::from_str::<Value>(text);
            assert!(document.is_ok_and(|d| !d.is_null()), "{args:?}:\n{text}");
        }
        "html" => {
            assert!(text.starts_with("<!doctype html>") && text.ends_with("</html>\n"), "{text}");
            for outside in ["http://", "https://", "<script", "<link", "src=", "@import", "url("] {
                assert!(!text.contains(outside), "{args:?} asks for {outside}:\n{text}");
            }
        }
        "markdown" => assert!(text.starts_with("# "), "{args:?}:\n{text}"),
        _ => assert!(!text.contains('\u{1b}'), "{args:?}:\n{text}"),
    }
}

#[test]
fn one_command_delivers_everything() {
    let db = shop(Kind::Sqlite, "one command delivers everything");
    let cli = Cli::of(&db);
    cli.write("work.sql", WORKLOAD);
    let said =
        cli.run_to(0, &["plan", db.url(), "--workload", "work.sql", "--deliver", "out/shop"]);
    for name in ["summary.md", "report.html", "report.json", "script.sql", "plan.toml"] {
        let path = format!("out/shop/{name}");
        assert!(said.stdout.contains(&path), "{}", said.stdout);
        assert!(!cli.read(&path).is_empty());
    }
    let report: Value = serde_json::from_str(&cli.read("out/shop/report.json")).unwrap();
    assert!(report["analysis"]["health"].is_object(), "{report:#}");
    let costs = report["plan"]["costs"].as_array().unwrap();
    assert!(costs.iter().any(|row| row["rung"] == "index"), "{report:#}");
    let page = cli.read("out/shop/report.html");
    assert!(page.contains("Health of the database") && page.contains("CREATE INDEX"), "{page}");
    // The script is SQL that the engine takes, and so is the plan.
    db.execute(&cli.read("out/shop/script.sql").replace("EXPLAIN", "-- EXPLAIN"));
    assert_eq!(indexes(&db).len(), 1);
    cli.run_to(0, &["apply", "out/shop/plan.toml", db.url(), "--yes", "--workload", "work.sql"]);
}

#[test]
fn one_table_is_shown_whole() {
    let db = shop(Kind::Sqlite, "one table is shown whole");
    let mut cli = Cli::of(&db);
    cli.hide(&rows_size(&db), "SIZE");
    cli.write("work.sql", WORKLOAD);
    cli.check(
        &["analyze", db.url(), "--workload", "work.sql", "--table", "orders"],
        &expect![[r#"
            Table main.orders
             of this table              known
            ────────────────────────────────────────────────────────
             rows                       20 k
             size                       rows SIZE, indexes 233 kB
             scans                      not known
             rows read by whole scans   not known
             writes                     not known
             dead rows                  not known
             changed since ANALYZE      0
             last ANALYZE (UTC)         not known
             last VACUUM (UTC)          not known

            Score 85 to 100
            not known: how it is read

            Columns by their use in the workload, in calls
             column        type          distinct   nulls   filter   join   order   read   write
            ─────────────────────────────────────────────────────────────────────────────────────
             customer_id   INT               4724     0 %     1000                  1000
             id            INT               20 k     0 %                           1000
             note          varchar(40)          1     0 %                           1000

            1 index
             index                       keys     size   scans   bloat   read by   kind
            ───────────────────────────────────────────────────────────────────────────────────
             sqlite_autoindex_orders_1   id     233 kB       ?       ?             primary key
            exit code 0
        "#]],
    );
}

fn rows_size(db: &TestDb) -> String {
    let bytes = &db.query("select sum(pgsize) from dbstat where name = 'orders'")[0][0];
    format!("{:.0} kB", bytes.as_ref().unwrap().parse::<f64>().unwrap() / 1e3)
}

#[test]
fn a_plan_says_what_it_would_do_and_what_it_costs() {
    let db = shop(Kind::Sqlite, "a plan says what it would do");
    let mut cli = Cli::of(&db);
    cli.set("COLUMNS", "86");
    cli.write("work.sql", WORKLOAD);
    cli.check(
        &["plan", db.url(), "--workload", "work.sql", "-o", "plan.toml"],
        &expect![[r#"
            Statements
             statement            calls      now   predicted   decision
            ──────────────────────────────────────────────────────────────────────────────────────
             orders_of_customer    1000   300 ms     0.29 ms   index: 300 ms → predicted 0.29 ms;
                                                               enough for target 100 ms; stop
                                                               here
            Predicted, not measured: 1 statement by the planner with pretended indexes.

            2 steps
             step   rung     SQL                     gain     size   writes   why
            ──────────────────────────────────────────────────────────────────────────────────────
                1   index    CREATE INDEX "main"   99.9 %   205 kB            RU-IX-009 makes
                             ."rungs_orders_cust                              orders_of_customer
                             omer_id_c176d01c"                                cheaper
                             ON "orders"
                             ("customer_id")
                2   upkeep   PRAGMA journal_mode                              RU-SE-201
                             = WAL                                            journal_mode is
                                                                              delete

            Cost, complexity and freshness of each rung (predicted)
             rung     steps   serves    gain     disk   writes   lock         complexity   answers
            ───────────────────────────────────────────────────────────────────────────────────────
             upkeep       1        0       ?      0 B     +0 %   everything   none: the    live
                                                                 waits        server's
                                                                 until it     own work,
                                                                 is done      done in
                                                                              time
             index        1        1   100 %   205 kB        ?   writes       low: the     live
                                                                 wait until   engine
                                                                 it is done   keeps it
                                                                              up to date

            What more indexes would bring (predicted)
             indexes     size   cost taken away
            ────────────────────────────────────────────────
                   0      0 B             0.0 %
                   1   205 kB            99.9 %   stop here

            Written
            plan.toml
            Next: rungs apply plan.toml URL --workload work.sql
            exit code 0
        "#]],
    );
    cli.check(
        &["apply", "plan.toml", db.url(), "--dry-run"],
        &expect![[r#"
        CREATE INDEX "main"."rungs_orders_customer_id_c176d01c" ON "orders" ("customer_id");
        ANALYZE "main"."orders";
        PRAGMA journal_mode = WAL;
        exit code 0
    "#]],
    );
}

#[test]
fn a_snapshot_is_advised_on_a_laptop() {
    for kind in ENGINES {
        let db = shop(kind, "a snapshot is advised on a laptop");
        let cli = Cli::of(&db);
        cli.write("work.sql", WORKLOAD);
        cli.run_to(0, &["snapshot", db.url(), "-o", "shop.snapshot", "--workload", "work.sql"]);
        let said = cli.run_to(0, &["plan", "shop.snapshot", "-o", "plan.toml"]);
        assert!(said.stdout.contains("no server was asked"), "{}", said.stdout);
        assert!(said.stdout.contains("customer_id"), "{}", said.stdout);
        // The plan is for the database that the snapshot is of.
        cli.run_to(0, &["apply", "plan.toml", db.url(), "--yes", "--workload", "work.sql"]);
        assert_eq!(indexes(&db).len(), 1, "{kind:?}");
    }
}

#[test]
fn the_users_own_index_is_planned_whatever_the_advice() {
    for kind in ENGINES {
        let db = shop(kind, "the users own index is planned");
        let cli = Cli::of(&db);
        cli.write(
            "rungs.toml",
            "[[index]]\ntable = \"orders\"\ncolumns = [\"note\", \"id desc\"]\n",
        );
        let said = cli.run_to(0, &["plan", db.url(), "-o", "plan.toml"]);
        assert!(said.stdout.contains("RU-IX-010"), "{}", said.stdout);
        cli.run_to(0, &["apply", "plan.toml", db.url(), "--yes", "--quiet"]);
        assert_eq!(indexes(&db).len(), 1, "{kind:?}");

        cli.write("rungs.toml", "[[index]]\ntable = \"order\"\ncolumns = [\"note\"]\n");
        let said = cli.run_to(2, &["plan", db.url()]);
        assert!(said.stderr.contains("did you mean"), "{}", said.stderr);
    }
}

#[test]
fn two_instances_at_once_make_one_index_and_both_succeed() {
    for kind in ENGINES {
        let db = shop(kind, "two instances at once");
        let cli = Cli::of(&db);
        cli.write("work.sql", WORKLOAD);
        cli.run_to(0, &["plan", db.url(), "--workload", "work.sql", "-o", "plan.toml"]);
        let args = ["apply", "plan.toml", db.url(), "--yes", "--workload", "work.sql"];
        let start = || {
            let mut command = cli.command(&args);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let both = [start(), start()];
        for instance in both {
            let said = said(&instance.wait_with_output().unwrap());
            assert_eq!(said.code, 0, "{kind:?}\n{}\n{}", said.stdout, said.stderr);
        }
        assert_eq!(indexes(&db).len(), 1, "{kind:?}");
    }
}

#[test]
fn colour_is_for_states_and_only_when_asked() {
    let db = TestDb::new(Kind::Sqlite, "colour is for states");
    let mut cli = Cli::of(&db);
    let coloured = |said: &Said| said.stdout.contains('\u{1b}');
    let always = ["check", db.url(), "--color", "always"];
    assert!(!coloured(&cli.run_to(0, &["check", db.url()])), "a pipe is no terminal");
    assert!(coloured(&cli.run_to(0, &always)));
    assert!(!coloured(&cli.run_to(0, &["check", db.url(), "--color", "never"])));
    cli.set("NO_COLOR", "1");
    assert!(coloured(&cli.run_to(0, &always)), "what was asked for wins");
}

#[test]
fn verbose_tells_what_is_asked_and_how_long_it_took() {
    let db = shop(Kind::Sqlite, "verbose tells what is asked");
    let cli = Cli::of(&db);
    cli.write("work.sql", WORKLOAD);
    let said = cli.run_to(0, &["plan", db.url(), "--workload", "work.sql", "-v"]);
    for asked in ["connection to SQLite: ", "catalog, statistics", "plans, "] {
        assert!(said.stderr.contains(asked), "{}", said.stderr);
    }
    assert!(!said.stderr.contains("4711"), "{}", said.stderr);
    assert_eq!(cli.run_to(0, &["plan", db.url(), "--workload", "work.sql"]).stderr, "");
}

/// Each command of the guide, one after the other, as its reader would run them.
#[test]
fn every_command_of_the_guide_does_what_the_guide_says() {
    let db = shop(Kind::Sqlite, "every command of the guide");
    let cli = Cli::of(&db);
    cli.write("work.sql", WORKLOAD);
    cli.write("rungs.toml", &format!("[targets.shop]\nurl = \"{}\"\n", db.url()));
    let guide = include_str!("../../../../docs/guide.md");
    let mut commands = 0;
    for line in guide.lines().filter_map(|line| line.strip_prefix("$ rungs ")) {
        let (line, comment) = line.split_once('#').unwrap_or((line, ""));
        let code = comment.trim().strip_prefix("exit code ").map_or(0, |n| n.parse().unwrap());
        cli.run_to(code, &line.split_whitespace().collect::<Vec<_>>());
        commands += 1;
    }
    assert!(commands > 15, "{commands}");
}
