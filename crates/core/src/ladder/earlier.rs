//! What the steps of a plan that come before its new indexes make of the catalog: advice must
//! reckon with that, or it proposes what a rebuild beside it already brings.

use super::climb::{IndexProposal, Options, Served, is_wanted};
use super::finding::Finding;
use super::index::Ask;
use super::rules::indexes_unused::UNUSED;
use crate::change::{Action, Policy};
use crate::engine::{Answer, EngineError, Question};
use crate::name::IndexName;
use crate::seen::{IndexSpec, Snapshot, StatementPlan};
use crate::sql::Facts;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Earlier {
    /// Invalid indexes that are rebuilt: they will serve.
    pub rebuilt: Vec<IndexSpec>,
    /// Duplicates and prefixes of others; unused indexes go after the new ones came.
    pub dropped: Vec<IndexName>,
}

/// From the findings that become steps.
pub fn earlier(snapshot: &Snapshot, findings: &[Finding], options: &Options) -> Earlier {
    let wanted = findings.iter().filter(|f| is_wanted(f, options));
    let mut earlier = Earlier::default();
    for finding in wanted.filter(|f| options.rungs.contains(&f.rung)) {
        match &finding.action {
            Some(Action::RebuildIndex { name }) => {
                let invalid = snapshot.index(name).filter(|index| !index.valid);
                earlier.rebuilt.extend(invalid.map(|index| index.spec.clone()));
            }
            Some(Action::DropIndex { name, .. }) if finding.code != UNUSED.code => {
                earlier.dropped.push(name.clone());
            }
            _ => {}
        }
    }
    earlier
}

impl Earlier {
    /// The snapshot as it will be when the new indexes are made.
    pub fn apply(&self, snapshot: &Snapshot) -> Snapshot {
        let mut later = snapshot.clone();
        later.indexes.retain(|index| !self.dropped.contains(&index.name));
        for index in &mut later.indexes {
            index.valid |= self.rebuilt.contains(&index.spec);
        }
        later
    }

    /// A question about that time as it must be asked today. The rebuilt indexes stand behind
    /// those of the question, whose places stay. A dropped index leaves one that does as much,
    /// so that plans do not change by it.
    pub fn ask(&self, question: &Question) -> Question {
        let Question::Plan { text, with, without } = question else { return question.clone() };
        let with = with.iter().chain(&self.rebuilt).cloned().collect();
        Question::Plan { text: text.clone(), with, without: without.clone() }
    }

    /// What each of the rebuilt indexes brings alone, so that its step is proved like a new one's.
    pub fn proposals(
        &self,
        facts: &[(usize, Facts)],
        texts: &[Vec<String>],
        plans: &[(usize, StatementPlan)],
        ask: &mut Ask<'_>,
    ) -> Result<Vec<IndexProposal>, EngineError> {
        let mut proposals = Vec::new();
        for spec in &self.rebuilt {
            let of_table =
                facts.iter().filter(|(_, f)| f.uses.iter().any(|u| u.table == spec.table));
            let asked: Vec<(usize, f64, Question)> = of_table
                .filter_map(|(at, _)| {
                    let (_, before) = plans.iter().find(|(statement, _)| statement == at)?;
                    let text = texts.get(*at)?.first()?.clone();
                    let with = vec![spec.clone()];
                    Some((*at, before.cost, Question::Plan { text, with, without: Vec::new() }))
                })
                .collect();
            let questions: Vec<Question> = asked.iter().map(|(_, _, q)| q.clone()).collect();
            let answers = if questions.is_empty() { Vec::new() } else { ask(&questions)? };
            let serves = asked
                .iter()
                .zip(&answers)
                .filter_map(|((at, before, _), answer)| served(*at, *before, answer));
            let serves = serves.collect();
            let spec = spec.clone();
            proposals.push(IndexProposal {
                spec,
                bytes: None,
                gain: None,
                write_price: None,
                serves,
            });
        }
        Ok(proposals)
    }
}

/// None: the plan does not use the index, or gains less by it than a proof asks for.
fn served(statement: usize, cost_before: f64, answer: &Answer) -> Option<Served> {
    let Answer::Plan(plan) = answer else { return None };
    let least = 1.0 - Policy::default().improvement_min;
    let gains = !plan.hypothetical_used().is_empty() && plan.cost <= cost_before * least;
    gains.then_some(Served { statement, cost_before, cost_after: plan.cost })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::testing::{index, plan, snapshot, statement, table};
    use crate::ladder::{Thresholds, diagnose};
    use crate::name::EngineKind;
    use crate::seen::PlanNode;
    use crate::seen::statement_plan::UsedIndex;
    use crate::sql;

    fn shop() -> (Snapshot, Earlier) {
        let mut s = snapshot(EngineKind::Postgres);
        table(&mut s, "orders", 1e6, &["id", "customer_id", "region"]);
        index(&mut s, "orders", "o_region", &["region"]);
        index(&mut s, "orders", "o_region_2", &["region"]);
        let at = index(&mut s, "orders", "o_customer", &["customer_id"]);
        s.indexes[at].valid = false;
        statement(&mut s, "SELECT * FROM app.orders WHERE customer_id = 7", 10.0, 900.0);
        let findings = diagnose(&s, &[], &Thresholds::default());
        let earlier = earlier(&s, &findings, &Options::default());
        (s, earlier)
    }

    #[test]
    fn advice_sees_the_catalog_as_the_steps_before_leave_it() {
        let (s, earlier) = shop();
        let later = earlier.apply(&s);
        let names: Vec<&str> = later.indexes.iter().map(|i| i.name.name.as_str()).collect();
        assert_eq!(names, ["orders_pkey", "o_region", "o_customer"]);
        assert!(later.indexes.iter().all(|i| i.valid));
        let asked = Question::Plan { text: "x".into(), with: vec![], without: vec![] };
        let Question::Plan { with, .. } = earlier.ask(&asked) else { panic!() };
        assert_eq!(with, [s.indexes[3].spec.clone()]);
    }

    #[test]
    fn a_rebuild_serves_the_statements_whose_plans_use_the_index() {
        let (s, earlier) = shop();
        let read = |at: usize| {
            let shape = &s.workload.statements[at].shape;
            (at, sql::facts(shape, EngineKind::Postgres, &s.tables, &["app"]).unwrap())
        };
        let mut ask = |_: &[Question]| {
            let index = Some(UsedIndex::Hypothetical(0));
            Ok(vec![Answer::Plan(plan(8.0, vec![PlanNode { index, ..PlanNode::default() }]))])
        };
        let plans = [(0, plan(1_000.0, vec![]))];
        let texts = [vec![s.workload.statements[0].shape.clone()]];
        let found = earlier.proposals(&[read(0)], &texts, &plans, &mut ask).unwrap();
        let serves = Served { statement: 0, cost_before: 1_000.0, cost_after: 8.0 };
        assert_eq!((found.len(), found[0].serves.as_slice()), (1, &[serves][..]));
    }
}
