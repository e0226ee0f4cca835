//! A fact table with the dimensions that hang on it, as all its queries together join them; and
//! sets of keys over it: which set tells what another asks, what two have in common, and the set
//! of the fact table's own columns under them. Counts and chooses nothing.

use std::collections::BTreeSet;

use crate::name::{EngineKind, Ident};
use crate::rollup::catalog::is_lossless;
use crate::rollup::{Asked, ColumnRef, Dim, Grain, How, Need, Piece, Scalar, Source, Stored, Unit};
use crate::seen::{Column, Snapshot, Table};

/// What rows are grouped by; none of it follows from the rest.
pub type Keys = BTreeSet<Grain>;

pub struct Star<'a> {
    pub snapshot: &'a Snapshot,
    pub fact: &'a Table,
    /// Each hangs on the fact table or on one before it.
    pub dims: Vec<Dim>,
    pub measures: BTreeSet<(Stored, Scalar)>,
    pub queries: Vec<Query>,
}

/// One statement's need in the star's own numbers.
#[derive(Debug, Clone)]
pub struct Query {
    /// Position in the workload.
    pub statement: usize,
    pub keys: Keys,
    /// Positions of the dimensions that it joins.
    dims: Vec<usize>,
    /// What it compares, and how; may follow from `keys`.
    pub compared: Vec<(Grain, How)>,
}

impl<'a> Star<'a> {
    pub fn new(snapshot: &'a Snapshot, fact: &'a Table) -> Self {
        let (dims, measures, queries) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { snapshot, fact, dims, measures, queries }
    }

    pub fn engine(&self) -> EngineKind {
        self.snapshot.server.engine
    }

    /// Takes in what a statement needs.
    pub fn add(&mut self, statement: usize, need: &Need) {
        let at = self.dims_of_need(need);
        let measures = need.measures.iter().map(|(s, e)| (*s, moved_scalar(e, &at)));
        self.measures.extend(measures);
        let asked: Vec<(Grain, How)> =
            need.keys.iter().map(|Asked { grain, how }| (self.normal(grain, &at), *how)).collect();
        let keys = self.reduced(asked.iter().map(|(grain, _)| grain.clone()).collect());
        let compared =
            asked.into_iter().filter(|(_, how)| !matches!(how, How::Grouped | How::Other));
        self.queries.push(Query { statement, keys, compared: compared.collect(), dims: at });
    }

    /// Where each dimension of a need is among the star's; added where it is not.
    fn dims_of_need(&mut self, need: &Need) -> Vec<usize> {
        let mut at: Vec<usize> = Vec::new();
        for dim in &need.dims {
            let on = dim.on.iter().map(|c| moved(c, &at)).collect();
            let dim = Dim { on, ..dim.clone() };
            let known = self.dims.iter().position(|d| *d == dim);
            at.push(known.unwrap_or_else(|| {
                self.dims.push(dim);
                self.dims.len() - 1
            }));
        }
        at
    }

    fn normal(&self, grain: &Grain, at: &[usize]) -> Grain {
        match grain {
            Grain::Column(column) => Grain::Column(self.nearest(moved(column, at))),
            Grain::Time(column, unit) => {
                let column = self.nearest(moved(column, at));
                self.time(column, *unit)
            }
            Grain::Expr(scalar) => Grain::Expr(moved_scalar(scalar, at)),
        }
    }

    /// The start of the unit, or of the next finer one that the engine can say.
    fn time(&self, column: ColumnRef, unit: Unit) -> Grain {
        let date_only = self.column(&column).is_some_and(|c| {
            self.engine() != EngineKind::Sqlite && c.data_type.eq_ignore_ascii_case("date")
        });
        let unit = match (self.engine(), unit) {
            (EngineKind::Postgres, unit) => unit,
            (_, Unit::Quarter) => Unit::Month,
            (_, Unit::Week) => Unit::Day,
            (_, unit) => unit,
        };
        match unit {
            Unit::Hour if self.engine() != EngineKind::Postgres => Grain::Column(column),
            Unit::Day if date_only => Grain::Column(column),
            unit => Grain::Time(column, unit),
        }
    }

    /// A dimension's key is what it hangs on: `brand.id` is `asin.brand_id`.
    fn nearest(&self, column: ColumnRef) -> ColumnRef {
        let Source::Dim(d) = column.source else { return column };
        let of_key = self.dims[d].key.iter().position(|k| *k == column.column);
        match of_key {
            Some(at) => self.nearest(self.dims[d].on[at].clone()),
            None => column,
        }
    }

    pub fn table(&self, source: Source) -> Option<&'a Table> {
        match source {
            Source::Fact => Some(self.fact),
            Source::Dim(d) => self.snapshot.table(&self.dims.get(d)?.table),
        }
    }

    pub fn column(&self, column: &ColumnRef) -> Option<&'a Column> {
        self.table(column.source)?.column(&column.column)
    }

    /// Without what follows from the rest.
    pub fn reduced(&self, mut keys: Keys) -> Keys {
        loop {
            let superfluous = keys.iter().find(|grain| {
                let mut others = keys.clone();
                others.remove(*grain);
                self.tells(&others, grain)
            });
            match superfluous.cloned() {
                Some(grain) => keys.remove(&grain),
                None => return self.one_time_each(keys),
            };
        }
    }

    /// Of weeks and months of one column neither follows from the other; days tell both.
    fn one_time_each(&self, keys: Keys) -> Keys {
        let column = |grain: &Grain| match grain {
            Grain::Time(column, _) => Some(column.clone()),
            Grain::Column(_) | Grain::Expr(_) => None,
        };
        let twice = keys
            .iter()
            .filter_map(column)
            .find(|c| keys.iter().filter(|grain| column(grain).as_ref() == Some(c)).count() > 1);
        let Some(twice) = twice else { return keys };
        let mut keys: Keys =
            keys.into_iter().filter(|grain| column(grain).as_ref() != Some(&twice)).collect();
        keys.insert(self.time(twice, Unit::Day));
        self.one_time_each(keys)
    }

    /// Rows that agree in all of `keys` agree in `grain`.
    pub fn tells(&self, keys: &Keys, grain: &Grain) -> bool {
        if keys.contains(grain) {
            return true;
        }
        match grain {
            Grain::Column(column) => self.tells_column(keys, column),
            Grain::Time(column, unit) => {
                let finer =
                    |k: &Grain| matches!(k, Grain::Time(c, u) if c == column && nests(*u, *unit));
                keys.iter().any(finer) || self.tells_column(keys, column)
            }
            Grain::Expr(scalar) => scalar.columns().all(|c| self.tells_column(keys, c)),
        }
    }

    fn tells_column(&self, keys: &Keys, column: &ColumnRef) -> bool {
        let column = self.nearest(column.clone());
        if keys.contains(&Grain::Column(column.clone())) {
            return true;
        }
        match column.source {
            Source::Fact => false,
            Source::Dim(d) => self.dims[d].on.iter().all(|on| self.tells_column(keys, on)),
        }
    }

    /// The level tells what the query asks, and has not lost a row that the query counts.
    pub fn serves(&self, keys: &Keys, query: &Query) -> bool {
        let kept = |dim: &usize| query.dims.contains(dim) || self.is_lossless(&self.dims[*dim]);
        query.keys.iter().all(|grain| self.tells(keys, grain))
            && self.dims_of(keys).iter().all(kept)
    }

    fn is_lossless(&self, dim: &Dim) -> bool {
        let from = dim.on.first().and_then(|column| self.table(column.source));
        from.is_some_and(|table| is_lossless(self.engine(), table, dim))
    }

    /// The coarsest that tells all of both.
    pub fn joined(&self, one: &Keys, other: &Keys) -> Keys {
        self.reduced(one.union(other).cloned().collect())
    }

    /// The fact table's own columns from which `keys` can be grouped, whatever becomes of the
    /// dimensions.
    pub fn base(&self, keys: &Keys) -> Keys {
        let mut base = Keys::new();
        for grain in keys {
            let columns = columns_of(grain);
            if columns.iter().all(|c| c.source == Source::Fact) {
                base.insert(grain.clone());
                continue;
            }
            for column in columns {
                self.roots(&column, &mut base);
            }
        }
        self.reduced(base)
    }

    /// The fact's columns on which a column hangs.
    fn roots(&self, column: &ColumnRef, into: &mut Keys) {
        match column.source {
            Source::Fact => {
                into.insert(Grain::Column(column.clone()));
            }
            Source::Dim(d) => self.dims[d].on.iter().for_each(|on| self.roots(on, into)),
        }
    }

    /// Positions of the dimensions that must be joined, ascending.
    pub fn dims_of(&self, keys: &Keys) -> Vec<usize> {
        let mut dims = BTreeSet::new();
        let mut todo: Vec<ColumnRef> = keys.iter().flat_map(columns_of).collect();
        while let Some(column) = todo.pop() {
            if let Source::Dim(d) = column.source
                && dims.insert(d)
            {
                todo.extend(self.dims[d].on.iter().cloned());
            }
        }
        dims.into_iter().collect()
    }
}

/// Every `fine` lies in one `coarse`.
fn nests(fine: Unit, coarse: Unit) -> bool {
    match fine {
        Unit::Week => coarse == Unit::Week,
        Unit::Hour | Unit::Day | Unit::Month | Unit::Quarter | Unit::Year => coarse >= fine,
    }
}

pub fn columns_of(grain: &Grain) -> Vec<ColumnRef> {
    match grain {
        Grain::Column(column) | Grain::Time(column, _) => vec![column.clone()],
        Grain::Expr(scalar) => scalar.columns().cloned().collect(),
    }
}

fn moved(column: &ColumnRef, dims: &[usize]) -> ColumnRef {
    let source = match column.source {
        Source::Fact => Source::Fact,
        Source::Dim(d) => Source::Dim(dims.get(d).copied().unwrap_or(d)),
    };
    ColumnRef { source, column: column.column.clone() }
}

fn moved_scalar(scalar: &Scalar, dims: &[usize]) -> Scalar {
    let piece = |p: &Piece| match p {
        Piece::Text(text) => Piece::Text(text.clone()),
        Piece::Column(column) => Piece::Column(moved(column, dims)),
    };
    Scalar(scalar.0.iter().map(piece).collect())
}

/// `brand_id` without what says that it is a number.
pub fn stem(name: &Ident) -> &str {
    name.as_str().strip_suffix("_id").filter(|s| !s.is_empty()).unwrap_or(name.as_str())
}
