//! In which order a level's primary key has its keys: as `-- order:` of a definition file says, and
//! where it says nothing, so that what is written and read together lies together.

use sqlparser::ast::Expr;

use super::joins::Joins;
use super::{Described, bucket_of};
use crate::name::Ident;
use crate::rollup::block::{Block, canon, columns_of};
use crate::rollup::refusal::Refusal;

/// Puts what the block groups by into the order that was asked for, the rest behind it.
pub(super) fn put(
    block: &mut Block<'_>,
    joins: &Joins,
    order: &[Ident],
    described: &[Described],
) -> Result<(), Refusal> {
    let names: Vec<Option<&Ident>> = block
        .group
        .iter()
        .map(|group| {
            let item = block.items.iter().position(|i| canon(&i.expr) == canon(group))?;
            described.get(item).map(|d| &d.name)
        })
        .collect();
    if let Some(unknown) = order.iter().find(|wanted| !names.contains(&Some(wanted))) {
        let known: Vec<&str> = names.iter().flatten().map(|name| name.as_str()).collect();
        return Err(Refusal::new(
            format!("order: {unknown}"),
            "it is not a grouped column of the SELECT list",
            format!("name some of {}", known.join(", ")),
        ));
    }
    let place = |name: Option<&Ident>| order.iter().position(|o| Some(o) == name);
    let mut places: Vec<usize> = (0..names.len()).collect();
    let rank = |at: usize| rank(block, joins, &block.group[at]);
    places.sort_by_key(|at| (place(names[*at]).unwrap_or(usize::MAX), rank(*at), *at));
    block.group = places.into_iter().map(|at| block.group[at].clone()).collect();
    Ok(())
}

/// The bucket first, as changes come in its order. Then what the facts say themselves, and ids of
/// dimensions last: a page asks for all brands of one kind of entry, and finds them side by side.
fn rank(block: &Block<'_>, joins: &Joins, expr: &Expr) -> u8 {
    let of_fact = columns_of(expr).iter().all(|(at, _)| *at == joins.fact);
    match (bucket_of(expr, block.engine), of_fact) {
        (Some(_), _) => 0,
        (None, true) => 1,
        (None, false) => 2,
    }
}
