//! Answers a query of the raw tables from the smallest level that provably gives the same rows.
//! Pure: text and catalog in, text out. What is not proven is refused, with the rule that stopped
//! it and the smallest change of the definition that would help.

mod aggregates;
mod buckets;
mod classes;
mod level;
mod matching;
mod moment;
mod query;
mod reach;
mod substitute;
#[cfg(test)]
mod tests;
mod titles;
mod types;

use crate::name::Ident;
use crate::rollup::block;
use crate::rollup::catalog::Catalog;
use crate::rollup::model::{Family, Level};
use crate::rollup::refusal::Refusal;
use level::Seen;

/// A query that a level answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    pub family: Ident,
    pub level: Ident,
    /// One SELECT in the engine's dialect, with the names and types of the one that was asked.
    pub sql: String,
    /// The ends of a range of time lie within buckets, and are read from the raw tables.
    pub reads_raw_edges: bool,
    /// Rows of the level, where known.
    pub rows: Option<f64>,
    /// Levels that could not answer, and why.
    pub refused: Vec<LevelRefusal>,
}

/// Why no level answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Unanswered {
    /// Of whatever rollup: the query itself.
    Query(Refusal),
    /// Of each level; empty: there is none.
    Levels(Vec<LevelRefusal>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct LevelRefusal {
    pub family: Ident,
    pub level: Ident,
    pub why: Refusal,
}

/// `rows` tells how many rows a level has; None: not known, and then it is taken for large.
pub fn rewrite(
    text: &str,
    catalog: &Catalog<'_>,
    families: &[Family],
    rows: &dyn Fn(&Family, &Level) -> Option<f64>,
) -> Result<Answered, Unanswered> {
    let asked = block::read(text, catalog).map_err(Unanswered::Query)?;
    query::check(&asked).map_err(Unanswered::Query)?;
    let mut best: Option<Answered> = None;
    let mut refused = Vec::new();
    for family in families.iter().filter(|f| f.engine == catalog.engine) {
        for level in &family.levels {
            let answered = refuse_stale(family)
                .and_then(|()| Seen::new(family, level, &asked, catalog))
                .and_then(|seen| answer(&seen, rows(family, level)));
            match answered {
                Ok(answer) if best.as_ref().is_none_or(|b| is_better(&answer, b, families)) => {
                    best = Some(answer);
                }
                Ok(_) => {}
                Err(why) => refused.push(LevelRefusal {
                    family: family.name.clone(),
                    level: level.name.clone(),
                    why,
                }),
            }
        }
    }
    match best {
        Some(best) => Ok(Answered { refused, ..best }),
        None => Err(Unanswered::Levels(refused)),
    }
}

fn refuse_stale(family: &Family) -> Result<(), Refusal> {
    if family.is_captured() {
        return Ok(());
    }
    let reason = "it shows the facts as of its last refresh, and the query asks for what is now";
    let mend = "ask its view by name where that is fresh enough, or define it with capture";
    Err(Refusal::new("capture: none", reason, mend))
}

fn answer(seen: &Seen<'_>, rows: Option<f64>) -> Result<Answered, Refusal> {
    let matched = matching::conditions(seen)?;
    let (sql, reads_raw_edges) = query::write(seen, matched)?;
    Ok(Answered {
        family: seen.family.name.clone(),
        level: seen.level.name.clone(),
        sql,
        reads_raw_edges,
        rows,
        refused: Vec::new(),
    })
}

/// Fewer raw reads, then fewer rows, then fewer keys.
fn is_better(one: &Answered, other: &Answered, families: &[Family]) -> bool {
    let keys = |a: &Answered| {
        let family = families.iter().find(|f| f.name == a.family);
        let level = family.and_then(|f| f.levels.iter().find(|l| l.name == a.level));
        level.map_or(usize::MAX, |l| l.keys.len())
    };
    let rows = |a: &Answered| a.rows.unwrap_or(f64::INFINITY);
    one.reads_raw_edges
        .cmp(&other.reads_raw_edges)
        .then(rows(one).total_cmp(&rows(other)))
        .then(keys(one).cmp(&keys(other)))
        .is_lt()
}
