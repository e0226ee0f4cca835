//! One HTML page that needs nothing from the network.

use crate::report::{Block, Column, ColumnKind, Report, Table, Tone, tone};

const STYLE: &str = include_str!("page.css");

pub fn render(report: &Report) -> String {
    let body: String = report.blocks.iter().map(block).collect();
    let title = escape(&report.title);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body><main><h1>{title}</h1>\n{body}</main></body></html>\n"
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("<h2>{}</h2>\n", escape(text)),
        Block::Sentence(text) => format!("<p>{}</p>\n", escape(text)),
        Block::Code(text) => format!("<pre>{}</pre>\n", escape(text)),
        Block::Table(table) => html(table),
    }
}

fn html(table: &Table) -> String {
    let head = table.columns.iter().map(|c| cell("th", c, c.name)).collect::<Vec<_>>().concat();
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().zip(&table.columns).map(|(text, c)| cell("td", c, text));
        format!("<tr>{}</tr>\n", cells.collect::<Vec<_>>().concat())
    });
    let rows = rows.collect::<Vec<_>>().concat();
    format!("<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>\n")
}

fn cell(tag: &str, column: &Column, text: &str) -> String {
    format!("<{tag}{}>{}</{tag}>", class(column, text), escape(text))
}

fn class(column: &Column, cell: &str) -> &'static str {
    match (column.kind, tone(cell)) {
        (ColumnKind::Number, _) => " class=\"number\"",
        (ColumnKind::State, Some(Tone::Good)) => " class=\"good\"",
        (ColumnKind::State, Some(Tone::Doubtful)) => " class=\"doubtful\"",
        (ColumnKind::State, Some(Tone::Bad)) => " class=\"bad\"",
        (ColumnKind::Text, _) | (ColumnKind::State, None) => "",
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
