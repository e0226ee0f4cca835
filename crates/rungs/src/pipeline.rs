//! The way from a target to what advice needs, as steps that several commands share.

use std::collections::HashSet;
use std::path::PathBuf;

use clap::Args;
use rungs_core::change::plan::{Rung, Subject};
use rungs_core::change::{Plan, Policy, Runnable, executor};
use rungs_core::engine::{Answer, Engine, EngineError, ErrorClass, Question, Scope};
use rungs_core::ladder::climb::{self, Climbed, Ground, LeftOut};
use rungs_core::ladder::{self, Finding, Thresholds, earlier, index, rollup};
use rungs_core::name::Bytes;
use rungs_core::rollup::Standing;
use rungs_core::rollup::derive::registry::State;
use rungs_core::seen::{IndexSpec, Snapshot, Statement, StatementPlan};
use rungs_core::sources::workload_file;
use rungs_core::sql::{self, Facts, StatementKind};

use crate::{files, tables};

/// What to look at.
#[derive(Debug, Clone, Default, Args)]
pub struct Look {
    /// SQL file of the application's statements (`-- name:`, `-- calls:`, `-- mean_ms:` above)
    #[arg(long, value_name = "FILE")]
    pub workload: Vec<PathBuf>,
    /// Only this table; may be given several times
    #[arg(long = "table", value_name = "NAME")]
    pub tables: Vec<String>,
    /// Look at so many statements, heaviest first
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub statements: usize,
    /// Ask the server for the plans of so many of them, heaviest first; 0: of all [default: 200
    /// to analyze, 500 to plan and prove]
    #[arg(long, value_name = "N")]
    pub plans: Option<usize>,
}

/// A look should be quick, and advice thorough.
pub const PLANS_TO_ANALYZE: usize = 200;
pub const PLANS_TO_ADVISE: usize = 500;

/// Takes a snapshot, with the statements of the workload files in it.
pub fn snapshot(engine: &mut dyn Engine, look: &Look) -> anyhow::Result<Snapshot> {
    let scope = Scope { tables: look.tables.clone(), statements_max: look.statements };
    let seen = engine.snapshot(&scope);
    let is_user_error = |e: &EngineError| e.class == ErrorClass::User;
    let complete = match &seen {
        Ok(snapshot) => look.tables.iter().all(|name| tables::find(snapshot, name).is_some()),
        Err(error) => !is_user_error(error),
    };
    if !complete {
        // A table that is there but cannot be looked at is known to the whole snapshot.
        tables::known(&engine.snapshot(&Scope { tables: Vec::new(), ..scope })?, &look.tables)?;
    }
    let mut snapshot = seen?;
    add_workload_files(&mut snapshot, &look.workload)?;
    tables::keep_their_statements(&mut snapshot, &look.tables);
    Ok(snapshot)
}

/// The application goes on while rungs works on a live target: another answer may be its doing.
pub fn policy() -> Policy {
    Policy { data_at_rest: false, ..Policy::default() }
}

pub fn add_workload_files(snapshot: &mut Snapshot, files: &[PathBuf]) -> anyhow::Result<()> {
    for path in files {
        let text = files::read("workload", path)?;
        let name = path.display().to_string();
        snapshot.workload.merge(workload_file::read(&name, &text, snapshot.server.engine));
    }
    Ok(())
}

/// Something was there that could not be seen, or stands in the user's own file and could not be
/// read; what a server's statistics hold beside is only shown.
pub fn is_partial(snapshot: &Snapshot, refused: &[(usize, String)], look: &Look) -> bool {
    let files: HashSet<String> = look.workload.iter().map(|p| p.display().to_string()).collect();
    let workload = &snapshot.workload;
    let is_of_file = |source: usize| {
        workload.sources.get(source).is_some_and(|source| files.contains(&source.name))
    };
    !snapshot.skipped.is_empty()
        || workload.sources.iter().any(|s| s.missing.is_some() && files.contains(&s.name))
        || workload.statements.iter().any(|s| s.unparsed.is_some() && is_of_file(s.source))
        || refused.iter().any(|(at, _)| is_of_file(workload.statements[*at].source))
}

/// Reads every statement's facts; one that cannot be read is marked so in the snapshot.
pub fn understand(snapshot: &mut Snapshot) -> Vec<(usize, Facts)> {
    let engine = snapshot.server.engine;
    let path = snapshot.search_path();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let mut understood = Vec::new();
    for (position, statement) in snapshot.workload.statements.iter_mut().enumerate() {
        if statement.unparsed.is_some() {
            continue;
        }
        match sql::facts(statement.text(), engine, &snapshot.tables, &path) {
            Ok(facts) => understood.push((position, facts)),
            Err(unparsed) => statement.unparsed = Some(unparsed.to_string()),
        }
    }
    understood
}

/// Texts of the statements that can be run or explained, with constants in place: at most
/// `max` statements, heaviest first (0: all). The others have none.
pub fn texts(
    engine: &mut dyn Engine,
    snapshot: &Snapshot,
    max: usize,
) -> Result<Vec<Vec<String>>, EngineError> {
    let statements = &snapshot.workload.statements;
    let passed_over: HashSet<usize> = beyond(snapshot, max).into_iter().collect();
    let text = |(position, statement): (usize, &Statement)| {
        if statement.unparsed.is_some() || passed_over.contains(&position) {
            return Ok(Vec::new());
        }
        engine.runnable(snapshot, statement)
    };
    statements.iter().enumerate().map(text).collect()
}

/// Positions of the statements behind the `max` heaviest (0: none is behind). One whose time is
/// not known was written down by the user and comes first.
fn beyond(snapshot: &Snapshot, max: usize) -> Vec<usize> {
    let time = |at: usize| snapshot.workload.statements[at].total.map_or(f64::INFINITY, |t| t.0);
    let mut order: Vec<usize> = (0..snapshot.workload.statements.len()).collect();
    order.sort_by(|a, b| time(*b).total_cmp(&time(*a)));
    if max == 0 { Vec::new() } else { order.split_off(max.min(order.len())) }
}

/// Today's plans, each with the position of its statement.
#[derive(Debug, Default)]
pub struct Plans {
    pub known: Vec<(usize, StatementPlan)>,
    /// Statements that the server would not plan, and why.
    pub refused: Vec<(usize, String)>,
    /// So many light statements were not asked for.
    pub passed_over: usize,
}

/// Today's plan of every statement that has a text, of the `max` heaviest as [`texts`] takes them.
/// A read that the user gave and that cannot be run is asked for too: the server says why it
/// refuses.
pub fn plans(
    engine: &mut dyn Engine,
    snapshot: &Snapshot,
    facts: &[(usize, Facts)],
    texts: &[Vec<String>],
    max: usize,
) -> Result<Plans, EngineError> {
    let passed_over: HashSet<usize> = beyond(snapshot, max).into_iter().collect();
    let reads: HashSet<usize> = facts
        .iter()
        .filter(|(_, facts)| facts.kind == StatementKind::Select)
        .map(|(position, _)| *position)
        .collect();
    let asked: Vec<(usize, Question)> = texts
        .iter()
        .enumerate()
        .filter_map(|(position, texts)| {
            let given = &snapshot.workload.statements[position].sample;
            let is_asked = reads.contains(&position) && !passed_over.contains(&position);
            let given = given.as_ref().filter(|_| is_asked);
            let text = texts.first().or(given)?.clone();
            Some((position, Question::Plan { text, with: vec![], without: vec![] }))
        })
        .collect();
    let questions: Vec<Question> = asked.iter().map(|(_, question)| question.clone()).collect();
    let answers = engine.answer(snapshot, &questions)?;
    let mut plans = Plans { passed_over: passed_over.len(), ..Plans::default() };
    for ((position, _), answer) in asked.into_iter().zip(answers) {
        match answer {
            Answer::Plan(plan) => plans.known.push((position, plan)),
            Answer::Unknown(why) => plans.refused.push((position, why)),
            Answer::Groups(_) => {}
        }
    }
    Ok(plans)
}

/// The statements that a proof can run, each once.
pub fn runnables(engine: &mut dyn Engine, look: &Look) -> anyhow::Result<Vec<Runnable>> {
    let mut snapshot = snapshot(engine, look)?;
    understand(&mut snapshot);
    let texts = texts(engine, &snapshot, look.plans.unwrap_or(PLANS_TO_ADVISE))?;
    Ok(runnables_of(&snapshot, texts))
}

/// The same, from what is known already.
pub fn runnables_of(snapshot: &Snapshot, texts: Vec<Vec<String>>) -> Vec<Runnable> {
    let mut seen = HashSet::new();
    let statements = snapshot.workload.statements.iter().zip(texts);
    statements
        .filter(|(statement, texts)| !texts.is_empty() && seen.insert(statement.fingerprint))
        .map(|(statement, texts)| Runnable {
            subject: Subject {
                fingerprint: statement.fingerprint,
                label: statement.label(),
                shape: statement.shape.clone(),
            },
            texts,
        })
        .collect()
}

/// What the user wants of a plan: flags over `rungs.toml`.
#[derive(Debug, Default)]
pub struct Wishes {
    pub options: climb::Options,
    pub index: index::Options,
    /// Space for all rollups; None: only what brings too little is left out.
    pub rollup_budget: Option<Bytes>,
    pub indexes: Vec<IndexSpec>,
    /// Plans of so many statements, heaviest first; 0: of all.
    pub plans: usize,
}

/// A target that was thought through.
pub struct Studied {
    pub snapshot: Snapshot,
    pub facts: Vec<(usize, Facts)>,
    pub texts: Vec<Vec<String>>,
    pub plans: Plans,
    pub findings: Vec<Finding>,
    pub advice: index::Advice,
    pub rollups: rollup::Advice,
    pub plan: Plan,
    pub left_out: Vec<LeftOut>,
    /// From a snapshot file: no server was asked.
    pub from_file: bool,
}

/// From a snapshot to a plan. Without an engine (a snapshot file) plans are judged by rules.
pub fn study(
    mut engine: Option<&mut dyn Engine>,
    mut snapshot: Snapshot,
    wishes: &Wishes,
) -> anyhow::Result<Studied> {
    let facts = understand(&mut snapshot);
    let from_file = engine.is_none();
    let (texts, plans) = match engine.as_deref_mut() {
        Some(engine) => {
            let texts = texts(engine, &snapshot, wishes.plans)?;
            let plans = plans(engine, &snapshot, &facts, &texts, wishes.plans)?;
            (texts, plans)
        }
        None => (samples(&snapshot), Plans::default()),
    };
    let thresholds = Thresholds::default();
    let findings = ladder::diagnose(&snapshot, &plans.known, &thresholds);
    let mut options = wishes.index.clone();
    let wished = wishes.options.wishes.iter();
    options.targets.extend(wished.filter_map(|(at, wish)| Some((*at, wish.target?))));
    if let Some(engine) = engine.as_deref_mut() {
        options.excluded.extend(taken_back(engine));
    }
    let climbs_rollups = wishes.options.rungs.contains(&Rung::Rollup);
    let standing = match engine.as_deref_mut() {
        Some(engine) if climbs_rollups => standing(engine),
        _ => Vec::new(),
    };
    let mut ask = |questions: &[Question]| match engine.as_deref_mut() {
        Some(engine) => engine.answer(&snapshot, questions),
        None => Ok(vec![Answer::Unknown("no server was asked".to_owned()); questions.len()]),
    };
    let earlier = earlier::earlier(&snapshot, &findings, &wishes.options);
    let mut proposals = earlier.proposals(&facts, &texts, &plans.known, &mut ask)?;
    let mut ask_later = |questions: &[Question]| {
        ask(&questions.iter().map(|question| earlier.ask(question)).collect::<Vec<_>>())
    };
    let later = earlier.apply(&snapshot);
    let climbs_indexes = wishes.options.rungs.contains(&Rung::Index);
    let to_index = if climbs_indexes { &facts[..] } else { &[] };
    let advice = index::advise(&later, to_index, &texts, &options, &mut ask_later)?;
    proposals.extend(climb::proposals(&advice));
    let known: Understood<'_> = (&facts, &texts, &plans.known, &standing);
    let rollups = rollups(&snapshot, known, &proposals, wishes, &mut ask)?;
    let climbed = climb::climb(&Ground {
        snapshot: &snapshot,
        findings: &findings,
        plans: &plans.known,
        proposals: &proposals,
        why_not: &advice.why_not,
        rollups: &rollups,
        wished_indexes: &wishes.indexes,
        options: &wishes.options,
        thresholds: &thresholds,
        made_at_ms: crate::world::now_ms(),
        made_by_version: env!("CARGO_PKG_VERSION"),
    });
    let Climbed { plan, left_out } = climbed;
    Ok(Studied {
        snapshot,
        facts,
        texts,
        plans,
        findings,
        advice,
        rollups,
        plan,
        left_out,
        from_file,
    })
}

/// Facts, texts and plans of the statements, and the rollups that answer some already.
type Understood<'a> =
    (&'a [(usize, Facts)], &'a [Vec<String>], &'a [(usize, StatementPlan)], &'a [Standing]);

/// What no index makes fast enough, where rollups are wanted at all.
fn rollups(
    snapshot: &Snapshot,
    (facts, texts, plans, standing): Understood<'_>,
    indexes: &[climb::IndexProposal],
    wishes: &Wishes,
    ask: &mut index::Ask<'_>,
) -> Result<rollup::Advice, EngineError> {
    if !wishes.options.rungs.contains(&Rung::Rollup) {
        return Ok(rollup::Advice::default());
    }
    let path = snapshot.search_path();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let ground = rollup::Ground {
        snapshot,
        facts,
        texts,
        plans,
        left_by_indexes: &climb::left_by_indexes(indexes),
        search_path: &path,
        wanted: &wishes.options,
        budget: wishes.rollup_budget,
        standing,
    };
    rollup::advise(&ground, ask)
}

/// What was tried here and did not hold. A journal that this user may not read excludes nothing;
/// the executor, which must read it, does not do such a step again.
fn taken_back(engine: &mut dyn Engine) -> Vec<IndexSpec> {
    executor::history(engine).map(|history| history.indexes_taken_back()).unwrap_or_default()
}

/// Rollups that answer already; none that this user may not see.
fn standing(engine: &mut dyn Engine) -> Vec<Standing> {
    let mut all = engine.rollups().unwrap_or_default();
    all.retain(|one| one.state == State::Live);
    all
}

/// The texts of a snapshot file: samples, where they were kept.
fn samples(snapshot: &Snapshot) -> Vec<Vec<String>> {
    snapshot.workload.statements.iter().map(|s| s.sample.iter().cloned().collect()).collect()
}
