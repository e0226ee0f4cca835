//! Puts the rewritten SELECT together.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{self, Expr, visit_expressions_mut};

use super::aggregates::{self, Derived, Over};
use super::level::Seen;
use super::matching::Matched;
use super::reach::{Reach, reaches};
use super::substitute::{Marked, assemble, marked_of, substitute};
use super::titles::title;
use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::block::{
    Aggregate, Block, SortBy, aggregate_of, canon, column_of, has_aggregate, vet_asked,
};
use crate::rollup::derive;
use crate::rollup::names::{parts_view, pending_view, stored_view};
use crate::rollup::refusal::{Refusal, refuse};
use crate::seen::TypeClass;
use crate::sql::render;

/// Is it a query that any rollup could answer?
pub fn check(block: &Block<'_>) -> Result<(), Refusal> {
    for (at, used) in block.tables.iter().enumerate() {
        if block.tables[..at].iter().any(|u| u.table.name == used.table.name) {
            let mend = "join each table once";
            return refuse(used.table.name.to_string(), "it is joined with itself", mend);
        }
    }
    let items = block.items.iter().map(|i| &i.expr);
    let order = block.order.iter().filter_map(|s| match &s.by {
        SortBy::Expr(expr) => Some(&**expr),
        SortBy::Item(_) => None,
    });
    let all: Vec<&Expr> = items.chain(&block.having).chain(order).collect();
    let aggregates = all.iter().any(|e| has_aggregate(e));
    if !block.has_group_by && !aggregates && !block.distinct {
        let mend = "ask for groups: GROUP BY, an aggregate or DISTINCT";
        return refuse("the query", "it asks for single rows", mend);
    }
    for expr in all.into_iter().chain(&block.group).chain(&block.conditions) {
        vet_asked(expr, block)?;
    }
    let limited = block.limit.as_ref().is_none_or(is_plain_limit);
    if !limited {
        return refuse("LIMIT", "its number is not written out", "write numbers");
    }
    Ok(())
}

fn is_plain_limit(limit: &ast::LimitClause) -> bool {
    use ast::Value::{Number, Placeholder};
    let number =
        |e: &Expr| matches!(e, Expr::Value(v) if matches!(v.value, Number(..) | Placeholder(_)));
    match limit {
        ast::LimitClause::LimitOffset { limit, offset, limit_by } => {
            limit.as_ref().is_none_or(number)
                && offset.as_ref().is_none_or(|o| number(&o.value))
                && limit_by.is_empty()
        }
        ast::LimitClause::OffsetCommaLimit { offset, limit } => number(offset) && number(limit),
    }
}

/// The text, and whether it reads raw rows as well.
pub fn write(seen: &Seen<'_>, matched: &Matched, over: Over) -> Result<(String, bool), Refusal> {
    let mut writer = Writer::new(seen, matched.clone(), over);
    writer.gather()?;
    let edges = writer.matched.edges.as_ref();
    let text = match (over, edges) {
        (Over::Groups, None) => writer.direct()?,
        (Over::Groups, Some(_)) | (Over::Changes, _) => writer.merged(edges)?,
    };
    Ok((text, edges.is_some()))
}

struct Writer<'w, 'q> {
    seen: &'w Seen<'q>,
    block: &'w Block<'q>,
    matched: Matched,
    over: Over,
    /// What the query groups by, and columns that this determines; with their canonical form.
    groups: Vec<(Expr, Expr)>,
    /// Over the level.
    level_groups: Vec<Expr>,
    aggregates: Vec<(Aggregate, Derived)>,
}

impl<'w, 'q> Writer<'w, 'q> {
    fn new(seen: &'w Seen<'q>, matched: Matched, over: Over) -> Self {
        Self {
            seen,
            block: seen.block,
            matched,
            over,
            groups: Vec::new(),
            level_groups: Vec::new(),
            aggregates: Vec::new(),
        }
    }

    fn engine(&self) -> EngineKind {
        self.seen.family.engine
    }

    /// Groups and aggregates of the query, each said over the level.
    fn gather(&mut self) -> Result<(), Refusal> {
        let block = self.block;
        let plain = !block.has_group_by && block.distinct;
        let by: Vec<Expr> = if plain && !self.has_aggregates() {
            block.items.iter().map(|i| i.expr.clone()).collect()
        } else {
            block.group.clone()
        };
        for expr in by {
            self.add_group(&expr)?;
        }
        let order = block.order.iter().filter_map(|s| match &s.by {
            SortBy::Expr(expr) => Some(&**expr),
            SortBy::Item(_) => None,
        });
        let items = block.items.iter().map(|i| &i.expr);
        for expr in items.chain(&block.having).chain(order) {
            self.note(expr)?;
        }
        Ok(())
    }

    fn has_aggregates(&self) -> bool {
        self.block.items.iter().any(|i| has_aggregate(&i.expr))
    }

    fn add_group(&mut self, expr: &Expr) -> Result<(), Refusal> {
        if self.group(expr).is_some() {
            return Ok(());
        }
        let said = self.seen.over_keys(expr, &mut self.matched.kept)?;
        self.groups.push((expr.clone(), canon(expr)));
        self.level_groups.push(said);
        Ok(())
    }

    fn group(&self, expr: &Expr) -> Option<usize> {
        let canonical = canon(expr);
        self.groups.iter().position(|(_, g)| *g == canonical)
    }

    /// Learns the aggregates in `expr`, and the columns that the groups determine.
    fn note(&mut self, expr: &Expr) -> Result<(), Refusal> {
        let (mut aggregates, mut columns) = (Vec::new(), Vec::new());
        substitute(expr, |part| {
            if self.group(part).is_some() {
                return Ok(Some(part.clone()));
            }
            if let Some(aggregate) = aggregate_of(part) {
                aggregates.push(aggregate);
                return Ok(Some(part.clone()));
            }
            if let Some((at, name)) = column_of(part) {
                if !self.is_determined(at) {
                    return refuse(
                        format!("{}.{name}", self.block.tables[at].table.name.name),
                        "the query shows it without grouping by it",
                        "add it to GROUP BY",
                    );
                }
                columns.push(part.clone());
            }
            Ok(None)
        })?;
        for column in columns {
            self.add_group(&column)?;
        }
        for aggregate in aggregates {
            if !self.aggregates.iter().any(|(a, _)| *a == aggregate) {
                let kept = &mut self.matched.kept;
                let derived = aggregates::derive(&aggregate, self.seen, self.over, kept)?;
                self.aggregates.push((aggregate, derived));
            }
        }
        Ok(())
    }

    /// The query groups by a whole key of the table.
    fn is_determined(&self, at: usize) -> bool {
        let table = self.block.tables[at].table;
        let grouped = |name: &Ident| {
            let wanted = self.seen.alike(&(at, name.clone()));
            let is =
                |(g, _): &(Expr, Expr)| column_of(g).is_some_and(|c| self.seen.alike(&c) == wanted);
            self.groups.iter().any(is)
        };
        let key = &table.primary_key;
        // SQLite lets NULL into primary keys other than row ids.
        let not_null = |name: &Ident| {
            table
                .column(name)
                .is_some_and(|c| c.not_null || (key.len() == 1 && c.class == TypeClass::Integer))
        };
        !key.is_empty() && key.iter().all(|name| grouped(name) && not_null(name))
    }

    /// All from the level.
    fn direct(&self) -> Result<String, Refusal> {
        let groups = &self.level_groups;
        let mut finished = Vec::new();
        for (_, derived) in &self.aggregates {
            let parts: Vec<&Expr> = derived.parts.iter().map(|p| &p.level).collect();
            finished.push(assemble(&derived.last, &parts, self.engine())?);
        }
        let group_by = if self.block.has_group_by { groups.as_slice() } else { &[] };
        let head = self.head(groups, &finished)?;
        Ok(format!(
            "{head} FROM {}{}{}",
            self.level_from(&parts_view(self.seen.family, self.seen.level))?,
            self.group_by(group_by),
            self.tail(groups, &finished)?
        ))
    }

    /// Each source grouped by itself, then merged: what is stored and what is pending, or the live
    /// view; of a range that is cut, whole buckets from there and the rest from raw rows.
    fn merged(&self, edges: Option<&Expr>) -> Result<String, Refusal> {
        let alias = self.alias();
        let quote = |name: String| {
            Expr::CompoundIdentifier(vec![ast::Ident::new(alias.as_str()), ast::Ident::new(name)])
        };
        let mut level_items = self.level_groups.clone();
        let mut raw_items: Vec<Expr> = self.groups.iter().map(|(g, _)| g.clone()).collect();
        let groups: Vec<Expr> = (0..raw_items.len()).map(|n| quote(format!("g{n}"))).collect();
        let mut names: Vec<String> = (0..raw_items.len()).map(|n| format!("g{n}")).collect();
        let mut finished = Vec::new();
        for (_, derived) in &self.aggregates {
            let mut merged = Vec::new();
            for part in &derived.parts {
                let Some(raw) = &part.raw else {
                    let mend = "begin and end the range with a bucket";
                    return refuse("DISTINCT", "it cannot be merged with raw rows", mend);
                };
                let name = format!("m{}", names.len());
                level_items.push(part.level.clone());
                raw_items.push(raw.clone());
                let call = format!("{}({{0}})", part.merge);
                merged.push(assemble(&call, &[&quote(name.clone())], self.engine())?);
                names.push(name);
            }
            let merged: Vec<&Expr> = merged.iter().collect();
            finished.push(assemble(&derived.last, &merged, self.engine())?);
        }
        let all_rows = aggregates::all_rows(self.engine())?;
        if self.hides_empty() {
            names.push("n".to_owned());
            level_items.push(all_rows.level);
            raw_items.extend(all_rows.raw);
        }
        let grouped =
            |exprs: &[Expr]| if self.is_grouped() { self.group_by(exprs) } else { String::new() };
        let arm = |items: &[Expr], from: String, group: &[Expr]| {
            let items: Vec<String> =
                items.iter().zip(&names).map(|(e, n)| format!("{} AS {n}", self.say(e))).collect();
            format!("SELECT {} FROM {from}{}", items.join(", "), grouped(group))
        };
        let (family, level) = (self.seen.family, self.seen.level);
        let views = match self.over {
            Over::Changes => vec![stored_view(family, level), pending_view(family, level)],
            Over::Groups => vec![parts_view(family, level)],
        };
        let mut arms = Vec::new();
        for view in &views {
            arms.push(arm(&level_items, self.level_from(view)?, &self.level_groups));
        }
        if let Some(edges) = edges {
            let mut conditions = self.block.conditions.clone();
            conditions.push(edges.clone());
            let groups: Vec<Expr> = self.groups.iter().map(|(g, _)| g.clone()).collect();
            arms.push(arm(&raw_items, self.raw_from() + &self.where_(&conditions), &groups));
        }
        let head = self.head(&groups, &finished)?;
        Ok(format!(
            "{head} FROM ({}) AS {}{}{}",
            arms.join(" UNION ALL "),
            self.alias(),
            grouped(&groups),
            self.tail(&groups, &finished)?
        ))
    }

    fn head(&self, groups: &[Expr], finished: &[Expr]) -> Result<String, Refusal> {
        let mut items = Vec::new();
        for item in &self.block.items {
            let expr = self.outer(&item.expr, groups, finished)?;
            let name = self.ident(&title(item, self.block)?);
            items.push(format!("{} AS {name}", self.say(&expr)));
        }
        let distinct = if self.block.distinct { "DISTINCT " } else { "" };
        Ok(format!("SELECT {distinct}{}", items.join(", ")))
    }

    /// HAVING, ORDER BY and LIMIT.
    fn tail(&self, groups: &[Expr], finished: &[Expr]) -> Result<String, Refusal> {
        let mut tail = String::new();
        let mut having = Vec::new();
        if self.hides_empty() {
            having.push(format!("SUM({}.n) <> 0", self.alias()));
        }
        if let Some(asked) = &self.block.having {
            having.push(self.term(&self.outer(asked, groups, finished)?));
        }
        if !having.is_empty() {
            tail.push_str(&format!(" HAVING {}", having.join(" AND ")));
        }
        let mut order = Vec::new();
        for sorted in &self.block.order {
            let expr = match &sorted.by {
                SortBy::Item(at) => Expr::value(ast::Value::Number((at + 1).to_string(), false)),
                SortBy::Expr(expr) => self.outer(expr, groups, finished)?,
            };
            let mut by = sorted.options.clone();
            by.expr = self.plain(&expr);
            order.push(by.to_string());
        }
        if !order.is_empty() {
            tail.push_str(&format!(" ORDER BY {}", order.join(", ")));
        }
        if let Some(limit) = &self.block.limit {
            tail.push_str(&format!(" {}", limit.to_string().trim_start()));
        }
        Ok(tail)
    }

    /// An expression of the query with its groups and aggregates replaced.
    fn outer(&self, expr: &Expr, groups: &[Expr], finished: &[Expr]) -> Result<Expr, Refusal> {
        substitute(expr, |part| {
            if let Some(at) = self.group(part) {
                return Ok(groups.get(at).cloned());
            }
            let Some(aggregate) = aggregate_of(part) else { return Ok(None) };
            let known = self.aggregates.iter().position(|(a, _)| *a == aggregate);
            Ok(known.and_then(|at| finished.get(at)).cloned())
        })
    }

    /// The tables of the query that are not counted in the level, and those joined once more.
    fn kept(&self) -> BTreeSet<usize> {
        let outside = (0..self.block.tables.len()).filter(|at| !self.seen.inside[*at]);
        outside.chain(self.matched.kept.iter().copied()).collect()
    }

    /// Groups of which nothing is left; a SELECT that groups by nothing always shows its one row.
    fn hides_empty(&self) -> bool {
        self.over == Over::Changes && self.is_grouped()
    }

    fn is_grouped(&self) -> bool {
        self.block.has_group_by || self.block.distinct && self.aggregates.is_empty()
    }

    /// A view of the level and the tables that it is joined with, as far as they meet the
    /// conditions.
    fn level_from(&self, view: &TableName) -> Result<String, Refusal> {
        let conditions = self.level_conditions()?;
        // On MariaDB what a join leaves reaches a view that groups nothing by itself.
        let by_itself = self.engine() == EngineKind::MariaDb && self.over == Over::Changes;
        let reached: Vec<(Ident, String)> = reaches(&conditions, self.seen)
            .into_iter()
            .filter(|_| !by_itself)
            .map(|reach| (reach.key.clone(), self.values(&reach)))
            .collect();
        let view = self.table(view);
        let (level, within_keys) = match self.engine() {
            EngineKind::MariaDb if !reached.is_empty() => {
                let groups = derive::narrowed(self.seen.family, self.seen.level, &reached);
                (format!("({groups})"), Vec::new())
            }
            _ => (view, reached),
        };
        let mut from = format!("{level} AS {}", self.alias());
        for at in self.kept() {
            from.push_str(&format!(" CROSS JOIN {}", self.used(at)));
        }
        let within = |(key, values): (Ident, String)| {
            let key = format!("{}.{}", self.alias(), self.ident(&key));
            match self.engine() {
                // Computed once and then a value: so it reaches through the view's GROUP BY.
                EngineKind::Postgres => format!(" AND {key} = ANY (ARRAY({values}))"),
                EngineKind::MariaDb | EngineKind::Sqlite => format!(" AND {key} IN ({values})"),
            }
        };
        let where_ = self.where_(&conditions);
        Ok(from + &where_ + &within_keys.into_iter().map(within).collect::<String>())
    }

    fn values(&self, reach: &Reach) -> String {
        let (at, name) = &reach.column;
        let tables: Vec<String> = reach.tables.iter().map(|at| self.used(*at)).collect();
        format!(
            "SELECT {}.{} FROM {}{}",
            self.block.tables[*at].alias,
            self.ident(name),
            tables.join(", "),
            self.where_(&reach.conditions)
        )
    }

    fn level_conditions(&self) -> Result<Vec<Expr>, Refusal> {
        let mut conditions = self.matched.conditions.clone();
        for at in &self.matched.kept {
            for (name, key) in self.seen.rejoin(*at).unwrap_or_default() {
                let own = super::substitute::level_column(&key);
                let other = super::substitute::kept_column(*at, &name);
                conditions.push(assemble("{0} = {1}", &[&other, &own], self.engine())?);
            }
        }
        Ok(conditions)
    }

    fn raw_from(&self) -> String {
        let all: Vec<String> = (0..self.block.tables.len()).map(|at| self.used(at)).collect();
        all.join(" CROSS JOIN ")
    }

    fn used(&self, at: usize) -> String {
        let used = &self.block.tables[at];
        format!("{} AS {}", self.table(&used.table.name), used.alias)
    }

    fn table(&self, name: &TableName) -> String {
        format!("{}.{}", self.ident(&name.schema), self.ident(&name.name))
    }

    fn ident(&self, name: &Ident) -> String {
        render::ident(name, self.engine()).to_string()
    }

    /// The level's own alias: one that the query does not use.
    fn alias(&self) -> String {
        let taken =
            |name: &str| self.block.tables.iter().any(|u| u.alias.value.eq_ignore_ascii_case(name));
        let mut alias = "r".to_owned();
        while taken(&alias) {
            alias.push('r');
        }
        alias
    }

    fn where_(&self, conditions: &[Expr]) -> String {
        if conditions.is_empty() {
            return String::new();
        }
        let terms: Vec<String> = conditions.iter().map(|c| self.term(c)).collect();
        format!(" WHERE {}", terms.join(" AND "))
    }

    fn term(&self, condition: &Expr) -> String {
        match condition {
            Expr::BinaryOp { op: ast::BinaryOperator::Or | ast::BinaryOperator::Xor, .. } => {
                format!("({})", self.say(condition))
            }
            _ => self.say(condition),
        }
    }

    /// Constants are no groups.
    fn group_by(&self, groups: &[Expr]) -> String {
        let groups: Vec<String> = groups.iter().map(|g| self.say(g)).collect();
        if groups.is_empty() { String::new() } else { format!(" GROUP BY {}", groups.join(", ")) }
    }

    fn say(&self, expr: &Expr) -> String {
        self.plain(expr).to_string()
    }

    /// With names in place of marks.
    fn plain(&self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        let _ = visit_expressions_mut(&mut expr, |part| {
            let name = |name: &Ident| render::ident(name, self.engine());
            if let Some(marked) = marked_of(part) {
                *part = Expr::CompoundIdentifier(match marked {
                    Marked::Level(column) => vec![ast::Ident::new(self.alias()), name(&column)],
                    Marked::Kept(at, column) => {
                        vec![self.block.tables[at].alias.clone(), name(&column)]
                    }
                });
            } else if let Some((at, column)) = column_of(part) {
                *part = Expr::CompoundIdentifier(vec![
                    self.block.tables[at].alias.clone(),
                    name(&column),
                ]);
            }
            ControlFlow::<()>::Continue(())
        });
        expr
    }
}
