//! One panel: a question, its answer by the ways that there are, and what each way took.

use std::time::Instant;

use rungs_core::engine::EngineError;

use super::html::Html;
use super::{Rewriting, Rows, Ways};

/// A question that was answered.
pub struct Panel {
    /// Names the panel in the page.
    id: &'static str,
    title: String,
    /// The statement on the raw tables.
    sql: String,
    rows: Result<Rows, EngineError>,
    /// What the raw tables took, if they were asked.
    raw_ms: Option<f64>,
    rollup: Rollup,
}

/// What rollups did for it.
enum Rollup {
    /// Nothing rewrites here.
    Absent,
    Refused(String),
    Answered {
        rollup: String,
        sql: String,
        ms: f64,
        /// The raw tables gave the same rows; None: they were not asked.
        equal: Option<bool>,
    },
}

impl Panel {
    /// From a rollup if one answers, and from the raw tables if none does or `both` are wanted.
    pub fn ask(
        id: &'static str,
        title: impl Into<String>,
        sql: String,
        both: bool,
        ways: &mut Ways<'_>,
    ) -> Self {
        let title = title.into();
        let (rollup, rewritten, name) = match ways.rewrite.map(|rewrite| rewrite(&sql)) {
            None => return Self::raw(id, title, sql, Rollup::Absent, ways),
            Some(Rewriting::Refused(why)) => {
                return Self::raw(id, title, sql, Rollup::Refused(why), ways);
            }
            Some(Rewriting::To { sql: rewritten, rollup }) => {
                (timed(&rewritten, ways), rewritten, rollup)
            }
        };
        let (rows, ms) = match rollup {
            Ok(answered) => answered,
            Err(error) => return Self::raw(id, title, sql, Rollup::Refused(error.what), ways),
        };
        let raw = both.then(|| timed(&sql, ways)).and_then(Result::ok);
        let equal = raw.as_ref().map(|(raw_rows, _)| *raw_rows == rows);
        let rollup = Rollup::Answered { rollup: name, sql: rewritten, ms, equal };
        Self { id, title, sql, rows: Ok(rows), raw_ms: raw.map(|(_, ms)| ms), rollup }
    }

    fn raw(
        id: &'static str,
        title: String,
        sql: String,
        rollup: Rollup,
        ways: &mut Ways<'_>,
    ) -> Self {
        let (rows, raw_ms) = match timed(&sql, ways) {
            Ok((rows, ms)) => (Ok(rows), Some(ms)),
            Err(error) => (Err(error), None),
        };
        Self { id, title, sql, rows, raw_ms, rollup }
    }

    /// The panel around what `body` makes of its rows.
    pub fn show(&self, page: &mut Html, body: impl FnOnce(&Rows, &mut Html)) {
        page.raw("<section class=\"panel\" id=\"").raw(self.id).raw("\"><header><h2>");
        page.text(&self.title).raw("</h2>");
        self.times(page);
        page.raw("</header>");
        match &self.rows {
            Ok(rows) if rows.is_empty() => {
                page.raw("<p class=\"none\">no entries for this filter</p>");
            }
            Ok(rows) => body(rows, page),
            Err(error) => {
                page.raw("<p class=\"error\">").text(&error.what).raw("</p>");
            }
        }
        self.statements(page);
        page.raw("</section>");
    }

    fn times(&self, page: &mut Html) {
        page.raw("<dl class=\"times\">");
        if let Some(ms) = self.raw_ms {
            time(page, "raw", ms);
        }
        if let Rollup::Answered { ms, equal, .. } = &self.rollup {
            time(page, "from rollups", *ms);
            match equal {
                Some(true) => page.raw("<div class=\"equal\"><dt>equal answers</dt></div>"),
                Some(false) => page.raw("<div class=\"error\"><dt>DIFFERENT answers</dt></div>"),
                None => page,
            };
        }
        page.raw("</dl>");
    }

    fn statements(&self, page: &mut Html) {
        page.raw("<details><summary>SQL</summary><pre>").text(&self.sql).raw("</pre>");
        match &self.rollup {
            Rollup::Absent => {}
            Rollup::Refused(why) => {
                page.raw("<p>no rollup answers: ").text(why).raw("</p>");
            }
            Rollup::Answered { rollup, sql, .. } => {
                page.raw("<p>from ").text(rollup).raw(":</p><pre>").text(sql).raw("</pre>");
            }
        }
        page.raw("</details>");
    }
}

fn timed(sql: &str, ways: &mut Ways<'_>) -> Result<(Rows, f64), EngineError> {
    let started = Instant::now();
    let rows = (ways.ask)(sql)?;
    Ok((rows, started.elapsed().as_secs_f64() * 1e3))
}

fn time(page: &mut Html, way: &str, ms: f64) {
    let shown = match ms {
        ms if ms >= 10_000.0 => format!("{:.1} s", ms / 1e3),
        ms if ms >= 10.0 => format!("{ms:.0} ms"),
        ms => format!("{ms:.1} ms"),
    };
    page.raw("<div><dt>").raw(way).raw("</dt><dd>").raw(&shown).raw("</dd></div>");
}
