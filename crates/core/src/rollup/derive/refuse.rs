//! Live views of a family that is not to be read: whoever asks one gets an error that says so, and
//! what mends it. Made in the place of the views, so that those that answer pay nothing.

use super::say::Say;
use super::{changes, guard, views, vouch};
use crate::dialect::Sql;
use crate::name::EngineKind;
use crate::rollup::model::Family;

/// Puts them in the place of the live views; whoever may read those still may. May be run again.
pub fn refuse(family: &Family) -> Vec<Sql> {
    let say = Say { family };
    let mut all: Vec<Sql> = function(&say).into_iter().collect();
    let used = say.branches();
    let used = used.iter().filter_map(|branch| changes::object(&say, branch));
    let guards = family.levels.iter().filter_map(|level| guard::object(&say, level));
    all.extend(used.chain(guards).flat_map(|object| object.create));
    for (view, select) in family.levels.iter().flat_map(|level| views::kept(&say, level)) {
        let select = format!("SELECT o.* FROM ({select}) o WHERE {}", condition(&say));
        let create = match family.engine {
            EngineKind::Postgres | EngineKind::MariaDb => "CREATE OR REPLACE VIEW",
            EngineKind::Sqlite => {
                all.push(vouch(format!("DROP VIEW IF EXISTS {view}")));
                "CREATE VIEW"
            }
        };
        all.push(vouch(format!("{create} {view} AS {select}")));
    }
    all
}

/// One row if they are there: their function, or what SQLite's have in its place.
pub fn has_refused(family: &Family) -> Sql {
    let say = Say { family };
    let (of, what) = match family.engine {
        EngineKind::Postgres => (
            "SELECT 1 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n \
             ON n.oid = p.pronamespace WHERE n.nspname = 'rungs' AND p.proname = ",
            format!("e_{}", family.name),
        ),
        EngineKind::MariaDb => (
            "SELECT 1 FROM information_schema.routines \
             WHERE routine_schema = DATABASE() AND routine_name = ",
            format!("rungs_e_{}", family.name),
        ),
        EngineKind::Sqlite => {
            ("SELECT 1 FROM sqlite_schema WHERE type = 'view' AND 0 < instr(sql, ", condition(&say))
        }
    };
    let end = if family.engine == EngineKind::Sqlite { ") LIMIT 1" } else { "" };
    Sql::fixed(of).literal(say.mark(), &what).text(end)
}

/// Takes the function away, once no view calls it. None: this engine has none.
pub fn forget_refusing(family: &Family) -> Option<Sql> {
    let parameters = match family.engine {
        EngineKind::Postgres => "()",
        EngineKind::MariaDb => "",
        EngineKind::Sqlite => return None,
    };
    Some(vouch(format!("DROP FUNCTION IF EXISTS {}{parameters}", name(&Say { family }))))
}

fn name(say: &Say<'_>) -> String {
    say.object(&format!("e_{}", say.family.name))
}

/// Raises the error before any row is read. SQLite has no call for that; its JSON functions say
/// what they were asked for when they cannot make sense of it.
fn condition(say: &Say<'_>) -> String {
    match say.engine() {
        EngineKind::Postgres => format!("{}()", name(say)),
        EngineKind::MariaDb => format!("{}() = 1", name(say)),
        EngineKind::Sqlite => {
            format!("json_extract('{{}}', {}) = 1", say.literal(&sentence(say.family)))
        }
    }
}

/// At most 128 characters, which is all that MariaDB lets an error say.
fn sentence(family: &Family) -> String {
    format!(
        "rollup {} is invalid (why: rungs rollup status; mend: rungs rollup refresh --rebuild)",
        family.name
    )
}

fn function(say: &Say<'_>) -> Option<Sql> {
    let (name, family) = (name(say), say.literal(say.family.name.as_str()));
    let sentence = say.literal(&sentence(say.family));
    match say.engine() {
        EngineKind::Postgres => Some(vouch(format!(
            "CREATE OR REPLACE FUNCTION {name}() RETURNS boolean LANGUAGE plpgsql STABLE \
             SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $rungs$BEGIN \
             RAISE EXCEPTION USING MESSAGE = {sentence}, DETAIL = COALESCE((SELECT \
             concat_ws(': ', state, NULLIF(why, '')) FROM {} WHERE family = {family}), ''); \
             END$rungs$; GRANT EXECUTE ON FUNCTION {name}() TO PUBLIC",
            say.object("rollups")
        ))),
        EngineKind::MariaDb => Some(vouch(format!(
            "CREATE OR REPLACE FUNCTION {name}() RETURNS tinyint DETERMINISTIC NO SQL \
             BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {sentence}; RETURN 1; END"
        ))),
        EngineKind::Sqlite => None,
    }
}
