//! Markdown for a pull request or a wiki page.

use crate::report::{Block, ColumnKind, Report, Table};

pub fn render(report: &Report) -> String {
    let blocks = report.blocks.iter().map(|one| format!("\n{}", block(one)));
    format!("# {}\n{}", report.title, blocks.collect::<Vec<_>>().concat())
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("## {text}\n"),
        Block::Sentence(text) => format!("{}\n", text.replace('<', "&lt;")),
        Block::Code(text) => format!("```sql\n{}\n```\n", text.trim_end()),
        Block::Table(table) => markdown(table),
    }
}

fn markdown(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = line(table.columns.iter().map(|c| c.name.to_owned()).collect());
    let rule = line(table.columns.iter().map(|c| dashes(c.kind).to_owned()).collect());
    let rows = table.rows.iter().map(|row| line(row.iter().map(|cell| escape(cell)).collect()));
    [head, rule].into_iter().chain(rows).collect()
}

fn dashes(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Number => "--:",
        ColumnKind::Text | ColumnKind::State => "---",
    }
}

/// Text that Markdown would take for structure or HTML stays text.
fn escape(cell: &str) -> String {
    cell.replace('<', "&lt;").replace('|', "\\|").replace('\n', "<br>")
}
