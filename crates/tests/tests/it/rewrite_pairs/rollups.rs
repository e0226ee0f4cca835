//! Random definitions over the schema, and tables that stand for their views.

use fastrand::Rng;
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::names::{parts_view, pending_view, stored_view};
use rungs_core::rollup::{
    Catalog, ColumnRef, Family, Level, Source, Stored, attach, define, read_request,
};
use rungs_core::seen::Snapshot;

use super::run::Db;
use super::world::World;

pub struct Rollup {
    pub text: String,
    /// None: it was attached to one before.
    pub family: Option<Family>,
    pub depth: usize,
    pub keys: Vec<String>,
    pub measures: Vec<&'static str>,
    pub filter: Option<&'static str>,
}

pub const MEASURES: &[&str] = &[
    "SUM(f.m1)",
    "SUM(f.m2)",
    "COUNT(*)",
    "COUNT(f.m2)",
    "AVG(f.m2)",
    "AVG(f.m1)",
    "MIN(f.m1)",
    "MAX(f.m2)",
    "SUM(f.qty)",
    "SUM(f.m1 * f.qty)",
    "MIN(f.day)",
    "MAX(f.word)",
    "MAX(f.qty)",
];
pub const FILTERS: &[&str] = &["f.k1 = 1", "f.qty > 2", "f.qty > 1 AND f.k1 <> 3"];

/// Spans of time in the engine's words.
pub fn buckets(engine: EngineKind) -> &'static [&'static str] {
    match engine {
        EngineKind::Postgres => &[
            "date_trunc('month', f.day)::date",
            "date_trunc('day', f.day::timestamp)",
            "date_trunc('quarter', f.day::timestamp)",
            "date_trunc('week', f.day)::date",
            "CAST(f.day AS date)",
            "date_trunc('year', f.day)::date",
        ],
        EngineKind::MariaDb => &[
            "DATE_FORMAT(f.day, '%Y-%m')",
            "CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE)",
            "DATE(f.day)",
            "YEAR(f.day)",
            "DATE_FORMAT(f.day, '%Y-%m-01')",
        ],
        EngineKind::Sqlite => &[
            "strftime('%Y-%m', f.day)",
            "date(f.day, 'start of month')",
            "substr(f.day, 1, 7)",
            "strftime('%Y', f.day)",
            "date(f.day)",
        ],
    }
}

pub fn from(depth: usize) -> &'static str {
    match depth {
        0 => "facts f",
        1 => "facts f JOIN d1 a ON a.id = f.d1_id",
        2 => "facts f JOIN d1 a ON a.id = f.d1_id JOIN d2 b ON b.id = a.d2_id",
        // Said otherwise, for queries.
        3 => "facts AS f INNER JOIN d1 a ON (f.d1_id = a.id)",
        _ => "d2 b, d1 AS a CROSS JOIN facts f",
    }
}

pub fn keys_of(engine: EngineKind, depth: usize) -> Vec<&'static str> {
    let mut pool = vec!["f.k1", "f.k2", "f.word", "f.d1_id", "f.k1 % 2", "f.k1 + f.qty"];
    pool.extend(buckets(engine));
    if depth > 0 {
        pool.extend(["a.x", "a.id", "a.label", "a.d2_id", "a.x + f.k1"]);
    }
    if depth > 1 {
        pool.extend(["b.y", "b.label", "b.id"]);
    }
    pool
}

/// With `live`, nothing stands in for their views.
pub fn make(
    world: &World,
    rng: &mut Rng,
    db: &mut Db,
    snapshot: &Snapshot,
    live: bool,
) -> Vec<Rollup> {
    let mut rollups: Vec<Rollup> = Vec::new();
    for number in 0..rng.usize(1..4) {
        let mut rollup = pick(world, rng, number);
        let request = read_request(&rollup.text).unwrap();
        let Ok(described) = db.describe(&request.select) else {
            panic!("the server refuses {}", rollup.text)
        };
        let catalog = Catalog::of(snapshot, &db.schema);
        let family = match define(&request, &catalog, &described) {
            Ok(family) => family,
            Err(refusal) => panic!("{refusal}: {}", rollup.text),
        };
        let standing = rollups.iter_mut().find_map(|r| {
            let standing = r.family.as_mut()?;
            let joined = attach(standing, 0, &family).ok()?;
            Some((standing, joined))
        });
        let own = format!("r{number}");
        let is_new = |l: &&Level| !live && l.name.as_str().starts_with(&own);
        let whole = if let Some((standing, joined)) = standing {
            standing.clone_from(&joined);
            joined
        } else {
            rollup.family = Some(family.clone());
            family
        };
        for level in whole.levels.iter().filter(is_new) {
            stand_in(&whole, level, db);
        }
        rollups.push(rollup);
    }
    rollups
}

fn pick(world: &World, rng: &mut Rng, number: usize) -> Rollup {
    let depth = rng.usize(..3);
    let mut pool = keys_of(world.engine, depth);
    rng.shuffle(&mut pool);
    let keys: Vec<String> = pool[..rng.usize(1..5)].iter().map(|k| (*k).to_owned()).collect();
    let mut measures = MEASURES.to_vec();
    rng.shuffle(&mut measures);
    measures.truncate(rng.usize(1..6));
    let filter = (rng.u8(..4) == 0).then(|| FILTERS[rng.usize(..FILTERS.len())]);
    let all = if keys.len() > 1 && rng.bool() { "-- all: k0\n" } else { "" };
    let items: Vec<String> = keys
        .iter()
        .enumerate()
        .map(|(n, key)| format!("{key} AS k{n}"))
        .chain(measures.iter().enumerate().map(|(n, m)| format!("{m} AS v{n}")))
        .collect();
    let group: Vec<String> = (1..=keys.len()).map(|n| n.to_string()).collect();
    let text = format!(
        "-- rollup: r{number}\n{all}SELECT {} FROM {}{} GROUP BY {}",
        items.join(", "),
        from(depth),
        filter.map(|f| format!(" WHERE {f}")).unwrap_or_default(),
        group.join(", ")
    );
    Rollup { text, family: None, depth, keys, measures, filter }
}

/// What the live view of a level would show, from the raw tables.
fn stand_in(family: &Family, level: &Level, db: &mut Db) {
    let quote = if family.engine == EngineKind::MariaDb { '`' } else { '"' };
    let q = |name: &Ident| format!("{quote}{name}{quote}");
    let alias = |c: &ColumnRef| match c.source {
        Source::Fact => format!("fact.{}", q(&c.column)),
        Source::Dim(d) => format!("dim{d}.{}", q(&c.column)),
    };
    let mut items = Vec::new();
    let mut group = Vec::new();
    for key in &level.keys {
        items.push(format!("{} AS {}", key.expr.sql(alias), q(&key.column)));
        group.push(key.expr.sql(alias));
    }
    for measure in &family.measures {
        let expr = measure.expr.sql(alias);
        let call = match measure.kind {
            Stored::Count => format!("COUNT({expr})"),
            Stored::Sum => format!("COALESCE(SUM({expr}), 0)"),
            Stored::Min => format!("MIN({expr})"),
            Stored::Max => format!("MAX({expr})"),
        };
        items.push(format!("{call} AS {}", q(&measure.column)));
    }
    let name = parts_view(family, level);
    let table = format!("{}.{}", q(&name.schema), q(&name.name));
    let mut sql = format!(
        "CREATE TABLE {table} AS SELECT {}, COUNT(*) AS n FROM {} fact",
        items.join(", "),
        q(&family.fact.name)
    );
    for d in &level.dims {
        let dim = &family.dims[*d];
        let on: Vec<String> = dim
            .key
            .iter()
            .zip(&dim.on)
            .map(|(k, c)| format!("dim{d}.{} = {}", q(k), alias(c)))
            .collect();
        sql.push_str(&format!(" JOIN {} dim{d} ON {}", q(&dim.table.name), on.join(" AND ")));
    }
    if let Some(filter) = &family.filter {
        sql.push_str(&format!(" WHERE {}", filter.sql(alias)));
    }
    sql.push_str(&format!(" GROUP BY {}", group.join(", ")));
    db.execute(&sql);
    stand_apart(family, level, &table, db);
}

/// The same in two tables, what is stored and what is pending: in each group they differ, and in
/// one more, which may be none that has rows, they leave nothing.
fn stand_apart(family: &Family, level: &Level, parts: &str, db: &mut Db) {
    let quote = if family.engine == EngineKind::MariaDb { '`' } else { '"' };
    let q = |name: &Ident| format!("{quote}{name}{quote}");
    let values = |sum: &str, n: &str| {
        let measures = family.measures.iter().map(|m| match m.kind {
            Stored::Count => format!("{} = {n}", q(&m.column)),
            Stored::Sum => format!("{} = {sum}", q(&m.column)),
            Stored::Min | Stored::Max => format!("{} = NULL", q(&m.column)),
        });
        measures.chain([format!("n = {n}")]).collect::<Vec<_>>().join(", ")
    };
    let more = family.measures.iter().map(|m| match m.kind {
        Stored::Count | Stored::Sum => format!("{0} = {0} + 2", q(&m.column)),
        Stored::Min | Stored::Max => format!("{} = NULL", q(&m.column)),
    });
    let more = more.chain(["n = n + 2".to_owned()]).collect::<Vec<_>>().join(", ");
    let sides = [
        (stored_view(family, level), more, values("5", "3")),
        (pending_view(family, level), values("-2", "-2"), values("-5", "-3")),
    ];
    let keys: Vec<String> = level.keys.iter().map(|k| q(&k.column)).collect();
    let most: Vec<String> = keys.iter().map(|k| format!("MAX({k})")).collect();
    for (name, differs, gone) in sides {
        let table = format!("{}.{}", q(&name.schema), q(&name.name));
        db.execute(&format!("CREATE TABLE {table} AS SELECT * FROM {parts}"));
        db.execute(&format!("UPDATE {table} SET {differs}"));
        let gone = gone.split(", ").filter_map(|set| set.split_once(" = "));
        let (columns, values): (Vec<&str>, Vec<&str>) = gone.unzip();
        db.execute(&format!(
            "INSERT INTO {table} ({}, {}) SELECT {}, {} FROM {parts} HAVING COUNT(*) > 0",
            keys.join(", "),
            columns.join(", "),
            most.join(", "),
            values.join(", ")
        ));
    }
}
