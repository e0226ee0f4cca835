//! What the live rollups of a database answer: families, sizes and the catalog, read once, and any
//! number of queries asked of them. Runs no query itself.

use rungs_core::rollup::derive::registry::State;
use rungs_core::rollup::{Answered, Catalog, Family, Level, Unanswered, rewrite};
use rungs_core::seen::Snapshot;
use rungs_engine::rollup::{Entry, Status, status};

use super::Place;
use crate::commands::Context;

pub struct Answers {
    snapshot: Snapshot,
    schemas: Vec<String>,
    families: Vec<Family>,
    live: Vec<Status>,
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
            families: live.iter().map(|one| one.entry.family.clone()).collect(),
            live,
            asleep: asleep.into_iter().map(|one| one.entry).collect(),
        })
    }

    pub fn has_any(&self) -> bool {
        !self.families.is_empty()
    }

    /// The query on the smallest level that gives the same rows, or why none does.
    pub fn rewrite(&self, query: &str) -> Result<Answered, Unanswered> {
        let schemas: Vec<&str> = self.schemas.iter().map(String::as_str).collect();
        let rows = |family: &Family, level: &Level| self.rows(family, level);
        rewrite(query, &Catalog::of(&self.snapshot, &schemas), &self.families, &rows)
    }

    fn rows(&self, family: &Family, level: &Level) -> Option<f64> {
        let one = self.live.iter().find(|one| one.entry.family.name == family.name)?;
        let level = one.levels.iter().find(|l| l.name == level.name.as_str())?;
        Some(level.rows as f64)
    }
}
