//! What a level is grouped by: each expression must be deterministic, of a type whose equal
//! values look equal, and of a known type. What can be NULL gets a flag beside it.

use sqlparser::ast::{DataType, Expr};

use super::joins::Joins;
use super::{Described, bucket_of, plain_text};
use crate::name::{EngineKind, Ident};
use crate::rollup::block::{self, Block, canon, column, column_of, columns_of};
use crate::rollup::derive::is_text;
use crate::rollup::filler::filler;
use crate::rollup::model::{Bucket, Key, Piece, Scalar, Source};
use crate::rollup::refusal::Refusal;
use crate::seen::{Column, TypeClass};
use crate::sql::children::{Child, children};

pub(super) struct Keys {
    /// Of the group expressions, then the flags of those that can be NULL.
    pub keys: Vec<Key>,
    /// The group expressions, canonical, at the same positions.
    pub exprs: Vec<Expr>,
}

impl Keys {
    pub fn position(&self, expr: &Expr) -> Option<usize> {
        let expr = canon(expr);
        self.exprs.iter().position(|k| *k == expr)
    }

    /// What the definition groups by.
    pub fn grouped(&self) -> &[Key] {
        &self.keys[..self.exprs.len()]
    }
}

pub(super) fn of(
    block: &Block<'_>,
    joins: &Joins,
    described: &[Described],
) -> Result<Keys, Refusal> {
    let mut keys = Keys { keys: Vec::new(), exprs: Vec::new() };
    let mut nullable = Vec::new();
    for group in &block.group {
        if keys.position(group).is_some() {
            continue;
        }
        let item = block.items.iter().position(|i| canon(&i.expr) == canon(group));
        let described = item.and_then(|at| described.get(at));
        let taken: Vec<Ident> = keys.keys.iter().map(|k| k.column.clone()).collect();
        if can_be_null(group, block) {
            nullable.push(keys.keys.len());
        }
        keys.keys.push(key(group, described, block, joins, &taken)?);
        keys.exprs.push(canon(group));
    }
    for at in nullable {
        add_flag(&mut keys.keys, at, block.engine)?;
    }
    Ok(keys)
}

fn key(
    expr: &Expr,
    described: Option<&Described>,
    block: &Block<'_>,
    joins: &Joins,
    taken: &[Ident],
) -> Result<Key, Refusal> {
    if let Some((at, name)) = column_of(expr) {
        let source = joins.source(at).unwrap_or(Source::Fact);
        let key = of_column(block, at, &name, taken)?;
        let column = described.map_or(key.column, |d| free(&d.name, taken));
        return Ok(Key { column, expr: Scalar::column(source, name), ..key });
    }
    block::vet(expr, block)?;
    check_session(expr, block)?;
    if columns_of(expr).is_empty() {
        return Err(Refusal::new(plain_text(expr), "it is a constant", "take it out of GROUP BY"));
    }
    let Some(described) = described else {
        let mend = "put it in the SELECT list as well";
        return Err(Refusal::new(plain_text(expr), "the type of this key is not known", mend));
    };
    let class = block::class_of(expr, block);
    for (at, name) in columns_of(expr) {
        check_text_column(block, at, &name, class == Some(TypeClass::Text))?;
    }
    let class = groupable(class, &plain_text(expr), block.engine)?;
    let scalar = block::scalar(expr, |at, name| joins.column(at, name))
        .ok_or_else(|| Refusal::new(plain_text(expr), "it is not understood", "use a column"))?;
    let bucket = bucket_of(expr, block.engine).and_then(|((at, name), unit)| {
        let column = block.catalog_column(at, &name)?;
        // A day that SQLite keeps as a number is not in the order of its text.
        if block.engine == EngineKind::Sqlite && !is_text(column.class) {
            return None;
        }
        let has_time = has_time(column, block.engine);
        let column = joins.column(at, &name)?;
        Some(Bucket { column, unit, has_time })
    });
    Ok(Key {
        column: free(&described.name, taken),
        expr: scalar,
        data_type: stored_type(&described.data_type, class, None, block.engine),
        class,
        null_flag: None,
        bucket,
    })
}

/// The start of a span of a NOT NULL column is NULL for no real date; on SQLite, a number may be
/// none.
fn can_be_null(expr: &Expr, block: &Block<'_>) -> bool {
    let spanned = bucket_of(expr, block.engine);
    let spanned = spanned.and_then(|((at, name), _)| block.catalog_column(at, &name));
    let is_date = |c: &Column| block.engine != EngineKind::Sqlite || is_text(c.class);
    block::is_nullable(expr, block) && !spanned.is_some_and(|c| c.not_null && is_date(c))
}

/// With what is put behind it, it fits into the shortest limit of the engines.
const FLAGGED_NAME_MAX: usize = 50;

/// Puts the flag of the key at this position behind all keys.
fn add_flag(keys: &mut Vec<Key>, at: usize, engine: EngineKind) -> Result<(), Refusal> {
    let key = &keys[at];
    if filler(engine, key.class, &key.data_type).is_none() {
        let reason =
            format!("it can be NULL, and no value of {} can stand for that", key.data_type);
        let mend = "declare its column NOT NULL, or group by COALESCE";
        return Err(Refusal::new(key.column.to_string(), reason, mend));
    }
    let taken: Vec<Ident> = keys.iter().map(|k| k.column.clone()).collect();
    let is_long = key.column.as_str().len() > FLAGGED_NAME_MAX;
    let name = if is_long { format!("key_{at}") } else { key.column.to_string() };
    let column = free(&Ident::new(format!("{name}__null")), &taken);
    let mut pieces = vec![Piece::Text("CASE WHEN (".to_owned())];
    pieces.extend(key.expr.0.iter().cloned());
    pieces.push(Piece::Text(") IS NULL THEN 1 ELSE 0 END".to_owned()));
    keys[at].null_flag = Some(column.clone());
    keys.push(Key {
        column,
        expr: Scalar(pieces),
        data_type: "integer".to_owned(),
        class: TypeClass::Integer,
        null_flag: None,
        bucket: None,
    });
    Ok(())
}

/// Adds a plain column of the fact table to the keys of a base.
pub(super) fn add_column(
    keys: &mut Vec<Key>,
    block: &Block<'_>,
    joins: &Joins,
    name: &Ident,
    taken: &[Ident],
) -> Result<(), Refusal> {
    let key = of_column(block, joins.fact, name, taken)?;
    keys.push(key);
    if can_be_null(&column(joins.fact, name), block) {
        add_flag(keys, keys.len() - 1, block.engine)?;
    }
    Ok(())
}

/// A plain column as a key. Its expression is of the fact table.
fn of_column(block: &Block<'_>, at: usize, name: &Ident, taken: &[Ident]) -> Result<Key, Refusal> {
    let table = block.tables[at].table;
    let full = format!("{}.{name}", table.name.name);
    let Some(column) = table.column(name) else {
        return Err(Refusal::new(full, "it was not seen", "name a column of the table"));
    };
    check_text_column(block, at, name, true)?;
    let class = groupable(Some(column.class), &full, block.engine)?;
    let lower = column.data_type.to_ascii_lowercase();
    if block.engine == EngineKind::Postgres && lower == "numeric" {
        let mend = "give the column a scale, numeric(14,2), or group by round(x, 2)";
        return Err(Refusal::new(full, "1.0 and 1.00 are one group that may show as either", mend));
    }
    Ok(Key {
        column: free(name, taken),
        expr: Scalar::column(Source::Fact, name.clone()),
        data_type: stored_type(&column.data_type, class, column.collation.as_deref(), block.engine),
        class,
        null_flag: None,
        bucket: None,
    })
}

fn groupable(
    class: Option<TypeClass>,
    what: &str,
    engine: EngineKind,
) -> Result<TypeClass, Refusal> {
    match class {
        Some(
            class @ (TypeClass::Integer
            | TypeClass::Decimal
            | TypeClass::Text
            | TypeClass::Boolean
            | TypeClass::Time
            | TypeClass::Uuid),
        ) => Ok(class),
        Some(TypeClass::Bytes) if engine != EngineKind::Sqlite => Ok(TypeClass::Bytes),
        Some(TypeClass::Float) => Err(Refusal::new(
            what,
            "0.0 and -0.0 are one group that may show as either",
            "round it to a decimal or an integer",
        )),
        Some(TypeClass::Json | TypeClass::Array | TypeClass::Other | TypeClass::Bytes) => {
            let mend = "group by a number, a text, a date, a boolean or a uuid";
            Err(Refusal::new(what, "equal values of this type may look different", mend))
        }
        None => Err(Refusal::new(
            what,
            "its type cannot be told from the columns in it",
            "CAST it to the type that you mean",
        )),
    }
}

/// Under some collations 'abc' and 'ABC' are one group that may show as either.
pub(super) fn check_text_column(
    block: &Block<'_>,
    at: usize,
    name: &Ident,
    result_is_text: bool,
) -> Result<(), Refusal> {
    let Some(column) = block.catalog_column(at, name) else { return Ok(()) };
    let text = column.class == TypeClass::Text && result_is_text;
    if !text || collation_is_exact(column, block.engine) {
        return Ok(());
    }
    let mend = match block.engine {
        EngineKind::MariaDb => "group by its id, or give the column a _bin collation",
        EngineKind::Postgres => "group by its id, or use a deterministic collation and type text",
        EngineKind::Sqlite => "group by its id, or give the column COLLATE BINARY",
    };
    Err(Refusal::new(
        format!("{}.{name}", block.tables[at].table.name.name),
        format!(
            "under its collation{} values that differ are one group",
            column.collation.as_ref().map(|c| format!(" {c}")).unwrap_or_default()
        ),
        mend,
    ))
}

pub(in crate::rollup) fn collation_is_exact(column: &Column, engine: EngineKind) -> bool {
    let Some(collation) = &column.collation else {
        let citext = column.data_type.eq_ignore_ascii_case("citext");
        return engine != EngineKind::MariaDb && !citext;
    };
    let lower = collation.to_ascii_lowercase();
    match engine {
        EngineKind::MariaDb => lower.ends_with("_bin") || lower == "binary",
        EngineKind::Sqlite => lower == "binary",
        // Those that come with the server are deterministic.
        EngineKind::Postgres => lower.starts_with("pg_catalog."),
    }
}

fn stored_type(
    data_type: &str,
    class: TypeClass,
    collation: Option<&str>,
    engine: EngineKind,
) -> String {
    match (engine, class, collation) {
        (EngineKind::MariaDb | EngineKind::Postgres, TypeClass::Text, Some(c)) => {
            format!("{data_type} COLLATE {c}")
        }
        (EngineKind::MariaDb, TypeClass::Text, None) => {
            format!("{data_type} COLLATE utf8mb4_bin")
        }
        _ => data_type.to_owned(),
    }
}

fn has_time(column: &Column, engine: EngineKind) -> bool {
    let lower = column.data_type.to_ascii_lowercase();
    match engine {
        EngineKind::Postgres | EngineKind::MariaDb | EngineKind::Sqlite => lower != "date",
    }
}

/// PostgreSQL makes an instant of a date before it truncates it; only as a date again is the
/// answer the same in every session.
pub(super) fn check_session(expr: &Expr, block: &Block<'_>) -> Result<(), Refusal> {
    if block.engine != EngineKind::Postgres {
        return Ok(());
    }
    let part = match expr {
        Expr::Cast { expr: inner, data_type: DataType::Date, .. } => truncated(inner, block),
        _ => None,
    };
    if let Some(inner) = part {
        return check_session(inner, block);
    }
    if let Some(of) = truncated(expr, block) {
        return Err(Refusal::new(
            plain_text(expr),
            "of a date it is an instant, which each session sees in its own time zone",
            format!("make it a date again: date_trunc('month', {})::date", plain_text(of)),
        ));
    }
    for child in children(expr) {
        if let Child::Expr(part) = child {
            check_session(part, block)?;
        }
    }
    Ok(())
}

/// The argument of a `date_trunc` of something that is not surely a timestamp.
fn truncated<'e>(expr: &'e Expr, block: &Block<'_>) -> Option<&'e Expr> {
    let (name, args) = super::bucket::call(crate::sql::children::bare(expr))?;
    let [_, of] = args.as_slice() else { return None };
    (name == "date_trunc" && !is_timestamp(of, block)).then_some(of)
}

fn is_timestamp(expr: &Expr, block: &Block<'_>) -> bool {
    match expr {
        Expr::Nested(inner) => is_timestamp(inner, block),
        Expr::Cast { data_type: DataType::Timestamp(..), .. } | Expr::AtTimeZone { .. } => true,
        _ => column_of(expr).is_some_and(|(at, name)| {
            let column = block.catalog_column(at, &name);
            column.is_some_and(|c| c.data_type.to_ascii_lowercase().starts_with("timestamp"))
        }),
    }
}

/// Names that the stored tables have for themselves.
const OWN: &[&str] = &["n", "seq", "sgn", "dim"];

/// `name`, or with something after it if it is taken.
pub(super) fn free(name: &Ident, taken: &[Ident]) -> Ident {
    let is_taken = |name: &str| {
        OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
            || taken.iter().any(|t| t.as_str().eq_ignore_ascii_case(name))
    };
    if !is_taken(name.as_str()) {
        return name.clone();
    }
    let mut number = 1;
    while is_taken(&format!("{name}_{number}")) {
        number += 1;
    }
    Ident::new(format!("{name}_{number}"))
}
