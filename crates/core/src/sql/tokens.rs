//! Cuts the text of statements into tokens: three dialects, no copies, linear time, no failure.
//! Every byte of the text is in exactly one token, so tokens joined again are the text. What is
//! not closed (a quote, a comment) reaches to the end. Does not know keywords or grammar.

use crate::name::EngineKind;

/// A piece of the text, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// Offset in bytes from the start of the text.
    pub start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Space,
    /// Also optimizer hints in `/*+ … */`.
    Comment,
    /// `/*!50000` or `/*M!100100` of MariaDB: what follows is run.
    HintOpen,
    /// The `*/` of a [`Kind::HintOpen`].
    HintClose,
    /// A keyword or a name without quotes.
    Word,
    /// A quoted name: `"a"`, `` `a` ``, `[a]`, `U&"a"`.
    Quoted,
    Number,
    /// A string, bit string or dollar-quoted text, with its prefix.
    Text,
    /// `$1`, `?`, `?1`, `:name`.
    Placeholder,
    /// `@name`, `@@name` of MariaDB.
    Variable,
    Operator,
    /// Parentheses, brackets, comma, semicolon, dot, and whatever is nothing else.
    Mark,
}

impl Token<'_> {
    /// It separates others and says nothing itself.
    pub fn is_blank(&self) -> bool {
        matches!(self.kind, Kind::Space | Kind::Comment)
    }

    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }
}

/// The tokens of `text`.
pub fn tokens(text: &str, engine: EngineKind) -> Tokens<'_> {
    Tokens { text, at: 0, engine, hint_is_open: false }
}

#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    engine: EngineKind,
    hint_is_open: bool,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let first = self.peek(0)?;
        let (kind, mut end) = self.scan(first);
        end = end.clamp(start + 1, self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.at = end;
        Some(Token { kind, text: &self.text[start..end], start })
    }
}

impl Tokens<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn starts_with(&self, prefix: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(prefix.as_bytes())
    }

    /// End of the bytes from `from` on that satisfy `is`.
    fn run(&self, from: usize, is: impl Fn(u8) -> bool) -> usize {
        let bytes = self.text.as_bytes();
        bytes.iter().skip(from).position(|b| !is(*b)).map_or(bytes.len(), |n| from + n)
    }

    fn scan(&mut self, first: u8) -> (Kind, usize) {
        if first.is_ascii_whitespace() || first == 0x0b {
            return (Kind::Space, self.run(self.at, |b| b.is_ascii_whitespace() || b == 0x0b));
        }
        if let Some(found) = self.comment(first) {
            return found;
        }
        if let Some(found) = self.quoted(first) {
            return found;
        }
        if let Some(found) = self.placeholder(first) {
            return found;
        }
        if first.is_ascii_digit() || (first == b'.' && self.dot_starts_number()) {
            return (Kind::Number, self.number());
        }
        if is_word_start(first) {
            return (Kind::Word, self.run(self.at, is_word_part));
        }
        self.operator(first).map_or((Kind::Mark, self.at + 1), |end| (Kind::Operator, end))
    }

    fn comment(&mut self, first: u8) -> Option<(Kind, usize)> {
        let maria = self.engine == EngineKind::MariaDb;
        let dashes = self.starts_with("--")
            && (!maria || self.peek(2).is_some_and(|b| b.is_ascii_whitespace() || b < 0x20));
        if dashes || (maria && first == b'#') {
            return Some((Kind::Comment, self.run(self.at, |b| b != b'\n')));
        }
        if maria && self.hint_is_open && self.starts_with("*/") {
            self.hint_is_open = false;
            return Some((Kind::HintClose, self.at + 2));
        }
        if !self.starts_with("/*") {
            return None;
        }
        if maria && (self.starts_with("/*!") || self.starts_with("/*M!")) {
            self.hint_is_open = true;
            let mark = self.run(self.at, |b| b != b'!') + 1;
            return Some((Kind::HintOpen, self.run(mark, |b| b.is_ascii_digit())));
        }
        Some((Kind::Comment, self.block_comment_end()))
    }

    /// PostgreSQL's block comments nest.
    fn block_comment_end(&self) -> usize {
        let bytes = self.text.as_bytes();
        let nests = self.engine == EngineKind::Postgres;
        let mut depth = 1_u32;
        let mut at = self.at + 2;
        while at < bytes.len() {
            let pair = &bytes[at..bytes.len().min(at + 2)];
            match pair {
                b"*/" => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return at;
                    }
                }
                b"/*" if nests => {
                    depth += 1;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        bytes.len()
    }

    fn quoted(&self, first: u8) -> Option<(Kind, usize)> {
        use EngineKind::{MariaDb, Postgres, Sqlite};
        let engine = self.engine;
        let backslash = engine == MariaDb;
        match (first, self.peek(1)) {
            (b'\'', _) => Some((Kind::Text, self.quote_end(self.at, backslash))),
            (b'"', _) if backslash => Some((Kind::Text, self.quote_end(self.at, true))),
            (b'"', _) => Some((Kind::Quoted, self.quote_end(self.at, false))),
            (b'`', _) if engine != Postgres => Some((Kind::Quoted, self.quote_end(self.at, false))),
            (b'[', _) if engine == Sqlite => {
                Some((Kind::Quoted, self.run(self.at, |b| b != b']') + 1))
            }
            (b'e' | b'E', Some(b'\'')) if engine == Postgres => {
                Some((Kind::Text, self.quote_end(self.at + 1, true)))
            }
            (b'x' | b'X', Some(b'\'')) => Some((Kind::Text, self.quote_end(self.at + 1, false))),
            (b'b' | b'B' | b'n' | b'N', Some(b'\'')) if engine != Sqlite => {
                Some((Kind::Text, self.quote_end(self.at + 1, backslash)))
            }
            (b'u' | b'U', Some(b'&')) if engine == Postgres => match self.peek(2) {
                Some(b'\'') => Some((Kind::Text, self.quote_end(self.at + 2, false))),
                Some(b'"') => Some((Kind::Quoted, self.quote_end(self.at + 2, false))),
                _ => None,
            },
            (b'$', _) if engine == Postgres => self.dollar_quote_end().map(|e| (Kind::Text, e)),
            _ => None,
        }
    }

    /// End of the quote that opens at `open`; the mark is doubled inside.
    fn quote_end(&self, open: usize, backslash: bool) -> usize {
        let bytes = self.text.as_bytes();
        let mark = bytes[open];
        let mut at = open + 1;
        while let Some(&byte) = bytes.get(at) {
            if byte == b'\\' && backslash {
                at += 2;
            } else if byte != mark {
                at += 1;
            } else if bytes.get(at + 1) == Some(&mark) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        bytes.len()
    }

    /// `$$ … $$`, `$tag$ … $tag$`.
    fn dollar_quote_end(&self) -> Option<usize> {
        if self.peek(1).is_some_and(|b| b.is_ascii_digit()) {
            return None;
        }
        let tag_end = self.run(self.at + 1, |b| is_word_part(b) && b != b'$');
        if self.text.as_bytes().get(tag_end) != Some(&b'$') {
            return None;
        }
        let tag = &self.text[self.at..=tag_end];
        let body = tag_end + 1;
        Some(self.text[body..].find(tag).map_or(self.text.len(), |n| body + n + tag.len()))
    }

    fn placeholder(&self, first: u8) -> Option<(Kind, usize)> {
        let next = self.peek(1);
        let digit = next.is_some_and(|b| b.is_ascii_digit());
        let name = next.is_some_and(is_word_start);
        match (self.engine, first) {
            (EngineKind::Postgres, b'$') if digit => {
                Some((Kind::Placeholder, self.run(self.at + 1, |b| b.is_ascii_digit())))
            }
            (EngineKind::MariaDb, b'?') => Some((Kind::Placeholder, self.at + 1)),
            (EngineKind::Sqlite, b'?') => {
                Some((Kind::Placeholder, self.run(self.at + 1, |b| b.is_ascii_digit())))
            }
            (EngineKind::Sqlite, b':' | b'@' | b'$') if name || digit => {
                Some((Kind::Placeholder, self.run(self.at + 1, is_word_part)))
            }
            (EngineKind::MariaDb, b'@') => Some((Kind::Variable, self.variable_end())),
            _ => None,
        }
    }

    fn variable_end(&self) -> usize {
        let name = self.run(self.at, |b| b == b'@');
        match self.text.as_bytes().get(name) {
            Some(b'\'' | b'"' | b'`') => self.quote_end(name, false),
            _ => self.run(name, |b| is_word_part(b) || b == b'.'),
        }
    }

    /// `.5` is a number unless it follows a name.
    fn dot_starts_number(&self) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.text.as_bytes()[at]);
        self.peek(1).is_some_and(|b| b.is_ascii_digit())
            && !before.is_some_and(|b| is_word_part(b) || matches!(b, b'"' | b'`' | b']' | b'.'))
    }

    fn number(&self) -> usize {
        if self.peek(0) == Some(b'0')
            && self.peek(1).is_some_and(|b| matches!(b, b'x' | b'X' | b'b' | b'B' | b'o' | b'O'))
            && self.peek(2).is_some_and(|b| b.is_ascii_hexdigit() || b == b'_')
        {
            return self.run(self.at + 2, |b| b.is_ascii_hexdigit() || b == b'_');
        }
        let bytes = self.text.as_bytes();
        let digits = |from| self.run(from, |b: u8| b.is_ascii_digit() || b == b'_');
        let mut end = digits(self.at);
        if bytes.get(end) == Some(&b'.') && bytes.get(end + 1) != Some(&b'.') {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
                end = digits(end + 1 + sign);
            }
        }
        end
    }

    fn operator(&self, first: u8) -> Option<usize> {
        let rest = &self.text.as_bytes()[self.at..];
        let fixed = |list: &[&str]| {
            list.iter().find(|op| rest.starts_with(op.as_bytes())).map(|op| self.at + op.len())
        };
        match self.engine {
            EngineKind::Postgres if rest.starts_with(b"=>") => Some(self.at + 2),
            EngineKind::Postgres if is_postgres_operator(first) => {
                Some(self.at + postgres_operator_len(rest))
            }
            EngineKind::Postgres => fixed(&["::", ":=", ":"]),
            EngineKind::MariaDb | EngineKind::Sqlite => fixed(&[
                "<=>", "->>", "->", "<=", ">=", "<>", "!=", ":=", "||", "&&", "<<", ">>", "==",
                "<", ">", "=", "!", "+", "-", "*", "/", "%", "^", "&", "|", "~",
            ]),
        }
    }
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_word_part(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn is_postgres_operator(byte: u8) -> bool {
    b"+-*/<>=~!@#%^&|`?".contains(&byte)
}

/// PostgreSQL's rule: the longest run, cut before a comment; it ends in `+` or `-` only if it
/// holds a character that no standard operator has.
fn postgres_operator_len(rest: &[u8]) -> usize {
    let run = rest.iter().position(|b| !is_postgres_operator(*b)).unwrap_or(rest.len());
    let run = &rest[..run];
    let cut = (1..run.len())
        .find(|at| run[*at..].starts_with(b"--") || run[*at..].starts_with(b"/*"))
        .unwrap_or(run.len());
    let run = &run[..cut];
    if run.iter().any(|b| b"~!@#%^&|`?".contains(b)) {
        return run.len();
    }
    let trailing = run.iter().rev().take_while(|b| matches!(b, b'+' | b'-')).count();
    (run.len() - trailing).max(1)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check_tokens(engine: EngineKind, text: &str, expect: &Expect) {
        let all: Vec<_> = tokens(text, engine).collect();
        assert_eq!(all.iter().map(|t| t.text).collect::<String>(), text);
        let shown: Vec<_> = all
            .iter()
            .filter(|t| t.kind != Kind::Space)
            .map(|t| format!("{:?} {}", t.kind, t.text))
            .collect();
        expect.assert_eq(&shown.join("\n"));
    }

    #[test]
    fn postgres_has_dollar_quotes_and_nested_comments() {
        check_tokens(
            EngineKind::Postgres,
            r#"SELECT E'a\'b', $x$it's; $$ $x$, U&"d", $1::int /* a /* b */ c */ a=-1.5e3 -- end"#,
            &expect![[r#"
                Word SELECT
                Text E'a\'b'
                Mark ,
                Text $x$it's; $$ $x$
                Mark ,
                Quoted U&"d"
                Mark ,
                Placeholder $1
                Operator ::
                Word int
                Comment /* a /* b */ c */
                Word a
                Operator =
                Operator -
                Number 1.5e3
                Comment -- end"#]],
        );
    }

    #[test]
    fn mariadb_has_backslashes_backticks_variables_and_hints() {
        check_tokens(
            EngineKind::MariaDb,
            "SELECT /*!50000 'x' */ \"it\\\"s\", `a``b`, @v, @@global.x, x'0F', 1--1 # end",
            &expect![[r#"
                Word SELECT
                HintOpen /*!50000
                Text 'x'
                HintClose */
                Text "it\"s"
                Mark ,
                Quoted `a``b`
                Mark ,
                Variable @v
                Mark ,
                Variable @@global.x
                Mark ,
                Text x'0F'
                Mark ,
                Number 1
                Operator -
                Operator -
                Number 1
                Comment # end"#]],
        );
    }

    #[test]
    fn sqlite_has_brackets_and_four_kinds_of_placeholders() {
        check_tokens(
            EngineKind::Sqlite,
            "SELECT [a b], t.x, .5 FROM \"t\" WHERE a = ?1 OR b = :n OR c = @m OR d = $k",
            &expect![[r#"
                Word SELECT
                Quoted [a b]
                Mark ,
                Word t
                Mark .
                Word x
                Mark ,
                Number .5
                Word FROM
                Quoted "t"
                Word WHERE
                Word a
                Operator =
                Placeholder ?1
                Word OR
                Word b
                Operator =
                Placeholder :n
                Word OR
                Word c
                Operator =
                Placeholder @m
                Word OR
                Word d
                Operator =
                Placeholder $k"#]],
        );
    }
}
