//! A level as a query sees it: which tables of the query are in it, which of its columns are equal
//! to columns of the query, and how an expression of the query is said over its keys.

use std::collections::BTreeSet;

use sqlparser::ast::{Expr, visit_expressions_mut};

use super::buckets;
use super::classes::{Classes, Col};
use super::substitute::{kept_column, level_column, substitute};
use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::block::{self, Block, canon, column, column_of, columns_of};
use crate::rollup::catalog::{Catalog, is_lossless};
use crate::rollup::definition::{Form, equality, form_of};
use crate::rollup::model::{ColumnRef, Dim, Family, Key, Level, Measure, Source, Stored, Unit};
use crate::rollup::refusal::{Refusal, refuse};
use crate::seen::{Column, TypeClass};

pub struct Seen<'q> {
    pub family: &'q Family,
    pub level: &'q Level,
    pub block: &'q Block<'q>,
    catalog: &'q Catalog<'q>,
    /// Position of the fact table in the query.
    fact: usize,
    /// Position of each dimension of the family: in the query, or beyond its tables.
    dims: Vec<usize>,
    /// For each table of the query: its rows are counted in the level.
    pub inside: Vec<bool>,
    /// Equal in every row of the level, whatever the query says.
    own: Classes,
    /// Of those, the ones of one type that look the same: one may stand for the other.
    own_alike: Classes,
    /// And those that the query's own conditions make equal.
    alike: Classes,
    pub keys: Vec<SeenKey>,
    measures: Vec<(Expr, &'q Measure)>,
    /// Conditions that every row of the level meets.
    pub filter: Vec<Expr>,
}

pub struct SeenKey {
    pub key: Key,
    /// Canonical, each column as its class has it.
    expr: Expr,
    /// The same, with classes that need no condition of the query.
    own_expr: Expr,
    pub bucket: Option<(Col, Unit, Form)>,
}

impl<'q> Seen<'q> {
    /// Refused where the tables or joins of the query are not those of the level.
    pub fn new(
        family: &'q Family,
        level: &'q Level,
        block: &'q Block<'q>,
        catalog: &'q Catalog<'q>,
    ) -> Result<Self, Refusal> {
        let position = |name: &TableName| block.tables.iter().position(|u| u.table.name == *name);
        let Some(fact) = position(&family.fact) else {
            let reason = format!("the query does not read {}", family.fact);
            return refuse("its fact table", reason, "ask for a rollup of the tables of the query");
        };
        let beyond = block.tables.len();
        let at = |(n, d): (usize, &Dim)| {
            position(&d.table).filter(|_| level.dims.contains(&n)).unwrap_or(beyond + n)
        };
        let dims: Vec<usize> = family.dims.iter().enumerate().map(at).collect();
        let inside = |at: usize| at == fact || dims.contains(&at);
        let mut seen = Self {
            family,
            level,
            block,
            catalog,
            fact,
            inside: (0..beyond).map(inside).collect(),
            dims,
            own: Classes::default(),
            own_alike: Classes::default(),
            alike: Classes::default(),
            keys: Vec::new(),
            measures: Vec::new(),
            filter: Vec::new(),
        };
        seen.learn_equalities();
        seen.check_dims()?;
        seen.learn_expressions()?;
        Ok(seen)
    }

    fn at(&self, source: Source) -> usize {
        match source {
            Source::Fact => self.fact,
            Source::Dim(d) => self.dims.get(d).copied().unwrap_or(usize::MAX),
        }
    }

    fn catalog_column(&self, (at, name): &Col) -> Option<&Column> {
        if let Some(used) = self.block.tables.get(*at) {
            return used.table.column(name);
        }
        let dim = self.family.dims.get(at - self.block.tables.len())?;
        self.catalog.table(&dim.table)?.column(name)
    }

    fn learn_equalities(&mut self) {
        let mut own = Vec::new();
        for dim in &self.level.dims {
            let Some(d) = self.family.dims.get(*dim) else { continue };
            for (key, on) in d.key.iter().zip(&d.on) {
                let key = (self.dims[*dim], key.clone());
                own.push((key, (self.at(on.source), on.column.clone())));
            }
        }
        let like = |(one, other): &(Col, Col)| {
            let both = self.catalog_column(one).zip(self.catalog_column(other));
            both.is_some_and(|(a, b)| looks_alike(a, b))
        };
        let asked = self.block.conditions.iter().filter_map(equality).filter(|p| like(p));
        let asked: Vec<_> = asked.collect();
        let alike: Vec<_> = own.iter().filter(|p| like(p)).cloned().collect();
        for (one, other) in &own {
            self.own.join(one, other);
        }
        for (one, other) in &alike {
            self.own_alike.join(one, other);
        }
        for (one, other) in alike.iter().chain(&asked) {
            self.alike.join(one, other);
        }
    }

    /// Each dimension of the level is joined by the query in the same way, or cannot lose rows.
    fn check_dims(&self) -> Result<(), Refusal> {
        let mut asked = Classes::default();
        for (one, other) in self.block.conditions.iter().filter_map(equality) {
            let class = |c: &Col| self.catalog_column(c).map(|c| c.class);
            if class(&one) == class(&other) {
                asked.join(&one, &other);
            }
        }
        for dim in &self.level.dims {
            let d = &self.family.dims[*dim];
            let at = self.dims[*dim];
            if at >= self.block.tables.len() {
                self.check_lossless(d)?;
                continue;
            }
            let joined = |(key, on): (&Ident, &ColumnRef)| {
                let there = (self.at(on.source), on.column.clone());
                asked.same(&(at, key.clone()), &there)
            };
            if !d.key.iter().zip(&d.on).all(joined) {
                return refuse(
                    format!("the join with {}", d.table),
                    "the query joins it in another way than the rollup",
                    "join it by the same columns",
                );
            }
        }
        Ok(())
    }

    /// The query does not join it, so joining it must keep every row.
    fn check_lossless(&self, dim: &Dim) -> Result<(), Refusal> {
        let from = match dim.on.first().map(|c| c.source) {
            Some(Source::Fact) => Some(&self.family.fact),
            Some(Source::Dim(d)) => self.family.dims.get(d).map(|d| &d.table),
            None => None,
        };
        let table = from.and_then(|name| self.catalog.table(name));
        if table.is_some_and(|table| is_lossless(self.family.engine, table, dim)) {
            return Ok(());
        }
        let mend = "join it in the query too, or add a NOT NULL foreign key";
        let reason = match self.family.engine {
            EngineKind::Sqlite => {
                "the rollup joins it and the query does not; SQLite does not enforce foreign keys \
                 in every session, so rows could be lost"
            }
            _ => {
                "the rollup joins it and the query does not, and no NOT NULL foreign key shows \
                  that no row is lost"
            }
        };
        refuse(format!("the join with {}", dim.table), reason, mend)
    }

    fn learn_expressions(&mut self) -> Result<(), Refusal> {
        let engine = self.family.engine;
        let unread =
            || Refusal::new("the rollup", "its expressions cannot be read", "add it again");
        for key in &self.level.keys {
            let expr = block::expression(&key.expr, engine, |s| self.at(s)).ok_or_else(unread)?;
            let own_expr = self.own_normal(&expr);
            let expr = self.normal(&expr);
            let bucket = form_of(&expr, engine);
            self.keys.push(SeenKey { key: key.clone(), expr, own_expr, bucket });
        }
        for measure in &self.family.measures {
            let expr =
                block::expression(&measure.expr, engine, |s| self.at(s)).ok_or_else(unread)?;
            self.measures.push((self.normal(&expr), measure));
        }
        if let Some(filter) = &self.family.filter {
            let expr = block::expression(filter, engine, |s| self.at(s)).ok_or_else(unread)?;
            let terms = crate::sql::children::conjuncts(&expr);
            self.filter = terms.into_iter().map(|t| self.normal(t)).collect();
        }
        Ok(())
    }

    /// Comparable with other expressions of the same query and level.
    pub fn normal(&self, expr: &Expr) -> Expr {
        normal(expr, &self.alike)
    }

    fn own_normal(&self, expr: &Expr) -> Expr {
        normal(expr, &self.own_alike)
    }

    /// The stored measure of this kind over this argument.
    pub fn measure(&self, kind: Stored, argument: &Expr) -> Option<&Measure> {
        let argument = self.normal(argument);
        let found = self.measures.iter().find(|(e, m)| m.kind == kind && *e == argument);
        found.map(|(_, measure)| *measure)
    }

    /// An equality that holds in every row of the level.
    pub fn is_own(&self, condition: &Expr) -> bool {
        equality(condition).is_some_and(|(one, other)| self.own.same(&one, &other))
    }

    pub fn alike(&self, column: &Col) -> Col {
        self.alike.of(column)
    }

    /// `expr` over the level's keys and the tables that are joined again; tables of the level that
    /// must be joined again for it are added to `kept`.
    pub fn over_keys(&self, expr: &Expr, kept: &mut BTreeSet<usize>) -> Result<Expr, Refusal> {
        self.over(expr, kept, |part, key| key.expr == self.normal(part))
    }

    /// The same for a condition that makes columns equal: it may not be taken for granted in what
    /// is put in its place.
    pub fn over_own_keys(&self, expr: &Expr, kept: &mut BTreeSet<usize>) -> Result<Expr, Refusal> {
        self.over(expr, kept, |part, key| key.own_expr == self.own_normal(part))
    }

    fn over(
        &self,
        expr: &Expr,
        kept: &mut BTreeSet<usize>,
        is: impl Fn(&Expr, &SeenKey) -> bool,
    ) -> Result<Expr, Refusal> {
        substitute(expr, |part| {
            if let Some(key) = self.keys.iter().find(|k| is(part, k)) {
                return Ok(Some(level_column(&key.key.column)));
            }
            if let Some((at, name)) = column_of(part) {
                if !self.inside[at] {
                    return Ok(Some(kept_column(at, &name)));
                }
                if self.rejoin(at).is_some() {
                    kept.insert(at);
                    return Ok(Some(kept_column(at, &name)));
                }
                return Err(self.missing(at, &name));
            }
            buckets::substituted(part, self)
        })
    }

    fn missing(&self, at: usize, name: &Ident) -> Refusal {
        let table = &self.block.tables[at].table.name.name;
        let level = &self.level.name;
        let mend = match self.coarsened(&(at, name.clone())) {
            // With the column itself each moment would be a group.
            Some(text) => {
                format!("ask by {text}, or group {level} by a finer span of {name} in the same way")
            }
            None => format!("add {table}.{name} to the SELECT list and GROUP BY of {level}"),
        };
        let reason = format!("{level} is not grouped by it");
        Refusal::new(format!("{table}.{name}"), reason, mend)
    }

    /// What the level is grouped by in place of a column of time, where rungs does not know how
    /// its ranges lie in it: a span of time in a zone.
    fn coarsened(&self, column: &Col) -> Option<String> {
        let column = self.alike(column);
        let is_time = self.column_type(&column)?.1 == TypeClass::Time;
        let of_it = |k: &&SeenKey| k.bucket.is_none() && columns_of(&k.expr).contains(&column);
        let key = self.keys.iter().find(of_it).filter(|_| is_time)?;
        Some(block::write(&key.expr, |_, name| Expr::Identifier(name.as_str().into())))
    }

    /// How a dimension of the level is joined once more: its key columns, and the level's keys
    /// that they equal.
    pub fn rejoin(&self, at: usize) -> Option<Vec<(Ident, Ident)>> {
        let dim = self.dims.iter().position(|d| *d == at)?;
        let key_of = |name: &Ident| {
            let wanted = (at, name.clone());
            let plain = |k: &&SeenKey| {
                let column = k.key.expr.as_column();
                column
                    .is_some_and(|c| self.own.same(&(self.at(c.source), c.column.clone()), &wanted))
            };
            self.keys.iter().find(plain).map(|k| (name.clone(), k.key.column.clone()))
        };
        self.family.dims[dim].key.iter().map(key_of).collect()
    }

    /// A name without schema is looked for beside the fact table first.
    pub fn is_of_session(&self) -> bool {
        let schema = self.catalog.search_path.first();
        schema.is_some_and(|schema| self.family.fact.schema.as_str() == *schema)
    }

    /// How the column behind a bucket is written in the catalog.
    pub fn column_type(&self, column: &Col) -> Option<(&str, TypeClass)> {
        self.catalog_column(column).map(|c| (c.data_type.as_str(), c.class))
    }
}

fn normal(expr: &Expr, classes: &Classes) -> Expr {
    let mut expr = canon(expr);
    let _ = visit_expressions_mut(&mut expr, |part| {
        if let Some(found) = column_of(part) {
            let (at, name) = classes.of(&found);
            *part = column(at, &name);
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    expr
}

/// Where one of two equal values may be shown for the other.
fn looks_alike(a: &Column, b: &Column) -> bool {
    let scaled = a.class != TypeClass::Decimal || a.data_type.contains('(');
    let many_faced = matches!(a.class, TypeClass::Float | TypeClass::Json | TypeClass::Other);
    a.data_type.eq_ignore_ascii_case(&b.data_type)
        && a.collation == b.collation
        && a.class == b.class
        && scaled
        && !many_faced
}
