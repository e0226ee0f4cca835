//! What a statement says of each table that it uses: the raw material of index advice.

use std::collections::BTreeSet;

use crate::name::{Ident, TableName};
use crate::seen::KeyPart;

#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub kind: StatementKind,
    /// One per table in a FROM, UPDATE, DELETE or INSERT, at every level of nesting.
    pub uses: Vec<TableUse>,
    /// Every literal or placeholder that is compared with a column, in order of appearance.
    pub operands: Vec<Operand>,
    /// Calls something that may answer differently each time (random, now, nextval).
    pub volatile: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementKind {
    Select,
    Insert,
    Update,
    Delete,
    /// DDL, SET, transaction control, CALL …
    Other,
}

/// One table in one query block.
#[derive(Debug, Clone, PartialEq)]
pub struct TableUse {
    pub table: TableName,
    pub alias: Option<Ident>,
    /// Number of its query block; 0 is the outermost.
    pub block: usize,
    /// AND-ed conditions on this table alone.
    pub predicates: Vec<Predicate>,
    /// Equi-joins, and correlations with an outer block.
    pub joins: Vec<Join>,
    /// GROUP BY (or DISTINCT) parts of this table, in order; empty if the block groups by others
    /// too early for this table to help.
    pub group: Vec<KeyPart>,
    /// ORDER BY of this table's parts, a prefix of the block's ORDER BY.
    pub order: Vec<OrderKey>,
    /// The whole ORDER BY of the block is in `order`.
    pub order_whole: bool,
    /// The block has a LIMIT; `u64::MAX` if its number is not in the text (a placeholder).
    pub limit: Option<u64>,
    /// Every column of the table that the statement reads anywhere.
    pub columns: BTreeSet<Ident>,
    /// `SELECT *` and the like: `columns` holds all of them.
    pub whole_row: bool,
    /// Columns that an INSERT, UPDATE or DELETE of this table writes (all, for INSERT and DELETE).
    pub written: BTreeSet<Ident>,
    /// MIN or MAX over these columns without GROUP BY.
    pub extremes: Vec<Ident>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    /// A column, or an expression on columns of this one table (`lower(email)`).
    pub part: KeyPart,
    pub op: Op,
    pub operand: Value,
    /// Under an OR: helps only if every branch is served.
    pub disjunct: bool,
    /// The condition as SQL text in the statement's dialect with bare column names, if it is
    /// fit for a partial index (only constants, no placeholder).
    pub constant_sql: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    Equal,
    /// IN (…) or = ANY (…).
    In,
    NotEqual,
    IsNull,
    IsNotNull,
    /// <, <=, >, >=, BETWEEN.
    Range,
    /// LIKE 'abc%'.
    LikePrefix,
    /// LIKE '%abc%', ILIKE, regular expressions.
    LikeAny,
    /// A boolean column by itself, or IS TRUE.
    IsTrue,
    /// NOT column, IS FALSE.
    IsFalse,
    /// @>, <@, ?, && of arrays and jsonb; MATCH AGAINST.
    Contains,
    Other,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// SQL text of the literal; of a list or BETWEEN all, with `, ` between them.
    Literal(String),
    Placeholder,
    /// Something of another table, a sub-select, an expression.
    Computed,
    None,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    pub column: Ident,
    /// Position in [`Facts::uses`].
    pub other: usize,
    pub other_column: Ident,
    /// An outer block's row drives this one (correlated sub-select, EXISTS, IN).
    pub correlated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrderKey {
    pub part: KeyPart,
    pub descending: bool,
    pub nulls_first: Option<bool>,
}

/// A place in the text where a constant stands or a placeholder waits for one.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand {
    /// The column that it is compared with, where there is one.
    pub column: Option<(TableName, Ident)>,
    pub op: Op,
    pub is_placeholder: bool,
    /// Of placeholders: 0-based position among the placeholders of the text (`$2` has 1; the
    /// third `?` has 2).
    pub placeholder: Option<usize>,
}
