//! Statistics of indexes that nobody has made: rows of the table are copied into memory, indexed
//! and analyzed there, and what that says is carried over to the whole table. For a table that
//! is copied whole it is exactly what ANALYZE would write.

use std::collections::HashMap;
use std::rc::Rc;

use rungs_core::name::TableName;
use rungs_core::seen::{IndexSpec, KeyPart, Snapshot, Table, TableKind};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::pick::{Picked, distinct_in_all, owned, pick};
use super::{copy, create};
use crate::sqlite::catalog::parse_stat;
use crate::sqlite::explain::cost::IndexStat;
use crate::sqlite::{quoted, quoted_name};

const ROWS: usize = 10_000;
const BYTES: f64 = 64e6;
const PROBE: &str = "rungs_what_if_sample";

pub struct Samples {
    conn: Connection,
    tables: HashMap<TableName, Picked>,
    made: HashMap<IndexSpec, Rc<Made>>,
}

/// What ANALYZE would write of one index.
#[derive(Debug, Default, PartialEq)]
pub struct Made {
    /// None: it would write nothing, for the index is empty.
    stat: Option<String>,
    values: Vec<Stat4>,
}

/// A row of `sqlite_stat4` without its names.
#[derive(Debug, Clone, PartialEq)]
struct Stat4 {
    equal: String,
    less: String,
    distinct_less: String,
    sample: Value,
}

impl Samples {
    pub fn new(reader: &Connection) -> rusqlite::Result<Self> {
        let conn = copy::empty(reader)?;
        Ok(Self { conn, tables: HashMap::new(), made: HashMap::new() })
    }

    /// `Err(why)` where the table cannot be sampled or SQLite refuses the index.
    pub fn made(
        &mut self,
        reader: &Connection,
        snapshot: &Snapshot,
        spec: &IndexSpec,
    ) -> rusqlite::Result<Result<Rc<Made>, String>> {
        if let Some(made) = self.made.get(spec) {
            return Ok(Ok(Rc::clone(made)));
        }
        let Some(table) = snapshot.table(&spec.table) else {
            return Ok(Err(format!("there is no table {}", spec.table)));
        };
        let Some(picked) = self.table(reader, table)? else {
            return Ok(Err(format!("the rows of {} could not be counted", spec.table)));
        };
        if let Err(why) = create(&self.conn, PROBE, spec) {
            return Ok(Err(why));
        }
        let made = self.analyze(spec, picked);
        self.conn.execute_batch(&format!("DROP INDEX {PROBE}"))?;
        let made = Rc::new(made?);
        self.made.insert(spec.clone(), Rc::clone(&made));
        Ok(Ok(made))
    }

    /// Copies rows of it, once.
    fn table(&mut self, reader: &Connection, table: &Table) -> rusqlite::Result<Option<Picked>> {
        if let Some(picked) = self.tables.get(&table.name) {
            return Ok(Some(*picked));
        }
        let ordinary = matches!(table.kind, TableKind::Ordinary | TableKind::WithoutRowid);
        let (true, Some(definition)) = (ordinary, &table.definition) else { return Ok(None) };
        self.conn.execute_batch(definition)?;
        let stored: Vec<usize> =
            (0..table.columns.len()).filter(|c| !table.columns[*c].generated).collect();
        let names: Vec<String> =
            stored.iter().map(|c| quoted_name(table.columns[*c].name.as_str())).collect();
        let places = vec!["?"; stored.len()].join(", ");
        let sql = format!(
            "INSERT OR IGNORE INTO {}({}) VALUES ({places})",
            quoted(&table.name),
            names.join(", ")
        );
        self.conn.execute_batch("BEGIN")?;
        let picked = {
            let mut insert = self.conn.prepare(&sql)?;
            pick(reader, table, rows_max(table), |row| {
                for (place, column) in stored.iter().enumerate() {
                    insert.raw_bind_parameter(place + 1, owned(row.get_ref(*column)?))?;
                }
                insert.raw_execute().map(|_| ())
            })
        };
        self.conn.execute_batch("COMMIT")?;
        let picked = picked?;
        if let Some(picked) = picked {
            self.tables.insert(table.name.clone(), picked);
        }
        Ok(picked)
    }

    fn analyze(&self, spec: &IndexSpec, picked: Picked) -> rusqlite::Result<Made> {
        self.conn.execute_batch(&format!("ANALYZE {PROBE}"))?;
        let mut statement = self.conn.prepare("SELECT stat FROM sqlite_stat1 WHERE idx = ?1")?;
        let stat: Option<String> =
            statement.query_map([PROBE], |row| row.get(0))?.next().transpose()?;
        let Some(stat) = stat else { return Ok(Made::default()) };
        let values = self.values()?;
        if picked.rows as f64 >= picked.of {
            return Ok(Made { stat: Some(stat), values });
        }
        let held = parse_stat(String::new(), None, stat).map_or(0.0, |s| s.rows);
        let factor = picked.of / picked.rows.max(1) as f64;
        let prefixes = self.prefixes(spec, held, held * factor)?;
        let rows = (held * factor).round();
        Ok(Made {
            stat: Some(stat_text(rows, &prefixes)),
            values: values.iter().map(|v| v.scaled(factor, rows, &prefixes)).collect(),
        })
    }

    fn values(&self) -> rusqlite::Result<Vec<Stat4>> {
        let mut statement =
            self.conn.prepare("SELECT neq, nlt, ndlt, sample FROM sqlite_stat4 WHERE idx = ?1")?;
        let rows = statement.query_map([PROBE], |row| {
            Ok(Stat4 {
                equal: row.get(0)?,
                less: row.get(1)?,
                distinct_less: row.get(2)?,
                sample: row.get(3)?,
            })
        })?;
        rows.collect()
    }

    /// Of each prefix of the keys: distinct values in the sample, and in all rows by estimate.
    fn prefixes(&self, spec: &IndexSpec, held: f64, of: f64) -> rusqlite::Result<Vec<Prefix>> {
        let keys: Vec<String> = spec.keys.iter().map(key_text).collect();
        let filter = spec.predicate.as_ref().map_or(String::new(), |p| format!(" WHERE {p}"));
        let mut out = Vec::new();
        for length in 1..=keys.len() {
            let sql = format!(
                "SELECT count(*), coalesce(sum(times = 1), 0) FROM \
                 (SELECT count(*) AS times FROM {}{filter} GROUP BY {})",
                quoted(&spec.table),
                keys[..length].join(", ")
            );
            let (distinct, once) = self.conn.query_row(&sql, [], |row| {
                Ok((row.get::<_, i64>(0)? as f64, row.get::<_, i64>(1)? as f64))
            })?;
            let in_all = if spec.unique && length == keys.len() {
                of
            } else {
                distinct_in_all(held, distinct, once, of)
            };
            out.push(Prefix { distinct, in_all });
        }
        Ok(out)
    }
}

#[derive(Debug, Clone, Copy)]
struct Prefix {
    distinct: f64,
    in_all: f64,
}

fn key_text(key: &rungs_core::seen::IndexKey) -> String {
    let part = match &key.part {
        KeyPart::Column(name) => quoted_name(name.as_str()),
        KeyPart::Expression(text) => format!("({text})"),
    };
    match &key.collation {
        Some(collation) => format!("{part} COLLATE {}", quoted_name(collation)),
        None => part,
    }
}

fn rows_max(table: &Table) -> usize {
    let width: f64 = table.columns.iter().map(|c| c.width_bytes.unwrap_or(8.0)).sum();
    ROWS.min((BYTES / width.max(1.0)) as usize).max(100)
}

/// As ANALYZE rounds: up, but one where nearly all differ.
fn stat_text(rows: f64, prefixes: &[Prefix]) -> String {
    let each = prefixes.iter().map(|p| {
        let distinct = p.in_all.round().max(1.0);
        let mean = ((rows + distinct - 1.0) / distinct).floor();
        let mean =
            if (mean - 2.0).abs() < 0.5 && rows * 10.0 <= distinct * 11.0 { 1.0 } else { mean };
        format!(" {:.0}", mean.max(1.0))
    });
    format!("{rows:.0}{}", each.collect::<String>())
}

impl Stat4 {
    /// A value that came once in the sample comes as often as the mean in the table.
    fn scaled(&self, factor: f64, rows: f64, prefixes: &[Prefix]) -> Self {
        let mean = |at: usize| prefixes.get(at).map_or(1.0, |p| rows / p.in_all.max(1.0));
        let share = |at: usize| prefixes.get(at).map_or(factor, |p| p.in_all / p.distinct.max(1.0));
        Self {
            equal: each(&self.equal, |at, n| if n <= 1.0 { mean(at) } else { n * factor }),
            less: each(&self.less, |_, n| n * factor),
            distinct_less: each(&self.distinct_less, |at, n| n * share(at)),
            sample: self.sample.clone(),
        }
    }
}

fn each(numbers: &str, change: impl Fn(usize, f64) -> f64) -> String {
    let changed = numbers.split(' ').enumerate().map(|(at, word)| {
        word.parse::<f64>().map_or_else(|_| word.to_owned(), |n| format!("{:.0}", change(at, n)))
    });
    changed.collect::<Vec<_>>().join(" ")
}

impl Made {
    pub fn write(&self, conn: &Connection, table: &str, index: &str) -> rusqlite::Result<()> {
        conn.execute("DELETE FROM sqlite_stat1 WHERE tbl = ?1 AND idx = ?2", [table, index])?;
        conn.execute("DELETE FROM sqlite_stat4 WHERE tbl = ?1 AND idx = ?2", [table, index])?;
        let Some(stat) = &self.stat else { return Ok(()) };
        conn.execute(
            "INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES (?1, ?2, ?3)",
            [table, index, stat],
        )?;
        let mut insert = conn.prepare(
            "INSERT INTO sqlite_stat4(tbl, idx, neq, nlt, ndlt, sample) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for v in &self.values {
            insert.execute(rusqlite::params![
                table,
                index,
                v.equal,
                v.less,
                v.distinct_less,
                v.sample
            ])?;
        }
        Ok(())
    }

    pub fn stat(&self, spec: &IndexSpec) -> Option<IndexStat> {
        let stat = parse_stat(String::new(), None, self.stat.clone()?)?;
        let per_prefix = stat.per_prefix;
        Some(IndexStat { table: spec.table.clone(), rows: stat.rows, per_prefix, counted: true })
    }
}
