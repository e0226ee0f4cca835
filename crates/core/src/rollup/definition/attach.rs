//! Joins a new family to one that stands, when the capture and the base of the old can serve the
//! levels of the new. Changes nothing that is already stored.

use crate::rollup::model::{
    Base, ColumnRef, Dim, Family, Feed, Key, Level, Measure, Output, Piece, Scalar, Shown, Source,
};
use crate::rollup::refusal::Refusal;

/// Puts a new family to those before it: into the first whose base can serve it, else beside them.
/// Its position.
pub fn join(families: &mut Vec<Family>, new: Family) -> usize {
    let joined = families
        .iter()
        .enumerate()
        .find_map(|(at, standing)| attach(standing, &new).ok().map(|family| (at, family)));
    if let Some((at, family)) = joined {
        families[at] = family;
        return at;
    }
    families.push(new);
    families.len() - 1
}

/// The standing family with the new one's levels at its end; refused where the base does not hold
/// what they need, and then the new family stands by itself.
pub fn attach(standing: &Family, new: &Family) -> Result<Family, Refusal> {
    check_same(standing, new)?;
    let mut family = standing.clone();
    let dims = dims(&mut family, new);
    let measures = measures(standing, new)?;
    for level in &new.levels {
        if standing.levels.iter().any(|l| l.name == level.name) {
            let reason = "a rollup of this name is there already";
            return Err(Refusal::new(level.name.to_string(), reason, "give it another name"));
        }
        let level = renumbered(level, &dims, &measures);
        let missing =
            level.keys.iter().find(|k| !base_holds(&family.base, k, &family, &level.dims));
        if let Some(key) = missing {
            return Err(Refusal::new(
                format!("{}.{}", level.name, key.column),
                format!("the base of {} does not hold it", standing.name),
                "keep it in a family of its own",
            ));
        }
        if let Some((key, why)) = level.keys.iter().find_map(|k| unlike(&family, k)) {
            let mend = "keep it in a family of its own";
            return Err(Refusal::new(format!("{}.{}", level.name, key.column), why, mend));
        }
        let feed = feed(&family, &level);
        family.levels.push(Level { feed, ..level });
    }
    Ok(family)
}

fn check_same(standing: &Family, new: &Family) -> Result<(), Refusal> {
    let other = |what: &str| {
        let mend = "keep it in a family of its own";
        Err(Refusal::new(new.name.to_string(), format!("its {what} differs"), mend))
    };
    if standing.engine != new.engine || standing.fact != new.fact {
        return other("fact table");
    }
    if standing.filter != new.filter {
        return other("WHERE");
    }
    if standing.options.capture != new.options.capture {
        return other("capture");
    }
    Ok(())
}

/// Where each dimension of the new family is in the standing one; added where it is not.
fn dims(family: &mut Family, new: &Family) -> Vec<usize> {
    let mut at: Vec<usize> = Vec::new();
    for dim in &new.dims {
        let on = dim.on.iter().map(|c| moved(c, &at)).collect();
        let dim = Dim { on, ..dim.clone() };
        let known = family.dims.iter().position(|d| *d == dim);
        at.push(known.unwrap_or_else(|| {
            family.dims.push(dim);
            family.dims.len() - 1
        }));
    }
    at
}

fn moved(column: &ColumnRef, dims: &[usize]) -> ColumnRef {
    let source = match column.source {
        Source::Fact => Source::Fact,
        Source::Dim(d) => Source::Dim(dims.get(d).copied().unwrap_or(d)),
    };
    ColumnRef { source, column: column.column.clone() }
}

fn measures(standing: &Family, new: &Family) -> Result<Vec<usize>, Refusal> {
    let find = |m: &Measure| {
        let same = |s: &Measure| s.kind == m.kind && s.expr == m.expr;
        standing.measures.iter().position(same).ok_or_else(|| {
            Refusal::new(
                m.column.to_string(),
                format!("the base of {} does not hold this measure", standing.name),
                "keep it in a family of its own",
            )
        })
    };
    new.measures.iter().map(find).collect()
}

fn renumbered(level: &Level, dims: &[usize], measures: &[usize]) -> Level {
    let piece = |p: &Piece| match p {
        Piece::Text(text) => Piece::Text(text.clone()),
        Piece::Column(column) => Piece::Column(moved(column, dims)),
    };
    let key = |k: &Key| {
        let expr = Scalar(k.expr.0.iter().map(piece).collect());
        let bucket = k
            .bucket
            .as_ref()
            .map(|b| crate::rollup::model::Bucket { column: moved(&b.column, dims), ..b.clone() });
        Key { expr, bucket, ..k.clone() }
    };
    let at = |m: usize| measures.get(m).copied().unwrap_or(m);
    let shown = |what: Shown| match what {
        Shown::Key(_) | Shown::Rows => what,
        Shown::Count(m) => Shown::Count(at(m)),
        Shown::Sum { sum, count } => Shown::Sum { sum: at(sum), count: count.map(at) },
        Shown::Avg { sum, count } => Shown::Avg { sum: at(sum), count: count.map(at) },
        Shown::Min(m) => Shown::Min(at(m)),
        Shown::Max(m) => Shown::Max(at(m)),
    };
    let mut joined: Vec<usize> =
        level.dims.iter().map(|d| dims.get(*d).copied().unwrap_or(*d)).collect();
    joined.sort_unstable();
    Level {
        keys: level.keys.iter().map(key).collect(),
        dims: joined,
        outputs: level
            .outputs
            .iter()
            .map(|o| Output { what: shown(o.what), ..o.clone() })
            .collect(),
        ..level.clone()
    }
}

/// Why the family's stored tables cannot have this key beside what they have.
fn unlike<'k>(family: &Family, key: &'k Key) -> Option<(&'k Key, &'static str)> {
    let named = |m: &Measure| m.column.as_str().eq_ignore_ascii_case(key.column.as_str());
    if family.measures.iter().any(named) {
        return Some((key, "a measure of the family has this name"));
    }
    let mut keys = family.base.keys.iter().chain(family.levels.iter().flat_map(|l| &l.keys));
    let differs = |k: &Key| k.expr == key.expr && k.null_flag.is_some() != key.null_flag.is_some();
    keys.any(differs)
        .then_some((key, "whether it can be NULL was changed since the family was added"))
}

/// The base has the key itself, or all columns that it is made of, or the dimension that it comes
/// from hangs on columns that the base has.
fn base_holds(base: &Base, key: &Key, family: &Family, dims: &[usize]) -> bool {
    let plain = |c: &ColumnRef| base.keys.iter().any(|k| k.expr.as_column() == Some(c));
    let on = |d: &usize| family.dims[*d].on.iter().all(|c| c.source != Source::Fact || plain(c));
    let joined = dims.iter().all(on);
    let whole = base.keys.iter().any(|k| k.expr == key.expr);
    let held = |c: &ColumnRef| match c.source {
        Source::Fact => plain(c),
        Source::Dim(d) => dims.contains(&d),
    };
    joined && (whole || key.expr.columns().all(held))
}

/// The level with the fewest keys that determines this one; else the base.
fn feed(family: &Family, level: &Level) -> Feed {
    let same_as_base = level.dims.is_empty() && same_keys(&family.base.keys, &level.keys);
    let taken = family.levels.iter().any(|l| l.feed == Feed::IsBase);
    if same_as_base && !taken {
        return Feed::IsBase;
    }
    let from = family.levels.iter().enumerate().filter(|(_, l)| determines(l, level, family));
    match from.min_by_key(|(_, l)| l.keys.len()) {
        Some((at, l)) if l.feed != Feed::IsBase => Feed::Level(at),
        _ => Feed::Base,
    }
}

fn same_keys(some: &[Key], others: &[Key]) -> bool {
    let within = |a: &[Key], b: &[Key]| a.iter().all(|k| b.iter().any(|o| o.expr == k.expr));
    within(some, others) && within(others, some)
}

/// Can `level` be grouped from rows of `from`? It joins the same dimensions, and more only by
/// columns that `from` has as keys.
fn determines(from: &Level, level: &Level, family: &Family) -> bool {
    if !from.dims.iter().all(|d| level.dims.contains(d)) {
        return false;
    }
    let key_of = |c: &ColumnRef| from.keys.iter().any(|k| k.expr.as_column() == Some(c));
    let mut more: Vec<usize> = Vec::new();
    for dim in level.dims.iter().filter(|d| !from.dims.contains(d)) {
        let joined =
            |c: &ColumnRef| key_of(c) || matches!(c.source, Source::Dim(d) if more.contains(&d));
        if !family.dims[*dim].on.iter().all(joined) {
            return false;
        }
        more.push(*dim);
    }
    let held = |c: &ColumnRef| key_of(c) || matches!(c.source, Source::Dim(d) if more.contains(&d));
    let whole = |k: &Key| from.keys.iter().any(|o| o.expr == k.expr);
    level.keys.iter().all(|k| whole(k) || k.expr.columns().all(held))
}
