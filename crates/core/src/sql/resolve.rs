//! Walks a statement block by block and gathers [`Facts`]: WITH and SELECT lists. FROM is in
//! `from.rs`, conditions in `predicates.rs`, GROUP BY and ORDER BY in `order.rs`, writing
//! statements in `dml.rs`.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    self, CopySource, Expr, ObjectName, Query, Select, SelectItem, SelectItemQualifiedWildcardKind,
    SetExpr, Statement, TableAlias, Value as Literal, visit_expressions_mut,
};
use sqlparser::tokenizer::Location;

use super::children::{Child, children};
use super::facts::{Facts, Op, Operand, StatementKind, TableUse};
use super::parse::{Unparsed, parse};
use super::predicates::Condition;
use super::render;
use super::scope::{Column, Meaning, Names, Output, Scope, Source, find, name_parts};
use crate::name::{EngineKind, Ident};
use crate::seen::Table;

/// What the statement says of each table that it uses. `search_path` holds the schemas in which
/// a bare name is looked for, first match wins; a name found nowhere there is taken if only one
/// table has it. A table that `tables` does not hold is a use without columns.
pub fn facts(
    text: &str,
    engine: EngineKind,
    tables: &[Table],
    search_path: &[&str],
) -> Result<Facts, Unparsed> {
    let statement = parse(text, engine)?;
    let mut reader = Reader::new(Names { engine, tables, search_path });
    let kind = reader.statement(&statement);
    Ok(reader.finish(kind))
}

/// Where an operand stands: line and column.
type Place = (u64, u64);

pub(super) struct Reader<'a> {
    pub names: Names<'a>,
    pub uses: Vec<TableUse>,
    /// The table of each use, where the catalog has it.
    pub bases: Vec<Option<&'a Table>>,
    pub blocks: usize,
    operands: Vec<(Place, Operand)>,
    placeholders: Vec<(Place, usize)>,
    volatile: bool,
    /// The next SELECT is asked only whether it has rows: what it lists is not read.
    pub only_rows: bool,
}

impl<'a> Reader<'a> {
    fn new(names: Names<'a>) -> Self {
        Self {
            names,
            uses: Vec::new(),
            bases: Vec::new(),
            blocks: 0,
            operands: Vec::new(),
            placeholders: Vec::new(),
            volatile: false,
            only_rows: false,
        }
    }

    fn statement(&mut self, statement: &Statement) -> StatementKind {
        match statement {
            Statement::Query(query) => {
                self.query(query, None);
                StatementKind::Select
            }
            Statement::Insert(insert) => {
                self.insert(insert, None);
                StatementKind::Insert
            }
            Statement::Update(update) => {
                self.update(update, None);
                StatementKind::Update
            }
            Statement::Delete(delete) => {
                self.delete(delete, None);
                StatementKind::Delete
            }
            Statement::Copy { source: CopySource::Table { table_name, .. }, to: false, .. } => {
                self.load(table_name);
                StatementKind::Insert
            }
            _ => StatementKind::Other,
        }
    }

    /// Operands in the order of the text; placeholders that are compared with nothing too.
    fn finish(mut self, kind: StatementKind) -> Facts {
        let known: BTreeSet<Place> = self.operands.iter().map(|(place, _)| *place).collect();
        for (place, slot) in std::mem::take(&mut self.placeholders) {
            if !known.contains(&place) {
                let placeholder = Some(slot);
                let is_placeholder = true;
                let op = Op::Other;
                self.operands
                    .push((place, Operand { column: None, op, is_placeholder, placeholder }));
            }
        }
        self.operands.sort_by_key(|(place, _)| *place);
        self.operands.dedup_by_key(|(place, _)| *place);
        let operands = self.operands.into_iter().map(|(_, operand)| operand).collect();
        Facts { kind, uses: self.uses, operands, volatile: self.volatile }
    }

    // Queries and their blocks.

    pub(super) fn new_block(&mut self) -> usize {
        self.blocks += 1;
        self.blocks - 1
    }

    pub(super) fn query(&mut self, query: &Query, parent: Option<&Scope<'_>>) -> Vec<Output> {
        // Holds only names of WITH: no column is ever found in it.
        let mut with = Scope::new(parent, usize::MAX);
        for cte in query.with.iter().flat_map(|w| &w.cte_tables) {
            if query.with.as_ref().is_some_and(|w| w.recursive) {
                with.ctes.push((cte.alias.name.clone(), Source::Opaque));
            }
            let mut outputs = self.query(&cte.query, Some(&with));
            rename(&mut outputs, &cte.alias);
            if query.with.as_ref().is_some_and(|w| w.recursive) {
                with.ctes.pop();
            }
            with.ctes.push((cte.alias.name.clone(), Source::Derived(outputs)));
        }
        self.set_expr(&query.body, &with, Some(query))
    }

    fn set_expr(
        &mut self,
        body: &SetExpr,
        parent: &Scope<'_>,
        tail: Option<&Query>,
    ) -> Vec<Output> {
        match body {
            SetExpr::Select(select) => self.select(select, parent, tail),
            SetExpr::Query(query) => self.query(query, Some(parent)),
            SetExpr::SetOperation { left, right, .. } => {
                let mut outputs = self.set_expr(left, parent, None);
                self.set_expr(right, parent, None);
                for output in &mut outputs {
                    output.origin = None;
                }
                self.note_tail(tail, parent);
                outputs
            }
            SetExpr::Values(values) => {
                for expr in values.rows.iter().flat_map(|row| &row.content) {
                    self.note(expr, parent);
                }
                Vec::new()
            }
            SetExpr::Insert(Statement::Insert(insert)) => self.insert(insert, Some(parent)),
            SetExpr::Update(Statement::Update(update)) => self.update(update, Some(parent)),
            SetExpr::Delete(Statement::Delete(delete)) => self.delete(delete, Some(parent)),
            _ => Vec::new(),
        }
    }

    fn select(&mut self, select: &Select, parent: &Scope<'_>, tail: Option<&Query>) -> Vec<Output> {
        let only_rows = std::mem::take(&mut self.only_rows);
        let mut scope = Scope::new(Some(parent), self.new_block());
        for from in &select.from {
            self.from(from, &mut scope);
        }
        for item in select.projection.iter().filter(|_| !only_rows) {
            self.item(item, &scope);
        }
        if let Some(selection) = &select.selection {
            self.condition(selection, &scope, &Condition::default());
        }
        if let Some(having) = &select.having {
            self.note(having, &scope);
        }
        let grouped = self.order_of(select, tail, &scope);
        self.note_tail(tail, &scope);
        self.outputs(select, tail, &scope, &grouped)
    }

    fn note_tail(&mut self, tail: Option<&Query>, scope: &Scope<'_>) {
        let Some(tail) = tail else { return };
        for (expr, _) in super::order::order_by(tail) {
            self.note(expr, scope);
        }
        for expr in super::order::limits(tail) {
            self.note(expr, scope);
        }
    }

    pub(super) fn item(&mut self, item: &SelectItem, scope: &Scope<'_>) {
        match item {
            SelectItem::UnnamedExpr(expr)
            | SelectItem::ExprWithAlias { expr, .. }
            | SelectItem::ExprWithAliases { expr, .. } => self.note(expr, scope),
            SelectItem::Wildcard(_) => self.whole_rows(scope, None),
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let table = name.0.last().and_then(|part| part.as_ident());
                self.whole_rows(scope, table);
            }
            SelectItem::QualifiedWildcard(..) => {}
        }
    }

    fn whole_rows(&mut self, scope: &Scope<'_>, table: Option<&ast::Ident>) {
        for relation in &scope.relations {
            let called = relation.name.as_ref();
            let meant = table.is_none_or(|t| called.is_some_and(|name| self.names.same(t, name)));
            if let (true, Source::Use(at)) = (meant, &relation.source) {
                self.uses[*at].whole_row = true;
                let all = self.bases[*at].map(all_columns).unwrap_or_default();
                self.uses[*at].columns.extend(all);
            }
        }
    }

    /// The columns that the block gives to the one around it.
    fn outputs(
        &self,
        select: &Select,
        tail: Option<&Query>,
        scope: &Scope<'_>,
        grouped: &super::order::Grouped,
    ) -> Vec<Output> {
        let cut = tail.is_some_and(|q| super::order::limits(q).next().is_some());
        let mut outputs = Vec::new();
        for item in &select.projection {
            let (expr, alias) = match item {
                SelectItem::UnnamedExpr(expr) => (expr, None),
                SelectItem::ExprWithAlias { expr, alias } => (expr, Some(alias)),
                SelectItem::Wildcard(_) => {
                    self.all_outputs(scope, None, &mut outputs);
                    continue;
                }
                SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(name),
                    _,
                ) => {
                    let table = name.0.last().and_then(|part| part.as_ident());
                    self.all_outputs(scope, table, &mut outputs);
                    continue;
                }
                _ => continue,
            };
            let own = name_parts(expr).and_then(|parts| parts.last());
            let origin = self.column(expr, scope);
            outputs.push(Output { name: alias.or(own).cloned(), origin });
        }
        for output in &mut outputs {
            output.origin = output.origin.take().filter(|c| c.local && !cut).and_then(|column| {
                grouped
                    .lets_through(&column)
                    .then_some(Column { plain: column.plain && !grouped.by_groups, ..column })
            });
        }
        outputs
    }

    fn all_outputs(
        &self,
        scope: &Scope<'_>,
        table: Option<&ast::Ident>,
        outputs: &mut Vec<Output>,
    ) {
        for relation in &scope.relations {
            let called = relation.name.as_ref();
            if table.is_some_and(|t| !called.is_some_and(|name| self.names.same(t, name))) {
                continue;
            }
            match &relation.source {
                Source::Derived(inner) => outputs.extend(inner.iter().cloned()),
                Source::Use(at) => {
                    let columns = self.bases[*at].map(all_columns).unwrap_or_default();
                    outputs.extend(columns.into_iter().map(|name| Output {
                        name: Some(ast::Ident::with_quote('"', name.as_str())),
                        origin: Some(Column { at: *at, name, local: true, plain: true }),
                    }));
                }
                Source::Opaque => {}
            }
        }
    }

    // Expressions.

    /// The base column that the expression is.
    pub(super) fn column(&self, expr: &Expr, scope: &Scope<'_>) -> Option<Column> {
        match self.meaning(expr, scope)? {
            Meaning::Base(column) => Some(column),
            Meaning::Unknown => None,
        }
    }

    pub(super) fn meaning(&self, expr: &Expr, scope: &Scope<'_>) -> Option<Meaning> {
        find(&self.names, &self.bases, scope, name_parts(super::children::bare(expr))?)
    }

    /// Everything in the expression is read: columns, sub-selects, placeholders.
    pub(super) fn note(&mut self, expr: &Expr, scope: &Scope<'_>) {
        if let Some(column) = self.column(expr, scope) {
            self.uses[column.at].columns.insert(column.name);
            return;
        }
        match expr {
            Expr::Value(value) => {
                if let Literal::Placeholder(name) = &value.value
                    && let Some(slot) = slot(name)
                {
                    self.placeholders.push((place(value.span.start), slot));
                }
            }
            Expr::Function(function) => self.volatile |= render::is_volatile(&function.name),
            Expr::MatchAgainst { columns, .. } => {
                for name in columns {
                    if let Some(column) = self.column_of_name(name, scope) {
                        self.uses[column.at].columns.insert(column.name);
                    }
                }
            }
            Expr::Identifier(name) if name.quote_style.is_none() => {
                self.volatile |= render::is_volatile_word(&name.value);
            }
            _ => {}
        }
        for child in children(expr) {
            match child {
                Child::Expr(child) => self.note(child, scope),
                Child::Query(query) => {
                    self.query(query, Some(scope));
                }
            }
        }
    }

    pub(super) fn column_of_name(&self, name: &ObjectName, scope: &Scope<'_>) -> Option<Column> {
        let parts: Vec<_> = name.0.iter().filter_map(|p| p.as_ident().cloned()).collect();
        match find(&self.names, &self.bases, scope, &parts)? {
            Meaning::Base(column) => Some(column),
            Meaning::Unknown => None,
        }
    }

    /// The literals and placeholders of `expr` are compared with a column. What stands in a
    /// function or an interval has another type and belongs to none.
    pub(super) fn note_operands(&mut self, expr: &Expr, column: Option<&Column>, op: Op) {
        match super::children::bare(expr) {
            Expr::Value(value) => {
                let placeholder = match &value.value {
                    Literal::Placeholder(name) => slot(name),
                    _ => None,
                };
                let is_placeholder = matches!(value.value, Literal::Placeholder(_));
                let column = column.map(|c| (self.uses[c.at].table.clone(), c.name.clone()));
                let operand = Operand { column, op, is_placeholder, placeholder };
                self.operands.push((place(value.span.start), operand));
            }
            Expr::TypedString(typed) => {
                let column = column.map(|c| (self.uses[c.at].table.clone(), c.name.clone()));
                let operand = Operand { column, op, is_placeholder: false, placeholder: None };
                self.operands.push((place(typed.value.span.start), operand));
            }
            // `date - interval`: the first has the type of the whole.
            Expr::BinaryOp { left, .. } => self.note_operands(left, column, op),
            Expr::Cast { expr, .. }
            | Expr::UnaryOp { expr, .. }
            | Expr::Prefixed { value: expr, .. }
            | Expr::Collate { expr, .. } => self.note_operands(expr, column, op),
            Expr::Array(array) => {
                for element in &array.elem {
                    self.note_operands(element, column, op);
                }
            }
            _ => {}
        }
    }

    /// The expression with bare column names as the catalog spells them.
    pub(super) fn rendered(&self, expr: &Expr, scope: &Scope<'_>) -> String {
        let mut expr = super::children::bare(expr).clone();
        let _ = visit_expressions_mut(&mut expr, |part| {
            if let Some(column) = self.column(part, scope) {
                *part = Expr::Identifier(render::ident(&column.name, self.names.engine));
            } else if let Expr::Function(function) = part {
                render::fold_name(&mut function.name);
            }
            ControlFlow::<()>::Continue(())
        });
        expr.to_string()
    }
}

pub(super) fn all_columns(table: &Table) -> BTreeSet<Ident> {
    table.columns.iter().map(|c| c.name.clone()).collect()
}

/// `(…) AS x (a, b)`.
pub(super) fn rename(outputs: &mut [Output], alias: &TableAlias) {
    for (output, column) in outputs.iter_mut().zip(&alias.columns) {
        output.name = Some(column.name.clone());
    }
}

/// `$2` and `?2` have 1; every placeholder has this form after `parse.rs`.
fn slot(placeholder: &str) -> Option<usize> {
    placeholder.strip_prefix(['$', '?'])?.parse::<usize>().ok()?.checked_sub(1)
}

fn place(start: Location) -> Place {
    (start.line, start.column)
}
