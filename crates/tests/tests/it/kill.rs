//! The laws of a crash on the real binary: `kill -9` before and after each call that changes the
//! target, in the middle of a build, and of the server's own session; and Ctrl-C in a build.

use std::time::{Duration, Instant};

use rungs_tests::cli::{Ended, Running, plan_file, rungs};
use rungs_tests::laws::Fixture;
use rungs_tests::servers::{Kind, Server, TestDb};
use rungs_tests::site::{Site, WORKLOAD, Wanted, index};

#[test]
fn killed_at_every_moment_it_comes_to_the_same_end_on_sqlite() {
    let db = TestDb::new(Kind::Sqlite, "killed at every moment");
    killed_at_every_moment(&Site::with_every_action(&db, true), true);
}

#[test]
fn killed_at_every_moment_it_comes_to_the_same_end_on_postgresql_15() {
    on_a_server_of_its_own(Kind::Postgres15);
}

#[test]
fn killed_at_every_moment_it_comes_to_the_same_end_on_postgresql_18() {
    on_a_server_of_its_own(Kind::Postgres18);
}

#[test]
fn killed_at_every_moment_it_comes_to_the_same_end_on_mariadb() {
    on_a_server_of_its_own(Kind::MariaDb);
}

#[test]
fn killed_at_every_moment_of_a_proof_it_comes_to_the_same_end() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "killed in a proof");
        let mut site = Site::with_every_action(&db, false);
        site.workload = WORKLOAD;
        site.steps.truncate(1);
        site.steps[0].bystanders = vec!["paid_by"];
        killed_at_every_moment(&site, false);
    }
}

/// The plan changes a setting, which others on a shared server would see.
fn on_a_server_of_its_own(kind: Kind) {
    let server = Server::start(kind).unwrap();
    let db = TestDb::on(server.url(), kind, "killed at every moment");
    killed_at_every_moment(&Site::with_every_action(&db, true), true);
}

/// `resume` goes on where it was killed; `apply` again does so too, and then the rest. What is
/// after one call is before the next: each state is met twice, once for `resume`, once for `apply`.
fn killed_at_every_moment(site: &Site, no_proof: bool) {
    let run = Run::new(site, no_proof);
    let wanted = run.undisturbed();
    for moment in 1.. {
        site.reset();
        let Some(place) = run.kill_at(moment) else {
            assert!(moment > 10, "the plan has only {moment} moments");
            return;
        };
        if place.contains("(before") {
            run.rungs(&["resume"]).expect(0);
            check_history(&run.history(), &wanted, false, &place);
        }
        run.apply().expect(0);
        check_history(&run.history(), &wanted, true, &place);
        assert_eq!(site.schema(), wanted.schema, "killed {place}");
        run.take_all_back();
        assert_eq!(site.schema(), wanted.start, "killed {place}, and taken back");
    }
}

/// Each step once, in order, verified; `whole`: all of them.
fn check_history(history: &serde_json::Value, wanted: &End, whole: bool, place: &str) {
    let changes: Vec<(&str, &str)> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["what"].as_str().unwrap(), c["state"].as_str().unwrap()))
        .collect();
    let steps: Vec<(&str, &str)> =
        wanted.steps.iter().map(|what| (what.as_str(), "verified")).collect();
    assert!(steps.starts_with(&changes), "killed {place}: {changes:?}");
    assert!(!whole || steps.len() == changes.len(), "killed {place}: {changes:?}");
}

/// A plan on its site, and the way to run rungs with it.
struct Run<'a> {
    site: &'a Site<'a>,
    no_proof: bool,
    plan: String,
    workload: Option<String>,
    _folder: tempfile::TempDir,
}

/// Where a run comes to that nobody disturbs.
struct End {
    start: String,
    schema: String,
    steps: Vec<String>,
}

impl<'a> Run<'a> {
    fn new(site: &'a Site, no_proof: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = plan_file(folder.path(), &site.plan());
        let workload = (!site.workload.is_empty()).then(|| {
            let path = folder.path().join("workload.sql");
            std::fs::write(&path, site.workload).unwrap();
            path.display().to_string()
        });
        Self { site, no_proof, plan, workload, _folder: folder }
    }

    fn words<'b>(&'b self, command: &[&'b str]) -> Vec<&'b str> {
        let mut words = command.to_vec();
        words.extend([self.site.url(), "--yes"]);
        if self.no_proof && command[0] == "apply" {
            words.push("--no-proof");
        }
        if let (Some(workload), "apply" | "resume") = (&self.workload, command[0]) {
            words.extend(["--workload", workload]);
        }
        words
    }

    fn rungs(&self, command: &[&str]) -> Ended {
        rungs(&self.words(command))
    }

    fn apply(&self) -> Ended {
        self.rungs(&["apply", &self.plan])
    }

    fn start(&self, environment: &[(&str, &str)]) -> Running {
        Running::start(&self.words(&["apply", &self.plan]), environment)
    }

    fn history(&self) -> serde_json::Value {
        rungs(&["history", self.site.url(), "--format", "json"]).expect(0).json()
    }

    /// Applies twice and takes all back, by the binary; leaves the site as it was.
    fn undisturbed(&self) -> End {
        let start = self.site.schema();
        self.apply().expect(0);
        let (schema, history) = (self.site.schema(), self.history());
        assert_ne!(start, schema);
        let what = |c: &serde_json::Value| c["what"].as_str().unwrap().to_owned();
        let steps: Vec<String> = history.as_array().unwrap().iter().map(what).collect();
        assert_eq!(steps.len(), self.site.steps.len());
        self.apply().expect(0);
        assert_eq!(history, self.history(), "twice is not once");
        for id in (1..=steps.len()).rev() {
            self.rungs(&["revert", &id.to_string()]).expect(0);
        }
        assert_eq!(self.site.schema(), start, "taken back");
        End { start, schema, steps }
    }

    /// Says where it was killed; None: it ended before that moment.
    fn kill_at(&self, moment: u32) -> Option<String> {
        let mut running = self.start(&[("RUNGS_HOLD_AT", &moment.to_string())]);
        let place = running.says(&format!("holding at {moment} "));
        if place {
            let place = running.heard().last().cloned();
            running.kill();
            return place;
        }
        running.wait().expect(0);
        None
    }

    /// In this process, as it is done often.
    fn take_all_back(&self) {
        use rungs_core::change::{history, revert};
        let mut engine = self.site.engine();
        let history = history(engine.as_mut()).unwrap();
        let mut world = rungs_tests::faults::TestWorld::with_real_pauses();
        for change in history.changes().rev() {
            revert(engine.as_mut(), change.id, &self.site.policy(), &mut world).unwrap();
        }
    }
}

/// A build that takes about three seconds, of one index.
fn slow_build(db: &TestDb) -> Site<'_> {
    let mut site = Site::new(db);
    let keys = match db.kind() {
        Kind::Postgres15 | Kind::Postgres18 => {
            site.execute(
                "CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                   'BEGIN PERFORM pg_sleep(0.01); RETURN n; END';
                 CREATE TABLE orders (id int PRIMARY KEY, day int);
                 INSERT INTO orders SELECT i, i FROM generate_series(1, 250) i",
            );
            ["(slow(day))"]
        }
        Kind::MariaDb => {
            site.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note varchar(300));
                 INSERT INTO orders SELECT seq, CONCAT(MD5(seq), REPEAT('x', 200))
                   FROM seq_1_to_200000",
            );
            ["note"]
        }
        Kind::Sqlite => {
            site.execute(
                "CREATE TABLE orders(id INTEGER PRIMARY KEY, day INT);
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                 INSERT INTO orders SELECT i, i FROM n;",
            );
            ["(length(hex(zeroblob(1000000 + day))))"]
        }
    };
    site.steps = vec![Wanted::plainly(index(db, "orders", &keys))];
    site
}

/// Starts to apply, and waits until the server builds.
fn building(run: &Run) -> Running {
    let mut running = run.start(&[]);
    assert!(running.says("create index"), "it ended before it began");
    let build = match run.site.db.kind() {
        Kind::Sqlite => {
            std::thread::sleep(Duration::from_millis(200));
            return running;
        }
        Kind::Postgres15 | Kind::Postgres18 => BUILD_ON_POSTGRES,
        Kind::MariaDb => BUILD_ON_MARIADB,
    };
    let patience = Instant::now() + Duration::from_secs(30);
    while run.site.db.query(build).is_empty() {
        assert!(Instant::now() < patience, "no session builds an index");
        std::thread::sleep(Duration::from_millis(5));
    }
    running
}

const BUILD_ON_POSTGRES: &str = "SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND query LIKE 'CREATE INDEX%'";
const BUILD_ON_MARIADB: &str = "SELECT id FROM information_schema.processlist
    WHERE db = DATABASE() AND info LIKE 'ALTER TABLE%'";

/// `resume` finishes the one change, and there is nothing more to do.
fn is_finished_by_resume(run: &Run) {
    let state = |history: serde_json::Value| history[0]["state"].as_str().unwrap().to_owned();
    let unfinished = rungs(&["history", run.site.url(), "--format", "json"]);
    assert_ne!(state(unfinished.expect(6).json()), "verified");
    run.rungs(&["resume"]).expect(0);
    assert_eq!(state(run.history()), "verified");
    let schema = run.site.schema();
    assert!(!schema.contains("INVALID"), "{schema}");
    run.apply().expect(0);
    assert_eq!(run.site.schema(), schema);
    let made = run.history().as_array().unwrap().len();
    assert_eq!(made, 1, "resume and apply made it anew");
}

#[test]
fn killed_in_the_middle_of_a_build_it_finds_the_build_going_on_or_gone() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "killed in a build");
        let site = slow_build(&db);
        let run = Run::new(&site, true);
        building(&run).kill();
        is_finished_by_resume(&run);
    }
}

#[test]
fn ctrl_c_in_the_middle_of_a_build_stops_it_and_resume_finishes_it() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "ctrl c in a build");
        let site = slow_build(&db);
        let run = Run::new(&site, true);
        let running = building(&run);
        running.interrupt();
        let ended = running.wait().expect(6);
        assert!(ended.stderr.contains("rungs resume"), "{}", ended.stderr);
        assert!(db.kind() == Kind::Sqlite || !is_building(&db), "the server still builds");
        is_finished_by_resume(&run);
    }
}

fn is_building(db: &TestDb) -> bool {
    let build = if db.kind() == Kind::MariaDb { BUILD_ON_MARIADB } else { BUILD_ON_POSTGRES };
    !db.query(build).is_empty()
}

#[test]
fn a_server_that_ends_the_building_session_leaves_what_resume_mends() {
    for kind in Kind::SERVERS {
        let db = TestDb::new(kind, "session ended in a build");
        let site = slow_build(&db);
        let run = Run::new(&site, true);
        let running = building(&run);
        if kind == Kind::MariaDb {
            let id = db.query(BUILD_ON_MARIADB)[0][0].clone().unwrap();
            db.execute(&format!("KILL CONNECTION {id}"));
        } else {
            db.query(&format!("SELECT pg_terminate_backend(pid) FROM ({BUILD_ON_POSTGRES}) b"));
        }
        let ended = running.wait().expect(6);
        assert!(ended.stderr.contains("rungs resume"), "{}", ended.stderr);
        is_finished_by_resume(&run);
    }
}
