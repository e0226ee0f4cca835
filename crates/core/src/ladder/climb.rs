//! From findings and index advice to a plan: which steps, in which order, for whom, and where to
//! stop. Pure; renders each step by the dialect, so that a dry run and a plan file show exactly
//! what would run. What is decided for each statement is in `decide.rs`.

use std::collections::{BTreeMap, HashSet};

use super::decide::{Heavy, decide};
use super::finding::{Finding, FindingSubject, Severity};
use super::index::{Advice, WhyNot};
use super::rollup::{self, RollupStep};
use super::rule::Known;
use super::rules::indexes::is_covered;
use super::rules::{indexes, indexes_advice, indexes_overlap, indexes_unused, rollups_advice};
use super::thresholds::Thresholds;
use crate::change::plan::Rung;
use crate::change::{Action, Plan, Policy, Prediction, Promise, Step, Subject};
use crate::dialect::{ServerFlavour, index_name, render};
use crate::hash::Fnv;
use crate::name::{Bytes, Fingerprint, Ident, IndexName, Millis};
use crate::seen::{IndexSpec, Snapshot, Statement, StatementPlan};

/// A proof runs each of them several times; the heaviest tell.
const BYSTANDERS_MAX: usize = 20;

/// All that a plan is made of.
pub struct Ground<'a> {
    pub snapshot: &'a Snapshot,
    pub findings: &'a [Finding],
    /// Plans as they are now, by position of the statement in the workload.
    pub plans: &'a [(usize, StatementPlan)],
    /// Indexes that advice chose for the workload, in whatever order.
    pub proposals: &'a [IndexProposal],
    /// By position of the statement: why advice has no index for it.
    pub why_not: &'a BTreeMap<usize, WhyNot>,
    /// For what indexes do not make fast enough.
    pub rollups: &'a rollup::Advice,
    /// Indexes that the user's configuration asks for.
    pub wished_indexes: &'a [IndexSpec],
    pub options: &'a Options,
    pub thresholds: &'a Thresholds,
    pub made_at_ms: i64,
    pub made_by_version: &'a str,
}

/// One index of an advice.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexProposal {
    pub spec: IndexSpec,
    pub bytes: Option<Bytes>,
    /// Share of the whole workload's cost that it takes away, 0 … 1.
    pub gain: Option<f64>,
    /// Extra cost of writes as a share of the table's write cost.
    pub write_price: Option<f64>,
    pub serves: Vec<Served>,
}

/// A statement that gets cheaper, in the engine's own unit of cost. Where several indexes of an
/// advice serve one statement, `cost_after` is that with all of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// Position in the workload.
    pub statement: usize,
    pub cost_before: f64,
    pub cost_after: f64,
}

/// The chosen indexes of an advice as proposals, with what each statement costs before and after.
pub fn proposals(advice: &Advice) -> Vec<IndexProposal> {
    advice
        .chosen
        .iter()
        .map(|chosen| IndexProposal {
            spec: chosen.spec.clone(),
            bytes: chosen.bytes,
            gain: Some(chosen.gain),
            write_price: chosen.write_price,
            serves: advice
                .statements
                .iter()
                .filter(|cost| chosen.serves.contains(&cost.statement))
                .map(|cost| Served {
                    statement: cost.statement,
                    cost_before: cost.before,
                    cost_after: cost.after,
                })
                .collect(),
        })
        .collect()
}

/// By position of the statement: its cost after ÷ before, with all proposals that serve it.
pub fn left_by_indexes(proposals: &[IndexProposal]) -> BTreeMap<usize, f64> {
    let mut costs: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for served in proposals.iter().flat_map(|p| &p.serves) {
        let (before, after) = (served.cost_before, served.cost_after);
        let known = costs.entry(served.statement).or_insert((before, after));
        *known = (known.0.max(before), known.1.min(after));
    }
    let left =
        |(before, after): (f64, f64)| (before > 0.0).then(|| (after / before).clamp(0.0, 1.0));
    costs.into_iter().filter_map(|(at, cost)| Some((at, left(cost)?))).collect()
}

/// What the user allows and asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// For statements without a target of their own.
    pub target: Millis,
    pub wishes: BTreeMap<Fingerprint, Wish>,
    pub rungs: Vec<Rung>,
    /// Settings that need no restart become steps.
    pub settings: bool,
    /// Unused and prefix-redundant indexes are dropped too, not exact duplicates alone.
    pub drop: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            target: Millis(100.0),
            wishes: BTreeMap::new(),
            rungs: vec![Rung::Upkeep, Rung::Index, Rung::Rollup],
            settings: true,
            drop: false,
        }
    }
}

/// What the user said of one statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    pub target: Option<Millis>,
    /// How old an answer may be, in the user's words; None: always live.
    pub freshness: Option<String>,
}

/// A plan, and what could not become a step of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Climbed {
    pub plan: Plan,
    pub left_out: Vec<LeftOut>,
}

/// An action that this engine cannot do, or that another step of the plan forbids.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    pub action: Action,
    pub finding: String,
    pub because: String,
}

/// An action on its way to become a step.
struct Draft {
    rung: Rung,
    action: Action,
    finding: &'static str,
    why: String,
    serves: Vec<usize>,
    predicted: Prediction,
    promises: Vec<Promise>,
}

/// Assembles the plan: upkeep, then indexes, rollups and settings; then the decision per statement.
pub fn climb(ground: &Ground<'_>) -> Climbed {
    let known = Known::new(ground.snapshot, ground.plans, ground.thresholds);
    let mut left_out = Vec::new();
    let mut drafts = drafts_of_findings(&known, ground, &mut left_out);
    rebuilt_as_proposed(ground, &mut drafts);
    drafts.extend(drafts_of_indexes(ground, &drafts, &mut left_out));
    drafts.extend(rollup::steps(ground.rollups, ground.snapshot).into_iter().map(of_rollups));
    drafts.retain(|draft| ground.options.rungs.contains(&draft.rung));
    drafts.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| more_gain_first(a, b)));

    let heavy = Heavy::new(&known, &ground.options.wishes);
    let mut steps = Vec::new();
    for draft in drafts {
        match step(&known, &heavy, draft, steps.len() as u32 + 1) {
            Ok(step) => steps.push(step),
            Err(left) => left_out.push(*left),
        }
    }
    let decisions = decide(&known, ground, &heavy, &steps);
    let server = &ground.snapshot.server;
    let plan = Plan {
        id: plan_id(&server.identity, &steps),
        engine: server.engine,
        target_identity: server.identity.clone(),
        database: server.database.clone(),
        made_at_ms: ground.made_at_ms,
        made_by_version: ground.made_by_version.to_owned(),
        steps,
        decisions,
    };
    Climbed { plan, left_out }
}

fn drafts_of_findings(
    known: &Known<'_>,
    ground: &Ground<'_>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut dropped: Vec<&IndexName> = Vec::new();
    // Duplicates come before unused ones, so that of two the unused one is judged knowing it.
    let mut findings: Vec<&Finding> = ground
        .findings
        .iter()
        .filter(|f| is_wanted(f, ground.options))
        .filter(|f| !is_served_by_advice(f, ground.proposals))
        .collect();
    findings.sort_by_key(|f| f.code == indexes_unused::UNUSED.code);
    for finding in findings {
        let Some(action) = &finding.action else { continue };
        if let Action::DropIndex { name, .. } = action {
            if dropped.contains(&name) {
                continue;
            }
            if let Some(because) = must_stay(known, finding, name, &dropped) {
                left_out.push(LeftOut {
                    action: action.clone(),
                    finding: finding.code.to_owned(),
                    because,
                });
                continue;
            }
            dropped.push(name);
        }
        drafts.push(Draft {
            rung: finding.rung,
            action: action.clone(),
            finding: finding.code,
            why: why(finding),
            serves: Vec::new(),
            predicted: Prediction::default(),
            promises: Vec::new(),
        });
    }
    drafts
}

/// Findings whose action belongs into a plan: notes are only told, and a rebuild that blocks the
/// whole table is for `rungs upkeep`, where the user asks for it.
pub(super) fn is_wanted(finding: &Finding, options: &Options) -> bool {
    let needs_drop = [indexes_unused::UNUSED.code, indexes_overlap::REDUNDANT_PREFIX.code];
    if finding.severity < Severity::Warning || needs_drop.contains(&finding.code) && !options.drop {
        return false;
    }
    match &finding.action {
        // A rollup is made for statements, which no finding knows.
        None | Some(Action::Compact { .. } | Action::AddRollup { .. }) => false,
        Some(Action::Set { .. }) => options.settings,
        Some(
            Action::CreateIndex { .. }
            | Action::DropIndex { .. }
            | Action::RebuildIndex { .. }
            | Action::Analyze { .. }
            | Action::Vacuum { .. }
            | Action::PragmaOptimize,
        ) => true,
    }
}

/// Each drop alone may be right and two together wrong: the last index of a foreign key, or the
/// wider index that a dropped one was to lean on.
fn must_stay(
    known: &Known<'_>,
    finding: &Finding,
    name: &IndexName,
    dropped: &[&IndexName],
) -> Option<String> {
    if finding.code != indexes_unused::UNUSED.code {
        return None;
    }
    let table = known.table(&name.table)?;
    let without: Vec<&IndexName> = dropped.iter().copied().chain([name]).collect();
    let uncovers = table
        .foreign_keys
        .iter()
        .any(|key| is_covered(known, table, key, &[]) && !is_covered(known, table, key, &without));
    if uncovers {
        return Some("a foreign key would be left without an index".to_owned());
    }
    let first = |name: &IndexName| {
        known.indexes_of(&name.table).iter().find(|i| &i.name == name).map(|i| &i.spec.keys[..1])
    };
    dropped
        .iter()
        .find(|other| other.table == name.table && first(other) == first(name))
        .map(|other| format!("index {} is dropped because of it", other.name))
}

fn why(finding: &Finding) -> String {
    let evidence: Vec<String> =
        finding.evidence.iter().map(|e| format!("{}: {}", e.name, e.value)).collect();
    if evidence.is_empty() {
        return finding.what.clone();
    }
    format!("{} ({})", finding.what, evidence.join("; "))
}

/// An invalid index of the very form that advice proposes: its rebuild is what serves the
/// statements, and a second one beside it would be a duplicate.
fn rebuilt_as_proposed(ground: &Ground<'_>, drafts: &mut [Draft]) {
    for draft in drafts {
        let Some(spec) = rebuilt(ground.snapshot, draft) else { continue };
        let Some(proposal) = ground.proposals.iter().find(|p| p.spec == *spec) else { continue };
        let proposed = of_proposal(ground.snapshot, proposal);
        draft.serves = proposed.serves;
        draft.predicted = proposed.predicted;
    }
}

/// What an invalid index will be when it is rebuilt.
fn rebuilt<'a>(snapshot: &'a Snapshot, draft: &Draft) -> Option<&'a IndexSpec> {
    let Action::RebuildIndex { name } = &draft.action else { return None };
    snapshot.index(name).filter(|index| !index.valid).map(|index| &index.spec)
}

/// Advice, then wishes; neither twice, nor what exists.
fn drafts_of_indexes(
    ground: &Ground<'_>,
    others: &[Draft],
    left_out: &mut Vec<LeftOut>,
) -> Vec<Draft> {
    let mut seen: HashSet<&IndexSpec> = ground
        .snapshot
        .indexes
        .iter()
        .filter(|i| i.valid)
        .map(|i| &i.spec)
        .chain(others.iter().filter_map(|d| match &d.action {
            Action::CreateIndex { index, .. } => Some(index),
            _ => rebuilt(ground.snapshot, d),
        }))
        .collect();
    let mut drafts = Vec::new();
    for proposal in ground.proposals {
        if !seen.insert(&proposal.spec) {
            continue;
        }
        let draft = of_proposal(ground.snapshot, proposal);
        if is_provable(proposal) {
            drafts.push(draft);
        } else {
            left_out.push(LeftOut {
                action: draft.action,
                finding: draft.finding.to_owned(),
                because: "no statement is predicted to gain as much as a proof asks for".to_owned(),
            });
        }
    }
    for spec in ground.wished_indexes {
        if seen.insert(spec) {
            drafts.push(Draft {
                rung: Rung::Index,
                action: create(spec),
                finding: indexes_advice::WISHED.code,
                why: "the configuration asks for it".to_owned(),
                serves: Vec::new(),
                predicted: Prediction::default(),
                promises: Vec::new(),
            });
        }
    }
    drafts
}

/// A step that no statement gains enough by is built only to be taken back.
fn is_provable(proposal: &IndexProposal) -> bool {
    let least = 1.0 - Policy::default().improvement_min;
    let gains = |served: &Served| served.cost_after <= served.cost_before * least;
    proposal.serves.is_empty() || proposal.serves.iter().any(gains)
}

fn of_proposal(snapshot: &Snapshot, proposal: &IndexProposal) -> Draft {
    let labels: Vec<String> = proposal
        .serves
        .iter()
        .filter_map(|s| snapshot.workload.statements.get(s.statement))
        .map(Statement::label)
        .collect();
    Draft {
        rung: Rung::Index,
        action: create(&proposal.spec),
        finding: indexes_advice::MISSING.code,
        why: match labels.as_slice() {
            [] => "the whole workload gets cheaper by it".to_owned(),
            [one] => format!("makes {one} cheaper"),
            many => format!("makes {} statements cheaper: {}", many.len(), many.join(", ")),
        },
        serves: proposal.serves.iter().map(|s| s.statement).collect(),
        predicted: Prediction {
            gain: proposal.gain,
            bytes: proposal.bytes,
            write_price: proposal.write_price,
            ..Prediction::default()
        },
        promises: Vec::new(),
    }
}

fn of_rollups(step: RollupStep) -> Draft {
    let RollupStep { action, why, serves, predicted, promises } = step;
    let finding = rollups_advice::ADVISED.code;
    Draft { rung: Rung::Rollup, action, finding, why, serves, predicted, promises }
}

fn create(spec: &IndexSpec) -> Action {
    let name: Ident = index_name(spec);
    Action::CreateIndex { name, index: spec.clone() }
}

/// Statistics first, since the rest relies on them; what frees something before what takes it;
/// settings last, since they change plans everywhere.
fn order(draft: &Draft) -> u8 {
    match &draft.action {
        Action::Analyze { .. } | Action::PragmaOptimize => 0,
        Action::Vacuum { .. } => 1,
        Action::DropIndex { .. } if draft.finding != indexes_unused::UNUSED.code => 2,
        Action::RebuildIndex { .. } | Action::Compact { .. } => 3,
        Action::CreateIndex { .. } => 4,
        Action::AddRollup { .. } => 5,
        Action::DropIndex { .. } => 6,
        Action::Set { .. } => 7,
    }
}

fn more_gain_first(a: &Draft, b: &Draft) -> std::cmp::Ordering {
    let gain = |d: &Draft| d.predicted.gain.unwrap_or(0.0);
    gain(b).total_cmp(&gain(a))
}

fn step(
    known: &Known<'_>,
    heavy: &Heavy<'_>,
    draft: Draft,
    number: u32,
) -> Result<Step, Box<LeftOut>> {
    let server = ServerFlavour::from(&known.snapshot.server);
    let rendered = match render(&draft.action, server) {
        Ok(rendered) => rendered,
        Err(why) => {
            let finding = draft.finding.to_owned();
            let left = LeftOut { action: draft.action, finding, because: why.to_string() };
            return Err(Box::new(left));
        }
    };
    let touching = match draft.action.table() {
        // The raw tables are read as before; what writers pay is not seen by running reads.
        _ if draft.action.is_flow() => Vec::new(),
        Some(table) => heavy.touching(known, table),
        None => heavy.order.clone(),
    };
    let bystanders = touching
        .into_iter()
        .filter(|at| !draft.serves.contains(at))
        .take(BYSTANDERS_MAX)
        .collect::<Vec<_>>();
    Ok(Step {
        number,
        rung: draft.rung,
        action: draft.action,
        forward: rendered.forward,
        back: rendered.back,
        undo: rendered.undo,
        lock: rendered.lock,
        finding: draft.finding.to_owned(),
        why: draft.why,
        targets: subjects(known.snapshot, &draft.serves),
        bystanders: subjects(known.snapshot, &bystanders),
        predicted: draft.predicted,
        promises: draft.promises,
    })
}

fn subjects(snapshot: &Snapshot, positions: &[usize]) -> Vec<Subject> {
    positions.iter().filter_map(|at| snapshot.workload.statements.get(*at)).map(subject).collect()
}

/// A statement as a plan names it.
pub fn subject(statement: &Statement) -> Subject {
    Subject {
        fingerprint: statement.fingerprint,
        label: statement.label(),
        shape: statement.shape.clone(),
    }
}

/// Of the target and the statements that would run.
fn plan_id(identity: &str, steps: &[Step]) -> String {
    let mut hash = Fnv::new();
    hash.part(identity);
    for step in steps {
        for sql in &step.forward {
            hash.part(sql.as_str());
        }
    }
    format!("{:016x}", hash.value())
}

/// An index of the advice serves the foreign key too; then one is enough.
fn is_served_by_advice(finding: &Finding, proposals: &[IndexProposal]) -> bool {
    let (FindingSubject::Table(_), Some(Action::CreateIndex { index, .. })) =
        (&finding.subject, &finding.action)
    else {
        return false;
    };
    if finding.code != indexes::FOREIGN_KEY_WITHOUT_INDEX.code {
        return false;
    }
    let wanted: HashSet<_> = index.keys.iter().map(|k| &k.part).collect();
    proposals.iter().any(|p| {
        p.spec.table == index.table
            && p.spec.predicate.is_none()
            && p.spec.method == index.method
            && p.spec.keys.len() >= wanted.len()
            && p.spec.keys[..wanted.len()].iter().map(|k| &k.part).collect::<HashSet<_>>() == wanted
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::ladder::cost_table::cost_table;
    use crate::ladder::testing::{
        climbed, climbed_with, foreign_key, index, setting, shop_to_climb, snapshot, table,
    };
    use crate::name::EngineKind;

    #[expect(clippy::needless_pass_by_value, reason = "reads better with `expect![…]`")]
    fn check_plan(climbed: &Climbed, expect: Expect) {
        let mut text = String::new();
        for s in &climbed.plan.steps {
            writeln!(text, "{}. {} {}\n   {}", s.number, s.finding, s.forward[0], s.why).unwrap();
            writeln!(text, "   targets {} bystanders {}", s.targets.len(), s.bystanders.len())
                .unwrap();
        }
        for d in &climbed.plan.decisions {
            writeln!(text, "{:?} {}: {}", d.outcome, d.subject.label, d.because).unwrap();
        }
        for left in &climbed.left_out {
            writeln!(text, "left out {}: {}", left.finding, left.because).unwrap();
        }
        expect.assert_eq(&text);
    }

    #[test]
    fn statistics_come_first_then_drops_then_indexes_and_each_statement_has_a_decision() {
        check_plan(
            &climbed(&shop_to_climb(EngineKind::Postgres)),
            expect![[r#"
            1. RU-TB-004 ANALYZE "app"."orders"
               table app.orders has no statistics (rows: 1.0 M; size: 100 MB)
               targets 0 bystanders 4
            2. RU-IX-003 DROP INDEX CONCURRENTLY "app"."o_region_2"
               index o_region_2 on app.orders is the same as o_region (size: 20 MB; scans: 1000)
               targets 0 bystanders 4
            3. RU-IX-009 CREATE INDEX CONCURRENTLY "rungs_orders_customer_id_id_5d800598" ON "app"."orders" USING btree ("customer_id", "id")
               makes 0000000000000001 cheaper
               targets 1 bystanders 3
            4. RU-IX-010 CREATE INDEX CONCURRENTLY "rungs_orders_region_id_dedddeb9" ON "app"."orders" USING btree ("region", "id")
               the configuration asks for it
               targets 0 bystanders 4
            5. RU-IX-002 DROP INDEX CONCURRENTLY "app"."o_old"
               index o_old on app.orders was never read in 100 days (size: 20 MB; table rows inserted: unknown; caveat: use on replicas is not counted here)
               targets 0 bystanders 4
            Enough 0000000000000001: index: 3.1 s → predicted 40 ms; enough for target 50 ms; stop here
            Nothing 0000000000000002: nothing on these rungs helps: 900 ms, target 50 ms; next: rollup, since it aggregates 1.0 M rows of app.orders at each call
            Nothing 0000000000000004: nothing on these rungs helps: 9.0 s, target 50 ms; next: the statement itself, it writes (batches, fewer indexes)
            Fine 0000000000000003: fine already: 0.20 ms, target 50 ms
            Unknown 0000000000000005: it could not be read: it ends after FROM
        "#]],
        );
    }

    #[test]
    fn without_leave_to_drop_only_exact_duplicates_go() {
        let mut s = shop_to_climb(EngineKind::Postgres);
        s.workload.statements.clear();
        check_plan(
            &climbed_with(&s, &Options::default()),
            expect![[r#"
            1. RU-TB-004 ANALYZE "app"."orders"
               table app.orders has no statistics (rows: 1.0 M; size: 100 MB)
               targets 0 bystanders 0
            2. RU-IX-003 DROP INDEX CONCURRENTLY "app"."o_region_2"
               index o_region_2 on app.orders is the same as o_region (size: 20 MB; scans: 1000)
               targets 0 bystanders 0
            3. RU-IX-009 CREATE INDEX CONCURRENTLY "rungs_orders_customer_id_id_5d800598" ON "app"."orders" USING btree ("customer_id", "id")
               the whole workload gets cheaper by it
               targets 0 bystanders 0
            4. RU-IX-010 CREATE INDEX CONCURRENTLY "rungs_orders_region_id_dedddeb9" ON "app"."orders" USING btree ("region", "id")
               the configuration asks for it
               targets 0 bystanders 0
        "#]],
        );
    }

    #[test]
    fn a_rung_that_is_not_allowed_has_no_step() {
        let s = shop_to_climb(EngineKind::Postgres);
        let options = Options { rungs: vec![Rung::Upkeep], ..Options::default() };
        let plan = climbed_with(&s, &options).plan;
        assert!(plan.steps.iter().all(|step| step.rung == Rung::Upkeep));
        assert!(plan.decisions.iter().all(|d| d.rung.is_none()));
    }

    #[test]
    fn settings_are_steps_only_where_no_restart_is_needed_and_the_user_allows_it() {
        let mut s = snapshot(EngineKind::Postgres);
        setting(&mut s, "autovacuum", "off", "");
        let sets = |s: &Snapshot, settings| {
            let options = Options { settings, ..Options::default() };
            let plan = climbed_with(s, &options).plan;
            plan.steps.iter().filter(|s| matches!(s.action, Action::Set { .. })).count()
        };
        assert_eq!((sets(&s, true), sets(&s, false)), (1, 0));
        s.server.settings[0].needs_restart = true;
        assert_eq!(sets(&s, true), 0);
    }

    #[test]
    fn two_drops_that_are_right_alone_do_not_uncover_a_foreign_key_together() {
        let mut s = snapshot(EngineKind::Postgres);
        let child = table(&mut s, "orders", 1e6, &["id", "region"]);
        s.tables[child].counters.seq_scans = Some(1);
        table(&mut s, "regions", 10.0, &["id"]);
        foreign_key(&mut s, child, &["region"], "regions");
        for name in ["r1", "r2"] {
            let at = index(&mut s, "orders", name, &["region"]);
            s.indexes[at].scans = Some(0);
        }
        let climbed = climbed(&s);
        let drops =
            climbed.plan.steps.iter().filter(|s| matches!(s.action, Action::DropIndex { .. }));
        assert_eq!(drops.count(), 1);
        assert_eq!(climbed.left_out[0].because, "a foreign key would be left without an index");
    }

    #[test]
    fn a_plan_has_one_id_wherever_it_is_made_and_another_for_another_target() {
        let s = shop_to_climb(EngineKind::Postgres);
        let mut other = s.clone();
        other.server.identity = "other".into();
        assert_eq!(climbed(&s).plan.id, climbed(&s).plan.id);
        assert_ne!(climbed(&s).plan.id, climbed(&other).plan.id);
    }

    #[test]
    fn the_table_of_costs_has_a_row_per_rung_in_use() {
        let plan = climbed(&shop_to_climb(EngineKind::Postgres)).plan;
        let mut text = String::new();
        for row in cost_table(&plan) {
            writeln!(text, "{row:?}").unwrap();
        }
        expect![[r#"
            CostRow { rung: Upkeep, steps: 1, serves: 0, gain: None, disk: Some(Bytes(0)), write_price: Some(0.0), lock: Online, complexity: "none: the server's own work, done in time", freshness: "live" }
            CostRow { rung: Index, steps: 4, serves: 1, gain: Some(0.41), disk: None, write_price: None, lock: Online, complexity: "low: the engine keeps it up to date", freshness: "live" }
        "#]].assert_eq(&text);
    }
}
