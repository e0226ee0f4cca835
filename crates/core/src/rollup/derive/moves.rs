//! What changed dimensions move in a refresh: groups leave by the old path, the path is made anew,
//! and they come back by the new one.

use super::changes::{affected, path_keys};
use super::fold::{empty, temporary};
use super::say::{Branch, Say, path_column};
use super::tables::path_insert;
use super::views::{Sign, rows};
use super::{fed_from, vouch};
use crate::dialect::Sql;
use crate::name::EngineKind;
use crate::rollup::model::Feed;

/// Out by the old path, the path anew, in by the new one; of the base as it is before the fold.
pub(super) fn moves(say: &Say<'_>) -> Vec<Sql> {
    let mut moves = empty(say, move_stages(say));
    for branch in say.branches() {
        for dim in &branch.dims {
            moves.extend(claim_changed(say, *dim));
        }
        let select = affected(say, &branch, |dim| changed_stage(say, dim));
        moves.push(vouch(format!(
            "INSERT INTO {} SELECT * FROM {select} x",
            affected_stage(say, &branch)
        )));
    }
    moves.extend(moved_rows(say, Sign::Out));
    moves.extend(say.branches().iter().flat_map(|branch| path_anew(say, branch)));
    moves.extend(moved_rows(say, Sign::In));
    moves
}

/// Those that changed dimensions need.
fn move_stages(say: &Say<'_>) -> Vec<(String, Sql)> {
    let mut stages = Vec::new();
    for branch in say.branches() {
        for dim in &branch.dims {
            let select = format!("AS SELECT * FROM {} WHERE 1 = 0", say.changed(*dim));
            stages.push(temporary(say, changed_stage(say, *dim), &select));
        }
        let keys = path_keys(say, &branch);
        let select = format!(
            "AS SELECT {} FROM {} p{} WHERE 1 = 0",
            keys.join(", "),
            say.path(&branch),
            branch.root
        );
        stages.push(temporary(say, affected_stage(say, &branch), &select));
    }
    stages
}

fn changed_stage(say: &Say<'_>, dim: usize) -> String {
    say.stage(&format!("c{dim}"))
}

fn affected_stage(say: &Say<'_>, branch: &Branch) -> String {
    say.stage(&format!("a{}", branch.root))
}

fn claim_changed(say: &Say<'_>, dim: usize) -> Vec<Sql> {
    let (changed, stage) = (say.changed(dim), changed_stage(say, dim));
    match say.engine() {
        EngineKind::Postgres => vec![vouch(format!(
            "WITH gone AS (DELETE FROM {changed} RETURNING *) \
             INSERT INTO {stage} SELECT DISTINCT * FROM gone"
        ))],
        EngineKind::MariaDb => vec![
            vouch(format!("INSERT INTO {stage} SELECT * FROM {changed}")),
            vouch(format!("DELETE c FROM {stage} s STRAIGHT_JOIN {changed} c ON c.seq = s.seq")),
        ],
        EngineKind::Sqlite => vec![
            vouch(format!("INSERT INTO {stage} SELECT DISTINCT * FROM {changed}")),
            vouch(format!("DELETE FROM {changed}")),
        ],
    }
}

fn moved_rows(say: &Say<'_>, sign: Sign) -> Vec<Sql> {
    let mut moved_rows = Vec::new();
    for (at, level) in say.family.levels.iter().enumerate() {
        let branches = say.branches_of(&level.dims);
        if branches.is_empty() || level.feed == Feed::IsBase || fed_from(say.family, at).is_some() {
            continue;
        }
        let from = moved(say, &branches);
        moved_rows.push(vouch(format!(
            "INSERT INTO {} ({}) {}",
            say.level_stage(at),
            say.stored(&level.keys, true),
            rows(say, level, &from, sign)
        )));
    }
    moved_rows
}

/// The base's rows whose path changes, as `b`.
fn moved(say: &Say<'_>, branches: &[Branch]) -> String {
    let one = |branch: &Branch| {
        let on: Vec<String> = say.family.dims[branch.root]
            .on
            .iter()
            .enumerate()
            .filter_map(|(at, c)| {
                Some(format!("{} = a.k{at}", say.column("b", &say.base_key(c)?.column)))
            })
            .collect();
        let stored = say
            .stored(&say.family.base.keys, false)
            .split(", ")
            .map(|c| format!("b.{c}"))
            .collect::<Vec<_>>()
            .join(", ");
        format!(
            "SELECT {stored} FROM {} a {} {} b ON {}",
            affected_stage(say, branch),
            say.join(),
            say.base(),
            on.join(" AND ")
        )
    };
    let all: Vec<String> = branches.iter().map(one).collect();
    format!("({}) b", all.join(" UNION "))
}

fn path_anew(say: &Say<'_>, branch: &Branch) -> [Sql; 2] {
    let (path, stage) = (say.path(branch), affected_stage(say, branch));
    let root = &say.family.dims[branch.root];
    let (mut old, mut same, mut keys) = (vec![], vec![], vec![]);
    for (at, key) in root.key.iter().enumerate() {
        let column = say.q(&path_column(branch.root, key));
        same.push(format!("p.{column} = a.k{at}"));
        old.push(column);
        keys.push(format!("k{at}"));
    }
    let delete = match say.engine() {
        EngineKind::MariaDb => {
            format!("DELETE p FROM {stage} a STRAIGHT_JOIN {path} p ON {}", same.join(" AND "))
        }
        EngineKind::Postgres | EngineKind::Sqlite => format!(
            "DELETE FROM {path} WHERE ({}) IN (SELECT {} FROM {stage})",
            old.join(", "),
            keys.join(", ")
        ),
    };
    [vouch(delete), path_insert(say, branch, Some(&stage))]
}
