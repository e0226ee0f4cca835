//! Removes a family: triggers, views, tables, its lines in the registry, and the registry itself
//! with the last one. Nothing else is touched.

use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, World};
use rungs_core::name::EngineKind;
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Form, Ground};

use super::add::patiently;
use super::registry::{find, list};
use super::session::{Session, locked, run_all, within};

/// A run that was killed is continued by the same call.
pub fn drop(
    session: &mut dyn Session,
    name: &str,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let entry = find(session, name)?;
    let (kind, family) = (session.kind(), &entry.family);
    let name = family.name.as_str();
    let ground = all_ground(family.dims.len());
    let drops = derive::objects(family, &ground).drop();
    let last = list(session)?.len() == 1;
    locked(session, name, |session| {
        patiently(session, world, |session, world| {
            let now = world.now_ms();
            let mut steps = vec![registry::set_state(kind, name, State::Dropping, "", now)];
            steps.extend(drops.iter().cloned());
            // The family's own line goes last: until then the same call goes on.
            steps.extend(if last { registry::remove(kind) } else { registry::forget(kind, name) });
            match kind {
                EngineKind::MariaDb => run_all(session, &steps),
                EngineKind::Postgres | EngineKind::Sqlite => within(session, |session| {
                    run_all(session, &steps)?;
                    if last && kind == EngineKind::Postgres {
                        drop_empty_schema(session)?;
                    }
                    Ok(())
                }),
            }
        })
    })
}

/// Names of objects do not hang on what the ground was when they were made; those that may be
/// there are all named.
fn all_ground(dims: usize) -> Ground {
    let some = || vec![vec!["rowid".into()]];
    Ground {
        form: Form::Statement,
        parts: Vec::new(),
        unique: some(),
        odd_unique: None,
        identity: vec!["rowid".into()],
        dims_unique: vec![some(); dims],
    }
}

/// The journal lives there too; where it is, the schema stays.
fn drop_empty_schema(session: &mut dyn Session) -> Result<(), EngineError> {
    let used = Sql::fixed(
        "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n \
         ON n.oid = c.relnamespace WHERE n.nspname = 'rungs' \
         UNION ALL SELECT 1 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n \
         ON n.oid = p.pronamespace WHERE n.nspname = 'rungs' LIMIT 1",
    );
    if session.rows(&used)?.is_empty() {
        session.run(&Sql::fixed("DROP SCHEMA IF EXISTS rungs"))?;
    }
    Ok(())
}
