//! Proposals as steps of a plan: those that share a capture are made together, and each statement
//! that they answer is promised a time, once it is asked in other words.

use super::{Advice, RollupProposal, Served};
use crate::change::{Action, Prediction, Promise};
use crate::name::{Bytes, Ident};
use crate::seen::{Snapshot, Statement};

/// One family, to be made at once.
#[derive(Debug, Clone, PartialEq)]
pub struct RollupStep {
    pub action: Action,
    pub why: String,
    /// Positions in the workload.
    pub serves: Vec<usize>,
    pub predicted: Prediction,
    pub promises: Vec<Promise>,
}

/// In the order of the proposals.
pub fn steps(advice: &Advice, snapshot: &Snapshot) -> Vec<RollupStep> {
    let mut families: Vec<&Ident> = Vec::new();
    for proposal in &advice.proposals {
        if !families.contains(&&proposal.family) {
            families.push(&proposal.family);
        }
    }
    families
        .into_iter()
        .filter_map(|family| {
            let members: Vec<&RollupProposal> =
                advice.proposals.iter().filter(|p| p.family == *family).collect();
            step(advice, snapshot, family, &members)
        })
        .collect()
}

fn step(
    advice: &Advice,
    snapshot: &Snapshot,
    family: &Ident,
    members: &[&RollupProposal],
) -> Option<RollupStep> {
    let served: Vec<&Served> = members.iter().flat_map(|p| &p.serves).collect();
    let predicted = predicted(members);
    Some(RollupStep {
        action: Action::AddRollup {
            name: family.clone(),
            table: members.first()?.fact.clone(),
            definitions: members.iter().map(|p| p.definition.clone()).collect(),
        },
        why: why(snapshot, &served, &predicted),
        serves: served.iter().map(|s| s.statement).collect(),
        predicted,
        promises: served.iter().filter_map(|s| promise(advice, snapshot, s)).collect(),
    })
}

/// Sums; what is not known of one is not known of all.
fn predicted(members: &[&RollupProposal]) -> Prediction {
    let sum = |of: fn(&RollupProposal) -> f64| Some(members.iter().map(|p| of(p)).sum::<f64>());
    let gains: Option<f64> = members.iter().map(|p| p.gain).sum();
    Prediction {
        gain: gains.map(|gain| gain.min(1.0)),
        bytes: Some(Bytes(members.iter().map(|p| p.bytes.0).sum())),
        write_price: sum(|p| p.write_price),
        write_us: sum(|p| p.write_us),
        refresh_us: sum(|p| p.refresh_us),
    }
}

fn why(snapshot: &Snapshot, served: &[&Served], predicted: &Prediction) -> String {
    let statements = &snapshot.workload.statements;
    let labels: Vec<String> =
        served.iter().filter_map(|s| statements.get(s.statement)).map(Statement::label).collect();
    let s = if labels.len() == 1 { "" } else { "s" };
    format!(
        "answers {} statement{s} once the application asks its views: {}; each changed row costs \
         {:.1} µs more, and {:.0} µs at a refresh",
        labels.len(),
        labels.join(", "),
        predicted.write_us.unwrap_or(0.0),
        predicted.refresh_us.unwrap_or(0.0),
    )
}

fn promise(advice: &Advice, snapshot: &Snapshot, served: &Served) -> Option<Promise> {
    let asked = advice.asked.get(&served.statement)?;
    Some(Promise {
        fingerprint: snapshot.workload.statements.get(served.statement)?.fingerprint,
        view: asked.view.clone(),
        ask: asked.shape.clone(),
        before: served.before,
        before_measured: served.measured,
        after: served.after,
    })
}
