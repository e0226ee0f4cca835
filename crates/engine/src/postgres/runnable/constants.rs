//! Constants from pg_stats, read once for each column and kept in memory only. Columns of one
//! statement are read together: on a server far away the round trips are the price.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rungs_core::name::{Ident, TableName};
use rungs_core::sql::{Place, Side, Taste, Values, like_prefix, sort};

use super::super::connect::Session;

/// Values of columns. Has no `Debug`: values must not get into text.
#[derive(Default)]
pub(in super::super) struct Constants {
    columns: HashMap<(TableName, Ident), Values<String>>,
    /// The query, while the session that prepared it lives.
    query: Option<postgres::Statement>,
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
        let value = self.columns.get(place.column.as_ref()?)?.pick(place.side, taste)?;
        Some(if place.side == Side::Like { like_prefix(value) } else { value.clone() })
    }

    fn read(
        &mut self,
        session: &mut Session,
        table: &TableName,
        names: &BTreeSet<&Ident>,
    ) -> Option<Vec<(Ident, Values<String>)>> {
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

fn values(row: &postgres::Row) -> Option<(Ident, Values<String>)> {
    let list = |at: usize| {
        let json: Option<String> = row.try_get(at).ok()?;
        serde_json::from_str::<Vec<String>>(&json?).ok()
    };
    let common = list(1).unwrap_or_default();
    let histogram = list(2).unwrap_or_default();
    let mut bounds = common.clone();
    sort(&mut bounds);
    Some((Ident(row.try_get(0).ok()?), Values { common, histogram, bounds }))
}
