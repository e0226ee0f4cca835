//! The demo's rollup rung: makes the scenario's rollups, times each statement as they answer it,
//! and looks whether the answers are still those of the raw tables while changes wait.

use std::sync::{Mutex, PoisonError};

use rungs_core::engine::{Engine, ErrorClass, World};
use rungs_core::name::Bytes;
use rungs_core::rollup::{Answered, Unanswered};
use rungs_engine::Target;
use rungs_engine::rollup::{self, Definition, Status};
use rungs_scenarios::marketplace::dashboard::Rewriting;
use rungs_scenarios::{Query, Scenario};
use serde_json::json;
use tiny_http::Server;

use super::Place;
use super::run::{self, Timed};
use crate::commands::Context;
use crate::commands::rollup::Place as Rollups;
use crate::commands::rollup::answers::Answers;
use crate::commands::rollup::definitions::families;
use crate::report::{Report, Table};
use crate::world::Terminal;

/// What the rung brought.
pub struct Climbed {
    /// One per statement, in the order of those before.
    pub after: Vec<Timed>,
    /// The level that answers it; None: it goes to the raw tables.
    pub levels: Vec<Option<String>>,
    pub made: Vec<Made>,
    /// Answers from rollups and from the raw tables were compared once more after these changes,
    /// with no refresh in between; None: the scenario has none.
    pub fresh: Option<Fresh>,
}

pub struct Made {
    pub name: String,
    pub rows: u64,
    pub bytes: Option<Bytes>,
}

pub struct Fresh {
    pub pending: u64,
    pub equal: bool,
}

pub fn climb(
    scenario: &Scenario,
    place: &Place,
    queries: &[Query],
    before: &[Timed],
    world: &mut Terminal,
    context: &Context<'_>,
) -> anyhow::Result<Climbed> {
    let mut rollups = Rollups::of(place.target.clone())?;
    make(scenario, &mut rollups, world, context)?;
    let answers = Answers::of(&mut rollups, context)?;
    let mut engine = place.target.open()?;
    world.say("running the workload from the rollups");
    let reads: Vec<&Query> = queries.iter().filter(|q| q.is_read()).collect();
    let mut climbed = Climbed { after: vec![], levels: vec![], made: vec![], fresh: None };
    let mut rewritten = Vec::new();
    for (query, before) in reads.iter().zip(before) {
        let Ok(answered) = answers.rewrite(&query.sql) else {
            climbed.after.push(before.clone());
            climbed.levels.push(None);
            continue;
        };
        let query = Query { sql: answered.sql, ..(*query).clone() };
        let after = run::time_one(engine.as_mut(), &query)?;
        // What did not prove better stays on the tables, as everywhere.
        let is_better = after.ms < before.ms || after.answer != before.answer;
        climbed.levels.push(is_better.then(|| answered.level.to_string()));
        climbed.after.push(if is_better { after } else { before.clone() });
        rewritten.push(query);
    }
    climbed.made = made(&mut rollups)?;
    climbed.fresh = stays_exact(scenario, place, &reads, &rewritten, engine.as_mut(), world)?;
    if let Some(fresh) = &mut climbed.fresh {
        fresh.pending = stand(&mut rollups)?.iter().map(|one| one.waiting.pending).sum();
    }
    Ok(climbed)
}

impl Climbed {
    pub fn add_to(&self, report: &mut Report) {
        let mut table = Table::new(&["rollup", "rows#", "size#"]);
        for made in &self.made {
            let size = made.bytes.map_or_else(String::new, |bytes| bytes.to_string());
            table.row([made.name.clone(), made.rows.to_string(), size]);
        }
        report.table(table);
        if let Some(fresh) = &self.fresh {
            report.say(format!(
                "after further changes, {} deltas pending and no refresh, answers are {}",
                fresh.pending,
                if fresh.equal { "equal" } else { "DIFFERENT" }
            ));
        }
    }

    pub fn json(&self) -> serde_json::Value {
        let made = |m: &Made| json!({ "name": m.name, "rows": m.rows, "bytes": m.bytes });
        json!({
            "made": self.made.iter().map(made).collect::<Vec<_>>(),
            "pending_deltas": self.fresh.as_ref().map(|fresh| fresh.pending),
            "equal_while_pending": self.fresh.as_ref().map(|fresh| fresh.equal),
        })
    }
}

/// The dashboard, answered from the rollups that the database has, as long as a look before each
/// answer finds no hole in them.
pub fn serve(
    server: &Server,
    target: &Target,
    world: &mut Terminal,
    context: &Context<'_>,
) -> anyhow::Result<()> {
    let mut rollups = Rollups::of(target.clone())?;
    let answers = Answers::of(&mut rollups, context)?;
    if !answers.has_any() {
        return super::serve::run(server, target, None, world);
    }
    let session = Mutex::new(rollups.session);
    let look = || {
        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
        let looked = rollup::look(session.as_mut(), crate::world::now_ms());
        if looked.as_ref().is_err_and(|error| error.class == ErrorClass::Unreachable) {
            *session = target.rollups()?;
        }
        looked
    };
    let rewrite = |sql: &str| match look().map(|now| answers.rewrite_while(sql, &now)) {
        Err(error) => Rewriting::Refused(error.what),
        Ok(answer) => said(answer),
    };
    super::serve::run(server, target, Some(&rewrite), world)
}

fn said(answer: Result<Answered, Unanswered>) -> Rewriting {
    match answer {
        Ok(answered) => Rewriting::To { sql: answered.sql, rollup: answered.level.to_string() },
        Err(Unanswered::Query(why)) => Rewriting::Refused(why.to_string()),
        Err(Unanswered::Levels(_)) => Rewriting::Refused("no rollup answers it".to_owned()),
    }
}

fn make(
    scenario: &Scenario,
    rollups: &mut Rollups,
    world: &mut Terminal,
    context: &Context<'_>,
) -> anyhow::Result<()> {
    let files = (scenario.rollups)(rollups.session.kind());
    let definitions: Vec<Definition> = files
        .iter()
        .map(|f| Definition { place: f.name.to_owned(), text: f.text.to_owned() })
        .collect();
    for placed in families(&definitions, rollups, context)? {
        let wanted = rollups.wanted(placed.family, context)?;
        world.say(&format!("making the rollups of {}", wanted.family.fact));
        rollup::add(rollups.session.as_mut(), &wanted, world)?;
        rollup::build(rollups.session.as_mut(), &wanted, world)?;
        rollup::attach(rollups.session.as_mut(), &wanted, world)?;
    }
    Ok(())
}

fn stand(rollups: &mut Rollups) -> anyhow::Result<Vec<Status>> {
    Ok(rollup::status(rollups.session.as_mut(), crate::world::now_ms())?)
}

fn made(rollups: &mut Rollups) -> anyhow::Result<Vec<Made>> {
    let levels = stand(rollups)?.into_iter().flat_map(|one| one.levels);
    Ok(levels
        .map(|level| Made { name: level.name, rows: level.rows, bytes: level.bytes.map(Bytes) })
        .collect())
}

/// Changes the tables as the application would, and asks both ways again.
fn stays_exact(
    scenario: &Scenario,
    place: &Place,
    reads: &[&Query],
    rewritten: &[Query],
    engine: &mut dyn Engine,
    world: &mut Terminal,
) -> anyhow::Result<Option<Fresh>> {
    if scenario.changes.is_empty() || rewritten.is_empty() {
        return Ok(None);
    }
    world.say("changing entries and products, and asking both ways again");
    let mut load = place.target.loader()?;
    for change in scenario.changes {
        load.run(change)?;
    }
    let mut equal = true;
    for query in rewritten {
        let raw = reads.iter().find(|raw| raw.name == query.name);
        let raw = raw.map(|raw| engine.measure(&raw.sql, &run::LIMITS)).transpose()?;
        let from_rollup = engine.measure(&query.sql, &run::LIMITS)?;
        equal &= raw.is_some_and(|raw| raw.answer == from_rollup.answer);
    }
    Ok(Some(Fresh { pending: 0, equal }))
}
