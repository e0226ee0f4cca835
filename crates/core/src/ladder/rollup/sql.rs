//! The SQL of a star: names quoted where they must be, aliases, the start of a unit of time, joins.

use std::fmt::Write;

use sqlparser::keywords::ALL_KEYWORDS;

use super::star::Star;
use crate::dialect::dialect;
use crate::dialect::{Quote, Sql};
use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::{ColumnRef, Grain, Scalar, Source, Unit};

impl Star<'_> {
    /// The first letter of the table's name where no other has it.
    pub fn alias(&self, source: Source) -> String {
        let tables: Vec<&TableName> =
            std::iter::once(&self.fact.name).chain(self.dims.iter().map(|d| &d.table)).collect();
        let at = match source {
            Source::Fact => 0,
            Source::Dim(d) => d + 1,
        };
        let first = |t: &TableName| {
            let c = t.name.as_str().chars().next().unwrap_or('t');
            if c.is_ascii_alphabetic() { c.to_ascii_lowercase() } else { 't' }
        };
        let letter = first(tables[at]);
        if tables.iter().filter(|t| first(t) == letter).count() == 1 {
            return letter.to_string();
        }
        format!("{letter}{}", at + 1)
    }

    pub fn say(&self, column: &ColumnRef) -> String {
        format!("{}.{}", self.alias(column.source), self.name(&column.column))
    }

    pub fn scalar(&self, scalar: &Scalar) -> String {
        scalar.sql(|c| self.say(c))
    }

    /// An identifier, in quotes where it is not plain.
    pub fn name(&self, name: &Ident) -> String {
        let text = name.as_str();
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && text.bytes().next().is_some_and(|b| !b.is_ascii_digit());
        let upper = text.to_ascii_uppercase();
        if plain
            && (HARMLESS.contains(&text) || ALL_KEYWORDS.binary_search(&upper.as_str()).is_err())
        {
            return text.to_owned();
        }
        Sql::fixed("").ident(self.quote(), name).as_str().to_owned()
    }

    fn quote(&self) -> Quote {
        dialect(self.engine()).quote()
    }

    /// Bare where the session finds it so.
    fn table_name(&self, name: &TableName) -> String {
        let own = match self.engine() {
            EngineKind::Postgres => name.schema.as_str() == "public",
            EngineKind::MariaDb => name.schema.as_str() == self.snapshot.server.database,
            EngineKind::Sqlite => name.schema.as_str() == "main",
        };
        if own {
            return self.name(&name.name);
        }
        format!("{}.{}", self.name(&name.schema), self.name(&name.name))
    }

    pub fn grain(&self, grain: &Grain) -> String {
        match grain {
            Grain::Column(column) => self.say(column),
            Grain::Expr(scalar) => self.scalar(scalar),
            Grain::Time(column, unit) => self.start(column, *unit),
        }
    }

    /// The first moment of the unit, in the form that the rewriter knows best.
    fn start(&self, column: &ColumnRef, unit: Unit) -> String {
        let said = self.say(column);
        let declared = self.column(column).map(|c| c.data_type.to_ascii_lowercase());
        match (self.engine(), unit) {
            (EngineKind::Postgres, _) => {
                let word = word(unit);
                let back = if declared.as_deref() == Some("date") { "::date" } else { "" };
                format!("date_trunc('{word}', {said}){back}")
            }
            (EngineKind::MariaDb, Unit::Year) => {
                format!("CAST(DATE_FORMAT({said}, '%Y-01-01') AS DATE)")
            }
            (EngineKind::MariaDb, Unit::Month | Unit::Quarter) => {
                format!("CAST(DATE_FORMAT({said}, '%Y-%m-01') AS DATE)")
            }
            (EngineKind::MariaDb, Unit::Hour | Unit::Day | Unit::Week) => {
                format!("CAST({said} AS DATE)")
            }
            (EngineKind::Sqlite, Unit::Year) => format!("date({said}, 'start of year')"),
            (EngineKind::Sqlite, Unit::Month | Unit::Quarter) => {
                format!("date({said}, 'start of month')")
            }
            (EngineKind::Sqlite, Unit::Hour | Unit::Day | Unit::Week) => format!("date({said})"),
        }
    }

    pub fn from(&self) -> String {
        format!("{} {}", self.table_name(&self.fact.name), self.alias(Source::Fact))
    }

    /// One join for each of the dimensions, in order.
    pub fn joins(&self, kind: &str, dims: &[usize]) -> String {
        let mut text = String::new();
        for d in dims {
            let dim = &self.dims[*d];
            let source = Source::Dim(*d);
            let equal: Vec<String> = dim
                .key
                .iter()
                .zip(&dim.on)
                .map(|(key, on)| {
                    let key = ColumnRef { source, column: key.clone() };
                    format!("{} = {}", self.say(&key), self.say(on))
                })
                .collect();
            let table = self.table_name(&dim.table);
            let (alias, on) = (self.alias(source), equal.join(" AND "));
            let _ = write!(text, "{kind} {table} {alias} ON {on}");
        }
        text
    }
}

pub fn word(unit: Unit) -> &'static str {
    match unit {
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
    }
}

/// Words that no engine of ours reserves, common as names.
const HARMLESS: &[&str] = &[
    "id", "name", "day", "month", "year", "date", "hour", "week", "quarter", "status", "type",
    "amount", "code", "region", "account", "category", "metric", "value", "data", "location",
    "source", "state", "class", "country",
];
