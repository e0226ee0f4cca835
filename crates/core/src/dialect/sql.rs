//! SQL text that is safe to run: made of fixed parts and quoted identifiers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::name::{Ident, TableName};

/// One SQL statement, without a closing semicolon. Built by a dialect only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sql(String);

impl Sql {
    pub fn fixed(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// For text that did not come from a dialect: a statement of the user's, or DDL that the
    /// server itself wrote. The caller vouches that nobody else could have put words in it.
    pub fn from_text_that_i_vouch_for(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn text(mut self, part: &'static str) -> Self {
        self.0.push_str(part);
        self
    }

    #[must_use]
    pub fn ident(mut self, quote: Quote, name: &Ident) -> Self {
        quote.push(&mut self.0, name.as_str());
        self
    }

    #[must_use]
    pub fn table(self, quote: Quote, name: &TableName) -> Self {
        self.ident(quote, &name.schema).text(".").ident(quote, &name.name)
    }

    #[must_use]
    pub fn number(mut self, value: u64) -> Self {
        self.0.push_str(&value.to_string());
        self
    }

    /// A string literal in single quotes, doubled inside; backslashes are doubled too where the
    /// dialect gives them meaning.
    #[must_use]
    pub fn literal(mut self, quote: Quote, value: &str) -> Self {
        self.0.push('\'');
        for c in value.chars() {
            match c {
                '\'' => self.0.push_str("''"),
                '\\' if quote == Quote::Backtick => self.0.push_str("\\\\"),
                _ => self.0.push(c),
            }
        }
        self.0.push('\'');
        self
    }

    /// An expression that a parser of ours has read whole, or that the catalog gave back.
    #[must_use]
    pub fn parsed_expression(mut self, text: &str) -> Self {
        self.0.push_str(text);
        self
    }

    /// Appends the parts of `items`, with `separator` between them.
    #[must_use]
    pub fn list<T>(
        mut self,
        items: &[T],
        separator: &'static str,
        each: impl Fn(Self, &T) -> Self,
    ) -> Self {
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self = self.text(separator);
            }
            self = each(self, item);
        }
        self
    }
}

impl fmt::Display for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How identifiers are quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    /// PostgreSQL, SQLite.
    Double,
    /// MariaDB, MySQL.
    Backtick,
}

impl Quote {
    fn push(self, sql: &mut String, name: &str) {
        let mark = match self {
            Self::Double => '"',
            Self::Backtick => '`',
        };
        sql.push(mark);
        for c in name.chars() {
            if c == mark {
                sql.push(mark);
            }
            sql.push(c);
        }
        sql.push(mark);
    }
}
