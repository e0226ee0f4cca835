//! What is proposed for which workload, with counts of groups made up from the numbers of values.

use std::collections::BTreeMap;

use super::*;
use crate::engine::{Answer, Grouped, Grouping, Question};
use crate::ladder::testing::snapshot;
use crate::name::EngineKind;
use crate::rollup::derive::registry::State;
use crate::rollup::read_request;
use crate::rollup::testing::marketplace;
use crate::seen::Statement;
use crate::sql::{facts, shape};

const ROWS: f64 = 10_000_000.0;

/// One statement of a test: name, calls, milliseconds, text.
type Asked<'a> = (&'a str, f64, f64, String);

struct Shop {
    snapshot: Snapshot,
    wanted: Wanted,
    left: BTreeMap<usize, f64>,
    budget: Option<Bytes>,
    standing: Vec<Standing>,
}

fn shop(engine: EngineKind, asked: &[Asked<'_>]) -> Shop {
    let world = marketplace(engine);
    let mut snapshot = snapshot(engine);
    (snapshot.tables, snapshot.indexes) = (world.tables, world.indexes);
    for table in &mut snapshot.tables {
        let rows = match table.name.name.as_str() {
            "financials" => ROWS,
            "asin" => 50_000.0,
            "brand" => 400.0,
            _ => 30.0,
        };
        (table.rows, table.bytes) = (Some(rows), Some(Bytes((rows * 80.0) as u64)));
    }
    snapshot.workload.statements = asked.iter().map(|a| asked_statement(engine, a)).collect();
    Shop {
        snapshot,
        wanted: Wanted::default(),
        left: BTreeMap::new(),
        budget: None,
        standing: vec![],
    }
}

fn asked_statement(engine: EngineKind, (name, calls, ms, text): &Asked<'_>) -> Statement {
    Statement {
        fingerprint: shape(text, engine).fingerprint,
        shape: shape(text, engine).text,
        sample: Some(text.clone()),
        name: Some((*name).to_owned()),
        calls: *calls,
        total: Some(Millis(calls * ms)),
        rows: None,
        source: 0,
        unparsed: None,
    }
}

impl Shop {
    fn advise(&self) -> Advice {
        let schema = match self.snapshot.server.engine {
            EngineKind::Postgres => "public",
            EngineKind::MariaDb => "shop",
            EngineKind::Sqlite => "main",
        };
        let statements = &self.snapshot.workload.statements;
        let of = |s: &Statement| {
            facts(s.text(), self.snapshot.server.engine, &self.snapshot.tables, &[schema]).unwrap()
        };
        let facts: Vec<_> = statements.iter().map(of).enumerate().collect();
        let texts: Vec<_> = statements.iter().map(|s| vec![s.text().to_owned()]).collect();
        let ground = Ground {
            snapshot: &self.snapshot,
            facts: &facts,
            texts: &texts,
            plans: &[],
            left_by_indexes: &self.left,
            search_path: &[schema],
            wanted: &self.wanted,
            budget: self.budget,
            standing: &self.standing,
        };
        advise(&ground, &mut |questions| Ok(questions.iter().map(answer).collect())).unwrap()
    }
}

/// Groups as if all values met in all combinations, as far as there are rows; but a product has
/// one brand, and a brand one category.
fn answer(question: &Question) -> Answer {
    let Question::Groups(Grouping { expressions, sets, .. }) = question else { panic!() };
    let values = |at: &usize| match expressions[*at].as_str() {
        e if e.contains("asin_id") => 20_000.0,
        e if e.contains("brand_id") => 400.0,
        e if e.contains("category_id") => 30.0,
        e if e.contains("marketplace") => 8.0,
        e if e.contains("metric") => 12.0,
        e if e.contains("month") || e.contains("%Y-%m") => 36.0,
        e if e.contains("day") => 1_096.0,
        e => panic!("nobody groups by {e}"),
    };
    let one = |set: &Vec<usize>| {
        let has = |what: &str| set.iter().any(|at| expressions[*at].contains(what));
        let follows = |at: &&usize| {
            let e = &expressions[**at];
            has("asin_id") && (e.contains("brand_id") || e.contains("category_id"))
                || has("brand_id") && e.contains("category_id")
        };
        let groups: f64 = set.iter().filter(|at| !follows(at)).map(values).product();
        let (rows, groups) = (ROWS as u64, groups.min(ROWS * 0.6) as u64);
        Some(Grouped { rows, groups, once: 0, twice: 0, whole: true })
    };
    Answer::Groups(sets.iter().map(one).collect())
}

fn month(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Postgres => "date_trunc('month', f.day)::date",
        EngineKind::MariaDb => "CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE)",
        EngineKind::Sqlite => "date(f.day, 'start of month')",
    }
}

fn dashboard(engine: EngineKind) -> Vec<Asked<'static>> {
    let month = month(engine);
    let asin = "financials f JOIN asin a ON a.id = f.asin_id";
    let brand = format!("{asin} JOIN brand b ON b.id = a.brand_id");
    let category = format!("{brand} JOIN category c ON c.id = b.category_id");
    let all = "f.day >= '2023-01-01' AND f.day < '2026-01-01'";
    let sums = |by: &str, from: &str, which: &str| {
        format!("SELECT {by}, SUM(f.amount) AS s FROM {from} WHERE {which} GROUP BY {by}")
    };
    vec![
        ("brands", 60.0, 3_700.0, sums(&format!("{month}, b.id, b.name"), &brand, all)),
        (
            "brand_revenue",
            40.0,
            3_000.0,
            sums(&format!("{month}, b.id, b.name"), &brand, &format!("{all} AND f.metric = 1")),
        ),
        (
            "us",
            30.0,
            3_000.0,
            sums(
                &format!("{month}, b.id, b.name"),
                &brand,
                &format!("{all} AND f.marketplace = 3 AND f.metric = 2"),
            ),
        ),
        ("categories", 60.0, 4_000.0, sums(&format!("{month}, c.id, c.name"), &category, all)),
        (
            "products",
            80.0,
            2_500.0,
            sums("a.id, a.code", asin, &format!("{all} AND a.brand_id = 7")),
        ),
    ]
}

#[test]
fn a_dashboard_gets_levels_by_product_brand_and_category_in_one_family() {
    for engine in EngineKind::ALL {
        let shop = shop(engine, &dashboard(engine));
        let advice = shop.advise();
        assert_eq!(advice.why_not, BTreeMap::new(), "{engine}");
        for at in 0..5 {
            let (_, served) = advice.serving(at).unwrap_or_else(|| panic!("{engine}: {at}"));
            assert!(served.after.0 < served.before.0 / 10.0, "{engine}: {served:?}");
        }
        let first = &advice.proposals[0];
        assert!(first.is_base && first.definition.contains("f.asin_id"), "{}", first.definition);
        for key in ["a.brand_id", "b.category_id"] {
            assert!(
                advice.proposals.iter().any(|p| p.definition.contains(&format!("{key}, "))),
                "{engine}: no level by {key}: {:#?}",
                advice.proposals
            );
        }
        for proposal in &advice.proposals {
            let request = read_request(&proposal.definition).unwrap();
            assert_eq!(request.name, proposal.name);
            assert!(request.order.len() > 1, "{}", proposal.definition);
            let above = request.all.iter().map(|key| format!("{}_all_{key}", request.name));
            assert!(above.chain([request.name.to_string()]).all(|name| name.len() <= 40));
        }
    }
}

#[test]
fn a_statement_that_an_index_makes_fast_enough_gets_no_rollup() {
    let mut shop = shop(EngineKind::Postgres, &dashboard(EngineKind::Postgres));
    shop.left = (0..5).map(|at| (at, 0.01)).collect();
    assert_eq!(shop.advise(), Advice::default());
}

#[test]
fn a_fact_table_that_is_written_more_than_read_gets_none_and_the_reason_is_told() {
    let mut asked = dashboard(EngineKind::Postgres);
    asked.truncate(1);
    let insert = "INSERT INTO financials (id, metric) VALUES (1, 1)".to_owned();
    asked.push(("book", 1e8, 0.1, insert));
    let advice = shop(EngineKind::Postgres, &asked).advise();
    assert_eq!(advice.proposals, []);
    assert!(advice.why_not[&0].contains("cost the writers of financials"), "{advice:?}");
}

#[test]
fn what_comes_to_a_family_that_stands_costs_the_writers_no_capture() {
    let engine = EngineKind::Postgres;
    let mut asked = dashboard(engine);
    asked.truncate(1);
    let alone = shop(engine, &asked).advise();
    assert!(alone.proposals[0].write_us > 0.0, "{alone:?}");
    let text = format!(
        "-- rollup: stands\nSELECT b.category_id, {} AS month, SUM(f.amount) AS s, COUNT(*) AS n \
         FROM financials f JOIN asin a ON a.id = f.asin_id JOIN brand b ON b.id = a.brand_id \
         GROUP BY 1, 2",
        month(engine)
    );
    let types = [("category_id", "integer"), ("month", "date"), ("s", "numeric"), ("n", "bigint")];
    let family = marketplace(engine).define(&text, &types).unwrap();
    let insert = "INSERT INTO financials (id, metric) VALUES (1, 1)".to_owned();
    // So many that their capture alone would outweigh what is saved.
    asked.push(("book", 6e6, 0.1, insert));
    let mut busy = shop(engine, &asked);
    assert_eq!(busy.advise().proposals, []);
    busy.standing = vec![Standing { family, state: State::Live, rows: vec![Some(1_080)] }];
    let attached = busy.advise();
    assert!(!attached.proposals.is_empty(), "{attached:?}");
    for proposal in &attached.proposals {
        assert_eq!((proposal.write_us, proposal.write_price), (0.0, 0.0), "{proposal:?}");
        assert!(proposal.definition.contains("+0.0 µs at once"), "{}", proposal.definition);
        assert!(proposal.refresh_us > 0.0, "{proposal:?}");
    }
}

#[test]
fn a_sum_of_floats_gets_none_and_the_reason_is_told() {
    let text = "SELECT metric, SUM(weight) FROM financials GROUP BY metric".to_owned();
    let advice = shop(EngineKind::Postgres, &[("weights", 100.0, 3_000.0, text)]).advise();
    assert_eq!(advice.proposals, []);
    assert!(advice.why_not[&0].contains("float sums depend on the order"), "{advice:?}");
}

#[test]
fn groups_nearly_as_many_as_rows_are_not_worth_a_table() {
    let text = "SELECT asin_id, day, metric, SUM(amount) FROM financials GROUP BY 1, 2, 3";
    let asked = [("all", 100.0, 30_000.0, text.to_owned())];
    let advice = shop(EngineKind::Postgres, &asked).advise();
    assert_eq!(advice.proposals, []);
    assert!(advice.why_not[&0].contains("groups for the 10000000 rows"), "{advice:?}");
}

#[test]
fn all_levels_stay_within_the_budget() {
    let mut shop = shop(EngineKind::Postgres, &dashboard(EngineKind::Postgres));
    let whole: u64 = shop.advise().proposals.iter().map(|p| p.bytes.0).sum();
    shop.budget = Some(Bytes(whole / 100));
    let small = shop.advise();
    assert!(small.proposals.iter().map(|p| p.bytes.0).sum::<u64>() <= whole / 100);
}

#[test]
fn a_statement_with_too_many_ways_to_ask_is_not_for_a_cache() {
    let text = "SELECT metric, SUM(amount) FROM financials WHERE asin_id = 7 AND day >= \
        '2025-01-01' AND day < '2025-03-01' GROUP BY metric";
    let asked = [("of_asin", 5_000.0, 300.0, text.to_owned())];
    let advice = shop(EngineKind::Postgres, &asked).advise();
    assert!(advice.key_spaces[&0] > 1e6, "{advice:?}");
}

#[test]
fn answers_that_may_be_old_let_the_refresh_be_rare() {
    let mut shop = shop(EngineKind::Sqlite, &dashboard(EngineKind::Sqlite));
    let wish = |text: &str| Wish { target: None, freshness: Some(text.to_owned()) };
    for statement in &shop.snapshot.workload.statements {
        shop.wanted.wishes.insert(statement.fingerprint, wish("10m"));
    }
    let proposals = shop.advise().proposals;
    let serving = proposals.iter().filter(|p| !p.serves.is_empty());
    assert!(serving.clone().count() > 0);
    for proposal in serving {
        let request = read_request(&proposal.definition).unwrap();
        assert_eq!(request.options.lag_ms, 600_000, "{}", proposal.definition);
    }
    assert_eq!(freshness_ms(Some(&wish("1h"))), Some(3_600_000));
    assert_eq!(freshness_ms(Some(&wish("realtime"))), None);
}
