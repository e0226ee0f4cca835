//! One file per output format; this table is the only place that lists them.

mod csv;
mod html;
mod json;
mod markdown;
mod table;

use std::io::IsTerminal;

use clap::ValueEnum;

use crate::args::{Color, Common};
use crate::report::Report;

/// Columns where stdout is no terminal and `COLUMNS` is not set.
const WIDTH_DEFAULT: u16 = 120;

/// What a person looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// In columns.
    pub width: u16,
    pub color: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
    Markdown,
    Html,
}

impl Format {
    pub fn render(self, report: &Report, page: Page) -> String {
        match self {
            Self::Table => table::render(report, page),
            Self::Json => json::render(report),
            Self::Csv => csv::render(report),
            Self::Markdown => markdown::render(report),
            Self::Html => html::render(report),
        }
    }
}

/// Prints a report on stdout, which carries data only.
pub fn print(report: &Report, common: &Common) -> anyhow::Result<()> {
    let page = Page { width: width(), color: color(common.color, &std::io::stdout()) };
    text(&common.format.render(report, page))
}

/// That of the terminal, else `COLUMNS`.
fn width() -> u16 {
    let terminal = terminal_size::terminal_size().map(|(width, _)| width.0);
    let told = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|width| *width > 0);
    terminal.or_else(told).unwrap_or(WIDTH_DEFAULT)
}

/// Whether to use colour there. `NO_COLOR` says no, as does a terminal that cannot.
pub fn color(wish: Color, to: &impl IsTerminal) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match wish {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            to.is_terminal() && !set("NO_COLOR") && !dumb
        }
    }
}

/// Prints finished text on stdout. A reader that went away is no error.
pub fn text(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
