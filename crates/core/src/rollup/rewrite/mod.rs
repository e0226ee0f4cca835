//! Answers a query of the raw tables from the smallest level that provably gives the same rows,
//! whole or SELECT by SELECT.
//! Pure: text and catalog in, text out. What is not proven is refused, with the rule that stopped
//! it and the smallest change of the definition that would help.

mod aggregates;
mod bounds;
mod buckets;
mod classes;
mod level;
mod matching;
mod moment;
mod placeholders;
mod query;
mod reach;
mod statement;
mod substitute;
#[cfg(test)]
mod tests;
mod titles;
mod types;

use std::ops::Range;

use crate::name::Ident;
use crate::rollup::block;
use crate::rollup::catalog::Catalog;
use crate::rollup::model::{Family, Level};
use crate::rollup::refusal::{Refusal, refuse};
use aggregates::Over;
use level::Seen;
use matching::Matched;

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
    /// The levels, where blocks of the statement are answered each by itself; the rest of it stays
    /// as it was. `level` is the first.
    pub parts: Vec<Ident>,
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

/// Each block of the statement that a level answers, from the smallest that does. `rows` tells how
/// many rows a level has; None: not known, and then it is taken for large.
pub fn rewrite(
    text: &str,
    catalog: &Catalog<'_>,
    families: &[Family],
    rows: &dyn Fn(&Family, &Level) -> Option<f64>,
) -> Result<Answered, Unanswered> {
    let rewriter = Rewriter { catalog, families, rows };
    let whole = 0..text.len();
    rewriter.block(text, &whole).or_else(|why| statement::rewrite(text, &rewriter, why))
}

struct Rewriter<'r> {
    catalog: &'r Catalog<'r>,
    families: &'r [Family],
    rows: &'r dyn Fn(&Family, &Level) -> Option<f64>,
}

impl Rewriter<'_> {
    /// The SELECT at `at`, as if it stood alone.
    fn block(&self, text: &str, at: &Range<usize>) -> Result<Answered, Unanswered> {
        let asked = block::read_asked(&text[at.clone()], self.catalog);
        let asked = asked.map_err(Unanswered::Query)?;
        query::check(&asked).map_err(Unanswered::Query)?;
        let mut best: Option<Answered> = None;
        let mut refused = Vec::new();
        for family in self.families.iter().filter(|f| f.engine == self.catalog.engine) {
            for level in &family.levels {
                let answered = refuse_stale(family)
                    .and_then(|()| Seen::new(family, level, &asked, self.catalog))
                    .and_then(|seen| self.answer(&seen, text, at));
                match answered {
                    Ok(new) if best.as_ref().is_none_or(|b| is_better(&new, b, self.families)) => {
                        best = Some(new);
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

    fn answer(&self, seen: &Seen<'_>, text: &str, at: &Range<usize>) -> Result<Answered, Refusal> {
        let matched = matching::conditions(seen)?;
        // Adding up what is stored and what is pending costs less than groups of the live view.
        let (sql, reads_raw_edges) = written(seen, &matched, Over::Changes, text, at)
            .or_else(|_| written(seen, &matched, Over::Groups, text, at))?;
        Ok(Answered {
            family: seen.family.name.clone(),
            level: seen.level.name.clone(),
            sql,
            reads_raw_edges,
            rows: (self.rows)(seen.family, seen.level),
            parts: Vec::new(),
            refused: Vec::new(),
        })
    }
}

/// The text, and whether it reads raw rows as well.
fn written(
    seen: &Seen<'_>,
    matched: &Matched,
    over: Over,
    text: &str,
    at: &Range<usize>,
) -> Result<(String, bool), Refusal> {
    let engine = seen.family.engine;
    let (sql, reads_raw_edges) = query::write(seen, matched, over)?;
    let sql = placeholders::put_back(&sql, text, at, engine)?;
    if !block::is_written_back(&sql, engine) {
        let reason = "it would not read the same";
        return refuse("the rewritten query", reason, "report this statement");
    }
    Ok((sql, reads_raw_edges))
}

fn refuse_stale(family: &Family) -> Result<(), Refusal> {
    if family.is_captured() {
        return Ok(());
    }
    let reason = "it shows the facts as of its last refresh, and the query asks for what is now";
    let mend = "ask its view by name where that is fresh enough, or define it with capture";
    refuse("capture: none", reason, mend)
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
