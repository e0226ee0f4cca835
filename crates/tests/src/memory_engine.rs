//! An engine without a database: indexes are a map, rollups a state, the journal a list, statements
//! cost what the test says. For the executor's laws; it neither parses nor plans. Every handle
//! opened on one [`Database`] sees the same state, as connections do.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use rungs_core::change::{Action, Limits, Measured};
use rungs_core::dialect::{Rendered, ServerFlavour, Sql, render};
use rungs_core::engine::{
    Answer, Engine, EngineError, ErrorClass, Grouped, Grouping, Obstacle, Probe, Question, Scope,
    Way, World,
};
use rungs_core::name::{Bytes, EngineKind, Ident, IndexName, Millis, TableName};
use rungs_core::rollup::derive::registry::State;
use rungs_core::rollup::{self, Base, Family, Feed, Level, Options, Standing, read_request};
use rungs_core::seen::{Server, Snapshot, Statement};

/// The state that outlives a connection.
#[derive(Debug)]
pub struct Database {
    pub flavour: ServerFlavour,
    pub identity: String,
    pub indexes: BTreeMap<IndexName, BuiltIndex>,
    pub settings: BTreeMap<String, String>,
    pub journal: Vec<String>,
    /// Every statement that had an effect, in order.
    pub executed: Vec<Sql>,
    /// What statements cost, by their text.
    pub costs: HashMap<String, Cost>,
    /// Into how many groups all rows fall, by what is grouped by, with `, ` between.
    pub groups: HashMap<String, u64>,
    /// Answers of the next preflights, one list each; empty: nothing in the way.
    pub obstacles: Vec<Vec<Obstacle>>,
    /// So many of the next index builds break off half done.
    pub broken_builds: u32,
    pub standing: Vec<Standing>,
    /// So many of the next rollups are left half built.
    pub broken_flows: u32,
    /// The next so many statements find their lock taken.
    pub busy: u32,
    /// The next so many looks at the catalog find the table locked.
    pub hidden: u32,
    effects: HashMap<String, Effect>,
    writer: Option<u64>,
    handles: u64,
    runs: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltIndex {
    pub definition: String,
    pub valid: bool,
}

/// What a statement costs, and what each index makes of it.
#[derive(Debug, Clone)]
pub struct Cost {
    pub ms: f64,
    pub work: u64,
    pub answer: u64,
    /// In effect while the index is there: milliseconds, work, answer.
    pub with: Vec<(IndexName, f64, u64, u64)>,
}

#[derive(Debug, Clone)]
enum Effect {
    Make(IndexName),
    Drop(IndexName),
    Set(String, Option<String>),
    Nothing,
}

pub type Shared = Rc<RefCell<Database>>;

impl Database {
    /// Knows the SQL of `actions`, and holds the indexes that they drop or rebuild.
    pub fn holding(flavour: ServerFlavour, actions: &[Action]) -> Self {
        let mut database = Self {
            flavour,
            identity: "memory".to_owned(),
            indexes: BTreeMap::new(),
            settings: BTreeMap::new(),
            journal: Vec::new(),
            executed: Vec::new(),
            costs: HashMap::new(),
            groups: HashMap::new(),
            obstacles: Vec::new(),
            broken_builds: 0,
            standing: Vec::new(),
            broken_flows: 0,
            busy: 0,
            hidden: 0,
            effects: HashMap::new(),
            writer: None,
            handles: 0,
            runs: 0,
        };
        for action in actions {
            database.learn(action);
        }
        database
    }

    /// Indexes and settings as text, for comparison.
    pub fn schema(&self) -> String {
        let indexes = self.indexes.iter().map(|(name, index)| {
            format!("{name}: {}{}\n", index.definition, if index.valid { "" } else { " INVALID" })
        });
        let settings = self.settings.iter().map(|(name, value)| format!("{name} = {value}\n"));
        let rollups = self
            .standing
            .iter()
            .map(|one| format!("rollup {}: {}\n", one.family.name, one.state.word()));
        indexes.chain(settings).chain(rollups).collect()
    }

    fn learn(&mut self, action: &Action) {
        let Rendered { forward, back, .. } = render(action, self.flavour).expect("renders");
        for sql in forward.iter().chain(&back) {
            self.effects.insert(sql.to_string(), Effect::Nothing);
        }
        let (there, back_again) = match action {
            Action::CreateIndex { name, index } => {
                let name = IndexName { table: index.table.clone(), name: name.clone() };
                (Effect::Make(name.clone()), Effect::Drop(name))
            }
            Action::DropIndex { name, .. } => {
                let definition = back[0].to_string();
                self.indexes.insert(name.clone(), BuiltIndex { definition, valid: true });
                (Effect::Drop(name.clone()), Effect::Make(name.clone()))
            }
            Action::Set { setting, value, previous } => {
                if let Some(previous) = previous {
                    self.settings.insert(setting.clone(), previous.clone());
                }
                (
                    Effect::Set(setting.clone(), Some(value.clone())),
                    Effect::Set(setting.clone(), previous.clone()),
                )
            }
            Action::RebuildIndex { .. }
            | Action::Analyze { .. }
            | Action::Vacuum { .. }
            | Action::Compact { .. }
            | Action::PragmaOptimize
            | Action::AddRollup { .. } => return,
        };
        self.effects.insert(forward[0].to_string(), there);
        self.effects.insert(back[0].to_string(), back_again);
    }

    fn run(&mut self, sql: &Sql) -> Result<(), EngineError> {
        let effect = self.effects.get(sql.as_str()).cloned().ok_or_else(|| {
            EngineError::new(ErrorClass::Bug, format!("nobody planned to run {sql}"))
        })?;
        if self.busy > 0 {
            self.busy -= 1;
            return Err(EngineError::new(ErrorClass::Busy, "the lock is taken"));
        }
        let refuse = |what: &str| Err(EngineError::new(ErrorClass::User, what));
        match effect {
            Effect::Make(name) if self.indexes.contains_key(&name) => {
                return refuse("the index exists");
            }
            Effect::Make(name) => {
                let valid = self.broken_builds == 0;
                self.broken_builds = self.broken_builds.saturating_sub(1);
                let definition = sql.to_string();
                self.indexes.insert(name, BuiltIndex { definition, valid });
                self.executed.push(sql.clone());
                if !valid {
                    return Err(EngineError::new(ErrorClass::TimedOut, "the build took too long"));
                }
                return Ok(());
            }
            Effect::Drop(name) => {
                if self.indexes.remove(&name).is_none() {
                    return refuse("there is no such index");
                }
            }
            Effect::Set(setting, Some(value)) => {
                self.settings.insert(setting, value);
            }
            Effect::Set(setting, None) => {
                self.settings.remove(&setting);
            }
            Effect::Nothing => {}
        }
        self.executed.push(sql.clone());
        Ok(())
    }

    fn carry_out(&mut self, action: &Action, way: Way) -> Result<(), EngineError> {
        let Action::AddRollup { name, table, definitions } = action else {
            return Err(EngineError::new(ErrorClass::Bug, format!("{action} is no flow")));
        };
        if self.busy > 0 {
            self.busy -= 1;
            return Err(EngineError::new(ErrorClass::Busy, "the lock is taken"));
        }
        self.standing.retain(|one| one.family.name != *name);
        if way == Way::Back {
            return Ok(());
        }
        let family = family(name, table, definitions, self.flavour.engine);
        let breaks = self.broken_flows > 0;
        self.broken_flows = self.broken_flows.saturating_sub(1);
        let state = if breaks { State::Building } else { State::Live };
        self.standing.push(Standing { family, state, rows: Vec::new() });
        if breaks {
            return Err(EngineError::new(ErrorClass::TimedOut, "the build took too long"));
        }
        Ok(())
    }

    fn probe(&self, action: &Action) -> Probe {
        let (name, wanted) = match action {
            Action::AddRollup { definitions, .. } => {
                return rollup::probe(definitions, &self.standing);
            }
            Action::CreateIndex { name, index } => {
                (IndexName { table: index.table.clone(), name: name.clone() }, true)
            }
            Action::DropIndex { name, .. } => (name.clone(), false),
            Action::Set { setting, value, .. } if self.settings.get(setting) == Some(value) => {
                return Probe::Done;
            }
            Action::Set { .. }
            | Action::RebuildIndex { .. }
            | Action::Analyze { .. }
            | Action::Vacuum { .. }
            | Action::Compact { .. }
            | Action::PragmaOptimize => return Probe::NotStarted,
        };
        let drop_it = |effect: &Effect| matches!(effect, Effect::Drop(n) if *n == name);
        match self.indexes.get(&name) {
            Some(index) if !index.valid => Probe::Partial {
                what: format!("the index {name} is invalid"),
                remains: self
                    .effects
                    .iter()
                    .filter(|(_, effect)| drop_it(effect))
                    .map(|(sql, _)| Sql::from_text_that_i_vouch_for(sql.as_str()))
                    .take(1)
                    .collect(),
            },
            there if there.is_some() == wanted => Probe::Done,
            _ => Probe::NotStarted,
        }
    }

    /// Sets that the test did not name are not known.
    fn grouped(&self, grouping: &Grouping) -> Answer {
        let one = |set: &Vec<usize>| {
            let by: Vec<&str> = set.iter().map(|at| grouping.expressions[*at].as_str()).collect();
            let groups = *self.groups.get(&by.join(", "))?;
            Some(Grouped { rows: groups, groups, once: groups, twice: 0, whole: true })
        };
        Answer::Groups(grouping.sets.iter().map(one).collect())
    }

    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError> {
        let Some(cost) = self.costs.get(text) else {
            return Err(EngineError::new(ErrorClass::User, "no such statement"));
        };
        let valid: BTreeSet<&IndexName> =
            self.indexes.iter().filter(|(_, i)| i.valid).map(|(name, _)| name).collect();
        let used = cost.with.iter().find(|(index, ..)| valid.contains(index));
        let (ms, work, answer) = used
            .map_or((cost.ms, cost.work, cost.answer), |(_, ms, work, answer)| {
                (*ms, *work, *answer)
            });
        self.runs += 1;
        let ms = ms * (1.0 + (self.runs % 7) as f64 / 500.0);
        let timed_out = limits.statement_ms > 0 && ms > limits.statement_ms as f64;
        Ok(Measured {
            ms: Millis(ms.min(limits.statement_ms as f64)),
            rows: 1,
            answer,
            work: Some(work),
            work_unit: "buffers",
            timed_out,
        })
    }
}

/// As much of a family as its name and state are.
fn family(name: &Ident, table: &TableName, definitions: &[String], engine: EngineKind) -> Family {
    let level = |text: &String| {
        let request = read_request(text).expect("a definition");
        Level {
            name: request.name,
            keys: Vec::new(),
            dims: Vec::new(),
            feed: Feed::IsBase,
            outputs: Vec::new(),
            definition: request.select,
        }
    };
    Family {
        name: name.clone(),
        engine,
        fact: table.clone(),
        dims: Vec::new(),
        filter: None,
        measures: Vec::new(),
        base: Base { keys: Vec::new(), bucket: None, table: None },
        levels: definitions.iter().map(level).collect(),
        options: Options::default(),
    }
}

/// One connection to a [`Database`].
pub struct MemoryEngine {
    database: Shared,
    id: u64,
}

impl MemoryEngine {
    pub fn open(database: &Shared) -> Self {
        let mut state = database.borrow_mut();
        state.handles += 1;
        Self { database: Rc::clone(database), id: state.handles }
    }
}

/// A lock ends with its connection.
impl Drop for MemoryEngine {
    fn drop(&mut self) {
        let mut state = self.database.borrow_mut();
        if state.writer == Some(self.id) {
            state.writer = None;
        }
    }
}

fn unsupported<T>() -> Result<T, EngineError> {
    Err(EngineError::new(ErrorClass::Unsupported, "the engine in memory has no planner"))
}

impl Engine for MemoryEngine {
    fn kind(&self) -> EngineKind {
        self.database.borrow().flavour.engine
    }

    fn server(&mut self) -> Result<Server, EngineError> {
        let state = self.database.borrow();
        Ok(Server {
            engine: state.flavour.engine,
            version: state.flavour.version_num.to_string(),
            version_num: state.flavour.version_num,
            is_mysql: state.flavour.is_mysql,
            database: "memory".to_owned(),
            identity: state.identity.clone(),
            read_only: false,
            capabilities: Vec::new(),
            settings: Vec::new(),
            stats_since_ms: None,
            memory: None,
        })
    }

    fn snapshot(&mut self, _: &Scope) -> Result<Snapshot, EngineError> {
        unsupported()
    }

    fn answer(&mut self, _: &Snapshot, asked: &[Question]) -> Result<Vec<Answer>, EngineError> {
        let state = self.database.borrow();
        let one = |question: &Question| match question {
            Question::Plan { .. } => unsupported(),
            Question::Groups(grouping) => Ok(state.grouped(grouping)),
        };
        asked.iter().map(one).collect()
    }

    fn runnable(&mut self, _: &Snapshot, _: &Statement) -> Result<Vec<String>, EngineError> {
        unsupported()
    }

    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError> {
        self.database.borrow_mut().measure(text, limits)
    }

    fn rollups(&mut self) -> Result<Vec<Standing>, EngineError> {
        Ok(self.database.borrow().standing.clone())
    }

    fn lock(&mut self) -> Result<(), EngineError> {
        let mut state = self.database.borrow_mut();
        match state.writer {
            Some(other) if other != self.id => {
                Err(EngineError::new(ErrorClass::Busy, "another rungs holds the lock"))
            }
            Some(_) | None => {
                state.writer = Some(self.id);
                Ok(())
            }
        }
    }

    fn unlock(&mut self) -> Result<(), EngineError> {
        self.database.borrow_mut().writer = None;
        Ok(())
    }

    fn journal_read(&mut self) -> Result<Vec<String>, EngineError> {
        Ok(self.database.borrow().journal.clone())
    }

    fn journal_append(&mut self, body: &str) -> Result<(), EngineError> {
        let mut state = self.database.borrow_mut();
        assert_eq!(state.writer, Some(self.id), "the journal is written under the lock only");
        state.journal.push(body.to_owned());
        Ok(())
    }

    fn probe(&mut self, action: &Action) -> Result<Probe, EngineError> {
        let mut state = self.database.borrow_mut();
        if state.hidden > 0 {
            state.hidden -= 1;
            return Err(EngineError::new(ErrorClass::Busy, "the table is locked"));
        }
        Ok(state.probe(action))
    }

    fn preflight(&mut self, _: &Action, _: Option<Bytes>) -> Result<Vec<Obstacle>, EngineError> {
        let mut state = self.database.borrow_mut();
        if state.obstacles.is_empty() {
            return Ok(Vec::new());
        }
        Ok(state.obstacles.remove(0))
    }

    fn execute(&mut self, sql: &Sql, _: &Limits, _: &mut dyn World) -> Result<(), EngineError> {
        let mut state = self.database.borrow_mut();
        assert_eq!(state.writer, Some(self.id), "changes are made under the lock only");
        state.run(sql)
    }

    fn carry_out(
        &mut self,
        action: &Action,
        way: Way,
        _: &mut dyn World,
    ) -> Result<(), EngineError> {
        let mut state = self.database.borrow_mut();
        assert_eq!(state.writer, Some(self.id), "changes are made under the lock only");
        state.carry_out(action, way)
    }
}
