//! Text → the parser's tree. Makes normalized texts readable for it first (placeholders of all
//! kinds, what `DIGEST_TEXT` and `pg_stat_statements` leave behind), and refuses what nests so
//! deeply that walking the tree could overflow the stack.

use sqlparser::ast::Statement;
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use thiserror::Error;

use super::fill::Slots;
use super::tokens::{Kind, Token, tokens};
use crate::name::EngineKind;

/// A statement that could not be read. Holds no literal of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct Unparsed {
    pub reason: String,
    /// Line of the text, from 1.
    pub line: u32,
}

/// The one statement of `text`. Each placeholder is `$n` or `?n` with its position, from 1.
pub(crate) fn parse(text: &str, engine: EngineKind) -> Result<Statement, Unparsed> {
    let all: Vec<_> = tokens(text, engine).collect();
    check_depth(&all)?;
    let readable = readable(&all, engine);
    let mut statements = Parser::new(dialect(engine))
        .with_recursion_limit(PARSER_DEPTH_MAX)
        .try_with_sql(&readable)
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| explain(&error.to_string(), &readable, engine))?;
    match (statements.pop(), statements.is_empty()) {
        (Some(statement), true) => Ok(statement),
        (Some(_), false) => Err(Unparsed { reason: "more than one statement".into(), line: 1 }),
        (None, _) => Err(Unparsed { reason: "no statement".into(), line: 1 }),
    }
}

/// Can the text be read at all?
pub fn parse_check(text: &str, engine: EngineKind) -> Result<(), Unparsed> {
    parse(text, engine).map(drop)
}

fn dialect(engine: EngineKind) -> &'static dyn Dialect {
    match engine {
        EngineKind::Postgres => &PostgreSqlDialect {},
        EngineKind::MariaDb => &MySqlDialect {},
        EngineKind::Sqlite => &SQLiteDialect {},
    }
}

/// Levels of parentheses and sub-selects; the parser's own frames are large.
const PARSER_DEPTH_MAX: usize = 50;

/// Parentheses that are open at one place. CASE and SELECT count twice more: so do the parser's
/// frames for them.
const NESTED_MAX: usize = 30;

/// Operators in a row, counted through all open parentheses: each is one level of the tree.
const DEPTH_MAX: usize = 400;

fn check_depth(all: &[Token<'_>]) -> Result<(), Unparsed> {
    let mut outer = Vec::new();
    let mut level = Level::default();
    let (mut cases, mut selects) = (0_usize, 0_usize);
    let mut line = 1_u32;
    for token in all {
        line += token.text.bytes().filter(|b| *b == b'\n').count() as u32;
        match (token.kind, token.text) {
            (Kind::Mark, "(" | "[") => outer.push(std::mem::take(&mut level)),
            (Kind::Mark, ")" | "]") => {
                let inner = level.highest.max(level.depth()) + level.sets;
                selects -= usize::from(level.selects);
                level = outer.pop().unwrap_or_default();
                level.height = level.height.max(inner) + 1;
            }
            (Kind::Mark, "," | ";") => level.start_anew(),
            (Kind::Word, word) if is_any(word, CLAUSES) => level.start_anew(),
            (Kind::Operator, _) => level.height += 1,
            (Kind::Word, word) if is_any(word, &["and", "or", "xor"]) => level.start_term(),
            (Kind::Word, word) if is_any(word, SETS) => level.sets += 1,
            (Kind::Word, word) if is_any(word, NESTING) => level.height += 1,
            _ => {}
        }
        if token.is_word("select") && !std::mem::replace(&mut level.selects, true) {
            selects += 1;
        } else if token.is_word("case") {
            cases += 1;
        } else if token.is_word("end") {
            cases = cases.saturating_sub(1);
        }
        if outer.len() + 2 * (cases + selects) > NESTED_MAX {
            let reason = format!("more than {NESTED_MAX} levels of parentheses, SELECT and CASE");
            return Err(Unparsed { reason, line });
        }
        if level.depth().max(level.sets) > DEPTH_MAX {
            let reason = format!("more than {DEPTH_MAX} operators in a row");
            return Err(Unparsed { reason, line });
        }
    }
    Ok(())
}

/// Between two parentheses: how high the trees in it grew.
#[derive(Default)]
struct Level {
    /// Of the term that is being read, and of the highest in this row of AND and OR.
    height: usize,
    term: usize,
    /// AND and OR in a row.
    logic: usize,
    /// Of the highest row before.
    highest: usize,
    /// UNION and the like: their trees go on over clauses.
    sets: usize,
    /// It holds a SELECT.
    selects: bool,
}

impl Level {
    fn depth(&self) -> usize {
        self.logic + self.term.max(self.height)
    }

    fn start_term(&mut self) {
        self.term = self.term.max(std::mem::take(&mut self.height));
        self.logic += 1;
    }

    fn start_anew(&mut self) {
        self.highest = self.highest.max(self.depth());
        (self.height, self.term, self.logic) = (0, 0, 0);
    }
}

/// Words after which terms begin anew.
const CLAUSES: &[&str] =
    &["select", "from", "where", "group", "having", "limit", "set", "when", "then", "else", "on"];

const SETS: &[&str] = &["union", "except", "intersect", "minus"];

/// Words that make the tree one level deeper.
const NESTING: &[&str] = &[
    "not", "is", "in", "like", "ilike", "between", "collate", "case", "explain", "div", "mod",
    "regexp", "rlike", "at", "isnull", "notnull", "similar", "overlaps", "with", "join", "array",
    "interval", "begin", "if", "prior",
];

fn is_any(word: &str, words: &[&str]) -> bool {
    words.iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// The text as the parser reads it: line by line the same.
fn readable(all: &[Token<'_>], engine: EngineKind) -> String {
    let mut out = String::new();
    let mut slots = Slots::new(engine);
    let mut extra = super::fill::placeholders_of(all, engine);
    let mut before: Option<&Token<'_>> = None;
    let mut skip = 0;
    for (at, token) in all.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let next = all[at + 1..].iter().find(|t| !t.is_blank());
        let as_name = before.is_some_and(|b| b.is_word("as"));
        let unit = token.text.get(..8).is_some_and(|p| p.eq_ignore_ascii_case("SQL_TSI_"));
        match slots.of(token) {
            Some(_) if as_name && engine == EngineKind::MariaDb => out.push_str("_alias"),
            Some(slot) => out.push_str(&placeholder(slot, engine)),
            None if is_dots(&all[at..]) => {
                out.push_str(&placeholder(extra, engine));
                extra += 1;
                skip = 2;
            }
            None if matches!(token.kind, Kind::HintOpen | Kind::HintClose) => out.push(' '),
            None if is_type_of_placeholder(token, before, next) => out.push(' '),
            None if unit && token.kind == Kind::Word => out.push_str(&token.text[8..]),
            None => out.push_str(token.text),
        }
        if !token.is_blank() {
            before = Some(token);
        }
    }
    out
}

/// MySQL takes `$1` for a name.
fn placeholder(slot: usize, engine: EngineKind) -> String {
    let mark = if engine == EngineKind::MariaDb { '?' } else { '$' };
    format!("{mark}{} ", slot + 1)
}

/// `(...)` of a digest.
fn is_dots(rest: &[Token<'_>]) -> bool {
    rest.len() >= 3 && rest.iter().take(3).all(|t| t.is_mark("."))
}

/// `date $1` can be read by nobody.
fn is_type_of_placeholder(
    token: &Token<'_>,
    before: Option<&Token<'_>>,
    next: Option<&Token<'_>>,
) -> bool {
    let qualified = before.is_some_and(|b| b.is_mark(".") || b.text == "::");
    token.kind == Kind::Word
        && !qualified
        && is_any(token.text, &["date", "time", "timetz", "timestamp", "timestamptz"])
        && next.is_some_and(|n| n.kind == Kind::Placeholder)
}

/// The parser's message without what it found there, which may be a literal.
fn explain(message: &str, text: &str, engine: EngineKind) -> Unparsed {
    let (what, place) = message.split_once(" at Line: ").unwrap_or((message, ""));
    let what = what.trim_start_matches("sql parser error: ");
    let what = what.split(", found:").next().unwrap_or(what);
    let (line, column) = place.split_once(", Column: ").unwrap_or((place, ""));
    let line: u32 = line.trim().parse().unwrap_or(1);
    let column: usize = column.trim().parse().unwrap_or(0);
    let found = found_at(text, engine, line, column);
    let known = what.starts_with("Expected: ") || what.contains("recursion");
    let what = if known { what.replacen("Expected: ", "expected ", 1) } else { String::new() };
    let reason = match (what.is_empty(), found) {
        (true, None) => "not understood".to_owned(),
        (true, Some(word)) => format!("not understood near `{word}`"),
        (false, None) => what,
        (false, Some(word)) => format!("{what}, found `{word}`"),
    };
    Unparsed { reason, line }
}

/// The token there, if it is one that holds no value.
fn found_at(text: &str, engine: EngineKind, line: u32, column: usize) -> Option<&str> {
    let mut rest = text.split_inclusive('\n');
    let before: usize = rest.by_ref().take(line.checked_sub(1)? as usize).map(str::len).sum();
    let at = before
        + rest.next()?.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum::<usize>();
    tokens(text, engine)
        .find(|t| t.start == at)
        .filter(|t| matches!(t.kind, Kind::Word | Kind::Operator | Kind::Mark))
        .map(|t| t.text)
}
