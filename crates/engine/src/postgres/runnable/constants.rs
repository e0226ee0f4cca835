//! Constants from pg_stats, read once for each column and kept in memory only.

use std::collections::HashMap;

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
}

/// As the statistics order them: most common first; histogram ascending.
#[derive(Default)]
struct Values {
    common: Vec<String>,
    histogram: Vec<String>,
}

impl Constants {
    /// None: the planner has no statistics for the column, or this role may not read them.
    pub(super) fn value(
        &mut self,
        session: &mut Session,
        place: &Place,
        taste: Taste,
    ) -> Option<String> {
        let column = place.column.as_ref()?;
        if !self.columns.contains_key(column) {
            let values = read(session, column).unwrap_or_default();
            self.columns.insert(column.clone(), values);
        }
        self.columns.get(column)?.pick(place.side, taste)
    }
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

fn read(session: &mut Session, (table, column): &(TableName, Ident)) -> Option<Values> {
    let sql = "select /* rungs */ to_json(s.most_common_vals::text::text[])::text, \
                      to_json(s.histogram_bounds::text::text[])::text \
               from pg_stats s where s.schemaname = $1 and s.tablename = $2 and s.attname = $3 \
               order by s.inherited desc limit 1";
    session.sent += 1;
    let (schema, name, column) = (table.schema.as_str(), table.name.as_str(), column.as_str());
    let row = session.client.query_opt(sql, &[&schema, &name, &column]).ok()??;
    let list = |at: usize| {
        let json: Option<String> = row.try_get(at).ok()?;
        serde_json::from_str::<Vec<String>>(&json?).ok()
    };
    Some(Values { common: list(0).unwrap_or_default(), histogram: list(1).unwrap_or_default() })
}
