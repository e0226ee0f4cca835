//! A chosen level as the text of a definition file.

use std::fmt::Write;

use super::sql::word;
use super::star::{Keys, Star, stem};
use crate::name::{EngineKind, Ident};
use crate::rollup::{
    Catalog, ColumnRef, Described, Family, Grain, Refusal, Scalar, Source, Stored, define,
    read_request,
};
use crate::seen::TypeClass;

/// What a file says beside its SELECT.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    pub name: &'a Ident,
    /// In the order of the primary key.
    pub order: &'a [Grain],
    /// Keys, each left out in a level of its own.
    pub all: &'a [Grain],
    pub lag_ms: Option<u64>,
    /// Sentences for the reader.
    pub notes: &'a [String],
}

pub fn definition(star: &Star<'_>, head: &Head<'_>) -> String {
    let names = names(star, head.order);
    let name = |grain: &Grain| {
        let at = head.order.iter().position(|g| g == grain);
        at.map_or_else(String::new, |at| star.name(&names[at]))
    };
    let list = |grains: &[Grain]| grains.iter().map(name).collect::<Vec<_>>().join(", ");
    let mut text = format!("-- rollup: {}\n", head.name);
    if !head.all.is_empty() {
        let _ = writeln!(text, "-- all: {}", list(head.all));
    }
    let _ = writeln!(text, "-- order: {}", list(head.order));
    if let Some(lag) = head.lag_ms {
        let _ = writeln!(text, "-- lag: {} s", lag / 1_000);
    }
    for note in head.notes {
        let _ = writeln!(text, "-- {}", note.replace('\n', " "));
    }
    let group: Vec<String> = head.order.iter().map(|grain| star.grain(grain)).collect();
    let items = head.order.iter().zip(&names).zip(&group).map(|((grain, name), sql)| match grain {
        Grain::Column(column) if column.column == *name => sql.clone(),
        _ => format!("{sql} AS {}", star.name(name)),
    });
    let measures = measures(star, &names);
    let measures = measures.iter().map(|m| format!("{} AS {}", m.sql, star.name(&m.name)));
    let keys: Keys = head.order.iter().cloned().collect();
    let _ = write!(
        text,
        "SELECT {},\n       {}\nFROM {}{}\nGROUP BY {}\n",
        items.collect::<Vec<_>>().join(", "),
        measures.collect::<Vec<_>>().join(", "),
        star.from(),
        star.joins("\nJOIN", &star.dims_of(&keys)),
        group.join(", "),
    );
    text
}

/// Refused where the definition would be.
pub fn check(
    star: &Star<'_>,
    text: &str,
    order: &[Grain],
    catalog: &Catalog<'_>,
) -> Result<Family, Refusal> {
    let names = names(star, order);
    let keys = order
        .iter()
        .zip(&names)
        .map(|(grain, name)| Described { name: name.clone(), data_type: key_type(star, grain) });
    let measures = measures(star, &names);
    let measures = measures.into_iter().map(|m| Described { name: m.name, data_type: m.data_type });
    define(&read_request(text)?, catalog, &keys.chain(measures).collect::<Vec<_>>())
}

/// What a server would say of it, as far as a definition looks at it.
fn key_type(star: &Star<'_>, grain: &Grain) -> String {
    let of = |c: &ColumnRef| star.column(c).map_or_else(String::new, |c| c.data_type.clone());
    match grain {
        Grain::Column(column) => of(column),
        Grain::Time(column, _) if star.engine() == EngineKind::Postgres => of(column),
        Grain::Time(..) => "date".to_owned(),
        Grain::Expr(_) => "text".to_owned(),
    }
}

/// What the columns are called, none like another.
fn names(star: &Star<'_>, keys: &[Grain]) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::new();
    for grain in keys {
        let (short, long) = match grain {
            Grain::Column(c) => (c.column.to_string(), format!("{}_{}", table(star, c), c.column)),
            Grain::Time(c, unit) => {
                (word(*unit).to_owned(), format!("{}_{}", c.column, word(*unit)))
            }
            Grain::Expr(_) => ("part".to_owned(), format!("part_{}", names.len() + 1)),
        };
        names.push(free(&[short, long], &names));
    }
    names
}

fn table(star: &Star<'_>, column: &ColumnRef) -> String {
    star.table(column.source).map_or_else(String::new, |t| t.name.name.to_string())
}

fn free(wanted: &[String], taken: &[Ident]) -> Ident {
    let is_free = |name: &str| !taken.iter().any(|t| t.as_str().eq_ignore_ascii_case(name));
    let last = wanted.last().map_or("value", String::as_str);
    let numbered = (2..).map(|n| format!("{last}_{n}"));
    let name = wanted.iter().cloned().chain(numbered).find(|name| is_free(name));
    Ident::new(name.unwrap_or_default())
}

struct MeasureText {
    sql: String,
    name: Ident,
    data_type: String,
}

/// All measures of the star, so that every level can be fed from the base; and the rows.
fn measures(star: &Star<'_>, keys: &[Ident]) -> Vec<MeasureText> {
    let mut taken = keys.to_vec();
    let mut texts = Vec::new();
    for (stored, scalar) in &star.measures {
        let (function, before, after) = match stored {
            Stored::Count => ("COUNT", "", "_count"),
            Stored::Sum => ("SUM", "", ""),
            Stored::Min => ("MIN", "least_", ""),
            Stored::Max => ("MAX", "greatest_", ""),
        };
        let plain = scalar.as_column().map_or("value", |c| c.column.as_str());
        let own = format!("{before}{plain}{after}");
        let name = free(&[own, format!("{plain}_{}", function.to_lowercase())], &taken);
        taken.push(name.clone());
        texts.push(MeasureText {
            sql: format!("{function}({})", star.scalar(scalar)),
            name,
            data_type: measure_type(star, *stored, scalar),
        });
    }
    let name = free(&["entries".to_owned(), "row_count".to_owned()], &taken);
    texts.push(MeasureText { sql: "COUNT(*)".to_owned(), name, data_type: "bigint".to_owned() });
    texts
}

fn measure_type(star: &Star<'_>, stored: Stored, scalar: &Scalar) -> String {
    let column = scalar.as_column().and_then(|c| star.column(c));
    match (stored, star.engine()) {
        (Stored::Count, _) => "bigint".to_owned(),
        (Stored::Min | Stored::Max, _) => column.map_or_else(String::new, |c| c.data_type.clone()),
        (Stored::Sum, EngineKind::Postgres) => "numeric".to_owned(),
        (Stored::Sum, EngineKind::MariaDb)
            if column.is_some_and(|c| c.class == TypeClass::Integer) =>
        {
            "decimal(41,0)".to_owned()
        }
        (Stored::Sum, _) => "decimal(65,4)".to_owned(),
    }
}

/// As long as a name may be, an 'ALL' level's `…_all_key` too.
const NAME_MAX: usize = 40;

/// What a level is called.
pub struct Named<'a> {
    pub keys: &'a Keys,
    pub is_base: bool,
    /// Keys that are left out in levels of its own.
    pub all: &'a [Grain],
}

/// A name that says what the level is by: what hangs on dimensions first, then more of its keys
/// where another level has that name.
pub fn rollup_name(star: &Star<'_>, level: &Named<'_>, taken: &[Ident]) -> Ident {
    let order: Vec<Grain> = level.keys.iter().cloned().collect();
    let names = names(star, &order);
    let above = order.iter().zip(&names).filter(|(grain, _)| level.all.contains(grain));
    let above = above.map(|(_, name)| "_all_".len() + name.as_str().len()).max().unwrap_or(0);
    let room = NAME_MAX.saturating_sub(above);
    let fact: String = plain(star.fact.name.name.as_str()).chars().take(room / 2).collect();
    let fact = fact.trim_end_matches('_');
    let parts = parts(star, level.keys);
    let least = parts.iter().filter(|(rank, _)| *rank <= 1).count().max(1);
    let said = |parts: &mut dyn Iterator<Item = &(u8, String)>| {
        let by: Vec<&str> = parts.map(|(_, part)| part.as_str()).collect();
        format!("{fact}_by_{}", by.join("_"))
    };
    let by = |count: usize| said(&mut parts[..count].iter());
    let timeless = |count: usize| said(&mut parts[..count].iter().filter(|(rank, _)| *rank != 1));
    let base = level.is_base.then(|| format!("{fact}_base"));
    let more = (least + 1..=parts.len()).flat_map(|count| [by(count), timeless(count)]);
    let wanted = std::iter::once(by(least)).chain(base).chain(more);
    let numbered = (1..).map(|n| format!("{fact}_{n}"));
    let fits = |name: &String| name.len() <= room && !taken.contains(&Ident::new(name.as_str()));
    Ident::new(wanted.chain(numbered).find(fits).unwrap_or_default())
}

/// What the keys are called in a name, and how much they say.
fn parts(star: &Star<'_>, keys: &Keys) -> Vec<(u8, String)> {
    let hangs = |c: &ColumnRef| star.dims.iter().any(|d| d.on.contains(c));
    let mut parts: Vec<(u8, String)> = keys
        .iter()
        .map(|grain| match grain {
            Grain::Column(c) if c.source != Source::Fact || hangs(c) => (0, plain(stem(&c.column))),
            Grain::Column(c) => (2, plain(stem(&c.column))),
            Grain::Time(_, unit) => (1, word(*unit).to_owned()),
            Grain::Expr(_) => (3, "part".to_owned()),
        })
        .collect();
    parts.sort();
    parts
}

fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        let c = c.to_ascii_lowercase();
        let fits = c.is_ascii_lowercase() || c.is_ascii_digit() && !out.is_empty();
        if fits {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    let out = out.trim_end_matches('_');
    if out.is_empty() { "rollup".to_owned() } else { out.to_owned() }
}
