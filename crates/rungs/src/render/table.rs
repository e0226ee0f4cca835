//! For a person at a terminal.

use comfy_table::{Cell, CellAlignment, ContentArrangement, presets};

use crate::report::{Block, Report, Table};

/// Width where stdout is no terminal.
const WIDTH_DEFAULT: u16 = 120;

pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for block in &report.blocks {
        match block {
            Block::Heading(text) => out.push_str(&format!("\n{text}\n")),
            Block::Sentence(text) => out.push_str(&format!("{text}\n")),
            Block::Code(text) => out.push_str(&format!("{}\n", text.trim_end())),
            Block::Table(table) => out.push_str(&format!("{}\n", draw(table))),
        }
    }
    out.trim_start_matches('\n').to_owned()
}

fn draw(table: &Table) -> comfy_table::Table {
    let mut drawn = comfy_table::Table::new();
    drawn
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(terminal_size::terminal_size().map_or(WIDTH_DEFAULT, |(width, _)| width.0));
    drawn.set_header(table.columns.iter().map(|c| aligned(c.name, c.numeric)));
    for row in &table.rows {
        drawn.add_row(row.iter().zip(&table.columns).map(|(cell, c)| aligned(cell, c.numeric)));
    }
    drawn
}

fn aligned(text: &str, numeric: bool) -> Cell {
    let side = if numeric { CellAlignment::Right } else { CellAlignment::Left };
    Cell::new(text).set_alignment(side)
}
