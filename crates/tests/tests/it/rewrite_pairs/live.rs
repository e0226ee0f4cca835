//! The same pairs over real rollups, while the tables change and refreshes come in between.

use fastrand::Rng;
use rungs_core::name::EngineKind;
use rungs_core::rollup::{Catalog, Family, derive};
use rungs_engine::Target;
use rungs_engine::rollup::{Session, Wanted, add, build, refresh};
use rungs_tests::faults::TestWorld;

use super::run::Db;
use super::world::{NULLABLE, World, fact, time, word};

/// Rollups that are kept by rungs itself.
pub struct Live {
    session: Box<dyn Session>,
    pub families: Vec<Family>,
}

impl Live {
    /// Of the families those that can be kept: MariaDB cannot see its foreign keys' actions.
    pub fn new(url: &str, families: Vec<Family>, catalog: &Catalog<'_>) -> Self {
        let target = Target::parse(url, &|_| None).unwrap();
        let mut session = target.rollups().unwrap();
        let mut kept = Vec::new();
        for family in families {
            let ground = derive::ground(&family, catalog, &[]);
            let wanted = Wanted { family: family.clone(), ground };
            if add(session.as_mut(), &wanted, &mut TestWorld::default()).is_err() {
                continue;
            }
            build(session.as_mut(), &wanted, &mut TestWorld::default()).unwrap();
            kept.push(family);
        }
        Self { session, families: kept }
    }

    /// Errors: a family that cannot be refreshed, which none should be.
    pub fn refresh(&mut self) -> Result<(), String> {
        for family in &self.families {
            let name = family.name.as_str();
            refresh(self.session.as_mut(), name, &mut TestWorld::default())
                .map_err(|error| format!("{name}: {error:?}"))?;
        }
        Ok(())
    }
}

/// A few changes of any table; what a constraint refuses is refused.
pub fn disturb(world: &World, db: &mut Db, rng: &mut Rng) {
    for _ in 0..rng.usize(1..6) {
        let (id, other) = (rng.i32(0..120), rng.i32(0..8));
        let statement = match rng.u8(..13) {
            0..3 => format!(
                "INSERT INTO facts (id, d1_id, k1, k2, word, day, m1, m2, qty) VALUES {}",
                fact(world.engine, world.has_time, rng.i32(120..10_000), other, rng)
            ),
            3 => format!("UPDATE facts SET m1 = m1 + 1, m2 = NULL WHERE id % 9 = {other}"),
            4 => format!("UPDATE facts SET k1 = {other}, qty = qty + 1 WHERE id = {id}"),
            5 => format!("UPDATE facts SET d1_id = {other} WHERE id BETWEEN {id} AND {id} + 9"),
            6 => format!("DELETE FROM facts WHERE id BETWEEN {id} AND {id} + 5"),
            7 => format!("UPDATE d1 SET x = x + 1, label = {} WHERE id = {other}", word(rng)),
            8 => format!("UPDATE d2 SET y = y + 1 WHERE id = {other}"),
            9..12 => {
                let (table, column) = NULLABLE[rng.usize(..NULLABLE.len())];
                let value = match column {
                    _ if rng.bool() => "NULL".to_owned(),
                    "word" | "label" => word(rng),
                    "day" => time(rng, world.has_time),
                    _ => rng.i32(0..3).to_string(),
                };
                let last = if table == "facts" { id + 5 } else { other };
                let first = id.min(last);
                format!("UPDATE {table} SET {column} = {value} WHERE id BETWEEN {first} AND {last}")
            }
            _ if world.engine == EngineKind::MariaDb => continue,
            _ => format!("DELETE FROM d1 WHERE id = {other}"),
        };
        db.try_execute(&statement);
    }
}
