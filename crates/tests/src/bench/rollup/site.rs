//! Where the rollup benches work: a server of their own, or a file, with the marketplace loaded at
//! the chosen number of ledger entries. Dimensions are those of the full size at every size, so
//! that there are always 400 brands.

use std::path::Path;

use anyhow::Context;
use rungs_core::name::{EngineKind, TableName};
use rungs_engine::Target;
use rungs_engine::load::Value;
use rungs_scenarios::marketplace::MARKETPLACE;
use rungs_scenarios::{RollupFile, Scenario, Table};

use super::cpu::Meter;
use crate::servers::{Client, Kind, Server};

/// The ledger's size in the document, whose dimensions all sizes have.
const ROWS_FULL: u64 = 68_000_000;
const DATABASE: &str = "marketplace";
/// Written when the load is done.
const LOADED: &str = "loaded";

/// As a server of 8 GB would be set. Vacuum is the bench's own, so that it is counted or not by
/// decision and never by chance.
const POSTGRES: &[&str] = &[
    "shared_buffers=2GB",
    "work_mem=128MB",
    "maintenance_work_mem=256MB",
    "full_page_writes=on",
    "synchronous_commit=on",
    "track_io_timing=off",
    "random_page_cost=1.1",
    "effective_cache_size=6GB",
    "autovacuum=off",
    "max_wal_size=2GB",
];

const MARIADB: &[&str] = &[
    "innodb-buffer-pool-size=3G",
    "innodb-log-file-size=512M",
    "innodb-flush-log-at-trx-commit=1",
    "log-bin=binlog",
    "binlog-format=ROW",
    "sync-binlog=0",
    "max-allowed-packet=64M",
    "performance-schema=OFF",
];

const SQLITE: &str = "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -524288";

/// What every rollup bench is told.
pub struct Wishes<'a> {
    pub engine: Option<&'a str>,
    /// Ledger entries.
    pub rows: u64,
    /// Keeps the data below this folder, for the next run.
    pub keep: Option<&'a Path>,
}

pub struct Site {
    pub kind: Kind,
    pub target: Target,
    url: String,
    pub rows: u64,
    pub meter: Meter,
    /// Stopped first: fields are dropped in this order.
    _server: Option<Server>,
    _temporary: Option<tempfile::TempDir>,
}

impl Site {
    /// Starts a server and loads what is not there yet.
    pub fn open(wishes: &Wishes<'_>) -> anyhow::Result<Self> {
        let name = wishes.engine.unwrap_or(Kind::Postgres15.name());
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        let kind = kind.context("no such engine\nhint: postgres15, postgres18, mariadb, sqlite")?;
        let temporary = match wishes.keep {
            Some(_) => None,
            None => Some(tempfile::Builder::new().prefix("rungs-bench-").tempdir()?),
        };
        let parent = match (&temporary, wishes.keep) {
            (Some(folder), _) => folder.path(),
            (None, keep) => keep.context("no folder")?,
        };
        let folder = parent.join(format!("{name}-{}", wishes.rows));
        std::fs::create_dir_all(&folder)?;
        let loaded = folder.join(LOADED);
        let is_loaded = loaded.exists();
        let (server, url) = start(kind, &folder, is_loaded)?;
        let site = Self {
            kind,
            target: Target::parse(&url, &|_| None)?,
            url,
            rows: wishes.rows,
            meter: Meter { server: server.as_ref().map(Server::process_id) },
            _server: server,
            _temporary: temporary,
        };
        if !is_loaded {
            site.load()?;
            std::fs::write(loaded, "")?;
        }
        Ok(site)
    }

    pub fn engine(&self) -> EngineKind {
        self.target.kind()
    }

    /// A connection as an application has it.
    pub fn connect(&self) -> anyhow::Result<Client> {
        let mut client = Client::connect(&self.url)?;
        if self.kind == Kind::Sqlite {
            client.execute(SQLITE)?;
        }
        Ok(client)
    }

    pub fn definitions(&self) -> &'static [RollupFile] {
        (MARKETPLACE.rollups)(self.engine())
    }

    /// Makes a table and fills it, unless it is there.
    pub fn stage(&self, table: &Table) -> anyhow::Result<()> {
        let mut load = self.target.loader()?;
        if load.query(&format!("SELECT 1 FROM {} LIMIT 1", table.name)).is_ok_and(|r| !r.is_empty())
        {
            return Ok(());
        }
        load.run(&format!("DROP TABLE IF EXISTS {}", table.name))?;
        load.run(&table.create(self.engine()))?;
        let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
        let name = TableName::new(self.schema(), table.name);
        load.insert(&name, &columns, &mut (0..table.rows).map(|row| (table.row)(row)))?;
        Ok(())
    }

    /// What a server does by itself from time to time; the same before each measurement.
    pub fn settle(&self) -> anyhow::Result<()> {
        match self.engine() {
            EngineKind::Postgres => {
                let mut client = self.connect()?;
                client.execute("VACUUM ANALYZE")?;
                Ok(client.execute("CHECKPOINT")?)
            }
            EngineKind::Sqlite => Ok(self.connect()?.execute("PRAGMA wal_checkpoint(TRUNCATE)")?),
            // Its purge has no end that could be waited for.
            EngineKind::MariaDb => Ok(()),
        }
    }

    /// A schema that unqualified names go to.
    fn schema(&self) -> &'static str {
        match self.engine() {
            EngineKind::Postgres => "public",
            EngineKind::MariaDb => DATABASE,
            EngineKind::Sqlite => "main",
        }
    }

    /// The tables, and the index on days that a ledger of this size needs for any one month.
    fn load(&self) -> anyhow::Result<()> {
        let mut load = self.target.loader()?;
        match self.kind {
            Kind::Sqlite => load.run(&format!("PRAGMA journal_mode = WAL; {SQLITE}"))?,
            Kind::MariaDb => load.run("SET SESSION sql_log_bin = 0")?,
            Kind::Postgres15 | Kind::Postgres18 => {}
        }
        let scenario = Scenario { tables: sampled, ..unchanged() };
        rungs_scenarios::build(
            &scenario,
            self.engine(),
            self.schema(),
            self.rows,
            load.as_mut(),
            &mut |_, _, _, _| {},
        )?;
        load.run("CREATE INDEX financials_day ON financials (day)")?;
        match self.engine() {
            EngineKind::Postgres => load.run("VACUUM ANALYZE")?,
            EngineKind::Sqlite => load.run("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")?,
            EngineKind::MariaDb => load.run("ANALYZE TABLE financials")?,
        }
        Ok(())
    }
}

fn unchanged() -> Scenario {
    Scenario { ..MARKETPLACE }
}

/// Every n-th entry of the full ledger.
fn sampled(rows: u64) -> Vec<Table> {
    let mut tables = (MARKETPLACE.tables)(ROWS_FULL);
    for table in &mut tables {
        if table.name == "financials" {
            *table = entries("financials", rows, 1, 0..ROWS_FULL, 0);
        }
    }
    tables
}

/// So many entries, evenly out of this span of the full ledger, beginning `aside` further, with
/// numbers from `first`.
pub fn entries(
    name: &'static str,
    rows: u64,
    first: u64,
    span: std::ops::Range<u64>,
    aside: u64,
) -> Table {
    let mut ledger = full_ledger();
    let full = ledger.row;
    ledger.row = Box::new(move |row| {
        let width = u128::from(span.end - span.start);
        let place = u128::from(row) * width / u128::from(rows.max(1)) + u128::from(aside);
        let mut entry = full((span.start + place as u64).min(span.end - 1));
        entry[0] = Value::Int((first + row) as i64);
        entry
    });
    Table { name, rows, references: Vec::new(), ..ledger }
}

/// The entries of the full ledger from this day on, before that day.
pub fn days(from: &str, before: &str) -> std::ops::Range<u64> {
    let ledger = full_ledger();
    let first = |day: &str| {
        let (mut low, mut high) = (0, ROWS_FULL);
        while low < high {
            let middle = low.midpoint(high);
            let is_before =
                matches!((ledger.row)(middle).get(3), Some(Value::Text(d)) if d.as_str() < day);
            if is_before { low = middle + 1 } else { high = middle }
        }
        low
    };
    first(from)..first(before)
}

pub fn all_days() -> std::ops::Range<u64> {
    0..ROWS_FULL
}

fn full_ledger() -> Table {
    let mut tables = (MARKETPLACE.tables)(ROWS_FULL);
    // The last, as it refers to all others.
    tables.swap_remove(tables.len() - 1)
}

/// The server, if there is one, and the URL of an existing database.
fn start(kind: Kind, folder: &Path, is_loaded: bool) -> anyhow::Result<(Option<Server>, String)> {
    let settings = match kind {
        Kind::Postgres15 | Kind::Postgres18 => POSTGRES,
        Kind::MariaDb => MARIADB,
        Kind::Sqlite => {
            let file = folder.join("marketplace.db");
            if !is_loaded {
                let _ = std::fs::remove_file(&file);
                rungs_engine::sqlite::Loader::create(&file)?;
            }
            return Ok((None, format!("sqlite:{}", file.display())));
        }
    };
    let server = Server::start_kept(kind, folder, settings)?;
    let admin = Target::parse(server.url(), &|_| None)?;
    if !is_loaded {
        let mut admin = admin.loader()?;
        admin.run(&format!("DROP DATABASE IF EXISTS {DATABASE}"))?;
        admin.run(&format!("CREATE DATABASE {DATABASE}"))?;
    }
    let (base, _) = server.url().rsplit_once('/').context("the server's URL has no path")?;
    let url = format!("{base}/{DATABASE}");
    Ok((Some(server), url))
}
