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
/// InnoDB: a page less header and trailer; a build leaves nothing free in a secondary index.
const INNODB_PAGE_BYTES: f64 = 16_384.0 - 128.0;
/// InnoDB: a text whose width is not known fills half of what it may be, up to so much.
const INNODB_TEXT_BYTES_MAX: f64 = 20.0;

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
    // Five bytes of header, and a directory slot of two bytes for about five records.
    let mut record = 5.4;
    let key: Vec<&Ident> = held(spec).collect();
    let address = table.primary_key.iter().filter(|name| !key.contains(name));
    for part in &spec.keys {
        let width = match &part.part {
            KeyPart::Column(name) => table.column(name).map_or(EXPRESSION_BYTES, innodb_width),
            KeyPart::Expression(_) => EXPRESSION_BYTES,
        };
        record += part.prefix_length.map_or(width, |length| width.min(f64::from(length) + 1.0));
    }
    for name in address {
        record += table.column(name).map_or(8.0, innodb_width);
    }
    if table.primary_key.is_empty() {
        record += 6.0;
    }
    let nullable = |name: &&Ident| table.column(name).is_some_and(|column| !column.not_null);
    record += (key.iter().filter(|name| nullable(name)).count() as f64 / 8.0).ceil();
    let pages = |entries: f64, bytes: f64| (entries * bytes / INNODB_PAGE_BYTES).ceil().max(1.0);
    let leaves = pages(rows, record);
    let above = if leaves > 1.0 { pages(leaves, record + 4.0) } else { 0.0 };
    (innodb_reserved(leaves) + above) * 16_384.0
}

/// Pages that a segment of InnoDB takes for so many in use: 32 single ones, then extents of 64,
/// a new one as soon as less than an eighth of them all is free.
fn innodb_reserved(used: f64) -> f64 {
    if used <= 32.0 { used } else { 32.0 + ((used * 8.0 / 7.0 - 32.0) / 64.0).ceil() * 64.0 }
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
    let leaves = (rows * cell / (4_096.0 - 8.0)).ceil().max(1.0);
    let above = if leaves > 1.0 { (leaves * 0.01).ceil() } else { 0.0 };
    (leaves + above) * 4_096.0
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
    let (name, sizes) = declared.split_once('(').unwrap_or((&declared, ""));
    let sizes = sizes.split_once(')').map_or("", |(sizes, _)| sizes);
    let mut sizes = sizes.split(',').map_while(|n| n.trim().parse::<u32>().ok());
    let (first, second) = (sizes.next(), sizes.next());
    let fraction = f64::from(first.unwrap_or(0).div_ceil(2));
    let bytes = match name.split(' ').next().unwrap_or("") {
        "tinyint" | "bool" | "boolean" | "year" | "enum" => 1.0,
        "smallint" => 2.0,
        "mediumint" | "date" => 3.0,
        "time" => 3.0 + fraction,
        "int" | "integer" | "float" => 4.0,
        "timestamp" => 4.0 + fraction,
        "datetime" => 5.0 + fraction,
        "bigint" | "double" => 8.0,
        "decimal" | "numeric" => packed_decimal(first.unwrap_or(10), second.unwrap_or(0)),
        "uuid" => 16.0,
        kind => {
            let most = first.map_or(f64::INFINITY, f64::from);
            let guess = || match column.class {
                TypeClass::Text if kind == "char" => most.min(255.0),
                TypeClass::Text => (most / 2.0).min(INNODB_TEXT_BYTES_MAX),
                class => class_width(class),
            };
            // Length byte.
            column.width_bytes.unwrap_or_else(guess) + 1.0
        }
    };
    bytes * present
}

/// Four bytes for nine digits, and what is left of them in as few as hold them.
fn packed_decimal(digits: u32, behind_the_point: u32) -> f64 {
    let bytes = |digits: u32| digits / 9 * 4 + (digits % 9).div_ceil(2);
    f64::from(bytes(digits.saturating_sub(behind_the_point)) + bytes(behind_the_point))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::testing::{snapshot, table};

    /// A table of 400,000 rows with a bigint as its key, and the pages that MariaDB 10.11 took.
    #[test]
    fn innodb_sizes_are_those_of_a_server() {
        let mut s = snapshot(EngineKind::MariaDb);
        let at = table(&mut s, "a", 4e5, &["id", "b", "d", "dt", "n", "dc"]);
        s.tables[at].primary_key = vec!["id".into()];
        let types = ["bigint(20)", "bigint(20)", "date", "datetime", "bigint(20)", "decimal(14,2)"];
        for (column, data_type) in s.tables[at].columns.iter_mut().zip(types) {
            data_type.clone_into(&mut column.data_type);
            column.not_null = column.name.as_str() != "n";
            column.null_fraction = Some(if column.not_null { 0.0 } else { 1.0 / 3.0 });
            column.width_bytes = None;
        }
        for (keys, pages) in [
            (&["b"][..], 609),
            (&["d"], 481),
            (&["dt"], 545),
            (&["n"], 609),
            (&["dc"], 609),
            (&["b", "d", "dt"], 865),
        ] {
            let spec = IndexSpec {
                table: s.tables[at].name.clone(),
                method: Method::Btree,
                keys: keys.iter().map(|name| IndexKey::column(*name)).collect(),
                include: Vec::new(),
                predicate: None,
                unique: false,
            };
            let predicted = size(&spec, &s.tables[at], &s).unwrap().0 / 16_384;
            assert!(predicted.abs_diff(pages) <= 2, "{keys:?}: {predicted}, not {pages}");
        }
    }
}
