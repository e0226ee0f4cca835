//! The stored tables of a family: base, levels, deltas, changed keys of dimensions, paths.

use super::say::{Branch, Dims, Say, path_column};
use super::{Object, vouch};
use crate::dialect::Sql;
use crate::name::{EngineKind, Ident};
use crate::rollup::model::{Feed, Key, Measure};

/// In the order in which they are made.
pub(super) fn tables(say: &Say<'_>) -> Vec<Object> {
    let mut objects = vec![stored(say, &say.base(), &say.family.base.keys)];
    objects.push(delta(say));
    for level in say.family.levels.iter().filter(|l| l.feed != Feed::IsBase) {
        objects.push(stored(say, &say.level_table(level), &level.keys));
    }
    for branch in say.branches() {
        objects.push(path(say, &branch));
        objects.extend(branch.dims.iter().map(|d| changed(say, *d)));
    }
    objects
}

/// Besides keys. Made of a filled base: one sort is cheaper than an entry for each row. Branches
/// that hang on the same columns share one.
pub(super) fn indexes(say: &Say<'_>) -> Vec<Object> {
    let mut indexes: Vec<Object> = Vec::new();
    for branch in say.branches() {
        let index = base_index(say, &branch);
        if !indexes.contains(&index) {
            indexes.push(index);
        }
    }
    indexes
}

fn stored(say: &Say<'_>, name: &str, keys: &[Key]) -> Object {
    let mut columns: Vec<String> =
        keys.iter().map(|k| format!("{} {} NOT NULL", say.q(&k.column), k.data_type)).collect();
    columns.extend(say.family.measures.iter().map(|m| measure_column(say, m)));
    columns.push(format!("n {} NOT NULL", bigint(say)));
    let key = say.keys("", keys);
    columns.push(format!("PRIMARY KEY ({key})"));
    table(say, name, &columns, true)
}

fn measure_column(say: &Say<'_>, measure: &Measure) -> String {
    let null = if super::say::is_extreme(measure) { "" } else { " NOT NULL" };
    format!("{} {}{null}", say.q(&measure.column), measure.data_type)
}

fn delta(say: &Say<'_>) -> Object {
    let mut columns: Vec<String> = match say.engine() {
        EngineKind::Postgres => vec!["at timestamptz NOT NULL DEFAULT now()".to_owned()],
        EngineKind::MariaDb => vec![
            "seq bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY".to_owned(),
            "at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)".to_owned(),
        ],
        EngineKind::Sqlite => {
            vec!["at INTEGER NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER))".to_owned()]
        }
    };
    columns.extend(row_columns(say, &say.family.base.keys));
    table(say, &say.delta(), &columns, false)
}

/// Keys, measures, `n`, `dirty`, without constraints.
pub(super) fn row_columns(say: &Say<'_>, keys: &[Key]) -> Vec<String> {
    let mut columns: Vec<String> =
        keys.iter().map(|k| format!("{} {}", say.q(&k.column), k.data_type)).collect();
    let measures = say.family.measures.iter();
    columns.extend(measures.map(|m| format!("{} {}", say.q(&m.column), m.data_type)));
    columns.push(format!("n {} NOT NULL", bigint(say)));
    if say.has_extremes() {
        columns.push("dirty smallint NOT NULL".to_owned());
    }
    columns
}

pub(super) fn bigint(say: &Say<'_>) -> &'static str {
    match say.engine() {
        EngineKind::Postgres | EngineKind::MariaDb => "bigint",
        EngineKind::Sqlite => "INTEGER",
    }
}

fn table(say: &Say<'_>, name: &str, columns: &[String], keyed: bool) -> Object {
    let end = match (say.engine(), keyed) {
        (EngineKind::MariaDb, _) => " ENGINE=InnoDB",
        (EngineKind::Sqlite, true) => " WITHOUT ROWID",
        (EngineKind::Postgres, _) | (EngineKind::Sqlite, false) => "",
    };
    Object {
        name: name.to_owned(),
        create: vec![vouch(format!(
            "CREATE TABLE IF NOT EXISTS {name} ({}){end}",
            columns.join(", ")
        ))],
        drop: vouch(format!("DROP TABLE IF EXISTS {name}")),
    }
}

/// The keys of changed rows, as the dimension types them.
fn changed(say: &Say<'_>, dim: usize) -> Object {
    let name = say.changed(dim);
    let of = &say.family.dims[dim];
    let keys: Vec<String> = of
        .key
        .iter()
        .enumerate()
        .map(|(at, key)| format!("{} AS k{at}", say.column("d", key)))
        .collect();
    let select = format!("SELECT {} FROM {} d WHERE 1 = 0", keys.join(", "), say.table(&of.table));
    made_as(say, name, &select, vec![])
}

fn made_as(say: &Say<'_>, name: String, select: &str, then: Vec<Sql>) -> Object {
    let columns = match say.engine() {
        EngineKind::MariaDb => {
            " (seq bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB"
        }
        EngineKind::Postgres | EngineKind::Sqlite => "",
    };
    let mut create = vec![vouch(format!("CREATE TABLE IF NOT EXISTS {name}{columns} AS {select}"))];
    create.extend(then);
    let drop = vouch(format!("DROP TABLE IF EXISTS {name}"));
    Object { name, create, drop }
}

fn path(say: &Say<'_>, branch: &Branch) -> Object {
    let name = say.path(branch);
    let select = format!("{} WHERE 1 = 0", path_select(say, branch, None));
    let mut then = Vec::new();
    for dim in &branch.dims {
        let keys: Vec<Ident> =
            say.family.dims[*dim].key.iter().map(|k| path_column(*dim, k)).collect();
        let unique = if *dim == branch.root { "UNIQUE " } else { "" };
        let index = format!("p_{}_{}_d{dim}", say.family.name, branch.root);
        then.push(create_index(say, unique, &index, &name, &say.columns("", keys.iter())));
    }
    made_as(say, name, &select, then)
}

/// Fills the path of a branch: with all of it, or with those that a relation names the keys of.
pub(super) fn path_insert(say: &Say<'_>, branch: &Branch, of: Option<&str>) -> Sql {
    let columns: Vec<String> =
        say.columns_of(branch).iter().map(|(d, c)| say.q(&path_column(*d, c))).collect();
    let select = path_select(say, branch, of);
    vouch(format!("INSERT INTO {} ({}) {select}", say.path(branch), columns.join(", ")))
}

/// Everything that levels use of a branch, one row for each row of its root; or of those rows that
/// a relation names the keys of, `k0`, ….
fn path_select(say: &Say<'_>, branch: &Branch, of: Option<&str>) -> String {
    let one = |(dim, column): &(usize, Ident)| {
        let here = say.dim_column(*dim, column, Dims::Live);
        format!("{here} AS {}", say.q(&path_column(*dim, column)))
    };
    let columns: Vec<String> = say.columns_of(branch).iter().map(one).collect();
    format!("SELECT {} FROM {}", columns.join(", "), path_from(say, branch, of))
}

/// Where the path's columns come from.
pub(super) fn path_from(say: &Say<'_>, branch: &Branch, of: Option<&str>) -> String {
    let root = &say.family.dims[branch.root];
    let mut from = format!("{} d{}", say.table(&root.table), branch.root);
    if let Some(keys) = of {
        let on = say.is_root(branch, Dims::Live);
        from = format!("{keys} a {} {from} ON {on}", say.join());
    }
    for dim in branch.dims.iter().filter(|d| **d != branch.root) {
        let one = &say.family.dims[*dim];
        let on = one.key.iter().zip(&one.on).map(|(key, on)| {
            let parent = match on.source {
                crate::rollup::model::Source::Dim(parent) => parent,
                crate::rollup::model::Source::Fact => branch.root,
            };
            format!("d{dim}.{} = d{parent}.{}", say.q(key), say.q(&on.column))
        });
        let on: Vec<String> = on.collect();
        from += &format!(" LEFT JOIN {} d{dim} ON {}", say.table(&one.table), on.join(" AND "));
    }
    from
}

/// To find the base's rows of a changed dimension row. Named after the positions of its keys.
fn base_index(say: &Say<'_>, branch: &Branch) -> Object {
    let on = &say.family.dims[branch.root].on;
    let keys: Vec<_> = on.iter().filter_map(|c| say.base_key(c)).collect();
    let base = say.base();
    let mut index = format!("i_{}", say.family.name);
    for (at, _) in say.family.base.keys.iter().enumerate().filter(|(_, k)| keys.contains(k)) {
        index += &format!("_{at}");
    }
    let keys: Vec<String> = keys.iter().map(|k| say.q(&k.column)).collect();
    let name = say.object(&index);
    let drop = match say.engine() {
        // The table may be gone already.
        EngineKind::MariaDb => format!("ALTER TABLE IF EXISTS {base} DROP INDEX IF EXISTS {name}"),
        EngineKind::Postgres | EngineKind::Sqlite => format!("DROP INDEX IF EXISTS {name}"),
    };
    Object {
        create: vec![create_index(say, "", &index, &base, &keys.join(", "))],
        drop: vouch(drop),
        name,
    }
}

fn create_index(say: &Say<'_>, unique: &str, name: &str, table: &str, columns: &str) -> Sql {
    // PostgreSQL puts an index into the schema of its table.
    let name = match say.engine() {
        EngineKind::Postgres => say.q(&Ident::new(name)),
        EngineKind::MariaDb | EngineKind::Sqlite => say.object(name),
    };
    vouch(format!("CREATE {unique}INDEX IF NOT EXISTS {name} ON {table} ({columns})"))
}
