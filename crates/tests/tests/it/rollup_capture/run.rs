//! Runs rows of the matrix: those that are captured one after the other on the same ground, every
//! other in a database of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rungs_tests::rollups::{Defined, Market};
use rungs_tests::servers::{Kind, Server, TestDb};

use super::{Change, Outcome, REFRESH, Row};

/// Sums and counts only: nothing is asked of the facts that triggers did not say.
pub const LEVELS: [Defined; 2] = [
    (
        "product_month",
        "",
        "SELECT f.asin_id, f.marketplace, {month} AS month, SUM(f.amount) AS amount, \
         SUM(f.tax) AS tax, COUNT(f.tax) AS taxed, COUNT(*) AS facts \
         FROM financials f GROUP BY 1, 2, 3",
    ),
    (
        "brand_month",
        "",
        "SELECT a.brand_id, f.marketplace, {month} AS month, SUM(f.amount) AS amount, \
         COUNT(*) AS facts FROM financials f JOIN asin a ON a.id = f.asin_id GROUP BY 1, 2, 3",
    ),
];

/// Rows that are captured, those of one ground one after the other.
pub fn captured(kind: Kind, rows: &[Row]) {
    let is_captured = |row: &&Row| matches!(row.outcome, Outcome::Captured);
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    for row in rows.iter().filter(is_captured) {
        match groups.iter_mut().find(|group| std::ptr::eq(group[0].ground, row.ground)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    all(kind, &groups);
}

/// All other rows, each by itself.
pub fn others(kind: Kind, rows: &[Row]) {
    let is_captured = |row: &&Row| matches!(row.outcome, Outcome::Captured);
    let groups: Vec<Vec<&Row>> = rows.iter().filter(|r| !is_captured(r)).map(|r| vec![r]).collect();
    all(kind, &groups);
}

/// Fails with the names of all groups that failed, after the last.
fn all(kind: Kind, groups: &[Vec<&Row>]) {
    let fails =
        |group: &&Vec<&Row>| catch_unwind(AssertUnwindSafe(|| on_one_ground(kind, group))).is_err();
    let failed: Vec<&str> = groups.iter().filter(fails).map(|group| group[0].way).collect();
    assert!(failed.is_empty(), "{}: {failed:#?}", kind.name());
}

fn on_one_ground(kind: Kind, rows: &[&Row]) {
    let ground = rows[0].ground;
    let server = (!ground.server.is_empty())
        .then(|| Server::start_with(kind, ground.server).unwrap_or_else(|e| panic!("{e}")));
    let db = match &server {
        Some(server) => TestDb::on(server.url(), kind, rows[0].way),
        None => TestDb::new(kind, rows[0].way),
    };
    let market = Market::with(&db, &LEVELS);
    if !ground.sql.is_empty() {
        db.execute(ground.sql);
    }
    if let Outcome::Refused(why) = rows[0].outcome {
        let words = market.add_words(ground.head);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = market.rollup(&words);
        assert!(said.code != Some(0) && said.stderr.contains(why), "{}: {said:?}", rows[0].way);
        return;
    }
    market.add(ground.head);
    for row in rows {
        one(&market, row);
    }
}

fn one(market: &Market<'_>, row: &Row) {
    let way = row.way;
    match row.outcome {
        Outcome::Captured => {
            let before = facts(market);
            change(market, row);
            assert_ne!(facts(market), before, "{way}: nothing was changed");
            market.check(way);
            market.rollup(&["refresh"]).expect(0);
            market.check(&format!("{way}, refreshed"));
            market.rollup(&["status"]).expect(0);
        }
        Outcome::Invalid { why, mend } => {
            change(market, row);
            says_invalid(market, way, why);
            for sql in mend {
                market.db.execute(sql);
            }
            rebuild(market, way);
        }
        Outcome::Stopped(why) => {
            let Change::Sql(statements) = row.change else { panic!("{way}: no statements") };
            let outcome = market.db.connect().execute(&statements.join(";"));
            assert!(outcome.as_ref().is_err_and(|e| e.to_string().contains(why)), "{outcome:?}");
            market.rollup(&["status"]).expect(0);
        }
        Outcome::Verified => {
            change(market, row);
            market.rollup(&["status"]).expect(0);
            market.rollup(&["verify"]).expect(1);
            says_invalid(market, way, "verification found");
            rebuild(market, way);
        }
        Outcome::Refused(_) => unreachable!("it was not added"),
    }
}

fn change(market: &Market<'_>, row: &Row) {
    match row.change {
        Change::Sql(statements) => {
            for sql in statements {
                if *sql == REFRESH {
                    market.rollup(&["refresh"]).expect(0);
                } else {
                    market.db.execute(sql);
                }
            }
        }
        Change::Do(change) => change(market.db),
    }
}

/// What the definitions give, from the facts.
fn facts(market: &Market<'_>) -> Vec<rungs_tests::servers::Rows> {
    let sorted = |(_, query): (String, String)| {
        let mut rows = market.db.query(&query);
        rows.sort();
        rows
    };
    market.pairs().into_iter().map(sorted).collect()
}

/// Each verb says it with the reason, and no query is answered from it.
fn says_invalid(market: &Market<'_>, way: &str, why: &str) {
    let query = "SELECT asin_id, COUNT(*) FROM financials GROUP BY asin_id";
    let status = market.rollup(&["status"]).expect(6);
    assert!(status.stdout.contains("is invalid") && status.stdout.contains(why), "{status:?}");
    let refresh = market.rollup(&["refresh"]).expect(6);
    assert!(refresh.stderr.contains("is invalid") && refresh.stderr.contains(why), "{refresh:?}");
    let verify = market.rollup(&["verify"]);
    assert!(matches!(verify.code, Some(1 | 6)), "{way}: {verify:?}");
    assert!(verify.stdout.contains(why), "{way}: {verify:?}");
    let explain = market.rollup(&["explain", query]).expect(0);
    assert!(explain.stdout.contains(why) && !explain.stdout.contains("answers it"), "{explain:?}");
}

fn rebuild(market: &Market<'_>, way: &str) {
    market.rollup(&["refresh", "--rebuild"]).expect(0);
    market.rollup(&["status"]).expect(0);
    market.check(&format!("{way}, built anew"));
}
