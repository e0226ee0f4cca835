//! `kill -9` in add, build, refresh, rebuild and drop: the same command again comes to the same
//! end, and nothing is lost. `RUNGS_KILL_STEP=1` stops at every moment; in CI at every ninth.

use rungs_tests::cli::Running;
use rungs_tests::rollups::{Market, random_change};
use rungs_tests::servers::{Kind, TestDb};

use crate::rollup_exact::schema;

#[test]
fn killed_at_any_moment_rollups_come_to_the_same_end_on_sqlite() {
    killed_at_any_moment(Kind::Sqlite);
}

#[test]
fn killed_at_any_moment_rollups_come_to_the_same_end_on_postgresql() {
    killed_at_any_moment(Kind::Postgres15);
}

#[test]
fn killed_at_any_moment_rollups_come_to_the_same_end_on_mariadb() {
    killed_at_any_moment(Kind::MariaDb);
}

/// Where the client adds up, a slice is then written in many parts.
const FEW_GROUPS: (&str, &str) = ("RUNGS_GROUPS_MAX", "17");

#[test]
fn groups_that_memory_does_not_hold_are_added_up_in_the_table() {
    let db = TestDb::new(Kind::MariaDb, "rollups in parts");
    let market = Market::with_nulls(&db);
    let mut words = vec!["rollup".to_owned()];
    words.extend(market.add_words(""));
    words.extend([db.url().to_owned(), "--yes".to_owned()]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for slices in ["4 slices", "1 slices"] {
        Running::start(&words, &[FEW_GROUPS]).wait().expect(0);
        market.check(slices);
        market.rollup(&["verify"]).expect(0);
        let ways = db.query("SELECT way FROM rungs_rollup_log WHERE what = 'build'");
        assert_eq!(ways, [[Some(slices.to_owned())]]);
        market.rollup(&["drop", "brand_month", "--family"]).expect(0);
        db.execute("DROP INDEX IF EXISTS financials_day ON financials");
    }
}

fn killed_at_any_moment(kind: Kind) {
    let db = TestDb::new(kind, "rollups killed");
    let market = Market::new(&db);
    let before = schema(&db);
    let step = std::env::var("RUNGS_KILL_STEP").ok().and_then(|n| n.parse().ok()).unwrap_or(9);
    let add = market.add_words("");
    let add: Vec<&str> = add.iter().map(String::as_str).collect();
    let mut dice = fastrand::Rng::with_seed(3);

    every_moment(&market, &add, step, &mut dice, |market, place| {
        market.check(place);
        market.rollup(&["verify"]).expect(0);
        market.rollup(&["drop", "brand_month", "--family"]).expect(0);
        assert_eq!(schema(market.db), before, "{place}");
    });
    market.rollup(&add).expect(0);
    for verb in [["refresh", "--batch", "100"].as_slice(), &["refresh", "--rebuild"]] {
        every_moment(&market, verb, step, &mut dice, |market, place| {
            market.check(place);
            market.rollup(&["verify"]).expect(0);
        });
    }
    // Dropped once at each moment; a drop that is repeated finds what is left, or nothing.
    for moment in (1..).step_by(step) {
        let Some(place) = kill_at(&market, &["drop", "brand_month", "--family"], moment) else {
            break;
        };
        let again = market.rollup(&["drop", "brand_month", "--family"]);
        assert!(again.code == Some(0) || again.stderr.contains("there is no rollup"), "{again:?}");
        assert_eq!(schema(&db), before, "{place}");
        market.rollup(&add).expect(0);
    }
}

/// Kills the verb at one moment after the other, runs it again, and looks.
fn every_moment(
    market: &Market<'_>,
    verb: &[&str],
    step: usize,
    dice: &mut fastrand::Rng,
    look: impl Fn(&Market<'_>, &str),
) {
    for moment in (1..).step_by(step) {
        // Something is pending, of a dimension too.
        market.db.execute("UPDATE financials SET amount = amount + 1 WHERE metric = 1");
        market.db.execute("UPDATE asin SET brand_id = brand_id % 8 + 1 WHERE id < 10");
        let Some(place) = kill_at(market, verb, moment) else {
            assert!(moment > 5, "{verb:?} has only {moment} moments");
            look(market, "not killed");
            return;
        };
        // Somebody writes in between.
        for _ in 0..3 {
            let sql = random_change(market.db.kind(), dice);
            if !sql.contains("+ 100") {
                market.db.execute(&sql);
            }
        }
        market.rollup(verb).expect(0);
        look(market, &format!("{verb:?} killed {place}"));
    }
}

/// Where it was killed; None: it came to its end before that.
pub fn kill_at(market: &Market<'_>, verb: &[&str], moment: usize) -> Option<String> {
    let mut words = vec!["rollup"];
    words.extend(verb);
    words.extend([market.db.url(), "--yes"]);
    let moment = moment.to_string();
    let mut running = Running::start(&words, &[("RUNGS_HOLD_AT", &moment), FEW_GROUPS]);
    if running.says(&format!("holding at {moment} ")) {
        let place = running.heard().last().cloned();
        running.kill();
        return place;
    }
    running.wait().expect(0);
    None
}
