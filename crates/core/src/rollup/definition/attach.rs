//! Joins a new family to another whose capture and base can serve the levels of the new: to one
//! that is being put together, or to one that stands. Of what stands nothing that is stored
//! changes: a level that needs more of a dimension than is kept brings a path of its own.

use crate::name::Ident;
use crate::rollup::derive::{base_name, path_columns, spanned};
use crate::rollup::model::{
    Base, Bucket, Capture, ColumnRef, Dim, Family, Feed, Key, Level, Measure, Options, Output,
    Piece, Scalar, Shown, Source,
};
use crate::rollup::refusal::Refusal;

/// Puts a new family to those before it: into the first whose base can serve it, else beside them.
/// Its position.
pub fn join(families: &mut Vec<Family>, new: Family) -> usize {
    let joined = families
        .iter()
        .enumerate()
        .find_map(|(at, other)| attach(other, 0, &new).ok().map(|family| (at, family)));
    if let Some((at, family)) = joined {
        families[at] = family;
        return at;
    }
    families.push(new);
    families.len() - 1
}

/// The family with the new one's levels at its end; refused where the base does not hold what they
/// need, and then the new family stands by itself. The objects of its first `stored` levels are
/// there already.
pub fn attach(family: &Family, stored: usize, new: &Family) -> Result<Family, Refusal> {
    check_same(family, new)?;
    let mut grown = family.clone();
    grown.options = strictest(family.options, new.options);
    let dims = dims(&mut grown, stored, new);
    let measures = measures(family, new)?;
    for level in &new.levels {
        let refuse = |what: String, why: String, mend: &str| Err(Refusal::new(what, why, mend));
        if family.levels.iter().any(|l| l.name == level.name) {
            let reason = "a rollup of this name is there already".to_owned();
            return refuse(level.name.to_string(), reason, "give it another name");
        }
        let level = renumbered(level, &dims, &measures);
        let missing = level.keys.iter().find(|k| !base_holds(&grown.base, k, &grown, &level.dims));
        if let Some(key) = missing {
            let reason = format!("the base of {} does not hold it", family.name);
            return refuse(format!("{}.{}", level.name, key.column), reason, APART);
        }
        if let Some((key, why)) = level.keys.iter().find_map(|k| unlike(&grown, k)) {
            return refuse(format!("{}.{}", level.name, key.column), why.to_owned(), APART);
        }
        let feed = feed(&grown, &level);
        if feed == Feed::IsBase && stored > 0 {
            grown.base.table = Some(base_name(family));
        } else if grown.base.table.as_ref() == Some(&level.name) {
            let reason = format!("the base of {} is stored under this name", family.name);
            return refuse(level.name.to_string(), reason, "give it another name");
        }
        grown.levels.push(Level { feed, ..level });
    }
    if stored > 0 {
        let watched = spanned(family);
        if let Some(other) = spanned(&grown).into_iter().find(|c| !watched.contains(c)) {
            let reason = format!("the triggers of {} do not look at its days", family.name);
            return Err(Refusal::new(other.column.to_string(), reason, APART));
        }
        keep_paths(&mut grown);
    }
    Ok(grown)
}

/// The family without these levels; None: nothing is left of it. What the others need stays as it
/// is stored.
pub fn detach(family: &Family, names: &[Ident]) -> Option<Family> {
    let mut left = family.clone();
    left.base.table = Some(base_name(family));
    keep_paths(&mut left);
    let stays = |level: &Level| !names.contains(&level.name);
    let mut place = vec![None; family.levels.len()];
    left.levels.clear();
    for (at, level) in family.levels.iter().enumerate().filter(|(_, level)| stays(level)) {
        place[at] = Some(left.levels.len());
        let feed = match level.feed {
            Feed::Level(from) => place[from].map_or(Feed::Base, Feed::Level),
            Feed::IsBase | Feed::Base => level.feed,
        };
        left.levels.push(Level { feed, ..level.clone() });
    }
    let last = left.joined().last().copied();
    left.dims.truncate(last.map_or(0, |last| last + 1));
    (!left.levels.is_empty()).then_some(left)
}

const APART: &str = "keep it in a family of its own";

fn check_same(family: &Family, new: &Family) -> Result<(), Refusal> {
    let other =
        |what: &str| Err(Refusal::new(new.name.to_string(), format!("its {what} differs"), APART));
    if family.engine != new.engine || family.fact != new.fact {
        return other("fact table");
    }
    if family.filter != new.filter {
        return other("WHERE");
    }
    let any = new.options.capture == Capture::Auto
        && matches!(family.options.capture, Capture::Row | Capture::Statement);
    if family.options.capture != new.options.capture && !any {
        return other("capture");
    }
    Ok(())
}

/// What one capture and one refresh are for: all of its rollups are as fresh as the strictest.
pub(super) fn strictest(one: Options, other: Options) -> Options {
    Options {
        capture: one.capture,
        lag_ms: one.lag_ms.min(other.lag_ms),
        delta_cap: one.delta_cap.min(other.delta_cap),
    }
}

/// Whatever levels come or go, the paths stay as they are now.
fn keep_paths(family: &mut Family) {
    for dim in family.joined() {
        family.dims[dim].kept = path_columns(family, dim);
    }
}

/// Where each dimension of the new family is in the other one; added where it is not.
fn dims(family: &mut Family, stored: usize, new: &Family) -> Vec<usize> {
    let of_levels = family.levels.iter().take(stored).flat_map(|level| &level.dims);
    let fixed: Vec<Option<usize>> = of_levels.map(|dim| family.root_of(*dim)).collect();
    let mut at = vec![usize::MAX; new.dims.len()];
    for root in (0..new.dims.len()).filter(|dim| new.root_of(*dim) == Some(*dim)) {
        let members: Vec<usize> =
            (root..new.dims.len()).filter(|dim| new.root_of(*dim) == Some(root)).collect();
        let roots: Vec<usize> = (0..family.dims.len())
            .filter(|dim| same(&family.dims[*dim], &new.dims[root]))
            .collect();
        let (stand, open): (Vec<usize>, Vec<usize>) =
            roots.into_iter().partition(|root| fixed.contains(&Some(*root)));
        let whole = |root: &usize| holds(family, *root, new, &members, &mut at.clone());
        let shared = stand.into_iter().find(whole).or(open.first().copied());
        at[root] = shared.unwrap_or_else(|| {
            family.dims.push(new.dims[root].clone());
            family.dims.len() - 1
        });
        for dim in members.into_iter().skip(1) {
            let wanted = moved_dim(&new.dims[dim], &at);
            let known = family.dims.iter().position(|d| same(d, &wanted));
            at[dim] = known.unwrap_or_else(|| {
                family.dims.push(wanted);
                family.dims.len() - 1
            });
        }
    }
    at
}

/// The branch of this root is stored with all that these dimensions of the new family need.
fn holds(family: &Family, root: usize, new: &Family, members: &[usize], at: &mut [usize]) -> bool {
    members.iter().enumerate().all(|(nth, dim)| {
        let wanted = moved_dim(&new.dims[*dim], at);
        let known = match nth {
            0 => Some(root),
            _ => family.dims.iter().position(|d| same(d, &wanted)),
        };
        known.is_some_and(|known| {
            at[*dim] = known;
            let kept = path_columns(family, known);
            path_columns(new, *dim).iter().all(|column| kept.contains(column))
        })
    })
}

fn same(one: &Dim, other: &Dim) -> bool {
    one.table == other.table && one.key == other.key && one.on == other.on
}

fn moved_dim(dim: &Dim, dims: &[usize]) -> Dim {
    Dim { on: dim.on.iter().map(|c| moved(c, dims)).collect(), ..dim.clone() }
}

fn moved(column: &ColumnRef, dims: &[usize]) -> ColumnRef {
    let source = match column.source {
        Source::Fact => Source::Fact,
        Source::Dim(d) => Source::Dim(dims.get(d).copied().unwrap_or(d)),
    };
    ColumnRef { source, column: column.column.clone() }
}

fn measures(family: &Family, new: &Family) -> Result<Vec<usize>, Refusal> {
    let find = |m: &Measure| {
        let same = |s: &Measure| s.kind == m.kind && s.expr == m.expr;
        family.measures.iter().position(same).ok_or_else(|| {
            Refusal::new(
                m.column.to_string(),
                format!("the base of {} does not hold this measure", family.name),
                APART,
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
        let bucket =
            k.bucket.as_ref().map(|b| Bucket { column: moved(&b.column, dims), ..b.clone() });
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
