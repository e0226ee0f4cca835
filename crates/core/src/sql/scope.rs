//! Which table a name means: folding of names by dialect, schemas, aliases, and what each query
//! block can see. Does not walk statements.

use sqlparser::ast::{self, Expr, ObjectName};

use crate::name::{EngineKind, Ident};
use crate::seen::Table;

/// A column of one of the statement's table uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Position in `Facts::uses`.
    pub at: usize,
    pub name: Ident,
    /// Seen in the block itself, not in one around it.
    pub local: bool,
    /// The rows of the table come through as they are: a join can be driven by this column.
    pub plain: bool,
}

/// A column that a query gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Output {
    pub name: Option<ast::Ident>,
    /// The base column that it is, unchanged; conditions on it may be moved down to there.
    pub origin: Option<Column>,
}

#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// Position in `Facts::uses`.
    Use(usize),
    Derived(Vec<Output>),
    /// A function, or a table that the catalog does not have: it may have any column.
    Opaque,
}

/// One member of a FROM.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub name: Option<ast::Ident>,
    pub source: Source,
}

/// What names mean in one query block.
pub(crate) struct Scope<'p> {
    pub parent: Option<&'p Scope<'p>>,
    pub block: usize,
    pub relations: Vec<Relation>,
    pub ctes: Vec<(ast::Ident, Source)>,
}

impl<'p> Scope<'p> {
    pub fn new(parent: Option<&'p Scope<'p>>, block: usize) -> Self {
        Self { parent, block, relations: Vec::new(), ctes: Vec::new() }
    }
}

/// What a column name turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meaning {
    Base(Column),
    /// A column that is computed, or of a table that is not known.
    Unknown,
}

/// Names as the dialect folds them, over the tables of the snapshot.
pub(crate) struct Names<'a> {
    pub engine: EngineKind,
    pub tables: &'a [Table],
    pub search_path: &'a [&'a str],
}

impl<'a> Names<'a> {
    /// Is `written` the name `real` of the catalog?
    pub fn is(&self, written: &ast::Ident, real: &str) -> bool {
        match self.engine {
            EngineKind::Postgres if written.quote_style.is_some() => written.value == real,
            EngineKind::Postgres => is_folded(&written.value, real),
            EngineKind::MariaDb | EngineKind::Sqlite => written.value.eq_ignore_ascii_case(real),
        }
    }

    /// Are both, as written, one name?
    pub fn same(&self, one: &ast::Ident, other: &ast::Ident) -> bool {
        self.is(one, &self.folded(other))
    }

    /// The name as the catalog would spell it.
    pub fn folded(&self, written: &ast::Ident) -> String {
        match (self.engine, written.quote_style) {
            (EngineKind::Postgres, None) => written.value.to_lowercase(),
            _ => written.value.clone(),
        }
    }

    pub fn table(&self, name: &ObjectName) -> Option<&'a Table> {
        let parts: Vec<_> = name.0.iter().filter_map(|p| p.as_ident()).collect();
        let (name, schema) = match parts.as_slice() {
            [.., schema, name] => (*name, Some(*schema)),
            [name] => (*name, None),
            [] => return None,
        };
        let named = || self.tables.iter().filter(move |t| self.is(name, t.name.name.as_str()));
        // MariaDB's tables may differ in case alone: the exact one is meant.
        let best = |schema: &dyn Fn(&Table) -> bool| {
            let exact = named().find(|t| schema(t) && t.name.name.as_str() == name.value);
            exact.or_else(|| named().find(|t| schema(t)))
        };
        if let Some(schema) = schema {
            return best(&|t| self.is(schema, t.name.schema.as_str()));
        }
        let on_path = self.search_path.iter().find_map(|s| best(&|t| t.name.schema.as_str() == *s));
        on_path.or_else(|| {
            let mut all = named();
            let only = all.next();
            only.filter(|_| all.next().is_none())
        })
    }

    /// The column of `table` that is called `written`.
    pub fn column(&self, table: &Table, written: &ast::Ident) -> Option<Ident> {
        table.columns.iter().map(|c| &c.name).find(|name| self.is(written, name.as_str())).cloned()
    }
}

/// `written.to_lowercase() == real`, for the many names that are not: nothing is allocated.
fn is_folded(written: &str, real: &str) -> bool {
    if written.is_ascii() {
        let folded = written.bytes().map(|byte| byte.to_ascii_lowercase());
        written.len() == real.len() && folded.eq(real.bytes())
    } else {
        written.to_lowercase() == real
    }
}

/// The parts of a column name: `[c]`, `[t, c]`, `[s, t, c]`.
pub(crate) fn name_parts(expr: &Expr) -> Option<&[ast::Ident]> {
    match expr {
        Expr::Identifier(name) => Some(std::slice::from_ref(name)),
        Expr::CompoundIdentifier(parts) => Some(parts),
        _ => None,
    }
}

/// Finds the column in `scope` or around it; None where nothing of that name can be seen.
pub(crate) fn find(
    names: &Names<'_>,
    bases: &[Option<&Table>],
    scope: &Scope<'_>,
    parts: &[ast::Ident],
) -> Option<Meaning> {
    let (column, table) = match parts {
        [column] => (column, None),
        [.., table, column] => (column, Some(table)),
        [] => return None,
    };
    let mut at = Some(scope);
    while let Some(here) = at {
        let local = here.block == scope.block;
        let mut opaque = false;
        for relation in &here.relations {
            let called = relation.name.as_ref();
            if table.is_some_and(|t| !called.is_some_and(|name| names.same(t, name))) {
                continue;
            }
            match in_relation(names, bases, relation, column) {
                Some(Meaning::Base(found)) => {
                    return Some(Meaning::Base(Column { local, ..found }));
                }
                Some(Meaning::Unknown) if matches!(relation.source, Source::Derived(_)) => {
                    return Some(Meaning::Unknown);
                }
                Some(Meaning::Unknown) => opaque = true,
                None if table.is_some() => return Some(Meaning::Unknown),
                None => {}
            }
        }
        if opaque {
            return Some(Meaning::Unknown);
        }
        at = here.parent;
    }
    None
}

fn in_relation(
    names: &Names<'_>,
    bases: &[Option<&Table>],
    relation: &Relation,
    column: &ast::Ident,
) -> Option<Meaning> {
    match &relation.source {
        Source::Opaque => Some(Meaning::Unknown),
        Source::Use(at) => match bases.get(*at).copied().flatten() {
            Some(table) => names
                .column(table, column)
                .map(|name| Meaning::Base(Column { at: *at, name, local: true, plain: true })),
            None => Some(Meaning::Unknown),
        },
        Source::Derived(outputs) => {
            let named = |o: &&Output| o.name.as_ref().is_some_and(|n| names.same(column, n));
            let output = outputs.iter().find(named)?;
            Some(output.origin.clone().map_or(Meaning::Unknown, Meaning::Base))
        }
    }
}
