//! `-- order:` of a definition file: which of its keys the primary key begins with.

use super::Described;
use crate::name::Ident;
use crate::rollup::block::{Block, canon};
use crate::rollup::refusal::Refusal;

/// Puts what the block groups by into the order that was asked for, the rest behind it as it is.
pub(super) fn put(
    block: &mut Block<'_>,
    order: &[Ident],
    described: &[Described],
) -> Result<(), Refusal> {
    if order.is_empty() {
        return Ok(());
    }
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
    places.sort_by_key(|at| (place(names[*at]).unwrap_or(usize::MAX), *at));
    block.group = places.into_iter().map(|at| block.group[at].clone()).collect();
    Ok(())
}
