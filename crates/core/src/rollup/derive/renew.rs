//! One slice of a live family from its facts: what they have more, or less, than the base becomes
//! deltas of the refresh's own, which every level is fed with as with any other.

use super::build::{Slice, insert, of_stored};
use super::check::{differs, extremes, facts, side_columns};
use super::fold::{empty, temporary};
use super::say::{Say, is_extreme};
use super::vouch;
use crate::dialect::Sql;
use crate::name::EngineKind;
use crate::rollup::model::{Family, Measure, Stored};

/// The statements of one slice, between the stages and the fold of a [`super::Refresh`]. The
/// deltas that the snapshot holds are deleted as by a [`super::Build`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renew {
    /// Makes the temporary table of what the client adds up (MariaDB); empty.
    pub stages: Vec<Sql>,
    /// `INSERT INTO` that table ` (…) VALUES `, with rows as a [`super::Build`] has them; a group
    /// may come in several.
    pub insert: Sql,
    /// The differences, and the extremes of the base that were lost.
    pub differ: Vec<Sql>,
}

pub fn renew(family: &Family, slice: &Slice) -> Renew {
    let say = Say { family };
    let keys = &family.base.keys;
    let fresh = say.stage("fresh");
    let now = match family.engine {
        EngineKind::MariaDb => {
            format!(
                "SELECT {} FROM {fresh}",
                side_columns(&say, keys, 1, "0", |m| name(&say, m), "n")
            )
        }
        EngineKind::Postgres | EngineKind::Sqlite => facts(&say, slice, 1),
    };
    let stages = match family.engine {
        EngineKind::MariaDb => {
            let like = format!("AS SELECT * FROM {} WHERE 1 = 0", say.base());
            empty(&say, vec![temporary(&say, fresh.clone(), &like)])
        }
        EngineKind::Postgres | EngineKind::Sqlite => Vec::new(),
    };
    let mut differ = vec![vouch(differences(&say, slice, &now))];
    differ.extend(lost_extremes(&say));
    Renew { stages, insert: insert(&say, slice, &fresh), differ }
}

fn name(say: &Say<'_>, measure: &Measure) -> String {
    say.q(&measure.column)
}

/// Facts less base. Dirty is 2 where an extreme of the base is not there any more: the row has the
/// new one, but levels above have to look for theirs.
fn differences(say: &Say<'_>, slice: &Slice, now: &str) -> String {
    let keys = &say.family.base.keys;
    let mut columns = Vec::new();
    let mut lost = Vec::new();
    for (at, measure) in say.family.measures.iter().enumerate() {
        if !is_extreme(measure) {
            columns.push(format!("SUM(u.a{at})"));
            continue;
        }
        let (new, old) = extremes(measure, at);
        let beyond = if measure.kind == Stored::Max { '>' } else { '<' };
        lost.push(format!("COALESCE({old} {beyond} {new}, {old} IS NOT NULL)"));
        columns.push(new);
    }
    columns.push("SUM(u.rows_of_it)".to_owned());
    if !lost.is_empty() {
        columns.push(format!("CASE WHEN {} THEN 2 ELSE 0 END", lost.join(" OR ")));
    }
    format!(
        "INSERT INTO {} ({}) SELECT {}, {} FROM ({now} UNION ALL SELECT {} FROM {}{}) u \
         GROUP BY {} HAVING {}",
        say.stage("b"),
        say.stored(keys, true),
        say.keys("u", keys),
        columns.join(", "),
        side_columns(say, keys, 2, "0", |m| name(say, m), "n"),
        say.base(),
        place(say, slice),
        say.keys("u", keys),
        differs(say)
    )
}

/// ` WHERE …` of the base's rows of a slice, or nothing.
fn place(say: &Say<'_>, slice: &Slice) -> String {
    match of_stored(say, slice) {
        place if place.is_empty() => place,
        place => format!(" WHERE {place}"),
    }
}

/// The fold keeps the better of two extremes; here the better one is gone.
fn lost_extremes(say: &Say<'_>) -> Option<Sql> {
    let measures: Vec<&Measure> = say.family.measures.iter().filter(|m| is_extreme(m)).collect();
    if measures.is_empty() {
        return None;
    }
    let set = |of: &str| {
        let one = |m: &&Measure| format!("{of}{} = s.{}", name(say, m), name(say, m));
        measures.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let (base, stage) = (say.base(), say.stage("b"));
    let same = say.same_keys("t", "s", &say.family.base.keys);
    Some(vouch(match say.engine() {
        EngineKind::MariaDb => format!(
            "UPDATE {stage} s STRAIGHT_JOIN {base} t ON {same} SET {} WHERE s.dirty = 2",
            set("t.")
        ),
        EngineKind::Postgres | EngineKind::Sqlite => format!(
            "UPDATE {base} AS t SET {} FROM {stage} s WHERE s.dirty = 2 AND {same}",
            set("")
        ),
    }))
}

/// One row: groups of a slice in the base, `most` of them if so many are to be read at most, and
/// the facts in these.
pub fn slice_size(family: &Family, slice: &Slice, most: Option<u64>) -> Sql {
    let say = Say { family };
    let (base, place) = (say.base(), place(&say, slice));
    let most = most.map_or_else(String::new, |most| format!(" LIMIT {most}"));
    vouch(format!(
        "SELECT COUNT(*), COALESCE(SUM(n), 0) FROM (SELECT n FROM {base}{place}{most}) g"
    ))
}

/// Buckets that at least so many deltas wait for: bucket, deltas, facts that they add. None: the
/// base has no buckets.
pub fn waiting(family: &Family, least: u64) -> Option<Sql> {
    let say = Say { family };
    let bucket = say.q(&family.base.keys.get(family.base.bucket?)?.column);
    Some(vouch(format!(
        "SELECT {bucket}, COUNT(*), SUM(n) FROM {} GROUP BY {bucket} HAVING COUNT(*) >= {least} \
         ORDER BY {bucket}",
        say.delta()
    )))
}

/// One row: the first and the last bucket that is stored or pending. None: there are no buckets.
pub fn bucket_ends(family: &Family) -> Option<Sql> {
    let say = Say { family };
    let bucket = say.q(&family.base.keys.get(family.base.bucket?)?.column);
    let ends =
        |table: String| format!("SELECT MIN({bucket}) AS a, MAX({bucket}) AS z FROM {table}");
    Some(vouch(format!(
        "SELECT MIN(a), MAX(z) FROM ({} UNION ALL {}) u",
        ends(say.base()),
        ends(say.delta())
    )))
}
