//! The scratch schemas of a sampled clone: unlogged tables that look like the user's, filled with
//! a part of their rows, with the same indexes and with hypothetical ones. Reads the user's tables
//! and changes none of them. Goes away with its session's work; what a crash left behind is known
//! by its name, its comment and a lock that nobody holds, and goes at the next start.

use std::collections::{BTreeSet, HashMap};

use rungs_core::change::Action;
use rungs_core::dialect::{Quote, ServerFlavour, Sql, render};
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::{EngineKind, Ident, IndexName, TableName};
use rungs_core::seen::{Index, IndexSpec, Snapshot, Table, TableKind};

use super::super::connect::{PostgresTarget, Purpose, Session, USERS_NAMES};
use super::super::error;
use super::retarget;

const SCHEMA_PREFIX: &str = "rungs_scratch_";
/// Two things mark a scratch schema as ours: its name, and this comment.
const MARK: &str = "rungs: samples for what-if; may be dropped when rungs is not at work";
const INDEX_PREFIX: &str = "rungs_h";
/// First half of the advisory lock that a living scratch holds; the second is its number.
const LOCK_CLASS: i32 = 0x7275_6e67;
const MANNERS: &str = "set statement_timeout = 60000; set lock_timeout = 1000; \
     set idle_in_transaction_session_timeout = 60000; set synchronous_commit = off; \
     set max_parallel_workers_per_gather = 0; set client_min_messages = warning";
/// Rows of the sample of the largest table; smaller tables keep their proportion to it …
const ROWS_MAX: f64 = 40_000.0;
/// … but none is smaller than this, and tables up to this are copied whole.
const ROWS_FLOOR: f64 = 10_000.0;
/// Hypothetical indexes that stay on one table; the oldest make room.
const INDEXES_OF_TABLE_MAX: usize = 100;

pub(super) struct Scratch {
    pub session: Session,
    number: i32,
    /// The user's schemas; the position is part of the stand-in's name.
    schemas: Vec<Ident>,
    pub tables: HashMap<TableName, Sampled>,
    /// Views that look at the samples.
    views: BTreeSet<TableName>,
    /// By number; None: dropped to make room.
    hypothetical: Vec<Option<IndexSpec>>,
    /// Rows of the sample for a row of the largest table.
    scale: f64,
}

/// One table of the clone.
#[derive(Debug, Clone)]
pub(super) struct Sampled {
    /// Of the real rows, 0 … 1.
    pub fraction: f64,
    /// Existing indexes that the clone has too; true: it is a constraint there.
    own: HashMap<Ident, bool>,
}

impl Scratch {
    /// For tables of which the largest has so many rows. Errors: `Unreachable`, `Unsupported`
    /// behind a pooler.
    pub fn make(target: &PostgresTarget, rows_largest: f64) -> Result<Self, EngineError> {
        let mut session = Session::open(target, Purpose::Write)?;
        session.rows(MANNERS)?;
        drop_leftovers(&mut session)?;
        let lock = format!(
            "select pg_backend_pid() from pg_advisory_lock({LOCK_CLASS}, pg_backend_pid())"
        );
        let rows = session.rows(&lock)?;
        let number = rows.first().and_then(|row| row.number(0)).unwrap_or(0);
        Ok(Self {
            session,
            number,
            schemas: Vec::new(),
            tables: HashMap::new(),
            views: BTreeSet::new(),
            hypothetical: Vec::new(),
            scale: (ROWS_MAX / rows_largest.max(1.0)).min(1.0),
        })
    }

    /// Samples a table with its indexes, once. Errors: `Unsupported` kinds, `Refused` without the
    /// right to make a schema or to read the table.
    pub fn add_table(&mut self, snapshot: &Snapshot, name: &TableName) -> Result<(), EngineError> {
        if self.tables.contains_key(name) {
            return Ok(());
        }
        let table = snapshot.table(name).ok_or_else(|| {
            EngineError::new(ErrorClass::Unsupported, format!("{name} is not in the snapshot"))
        })?;
        if !may_be_sampled(&table.kind) {
            let what = format!("a sample cannot stand for {name}, which is no ordinary table");
            return Err(EngineError::new(ErrorClass::Unsupported, what));
        }
        self.ensure_schema(&name.schema)?;
        let made = self.fill(snapshot, table);
        if made.is_err() {
            let place = self.place(name);
            drop(self.session.try_rows(&format!("drop table if exists {place}")));
        }
        self.tables.insert(name.clone(), made?);
        Ok(())
    }

    /// Makes the views that a text names, and those that they name, over the samples that are
    /// there; tables without a sample stay the real ones.
    pub fn add_views(&mut self, snapshot: &Snapshot, text: &str) -> Result<(), EngineError> {
        let named = retarget::names(text);
        let views = snapshot.tables.iter().filter(|t| t.kind == TableKind::View);
        for view in views.map(|t| &t.name).filter(|name| named.contains(&name.name)) {
            if !self.views.insert(view.clone()) {
                continue;
            }
            let real = Sql::fixed("").literal(Quote::Double, &quoted(view));
            let ask = format!("select pg_get_viewdef({}::regclass)", real.as_str());
            let rows = self.session.rows(&ask)?;
            let definition = rows.first().map(|row| row.owned(0)).unwrap_or_default();
            self.add_views(snapshot, &definition)?;
            self.ensure_schema(&view.schema)?;
            let (place, body) = (self.place(view), self.retarget(&definition));
            self.session.rows(&format!("create view {place} as {body}"))?;
        }
        Ok(())
    }

    /// The text with its qualified names turned to the clone.
    pub fn retarget(&self, text: &str) -> String {
        let known: Vec<TableName> = self.tables.keys().chain(&self.views).cloned().collect();
        retarget::retarget(text, &known, &|schema| self.stand_in(schema))
    }

    fn fill(&mut self, snapshot: &Snapshot, table: &Table) -> Result<Sampled, EngineError> {
        let name = &table.name;
        let (real, place) = (quoted(name), self.place(name));
        self.session.rows(&format!(
            "create unlogged table {place} (like {real} including generated including storage \
             including statistics) with (autovacuum_enabled = false)"
        ))?;
        let columns = self.session.rows(&format!(
            "select string_agg(quote_ident(a.attname), ', ' order by a.attnum) \
             from pg_attribute a where a.attrelid = '{}'::regclass and a.attnum > 0 \
             and not a.attisdropped and a.attgenerated = ''",
            place.replace('\'', "''")
        ))?;
        let columns = columns.first().map(|row| row.owned(0)).unwrap_or_default();
        // Never counted: by its size, as rows of a hundred bytes.
        let real_rows =
            table.rows.or(table.bytes.map(|b| b.0 as f64 / 100.0)).unwrap_or(0.0).max(1.0);
        let wanted = fraction(real_rows, self.scale);
        let sample = if wanted < 1.0 {
            format!("tablesample system ({:.6}) repeatable (7)", wanted * 100.0)
        } else {
            String::new()
        };
        let counted = self.session.rows(&format!(
            "with put as (insert into {place} ({columns}) select {columns} from only {real} \
             {sample} limit {} returning 1) select count(*) from put",
            ROWS_MAX as u64 * 2
        ))?;
        let rows: f64 = counted.first().and_then(|row| row.number(0)).unwrap_or(0.0);
        let own = self.copy_indexes(snapshot, name)?;
        self.keep_distinct(table, rows)?;
        // An index alone answers only for pages that all may see: the sample's as the table's.
        let count = if self.is_visible(&real)? { "vacuum (analyze)" } else { "analyze" };
        self.session.rows(&format!("{count} {place}"))?;
        // A fraction of an old estimate may be more than all.
        let fraction = if wanted < 1.0 { (rows / real_rows).clamp(1e-9, 1.0) } else { 1.0 };
        Ok(Sampled { fraction, own })
    }

    /// Whether most of the table's pages were seen by VACUUM since they changed.
    fn is_visible(&mut self, real: &str) -> Result<bool, EngineError> {
        let name = Sql::fixed("").literal(Quote::Double, real);
        let rows = self.session.rows(&format!(
            "select relallvisible * 2 > relpages from pg_class where oid = {}::regclass",
            name.as_str()
        ))?;
        Ok(rows.first().is_some_and(|row| row.flag(0)))
    }

    /// Real values of a column are counted in the whole table; a sample sees too few of them.
    fn keep_distinct(&mut self, table: &Table, rows: f64) -> Result<(), EngineError> {
        let known = table.columns.iter().filter(|c| !c.generated);
        let alter: Vec<String> = known
            .filter_map(|c| Some((c, c.distinct.filter(|d| *d >= 1.0 && *d < rows / 2.0)?)))
            .map(|(c, distinct)| {
                let column = Sql::fixed("alter column ").ident(Quote::Double, &c.name);
                format!("{} set (n_distinct = {})", column.as_str(), distinct.round())
            })
            .collect();
        if alter.is_empty() {
            return Ok(());
        }
        let place = self.place(&table.name);
        self.session.rows(&format!("alter table {place} {}", alter.join(", "))).map(drop)
    }

    fn copy_indexes(
        &mut self,
        snapshot: &Snapshot,
        name: &TableName,
    ) -> Result<HashMap<Ident, bool>, EngineError> {
        let mut own = HashMap::new();
        for index in snapshot.indexes_of(name).filter(|i| i.valid && !i.building) {
            if self.copy_index(index)? {
                own.insert(index.name.name.clone(), index.primary);
            }
        }
        Ok(own)
    }

    /// False: an exclusion constraint or the like, which the clone does without.
    fn copy_index(&mut self, index: &Index) -> Result<bool, EngineError> {
        if !index.definition.starts_with("CREATE ") {
            return Ok(false);
        }
        let table = &index.name.table;
        let known = [table.clone()];
        let sql = retarget::retarget(&index.definition, &known, &|schema| self.stand_in(schema));
        self.session.rows(&sql)?;
        if index.primary {
            // Statements may lean on the key (GROUP BY id), not only on its index.
            let name = Sql::fixed("").ident(Quote::Double, &index.name.name);
            let place = self.place(table);
            self.session.rows(&format!(
                "alter table {place} add constraint {0} primary key using index {0}",
                name.as_str()
            ))?;
        }
        Ok(true)
    }

    /// Builds what is new of these; their numbers in the same order. Errors: the server's, for an
    /// index that it does not take.
    pub fn build(&mut self, with: &[IndexSpec]) -> Result<Vec<usize>, EngineError> {
        with.iter().map(|spec| self.build_one(spec, with)).collect()
    }

    fn build_one(&mut self, spec: &IndexSpec, needed: &[IndexSpec]) -> Result<usize, EngineError> {
        if let Some(at) = self.hypothetical.iter().position(|h| h.as_ref() == Some(spec)) {
            return Ok(at);
        }
        self.make_room(&spec.table, needed)?;
        let number = self.hypothetical.len();
        let moved = TableName {
            schema: Ident::new(self.stand_in(spec.table.schema.as_str())),
            name: spec.table.name.clone(),
        };
        let index = IndexSpec { table: moved, ..spec.clone() };
        let action = Action::CreateIndex { name: index_name(number), index };
        let rendered = render(&action, FLAVOUR)
            .map_err(|e| EngineError::new(ErrorClass::Unsupported, e.to_string()))?;
        let create = rendered.forward.first().map_or("", Sql::as_str);
        let create = create.replacen("INDEX CONCURRENTLY ", "INDEX ", 1);
        self.session.rows(&format!("{USERS_NAMES}{create}"))?;
        self.hypothetical.push(Some(spec.clone()));
        if spec.keys.iter().any(|key| key.as_column().is_none()) {
            let place = self.place(&spec.table);
            self.session.rows(&format!("analyze {place}"))?;
        }
        Ok(number)
    }

    fn make_room(&mut self, table: &TableName, needed: &[IndexSpec]) -> Result<(), EngineError> {
        let of_table: Vec<usize> = (0..self.hypothetical.len())
            .filter(|n| self.hypothetical[*n].as_ref().is_some_and(|h| h.table == *table))
            .collect();
        if of_table.len() < INDEXES_OF_TABLE_MAX {
            return Ok(());
        }
        let free =
            |n: &&usize| self.hypothetical[**n].as_ref().is_some_and(|spec| !needed.contains(spec));
        if let Some(oldest) = of_table.iter().find(free).copied() {
            let name = self.index_place(table, &index_name(oldest));
            self.session.rows(&format!("drop index {name}"))?;
            self.hypothetical[oldest] = None;
        }
        Ok(())
    }

    /// Statements that leave only these hypothetical indexes on these tables, and take `without`
    /// away. For a transaction that is rolled back.
    pub fn hide_others(
        &self,
        tables: &BTreeSet<TableName>,
        shown: &[usize],
        without: &[IndexName],
    ) -> String {
        let mut sql = String::new();
        let mut drops: Vec<String> = Vec::new();
        for (number, spec) in self.hypothetical.iter().enumerate() {
            let Some(spec) = spec.as_ref().filter(|s| tables.contains(&s.table)) else { continue };
            if !shown.contains(&number) {
                drops.push(self.index_place(&spec.table, &index_name(number)));
            }
        }
        for index in without {
            let own = self.tables.get(&index.table).and_then(|t| t.own.get(&index.name));
            match own {
                Some(true) => {
                    let name = Sql::fixed("").ident(Quote::Double, &index.name);
                    let place = self.place(&index.table);
                    let alter = format!("alter table {place} drop constraint {};", name.as_str());
                    sql.push_str(&alter);
                }
                Some(false) => drops.push(self.index_place(&index.table, &index.name)),
                None => {}
            }
        }
        if !drops.is_empty() {
            sql.push_str("drop index ");
            sql.push_str(&drops.join(", "));
            sql.push(';');
        }
        sql
    }

    /// Makes names that have no schema mean the clone's tables where it has them.
    pub fn search_path(&mut self) -> Result<String, EngineError> {
        let path = "select pg_catalog.to_json(pg_catalog.current_schemas(false))";
        let rows = self.session.rows(&format!("{USERS_NAMES}{path}"))?;
        let path = rows.first().map(|row| row.list(0)).unwrap_or_default();
        let scratch = |schema: &String| {
            let ours = self.schemas.iter().any(|s| s.as_str() == schema);
            ours.then(|| Ident::new(self.stand_in(schema)))
        };
        let own = path.iter().filter_map(scratch);
        let all: Vec<Ident> = own.chain(path.iter().map(|s| Ident::new(s.as_str()))).collect();
        let list = Sql::fixed("").list(&all, ", ", |sql, name| sql.ident(Quote::Double, name));
        Ok(format!("set local search_path = {};", list.as_str()))
    }

    /// The name of the schema that stands for one of the user's.
    pub fn stand_in(&self, schema: &str) -> String {
        let at = self.schemas.iter().position(|s| s.as_str() == schema).unwrap_or(0);
        format!("{SCHEMA_PREFIX}{}_{at}", self.number)
    }

    /// Stand-in → the user's schema, of all.
    pub fn schemas(&self) -> HashMap<String, Ident> {
        self.schemas.iter().map(|s| (self.stand_in(s.as_str()), s.clone())).collect()
    }

    fn ensure_schema(&mut self, schema: &Ident) -> Result<(), EngineError> {
        if self.schemas.contains(schema) {
            return Ok(());
        }
        self.schemas.push(schema.clone());
        let name = self.stand_in(schema.as_str());
        let mark = Sql::fixed("").literal(Quote::Double, MARK);
        let sql = format!("create schema {name}; comment on schema {name} is {}", mark.as_str());
        self.session.try_rows(&sql).map(drop).map_err(|e| {
            self.schemas.pop();
            error::of("cannot make a schema for samples", &e)
        })
    }

    fn place(&self, table: &TableName) -> String {
        let schema = Ident::new(self.stand_in(table.schema.as_str()));
        quoted(&TableName { schema, name: table.name.clone() })
    }

    /// An index lives in the schema of its table.
    fn index_place(&self, table: &TableName, index: &Ident) -> String {
        self.place(&TableName { schema: table.schema.clone(), name: index.clone() })
    }
}

/// A statement that makes an index reads the same whatever the version.
const FLAVOUR: ServerFlavour =
    ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 0 };

/// The name of a hypothetical index on the clone.
pub(super) fn index_name(number: usize) -> Ident {
    Ident::new(format!("{INDEX_PREFIX}{number}"))
}

fn quoted(table: &TableName) -> String {
    Sql::fixed("").table(Quote::Double, table).as_str().to_owned()
}

fn may_be_sampled(kind: &TableKind) -> bool {
    match kind {
        TableKind::Ordinary
        | TableKind::Partition { .. }
        | TableKind::Materialized
        | TableKind::Unlogged => true,
        TableKind::Partitioned
        | TableKind::Foreign
        | TableKind::Temporary
        | TableKind::View
        | TableKind::Virtual
        | TableKind::WithoutRowid => false,
    }
}

/// The share of a table of so many rows that is sampled.
fn fraction(rows: f64, scale: f64) -> f64 {
    if rows <= ROWS_FLOOR {
        return 1.0;
    }
    ((rows * scale).clamp(ROWS_FLOOR, ROWS_MAX) / rows).min(1.0)
}

/// Drops scratch schemas that this role made and whose session is gone: it held a lock.
fn drop_leftovers(session: &mut Session) -> Result<(), EngineError> {
    let mark = Sql::fixed("").literal(Quote::Double, MARK);
    let found = session.rows(&format!(
        "select n.nspname from pg_namespace n \
         where n.nspname ~ '^{SCHEMA_PREFIX}[0-9]+_[0-9]+$' and pg_has_role(n.nspowner, 'usage') \
         and obj_description(n.oid, 'pg_namespace') = {}",
        mark.as_str()
    ))?;
    for schema in found.iter().filter_map(|row| row.text(0)) {
        let rest = schema.strip_prefix(SCHEMA_PREFIX).unwrap_or_default();
        let number = rest.split_once('_').and_then(|(number, _)| number.parse::<i32>().ok());
        let Some(number) = number else { continue };
        let lock = format!("select pg_try_advisory_lock({LOCK_CLASS}, {number})");
        if session.rows(&lock)?.first().is_some_and(|row| row.flag(0)) {
            // Left for the next start if its tables are in use.
            drop(session.try_rows(&format!("drop schema if exists {schema} cascade")));
            session.rows(&format!("select pg_advisory_unlock({LOCK_CLASS}, {number})"))?;
        }
    }
    Ok(())
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let names: Vec<String> =
            self.schemas.iter().map(|schema| self.stand_in(schema.as_str())).collect();
        if !names.is_empty() {
            let sql = format!("drop schema if exists {} cascade", names.join(", "));
            // A session that died leaves it for the next start.
            drop(self.session.try_rows(&format!("rollback; {sql}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_keep_their_proportions_between_a_floor_and_a_ceiling() {
        let scale = ROWS_MAX / 4e6;
        assert!((fraction(4e6, scale) - 0.01).abs() < 1e-9);
        assert!((fraction(2e6, scale) - 0.01).abs() < 1e-9);
        assert!((fraction(100_000.0, scale) - 0.1).abs() < 1e-9, "the floor");
        assert!((fraction(9_000.0, scale) - 1.0).abs() < 1e-9, "small tables are whole");
        assert!((fraction(30_000.0, 1.0) - 1.0).abs() < 1e-9);
    }
}
