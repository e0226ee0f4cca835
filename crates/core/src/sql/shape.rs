//! The shape of a statement: its literals taken out, space and comments folded, lists of any
//! length one. Names keep the case in which they were written. Works on tokens alone, so that
//! a statement which no parser understands has a shape too.
//!
//! Stay in the text: `NULL`, `TRUE`, `FALSE`, positions in `ORDER BY 1`, and column aliases in
//! quotes (`AS 'Total'`). SQLite takes a name in double quotes that names nothing for a string;
//! this cannot be seen here, and it stays.

use std::ops::Range;

use super::fingerprint::fingerprint;
use super::tokens::{Kind, Token, tokens};
use crate::name::{EngineKind, Fingerprint};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// `$1`, `$2` … for literals on PostgreSQL, `?` elsewhere.
    pub text: String,
    pub fingerprint: Fingerprint,
}

/// The shape of one statement. `shape(shape(x).text)` is `shape(x)`.
pub fn shape(text: &str, engine: EngineKind) -> Shape {
    let text = fold(text, engine);
    let fingerprint = fingerprint(&text, engine);
    Shape { text, fingerprint }
}

fn fold(text: &str, engine: EngineKind) -> String {
    let mut items = significant(text, engine);
    if engine == EngineKind::MariaDb {
        items = undo_digest(&items);
    }
    let folded = Folder::new(engine).run(&join_literals(&items, engine));
    let folded = if engine == EngineKind::Postgres { cast_after(folded) } else { folded };
    let end = folded.iter().rposition(|i| !i.is(";")).map_or(0, |last| last + 1);
    write(&folded[..end], engine)
}

/// A token that says something, or a value in place of one or more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    pub text: &'a str,
    pub kind: Kind,
    /// A literal or a placeholder.
    pub value: bool,
    /// Space or a comment is before it.
    pub spaced: bool,
}

impl<'a> Item<'a> {
    pub(super) fn is(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_any_word(&self, words: &[&str]) -> bool {
        self.kind == Kind::Word && words.iter().any(|w| self.text.eq_ignore_ascii_case(w))
    }

    fn number(&self) -> bool {
        self.kind == Kind::Number
    }

    fn made(text: &'a str, kind: Kind, spaced: bool) -> Self {
        Self { text, kind, value: kind == Kind::Placeholder, spaced }
    }
}

/// All but space and comments.
pub(super) fn significant(text: &str, engine: EngineKind) -> Vec<Item<'_>> {
    let mut spaced = false;
    let mut items = Vec::new();
    for token in tokens(text, engine) {
        if token.is_blank() {
            spaced = true;
            continue;
        }
        let Token { kind, text, .. } = token;
        let value = matches!(kind, Kind::Number | Kind::Text | Kind::Placeholder);
        items.push(Item { text, kind, value, spaced });
        spaced = false;
    }
    items
}

/// `DIGEST_TEXT` of MariaDB and MySQL: `(...)` is a list of values, `?, ...` goes on, and
/// units of time have their token's name.
pub(super) fn undo_digest<'a>(items: &[Item<'a>]) -> Vec<Item<'a>> {
    let mut out: Vec<Item<'a>> = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        let item = items[at];
        let dots = items[at..].iter().take(3).filter(|i| i.is(".")).count() == 3;
        let unit = item.text.get(..8).filter(|p| p.eq_ignore_ascii_case("SQL_TSI_"));
        if dots {
            let goes_on = out.last().is_some_and(|i| i.is(","))
                && out.iter().rev().nth(1).is_some_and(|i| i.value);
            if goes_on {
                out.pop();
            } else {
                out.push(Item::made("?", Kind::Placeholder, item.spaced));
            }
            at += 3;
            continue;
        }
        match unit {
            Some(_) if item.kind == Kind::Word && item.text.len() > 8 => {
                out.push(Item { text: &item.text[8..], ..item });
            }
            _ => out.push(item),
        }
        at += 1;
    }
    out
}

/// Words after which a minus is a sign.
const BEFORE_SIGN: &[&str] = &[
    "select",
    "where",
    "and",
    "or",
    "not",
    "on",
    "having",
    "when",
    "then",
    "else",
    "case",
    "between",
    "like",
    "ilike",
    "in",
    "limit",
    "offset",
    "by",
    "returning",
    "set",
    "distinct",
    "all",
    "any",
    "interval",
    "is",
    "from",
    "values",
    "return",
    "xor",
    "div",
    "mod",
];

/// One value for a sign with its number, for strings that stand together, for a string with
/// its character set or escape.
fn join_literals<'a>(items: &[Item<'a>], engine: EngineKind) -> Vec<Item<'a>> {
    let maria = engine == EngineKind::MariaDb;
    let mut out: Vec<Item<'a>> = Vec::with_capacity(items.len());
    let mut at = 0;
    let mut dropped = false;
    while at < items.len() {
        let mut item = items[at];
        item.spaced |= std::mem::take(&mut dropped);
        let next = items.get(at + 1).copied();
        let previous = out.last().copied();
        let escape = item.is_word("uescape") && next.is_some_and(|n| n.kind == Kind::Text);
        let again = item.kind == Kind::Text && previous.is_some_and(|p| p.kind == Kind::Text);
        at += if escape { 2 } else { 1 };
        if escape || again {
            dropped = true;
            continue;
        }
        let item = if maria || item.number() { take_prefix(&mut out, item, maria) } else { item };
        out.push(item);
    }
    out
}

/// Takes off `out` the sign before a number. A digest keeps the sign before its `?`, so on
/// MariaDB (`all`) every sign before a value goes, and a character set too.
fn take_prefix<'a>(out: &mut Vec<Item<'a>>, mut value: Item<'a>, all: bool) -> Item<'a> {
    while value.value {
        let Some(last) = out.last().copied() else { break };
        let is_sign = last.kind == Kind::Operator && matches!(last.text, "-" | "+");
        let charset = all && last.kind == Kind::Word && last.text.starts_with('_');
        let sign = is_sign && sign_may_follow(out.iter().rev().nth(1));
        if !charset && !sign {
            break;
        }
        out.pop();
        value = Item { kind: Kind::Placeholder, spaced: last.spaced, ..value };
        if !all {
            break;
        }
    }
    value
}

fn sign_may_follow(previous: Option<&Item<'_>>) -> bool {
    previous.is_none_or(|p| match p.kind {
        Kind::Operator => p.text != "*" || p.spaced,
        Kind::Mark => matches!(p.text, "(" | "," | "[" | ";"),
        Kind::Word => p.is_any_word(BEFORE_SIGN),
        Kind::HintOpen => true,
        _ => false,
    })
}

/// One open parenthesis or bracket, or the text as a whole.
#[derive(Debug, Clone, Default)]
struct Frame {
    /// Equal neighbours in it are one: `IN (…)`, `ARRAY […]`.
    list: bool,
    /// It is a row of `VALUES`.
    row: bool,
    /// Within `ORDER BY` or `GROUP BY`, where a number is a position.
    by: bool,
    /// Where it opened, and where its present element begins, in the output.
    open: usize,
    element: usize,
    /// The element before.
    previous: Option<Range<usize>>,
    /// After `VALUES`, and the row before.
    values: bool,
    last_row: Option<Range<usize>>,
}

/// Takes literals out and makes lists short, in one pass.
struct Folder<'a> {
    engine: EngineKind,
    out: Vec<Item<'a>>,
    frames: Vec<Frame>,
}

impl<'a> Folder<'a> {
    fn new(engine: EngineKind) -> Self {
        Self { engine, out: Vec::new(), frames: vec![Frame::default()] }
    }

    fn run(mut self, items: &[Item<'a>]) -> Vec<Item<'a>> {
        for (at, item) in items.iter().enumerate() {
            match (item.kind, item.text) {
                (Kind::Mark, "(" | "[") => self.open(*item),
                (Kind::Mark, ")" | "]") => self.close(*item),
                (Kind::Mark, ",") => self.comma(*item),
                _ => self.other(*item, items.get(at + 1)),
            }
        }
        self.out
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn open(&mut self, item: Item<'a>) {
        let before = self.out.last().copied();
        let list = before
            .is_some_and(|b| b.is_word(if item.text == "(" { "in" } else { "array" }))
            // `ARRAY[[1, 2], [3, 4]]`
            || (item.text == "[" && self.frame().list);
        let row = item.text == "("
            && self.frame().values
            && before.is_some_and(|b| b.is_any_word(&["values", "row"]) || b.is(","));
        let open = self.out.len();
        self.out.push(item);
        self.frames.push(Frame { list, row, open, element: open + 1, ..Frame::default() });
    }

    fn close(&mut self, item: Item<'a>) {
        self.end_element();
        let closed = self.frames.pop().unwrap_or_default();
        self.out.push(item);
        if closed.row {
            self.end_row(closed.open);
        }
    }

    fn comma(&mut self, item: Item<'a>) {
        let start = self.end_element();
        self.out.push(item);
        let end = self.out.len();
        let frame = self.frame();
        if frame.list {
            frame.previous = Some(start..end - 1);
            frame.element = end;
        }
    }

    /// In a list, drops the element that has just ended if it is like the one before. Gives
    /// where the last one that is kept begins.
    fn end_element(&mut self) -> usize {
        let Frame { list, element, previous, .. } = self.frame().clone();
        let Some(previous) = previous.filter(|_| list) else { return element };
        if self.alike(previous.clone(), element..self.out.len()) {
            self.out.truncate(previous.end);
            return previous.start;
        }
        element
    }

    fn end_row(&mut self, open: usize) {
        let row = open..self.out.len();
        match self.frame().last_row.clone() {
            Some(last) if self.alike(last.clone(), row.clone()) => self.out.truncate(last.end),
            _ => self.frame().last_row = Some(row),
        }
    }

    fn alike(&self, one: Range<usize>, other: Range<usize>) -> bool {
        let value = |i: &Item<'_>| i.value || i.is_any_word(&["null", "true", "false"]);
        let same = |(a, b): (&Item<'_>, &Item<'_>)| {
            (value(a) && value(b)) || (a.kind == b.kind && a.text == b.text)
        };
        one.len() == other.len() && self.out[one].iter().zip(&self.out[other]).all(same)
    }

    fn other(&mut self, item: Item<'a>, next: Option<&Item<'a>>) {
        let before = self.out.last().copied();
        let stays = item.kind == Kind::Number && self.is_position(item, before, next)
            || self.is_alias(item, before);
        if item.value && !stays {
            self.out.push(Item::made(item.text, Kind::Placeholder, item.spaced));
            return;
        }
        if item.kind == Kind::Word {
            let frame = self.frame();
            if item.is_word("by") {
                frame.by = before.is_some_and(|b| b.is_any_word(&["order", "group"]));
            } else if item.is_any_word(ENDS_BY) {
                frame.by = false;
            }
            // Rows go on only as `(…), (…)`.
            frame.values = item.is_word("values");
            frame.last_row = None;
        }
        self.out.push(Item { value: false, ..item });
    }

    /// `ORDER BY 1, 2`.
    fn is_position(
        &mut self,
        item: Item<'a>,
        before: Option<Item<'a>>,
        next: Option<&Item<'a>>,
    ) -> bool {
        let ends = next.is_none_or(|n| n.kind == Kind::Word || n.is(",") || n.is(")") || n.is(";"));
        let starts = before.is_some_and(|b| b.is_word("by") || b.is(","));
        let small = item.text.len() <= 4 && item.text.bytes().all(|b| b.is_ascii_digit());
        self.frame().by && starts && ends && small
    }

    /// `AS 'Total'`: a name, on the engines that take a string for one.
    fn is_alias(&self, item: Item<'a>, before: Option<Item<'a>>) -> bool {
        self.engine != EngineKind::Postgres
            && item.kind == Kind::Text
            && matches!(item.text.as_bytes().first(), Some(b'\'' | b'"'))
            && before.is_some_and(|b| b.is_word("as"))
    }
}

const ENDS_BY: &[&str] = &[
    "limit",
    "having",
    "offset",
    "fetch",
    "for",
    "union",
    "except",
    "intersect",
    "rows",
    "range",
    "groups",
    "window",
    "order",
    "select",
    "returning",
    "separator",
];

/// Types that PostgreSQL takes before a string: `date '2024-01-01'`. With a placeholder only
/// `$1::date` can be prepared.
const TYPED: &[&str] = &[
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "json",
    "jsonb",
    "uuid",
    "inet",
    "cidr",
    "bytea",
    "numeric",
    "bool",
    "boolean",
    "point",
    "tsvector",
    "tsquery",
];

fn cast_after(items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    let mut out: Vec<Item<'_>> = Vec::with_capacity(items.len());
    for mut item in items {
        let mut types = Vec::new();
        while item.value && ends_in_type(&out) {
            let Some(word) = out.pop() else { break };
            item.spaced = word.spaced;
            types.extend([Item::made("::", Kind::Operator, false), Item { spaced: false, ..word }]);
        }
        out.push(item);
        out.extend(types);
    }
    out
}

fn ends_in_type(items: &[Item<'_>]) -> bool {
    let [.., before, word] = items else {
        return items.first().is_some_and(|word| word.is_any_word(TYPED));
    };
    word.is_any_word(TYPED) && !before.is(".") && before.text != "::"
}

fn write(items: &[Item<'_>], engine: EngineKind) -> String {
    let mut text = String::new();
    let mut number = 0_u32;
    for item in items {
        if item.spaced && !text.is_empty() {
            text.push(' ');
        }
        let shown = match (item.value, engine) {
            (false, _) => item.text.to_owned(),
            (true, EngineKind::Postgres) => {
                number += 1;
                format!("${number}")
            }
            (true, EngineKind::MariaDb | EngineKind::Sqlite) => "?".to_owned(),
        };
        if glues(&text, &shown) {
            text.push(' ');
        }
        text.push_str(&shown);
    }
    text
}

/// Written side by side, the two would be read as something else.
fn glues(text: &str, next: &str) -> bool {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'?') || *b >= 0x80;
    let (Some(last), Some(first)) = (text.as_bytes().last(), next.as_bytes().first()) else {
        return false;
    };
    (part(last) && part(first)) || matches!((last, first), (b'-', b'-') | (b'/', b'*'))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;
    use EngineKind::{MariaDb, Postgres, Sqlite};

    fn check_shape(engine: EngineKind, text: &str, expect: &Expect) {
        let once = shape(text, engine);
        expect.assert_eq(&once.text);
        assert_eq!(shape(&once.text, engine), once, "the shape of a shape is itself");
    }

    fn check_same(engine: EngineKind, one: &str, other: &str) {
        let (one, other) = (shape(one, engine), shape(other, engine));
        assert_eq!(one.fingerprint, other.fingerprint, "{}\n{}", one.text, other.text);
    }

    fn check_different(engine: EngineKind, one: &str, other: &str) {
        assert_ne!(shape(one, engine).fingerprint, shape(other, engine).fingerprint);
    }

    #[test]
    fn literals_go_and_names_keep_their_case() {
        check_shape(
            Postgres,
            "SELECT \"Id\", -1, a-1 FROM T /* x */ WHERE b = 'SELECT; x' AND c = -1.5 LIMIT 5;",
            &expect![[r#"SELECT "Id", $1, a-$2 FROM T WHERE b = $3 AND c = $4 LIMIT $5"#]],
        );
    }

    #[test]
    fn lists_of_any_length_are_one_shape() {
        check_shape(
            Postgres,
            "SELECT 1 WHERE a IN (1, 2,3) AND b = ANY (ARRAY[1,2]) AND c IN ('x'::text, 'y'::text)
             AND (d, e) IN ((1,2), (3,4)) AND f NOT IN (SELECT g FROM h)",
            &expect![
                "SELECT $1 WHERE a IN ($2) AND b = ANY (ARRAY[$3]) AND c IN ($4::text) AND (d, \
                 e) IN (($5,$6)) AND f NOT IN (SELECT g FROM h)"
            ],
        );
        check_shape(
            Sqlite,
            "INSERT INTO t(a, b) VALUES (1, 'x'), (2, NULL), (?, :n) ON CONFLICT DO NOTHING",
            &expect!["INSERT INTO t(a, b) VALUES (?, ?) ON CONFLICT DO NOTHING"],
        );
    }

    #[test]
    fn positions_stay_and_limits_go() {
        check_shape(
            Sqlite,
            "SELECT a, count(*) FROM t GROUP BY 1, 2 ORDER BY 2 DESC, 1 LIMIT 10 OFFSET 20",
            &expect!["SELECT a, count(*) FROM t GROUP BY 1, 2 ORDER BY 2 DESC, 1 LIMIT ? OFFSET ?"],
        );
    }

    #[test]
    fn a_typed_string_of_postgres_can_still_be_prepared() {
        check_shape(
            Postgres,
            "SELECT date FROM t WHERE d < date '1998-12-01' - interval '90' day AND x = $7",
            &expect!["SELECT date FROM t WHERE d < $1::date - $2::interval day AND x = $3"],
        );
    }

    #[test]
    fn what_the_server_normalized_has_the_fingerprint_of_the_statement() {
        check_same(
            Postgres,
            "select * from T where a = $1 and b in ($2,$3,$4) and c = $5 and d < date $6 order \
             by 1",
            "SELECT * FROM t WHERE \"a\" = 'x' AND b IN (1) AND c = TRUE AND d < date '2020-01-01'
             ORDER BY 1 -- done",
        );
        // As PostgreSQL 15 gave it.
        check_same(
            Postgres,
            "select -1, a-1 from t where f = TRUE and b = NULL and c < date '2020-01-01' - \
             interval '90' day and a in (1,-2,3) and (f is true or not f) and a = \
             any(array[1,2]) and b is not null and a = -5 and b like E'x\\\\y%' order by 1, 2 \
             limit 5",
            "select $1, a-$2 from t where f = $3 and b = $4 and c < date $5 - interval $6 day \
             and a in ($7,$8,$9) and (f is true or not f) and a = any(array[$10,$11]) and b is \
             not null and a = $12 and b like $13 order by 1, 2 limit $14",
        );
        // As MariaDB 10.11 gave it.
        check_same(
            MariaDb,
            "SELECT `lower` ( `B` ) , COUNT ( * ) , SUBSTRING ( `b` , ?, ... ) AS ? , - `a` FROM \
             `T1` `x` WHERE `a` = - ? AND `a` IN (...) AND `c` > DATE ? + INTERVAL ? SQL_TSI_DAY \
             AND `b` != ? AND `a` IS NOT NULL AND `a` = ? AND `a` = TRUE ORDER BY ? LIMIT ?, ... ",
            "select lower(B), count(*), substr(b,1,2) as 'Alias', -a from T1 x where a = -1 and \
             a in (1,2,3) and c > date '1994-01-01' + interval 1 day and b <> 'x' and a is not \
             null and a=null and a = true order by 1 limit 5, 10",
        );
        check_same(
            MariaDb,
            "INSERT INTO `T1` ( `a` , `b` ) VALUES (...) /* , ... */ ",
            "insert into T1(a,b) values (1,'x'),(2,null)",
        );
    }

    #[test]
    fn other_statements_have_other_fingerprints() {
        check_different(Postgres, "SELECT a FROM t", "SELECT ab FROM t");
        check_different(Postgres, "SELECT \"A\" FROM t", "SELECT a FROM t");
        check_different(Postgres, "SELECT a b FROM t", "SELECT ab FROM t");
        check_different(Sqlite, "SELECT a FROM t WHERE b IS NULL", "SELECT a FROM t WHERE b IS ?");
        check_different(Sqlite, "SELECT a FROM t ORDER BY 1", "SELECT a FROM t ORDER BY 2");
    }

    #[test]
    fn the_fingerprint_never_changes() {
        let shape = shape("SELECT a FROM t WHERE b = 1", Postgres);
        expect!["0e5e42cf80226853"].assert_eq(&shape.fingerprint.to_string());
    }

    fn engine() -> impl Strategy<Value = EngineKind> {
        prop::sample::select(EngineKind::ALL.to_vec())
    }

    /// Pieces of SQL put together at random: much nearer to trouble than random letters.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "SELECT",
            "a",
            "\"B\"",
            "`c`",
            "[d]",
            "'x'",
            "'it''s'",
            "\"",
            "'",
            "`",
            "$1",
            "?",
            ":n",
            "$$",
            "$t$",
            "(",
            ")",
            "[",
            "]",
            ",",
            ";",
            ".",
            "...",
            "-",
            "--",
            "/*",
            "*/",
            "/*!",
            "#",
            "1",
            "1.5e3",
            ".5",
            "0x1f",
            "IN",
            "VALUES",
            "ARRAY",
            "BY",
            "ORDER",
            "date",
            "AS",
            "::",
            "=",
            "<",
            "*",
            "NULL",
            "_utf8",
            "@v",
            "E'",
            "U&'",
            "UESCAPE",
            "SQL_TSI_DAY",
            "\\",
            "é",
            "\n",
            " ",
            "interval",
            "LIMIT",
        ]);
        let gap = prop::sample::select(vec!["", " "]);
        prop::collection::vec((piece, gap), 0..40)
            .prop_map(|all| all.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None,
            ..ProptestConfig::default() })]

        #[test]
        fn tokens_joined_are_the_text(
            text in any::<String>(),
            mix in pieces(),
            engine in engine(),
        ) {
            for text in [text, mix] {
                let joined: String = tokens(&text, engine).map(|t| t.text).collect();
                prop_assert_eq!(joined, text);
            }
        }

        #[test]
        fn the_shape_of_a_shape_is_itself(
            text in any::<String>(),
            mix in pieces(),
            engine in engine(),
        ) {
            for text in [text, mix] {
                let once = shape(&text, engine);
                let twice = shape(&once.text, engine);
                prop_assert_eq!(&twice, &once, "of {:?}", text);
            }
        }

        #[test]
        fn no_literal_survives(
            strings in prop::collection::vec("[ -~é]{0,12}", 1..6),
            numbers in prop::collection::vec(70_000_u32..99_999, 1..6),
            engine in engine(),
        ) {
            let quote = |s: &String| {
                let mut s = s.replace('\'', "''");
                if engine == MariaDb { s = s.replace('\\', "\\\\"); }
                format!("'secret{s}secret'")
            };
            let strings: Vec<_> = strings.iter().map(quote).collect();
            let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            let text = format!(
                "SELECT f({s}), -{n} FROM t WHERE a = {s} AND b IN ({ss}, {nn}) AND c BETWEEN \
                 -{n} AND {n}
                 ORDER BY a, {n}+1 LIMIT {n}; INSERT INTO t VALUES ({ss}), ({nn}), ({s})",
                s = strings[0], n = numbers[0], ss = strings.join(","), nn = numbers.join(", "),
            );
            let shape = shape(&text, engine).text;
            prop_assert!(!shape.contains("secret"), "{}", shape);
            for n in numbers {
                prop_assert!(!shape.contains(&n), "{}", shape);
            }
        }
    }
}
