//! How a family's objects and expressions are named in SQL. The only place that knows where a
//! key or a dimension's column is found; makes no statement.

use crate::dialect::{Quote, Sql, dialect};
use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::filler::filler;
use crate::rollup::model::{ColumnRef, Family, Feed, Key, Level, Measure, Scalar, Source, Stored};
use crate::rollup::names;

/// Speaks of one family in the words of its engine.
pub(super) struct Say<'f> {
    pub family: &'f Family,
}

/// Where the columns of dimensions come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dims {
    /// The tables themselves, as the reader sees them.
    Live,
    /// The path: as they were at the last refresh.
    Path,
    /// What changed in the branch of this root, named as its path; the branches before it as they
    /// were, those after it as they are. Added up over the branches, that is `D − P`.
    Changed(usize),
}

/// How keys are said that can be NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nulls {
    /// As the definition has them.
    Kept,
    /// As the stored tables have them.
    Filled,
}

/// A dimension that hangs on the fact table, and all that hang on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Branch {
    pub root: usize,
    /// Ascending, the root first.
    pub dims: Vec<usize>,
}

impl<'f> Say<'f> {
    pub fn engine(&self) -> EngineKind {
        self.family.engine
    }

    pub fn mark(&self) -> Quote {
        dialect(self.engine()).quote()
    }

    pub fn q(&self, name: &Ident) -> String {
        Sql::fixed("").ident(self.mark(), name).to_string()
    }

    pub fn literal(&self, text: &str) -> String {
        Sql::fixed("").literal(self.mark(), text).to_string()
    }

    /// An object of rungs, by its name without schema and prefix.
    pub fn object(&self, name: &str) -> String {
        object(self.engine(), name)
    }

    /// A table of the user's. Bare where the trigger and the view live beside it: SQLite allows no
    /// schema there, and a MariaDB dump can then be restored under another name.
    pub fn table(&self, table: &TableName) -> String {
        let beside = table.schema == self.family.fact.schema;
        match (self.engine(), beside) {
            (EngineKind::Postgres, _) | (EngineKind::MariaDb, false) => {
                Sql::fixed("").table(self.mark(), table).to_string()
            }
            (EngineKind::MariaDb, true) | (EngineKind::Sqlite, _) => self.q(&table.name),
        }
    }

    pub fn fact(&self) -> String {
        self.table(&self.family.fact)
    }

    pub fn base(&self) -> String {
        self.object(&format!("r_{}", self.base_name()))
    }

    /// What the base's table is called after.
    pub fn base_name(&self) -> Ident {
        let is_base = |l: &&Level| l.feed == Feed::IsBase;
        match (&self.family.base.table, self.family.levels.iter().find(is_base)) {
            (Some(name), _) => name.clone(),
            (None, Some(level)) => level.name.clone(),
            (None, None) => Ident::new(format!("{}__base", self.family.name)),
        }
    }

    pub fn level_table(&self, level: &Level) -> String {
        match level.feed {
            Feed::IsBase => self.base(),
            Feed::Base | Feed::Level(_) => self.object(&format!("r_{}", level.name)),
        }
    }

    pub fn delta(&self) -> String {
        self.object(&format!("d_{}", self.family.name))
    }

    /// Keys of changed rows of one dimension.
    pub fn changed(&self, dim: usize) -> String {
        self.object(&format!("c_{}_{dim}", self.family.name))
    }

    pub fn path(&self, branch: &Branch) -> String {
        self.object(&format!("p_{}_{}", self.family.name, branch.root))
    }

    /// The function that gives what changed in the path (PostgreSQL).
    pub fn changes(&self, branch: &Branch) -> String {
        self.object(&format!("a_{}_{}", self.family.name, branch.root))
    }

    /// A temporary table of the refreshing session.
    pub fn stage(&self, what: &str) -> String {
        let name = self.q(&Ident::new(format!("rungs_s_{}_{what}", self.family.name)));
        match self.engine() {
            EngineKind::Postgres => format!("pg_temp.{name}"),
            EngineKind::MariaDb => name,
            EngineKind::Sqlite => format!("temp.{name}"),
        }
    }

    pub fn level_stage(&self, at: usize) -> String {
        self.stage(&format!("l{at}"))
    }

    pub fn view(&self, level: &Level) -> String {
        self.view_name(&names::level_view(self.family, level))
    }

    pub fn parts(&self, level: &Level) -> String {
        self.view_name(&names::parts_view(self.family, level))
    }

    pub fn view_name(&self, name: &TableName) -> String {
        match self.engine() {
            EngineKind::Postgres => Sql::fixed("").table(self.mark(), name).to_string(),
            EngineKind::MariaDb | EngineKind::Sqlite => self.q(&name.name),
        }
    }

    /// `b."k1", b."k2"`; no prefix where `of` is empty.
    pub fn columns<'i>(&self, of: &str, names: impl Iterator<Item = &'i Ident>) -> String {
        let list: Vec<String> = names.map(|n| self.column(of, n)).collect();
        list.join(", ")
    }

    pub fn column(&self, of: &str, name: &Ident) -> String {
        if of.is_empty() { self.q(name) } else { format!("{of}.{}", self.q(name)) }
    }

    pub fn keys(&self, of: &str, keys: &[Key]) -> String {
        self.columns(of, keys.iter().map(|k| &k.column))
    }

    /// Keys, measures, `n` and, where there are extremes, `dirty`.
    pub fn stored(&self, keys: &[Key], dirty: bool) -> String {
        let mut names: Vec<String> = keys.iter().map(|k| self.q(&k.column)).collect();
        names.extend(self.family.measures.iter().map(|m| self.q(&m.column)));
        names.push("n".to_owned());
        if dirty && self.has_extremes() {
            names.push("dirty".to_owned());
        }
        names.join(", ")
    }

    /// `a.k1 = b.k1 AND …`
    pub fn same_keys(&self, a: &str, b: &str, keys: &[Key]) -> String {
        let same =
            |k: &Key| format!("{} = {}", self.column(a, &k.column), self.column(b, &k.column));
        keys.iter().map(same).collect::<Vec<_>>().join(" AND ")
    }

    pub fn has_extremes(&self) -> bool {
        self.family.measures.iter().any(is_extreme)
    }

    /// An expression of the fact table, with its columns said of `of` (`f`, `NEW`, `OLD`).
    pub fn of_fact(&self, expr: &Scalar, of: &str) -> String {
        expr.sql(|c| match c.source {
            Source::Fact => self.column(of, &c.column),
            Source::Dim(d) => self.column(&format!("d{d}"), &c.column),
        })
    }

    /// A key of the fact table as the stored tables have it, said of `of`.
    pub fn key_of_fact(&self, key: &Key, of: &str) -> String {
        self.filled(key, self.of_fact(&key.expr, of))
    }

    pub fn filled(&self, key: &Key, value: String) -> String {
        let flag = key.null_flag.as_ref();
        match flag.and_then(|_| filler(self.engine(), key.class, &key.data_type)) {
            Some(filler) => format!("COALESCE({value}, {filler})"),
            None => value,
        }
    }

    /// [`Self::stored`], with NULLs where they are.
    pub fn shown(&self, keys: &[Key]) -> String {
        let one = |key: &Key| match &key.null_flag {
            Some(_) => format!("{} AS {}", self.unfilled("", key), self.q(&key.column)),
            None => self.q(&key.column),
        };
        let mut columns: Vec<String> = keys.iter().map(one).collect();
        columns.push(self.stored(&[], false));
        columns.join(", ")
    }

    /// True where both have the same value of the key, or both NULL.
    pub fn equal(&self, key: &Key, one: &str, other: &str) -> String {
        match (self.engine(), &key.null_flag) {
            (_, None) => format!("{one} = {other}"),
            (EngineKind::Postgres, _) => {
                format!("({one} = {other} OR {one} IS NULL AND {other} IS NULL)")
            }
            (EngineKind::MariaDb, _) => format!("{one} <=> {other}"),
            (EngineKind::Sqlite, _) => format!("{one} IS {other}"),
        }
    }

    /// A key as the definition has it, of stored rows.
    pub fn unfilled(&self, of: &str, key: &Key) -> String {
        let column = self.column(of, &key.column);
        let Some(flag) = &key.null_flag else { return column };
        let flag = self.column(of, flag);
        match self.engine() {
            EngineKind::Postgres => {
                self.cast(&format!("CASE WHEN {flag} = 0 THEN {column} END"), &key.data_type)
            }
            EngineKind::MariaDb => format!("CASE WHEN {flag} = 0 THEN {column} END"),
            // Unlike a CASE, it compares with other values as the column does.
            EngineKind::Sqlite => format!("(SELECT {column} WHERE {flag} = 0)"),
        }
    }

    /// What the key of a dimension equals in rows at the base's grain, `b`; a filler is no key.
    fn joined(&self, on: &ColumnRef) -> String {
        let Some(key) = self.base_key(on) else { return String::new() };
        let column = self.column("b", &key.column);
        match &key.null_flag {
            Some(flag) => format!("{column} AND {} = 0", self.column("b", flag)),
            None => column,
        }
    }

    /// A key of a level, said of rows at the base's grain (`b`) joined with dimensions.
    /// None: the base does not hold a column that it needs.
    pub fn of_base(&self, key: &Key, dims: Dims, nulls: Nulls) -> Option<String> {
        let same = self.family.base.keys.iter().find(|k| k.expr == key.expr);
        if let Some(same) = same {
            return Some(match nulls {
                Nulls::Kept => self.unfilled("b", same),
                Nulls::Filled => self.column("b", &same.column),
            });
        }
        if key.expr.columns().any(|c| c.source == Source::Fact && self.base_key(c).is_none()) {
            return None;
        }
        let value = key.expr.sql(|c| match c.source {
            Source::Fact => self.base_key(c).map(|k| self.unfilled("b", k)).unwrap_or_default(),
            Source::Dim(d) => self.dim_column(d, &c.column, dims),
        });
        Some(match nulls {
            Nulls::Kept => value,
            Nulls::Filled => self.filled(key, value),
        })
    }

    pub fn dim_column(&self, dim: usize, column: &Ident, dims: Dims) -> String {
        match dims {
            Dims::Live => self.column(&format!("d{dim}"), column),
            Dims::Path => {
                let root = self.family.root_of(dim).unwrap_or(dim);
                self.column(&format!("p{root}"), &path_column(dim, column))
            }
            Dims::Changed(changed) if self.family.root_of(dim) > Some(changed) => {
                self.dim_column(dim, column, Dims::Live)
            }
            Dims::Changed(_) => self.dim_column(dim, column, Dims::Path),
        }
    }

    /// The base's key that is just this column of the fact table.
    pub fn base_key(&self, column: &ColumnRef) -> Option<&'f Key> {
        self.family.base.keys.iter().find(|k| k.expr.as_column() == Some(column))
    }

    pub fn branches(&self) -> Vec<Branch> {
        let mut branches: Vec<Branch> = Vec::new();
        for dim in self.family.joined() {
            let root = self.family.root_of(dim).unwrap_or(dim);
            match branches.iter_mut().find(|b| b.root == root) {
                Some(branch) => branch.dims.push(dim),
                None => branches.push(Branch { root, dims: vec![dim] }),
            }
        }
        branches
    }

    /// The branches that these dimensions are of.
    pub fn branches_of(&self, dims: &[usize]) -> Vec<Branch> {
        let mut branches = self.branches();
        branches.retain(|b| b.dims.iter().any(|d| dims.contains(d)));
        branches
    }

    /// A join whose left side comes first, whatever the planner thinks of it.
    pub fn join(&self) -> &'static str {
        match self.engine() {
            EngineKind::Postgres => "JOIN",
            EngineKind::MariaDb => "STRAIGHT_JOIN",
            EngineKind::Sqlite => "CROSS JOIN",
        }
    }

    /// Joins rows at the base's grain (`b`), or of the fact table, with dimensions.
    pub fn joins(&self, dims: &[usize], how: Dims) -> String {
        match how {
            Dims::Live => self.live_joins(dims, self.join(), |c| self.joined(c)),
            Dims::Path => {
                let one = |b: &Branch| {
                    let (join, path) = (self.join(), self.path(b));
                    format!(" {join} {path} p{} ON {}", b.root, self.path_on(b, dims))
                };
                self.branches_of(dims).iter().map(one).collect()
            }
            Dims::Changed(changed) => {
                let of = |wanted: std::cmp::Ordering| -> Vec<usize> {
                    let is = |d: &&usize| self.family.root_of(**d).cmp(&Some(changed)) == wanted;
                    dims.iter().filter(is).copied().collect()
                };
                let before = self.joins(&of(std::cmp::Ordering::Less), Dims::Path);
                before + &self.joins(&of(std::cmp::Ordering::Greater), Dims::Live)
            }
        }
    }

    /// What joins rows at the base's grain with the path of a branch, and drops those that these
    /// dimensions drop.
    pub fn path_on(&self, branch: &Branch, dims: &[usize]) -> String {
        let root = &self.family.dims[branch.root];
        let on = root.key.iter().zip(&root.on).map(|(key, on)| {
            let here = self.dim_column(branch.root, key, Dims::Path);
            format!("{here} = {}", self.joined(on))
        });
        let mut on: Vec<String> = on.collect();
        for dim in branch.dims.iter().filter(|d| **d != branch.root && dims.contains(d)) {
            let key = &self.family.dims[*dim].key[0];
            on.push(format!("{} IS NOT NULL", self.dim_column(*dim, key, Dims::Path)));
        }
        on.join(" AND ")
    }

    /// The user's own joins, of the fact table as `f`.
    pub fn fact_joins(&self, dims: &[usize]) -> String {
        self.live_joins(dims, "JOIN", |c| self.column("f", &c.column))
    }

    fn live_joins(
        &self,
        dims: &[usize],
        join: &str,
        fact: impl Fn(&ColumnRef) -> String,
    ) -> String {
        let one = |d: &usize| {
            let dim = &self.family.dims[*d];
            let on = dim.key.iter().zip(&dim.on).map(|(key, on)| {
                let other = match on.source {
                    Source::Fact => fact(on),
                    Source::Dim(parent) => self.column(&format!("d{parent}"), &on.column),
                };
                format!("d{d}.{} = {other}", self.q(key))
            });
            let on: Vec<String> = on.collect();
            format!(" {join} {} d{d} ON {}", self.table(&dim.table), on.join(" AND "))
        };
        dims.iter().map(one).collect()
    }

    /// The columns of a dimension that the path keeps: its key, what it kept ever since it was
    /// made, what levels use, what others hang on.
    pub fn path_columns(&self, dim: usize) -> Vec<Ident> {
        let of = &self.family.dims[dim];
        let mut columns = of.key.clone();
        columns.extend(of.kept.iter().filter(|c| !of.key.contains(c)).cloned());
        let keys = self.family.levels.iter().flat_map(|l| &l.keys).flat_map(|k| k.expr.columns());
        let on = self.family.dims.iter().flat_map(|d| &d.on);
        for column in keys.chain(on).filter(|c| c.source == Source::Dim(dim)) {
            if !columns.contains(&column.column) {
                columns.push(column.column.clone());
            }
        }
        columns
    }

    /// All that the path of a branch keeps, each with its dimension.
    pub fn columns_of(&self, branch: &Branch) -> Vec<(usize, Ident)> {
        let of = |dim: &usize| {
            let dim = *dim;
            self.path_columns(dim).into_iter().map(move |column| (dim, column))
        };
        branch.dims.iter().flat_map(of).collect()
    }

    /// The row of a branch's root that `a` names the key of.
    pub fn is_root(&self, branch: &Branch, dims: Dims) -> String {
        let keys = self.family.dims[branch.root].key.iter().enumerate();
        let on = keys.map(|(at, k)| format!("{} = a.k{at}", self.dim_column(branch.root, k, dims)));
        on.collect::<Vec<_>>().join(" AND ")
    }

    /// Columns of the fact table that matter to the family.
    pub fn used_columns(&self) -> Vec<Ident> {
        let family = self.family;
        let keys = family.base.keys.iter().map(|k| &k.expr);
        let measures = family.measures.iter().map(|m| &m.expr);
        let mut used: Vec<Ident> = Vec::new();
        for column in keys.chain(measures).chain(&family.filter).flat_map(Scalar::columns) {
            if column.source == Source::Fact && !used.contains(&column.column) {
                used.push(column.column.clone());
            }
        }
        used
    }

    /// ` WHERE …` of the rows that count, or nothing.
    pub fn filter(&self, of: &str) -> String {
        let filter = self.family.filter.as_ref();
        filter.map_or_else(String::new, |f| format!(" WHERE {}", self.of_fact(f, of)))
    }

    pub fn cast(&self, expr: &str, data_type: &str) -> String {
        let bare = data_type.split(" COLLATE").next().unwrap_or_default().trim();
        let lower = bare.to_ascii_lowercase();
        let target = match self.engine() {
            _ if bare.is_empty() => return expr.to_owned(),
            EngineKind::Postgres => bare.to_owned(),
            EngineKind::MariaDb if lower.starts_with("bigint") && lower.contains("unsigned") => {
                "UNSIGNED".to_owned()
            }
            // Smaller integers are no sums, and have their type.
            EngineKind::MariaDb if lower.starts_with("bigint") => "SIGNED".to_owned(),
            EngineKind::MariaDb if lower.starts_with("decimal") => bare.to_owned(),
            EngineKind::MariaDb | EngineKind::Sqlite => return expr.to_owned(),
        };
        format!("CAST({expr} AS {target})")
    }
}

/// An object of rungs on any target, without a family.
pub(super) fn object(engine: EngineKind, name: &str) -> String {
    let (schema, name) = match engine {
        EngineKind::Postgres => ("rungs.", Ident::new(name)),
        EngineKind::MariaDb | EngineKind::Sqlite => ("", Ident::new(format!("rungs_{name}"))),
    };
    Sql::fixed(schema).ident(dialect(engine).quote(), &name).to_string()
}

pub(super) fn path_column(dim: usize, column: &Ident) -> Ident {
    Ident::new(format!("d{dim}_{column}"))
}

pub(super) fn is_extreme(measure: &Measure) -> bool {
    matches!(measure.kind, Stored::Min | Stored::Max)
}

/// The aggregate that adds rows of this measure together.
pub(super) fn adds(measure: &Measure) -> &'static str {
    match measure.kind {
        Stored::Count | Stored::Sum => "SUM",
        Stored::Min => "MIN",
        Stored::Max => "MAX",
    }
}
