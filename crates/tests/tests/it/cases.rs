//! Runs the cases of `crates/tests/cases/`: the built `rungs` on a database made for the case.
//! What a case is made of says `rungs_tests::cases`; what it can expect, `cases/expect.rs`.
//! One test a case and engine, named `<folder>::<engine>`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rungs_tests::cases::{self, Case, Command, Expectation, Outcome, Said};
use rungs_tests::servers::{Client, Kind, Server, TestDb};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

/// Runs one case on one engine and fails with everything that is not as expected.
fn run(name: &str, kind: Kind) {
    let case = cases::load(&folder().join(name)).unwrap();
    assert!(case.engines.contains(&kind), "the case is not for {}", kind.name());
    let expected = Expectation::parse_all(case.expect(kind)).unwrap();
    let place = Place::new(&case, kind);
    let mut outcome = Outcome::default();
    for command in commands(&expected) {
        let said = place.say(command, &case, &outcome);
        outcome.said.push(said);
    }
    let mut failures: Vec<String> = expected
        .iter()
        .filter_map(|line| line.failure(&outcome, |query| place.ask(query)))
        .collect();
    failures.extend(outcome.said.iter().filter_map(|said| unexpected_exit(&expected, said)));
    assert!(
        failures.is_empty(),
        "{} on {}: not as expected:\n  {}\n{}",
        case.name,
        kind.name(),
        failures.join("\n  "),
        outcome.said.iter().map(|s| s.stderr.as_str()).collect::<String>()
    );
}

/// What the expectations need to be run. A change is planned first, and mending checked before.
fn commands(expected: &[Expectation]) -> BTreeSet<Command> {
    let mut commands: BTreeSet<Command> = expected.iter().filter_map(|line| line.command).collect();
    if commands.contains(&Command::Apply) {
        commands.insert(Command::Plan);
    }
    if commands.contains(&Command::Mended) {
        commands.insert(Command::Check);
    }
    commands
}

/// A command ends with 0 unless the case says otherwise.
fn unexpected_exit(expected: &[Expectation], said: &Said) -> Option<String> {
    if said.exit == Some(0) || expected.iter().any(|line| line.is_exit_of(said.command)) {
        return None;
    }
    Some(format!("{} ended with {:?}", said.command.word(), said.exit))
}

/// The database of a case, and what goes on in it meanwhile. Dropped in this order.
struct Place {
    session: std::sync::Mutex<Option<Client>>,
    db: TestDb,
    /// What rungs connects as.
    url: String,
    files: tempfile::TempDir,
    _server: Option<Server>,
}

impl Place {
    fn new(case: &Case, kind: Kind) -> Place {
        let server = case.server().map(|settings| Server::start_with(kind, &settings).unwrap());
        let db = match &server {
            Some(server) => TestDb::on(server.url(), kind, &case.name),
            None => TestDb::new(kind, &case.name),
        };
        db.execute(case.schema(kind));
        let url = match case.as_role(kind) {
            None => db.url().to_owned(),
            Some(grants) => {
                let url = db.limited_role();
                let grants = grants.replace(":role", TestDb::role_name(&url));
                db.execute(&grants.replace(":db", db.name()));
                url
            }
        };
        let session = case.session(kind).map(|sql| {
            let mut session = db.connect();
            session.execute(sql).unwrap();
            session
        });
        let files = tempfile::tempdir().unwrap();
        std::fs::write(files.path().join("workload.sql"), case.workload(kind)).unwrap();
        Place { session: session.into(), db, url, files, _server: server }
    }

    fn say(&self, command: Command, case: &Case, before: &Outcome) -> Said {
        match command {
            Command::Check => self.rungs(command, &["check", &self.url]),
            Command::Analyze => {
                let target = self.target(case);
                self.rungs(command, &["analyze", &target, "--workload", "workload.sql"])
            }
            Command::Plan => {
                let target = self.target(case);
                let mut args =
                    vec!["plan", &target, "--workload", "workload.sql", "-o", "plan.toml"];
                args.extend(case.flags());
                self.rungs(command, &args)
            }
            Command::Apply => {
                let ends = case.session_seconds().map(Duration::from_secs);
                let args = ["apply", "plan.toml", &self.url, "--workload", "workload.sql", "--yes"];
                std::thread::scope(|scope| {
                    if let Some(after) = ends {
                        scope.spawn(move || {
                            std::thread::sleep(after);
                            self.session.lock().unwrap().take();
                        });
                    }
                    self.rungs(command, &args)
                })
            }
            Command::Mended => {
                self.mend(before);
                self.rungs(command, &["check", &self.url])
            }
        }
    }

    /// The database, or a snapshot file of it whose counters are older than they are.
    fn target(&self, case: &Case) -> String {
        let Some(days) = case.aged_days() else { return self.url.clone() };
        let file = self.files.path().join("snapshot.json");
        let name = file.to_str().unwrap().to_owned();
        let args = ["snapshot", &self.url, "--workload", "workload.sql", "-o", &name];
        let said = self.rungs(Command::Analyze, &args);
        assert_eq!(said.exit, Some(0), "{}", said.stderr);
        let text = std::fs::read_to_string(&file).unwrap();
        let mut json: Value = serde_json::from_str(&text).unwrap();
        let taken = json["taken_at_ms"].as_i64().unwrap();
        let since = taken - i64::try_from(days).unwrap() * 86_400_000;
        json["server"]["stats_since_ms"] = since.into();
        std::fs::write(&file, json.to_string()).unwrap();
        name
    }

    /// Everything that `check` proposed, once, as the administrator.
    fn mend(&self, before: &Outcome) {
        let check = before.said.iter().find(|s| s.command == Command::Check).unwrap();
        let Some(capabilities) = check.json["capabilities"].as_array() else {
            panic!("check said nothing of capabilities: {}", check.stderr);
        };
        let mut done = BTreeSet::new();
        for mend in capabilities.iter().map(|c| c["mend"].as_array().unwrap()) {
            let lines: Vec<&str> = mend.iter().map(|line| line.as_str().unwrap()).collect();
            // A comment asks for something that only a person on the machine can do.
            if lines.iter().any(|line| line.starts_with("--")) {
                continue;
            }
            for line in lines.into_iter().filter(|line| done.insert((*line).to_owned())) {
                self.db.execute(line);
            }
        }
    }

    fn rungs(&self, command: Command, args: &[&str]) -> Said {
        let output = std::process::Command::new(rungs_tests::binary("rungs"))
            .args(args)
            .args(["--format", "json", "--quiet"])
            .current_dir(self.files.path())
            .env_remove("DATABASE_URL")
            .env("HOME", self.files.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Said {
            command,
            exit: output.status.code(),
            json: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The first value of the first row.
    fn ask(&self, query: &str) -> String {
        let rows = self.db.query(query);
        let value = rows.into_iter().next().and_then(|row| row.into_iter().next());
        value.flatten().unwrap_or_else(|| "nothing".to_owned())
    }
}

/// A module a case, a test an engine.
macro_rules! cases {
    ($($name:ident: $($engine:ident)+;)+) => {
        const LISTED: &[(&str, &[&str])] =
            &[$((stringify!($name), &[$(stringify!($engine)),+])),+];
        $(mod $name {
            $(#[test]
            fn $engine() {
                super::run(stringify!($name), super::kind(stringify!($engine)));
            })+
        })+
    };
}

cases! {
    a_column_name_that_two_tables_have_is_not_mixed_up: postgres15 postgres18 mariadb sqlite;
    a_foreign_table_is_never_given_an_index: postgres15 postgres18;
    a_generated_column_is_indexed_only_where_the_engine_can: postgres15 postgres18 mariadb sqlite;
    a_limit_does_not_make_an_index_that_only_sorts_look_cheap: postgres15 postgres18 mariadb sqlite;
    a_long_transaction_delays_a_concurrent_build_and_does_not_spoil_it: postgres15 postgres18;
    a_materialized_view_is_indexed_like_a_table: postgres15 postgres18;
    a_mixed_sort_gets_an_index_with_its_directions: postgres15 postgres18 mariadb sqlite;
    a_partitioned_parent_gets_an_index_without_blocking_or_none: postgres15 postgres18;
    a_role_without_rights_is_told_every_statement_that_mends_it: postgres15 postgres18 mariadb;
    a_search_by_prefix_gets_the_operator_class_that_serves_it: postgres15 postgres18;
    a_statement_that_only_an_index_behind_the_stop_line_helps_is_told_so: sqlite;
    a_statement_through_a_view_is_told_why_it_gets_no_index: postgres15 postgres18 mariadb sqlite;
    a_table_of_an_attached_file_is_not_mixed_up_with_one_of_this_file: sqlite;
    a_table_that_is_written_more_than_read_gets_no_rollup: postgres15 postgres18 mariadb sqlite;
    a_table_that_the_role_may_not_read_does_not_stop_advice_for_the_others: postgres15 postgres18;
    a_table_that_was_bulk_loaded_and_never_counted_gets_its_index: mariadb;
    a_table_that_was_never_analyzed_is_told_and_not_taken_for_empty: postgres15 postgres18;
    a_table_without_rowid_is_not_given_its_key_again: sqlite;
    advice_reckons_with_an_index_that_the_same_plan_rebuilds: postgres15 postgres18;
    an_ignored_index_that_a_hint_forces_is_not_dropped: mariadb;
    an_index_on_the_prefix_of_an_existing_one_is_not_proposed: postgres15 postgres18 mariadb sqlite;
    an_index_that_is_enough_is_followed_by_no_rollup: postgres15 postgres18 mariadb sqlite;
    an_index_that_only_a_replica_reads_is_not_dropped: postgres15 postgres18;
    an_index_unread_for_months_is_named: postgres15 postgres18;
    an_invalid_index_of_the_same_name_is_replaced: postgres15 postgres18;
    an_unlogged_table_is_advised_and_another_sessions_temporary_one_is_not: postgres15 postgres18;
    counters_that_were_reset_yesterday_name_no_unused_index: postgres15 postgres18;
    hypopg_in_another_schema_is_found: postgres15;
    mariadb_without_performance_schema_is_told_and_still_advised: mariadb;
    more_candidates_than_hypopg_has_numbers_for_are_no_error: postgres15;
    on_18_a_skip_scan_makes_a_second_index_needless: postgres15 postgres18;
    parameters_without_a_value_are_not_taken_for_null: postgres15 postgres18 mariadb sqlite;
    quoted_upper_case_names_and_schemas_are_kept: postgres15 postgres18 mariadb sqlite;
    semicolons_quotes_and_upper_case_in_literals_are_kept: postgres15 postgres18 mariadb sqlite;
    sqlite_without_statistics_is_told_and_still_advised: sqlite;
    sums_of_floats_get_no_rollup_and_the_reason_is_told: postgres15 postgres18 mariadb sqlite;
    texts_of_other_users_are_counted_as_withheld: postgres15 postgres18;
    the_primary_key_is_not_proposed_again_because_it_seems_cheaper: postgres15 postgres18 mariadb sqlite;
    thousands_of_statements_that_weigh_alike_get_their_indexes: sqlite;
    what_guards_the_data_is_never_dropped: postgres15 postgres18 mariadb sqlite;
    without_pg_stat_statements_the_workload_file_is_enough: postgres15 postgres18;
    words_inside_texts_get_an_index_of_trigrams: postgres15 postgres18;
}

fn kind(name: &str) -> Kind {
    Kind::ALL.into_iter().find(|kind| kind.name() == name).unwrap()
}

#[test]
fn every_case_is_a_test_on_each_of_its_engines() {
    for case in cases::load_all(&folder()).unwrap() {
        let name = case.folder.file_name().unwrap().to_str().unwrap();
        let engines: BTreeSet<&str> = case.engines.iter().map(|kind| kind.name()).collect();
        let listed: BTreeSet<&str> = LISTED
            .iter()
            .filter(|(listed, _)| *listed == name)
            .flat_map(|(_, engines)| engines.iter().copied())
            .collect();
        assert_eq!(listed, engines, "list `{name}` with its engines in tests/it/cases.rs");
        for kind in &case.engines {
            if let Err(error) = Expectation::parse_all(case.expect(*kind)) {
                panic!("{name} on {}: {error}", kind.name());
            }
        }
    }
}
