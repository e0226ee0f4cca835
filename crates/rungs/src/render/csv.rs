//! Every table as comma-separated values (RFC 4180), with an empty line between tables.
//! Sentences are left out.

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
    tables.join("\n")
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
    use super::field;

    #[test]
    fn a_field_with_a_comma_or_quote_is_quoted() {
        assert_eq!(field("a,b"), "\"a,b\"");
        assert_eq!(field("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(field("plain"), "plain");
    }
}
