//! What stands behind the fingerprints in a report: statements without a name, with the
//! beginning of their shapes. Shapes hold no constants.

use rungs_core::change::Subject;

use crate::report::{Report, Table};

/// Characters of a shape that are shown; the whole of it is in `--format json` and the plan.
const SHAPE_MAX: usize = 160;

/// Adds the statements that have no name, each once; nothing if all have one.
pub fn unnamed<'a>(report: &mut Report, statements: impl IntoIterator<Item = &'a Subject>) {
    let mut table = Table::new(&["fingerprint", "statement"]);
    for statement in statements {
        let row = vec![statement.fingerprint.to_string(), beginning(&statement.shape)];
        if statement.label == row[0] && !table.rows.contains(&row) {
            table.row(row);
        }
    }
    if !table.rows.is_empty() {
        report.heading("Statements without a name");
        report.table(table);
    }
}

/// On one line, cut at the end of a word.
fn beginning(shape: &str) -> String {
    let mut cut = String::new();
    for word in shape.split_whitespace() {
        if cut.chars().count() + word.chars().count() > SHAPE_MAX {
            return format!("{cut}…");
        }
        cut.push_str(word);
        cut.push(' ');
    }
    cut.truncate(cut.trim_end().len());
    cut
}

#[cfg(test)]
mod tests {
    use rungs_core::name::Fingerprint;

    use super::*;
    use crate::report::Block;

    fn subject(fingerprint: u64, label: Option<&str>, shape: &str) -> Subject {
        let fingerprint = Fingerprint(fingerprint);
        let label = label.map_or_else(|| fingerprint.to_string(), str::to_owned);
        Subject { fingerprint, label, shape: shape.to_owned() }
    }

    #[test]
    fn each_statement_without_a_name_is_shown_once_by_the_beginning_of_its_text() {
        let long = format!("select {}", "column, ".repeat(100));
        let statements = [
            subject(1, None, "select a\n  from t\twhere b = $1 "),
            subject(2, Some("latest"), "select 2"),
            subject(1, None, "select a\n  from t\twhere b = $1 "),
            subject(3, None, &long),
        ];
        let mut report = Report::default();
        unnamed(&mut report, &statements);
        let [Block::Heading(_), Block::Table(table)] = &report.blocks[..] else {
            panic!("{:?}", report.blocks)
        };
        let texts: Vec<&str> = table.rows.iter().map(|row| row[1].as_str()).collect();
        assert_eq!(texts[0], "select a from t where b = $1");
        assert!(texts[1].ends_with("column, …") && texts[1].len() < 170, "{}", texts[1]);
        assert_eq!(texts.len(), 2);
    }

    #[test]
    fn a_report_whose_statements_all_have_names_is_as_it_was() {
        let mut report = Report::default();
        unnamed(&mut report, &[subject(2, Some("latest"), "select 2")]);
        assert_eq!(report, Report::default());
    }
}
