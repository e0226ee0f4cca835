//! Whatever answers from a rollup looks for holes first, each by itself: nothing else has looked
//! since the hole came.

use rungs_core::rollup::derive::registry::State;
use rungs_engine::Target;
use rungs_tests::rollups::Market;
use rungs_tests::servers::{Kind, TestDb};

use super::rollup_refuses::hole;

const QUERY: &str =
    "SELECT marketplace, SUM(amount) AS amount FROM financials GROUP BY marketplace";

/// As `rungs plan` asks, which proposes nothing that a rollup answers already.
fn stand(db: &TestDb) -> Vec<State> {
    let target = Target::parse(db.url(), &|_| None).unwrap();
    let mut engine = target.open().unwrap();
    engine.rollups().unwrap().into_iter().map(|one| one.state).collect()
}

#[test]
fn every_path_that_answers_from_a_rollup_finds_a_hole_by_itself() {
    for kind in [Kind::Sqlite, Kind::Postgres15, Kind::MariaDb] {
        let db = TestDb::new(kind, "every path looks");
        let market = Market::new(&db);
        market.add("");
        let hole = || db.execute(hole(kind));
        let mend = || drop(market.rollup(&["refresh", "--rebuild"]).expect(0));
        let explain = || market.rollup(&["explain", QUERY, "--format", "json"]).expect(0).stdout;
        assert!(explain().contains("product_month"), "{kind:?}");
        assert_eq!(stand(&db), [State::Live]);

        hole();
        let explained = explain();
        assert!(explained.contains("\"sql\": null"), "{kind:?}: {explained}");
        mend();

        hole();
        assert_eq!(stand(&db), [State::Invalid], "{kind:?}");
        mend();
        assert_eq!(stand(&db), [State::Live]);

        for words in [&["status"][..], &["refresh"], &["verify"]] {
            hole();
            let found = market.rollup(words);
            let said = format!("{}{}", found.stdout, found.stderr);
            assert!(said.contains("product_month is invalid"), "{kind:?} {words:?}: {said}");
            assert_ne!(found.code, Some(0), "{kind:?} {words:?}");
            let view = &market.pairs()[0].0;
            let refused = db.connect().query(&format!("SELECT * FROM {view}")).unwrap_err();
            assert!(refused.to_string().contains("is invalid"), "{kind:?} {words:?}: {refused}");
            mend();
        }
        market.check("built anew");
    }
}
