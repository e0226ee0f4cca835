//! How large an index will be, from the table's statistics: B-trees of the three engines, with
//! PostgreSQL's deduplication. Estimates a fresh build; does not guess at later bloat.

use super::merge::held;
use crate::dialect::{Sql, dialect};
use crate::engine::{Answer, Question};
use crate::name::{Bytes, EngineKind, Ident};
use crate::seen::{Column, IndexKey, IndexSpec, KeyPart, Method, Snapshot, Table, TypeClass};

/// Width of an expression's value where nothing is known of it.
const EXPRESSION_BYTES: f64 = 16.0;
/// Share of the rows that an unknown partial condition is taken to keep.
const PARTIAL_SHARE: f64 = 0.2;
/// PostgreSQL: a page less its header, special space and the tenth left free by fillfactor 90.
const PG_LEAF_BYTES: f64 = 8_192.0 - 24.0 - 16.0 - 819.0;
/// PostgreSQL: a posting list may fill a tenth of a page while an index is built.
const PG_POSTING_BYTES: f64 = 812.0;
/// InnoDB: a page less header and trailer, a sixteenth left free by a sorted build.
const INNODB_LEAF_BYTES: f64 = 16_384.0 - 128.0 - 1_024.0;

/// Predicted size of a new index; None where the number of rows is not known.
pub fn size(spec: &IndexSpec, table: &Table, snapshot: &Snapshot) -> Option<Bytes> {
    size_of_share(spec, table, snapshot, share_kept(spec, table))
}

/// What the planner is asked to learn how many rows a partial index keeps; None: all.
pub fn share_question(spec: &IndexSpec, engine: EngineKind) -> Option<Question> {
    let condition = spec.predicate.as_deref()?;
    let from = Sql::fixed("SELECT 1 FROM ").table(dialect(engine).quote(), &spec.table);
    let text = from.text(" WHERE ").parsed_expression(condition).as_str().to_owned();
    Some(Question::Plan { text, with: Vec::new(), without: Vec::new() })
}

/// The answer to it; None: the planner does not say.
pub fn share_answered(answer: &Answer, table: &Table) -> Option<f64> {
    let Answer::Plan(plan) = answer else { return None };
    let kept = plan.nodes.first()?.rows_estimated?;
    let rows = table.rows.filter(|rows| *rows > 0.0)?;
    Some((kept / rows).min(1.0))
}

/// The same where it is known which share of the rows a partial index keeps, 0 … 1.
pub fn size_of_share(
    spec: &IndexSpec,
    table: &Table,
    snapshot: &Snapshot,
    share: f64,
) -> Option<Bytes> {
    let rows = table.rows? * share;
    let bytes = match (&spec.method, snapshot.server.engine) {
        (Method::Brin, _) => 49_152.0 + table.bytes.map_or(0.0, |b| b.0 as f64) / 20_000.0,
        (Method::Gin, _) => inside_bytes(spec, table, rows),
        (_, EngineKind::Postgres) => postgres(spec, table, rows),
        (_, EngineKind::MariaDb) => innodb(spec, table, rows),
        (_, EngineKind::Sqlite) => sqlite(spec, table, rows),
    };
    Some(Bytes(bytes as u64))
}

/// Share of the table's rows that a partial index keeps.
fn share_kept(spec: &IndexSpec, table: &Table) -> f64 {
    let Some(condition) = &spec.predicate else { return 1.0 };
    let named = table.columns.iter().find(|c| {
        let name = c.name.as_str();
        condition.trim_start_matches(['"', '`', '(']).starts_with(name)
    });
    let nulls = named.and_then(|c| c.null_fraction);
    let upper = condition.to_ascii_uppercase();
    match nulls {
        Some(nulls) if upper.ends_with("IS NOT NULL") => 1.0 - nulls,
        Some(nulls) if upper.ends_with("IS NULL") => nulls,
        _ => named
            .and_then(|c| c.distinct)
            .filter(|distinct| *distinct >= 1.0)
            .map_or(PARTIAL_SHARE, |distinct| 1.0 / distinct),
    }
}

fn postgres(spec: &IndexSpec, table: &Table, rows: f64) -> f64 {
    let mut data = 0.0;
    let mut present = 1.0;
    for part in parts(spec, table) {
        let (width, align) = part.map_or((expression_width(spec, table), 1.0), postgres_width);
        data = align_to(data, align) + width;
        present *= 1.0 - part.and_then(|c| c.null_fraction).unwrap_or(0.0);
    }
    // A tuple with a NULL has a bitmap, and less data.
    let tuple = 8.0 + align_to(data, 8.0);
    let with_null = 16.0 + align_to(data / 2.0, 8.0);
    let single = spec.keys.len() == 1 && spec.include.is_empty();
    let leaf = if deduplicates(spec, table) {
        let keys = distinct(spec, table, rows);
        // All NULLs of one column are one key.
        let nulls = rows * (1.0 - present);
        let alike = if single { 1.0 } else { keys * (1.0 - present) };
        posting_bytes(tuple, rows * present, keys)
            + if nulls >= 1.0 { posting_bytes(with_null, nulls, alike) } else { 0.0 }
    } else {
        rows * (present * (tuple + 4.0) + (1.0 - present) * (with_null + 4.0))
    };
    let pages = (leaf / PG_LEAF_BYTES).ceil().max(1.0);
    // Upper pages hold one truncated key per page below, filled to 70 %; one page is its own root.
    let upper = if pages > 1.0 { (pages * (tuple + 4.0) / (8_152.0 * 0.7)).ceil() } else { 0.0 };
    (1.0 + pages + upper) * 8_192.0
}

/// A function of a text mostly gives a text of its length.
fn expression_width(spec: &IndexSpec, table: &Table) -> f64 {
    let texts = spec.keys.iter().filter_map(|key| text_within(key, table)?.width_bytes);
    texts.reduce(f64::max).unwrap_or(EXPRESSION_BYTES)
}

/// The first column of text that an expression names.
fn text_within<'a>(key: &IndexKey, table: &'a Table) -> Option<&'a Column> {
    let KeyPart::Expression(text) = &key.part else { return None };
    let is_apart = |c: char| !c.is_alphanumeric() && c != '_';
    let named = |c: &&Column| text.split(is_apart).any(|word| word == c.name.as_str());
    table.columns.iter().filter(|c| c.class == TypeClass::Text).find(named)
}

/// Bytes of leaf tuples when equal keys share one tuple with a list of row addresses. Keys are
/// taken to be spread evenly.
fn posting_bytes(tuple: f64, rows: f64, distinct: f64) -> f64 {
    let per_key = rows / distinct.max(1.0);
    if per_key < 1.05 {
        return rows * (tuple + 4.0);
    }
    let longest = ((PG_POSTING_BYTES - tuple) / 6.0).floor().max(1.0);
    let lists = (per_key / longest).ceil();
    let bytes = lists * (tuple + 4.0) + per_key * 6.0 + lists * 4.0;
    distinct * bytes
}

/// PostgreSQL 13 and later, no carried columns, and types whose equal values look equal.
fn deduplicates(spec: &IndexSpec, table: &Table) -> bool {
    spec.include.is_empty()
        && !spec.unique
        && parts(spec, table).all(|part| {
            part.is_none_or(|c| !matches!(c.class, TypeClass::Decimal | TypeClass::Float))
        })
}

/// Distinct key combinations, as if columns were independent: rows are drawn from the product of
/// the columns' values, each with its own share, and some combinations never come up.
fn distinct(spec: &IndexSpec, table: &Table, rows: f64) -> f64 {
    // Beyond two columns the product of many shares would only be slow.
    let common_max = if spec.keys.len() > 2 { 8 } else { 32 };
    let one = vec![ShareOfRows { values: 1.0, each: 1.0 }];
    let combinations = spec.keys.iter().fold(one, |so_far, key| {
        let column = key.as_column().and_then(|name| table.column(name));
        let shares = shares(column.or_else(|| text_within(key, table)), rows, common_max);
        let pairs = so_far.iter().flat_map(|a| shares.iter().map(move |b| (a, b)));
        pairs
            .map(|(a, b)| ShareOfRows { values: a.values * b.values, each: a.each * b.each })
            .collect()
    });
    let seen: f64 = combinations.iter().map(|c| c.values * (1.0 - (-rows * c.each).exp())).sum();
    seen.clamp(1.0, rows.max(1.0))
}

/// So many values, each with the same share of the rows.
struct ShareOfRows {
    values: f64,
    each: f64,
}

/// The common values each by itself, all others as equally likely.
fn shares(column: Option<&Column>, rows: f64, common_max: usize) -> Vec<ShareOfRows> {
    let distinct = column.and_then(|c| c.distinct).unwrap_or(rows / 2.0).max(1.0);
    let common = column.map_or(&[][..], |c| &c.common_frequencies);
    let mut shares: Vec<ShareOfRows> = common
        .iter()
        .take(common_max.min(distinct as usize))
        .map(|&each| ShareOfRows { values: 1.0, each })
        .collect();
    let others = distinct - shares.len() as f64;
    let left = 1.0 - shares.iter().map(|s| s.each).sum::<f64>();
    if others >= 1.0 && left > 0.0 {
        shares.push(ShareOfRows { values: others, each: left / others });
    }
    shares
}

fn innodb(spec: &IndexSpec, table: &Table, rows: f64) -> f64 {
    let mut record = 5.0;
    let key: Vec<&Ident> = held(spec).collect();
    let address = table.primary_key.iter().filter(|name| !key.contains(name));
    for part in parts(spec, table) {
        record += part.map_or(EXPRESSION_BYTES, innodb_width);
    }
    for name in address {
        record += table.column(name).map_or(8.0, innodb_width);
    }
    if table.primary_key.is_empty() {
        record += 6.0;
    }
    // One directory slot of two bytes for about five records.
    let pages = (rows * (record + 0.4) / INNODB_LEAF_BYTES).ceil().max(1.0);
    pages * 1.01 * 16_384.0
}

fn sqlite(spec: &IndexSpec, table: &Table, rows: f64) -> f64 {
    let mut record = 1.0;
    for part in parts(spec, table) {
        record += 1.0 + part.map_or(EXPRESSION_BYTES, sqlite_width);
    }
    let rowid = if rows < 128.0 {
        1.0
    } else if rows < 32_768.0 {
        2.0
    } else if rows < 8_388_608.0 {
        3.0
    } else {
        4.0
    };
    record += 1.0 + rowid;
    // Cell pointer and payload length.
    let cell = record + 3.0;
    (rows * cell / (4_096.0 - 8.0)).ceil().max(1.0) * 1.01 * 4_096.0
}

fn inside_bytes(spec: &IndexSpec, table: &Table, rows: f64) -> f64 {
    let width: f64 =
        parts(spec, table).map(|part| part.and_then(|c| c.width_bytes).unwrap_or(32.0)).sum();
    // About one entry a byte of text, two bytes each once packed.
    rows * width * 2.0
}

/// Columns that the index keeps, keys first; None for an expression.
fn parts<'a>(spec: &'a IndexSpec, table: &'a Table) -> impl Iterator<Item = Option<&'a Column>> {
    let keys = spec.keys.iter().map(|key| match &key.part {
        KeyPart::Column(name) => table.column(name),
        KeyPart::Expression(_) => None,
    });
    keys.chain(spec.include.iter().map(|name| table.column(name)))
}

/// Stored width and alignment of a column in a PostgreSQL tuple.
fn postgres_width(column: &Column) -> (f64, f64) {
    let width = column.width_bytes.unwrap_or_else(|| class_width(column.class));
    let align = match column.class {
        TypeClass::Integer | TypeClass::Float | TypeClass::Time => {
            if width >= 8.0 {
                8.0
            } else if width >= 4.0 {
                4.0
            } else {
                width.max(1.0)
            }
        }
        _ => 1.0,
    };
    (width, align)
}

fn innodb_width(column: &Column) -> f64 {
    let declared = column.data_type.to_ascii_lowercase();
    let present = 1.0 - column.null_fraction.unwrap_or(0.0);
    let bytes = match declared.split(['(', ' ']).next().unwrap_or("") {
        "tinyint" | "bool" | "boolean" | "year" => 1.0,
        "smallint" => 2.0,
        "mediumint" | "date" | "time" => 3.0,
        "int" | "integer" | "float" | "timestamp" => 4.0,
        "datetime" => 5.0,
        "bigint" | "double" => 8.0,
        "uuid" => 16.0,
        // Length byte.
        _ => column.width_bytes.unwrap_or_else(|| class_width(column.class)) + 1.0,
    };
    bytes * present + if column.not_null { 0.0 } else { 0.125 }
}

fn sqlite_width(column: &Column) -> f64 {
    let present = 1.0 - column.null_fraction.unwrap_or(0.0);
    let width = column.width_bytes.unwrap_or(match column.class {
        TypeClass::Integer => 3.0,
        TypeClass::Boolean => 0.0,
        // Dates are text in ISO form there.
        TypeClass::Time => 10.0,
        class => class_width(class),
    });
    width * present
}

/// Width of a value where the statistics have none.
pub(super) fn class_width(class: TypeClass) -> f64 {
    match class {
        TypeClass::Boolean => 1.0,
        TypeClass::Integer => 4.0,
        TypeClass::Float | TypeClass::Time | TypeClass::Decimal => 8.0,
        TypeClass::Uuid => 16.0,
        TypeClass::Text | TypeClass::Other => 24.0,
        TypeClass::Bytes | TypeClass::Array => 64.0,
        TypeClass::Json => 256.0,
    }
}

fn align_to(offset: f64, align: f64) -> f64 {
    (offset / align).ceil() * align
}
