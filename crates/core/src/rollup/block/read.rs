//! Text → [`Block`]: one SELECT over base tables with inner joins. Anything else is refused by
//! its name.

use std::ops::ControlFlow;

use sqlparser::ast::{
    self, Expr, GroupByExpr, JoinConstraint, JoinOperator as J, OrderByKind, Query, Select,
    SelectItem, SetExpr, Statement, TableFactor, TableWithJoins, Value, visit_expressions_mut,
};

use super::text::{check_text, check_values, written_items};
use super::{Block, Item, SortBy, Sorted, Used, canon, column};
use crate::name::EngineKind;
use crate::rollup::catalog::Catalog;
use crate::rollup::refusal::{Refusal, refuse};
use crate::seen::Table;
use crate::sql::children::conjuncts;
use crate::sql::parse::parse;
use crate::sql::scope::{Meaning, Names, Relation, Scope, Source, find, name_parts};

/// A statement whose values are all written out.
pub fn read<'a>(text: &str, catalog: &Catalog<'a>) -> Result<Block<'a>, Refusal> {
    check_values(text, catalog.engine)?;
    read_asked(text, catalog)
}

/// A statement that may have placeholders, as the parser numbers them.
pub fn read_asked<'a>(text: &str, catalog: &Catalog<'a>) -> Result<Block<'a>, Refusal> {
    check_text(text, catalog.engine)?;
    let statement = parse(text, catalog.engine).map_err(|e| {
        let mend = "give one SELECT statement in the engine's own dialect";
        Refusal::new(format!("line {}", e.line), e.reason, mend)
    })?;
    let Statement::Query(query) = &statement else {
        return refuse("the statement", "it is not a SELECT", "give one SELECT … GROUP BY");
    };
    let select = plain_select(query)?;
    let mut reader = Reader::new(catalog);
    for from in &select.from {
        reader.from(from)?;
    }
    if let Some(condition) = &select.selection {
        reader.require(condition)?;
    }
    let items = reader.items(&select.projection, written_items(text, catalog.engine))?;
    let (group, has_group_by) = reader.group(select, &items)?;
    let having = select.having.as_ref().map(|h| reader.having(h, &items)).transpose()?;
    let order = reader.order(query, &items)?;
    Ok(Block {
        engine: catalog.engine,
        tables: reader.tables,
        conditions: reader.conditions,
        items,
        group,
        has_group_by,
        having,
        order,
        limit: query.limit_clause.clone(),
        distinct: select.distinct.is_some(),
    })
}

fn plain_select(query: &Query) -> Result<&Select, Refusal> {
    let one = "use one plain SELECT … FROM … JOIN … GROUP BY";
    if query.with.is_some() {
        return refuse("WITH", "only tables can be read", one);
    }
    if query.fetch.is_some() || !query.locks.is_empty() || query.for_clause.is_some() {
        return refuse("FETCH or FOR", "it is not known here", "use LIMIT, and no locks");
    }
    if query.settings.is_some() || query.format_clause.is_some() || !query.pipe_operators.is_empty()
    {
        return refuse("the end of the statement", "it is not known here", one);
    }
    let select = match &*query.body {
        SetExpr::Select(select) => select,
        SetExpr::SetOperation { op, .. } => {
            return refuse(op.to_string(), "only one SELECT can be read", one);
        }
        _ => return refuse("the statement", "it is not a SELECT", one),
    };
    let plain = select.select_modifiers.is_none()
        && select.top.is_none()
        && select.exclude.is_none()
        && select.into.is_none()
        && select.lateral_views.is_empty()
        && select.prewhere.is_none()
        && select.connect_by.is_empty()
        && select.cluster_by.is_empty()
        && select.distribute_by.is_empty()
        && select.sort_by.is_empty()
        && select.qualify.is_none()
        && select.value_table_mode.is_none()
        && select.flavor == ast::SelectFlavor::Standard;
    if !plain {
        return refuse("SELECT with a modifier", "it is not known here", one);
    }
    if !select.named_window.is_empty() {
        return refuse(
            "WINDOW",
            "a window looks at other rows of the result",
            "use the window in the query that reads the rollup",
        );
    }
    Ok(select)
}

struct Reader<'a, 'c> {
    names: Names<'a>,
    catalog: &'c Catalog<'a>,
    scope: Scope<'static>,
    tables: Vec<Used<'a>>,
    bases: Vec<Option<&'a Table>>,
    conditions: Vec<Expr>,
}

impl<'a, 'c> Reader<'a, 'c> {
    fn new(catalog: &'c Catalog<'a>) -> Self {
        Self {
            names: catalog.names(),
            catalog,
            scope: Scope::new(None, 0),
            tables: Vec::new(),
            bases: Vec::new(),
            conditions: Vec::new(),
        }
    }

    fn from(&mut self, from: &TableWithJoins) -> Result<(), Refusal> {
        self.factor(&from.relation)?;
        for join in &from.joins {
            let left = self.tables.len();
            self.factor(&join.relation)?;
            match &join.join_operator {
                J::Join(c) | J::Inner(c) | J::CrossJoin(c) | J::StraightJoin(c) if !join.global => {
                    self.joined(c, left)?;
                }
                other => {
                    return refuse(
                        outer_name(other),
                        "only inner joins keep each row's group independent of other rows",
                        "use JOIN, and make the foreign key NOT NULL",
                    );
                }
            }
        }
        Ok(())
    }

    fn joined(&mut self, constraint: &JoinConstraint, left: usize) -> Result<(), Refusal> {
        match constraint {
            JoinConstraint::On(condition) => self.require(condition),
            JoinConstraint::None => Ok(()),
            JoinConstraint::Natural => {
                refuse("NATURAL JOIN", "a new column would change it", "write ON a.id = b.id")
            }
            JoinConstraint::Using(columns) => {
                for name in columns {
                    let Some(name) = name.0.last().and_then(|p| p.as_ident()) else { continue };
                    self.used(name, left)?;
                }
                Ok(())
            }
        }
    }

    /// `USING (name)`: the one table on the left that has it, and the one just joined.
    fn used(&mut self, name: &ast::Ident, left: usize) -> Result<(), Refusal> {
        let of =
            |at: usize| self.names.column(self.tables[at].table, name).map(|column| (at, column));
        let found: Vec<_> = (0..left).filter_map(of).collect();
        let class = |(at, column): &(usize, crate::name::Ident)| {
            let column = self.tables[*at].table.column(column);
            column.map(|c| (c.data_type.clone(), c.collation.clone()))
        };
        match (found.as_slice(), of(left)) {
            ([one], Some(other)) if class(one) == class(&other) => {
                let equal = Expr::BinaryOp {
                    left: Box::new(column(one.0, &one.1)),
                    op: ast::BinaryOperator::Eq,
                    right: Box::new(column(other.0, &other.1)),
                };
                self.conditions.push(equal);
                Ok(())
            }
            _ => refuse(
                format!("USING ({name})"),
                "it is not one column of the same type on both sides",
                "write ON a.id = b.id",
            ),
        }
    }

    fn factor(&mut self, factor: &TableFactor) -> Result<(), Refusal> {
        let TableFactor::Table {
            name,
            alias,
            args: None,
            with_hints,
            version: None,
            partitions,
            sample: None,
            index_hints,
            json_path: None,
            with_ordinality: false,
        } = factor
        else {
            return match factor {
                TableFactor::NestedJoin { table_with_joins, alias: None } => {
                    self.from(table_with_joins)
                }
                TableFactor::Derived { .. } => refuse(
                    "a sub-select in FROM",
                    "only tables can be read",
                    "write its tables and conditions into the one SELECT",
                ),
                _ => refuse("FROM", "only tables can be read", "name tables"),
            };
        };
        if !with_hints.is_empty() || !partitions.is_empty() || !index_hints.is_empty() {
            return refuse("a hint on a table", "it may choose rows", "take it out");
        }
        if alias.as_ref().is_some_and(|a| !a.columns.is_empty()) {
            return refuse(
                "names of columns after an alias",
                "they hide the real ones",
                "take them out",
            );
        }
        let Some(table) = self.names.table(name) else {
            return refuse(
                name.to_string(),
                "no such table was seen",
                "name a table of this database that this user may read",
            );
        };
        let own = name.0.last().and_then(|part| part.as_ident());
        let Some(called) = alias.as_ref().map(|a| &a.name).or(own) else {
            return refuse(name.to_string(), "it has no name", "name tables");
        };
        if self
            .scope
            .relations
            .iter()
            .any(|r| r.name.as_ref().is_some_and(|n| self.names.same(n, called)))
        {
            return refuse(called.to_string(), "two tables have this name", "give one an alias");
        }
        let relation =
            Relation { name: Some(called.clone()), source: Source::Use(self.tables.len()) };
        self.scope.relations.push(relation);
        self.tables.push(Used { table, alias: called.clone() });
        self.bases.push(Some(table));
        Ok(())
    }

    fn require(&mut self, condition: &Expr) -> Result<(), Refusal> {
        for term in conjuncts(condition) {
            let term = self.resolve(term)?;
            self.conditions.push(term);
        }
        Ok(())
    }

    /// With every column name as [`column`].
    fn resolve(&self, expr: &Expr) -> Result<Expr, Refusal> {
        self.resolve_or(expr, |_| None)
    }

    /// A name that is no column is what `otherwise` says.
    fn resolve_or(
        &self,
        expr: &Expr,
        otherwise: impl Fn(&ast::Ident) -> Option<Expr>,
    ) -> Result<Expr, Refusal> {
        let mut expr = expr.clone();
        let flow = visit_expressions_mut(&mut expr, |part| {
            let Some(parts) = name_parts(part) else { return ControlFlow::Continue(()) };
            match find(&self.names, &self.bases, &self.scope, parts) {
                Some(Meaning::Base(found)) if self.is_only_one(parts) => {
                    *part = column(found.at, &found.name);
                    ControlFlow::Continue(())
                }
                _ => match parts {
                    [name] if let Some(meant) = otherwise(name) => {
                        *part = Expr::Nested(Box::new(meant));
                        ControlFlow::Continue(())
                    }
                    _ => ControlFlow::Break(part.to_string()),
                },
            }
        });
        match flow {
            ControlFlow::Continue(()) => Ok(expr),
            ControlFlow::Break(name) => refuse(
                name,
                "it is not a column of exactly one of the tables",
                "name columns as table.column",
            ),
        }
    }

    /// A bare name that two tables have means one of them only after USING: said with a table,
    /// it cannot be misread.
    fn is_only_one(&self, parts: &[ast::Ident]) -> bool {
        let [name] = parts else { return true };
        let has = |used: &&Used<'_>| self.names.column(used.table, name).is_some();
        self.tables.iter().filter(has).count() == 1
    }

    fn items(&self, items: &[SelectItem], written: Vec<String>) -> Result<Vec<Item>, Refusal> {
        if written.len() != items.len() {
            return refuse(
                "the SELECT list",
                "it could not be taken apart",
                "write it more simply",
            );
        }
        let each = |(item, written): (&SelectItem, String)| match item {
            SelectItem::UnnamedExpr(expr) => {
                Ok(Item { expr: self.resolve(expr)?, alias: None, written })
            }
            SelectItem::ExprWithAlias { expr, alias } => {
                Ok(Item { expr: self.resolve(expr)?, alias: Some(alias.clone()), written })
            }
            _ => refuse("*", "the columns are not named", "name each column"),
        };
        items.iter().zip(written).map(each).collect()
    }

    fn group(&self, select: &Select, items: &[Item]) -> Result<(Vec<Expr>, bool), Refusal> {
        let GroupByExpr::Expressions(exprs, modifiers) = &select.group_by else {
            return refuse("GROUP BY ALL", "it is not of this engine", "name the columns");
        };
        if !modifiers.is_empty() {
            return refuse("WITH ROLLUP", "it gives rows of several levels", ALL_MEND);
        }
        let mut group = Vec::new();
        for expr in exprs {
            if matches!(expr, Expr::Rollup(_) | Expr::Cube(_) | Expr::GroupingSets(_)) {
                return refuse(expr.to_string(), "it gives rows of several levels", ALL_MEND);
            }
            group.push(self.grouped(expr, items)?);
        }
        Ok((group, !exprs.is_empty()))
    }

    /// A position, a name of the SELECT list, or an expression.
    fn grouped(&self, expr: &Expr, items: &[Item]) -> Result<Expr, Refusal> {
        if let Some(at) = position(expr) {
            return match items.get(at.wrapping_sub(1)) {
                Some(item) => Ok(item.expr.clone()),
                None => refuse(format!("GROUP BY {at}"), "there is no such column", "name it"),
            };
        }
        let Expr::Identifier(name) = expr else {
            return match expr {
                Expr::Value(_) => {
                    refuse("GROUP BY a constant", "it groups by nothing", "take it out")
                }
                _ => self.resolve(expr),
            };
        };
        let named = self.item_named(name, items)?;
        match (self.resolve(expr), named) {
            (Ok(column), None) => Ok(column),
            (Ok(column), Some(item)) if canon(&column) == canon(&item.expr) => Ok(column),
            (Ok(_), Some(_)) => refuse(
                format!("GROUP BY {name}"),
                "it is both a column and another name in the SELECT list",
                "write table.column, or give the other a name of its own",
            ),
            (Err(_), Some(item)) => Ok(item.expr.clone()),
            (Err(refusal), None) => Err(refusal),
        }
    }

    fn item_named<'i>(
        &self,
        name: &ast::Ident,
        items: &'i [Item],
    ) -> Result<Option<&'i Item>, Refusal> {
        let called = |i: &&Item| i.alias.as_ref().is_some_and(|a| self.names.same(name, a));
        let mut found = items.iter().filter(called);
        let first = found.next();
        if found.next().is_some() {
            return refuse(name.to_string(), "two columns have this name", "name them differently");
        }
        Ok(first)
    }

    fn having(&self, having: &Expr, items: &[Item]) -> Result<Expr, Refusal> {
        let alias = |name: &ast::Ident| match self.catalog.engine {
            EngineKind::Postgres => None,
            _ => self.item_named(name, items).ok().flatten().map(|item| item.expr.clone()),
        };
        self.no_name_is_both(having, items)?;
        self.resolve_or(having, alias)
    }

    /// Engines differ in which of the two they take.
    fn no_name_is_both(&self, expr: &Expr, items: &[Item]) -> Result<(), Refusal> {
        let mut both = None;
        let _ = ast::visit_expressions(expr, |part| {
            if let Expr::Identifier(name) = part
                && let Ok(Some(item)) = self.item_named(name, items)
                && let Ok(column) = self.resolve(part)
                && canon(&column) != canon(&item.expr)
            {
                both = Some(name.to_string());
            }
            ControlFlow::<()>::Continue(())
        });
        match both {
            None => Ok(()),
            Some(name) => refuse(
                name,
                "it is both a column and another name in the SELECT list",
                "write table.column, or give the other a name of its own",
            ),
        }
    }

    fn order(&self, query: &Query, items: &[Item]) -> Result<Vec<Sorted>, Refusal> {
        let Some(order) = &query.order_by else { return Ok(Vec::new()) };
        let OrderByKind::Expressions(exprs) = &order.kind else {
            return refuse("ORDER BY ALL", "it is not of this engine", "name the columns");
        };
        if order.interpolate.is_some() || exprs.iter().any(|e| e.with_fill.is_some()) {
            return refuse("ORDER BY with a modifier", "it is not known here", "take it out");
        }
        let mut sorted = Vec::new();
        for order in exprs {
            sorted.push(Sorted { by: self.sort_by(&order.expr, items)?, options: order.clone() });
        }
        Ok(sorted)
    }

    fn sort_by(&self, expr: &Expr, items: &[Item]) -> Result<SortBy, Refusal> {
        if let Some(at) = position(expr) {
            return match at.checked_sub(1).filter(|at| *at < items.len()) {
                Some(at) => Ok(SortBy::Item(at)),
                None => refuse(format!("ORDER BY {at}"), "there is no such column", "name it"),
            };
        }
        // A bare name is one of the SELECT list first, on all three engines.
        if let Expr::Identifier(name) = expr
            && let Some(item) = self.item_named(name, items)?
        {
            let at = items.iter().position(|i| std::ptr::eq(i, item));
            return Ok(SortBy::Item(at.unwrap_or_default()));
        }
        self.no_name_is_both(expr, items)?;
        let alias = |name: &ast::Ident| match self.catalog.engine {
            EngineKind::Postgres => None,
            _ => self.item_named(name, items).ok().flatten().map(|item| item.expr.clone()),
        };
        let expr = self.resolve_or(expr, alias)?;
        let same = |item: &Item| canon(&item.expr) == canon(&expr);
        Ok(items
            .iter()
            .position(same)
            .map_or_else(|| SortBy::Expr(Box::new(expr.clone())), SortBy::Item))
    }
}

const ALL_MEND: &str = "give one GROUP BY list; `-- all: column` makes the level above it";

/// `2` of GROUP BY 2.
fn position(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Value(v) => match &v.value {
            Value::Number(n, _) => n.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

fn outer_name(join: &J) -> &'static str {
    match join {
        J::Left(_) | J::LeftOuter(_) => "LEFT JOIN",
        J::Right(_) | J::RightOuter(_) => "RIGHT JOIN",
        J::FullOuter(_) => "FULL JOIN",
        _ => "this kind of join",
    }
}
