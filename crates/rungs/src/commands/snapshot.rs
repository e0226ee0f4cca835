//! `rungs snapshot`: writes all that advice needs to a file, for a laptop or a support case.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use rungs_core::format::snapshot_v1::{self, Literals};
use rungs_core::seen::Snapshot;
use serde_json::json;

use super::Context;
use crate::exit::Exit;
use crate::pipeline::{self, Look};
use crate::report::Report;
use crate::{render, target};

/// Writes all that advice needs to a file, without any row of the data
#[derive(Debug, Args)]
pub struct SnapshotArgs {
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
    /// Where to write it
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Keep the constants of sampled statements too; they may be personal data
    #[arg(long)]
    with_literals: bool,
    #[command(flatten)]
    look: Look,
}

pub fn run(args: &SnapshotArgs, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut engine = target::open(args.target.as_deref(), &context.config)?;
    let mut snapshot = pipeline::snapshot(engine.as_mut(), &args.look)?;
    pipeline::understand(&mut snapshot);
    let literals = if args.with_literals { Literals::Kept } else { Literals::LeftOut };
    write(&args.output, &snapshot_v1::write(&snapshot, literals)?)?;
    render::print(&report(&snapshot, &args.output), context.common.format)?;
    Ok(if snapshot.skipped.is_empty() { Exit::Done } else { Exit::Partial })
}

/// Readable by its owner only; complete or not there at all.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let what = || format!("cannot write snapshot {}", path.display());
    let partial = path.with_extension("partial");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial).with_context(what)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(what)?;
    std::fs::rename(&partial, path).with_context(what)
}

fn report(snapshot: &Snapshot, path: &Path) -> Report {
    let mut report = Report::new("snapshot");
    report.say(format!(
        "{} tables, {} indexes, {} statements in {}; it took {:.0} ms and {} statements",
        snapshot.tables.len(),
        snapshot.indexes.len(),
        snapshot.workload.statements.len(),
        path.display(),
        snapshot.collector.ms,
        snapshot.collector.statements,
    ));
    for skipped in &snapshot.skipped {
        report.say(format!("not seen: {}: {}", skipped.subject, skipped.why));
    }
    report.json = json!({
        "file": path.display().to_string(),
        "tables": snapshot.tables.len(),
        "indexes": snapshot.indexes.len(),
        "statements": snapshot.workload.statements.len(),
        "skipped": snapshot.skipped.iter().map(|s| json!({
            "subject": s.subject,
            "why": s.why,
        })).collect::<Vec<_>>(),
        "collector_ms": snapshot.collector.ms,
        "collector_statements": snapshot.collector.statements,
    });
    report
}
