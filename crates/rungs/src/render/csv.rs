//! Every table as comma-separated values (RFC 4180), with an empty line between tables. Sentences
//! are left out, but where there is no table they are one themselves.

use crate::report::{Block, Report, Table};

pub fn render(report: &Report) -> String {
    let tables: Vec<String> = report
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(csv(table)),
            Block::Heading(_) | Block::Sentence(_) | Block::Code(_) => None,
        })
        .collect();
    if tables.is_empty() { csv(&sentences(report)) } else { tables.join("\n") }
}

/// What is said, and under which heading.
fn sentences(report: &Report) -> Table {
    let mut table = Table::new(&["heading", "text"]);
    let mut under = "";
    for block in &report.blocks {
        match block {
            Block::Heading(heading) => under = heading,
            Block::Sentence(text) | Block::Code(text) => {
                table.row([under.to_owned(), text.clone()]);
            }
            Block::Table(_) => {}
        }
    }
    table
}

fn csv(table: &Table) -> String {
    let head = table.columns.iter().map(|c| field(c.name)).collect::<Vec<_>>().join(",");
    let rows = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(","));
    std::iter::once(head).chain(rows).map(|line| line + "\n").collect()
}

fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_comma_or_quote_is_quoted() {
        assert_eq!(field("a,b"), "\"a,b\"");
        assert_eq!(field("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(field("plain"), "plain");
    }

    #[test]
    fn sentences_are_a_table_where_there_is_no_other() {
        let mut report = Report::new("x");
        report.say("one, two");
        report.heading("why");
        report.code("SELECT 1");
        assert_eq!(render(&report), "heading,text\n,\"one, two\"\nwhy,SELECT 1\n");
        let mut table = Table::new(&["a"]);
        table.row(["1".to_owned()]);
        report.table(table);
        assert_eq!(render(&report), "a\n1\n");
    }
}
