//! Rows of tables.sql, columns.sql and constraints.sql → tables.

use std::collections::{BTreeMap, HashMap};

use rungs_core::name::{Bytes, Ident, TableName};
use rungs_core::seen::{Column, ForeignKey, Index, Table, TableCounters, TableKind, TypeClass};

use super::super::connect::Row;
use super::idents;

/// Tables by oid.
pub(super) type Tables = BTreeMap<u32, Table>;

pub(super) fn build(
    rows: &[Row],
    columns: &[Row],
    constraints: &[Row],
    server: &HashMap<String, f64>,
) -> Tables {
    let mut tables: Tables =
        rows.iter().filter_map(|row| Some((row.number(0)?, table(row, server)))).collect();
    for row in columns {
        let table = row.number(0).and_then(|oid: u32| tables.get_mut(&oid));
        if let Some(table) = table {
            table.columns.push(column(row, table.rows));
        }
    }
    for row in constraints {
        let table = row.number(0).and_then(|oid: u32| tables.get_mut(&oid));
        let Some(table) = table else { continue };
        if row.text(1) == Some("p") {
            table.primary_key = idents(row.list(5));
        } else {
            table.foreign_keys.push(foreign_key(row));
        }
    }
    for table in tables.values_mut() {
        let seen = table.columns.iter().any(|c| c.null_fraction.is_some());
        // Not by its number of rows: making an index counts those too.
        if seen || table.counters.last_analyze_ms.is_some() {
            table.counters.analyzed = Some(true);
        }
    }
    tables
}

/// Scans by any index of the table; the server counts them per index.
pub(super) fn count_index_scans(tables: &mut Tables, indexes: &[Index]) {
    let mut scans: HashMap<&TableName, u64> = HashMap::new();
    for index in indexes {
        *scans.entry(&index.name.table).or_default() += index.scans.unwrap_or(0);
    }
    for table in tables.values_mut() {
        let counted = matches!(table.kind, TableKind::View | TableKind::Foreign);
        table.counters.index_scans =
            (!counted).then(|| scans.get(&table.name).copied().unwrap_or(0));
    }
}

/// A partitioned parent has no rows of its own: what is known of all partitions is its own.
pub(super) fn sum_partitions(tables: &mut [Table]) {
    for _ in 0..4 {
        let mut sums: HashMap<TableName, (Option<f64>, Option<u64>)> = HashMap::new();
        for table in tables.iter() {
            if let TableKind::Partition { parent } = &table.kind {
                let sum = sums.entry(parent.clone()).or_insert((Some(0.0), Some(0)));
                sum.0 = sum.0.zip(table.rows).map(|(a, b)| a + b);
                sum.1 = sum.1.zip(table.bytes).map(|(a, b)| a + b.0);
            }
        }
        for table in tables.iter_mut().filter(|t| t.bytes.is_none()) {
            if let Some((rows, bytes)) = sums.get(&table.name) {
                table.rows = table.rows.or(*rows);
                table.bytes = bytes.map(Bytes);
            }
        }
    }
}

fn table(row: &Row, server: &HashMap<String, f64>) -> Table {
    let parent = row.text(5).zip(row.text(6)).map(|(s, n)| TableName::new(s, n));
    let kind = match (row.text(3).unwrap_or(""), row.text(4).unwrap_or(""), parent) {
        (_, _, Some(parent)) => TableKind::Partition { parent },
        ("p", _, None) => TableKind::Partitioned,
        ("f", _, None) => TableKind::Foreign,
        ("m", _, None) => TableKind::Materialized,
        ("v", _, None) => TableKind::View,
        (_, "u", None) => TableKind::Unlogged,
        (_, "t", None) => TableKind::Temporary,
        _ => TableKind::Ordinary,
    };
    let stores = !matches!(kind, TableKind::View | TableKind::Foreign | TableKind::Partitioned);
    let pages: f64 = row.number(8).unwrap_or(0.0);
    // Never counted: -1 since PostgreSQL 14, 0 rows on 0 pages before.
    let rows = row.number::<f64>(7).filter(|n| *n >= 0.0 && (*n > 0.0 || pages > 0.0));
    let empty = row.number::<u64>(9) == Some(0) && stores;
    Table {
        name: TableName::new(&row.owned(1), &row.owned(2)),
        columns: Vec::new(),
        primary_key: Vec::new(),
        foreign_keys: Vec::new(),
        rows: rows.or((empty && row.number::<f64>(7) == Some(0.0)).then_some(0.0)),
        bytes: row.number(9).map(Bytes),
        counters: counters(row, stores, rows, server),
        definition: None,
        kind,
    }
}

fn counters(
    row: &Row,
    stores: bool,
    rows: Option<f64>,
    server: &HashMap<String, f64>,
) -> TableCounters {
    // The view of statistics shows this role those of tables that it may read. True is said once
    // statistics were seen.
    let analyzed = row.flag(21).then_some(false);
    if !stores {
        return TableCounters { analyzed, ..TableCounters::default() };
    }
    let options = row.list(20);
    let rule = |name: &str| threshold(name, rows, &options, server);
    TableCounters {
        seq_scans: row.number(10),
        seq_rows_read: row.number(11),
        index_scans: None,
        rows_inserted: row.number(12),
        rows_updated: row.number(13),
        rows_hot_updated: row.number(14),
        rows_deleted: row.number(15),
        dead_rows: row.number(16),
        rows_changed_since_analyze: row.number(17),
        last_analyze_ms: row.number(18),
        last_vacuum_ms: row.number(19),
        analyzed,
        bytes_free: None,
        vacuum_threshold_rows: rule("vacuum"),
        analyze_threshold_rows: rule("analyze"),
    }
}

/// `threshold + scale factor × rows`, capped where the server has a cap (PostgreSQL 18).
fn threshold(
    what: &str,
    rows: Option<f64>,
    options: &[String],
    server: &HashMap<String, f64>,
) -> Option<f64> {
    let value = |name: String| {
        let own = options.iter().find_map(|o| o.strip_prefix(&name)?.strip_prefix('='));
        own.and_then(|v| v.parse().ok()).or_else(|| server.get(&name).copied())
    };
    let base: f64 = value(format!("autovacuum_{what}_threshold"))?;
    let factor: f64 = value(format!("autovacuum_{what}_scale_factor"))?;
    let sum = base + factor * rows?;
    match value(format!("autovacuum_{what}_max_threshold")).filter(|cap| *cap >= 0.0) {
        Some(cap) => Some(sum.min(cap)),
        None => Some(sum),
    }
}

fn column(row: &Row, rows: Option<f64>) -> Column {
    let distinct = row.number::<f64>(9).and_then(|n| match n {
        n if n > 0.0 => Some(n),
        n if n < 0.0 => rows.map(|rows| -n * rows),
        _ => None,
    });
    Column {
        name: Ident(row.owned(1)),
        data_type: row.owned(2),
        class: class(row.text(3).unwrap_or(""), row.text(4).unwrap_or("")),
        not_null: row.flag(5),
        generated: row.flag(6),
        collation: row.text(7).map(str::to_owned),
        width_bytes: row.number(8),
        distinct,
        null_fraction: row.number(10),
        correlation: row.number(11),
        common_frequencies: row.numbers(12),
    }
}

fn class(category: &str, base: &str) -> TypeClass {
    match (category, base) {
        (_, "int2" | "int4" | "int8" | "oid") => TypeClass::Integer,
        (_, "float4" | "float8") => TypeClass::Float,
        (_, "numeric" | "money") => TypeClass::Decimal,
        (_, "uuid") => TypeClass::Uuid,
        (_, "bytea") => TypeClass::Bytes,
        (_, "json" | "jsonb") => TypeClass::Json,
        ("A", _) => TypeClass::Array,
        ("B", _) => TypeClass::Boolean,
        ("D", _) => TypeClass::Time,
        ("S", _) => TypeClass::Text,
        _ => TypeClass::Other,
    }
}

fn foreign_key(row: &Row) -> ForeignKey {
    ForeignKey {
        name: Ident(row.owned(2)),
        columns: idents(row.list(5)),
        references: TableName::new(&row.owned(3), &row.owned(4)),
        referenced_columns: idents(row.list(6)),
    }
}
