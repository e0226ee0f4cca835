//! In which order a level's primary key has its columns, and how many of its rows a statement then
//! reads: what is compared with single values first, then what is compared with a span.

use super::counts::Counts;
use super::star::{Keys, Query, Star};
use crate::rollup::{Grain, How, Source, Unit};

/// So many keys are tried in every order; more are put in order of their weight.
const TRIED_MAX: usize = 5;
/// Of a span whose ends are not written out.
const SPAN_SHARE: f64 = 1.0 / 3.0;

/// The order that lets the statements read the fewest rows; each with its calls and the rows that
/// are there to be read, multiplied.
pub fn order(
    star: &Star<'_>,
    keys: &Keys,
    queries: &[(&Query, f64)],
    counts: &Counts,
) -> Vec<Grain> {
    let mut best: Vec<Grain> = keys.iter().cloned().collect();
    let shares: Vec<(Vec<Kept>, f64)> = queries
        .iter()
        .map(|(query, calls)| (best.iter().map(|k| kept(star, k, query, counts)).collect(), *calls))
        .collect();
    let read = |order: &[usize]| -> f64 {
        shares.iter().map(|(kept, calls)| calls * share_read(order.iter().map(|k| kept[*k]))).sum()
    };
    let mut order: Vec<usize> = (0..best.len()).collect();
    let weight = |key: usize| -> f64 {
        let of = |(kept, calls): &(Vec<Kept>, f64)| match kept[key] {
            Kept::Point(share) => calls * (1.0 - share) * 2.0,
            Kept::Span(share) => calls * (1.0 - share),
            Kept::All => 0.0,
        };
        shares.iter().map(of).sum()
    };
    order.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)));
    if best.len() <= TRIED_MAX {
        let mut least = (read(&order), order.clone());
        permutations(&mut order.clone(), 0, &mut |tried| {
            let rows = read(tried);
            if rows < least.0 * 0.999 {
                least = (rows, tried.to_vec());
            }
        });
        order = least.1;
    }
    let keys = std::mem::take(&mut best);
    order.into_iter().map(|at| keys[at].clone()).collect()
}

/// Share of the level's rows that the statement reads, where its key has this order.
pub fn share(star: &Star<'_>, order: &[Grain], query: &Query, counts: &Counts) -> f64 {
    share_read(order.iter().map(|grain| kept(star, grain, query, counts)))
}

/// The same with the order that suits this statement best.
pub fn least_share(star: &Star<'_>, keys: &Keys, query: &Query, counts: &Counts) -> f64 {
    let (mut points, mut span) = (1.0, 1.0_f64);
    for key in keys {
        match kept(star, key, query, counts) {
            Kept::Point(of) => points *= of,
            Kept::Span(of) => span = span.min(of),
            Kept::All => {}
        }
    }
    points * span
}

/// What a statement's conditions leave of the values of one key.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kept {
    /// Single values: the next key of the order is of use too.
    Point(f64),
    Span(f64),
    All,
}

fn share_read(order: impl Iterator<Item = Kept>) -> f64 {
    let mut share = 1.0;
    for kept in order {
        match kept {
            Kept::Point(of) => share *= of,
            Kept::Span(of) => return share * of,
            Kept::All => return share,
        }
    }
    share
}

fn kept(star: &Star<'_>, key: &Grain, query: &Query, counts: &Counts) -> Kept {
    let mut kept = Kept::All;
    for (grain, how) in &query.compared {
        if !is_about(star, grain, key) {
            continue;
        }
        let values = counts.values(grain).unwrap_or(1.0).max(1.0);
        kept = match how {
            How::Equal(n) => return Kept::Point((*n as f64 / values).min(1.0)),
            How::Range(Some(days)) => {
                let of_all = counts.values(key).unwrap_or(1.0).max(1.0);
                Kept::Span((days / unit_days(key) / of_all).min(1.0))
            }
            How::Range(None) => Kept::Span(SPAN_SHARE),
            How::Grouped | How::Other => kept,
        };
    }
    kept
}

/// A condition on a brand picks out products: it is a condition on the key that brands hang on.
fn is_about(star: &Star<'_>, grain: &Grain, key: &Grain) -> bool {
    match (grain, key) {
        _ if grain == key => true,
        (Grain::Time(a, _), Grain::Time(b, _) | Grain::Column(b)) => a == b,
        (Grain::Column(a), Grain::Column(b)) => match a.source {
            Source::Dim(d) => star.dims[d].on.contains(b) || on_way(star, d, b),
            Source::Fact => false,
        },
        _ => false,
    }
}

fn on_way(star: &Star<'_>, dim: usize, key: &crate::rollup::ColumnRef) -> bool {
    star.dims[dim].on.iter().any(|on| match on.source {
        Source::Dim(d) => star.dims[d].on.contains(key) || on_way(star, d, key),
        Source::Fact => false,
    })
}

fn unit_days(grain: &Grain) -> f64 {
    match grain {
        Grain::Time(_, Unit::Hour) => 1.0 / 24.0,
        Grain::Time(_, Unit::Week) => 7.0,
        Grain::Time(_, Unit::Month) => 30.4,
        Grain::Time(_, Unit::Quarter) => 91.3,
        Grain::Time(_, Unit::Year) => 365.25,
        Grain::Time(_, Unit::Day) | Grain::Column(_) | Grain::Expr(_) => 1.0,
    }
}

fn permutations(items: &mut [usize], from: usize, each: &mut impl FnMut(&[usize])) {
    if from + 1 >= items.len() {
        each(items);
        return;
    }
    for at in from..items.len() {
        items.swap(from, at);
        permutations(items, from + 1, each);
        items.swap(from, at);
    }
}
