//! Plans as they would be with indexes that are not there, or without some that are.
//!
//! An empty copy of the schema in memory, with the file's own statistics, plans as the file
//! does: SQLite's planner looks at nothing else. In it hypothetical indexes are made for
//! real, and their statistics come from [`samples`]: rows of the table, copied into a second
//! database in memory, indexed and analyzed there. So collations, expressions and predicates mean
//! what SQLite says they mean.
//!
//! "With" means what the step will do: CREATE INDEX, then ANALYZE of the whole table. In a table
//! that was never analyzed the other indexes get statistics too.

pub mod copy;
pub mod pick;
mod samples;

use std::collections::HashMap;

use rungs_core::change::Action;
use rungs_core::dialect::{self, ServerFlavour};
use rungs_core::engine::{Answer, EngineError, Question};
use rungs_core::name::{EngineKind, Ident, IndexName};
use rungs_core::seen::statement_plan::Basis;
use rungs_core::seen::{IndexSpec, Snapshot};
use rusqlite::Connection;

use super::catalog::{Stat1, stat1};
use super::error::{classify, own_words};
use super::explain::cost::{IndexStat, guess};
use super::explain::{Setting, explain};
use super::{quoted_name, server};
use copy::Copied;
use samples::{Made, Samples};

/// Made once per snapshot and asked many times.
pub struct WhatIf {
    taken_at_ms: i64,
    schema_version: Option<String>,
    copied: Copied,
    samples: Samples,
    /// Of the indexes that are there.
    stats: HashMap<String, IndexStat>,
    stat1: Vec<Stat1>,
}

pub fn answer(
    reader: &mut Connection,
    cache: &mut Option<WhatIf>,
    snapshot: &Snapshot,
    questions: &[Question],
) -> Result<Vec<Answer>, EngineError> {
    let failed = |e: rusqlite::Error| classify("copy the schema into memory", &e);
    let what_if = ready(reader, cache, snapshot).map_err(failed)?;
    let mut answers: Vec<Option<Answer>> = vec![None; questions.len()];
    for (group, positions) in groups(questions) {
        let texts: Vec<&str> = positions.iter().map(|p| text(&questions[*p])).collect();
        let found = what_if.group(reader, snapshot, &group, &texts).map_err(failed)?;
        for (position, answer) in positions.into_iter().zip(found) {
            answers[position] = Some(answer);
        }
    }
    let none = || Answer::Unknown("it was not asked".to_owned());
    Ok(answers.into_iter().map(|a| a.unwrap_or_else(none)).collect())
}

/// What shall be there and what not; questions that agree on it are asked together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Group<'a> {
    with: &'a [IndexSpec],
    without: &'a [IndexName],
}

fn groups(questions: &[Question]) -> Vec<(Group<'_>, Vec<usize>)> {
    let mut out: Vec<(Group, Vec<usize>)> = Vec::new();
    let mut places: HashMap<Group, usize> = HashMap::new();
    for (position, question) in questions.iter().enumerate() {
        let Question::Plan { with, without, .. } = question else { continue };
        let group = Group { with, without };
        let place = *places.entry(group.clone()).or_insert_with(|| {
            out.push((group, vec![]));
            out.len() - 1
        });
        out[place].1.push(position);
    }
    out
}

fn text(question: &Question) -> &str {
    match question {
        Question::Plan { text, .. } => text,
        Question::Groups(_) => "",
    }
}

fn ready<'a>(
    reader: &Connection,
    cache: &'a mut Option<WhatIf>,
    snapshot: &Snapshot,
) -> rusqlite::Result<&'a mut WhatIf> {
    let version = server::pragma(reader, "schema_version")?;
    let fits = |w: &WhatIf| w.taken_at_ms == snapshot.taken_at_ms && w.schema_version == version;
    if cache.as_ref().is_some_and(|w| !fits(w)) {
        *cache = None;
    }
    if let Some(what_if) = cache {
        return Ok(what_if);
    }
    let stat1 = stat1(reader)?;
    Ok(cache.insert(WhatIf {
        taken_at_ms: snapshot.taken_at_ms,
        schema_version: version,
        copied: copy::schema(reader)?,
        samples: Samples::new(reader)?,
        stats: known(snapshot, &stat1),
        stat1,
    }))
}

fn known(snapshot: &Snapshot, stat1: &[Stat1]) -> HashMap<String, IndexStat> {
    let mut stats = HashMap::new();
    for index in &snapshot.indexes {
        let name = stat_name(index);
        let told = stat1.iter().find(|s| s.index.as_deref() == Some(name));
        let stat = told
            .map(|s| IndexStat {
                table: index.name.table.clone(),
                rows: s.rows,
                per_prefix: s.per_prefix.clone(),
                counted: true,
            })
            .or_else(|| guess(&index.spec, index.unique, snapshot));
        stats.extend(stat.map(|stat| (index.name.name.as_str().to_owned(), stat)));
    }
    stats
}

/// The name that `sqlite_stat1` has for it: the table's own, where the table is the index.
fn stat_name(index: &rungs_core::seen::Index) -> &str {
    if index.clustered { index.name.table.name.as_str() } else { index.name.name.as_str() }
}

impl WhatIf {
    fn group(
        &mut self,
        reader: &Connection,
        snapshot: &Snapshot,
        group: &Group,
        texts: &[&str],
    ) -> rusqlite::Result<Vec<Answer>> {
        if group.with.is_empty() && group.without.is_empty() {
            let setting = Setting {
                snapshot,
                stats: &self.stats,
                hypothetical: &HashMap::new(),
                basis: Basis::Planner,
            };
            return Ok(texts.iter().map(|text| explain(reader, text, &setting)).collect());
        }
        let names: HashMap<String, usize> =
            (0..group.with.len()).map(|at| (hypothetical_name(at), at)).collect();
        self.copied.conn.execute_batch("BEGIN")?;
        let made = self.pretend(reader, snapshot, group);
        let answers = made.map(|made| match made {
            Err(why) => vec![Answer::Unknown(why); texts.len()],
            Ok(stats) => {
                let setting = Setting {
                    snapshot,
                    stats: &stats,
                    hypothetical: &names,
                    basis: Basis::Hypothetical,
                };
                let ask =
                    |text: &&str| self.copied.vouch(explain(&self.copied.conn, text, &setting));
                texts.iter().map(ask).collect()
            }
        });
        self.copied.conn.execute_batch("ROLLBACK")?;
        answers
    }

    /// Makes and drops what the group says. `Err(why)` where SQLite refuses one of them.
    fn pretend(
        &mut self,
        reader: &Connection,
        snapshot: &Snapshot,
        group: &Group,
    ) -> rusqlite::Result<Result<HashMap<String, IndexStat>, String>> {
        let mut stats = self.stats.clone();
        for (at, spec) in group.with.iter().enumerate() {
            let name = hypothetical_name(at);
            let made = match self.samples.made(reader, snapshot, spec)? {
                Ok(made) => made,
                Err(why) => return Ok(Err(why)),
            };
            if let Err(why) = create(&self.copied.conn, &name, spec) {
                return Ok(Err(why));
            }
            self.tell(spec, &name, &made, &mut stats)?;
            self.analyze_rest(reader, snapshot, spec, &mut stats)?;
        }
        for name in group.without {
            let sql = format!("DROP INDEX main.{}", quoted_name(name.name.as_str()));
            if let Err(e) = self.copied.conn.execute_batch(&sql) {
                return Ok(Err(own_words(&e).unwrap_or_else(|| "it cannot be dropped".to_owned())));
            }
        }
        self.copied.conn.execute_batch("ANALYZE sqlite_schema")?;
        Ok(Ok(stats))
    }

    /// The indexes that a first ANALYZE of the table would count too.
    fn analyze_rest(
        &mut self,
        reader: &Connection,
        snapshot: &Snapshot,
        spec: &IndexSpec,
        stats: &mut HashMap<String, IndexStat>,
    ) -> rusqlite::Result<()> {
        if self.stat1.iter().any(|s| s.table == spec.table.name.as_str()) {
            return Ok(());
        }
        for index in snapshot.indexes_of(&spec.table) {
            if let Ok(made) = self.samples.made(reader, snapshot, &index.spec)? {
                self.tell(&index.spec, stat_name(index), &made, stats)?;
            }
        }
        Ok(())
    }

    fn tell(
        &self,
        spec: &IndexSpec,
        name: &str,
        made: &Made,
        stats: &mut HashMap<String, IndexStat>,
    ) -> rusqlite::Result<()> {
        made.write(&self.copied.conn, spec.table.name.as_str(), name)?;
        if let Some(stat) = made.stat(spec) {
            stats.insert(name.to_owned(), stat);
        }
        Ok(())
    }
}

fn hypothetical_name(at: usize) -> String {
    format!("rungs_what_if_{at}")
}

/// Makes the index as the step would. `Err(why)` where the dialect or SQLite refuses.
fn create(conn: &Connection, name: &str, spec: &IndexSpec) -> Result<(), String> {
    let action = Action::CreateIndex { name: Ident::new(name), index: spec.clone() };
    let version_num = server::version_num();
    let server = ServerFlavour { engine: EngineKind::Sqlite, is_mysql: false, version_num };
    let rendered = dialect::render(&action, server).map_err(|e| e.to_string())?;
    let sql = rendered.forward.first().ok_or("there is nothing to make")?;
    conn.execute_batch(sql.as_str())
        .map_err(|e| own_words(&e).unwrap_or_else(|| "the index is refused".to_owned()))
}
