//! Which table a name in a plan means: SQLite prints the alias and keeps the table to itself. A
//! look at words only: enough for `table AS alias`, not a parser.

use std::collections::HashMap;

use rungs_core::name::TableName;
use rungs_core::seen::{Snapshot, TableKind};

/// Lower-cased names and aliases → tables.
pub struct Aliases(HashMap<String, TableName>);

impl Aliases {
    /// The table that `detail` begins with; a name may hold spaces, so the longest that fits.
    pub fn table(&self, detail: &str) -> Option<TableName> {
        let detail = detail.to_ascii_lowercase();
        let fits = |name: &str| {
            detail.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let names = self.0.iter().filter(|(name, _)| fits(name));
        names.max_by_key(|(name, _)| name.len()).map(|(_, table)| table.clone())
    }
}

/// Of the statement, and of the views that it may use.
pub fn aliases(text: &str, snapshot: &Snapshot) -> Aliases {
    let mut known = HashMap::new();
    for table in &snapshot.tables {
        known.insert(table.name.name.as_str().to_ascii_lowercase(), table.name.clone());
    }
    let mut found = known.clone();
    let used = words(text);
    note(&used, &known, &mut found);
    for view in snapshot.tables.iter().filter(|t| t.kind == TableKind::View) {
        let name = view.name.name.as_str();
        if let Some(sql) = &view.definition
            && used.iter().any(|w| w.is_name && w.text.eq_ignore_ascii_case(name))
        {
            note(&words(sql), &known, &mut found);
        }
    }
    Aliases(found)
}

fn note(
    words: &[Word],
    known: &HashMap<String, TableName>,
    found: &mut HashMap<String, TableName>,
) {
    for (at, word) in words.iter().enumerate() {
        let Some(table) = known.get(&word.text.to_ascii_lowercase()) else { continue };
        // `t.column` is no table reference that could have an alias; `main.t` is.
        let alias = match words.get(at + 1) {
            Some(next) if next.text.eq_ignore_ascii_case("as") && !next.quoted => words.get(at + 2),
            next => next,
        };
        if let Some(alias) = alias
            && alias.is_name
            && (alias.quoted || !is_keyword(&alias.text))
        {
            found.entry(alias.text.to_ascii_lowercase()).or_insert_with(|| table.clone());
        }
    }
}

const KEYWORDS: &[&str] = &[
    "on",
    "where",
    "join",
    "left",
    "right",
    "full",
    "inner",
    "cross",
    "natural",
    "outer",
    "using",
    "group",
    "order",
    "having",
    "limit",
    "union",
    "except",
    "intersect",
    "set",
    "values",
    "as",
    "indexed",
    "not",
    "and",
    "or",
    "select",
    "default",
    "returning",
    "window",
    "offset",
    "when",
    "then",
    "else",
    "end",
    "is",
    "in",
    "from",
    "desc",
    "asc",
    "collate",
    "between",
    "like",
];

pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|k| k.eq_ignore_ascii_case(word))
}

/// A word of SQL, as far as it matters here: a name, or one sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub text: String,
    pub is_name: bool,
    pub quoted: bool,
    /// Parentheses around it.
    pub depth: u32,
}

/// Names, numbers and signs; string literals and comments are left out.
pub fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut depth = 0_u32;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\'' => quoted(rest, '\'').0,
            '"' | '`' | '[' => {
                let end = if c == '[' { ']' } else { c };
                let (length, text) = quoted(rest, end);
                out.push(Word { text, is_name: true, quoted: true, depth });
                length
            }
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            c if c.is_whitespace() => c.len_utf8(),
            c if is_name_char(c) => {
                let length = rest.find(|c| !is_name_char(c)).unwrap_or(rest.len());
                let is_name = !c.is_ascii_digit();
                let text = rest[..length].to_owned();
                out.push(Word { text, is_name, quoted: false, depth });
                length
            }
            c => {
                depth = match c {
                    ')' => depth.saturating_sub(1),
                    _ => depth,
                };
                out.push(Word { text: c.to_string(), is_name: false, quoted: false, depth });
                depth += u32::from(c == '(');
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

fn is_name_char(c: char) -> bool {
    c == '_' || c == '$' || c.is_alphanumeric()
}

/// Length in bytes with both quotes, and what is within.
fn quoted(rest: &str, end: char) -> (usize, String) {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != end {
            text.push(c);
        } else if end != ']' && chars.peek().is_some_and(|(_, next)| *next == end) {
            text.push(c);
            chars.next();
        } else {
            return (at + c.len_utf8(), text);
        }
    }
    (rest.len(), text)
}

/// Others (PRAGMA above all) may act even when they are only explained.
pub fn can_be_explained(text: &str) -> bool {
    const KINDS: &[&str] = &["select", "with", "values", "insert", "update", "delete", "replace"];
    let first = words(text).into_iter().find(|w| w.text != "(");
    first.is_some_and(|w| !w.quoted && KINDS.iter().any(|k| w.text.eq_ignore_ascii_case(k)))
}

/// Rows after which the outermost block may stop: its LIMIT, where nothing groups before it.
/// A placeholder counts as 20.
pub fn limit(text: &str) -> Option<f64> {
    const GROUPING: &[&str] = &[
        "group",
        "distinct",
        "union",
        "except",
        "intersect",
        "count",
        "sum",
        "avg",
        "total",
        "min",
        "max",
    ];
    let outer: Vec<Word> = words(text).into_iter().filter(|w| w.depth == 0).collect();
    let is = |w: &Word, other: &str| !w.quoted && w.text.eq_ignore_ascii_case(other);
    if outer.iter().any(|w| GROUPING.iter().any(|g| is(w, g))) {
        return None;
    }
    let at = outer.iter().rposition(|w| is(w, "limit"))?;
    let number = |at: usize| outer.get(at).map(|w| w.text.parse::<f64>().unwrap_or(20.0));
    let first = number(at + 1)?;
    // LIMIT offset, count; LIMIT count OFFSET offset: both are read.
    let more = outer.get(at + 2).filter(|w| w.text == "," || is(w, "offset"));
    let second = more.and_then(|_| number(at + 3)).unwrap_or(0.0);
    Some(first + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_counts_only_where_nothing_groups_before_it() {
        assert_eq!(limit("select a from t order by a limit 10 offset 5"), Some(15.0));
        assert_eq!(limit("select a from t where b in (select 1 limit 3)"), None);
        assert_eq!(limit("select a, count(*) from t group by a limit 10"), None);
        assert_eq!(limit("select 'limit 5'"), None);
    }

    #[test]
    fn a_pragma_is_not_explained() {
        assert!(!can_be_explained("PRAGMA journal_mode = OFF"));
        assert!(can_be_explained("/* x */ select 1"));
    }
}
