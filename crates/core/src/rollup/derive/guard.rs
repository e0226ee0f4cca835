//! A reader of PostgreSQL finds a view by the newest catalog, but rows by its own snapshot: a
//! transaction that began before a level was filled would see the level empty. The function of this
//! file, asked once per query, then raises an error: it holds the number of the transaction that
//! filled the level, and functions, too, are found by the newest catalog.

use super::say::Say;
use super::{Object, vouch};
use crate::name::EngineKind;
use crate::rollup::model::Level;

/// What a view that reads the stored level asks, where a view can be newer than what it reads.
pub(super) fn condition(say: &Say<'_>, level: &Level) -> Option<String> {
    match say.engine() {
        EngineKind::Postgres => Some(format!("{}()", name(say, level))),
        // MariaDB raises an error by itself, and a snapshot of SQLite holds the catalog too.
        EngineKind::MariaDb | EngineKind::Sqlite => None,
    }
}

/// To be made in the transaction that fills the level.
pub(super) fn object(say: &Say<'_>, level: &Level) -> Option<Object> {
    if say.engine() != EngineKind::Postgres {
        return None;
    }
    let name = name(say, level);
    let what = say.literal(&format!(
        "rollup {} was filled after this transaction began: read it in a new one (or, where the \
         database was restored from a dump, after rungs rollup refresh --rebuild)",
        level.name
    ));
    // A serialization failure is what applications try again.
    let create = format!(
        "DO $rungs$BEGIN EXECUTE format($make$CREATE OR REPLACE FUNCTION {name}() RETURNS boolean \
         LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS \
         $body$BEGIN IF txid_visible_in_snapshot(%s, txid_current_snapshot()) THEN RETURN true; \
         END IF; RAISE EXCEPTION USING MESSAGE = {what}, ERRCODE = 'serialization_failure'; \
         END$body$$make$, txid_current()); END$rungs$"
    );
    let grant = format!("GRANT EXECUTE ON FUNCTION {name}() TO PUBLIC");
    Some(Object {
        create: vec![vouch(create), vouch(grant)],
        drop: vouch(format!("DROP FUNCTION IF EXISTS {name}()")),
        name,
    })
}

fn name(say: &Say<'_>, level: &Level) -> String {
    say.object(&format!("g_{}", level.name))
}
