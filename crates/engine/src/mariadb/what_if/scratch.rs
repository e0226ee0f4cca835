//! The scratch database: samples of tables, hypothetical indexes on them, which of them show.
//! It is dropped with its owner; what dead sessions left is dropped by the next one.

use std::collections::{BTreeSet, HashMap, HashSet};

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::{IndexName, TableName};
use rungs_core::seen::{IndexSpec, Method, Snapshot};

use super::super::catalog::assemble::key_list;
use super::super::connect::{MariaDbTarget, Session, number, quoted, text};
use super::sample::{self, Scale};

pub const INDEX_PREFIX: &str = "rungs_h";
const DATABASE_PREFIX: &str = "rungs_scratch_";
/// A table may have 64; the user's own need room too.
const INDEXES_OF_TABLE_MAX: usize = 40;
/// Longest time to fill one sample.
const FILL_MS_MAX: u64 = 60_000;

pub struct Scratch {
    pub session: Session,
    pub tables: HashMap<TableName, Sampled>,
    scale: Scale,
    number: u32,
    databases: Vec<String>,
    /// Hypothetical indexes by their number; None: dropped to make room.
    indexes: Vec<Option<IndexSpec>>,
    shown: BTreeSet<usize>,
    hidden: BTreeSet<IndexName>,
}

/// A table's sample.
#[derive(Debug, Clone)]
pub struct Sampled {
    pub fraction: f64,
    pub rows: f64,
    /// Distinct values of the real table by index and number of its first columns.
    pub distinct: HashMap<(String, usize), f64>,
    /// The table's own indexes, which may be hidden.
    own: HashSet<String>,
}

impl Scratch {
    pub fn make(target: &MariaDbTarget, scale: Scale) -> Result<Self, EngineError> {
        let mut session = Session::writing(target)?;
        // Replicas need not follow, where the user may say so; and INSERT … SELECT must not lock
        // the rows that it reads.
        session.try_run("SET SESSION sql_log_bin = 0");
        session.run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")?;
        session.run("SET SESSION foreign_key_checks = 0")?;
        session.run("SET SESSION unique_checks = 0")?;
        session.limit_statements(FILL_MS_MAX)?;
        drop_leftovers(&mut session);
        let number = session.id();
        Ok(Self {
            session,
            tables: HashMap::new(),
            scale,
            number,
            databases: Vec::new(),
            indexes: Vec::new(),
            shown: BTreeSet::new(),
            hidden: BTreeSet::new(),
        })
    }

    /// The scratch database that stands for `database`.
    pub fn name_of(&self, database: &str) -> String {
        let at = self.databases.iter().position(|d| d == database).unwrap_or(0);
        format!("{DATABASE_PREFIX}{}_{at}", self.number)
    }

    /// Makes `database`'s stand-in the session's own database.
    pub fn enter(&mut self, database: &str) -> Result<(), EngineError> {
        self.ensure_database(database)?;
        let name = quoted(&self.name_of(database));
        self.session.run(&format!("USE {name}"))
    }

    fn ensure_database(&mut self, database: &str) -> Result<(), EngineError> {
        if self.databases.iter().any(|d| d == database) {
            return Ok(());
        }
        self.databases.push(database.to_owned());
        let name = quoted(&self.name_of(database));
        self.session.run(&format!("CREATE DATABASE {name}")).map_err(|mut e| {
            self.databases.pop();
            "cannot make a scratch database for what-if".clone_into(&mut e.what);
            e
        })
    }

    fn place(&self, table: &TableName) -> String {
        let database = self.name_of(table.schema.as_str());
        format!("{}.{}", quoted(&database), quoted(table.name.as_str()))
    }

    /// Samples a table, once.
    pub fn add_table(&mut self, snapshot: &Snapshot, name: &TableName) -> Result<(), EngineError> {
        if self.tables.contains_key(name) {
            return Ok(());
        }
        let Some(table) = snapshot.table(name) else {
            return Err(EngineError::new(ErrorClass::User, format!("table {name} is not known")));
        };
        self.ensure_database(name.schema.as_str())?;
        let from = format!("{}.{}", quoted(name.schema.as_str()), quoted(name.name.as_str()));
        let into = self.place(name);
        self.session.run(&format!("CREATE TABLE {into} LIKE {from}"))?;
        self.session.try_run(&format!("ALTER TABLE {into} STATS_AUTO_RECALC = 0"));
        let filled = sample::fill(&mut self.session, table, self.scale, &from, &into);
        let rows = match filled {
            Ok(rows) => rows,
            Err(error) => {
                self.session.try_run(&format!("DROP TABLE {into}"));
                return Err(error);
            }
        };
        let real_rows = table.rows.unwrap_or(rows).max(1.0);
        let fraction = (rows / real_rows).min(1.0);
        let own: HashSet<String> =
            snapshot.indexes_of(name).map(|i| i.name.name.0.clone()).collect();
        self.tables.insert(name.clone(), Sampled { fraction, rows, distinct: HashMap::new(), own });
        self.refresh_statistics(name, snapshot)?;
        self.own_distinct(snapshot, name);
        self.write_statistics(name);
        Ok(())
    }

    /// Tells the planner how many rows of the sample a key of another sample meets: as many of the
    /// real rows as there are of the real keys. Without the rights to do so it sees the sample's
    /// own.
    fn write_statistics(&mut self, name: &TableName) {
        let Some(sampled) = self.tables.get(name).filter(|s| s.fraction < 1.0) else { return };
        let (rows, fraction) = (sampled.rows, sampled.fraction);
        let literal = |s: &str| format!("'{}'", s.replace('\\', "\\\\").replace('\'', "''"));
        let place = format!(
            "database_name = {} AND table_name = {}",
            literal(&self.name_of(name.schema.as_str())),
            literal(name.name.as_str())
        );
        let mut written = false;
        for ((index, parts), distinct) in sampled.distinct.clone() {
            let per_key = rows / fraction / distinct.max(1.0);
            let met = (per_key * fraction / self.scale.fraction(distinct)).max(1.0);
            written |= self.session.try_run(&format!(
                "UPDATE mysql.innodb_index_stats SET stat_value = {} WHERE {place} \
                 AND index_name = {} AND stat_name = 'n_diff_pfx{parts:02}'",
                (rows / met).round().max(1.0),
                literal(&index)
            ));
        }
        if written {
            let table = self.place(name);
            self.session.try_run(&format!("FLUSH TABLE {table}"));
        }
    }

    /// The sample gets the kind of statistics that the real table has.
    fn refresh_statistics(
        &mut self,
        name: &TableName,
        snapshot: &Snapshot,
    ) -> Result<(), EngineError> {
        let persistent = snapshot
            .table(name)
            .is_some_and(|t| t.columns.iter().any(|c| c.null_fraction.is_some()));
        let place = self.place(name);
        let persistent =
            if persistent && !self.session.is_mysql { " PERSISTENT FOR ALL" } else { "" };
        self.session.rows(&format!("ANALYZE TABLE {place}{persistent}")).map(drop)
    }

    /// Distinct prefixes of the real indexes, as InnoDB wrote them down.
    fn own_distinct(&mut self, snapshot: &Snapshot, name: &TableName) {
        let sql = "SELECT index_name, stat_name, stat_value FROM mysql.innodb_index_stats \
            WHERE database_name = DATABASE_NAME AND table_name = TABLE_NAME \
            AND stat_name LIKE 'n_diff_pfx%'";
        let literal = |s: &str| format!("'{}'", s.replace('\\', "\\\\").replace('\'', "''"));
        let sql = sql
            .replace("DATABASE_NAME", &literal(name.schema.as_str()))
            .replace("TABLE_NAME", &literal(name.name.as_str()));
        let rows = self.session.rows(&sql).unwrap_or_default();
        let Some(sampled) = self.tables.get_mut(name) else { return };
        for row in &rows {
            let parts = text(row, 1).trim_start_matches("n_diff_pfx").parse::<usize>();
            if let (Ok(parts), Some(distinct)) = (parts, number(row, 2)) {
                sampled.distinct.insert((text(row, 0), parts), distinct);
            }
        }
        // Without a right to those statistics the first columns are known from the catalog.
        for index in snapshot.indexes_of(name) {
            let first = index.spec.keys.first().and_then(|k| k.as_column());
            let column = first.and_then(|c| snapshot.table(name)?.column(c));
            if let Some(distinct) = column.and_then(|c| c.distinct) {
                let key = (index.name.name.0.clone(), 1);
                sampled.distinct.entry(key).or_insert(distinct);
            }
        }
    }

    /// The number of a hypothetical index, which is built on the sample if it is new.
    pub fn index(&mut self, spec: &IndexSpec) -> Result<usize, EngineError> {
        if let Some(known) = self.indexes.iter().position(|i| i.as_ref() == Some(spec)) {
            return Ok(known);
        }
        if spec.method != Method::Btree || spec.predicate.is_some() || !spec.include.is_empty() {
            return Err(EngineError::new(
                ErrorClass::Unsupported,
                "what-if knows plain B-tree indexes only on this engine",
            ));
        }
        self.make_room(&spec.table)?;
        let number = self.indexes.len();
        let kind = if spec.unique { "UNIQUE INDEX" } else { "INDEX" };
        let hidden = if self.session.is_mysql { "INVISIBLE" } else { "IGNORED" };
        let place = self.place(&spec.table);
        self.session.run(&format!(
            "ALTER TABLE {place} ADD {kind} {INDEX_PREFIX}{number} ({}) {hidden}",
            key_list(spec)
        ))?;
        self.indexes.push(Some(spec.clone()));
        self.estimate_distinct(number, spec)?;
        self.write_statistics(&spec.table);
        Ok(number)
    }

    fn make_room(&mut self, table: &TableName) -> Result<(), EngineError> {
        let of_table = |spec: &Option<IndexSpec>| spec.as_ref().is_some_and(|s| &s.table == table);
        if self.indexes.iter().filter(|i| of_table(i)).count() < INDEXES_OF_TABLE_MAX {
            return Ok(());
        }
        let oldest = (0..self.indexes.len())
            .find(|n| of_table(&self.indexes[*n]) && !self.shown.contains(n));
        if let Some(oldest) = oldest {
            let place = self.place(table);
            self.session.run(&format!("ALTER TABLE {place} DROP INDEX {INDEX_PREFIX}{oldest}"))?;
            self.indexes[oldest] = None;
        }
        Ok(())
    }

    /// Distinct values of each prefix of a new index, from the sample.
    fn estimate_distinct(&mut self, number: usize, spec: &IndexSpec) -> Result<(), EngineError> {
        let place = self.place(&spec.table);
        for parts in 1..=spec.keys.len() {
            let prefix = IndexSpec { keys: spec.keys[..parts].to_vec(), ..spec.clone() };
            let Some(sampled) = self.tables.get(&spec.table) else { continue };
            let (fraction, rows) = (sampled.fraction, sampled.rows);
            let columns: Option<Vec<_>> = prefix.keys.iter().map(|k| k.as_column()).collect();
            let Some(columns) = columns else { continue };
            let list: Vec<String> = columns.iter().map(|c| quoted(c.as_str())).collect();
            let counted = self.session.rows(&format!(
                "SELECT COUNT(*), SUM(n = 1) FROM (SELECT COUNT(*) n FROM {place} GROUP BY {}) g",
                list.join(", ")
            ))?;
            let cell = |at| counted.first().and_then(|r| super::super::connect::number(r, at));
            let distinct = sample::distinct_of_whole(
                rows / fraction.max(f64::MIN_POSITIVE),
                rows,
                cell(0).unwrap_or(1.0),
                cell(1).unwrap_or(0.0),
            );
            if let Some(sampled) = self.tables.get_mut(&spec.table) {
                sampled.distinct.insert((format!("{INDEX_PREFIX}{number}"), parts), distinct);
            }
        }
        Ok(())
    }

    /// Shows the chosen hypothetical indexes and hides `without`; all else as it really is.
    pub fn show_only(
        &mut self,
        chosen: &[usize],
        without: &[IndexName],
    ) -> Result<(), EngineError> {
        let chosen: BTreeSet<usize> = chosen.iter().copied().collect();
        let without: BTreeSet<IndexName> = without.iter().cloned().collect();
        let mut changes: HashMap<TableName, Vec<(String, bool)>> = HashMap::new();
        for number in self.shown.symmetric_difference(&chosen) {
            if let Some(spec) = &self.indexes[*number] {
                let change = (format!("{INDEX_PREFIX}{number}"), chosen.contains(number));
                changes.entry(spec.table.clone()).or_default().push(change);
            }
        }
        for name in self.hidden.symmetric_difference(&without) {
            let own = self.tables.get(&name.table).is_some_and(|t| t.own.contains(&name.name.0));
            if own && name.name.as_str() != "PRIMARY" {
                let change = (name.name.0.clone(), !without.contains(name));
                changes.entry(name.table.clone()).or_default().push(change);
            }
        }
        for (table, changes) in changes {
            let parts: Vec<String> =
                changes.iter().map(|(name, show)| self.visibility(name, *show)).collect();
            let place = self.place(&table);
            self.session.run(&format!("ALTER TABLE {place} {}", parts.join(", ")))?;
        }
        self.shown = chosen;
        // An index of a table that is not sampled yet stays to be hidden.
        self.hidden =
            without.into_iter().filter(|name| self.tables.contains_key(&name.table)).collect();
        Ok(())
    }

    fn visibility(&self, index: &str, show: bool) -> String {
        let word = match (self.session.is_mysql, show) {
            (true, true) => "VISIBLE",
            (true, false) => "INVISIBLE",
            (false, true) => "NOT IGNORED",
            (false, false) => "IGNORED",
        };
        format!("ALTER INDEX {} {word}", quoted(index))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for database in std::mem::take(&mut self.databases).iter().enumerate() {
            let name = format!("{DATABASE_PREFIX}{}_{}", self.number, database.0);
            self.session.try_run(&format!("DROP DATABASE IF EXISTS {}", quoted(&name)));
        }
    }
}

/// Drops scratch databases whose session is gone: its connection id is in their name. Where other
/// users' sessions cannot be seen nothing is dropped, for they may be at work.
fn drop_leftovers(session: &mut Session) {
    let sql = "SELECT schema_name FROM information_schema.schemata \
        WHERE LEFT(schema_name, 14) = 'rungs_scratch_'";
    let found: Vec<String> =
        session.rows(sql).unwrap_or_default().iter().map(|row| text(row, 0)).collect();
    if found.is_empty() || !sees_all_sessions(session) {
        return;
    }
    let alive: HashSet<String> = session
        .rows("SELECT id FROM information_schema.processlist")
        .unwrap_or_default()
        .iter()
        .map(|row| text(row, 0))
        .collect();
    for name in found {
        let rest = name.strip_prefix(DATABASE_PREFIX).unwrap_or_default();
        let Some((id, at)) = rest.split_once('_') else { continue };
        if at.parse::<u16>().is_err() {
            continue;
        }
        if id.parse::<u64>().is_ok() && (!alive.contains(id) || id == session.id().to_string()) {
            session.try_run(&format!("DROP DATABASE IF EXISTS {}", quoted(&name)));
        }
    }
}

fn sees_all_sessions(session: &mut Session) -> bool {
    session
        .rows("SHOW GRANTS")
        .unwrap_or_default()
        .iter()
        .map(|row| text(row, 0))
        .any(|grant| grant.contains("PROCESS") || grant.starts_with("GRANT ALL PRIVILEGES ON *.*"))
}
