//! INSERT, UPDATE, DELETE and COPY: what they write, and what they read to find it.

use sqlparser::ast::{
    Assignment, AssignmentTarget, Delete, FromTable, Insert, ObjectName, OnConflictAction,
    OnInsert, SelectItem, TableObject, Update, UpdateTableFromKind,
};

use super::predicates::Condition;
use super::resolve::{Reader, all_columns};
use super::scope::{Output, Relation, Scope, Source};

impl Reader<'_> {
    pub(super) fn insert(&mut self, insert: &Insert, parent: Option<&Scope<'_>>) -> Vec<Output> {
        let TableObject::TableName(name) = &insert.table else { return Vec::new() };
        let mut scope = Scope::new(parent, self.new_block());
        let at = self.add_use(name, None, scope.block);
        let own = insert.table_alias.as_ref().map(|a| a.alias.clone());
        let own = own.or_else(|| name.0.last().and_then(|part| part.as_ident().cloned()));
        scope.relations.push(Relation { name: own, source: Source::Use(at) });
        self.write_all(at);
        if let Some(source) = &insert.source {
            self.query(source, parent);
        }
        self.assign(&insert.assignments, &scope);
        match &insert.on {
            Some(OnInsert::DuplicateKeyUpdate(assignments)) => self.assign(assignments, &scope),
            Some(OnInsert::OnConflict(conflict)) => {
                if let OnConflictAction::DoUpdate(update) = &conflict.action {
                    self.assign(&update.assignments, &scope);
                    if let Some(selection) = &update.selection {
                        self.note(selection, &scope);
                    }
                }
            }
            _ => {}
        }
        self.returning(insert.returning.as_deref(), &scope)
    }

    /// COPY … FROM: rows that no query gives.
    pub(super) fn load(&mut self, table: &ObjectName) {
        let block = self.new_block();
        let at = self.add_use(table, None, block);
        self.write_all(at);
    }

    pub(super) fn update(&mut self, update: &Update, parent: Option<&Scope<'_>>) -> Vec<Output> {
        let mut scope = Scope::new(parent, self.new_block());
        self.from(&update.table, &mut scope);
        let from = match &update.from {
            Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) => {
                from.as_slice()
            }
            None => &[],
        };
        for table in from {
            self.from(table, &mut scope);
        }
        self.assign(&update.assignments, &scope);
        if let Some(selection) = &update.selection {
            self.condition(selection, &scope, &Condition::default());
        }
        for order in &update.order_by {
            self.note(&order.expr, &scope);
        }
        if let Some(limit) = &update.limit {
            self.note(limit, &scope);
        }
        self.returning(update.returning.as_deref(), &scope)
    }

    pub(super) fn delete(&mut self, delete: &Delete, parent: Option<&Scope<'_>>) -> Vec<Output> {
        let mut scope = Scope::new(parent, self.new_block());
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        for table in from {
            self.from(table, &mut scope);
        }
        let own = scope.relations.len();
        for table in delete.using.iter().flatten() {
            self.from(table, &mut scope);
        }
        for at in self.deleted(&delete.tables, own, &scope) {
            self.write_all(at);
        }
        if let Some(selection) = &delete.selection {
            self.condition(selection, &scope, &Condition::default());
        }
        for order in &delete.order_by {
            self.note(&order.expr, &scope);
        }
        if let Some(limit) = &delete.limit {
            self.note(limit, &scope);
        }
        self.returning(delete.returning.as_deref(), &scope)
    }

    /// `DELETE a FROM a JOIN b` names them; else it is the first table.
    fn deleted(&self, named: &[ObjectName], own: usize, scope: &Scope<'_>) -> Vec<usize> {
        let of = |relation: &Relation| match relation.source {
            Source::Use(at) => Some(at),
            Source::Derived(_) | Source::Opaque => None,
        };
        if named.is_empty() {
            return scope.relations.iter().take(own).filter_map(of).take(1).collect();
        }
        let names = named.iter().filter_map(|name| name.0.last()?.as_ident());
        names
            .filter_map(|name| {
                let called =
                    |r: &&Relation| r.name.as_ref().is_some_and(|n| self.names.same(name, n));
                scope.relations.iter().find(called).and_then(of)
            })
            .collect()
    }

    fn write_all(&mut self, at: usize) {
        self.uses[at].written = self.bases[at].map(all_columns).unwrap_or_default();
    }

    fn assign(&mut self, assignments: &[Assignment], scope: &Scope<'_>) {
        for assignment in assignments {
            let targets = match &assignment.target {
                AssignmentTarget::ColumnName(name) => std::slice::from_ref(name),
                AssignmentTarget::Tuple(names) => names.as_slice(),
            };
            for target in targets {
                if let Some(column) = self.column_of_name(target, scope) {
                    self.uses[column.at].written.insert(column.name);
                }
            }
            self.note(&assignment.value, scope);
        }
    }

    fn returning(&mut self, items: Option<&[SelectItem]>, scope: &Scope<'_>) -> Vec<Output> {
        let mut outputs = Vec::new();
        for item in items.unwrap_or_default() {
            self.item(item, scope);
            let name = match item {
                SelectItem::ExprWithAlias { alias, .. } => Some(alias.clone()),
                SelectItem::UnnamedExpr(expr) => {
                    super::scope::name_parts(expr).and_then(|p| p.last()).cloned()
                }
                _ => None,
            };
            outputs.push(Output { name, origin: None });
        }
        outputs
    }
}
