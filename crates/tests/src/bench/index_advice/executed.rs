//! The executed gain of one advice: without it, with all that it promised, and with what is left
//! of it after the proof of `rungs apply`.

use postgres::{Client, NoTls};
use rungs_core::seen::IndexSpec;
use serde_json::{Value, json};

use super::advise::Run;
use super::execute::{self, Executed};
use super::kept;
use crate::bench::Report;
use crate::bench::tpch::TpchStatement;

/// Runs of each statement on each side.
const TIMES: usize = 2;

/// Runs without, with all, and with what was kept, and says what came of each statement.
pub fn add_executed(
    report: &mut Report,
    url: &str,
    statements: &[TpchStatement],
    run: &Run,
) -> anyhow::Result<()> {
    let set: Vec<IndexSpec> = run.advice.chosen.iter().map(|one| one.spec.clone()).collect();
    execute::drop_built(url, 100)?;
    let without = execute::execute(url, statements, TIMES)?;
    let (build_cpu, bytes) = execute::build(url, &set)?;
    vacuum(url)?;
    let promised = execute::execute(url, statements, TIMES)?;
    execute::drop_built(url, set.len())?;
    let applied = kept::apply(url, statements, run)?;
    vacuum(url)?;
    let kept = execute::execute(url, statements, TIMES)?;
    applied.take_back(url)?;
    let mut lines: Vec<String> = without
        .iter()
        .zip(&promised)
        .zip(&kept)
        .map(|((without, promised), kept)| {
            format!(
                "  Q{:<2} {} -> {} -> {}",
                without.number,
                one(without),
                one(promised),
                one(kept)
            )
        })
        .collect();
    lines.extend(applied.said.iter().map(|said| format!("  apply: {said}")));
    let sums = [&without, &promised, &kept].map(|runs| Sum::of(runs));
    lines.push(format!(
        "executed: without {}; as promised {}, {} indexes of {:.0} MB built in {:.1} s CPU; \
         as kept by apply {}, {} indexes",
        sums[0].text(&sums[0]),
        sums[1].text(&sums[0]),
        set.len(),
        bytes as f64 / 1e6,
        build_cpu,
        sums[2].text(&sums[0]),
        applied.kept.len()
    ));
    report.table = format!("{}\n{}", report.table, lines.join("\n"));
    report.json["executed"] = json!({"without": sums[0].json(), "as_promised": sums[1].json(),
        "as_kept": sums[2].json(), "indexes": set.len(), "indexes_kept": applied.kept.len(),
        "build_cpu_seconds": build_cpu, "bytes": bytes});
    Ok(())
}

/// Index-only scans need to know which pages all may see.
fn vacuum(url: &str) -> anyhow::Result<()> {
    Ok(Client::connect(url, NoTls)?.batch_execute("VACUUM")?)
}

fn one(run: &Executed) -> String {
    let pages = run.buffers.map_or_else(|| "cut off".to_owned(), |pages| pages.to_string());
    format!("{:>6.2} s CPU, {pages:>9} pages", run.cpu_seconds)
}

/// All statements together.
struct Sum {
    cpu_seconds: f64,
    buffers: u64,
    /// Statements cut off, whose pages are not known.
    cut: usize,
}

impl Sum {
    fn of(runs: &[Executed]) -> Self {
        Self {
            cpu_seconds: runs.iter().map(|run| run.cpu_seconds).sum(),
            buffers: runs.iter().filter_map(|run| run.buffers).sum(),
            cut: runs.iter().filter(|run| run.buffers.is_none()).count(),
        }
    }

    fn text(&self, without: &Self) -> String {
        let change = (self.cpu_seconds / without.cpu_seconds - 1.0) * 100.0;
        let Self { cpu_seconds, buffers, cut } = self;
        format!("{cpu_seconds:.1} s CPU ({change:+.0} %), {buffers} pages, {cut} cut off")
    }

    fn json(&self) -> Value {
        json!({"cpu_seconds": self.cpu_seconds, "buffers": self.buffers, "cut": self.cut})
    }
}
