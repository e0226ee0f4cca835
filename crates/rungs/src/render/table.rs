//! For a person at a terminal: one rule under the head, no line between rows, colour for states
//! only. Clear without colour.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle};
use comfy_table::{TableStyle, Width};

use super::Page;
use crate::report::{Block, ColumnKind, Report, Table, Tone, tone};

const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Stand around a coloured word while the table is laid out, for they have no width; then they
/// become the terminal's codes.
const MARKS: [(char, &str); 3] =
    [('\u{2061}', "\u{1b}[32m"), ('\u{2062}', "\u{1b}[33m"), ('\u{2063}', "\u{1b}[1;31m")];
const MARK_END: (char, &str) = ('\u{2064}', "\u{1b}[0m");

pub fn render(report: &Report, page: Page) -> String {
    let blocks = report.blocks.iter().map(|one| block(one, page));
    blocks.collect::<Vec<_>>().concat().trim_start_matches('\n').to_owned()
}

fn block(block: &Block, page: Page) -> String {
    match block {
        Block::Heading(text) => format!("\n{}\n", plain(text)),
        Block::Sentence(text) => format!("{}\n", plain(text)),
        Block::Code(text) => format!("{}\n", plain(text.trim_end())),
        Block::Table(table) => draw(table, page),
    }
}

fn draw(table: &Table, page: Page) -> String {
    let mut drawn = comfy_table::Table::new();
    drawn
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(page.width);
    drawn.set_header(table.columns.iter().map(|c| aligned(c.name.to_owned(), c.kind)));
    for row in &table.rows {
        drawn.add_row(row.iter().zip(&table.columns).map(|(cell, c)| {
            let cell = plain(cell);
            match (c.kind, tone(&cell)) {
                (ColumnKind::State, Some(tone)) if page.color => {
                    aligned(marked(&cell, tone), c.kind)
                }
                _ => aligned(cell, c.kind),
            }
        }));
    }
    drawn.set_constraints((0..table.columns.len()).map(|at| word_fits(table, at)));
    let lines: Vec<String> = drawn.lines().map(|l| format!("{}\n", l.trim_end())).collect();
    let text = lines.concat();
    if page.color { coloured(&text) } else { text }
}

/// Longer words may be broken where the page is narrow.
const WORD_MAX: usize = 12;

/// A number is never broken, nor is an ordinary word.
fn word_fits(table: &Table, at: usize) -> ColumnConstraint {
    if table.columns[at].kind == ColumnKind::Number {
        return ColumnConstraint::ContentWidth;
    }
    let cells = table.rows.iter().map(|row| row[at].as_str());
    let words = cells.chain([table.columns[at].name]).flat_map(str::split_whitespace);
    let longest = words.map(|word| word.chars().count()).max().unwrap_or(0).min(WORD_MAX);
    let padding = 2;
    ColumnConstraint::LowerBoundary(Width::Fixed((longest + padding) as u16))
}

fn aligned(text: String, kind: ColumnKind) -> Cell {
    Cell::new(text).set_alignment(match kind {
        ColumnKind::Number => CellAlignment::Right,
        ColumnKind::Text | ColumnKind::State => CellAlignment::Left,
    })
}

fn marked(word: &str, tone: Tone) -> String {
    let (start, _) = MARKS[tone as usize];
    format!("{start}{word}{}", MARK_END.0)
}

fn coloured(text: &str) -> String {
    MARKS
        .iter()
        .chain([&MARK_END])
        .fold(text.to_owned(), |text, (mark, code)| text.replace(*mark, code))
}

/// Names in a database may hold anything; what would steer the terminal is shown as a `?`.
fn plain(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || c == MARK_END.0
            || MARKS.iter().any(|m| m.0 == c)
    };
    text.chars().map(|c| if steers(c) { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> Report {
        let mut table = Table::new(&["code", "severity!", "rows#"]);
        table.row(["RU-IX-001".into(), "critical".into(), "12".into()]);
        table.row(["RU-IX-002".into(), "note".into(), "1\u{1b}[2J".into()]);
        let mut report = Report::new("findings");
        report.table(table);
        report
    }

    #[test]
    fn a_table_has_one_rule_and_no_trailing_space() {
        let text = render(&findings(), Page { width: 80, color: false });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], " code        severity    rows");
        assert!(lines[1].chars().all(|c| c == '─'), "{text}");
        assert_eq!(lines[2], " RU-IX-001   critical      12");
        assert_eq!(lines[3], " RU-IX-002   note       1?[2J");
    }

    #[test]
    fn colour_marks_states_and_moves_nothing() {
        let text = render(&findings(), Page { width: 80, color: true });
        assert!(text.contains("\u{1b}[1;31mcritical\u{1b}[0m      12"), "{text:?}");
        assert!(!text.contains("\u{1b}[2J") && text.contains("   note   "), "{text:?}");
    }
}
