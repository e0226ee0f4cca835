//! Constants from pg_stats, read once for each column and kept in memory only. Columns of one
//! statement are read together: on a server far away the round trips are the price.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rungs_core::name::{Ident, TableName};

use super::super::connect::Session;
use super::operands::{Place, Side};

/// Which of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taste {
    /// The most common one; a narrow range.
    Common,
    /// One from the middle; a wide range.
    Middle,
}

/// Values of columns. Has no `Debug`: values must not get into text.
#[derive(Default)]
pub(in super::super) struct Constants {
    columns: HashMap<(TableName, Ident), Values>,
    /// The query, while the session that prepared it lives.
    query: Option<postgres::Statement>,
}

/// As the statistics order them: most common first; histogram ascending.
#[derive(Default)]
struct Values {
    common: Vec<String>,
    histogram: Vec<String>,
}

impl Constants {
    /// Reads what is not known yet of the columns of these places.
    pub(super) fn load(&mut self, session: &mut Session, places: &[Place]) {
        let mut wanted: BTreeMap<&TableName, BTreeSet<&Ident>> = BTreeMap::new();
        for column in places.iter().filter_map(|place| place.column.as_ref()) {
            if !self.columns.contains_key(column) {
                wanted.entry(&column.0).or_default().insert(&column.1);
            }
        }
        for (table, names) in wanted {
            for name in &names {
                self.columns.insert((table.clone(), (*name).clone()), Values::default());
            }
            for (name, values) in self.read(session, table, &names).unwrap_or_default() {
                self.columns.insert((table.clone(), name), values);
            }
        }
    }

    /// None: the planner has no statistics for the column, this role may not read them, or it
    /// was not loaded.
    pub(super) fn value(&self, place: &Place, taste: Taste) -> Option<String> {
        self.columns.get(place.column.as_ref()?)?.pick(place.side, taste)
    }

    fn read(
        &mut self,
        session: &mut Session,
        table: &TableName,
        names: &BTreeSet<&Ident>,
    ) -> Option<Vec<(Ident, Values)>> {
        session.sent += 1;
        let (schema, name) = (table.schema.as_str(), table.name.as_str());
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let values_of = |query: &postgres::Statement, session: &mut Session| {
            session.client.query(query, &[&schema, &name, &names])
        };
        let known = self.query.as_ref().and_then(|query| values_of(query, session).ok());
        let rows = if let Some(rows) = known {
            rows
        } else {
            // It was never prepared, or the session is another one by now.
            let query = self.query.insert(session.client.prepare(QUERY).ok()?);
            values_of(query, session).ok()?
        };
        Some(rows.iter().filter_map(values).collect())
    }
}

/// A table with partitions or children has two rows for a column; the later one is of them all.
const QUERY: &str = "\
    select /* rungs */ s.attname::text, to_json(s.most_common_vals::text::text[])::text, \
           to_json(s.histogram_bounds::text::text[])::text \
    from pg_stats s \
    where s.schemaname = $1 and s.tablename = $2 and s.attname = any ($3::text[]) \
    order by s.inherited";

fn values(row: &postgres::Row) -> Option<(Ident, Values)> {
    let list = |at: usize| {
        let json: Option<String> = row.try_get(at).ok()?;
        serde_json::from_str::<Vec<String>>(&json?).ok()
    };
    let values =
        Values { common: list(1).unwrap_or_default(), histogram: list(2).unwrap_or_default() };
    Some((Ident(row.try_get(0).ok()?), values))
}

impl Values {
    fn pick(&self, side: Side, taste: Taste) -> Option<String> {
        let value = match (side, taste) {
            (Side::Equal | Side::Like, Taste::Common) => self.common.first().or(self.at(0.5)),
            (Side::Equal | Side::Like, Taste::Middle) => self.at(0.5).or(self.common.last()),
            (Side::Member(position), Taste::Common) => {
                self.common.get(position).or(self.at(position as f64 / 10.0))
            }
            (Side::Member(position), Taste::Middle) => {
                self.at(0.5 + position as f64 / 20.0).or(self.common.iter().rev().nth(position))
            }
            (Side::Lower { .. }, Taste::Common) => self.at(0.9).or(self.bound(0.9)),
            (Side::Upper { bounded: true }, Taste::Common) => self.at(0.95).or(self.bound(1.0)),
            (Side::Upper { bounded: true }, Taste::Middle) => self.at(0.6).or(self.bound(0.7)),
            (Side::Upper { bounded: false }, Taste::Common) => self.at(0.1).or(self.bound(0.1)),
            (Side::Lower { .. } | Side::Upper { bounded: false }, Taste::Middle) => {
                self.at(0.5).or(self.bound(0.5))
            }
        }?;
        Some(match side {
            Side::Like => format!("{}%", value.chars().take(4).collect::<String>()),
            _ => value.clone(),
        })
    }

    /// The bound at a share of the histogram.
    fn at(&self, share: f64) -> Option<&String> {
        let last = self.histogram.len().checked_sub(1)?;
        self.histogram.get((share.min(1.0) * last as f64).round() as usize)
    }

    /// For columns of few values, which have no histogram: the order is that of numbers where
    /// all are numbers, else of text (dates in ISO form sort as text).
    fn bound(&self, share: f64) -> Option<&String> {
        let last = self.common.len().checked_sub(1)?;
        let mut sorted: Vec<&String> = self.common.iter().collect();
        let numbers: Option<Vec<f64>> = sorted.iter().map(|v| v.parse().ok()).collect();
        match numbers {
            Some(_) => sorted.sort_by(|a, b| {
                let number = |v: &str| v.parse::<f64>().unwrap_or(0.0);
                number(a).total_cmp(&number(b))
            }),
            None => sorted.sort(),
        }
        sorted.get((share * last as f64).round() as usize).copied()
    }
}
