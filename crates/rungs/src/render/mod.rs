//! One file per output format; this table is the only place that lists them.

mod csv;
mod html;
mod json;
mod markdown;
mod table;

use clap::ValueEnum;

use crate::report::Report;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
    Markdown,
    Html,
}

impl Format {
    fn renderer(self) -> fn(&Report) -> String {
        match self {
            Self::Table => table::render,
            Self::Json => json::render,
            Self::Csv => csv::render,
            Self::Markdown => markdown::render,
            Self::Html => html::render,
        }
    }
}

/// Prints a report on stdout, which carries data only.
pub fn print(report: &Report, format: Format) -> anyhow::Result<()> {
    text(&format.renderer()(report))
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
