//! `rungs snapshot`: writes all that advice needs to a file, for a laptop or a support case.

use std::path::{Path, PathBuf};

use clap::Args;
use rungs_core::format::snapshot_v1::{self, Literals};
use rungs_core::seen::Snapshot;
use serde_json::json;

use super::Context;
use crate::exit::Exit;
use crate::pipeline::{self, Look};
use crate::report::Report;
use crate::{files, words};

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
    let mut engine = context.open(args.target.as_deref())?;
    let mut snapshot = pipeline::snapshot(engine.as_mut(), &args.look)?;
    pipeline::understand(&mut snapshot);
    let literals = if args.with_literals { Literals::Kept } else { Literals::LeftOut };
    files::write("snapshot", &args.output, &snapshot_v1::write(&snapshot, literals)?)?;
    context.print(&report(&snapshot, &args.output))?;
    Ok(if pipeline::is_partial(&snapshot, &[], &args.look) { Exit::Partial } else { Exit::Done })
}

fn report(snapshot: &Snapshot, path: &Path) -> Report {
    let mut report = Report::new("snapshot");
    report.say(format!(
        "{}, {} and {} in {}; it took {:.0} ms and {} to the server",
        words::count(snapshot.tables.len(), "table"),
        words::count(snapshot.indexes.len(), "index"),
        words::count(snapshot.workload.statements.len(), "statement"),
        path.display(),
        snapshot.collector.ms,
        words::count(snapshot.collector.statements as usize, "question"),
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
