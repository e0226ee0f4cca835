//! rungs' own rollups on the site, called as a library, so that what the client takes is counted
//! in this process.

use anyhow::{Context, ensure};
use rungs_core::engine::{Scope, World};
use rungs_core::name::TableName;
use rungs_core::rollup::derive::registry::State;
use rungs_core::rollup::derive::{Form, ground};
use rungs_core::rollup::{Catalog, Family, Request, attach, define, names, read_request};
use rungs_core::seen::Snapshot;
use rungs_engine::rollup::{self, Session, Wanted};

use super::site::Site;
use crate::bench::quiet::Quiet;

/// The marketplace's three definitions as one family.
pub struct Flows<'a> {
    site: &'a Site,
    pub session: Box<dyn Session>,
    pub wanted: Wanted,
}

impl<'a> Flows<'a> {
    /// `form` is how changes are captured on PostgreSQL.
    pub fn open(site: &'a Site, form: Form) -> anyhow::Result<Self> {
        let snapshot = site.target.open()?.snapshot(&Scope::default())?;
        let catalog = catalog(&snapshot);
        let mut session = site.target.rollups()?;
        let mut family: Option<Family> = None;
        for file in site.definitions() {
            let request = read_request(file.text).map_err(|no| anyhow::anyhow!("{no}"))?;
            let new = define_one(&request, &catalog, session.as_mut())?;
            family = Some(match family {
                None => new,
                Some(standing) => {
                    attach(&standing, 0, &new).map_err(|no| anyhow::anyhow!("{no}"))?
                }
            });
        }
        let family = family.context("the marketplace has no rollups")?;
        let ground = rungs_core::rollup::derive::Ground { form, ..ground(&family, &catalog, &[]) };
        Ok(Self { site, session, wanted: Wanted { family, ground } })
    }

    fn name(&self) -> &str {
        self.wanted.family.name.as_str()
    }

    /// The live view of the level that one sees under this name.
    pub fn view(&self, level: &str) -> anyhow::Result<TableName> {
        let family = &self.wanted.family;
        let level = family.levels.iter().find(|l| l.name.as_str() == level);
        Ok(names::level_view(family, level.context("no such level")?))
    }

    /// Objects and capture.
    pub fn add(&mut self) -> anyhow::Result<()> {
        Ok(rollup::add(self.session.as_mut(), &self.wanted, &mut Quiet)?)
    }

    pub fn build(&mut self) -> anyhow::Result<()> {
        rollup::build(self.session.as_mut(), &self.wanted, &mut Quiet)?;
        Ok(())
    }

    /// Folds what is pending; how many groups that were.
    pub fn refresh(&mut self) -> anyhow::Result<u64> {
        let name = self.name().to_owned();
        Ok(rollup::refresh(self.session.as_mut(), &name, &mut Quiet)?.groups)
    }

    pub fn is_there(&mut self) -> anyhow::Result<bool> {
        Ok(!rollup::list(self.session.as_mut())?.is_empty())
    }

    pub fn drop(&mut self) -> anyhow::Result<()> {
        if self.is_there()? {
            let name = self.name().to_owned();
            let going = rollup::going(self.session.as_mut(), &name, true)?;
            rollup::drop(self.session.as_mut(), &going, &mut Quiet)?;
        }
        Ok(())
    }

    /// Live, with nothing pending: as an earlier run left it, or built now.
    pub fn make_live(&mut self) -> anyhow::Result<()> {
        let stands = rollup::list(self.session.as_mut())?;
        let is_live = stands
            .iter()
            .any(|entry| entry.state == State::Live && entry.family == self.wanted.family);
        if !is_live {
            self.drop()?;
            self.add()?;
            self.build()?;
        }
        self.refresh()?;
        self.site.settle()
    }

    /// Every group of every level against the facts.
    pub fn verify(&mut self) -> anyhow::Result<()> {
        let name = self.name().to_owned();
        let found = rollup::verify(self.session.as_mut(), &name, &mut Quiet)?;
        ensure!(found.wrong.is_empty(), "the rollups are wrong: {:?}", found.wrong);
        Ok(())
    }

    /// Name and rows of each level.
    pub fn levels(&mut self) -> anyhow::Result<Vec<rollup::LevelStatus>> {
        let all = rollup::status(self.session.as_mut(), Quiet.now_ms())?;
        Ok(all.into_iter().flat_map(|status| status.levels).collect())
    }
}

fn catalog(snapshot: &Snapshot) -> Catalog<'_> {
    Catalog::of(snapshot, &["public", "marketplace", "main"])
}

fn define_one(
    request: &Request,
    catalog: &Catalog<'_>,
    session: &mut dyn Session,
) -> anyhow::Result<Family> {
    let described = session.describe(&request.select)?;
    define(request, catalog, &described).map_err(|no| anyhow::anyhow!("{no}"))
}
