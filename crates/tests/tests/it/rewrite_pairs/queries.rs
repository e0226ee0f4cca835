//! Random queries: some made from a rollup, so that it should answer them, and some made from
//! nothing but the schema.

use fastrand::Rng;
use rungs_core::name::EngineKind;

use super::forms;
use super::rollups::{FILTERS, MEASURES, Rollup, buckets, from, keys_of};
use super::world::{World, time};

pub struct Asked {
    pub text: String,
    /// It was made from a rollup that should answer it.
    pub should_match: bool,
    /// Its order is whole, so rows are compared in order.
    pub ordered: bool,
    /// Its columns are `c0`, `c1`, ….
    pub named: bool,
    /// What is bound to its placeholders, as literals, by their number.
    pub values: Vec<String>,
}

pub fn make(world: &World, rollups: &[Rollup], rng: &mut Rng) -> Asked {
    let rollup = &rollups[rng.usize(..rollups.len())];
    let mut asked = if rng.u8(..10) < 7 { like(world, rollup, rng) } else { wild(world, rng) };
    if rng.u8(..5) == 0 {
        asked = forms::nested(world.engine, asked, rng);
    }
    if rng.u8(..5) == 0 {
        asked = forms::bound(world.engine, &asked, rng);
    }
    asked
}

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(..from.len())]
}

/// The FROM of this depth, sometimes with its joins written as conditions.
fn spelled(depth: usize, conditions: &mut Vec<String>, rng: &mut Rng) -> &'static str {
    match (depth, rng.u8(..4)) {
        (1, 0) => from(3),
        (2, 0) => {
            conditions.push("b.id = a.d2_id".to_owned());
            conditions.push("f.d1_id = a.id".to_owned());
            from(4)
        }
        _ => from(depth),
    }
}

/// A query that the rollup should answer.
fn like(world: &World, rollup: &Rollup, rng: &mut Rng) -> Asked {
    let mut groups = Vec::new();
    for key in &rollup.keys {
        if rng.bool() {
            groups.push(coarser(world.engine, key, rng));
        }
    }
    let with_kinds = rollup.keys.iter().any(|k| k == "f.k1") && rng.u8(..4) == 0;
    if with_kinds && rng.bool() {
        groups.push(pick(rng, &["k.grp", "k.title", "k.id"]).to_owned());
    }
    let mut values = Vec::new();
    for _ in 0..rng.usize(1..4) {
        values.push(value(world, rollup, with_kinds, rng));
    }
    let mut conditions: Vec<String> = rollup.filter.iter().map(|f| (*f).to_owned()).collect();
    for _ in 0..rng.usize(..3) {
        let key = &rollup.keys[rng.usize(..rollup.keys.len())];
        conditions.push(condition(world, key, rng));
    }
    let mut from = spelled(rollup.depth, &mut conditions, rng).to_owned();
    let of_d1 = rollup.depth > 0 && rollup.keys.iter().any(|k| k == "f.d1_id" || k == "a.id");
    if of_d1 && rng.u8(..3) == 0 {
        let some = ["a.x = 1", "a.d2_id IN (0, 1)", "a.id = 2", "2 = a.x", "a.label <> 'b'"];
        conditions.push(pick(rng, &some).to_owned());
    }
    if with_kinds {
        from.push_str(" JOIN kinds k ON k.id = f.k1");
        if rng.bool() {
            let some = ["k.grp = 1", "k.title IS NOT NULL", "k.id < 2", "k.id = 1"];
            conditions.push(pick(rng, &some).to_owned());
        }
    }
    put_together(world.engine, &from, &groups, &values, &conditions, true, rng)
}

/// Any query over the schema.
fn wild(world: &World, rng: &mut Rng) -> Asked {
    let depth = rng.usize(..3);
    let pool = keys_of(world.engine, depth);
    let mut groups = Vec::new();
    for _ in 0..rng.usize(..3) {
        let key = pick(rng, &pool).to_owned();
        groups.push(coarser(world.engine, &key, rng));
    }
    let mut values = Vec::new();
    for _ in 0..rng.usize(1..4) {
        values.push(pick(rng, MEASURES).to_owned());
    }
    let mut conditions = Vec::new();
    for _ in 0..rng.usize(..3) {
        match rng.u8(..3) {
            0 => conditions.push(pick(rng, FILTERS).to_owned()),
            _ => conditions.push(condition(world, pick(rng, &pool), rng)),
        }
    }
    let join =
        pick(rng, &["", "", " JOIN kinds k ON k.id = f.k1", " JOIN kinds k ON k.id = f.qty"]);
    if depth > 0 && rng.u8(..5) == 0 {
        conditions.push(pick(rng, &["a.x = f.k1", "a.id = f.k2", "a.d2_id = f.k1"]).to_owned());
    }
    let from = format!("{}{join}", spelled(depth, &mut conditions, rng));
    put_together(world.engine, &from, &groups, &values, &conditions, false, rng)
}

fn put_together(
    engine: EngineKind,
    from: &str,
    groups: &[String],
    values: &[String],
    conditions: &[String],
    should_match: bool,
    rng: &mut Rng,
) -> Asked {
    let distinct = !groups.is_empty() && rng.u8(..12) == 0;
    let mut items: Vec<String> = groups.to_vec();
    if !distinct {
        let at = rng.usize(..=items.len());
        for value in values {
            items.insert(at, value.clone());
        }
    }
    let named = rng.bool();
    let list: Vec<String> = items
        .iter()
        .enumerate()
        .map(|(n, item)| if named { format!("{item} AS c{n}") } else { item.clone() })
        .collect();
    let mut text = format!(
        "SELECT {}{} FROM {from}",
        if distinct { "DISTINCT " } else { "" },
        list.join(", ")
    );
    if !conditions.is_empty() {
        text.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    }
    if !groups.is_empty() && !distinct {
        // By position or name, where that says the same.
        let by = |(n, group): (usize, &String)| {
            let at = items.iter().position(|i| i == group).map_or(n, |at| at) + 1;
            match rng.u8(..4) {
                0 => at.to_string(),
                1 if named => format!("c{}", at - 1),
                _ => group.clone(),
            }
        };
        let by: Vec<String> = groups.iter().enumerate().map(by).collect();
        text.push_str(&format!(" GROUP BY {}", by.join(", ")));
        if rng.u8(..5) == 0 {
            text.push_str(pick(
                rng,
                &[
                    " HAVING COUNT(*) > 2",
                    " HAVING NOT COUNT(*) = 1",
                    " HAVING COUNT(*) > 1 AND SUM(f.m1) > 0",
                    " HAVING MIN(f.m1) < 0 OR COUNT(*) IN (2, 3)",
                ],
            ));
        }
    }
    let mut ordered = false;
    if rng.u8(..3) == 0 {
        let sorts: &[&str] = match engine {
            EngineKind::MariaDb => &["", " DESC"],
            _ => &["", " DESC", " NULLS FIRST", " DESC NULLS LAST"],
        };
        let mut order: Vec<String> = (1..=items.len()).map(|n| n.to_string()).collect();
        rng.shuffle(&mut order);
        let order: Vec<String> = order.iter().map(|n| format!("{n}{}", pick(rng, sorts))).collect();
        text.push_str(&format!(" ORDER BY {}", order.join(", ")));
        if rng.bool() {
            text.push_str(&format!(" LIMIT {}", rng.u8(..6)));
        }
        ordered = true;
    }
    Asked { text, should_match, ordered, named, values: Vec::new() }
}

/// The key, or a function of it.
fn coarser(engine: EngineKind, key: &str, rng: &mut Rng) -> String {
    let is_bucket = buckets(engine).contains(&key);
    if is_bucket && rng.bool() {
        let month = key.contains("month") || key.contains("%m") || key.contains("1, 7");
        let day = key.contains("'day'")
            || key.starts_with("CAST(f.day")
            || key.to_lowercase().starts_with("date(f.day)");
        let fine = month || day;
        let functions: &[&str] = match engine {
            EngineKind::Postgres if fine => &[
                "date_trunc('year', f.day)",
                "EXTRACT(year FROM f.day)",
                "EXTRACT(month FROM f.day)",
                "date_trunc('month', f.day)",
                "to_char(f.day, 'YYYY-MM')",
                "date_trunc('quarter', f.day)::date",
            ],
            EngineKind::MariaDb if fine => &[
                "YEAR(f.day)",
                "MONTH(f.day)",
                "QUARTER(f.day)",
                "DATE_FORMAT(f.day, '%Y')",
                "LAST_DAY(f.day)",
                "DATE_FORMAT(f.day, '%m/%Y')",
            ],
            EngineKind::Sqlite if fine => &[
                "strftime('%Y', f.day)",
                "strftime('%m', f.day)",
                "substr(f.day, 1, 4)",
                "date(f.day, 'start of year')",
            ],
            _ => return key.to_owned(),
        };
        return pick(rng, functions).to_owned();
    }
    match rng.u8(..8) {
        0 if key == "f.k1" || key == "a.x" => {
            format!("CASE WHEN {key} > 1 THEN 'high' ELSE 'low' END")
        }
        1 if key == "f.k2" => "COALESCE(f.k2, -1)".to_owned(),
        2 if key.ends_with("label") || key == "f.word" => format!("UPPER({key})"),
        _ => key.to_owned(),
    }
}

/// An aggregate that comes from what the rollup stores.
fn value(world: &World, rollup: &Rollup, with_kinds: bool, rng: &mut Rng) -> String {
    let measure = pick(rng, &rollup.measures);
    let key = rollup.keys[rng.usize(..rollup.keys.len())].as_str();
    let guard = match key {
        "f.k1" | "a.x" | "b.y" | "f.k2" => format!("{key} = {}", rng.u8(..3)),
        _ => format!("{key} IS NOT NULL"),
    };
    let argument = measure.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    match rng.u8(..10) {
        0 => "COUNT(*)".to_owned(),
        1 => format!("COUNT(DISTINCT {key})"),
        2 if measure.starts_with("SUM") => {
            format!("SUM(CASE WHEN {guard} THEN {argument} ELSE 0 END)")
        }
        3 if measure.starts_with("SUM") => format!("SUM(CASE WHEN {guard} THEN {argument} END)"),
        4 if measure.starts_with("SUM") && rng.bool() => match world.engine {
            EngineKind::MariaDb => format!("SUM(IF({guard}, {argument}, 0))"),
            EngineKind::Sqlite => format!("SUM(IIF({guard}, {argument}, NULL))"),
            EngineKind::Postgres => format!("{measure} FILTER (WHERE {guard})"),
        },
        4 => format!("SUM(CASE WHEN {guard} THEN 1 ELSE 0 END)"),
        5 if measure.starts_with("SUM") => {
            format!("SUM(CASE WHEN {guard} THEN {argument} WHEN {key} IS NULL THEN 2 ELSE -1 END)")
        }
        5 if measure.starts_with("AVG") => format!("AVG(CASE WHEN {guard} THEN {argument} END)"),
        6 if measure.starts_with("MIN") => format!("MIN(CASE WHEN {guard} THEN {argument} END)"),
        7 if rng.bool() => format!("COUNT({key})"),
        7 if ["f.k1", "a.x", "f.k2"].contains(&key) => {
            format!("{}({key})", pick(rng, &["SUM", "MAX", "COUNT", "MIN"]))
        }
        8 if measure.starts_with("SUM") => format!("{measure} + COUNT(*)"),
        9 if with_kinds => "MAX(k.grp)".to_owned(),
        _ => measure.to_owned(),
    }
}

/// A condition that can be asked of the key.
fn condition(world: &World, key: &str, rng: &mut Rng) -> String {
    if buckets(world.engine).contains(&key) {
        let (one, other) = (time(rng, false), time(rng, world.has_time));
        let whole = pick(rng, &["'2024-12-01'", "'2025-01-01'", "'2025-02-01'"]);
        return match rng.u8(..7) {
            0 => format!("f.day >= {whole}"),
            1 => format!("f.day < {whole}"),
            2 => "f.day >= '2024-12-01' AND f.day < '2025-02-01'".to_owned(),
            3 if world.engine == EngineKind::Sqlite => format!("{whole} <= f.day"),
            3 => match rng.u8(..3) {
                0 => format!("f.day >= DATE {one}"),
                1 => format!("CAST(f.day AS DATE) <= {one}"),
                _ => format!("f.day BETWEEN {one} AND '2025-01-31'"),
            },
            4 => format!("f.day > {one}"),
            5 => format!("f.day <= {other}"),
            _ => format!("{key} IS NOT NULL"),
        };
    }
    match rng.u8(..12) {
        0 => return format!("{key} IS NULL"),
        1 => return format!("({key} IS NOT NULL)"),
        2 => return format!("NOT ({key} IS NULL OR COALESCE({key}, {key}) IS NULL)"),
        _ => {}
    }
    let number = rng.u8(..4);
    match key {
        "f.word" | "a.label" | "b.label" => match rng.u8(..6) {
            3 => format!("{key} IN ('a', '')"),
            4 => format!("NOT {key} IN ('b', 'é')"),
            5 if world.engine != EngineKind::Postgres => format!("{key} = {number}"),
            0 => format!("{key} = 'a'"),
            1 => format!("{key} <> 'b'"),
            _ => format!("{key} LIKE 'a%'"),
        },
        _ => match rng.u8(..9) {
            7 => format!("NOT {key} IN ({number}, 1)"),
            8 => format!("{key} = '{number}'"),
            5 => format!("NOT {key} = {number}"),
            6 => format!("{number} <= {key} + 1"),
            0 => format!("{key} = {number}"),
            1 => format!("{key} > {number}"),
            2 => format!("{key} IN (0, {number})"),
            3 => format!("({key} = {number} OR {key} IS NULL)"),
            _ => format!("{key} BETWEEN 1 AND 2"),
        },
    }
}
