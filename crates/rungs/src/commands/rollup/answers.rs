//! What the live rollups of a database answer: families, sizes and the catalog, read once, and any
//! number of queries asked of them. Runs no query itself.

use rungs_core::rollup::derive::registry::State;
use rungs_core::rollup::{Answered, Catalog, Standing, Unanswered, answer};
use rungs_core::seen::Snapshot;
use rungs_engine::rollup::{Entry, Status, status};

use super::Place;
use crate::commands::Context;

pub struct Answers {
    snapshot: Snapshot,
    schemas: Vec<String>,
    live: Vec<Standing>,
    /// Those that cannot be asked now.
    pub asleep: Vec<Entry>,
}

impl Answers {
    pub fn of(place: &mut Place, context: &Context<'_>) -> anyhow::Result<Self> {
        let all = status(place.session.as_mut(), crate::world::now_ms())?;
        let (live, asleep): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|one| one.entry.state == State::Live);
        Ok(Self {
            schemas: place.search_path(context)?,
            snapshot: place.snapshot(context)?.clone(),
            live: live.into_iter().map(standing).collect(),
            asleep: asleep.into_iter().map(|one| one.entry).collect(),
        })
    }

    pub fn has_any(&self) -> bool {
        !self.live.is_empty()
    }

    /// The query on the smallest level that gives the same rows, or why none does.
    pub fn rewrite(&self, query: &str) -> Result<Answered, Unanswered> {
        self.rewrite_by(query, &self.live)
    }

    /// The same by those alone that still are what they were, at another look.
    pub fn rewrite_while(&self, query: &str, looked: &[Entry]) -> Result<Answered, Unanswered> {
        let is_live = |one: &&Standing| {
            let same = |entry: &Entry| entry.family == one.family && entry.state == State::Live;
            looked.iter().any(same)
        };
        let live: Vec<Standing> = self.live.iter().filter(is_live).cloned().collect();
        self.rewrite_by(query, &live)
    }

    fn rewrite_by(&self, query: &str, live: &[Standing]) -> Result<Answered, Unanswered> {
        let schemas: Vec<&str> = self.schemas.iter().map(String::as_str).collect();
        answer(query, &Catalog::of(&self.snapshot, &schemas), live)
    }
}

fn standing(Status { entry, levels, .. }: Status) -> Standing {
    let rows = |name: &str| levels.iter().find(|l| l.name == name).map(|l| l.rows);
    let rows = entry.family.levels.iter().map(|level| rows(level.name.as_str())).collect();
    Standing { family: entry.family, state: entry.state, rows }
}
