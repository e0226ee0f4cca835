//! Markdown for a pull request or a wiki page.

use crate::report::{Block, Report, Table};

pub fn render(report: &Report) -> String {
    let mut out = format!("# {}\n", report.title);
    for block in &report.blocks {
        out.push('\n');
        match block {
            Block::Heading(text) => out.push_str(&format!("## {text}\n")),
            Block::Sentence(text) => out.push_str(&format!("{text}\n")),
            Block::Code(text) => out.push_str(&format!("```sql\n{}\n```\n", text.trim_end())),
            Block::Table(table) => out.push_str(&markdown(table)),
        }
    }
    out
}

fn markdown(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = line(table.columns.iter().map(|c| c.name.to_owned()).collect());
    let rule = line(
        table.columns.iter().map(|c| if c.numeric { "--:" } else { "---" }.to_owned()).collect(),
    );
    let rows = table.rows.iter().map(|row| line(row.iter().map(|cell| escape(cell)).collect()));
    [head, rule].into_iter().chain(rows).collect()
}

fn escape(cell: &str) -> String {
    cell.replace('|', "\\|").replace('\n', "<br>")
}
