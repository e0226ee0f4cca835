//! FROM: tables, joins, derived tables, WITH names and functions into the relations of a block.

use std::collections::BTreeSet;

use sqlparser::ast::{
    self, JoinConstraint, JoinOperator as J, ObjectName, TableAlias, TableFactor, TableWithJoins,
};

use super::facts::TableUse;
use super::predicates::Condition;
use super::resolve::{Reader, rename};
use super::scope::{Relation, Scope, Source};
use crate::name::{Ident, TableName};

impl Reader<'_> {
    pub(super) fn from(&mut self, from: &TableWithJoins, scope: &mut Scope<'_>) {
        self.factor(&from.relation, scope);
        for join in &from.joins {
            let left = scope.relations.len();
            let uses = self.uses.len();
            self.factor(&join.relation, scope);
            let right = uses..self.uses.len();
            let (constraint, only) = match &join.join_operator {
                J::Left(c) | J::LeftOuter(c) | J::LeftAnti(c) | J::LeftSemi(c) => {
                    (Some(c), Some(right))
                }
                J::Right(c) | J::RightOuter(c) => (Some(c), Some(0..uses)),
                J::FullOuter(c) => (Some(c), Some(0..0)),
                J::Join(c) | J::Inner(c) | J::CrossJoin(c) | J::StraightJoin(c) => (Some(c), None),
                _ => (None, None),
            };
            let condition = Condition { only, ..Condition::default() };
            match constraint {
                Some(JoinConstraint::On(expr)) => self.condition(expr, scope, &condition),
                Some(JoinConstraint::Using(columns)) => {
                    let names = columns.iter().filter_map(|c| c.0.last()?.as_ident().cloned());
                    self.using(&names.collect::<Vec<_>>(), left, scope, &condition);
                }
                Some(JoinConstraint::Natural) => {
                    let names = self.shared_names(left, scope);
                    self.using(&names, left, scope, &condition);
                }
                Some(JoinConstraint::None) | None => {}
            }
        }
    }

    fn factor(&mut self, factor: &TableFactor, scope: &mut Scope<'_>) {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                self.table(name, alias.as_ref(), scope);
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let mut outputs = if *lateral {
                    self.query(subquery, Some(scope))
                } else {
                    self.query(subquery, scope.parent)
                };
                if let Some(alias) = alias {
                    rename(&mut outputs, alias);
                }
                let name = alias.as_ref().map(|a| a.name.clone());
                scope.relations.push(Relation { name, source: Source::Derived(outputs) });
            }
            TableFactor::NestedJoin { table_with_joins, .. } => self.from(table_with_joins, scope),
            TableFactor::Table { alias, .. }
            | TableFactor::Function { alias, .. }
            | TableFactor::TableFunction { alias, .. }
            | TableFactor::UNNEST { alias, .. }
            | TableFactor::JsonTable { alias, .. } => {
                let name = alias.as_ref().map(|a| a.name.clone());
                scope.relations.push(Relation { name, source: Source::Opaque });
                self.note_arguments(factor, scope);
            }
            _ => scope.relations.push(Relation { name: None, source: Source::Opaque }),
        }
    }

    fn note_arguments(&mut self, factor: &TableFactor, scope: &Scope<'_>) {
        let args = match factor {
            TableFactor::Function { args, .. } => args.as_slice(),
            TableFactor::Table { args: Some(args), .. } => args.args.as_slice(),
            TableFactor::UNNEST { array_exprs, .. } => {
                for expr in array_exprs {
                    self.note(expr, scope);
                }
                return;
            }
            TableFactor::TableFunction { expr, .. }
            | TableFactor::JsonTable { json_expr: expr, .. } => return self.note(expr, scope),
            _ => return,
        };
        for arg in args {
            if let ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(expr)) = arg {
                self.note(expr, scope);
            }
        }
    }

    /// A table by its name, or a WITH query that has it.
    fn table(&mut self, name: &ObjectName, alias: Option<&TableAlias>, scope: &mut Scope<'_>) {
        let own = name.0.last().and_then(|part| part.as_ident());
        let called = alias.map(|a| a.name.clone()).or_else(|| own.cloned());
        let cte = own.filter(|_| name.0.len() == 1).and_then(|own| self.cte(own, scope));
        if let Some(mut source) = cte {
            if let (Source::Derived(outputs), Some(alias)) = (&mut source, alias) {
                rename(outputs, alias);
            }
            scope.relations.push(Relation { name: called, source });
            return;
        }
        let at = self.add_use(name, alias, scope.block);
        scope.relations.push(Relation { name: called, source: Source::Use(at) });
    }

    fn cte(&self, name: &ast::Ident, scope: &Scope<'_>) -> Option<Source> {
        let mut at = Some(scope);
        while let Some(here) = at {
            let found = here.ctes.iter().rev().find(|(known, _)| self.names.same(name, known));
            if let Some((_, source)) = found {
                return Some(source.clone());
            }
            at = here.parent;
        }
        None
    }

    pub(super) fn add_use(
        &mut self,
        name: &ObjectName,
        alias: Option<&TableAlias>,
        block: usize,
    ) -> usize {
        let base = self.names.table(name);
        let parts: Vec<_> = name.0.iter().filter_map(|p| p.as_ident()).collect();
        let part = |back: usize| parts.iter().rev().nth(back).map(|i| self.names.folded(i));
        let table = base.map_or_else(
            || {
                let schema = part(1)
                    .or_else(|| self.names.search_path.first().map(|s| (*s).to_owned()))
                    .unwrap_or_default();
                TableName::new(&schema, &part(0).unwrap_or_default())
            },
            |table| table.name.clone(),
        );
        let alias = alias.map(|a| Ident::new(self.names.folded(&a.name)));
        self.bases.push(base);
        self.uses.push(TableUse {
            table,
            alias,
            block,
            predicates: Vec::new(),
            joins: Vec::new(),
            group: Vec::new(),
            order: Vec::new(),
            order_whole: false,
            limit: None,
            columns: BTreeSet::new(),
            whole_row: false,
            written: BTreeSet::new(),
            extremes: Vec::new(),
        });
        self.uses.len() - 1
    }
}
