//! Plans as if indexes existed: by HypoPG where it is, else on a sampled clone. What both share.

mod clone;
mod hypopg;
mod queue;
mod retarget;
mod scale;
mod scratch;

use rungs_core::seen::StatementPlan;

pub(super) use clone::{SampledClone, answer as answer_by_clone};
pub(super) use hypopg::{Asker, Context, answer_all, find};
pub(super) use queue::Numbers;

/// What to explain for one statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Texts {
    /// Costed each; the plan's cost is their mean.
    pub texts: Vec<String>,
    /// The text still has `$1`: asks for the generic plan.
    pub generic: bool,
}

/// The mean of the costs; nodes of the first, and of others that use other indexes.
fn merged(mut plans: Vec<StatementPlan>) -> Option<StatementPlan> {
    let count = plans.len() as f64;
    let cost = plans.iter().map(|p| p.cost).sum::<f64>() / count;
    let mut first = (!plans.is_empty()).then(|| plans.remove(0))?;
    for plan in plans {
        let other = plan.hypothetical_used() != first.hypothetical_used()
            || plan.existing_used().ne(first.existing_used());
        if other {
            first.nodes.extend(plan.nodes);
        }
    }
    first.cost = cost;
    Some(first)
}
