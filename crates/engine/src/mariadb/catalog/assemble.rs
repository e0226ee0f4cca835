//! The catalog's rows → tables and indexes. Pure.

use std::collections::HashMap;

use rungs_core::engine::Scope;
use rungs_core::name::{Bytes, Ident, IndexName, TableName};
use rungs_core::seen::{
    Column, ForeignKey, Index, IndexKey, IndexSpec, KeyPart, Method, Skipped, Table, TableCounters,
    TableKind,
};

use super::super::connect::{Cells, number, quoted, text};
use super::{Raw, types};
use crate::look::Catalog;

/// What rungs keeps in the target begins with it: no table of the user's to advise on.
const OWN: &str = "rungs_";

/// Adds one database's tables and indexes to `catalog`.
pub fn database(name: &str, scope: &Scope, raw: &Raw, catalog: &mut Catalog) {
    let columns = grouped(&raw.columns);
    let foreign_keys = grouped(&raw.foreign_keys);
    let index_parts = grouped(&raw.indexes);
    let innodb = raw.innodb.as_deref().map(grouped);
    let column_stats = raw.column_stats.as_deref().map(grouped);
    let index_use = raw.index_use.as_deref().map(grouped);
    for row in &raw.tables {
        let table = text(row, 0);
        if table.starts_with(OWN) || !in_scope(scope, name, &table) {
            continue;
        }
        if let Some(why) = why_skipped(row) {
            catalog.skipped.push(Skipped { subject: format!("{name}.{table}"), why });
            continue;
        }
        let seen = TableRows {
            row,
            name: TableName::new(name, &table),
            columns: rows_of(&columns, &table),
            foreign_keys: rows_of(&foreign_keys, &table),
            index_parts: rows_of(&index_parts, &table),
            innodb: innodb.as_ref().map(|g| statistics(row, rows_of(g, &table))),
            column_stats: column_stats.as_ref().map(|g| rows_of(g, &table)),
            index_use: index_use.as_ref().map(|g| rows_of(g, &table)),
        };
        let indexes = seen.indexes();
        catalog.tables.push(seen.table(&indexes));
        catalog.indexes.extend(indexes);
    }
}

type Groups<'a> = HashMap<&'a str, Vec<&'a Cells>>;

fn grouped(rows: &[Cells]) -> Groups<'_> {
    let mut groups = Groups::new();
    for row in rows {
        groups.entry(row[0].as_deref().unwrap_or_default()).or_default().push(row);
    }
    groups
}

fn rows_of<'a>(groups: &Groups<'a>, table: &str) -> Vec<&'a Cells> {
    groups.get(table).cloned().unwrap_or_default()
}

fn in_scope(scope: &Scope, database: &str, table: &str) -> bool {
    scope.tables.is_empty()
        || scope.tables.iter().any(|t| t == table || *t == format!("{database}.{table}"))
}

/// Tables that the server could not open, and engines that rungs does not advise.
fn why_skipped(row: &Cells) -> Option<String> {
    let kind = text(row, 1);
    if kind != "BASE TABLE" && kind != "SYSTEM VERSIONED" {
        return None;
    }
    match row[2].as_deref() {
        None if text(row, 7).contains("Lock wait timeout") => {
            Some("locked by another session".to_owned())
        }
        None => Some(format!("the server cannot open it: {}", text(row, 7))),
        Some("InnoDB") => None,
        Some(engine) => Some(format!("its engine is {engine}; only InnoDB is advised")),
    }
}

/// The header of an InnoDB record alone.
const RECORD_BYTES_MIN: f64 = 5.0;

/// The count of rows follows every change, sizes and statistics only ANALYZE or the server's own
/// time for it: after a bulk load they may still speak of a table of one page.
fn is_of_before_a_load(table: &Cells) -> bool {
    let sizes = number(table, 3).zip(number(table, 4));
    sizes.is_some_and(|(rows, bytes)| rows * RECORD_BYTES_MIN > bytes)
}

/// Statistics of a table as it is; none where they are of another time.
fn statistics<'a>(table: &Cells, innodb: Vec<&'a Cells>) -> Vec<&'a Cells> {
    if is_of_before_a_load(table) { Vec::new() } else { innodb }
}

/// What the catalog says of one table.
struct TableRows<'a> {
    row: &'a Cells,
    name: TableName,
    columns: Vec<&'a Cells>,
    foreign_keys: Vec<&'a Cells>,
    index_parts: Vec<&'a Cells>,
    innodb: Option<Vec<&'a Cells>>,
    column_stats: Option<Vec<&'a Cells>>,
    index_use: Option<Vec<&'a Cells>>,
}

impl TableRows<'_> {
    fn table(&self, indexes: &[Index]) -> Table {
        let is_view = text(self.row, 1).contains("VIEW");
        let partitioned = text(self.row, 6).contains("partitioned");
        let kind = match (is_view, partitioned) {
            (true, _) => TableKind::View,
            (false, true) => TableKind::Partitioned,
            (false, false) => TableKind::Ordinary,
        };
        let primary = indexes.iter().find(|i| i.primary);
        Table {
            name: self.name.clone(),
            kind,
            columns: self.columns.iter().map(|row| self.column(row, indexes)).collect(),
            primary_key: primary.map(key_columns).unwrap_or_default(),
            foreign_keys: self.foreign_keys(),
            rows: number(self.row, 3),
            bytes: number(self.row, 4)
                .filter(|_| !is_of_before_a_load(self.row))
                .map(|n| Bytes(n as u64)),
            counters: self.counters(),
            definition: None,
        }
    }

    fn column(&self, row: &Cells, indexes: &[Index]) -> Column {
        let name = Ident(text(row, 1));
        let (column_type, data_type) = (text(row, 2), text(row, 3));
        let stats = self
            .column_stats
            .as_ref()
            .and_then(|rows| rows.iter().find(|s| s[1].as_deref() == Some(name.as_str())));
        let nulls = stats.and_then(|s| number(s, 2));
        let distinct = stats.and_then(|s| {
            let frequency = number(s, 4).filter(|f| *f > 0.0)?;
            Some(number(s, 5)? * (1.0 - nulls.unwrap_or(0.0)) / frequency)
        });
        let extra = text(row, 5);
        Column {
            class: types::class(&data_type, &column_type),
            data_type: column_type,
            not_null: text(row, 4) == "NO",
            generated: extra.contains("GENERATED") && !extra.contains("DEFAULT_GENERATED"),
            collation: row[6].clone(),
            width_bytes: stats
                .and_then(|s| number(s, 3))
                .or_else(|| types::fixed_width(&data_type)),
            distinct: distinct.or_else(|| self.distinct_by_index(&name, indexes)),
            null_fraction: nulls,
            correlation: None,
            common_frequencies: Vec::new(),
            name,
        }
    }

    /// InnoDB knows the distinct values of each index's first column.
    fn distinct_by_index(&self, column: &Ident, indexes: &[Index]) -> Option<f64> {
        let index = indexes.iter().find(|i| {
            let first = &i.spec.keys[0];
            first.as_column() == Some(column) && first.prefix_length.is_none()
        })?;
        self.stat(index.name.name.as_str(), "n_diff_pfx01")
            .or_else(|| self.cardinality(index.name.name.as_str()))
    }

    fn stat(&self, index: &str, stat: &str) -> Option<f64> {
        let rows = self.innodb.as_ref()?;
        let row = rows
            .iter()
            .find(|r| r[1].as_deref() == Some(index) && r[2].as_deref() == Some(stat))?;
        number(row, 3)
    }

    fn cardinality(&self, index: &str) -> Option<f64> {
        let row = self.index_parts.iter().find(|r| r[1].as_deref() == Some(index))?;
        number(row, 8)
    }

    fn foreign_keys(&self) -> Vec<ForeignKey> {
        let mut keys: Vec<ForeignKey> = Vec::new();
        for row in &self.foreign_keys {
            let name = Ident(text(row, 1));
            if keys.last().is_none_or(|k| k.name != name) {
                keys.push(ForeignKey {
                    name,
                    columns: Vec::new(),
                    references: TableName::new(&text(row, 3), &text(row, 4)),
                    referenced_columns: Vec::new(),
                });
            }
            if let Some(key) = keys.last_mut() {
                key.columns.push(Ident(text(row, 2)));
                key.referenced_columns.push(Ident(text(row, 5)));
            }
        }
        keys
    }

    fn counters(&self) -> TableCounters {
        let sum = |at: usize| {
            let rows = self.index_use.as_ref().filter(|rows| !rows.is_empty())?;
            Some(rows.iter().filter_map(|r| number(r, at)).sum::<f64>() as u64)
        };
        let scanned = self
            .index_use
            .as_ref()
            .and_then(|rows| rows.iter().find(|r| r[1].is_none()).and_then(|r| number(r, 2)));
        let analyzed_at = self
            .innodb
            .as_ref()
            .and_then(|rows| rows.iter().filter_map(|r| number(r, 5)).reduce(f64::max));
        TableCounters {
            seq_rows_read: scanned.map(|n| n as u64),
            rows_inserted: sum(3),
            rows_updated: sum(4),
            rows_deleted: sum(5),
            analyzed: self.innodb.as_ref().map(|rows| !rows.is_empty()),
            last_analyze_ms: analyzed_at.map(|s| (s * 1_000.0) as i64),
            bytes_free: number(self.row, 5).map(|n| Bytes(n as u64)),
            ..TableCounters::default()
        }
    }

    fn indexes(&self) -> Vec<Index> {
        let mut parts: Vec<(String, Vec<&Cells>)> = Vec::new();
        for row in &self.index_parts {
            let name = text(row, 1);
            match parts.last_mut() {
                Some((last, rows)) if *last == name => rows.push(row),
                _ => parts.push((name, vec![row])),
            }
        }
        let mut indexes: Vec<Index> =
            parts.iter().map(|(name, rows)| self.index(name, rows)).collect();
        mark_foreign_key_indexes(&self.foreign_keys(), &mut indexes);
        indexes
    }

    fn index(&self, name: &str, rows: &[&Cells]) -> Index {
        let primary = name == "PRIMARY";
        let spec = IndexSpec {
            table: self.name.clone(),
            method: method(&text(rows[0], 3)),
            keys: rows.iter().map(|row| key(row)).collect(),
            include: Vec::new(),
            predicate: None,
            unique: text(rows[0], 2) == "0",
        };
        let page_bytes = self.innodb.as_ref().and_then(|r| number(r.first()?, 4));
        let bytes = self.stat(name, "size").zip(page_bytes).map(|(n, page)| n * page);
        let scans = self.index_use.as_ref().and_then(|rows| {
            let row = rows.iter().find(|r| r[1].as_deref() == Some(name))?;
            number(row, 2)
        });
        Index {
            definition: definition(name, &spec),
            name: IndexName { table: self.name.clone(), name: name.into() },
            unique: spec.unique,
            primary,
            constraint: spec.unique,
            replica_identity: false,
            clustered: primary,
            valid: true,
            building: false,
            ignored: text(rows[0], 9) == "YES",
            parent: None,
            scans: scans.map(|n| n as u64),
            bytes: bytes.map(|n| Bytes(n as u64)),
            bloat_fraction: None,
            spec,
        }
    }
}

fn key_columns(index: &Index) -> Vec<Ident> {
    index.spec.keys.iter().filter_map(|k| k.as_column().cloned()).collect()
}

/// InnoDB refuses to drop the last index that a foreign key can use.
fn mark_foreign_key_indexes(foreign_keys: &[ForeignKey], indexes: &mut [Index]) {
    for key in foreign_keys {
        let serves = |index: &Index| {
            let columns = key_columns(index);
            columns.len() >= key.columns.len()
                && key.columns.iter().all(|c| columns[..key.columns.len()].contains(c))
        };
        if indexes.iter().filter(|i| serves(i)).count() == 1 {
            indexes.iter_mut().filter(|i| serves(i)).for_each(|i| i.constraint = true);
        }
    }
}

fn method(index_type: &str) -> Method {
    match index_type {
        "BTREE" => Method::Btree,
        "HASH" => Method::Hash,
        "FULLTEXT" => Method::Fulltext,
        "SPATIAL" | "RTREE" => Method::Spatial,
        other => Method::Other(other.to_ascii_lowercase()),
    }
}

fn key(row: &Cells) -> IndexKey {
    let part = match (&row[5], &row[10]) {
        (Some(column), _) => KeyPart::Column(Ident(column.clone())),
        (None, expression) => KeyPart::Expression(expression.clone().unwrap_or_default()),
    };
    IndexKey {
        part,
        descending: row[6].as_deref() == Some("D"),
        nulls_first: None,
        opclass: None,
        collation: None,
        prefix_length: number(row, 7).map(|n| n as u32),
    }
}

/// The statement that makes the index again. Online like every statement of rungs.
fn definition(name: &str, spec: &IndexSpec) -> String {
    let table =
        format!("{}.{}", quoted(spec.table.schema.as_str()), quoted(spec.table.name.as_str()));
    let keys = key_list(spec);
    if name == "PRIMARY" {
        return format!("ALTER TABLE {table} ADD PRIMARY KEY ({keys})");
    }
    let kind = match (&spec.method, spec.unique) {
        (Method::Fulltext, _) => "FULLTEXT INDEX",
        (Method::Spatial, _) => "SPATIAL INDEX",
        (_, true) => "UNIQUE INDEX",
        (_, false) => "INDEX",
    };
    let lock = match spec.method {
        Method::Fulltext | Method::Spatial => "SHARED",
        _ => "NONE",
    };
    format!(
        "ALTER TABLE {table} ADD {kind} {} ({keys}), ALGORITHM=INPLACE, LOCK={lock}",
        quoted(name)
    )
}

/// The key parts of an index as they stand between its parentheses.
pub fn key_list(spec: &IndexSpec) -> String {
    let parts: Vec<String> = spec
        .keys
        .iter()
        .map(|key| {
            let mut part = match &key.part {
                KeyPart::Column(name) => quoted(name.as_str()),
                KeyPart::Expression(sql) => format!("({sql})"),
            };
            if let Some(length) = key.prefix_length {
                part = format!("{part}({length})");
            }
            if key.descending {
                part.push_str(" DESC");
            }
            part
        })
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str, bytes: &str) -> Table {
        let cells = |values: &[&str]| -> Cells {
            values.iter().map(|v| (*v != "-").then(|| (*v).to_owned())).collect()
        };
        let raw = Raw {
            tables: vec![cells(&["t", "BASE TABLE", "InnoDB", rows, bytes, "0", "", ""])],
            columns: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            innodb: Some(vec![cells(&["t", "PRIMARY", "size", "1", "16384", "1790000000"])]),
            column_stats: None,
            index_use: None,
        };
        let mut catalog = Catalog::default();
        database("app", &Scope { tables: Vec::new(), statements_max: 0 }, &raw, &mut catalog);
        catalog.tables.remove(0)
    }

    #[test]
    fn sizes_and_statistics_of_before_a_bulk_load_are_unknown() {
        let loaded = table("400000", "16384");
        assert_eq!((loaded.rows, loaded.bytes), (Some(400_000.0), None));
        assert_eq!(loaded.counters.analyzed, Some(false));
        assert_eq!(loaded.counters.last_analyze_ms, None);
        let counted = table("400000", "24000000");
        assert_eq!(counted.bytes, Some(Bytes(24_000_000)));
        assert_eq!(counted.counters.analyzed, Some(true));
        assert_eq!(table("0", "16384").counters.analyzed, Some(true));
    }
}
