//! One HTML page that needs nothing from the network.

use crate::report::{Block, Report, Table};

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
    let class = |numeric: bool| if numeric { " class=\"number\"" } else { "" };
    let head: String = table
        .columns
        .iter()
        .map(|c| format!("<th{}>{}</th>", class(c.numeric), escape(c.name)))
        .collect();
    let rows: String = table
        .rows
        .iter()
        .map(|row| {
            let cells: String = row
                .iter()
                .zip(&table.columns)
                .map(|(cell, c)| format!("<td{}>{}</td>", class(c.numeric), escape(cell)))
                .collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    format!("<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
