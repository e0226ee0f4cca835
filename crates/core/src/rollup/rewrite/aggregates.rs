//! How an aggregate of the query comes from what a level stores: parts that are aggregated once
//! over the level (and once over raw rows where a range is cut), then merged, then finished.

use std::collections::BTreeSet;

use sqlparser::ast::{CaseWhen, Expr, Value};

use super::level::Seen;
use super::substitute::{assemble, level_column};
use super::types;
use crate::name::{EngineKind, Ident};
use crate::rollup::block::{
    Aggregate, AggregateKind as Kind, argument, class_of, column_of, is_nullable, write,
};
use crate::rollup::definition::call;
use crate::rollup::model::Stored;
use crate::rollup::refusal::{Refusal, refuse};
use crate::seen::TypeClass;
use crate::sql::children::bare;

/// The rows of a level that an aggregate goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// What is stored and what is pending, to be added up: a group may be there many times, some
    /// of them negative, and there though nothing is left of it. Of a query's own groups only
    /// those are shown that have rows.
    Changes,
    /// Of the live view: each group once, and with rows.
    Groups,
}

/// An aggregate of the query, ready to be put together.
pub struct Derived {
    pub parts: Vec<Part>,
    /// From the merged parts: `{0}`, `{1}`. Fixed SQL.
    pub last: String,
}

/// One aggregate call.
pub struct Part {
    /// Over rows of the level.
    pub level: Expr,
    /// Over rows of the query's own tables; None: it cannot be merged from two sides.
    pub raw: Option<Expr>,
    /// Over its own results: `SUM`, `MIN`, `MAX`.
    pub merge: &'static str,
}

pub fn derive(
    whole: &Aggregate,
    seen: &Seen<'_>,
    over: Over,
    kept: &mut BTreeSet<usize>,
) -> Result<Derived, Refusal> {
    let mut maker = Maker { seen, over, kept };
    match (whole.what, argument(whole)) {
        _ if over == Over::Changes && (whole.distinct || is_extreme(whole.what)) => {
            refuse("the aggregate", "it does not add up", "ask it of groups")
        }
        (_, Some(argument)) if whole.distinct && !is_extreme(whole.what) => {
            maker.distinct(whole.what, &argument)
        }
        (Kind::Count, None) => maker.rows(),
        (Kind::Count, Some(argument)) => maker.count(&argument),
        (Kind::Sum, Some(argument)) => maker.sum(&argument),
        (Kind::Avg, Some(argument)) => maker.avg(&argument),
        (Kind::Min, Some(argument)) => maker.extreme(&argument, Take::Min),
        (Kind::Max, Some(argument)) => maker.extreme(&argument, Take::Max),
        (_, None) => refuse("an aggregate without an argument", "it is not known", "use COUNT(*)"),
    }
}

fn is_extreme(kind: Kind) -> bool {
    matches!(kind, Kind::Min | Kind::Max)
}

/// What is taken of each group.
#[derive(Clone, Copy, PartialEq)]
enum Take {
    /// Its share of a sum.
    Sum,
    /// How many of its rows have a value.
    Count,
    Min,
    Max,
}

struct Maker<'m, 'q> {
    seen: &'m Seen<'q>,
    over: Over,
    kept: &'m mut BTreeSet<usize>,
}

impl Maker<'_, '_> {
    fn engine(&self) -> EngineKind {
        self.seen.family.engine
    }

    fn assemble(&self, template: &str, parts: &[&Expr]) -> Result<Expr, Refusal> {
        assemble(template, parts, self.engine())
    }

    fn rows(&mut self) -> Result<Derived, Refusal> {
        let part = all_rows(self.engine())?;
        Ok(Derived { parts: vec![part], last: self.whole_number("COALESCE({0}, 0)") })
    }

    fn count(&mut self, argument: &Expr) -> Result<Derived, Refusal> {
        let part = self.counted(argument)?;
        Ok(Derived { parts: vec![part], last: self.whole_number("COALESCE({0}, 0)") })
    }

    fn counted(&mut self, argument: &Expr) -> Result<Part, Refusal> {
        let level = self.of_group(argument, Take::Count)?;
        let level = self.assemble("SUM({0})", &[&level])?;
        let raw = self.assemble("COUNT({0})", &[argument])?;
        Ok(Part { level, raw: Some(raw), merge: "SUM" })
    }

    fn summed(&mut self, argument: &Expr) -> Result<Part, Refusal> {
        let level = self.of_group(argument, Take::Sum)?;
        let level = self.assemble("SUM({0})", &[&level])?;
        let raw = self.assemble("SUM({0})", &[argument])?;
        Ok(Part { level, raw: Some(raw), merge: "SUM" })
    }

    fn sum(&mut self, argument: &Expr) -> Result<Derived, Refusal> {
        let mut parts = vec![self.summed(argument)?];
        // Groups that are shown have rows, but perhaps none with a value.
        let block = self.seen.block;
        let may_be_null = !block.has_group_by || is_nullable(argument, block);
        let sum = if self.over == Over::Changes && may_be_null {
            parts.push(self.counted(argument)?);
            "CASE WHEN {1} <> 0 THEN {0} END"
        } else {
            "{0}"
        };
        let last = match types::of_sum(argument, self.seen)? {
            Some(data_type) => format!("CAST({sum} AS {data_type})"),
            None => sum.to_owned(),
        };
        Ok(Derived { parts, last })
    }

    fn avg(&mut self, argument: &Expr) -> Result<Derived, Refusal> {
        let parts = vec![self.summed(argument)?, self.counted(argument)?];
        let last = match self.engine() {
            EngineKind::Sqlite => "CAST({0} AS REAL) / NULLIF({1}, 0)",
            EngineKind::Postgres => "CAST({0} AS numeric) / NULLIF({1}, 0)",
            EngineKind::MariaDb => "{0} / NULLIF({1}, 0)",
        };
        Ok(Derived { parts, last: last.to_owned() })
    }

    fn extreme(&mut self, argument: &Expr, take: Take) -> Result<Derived, Refusal> {
        let call = if take == Take::Min { "MIN" } else { "MAX" };
        let level = self.of_group(argument, take)?;
        let level = self.assemble(&format!("{call}({{0}})"), &[&level])?;
        let raw = self.assemble(&format!("{call}({{0}})"), &[argument])?;
        let part = Part { level, raw: Some(raw), merge: call };
        Ok(Derived { parts: vec![part], last: "{0}".to_owned() })
    }

    /// Every group of a level has rows, so its keys are just the values that occur.
    fn distinct(&mut self, kind: Kind, argument: &Expr) -> Result<Derived, Refusal> {
        let call = match kind {
            Kind::Count => "COUNT",
            Kind::Sum => "SUM",
            Kind::Avg => "AVG",
            Kind::Min => "MIN",
            Kind::Max => "MAX",
        };
        if class_of(argument, self.seen.block) == Some(TypeClass::Float) {
            return refuse(said(argument), "float sums depend on the order", "use a decimal");
        }
        let inner = self.seen.over_keys(argument, self.kept)?;
        let level = self.assemble(&format!("{call}(DISTINCT {{0}})"), &[&inner])?;
        let part = Part { level, raw: None, merge: call };
        Ok(Derived { parts: vec![part], last: "{0}".to_owned() })
    }

    /// What each group of the level gives for `argument`.
    fn of_group(&mut self, argument: &Expr, take: Take) -> Result<Expr, Refusal> {
        if let Some(stored) = self.stored(argument, take)? {
            return Ok(stored);
        }
        if is_null(argument) {
            return Ok(argument.clone());
        }
        let before = self.kept.clone();
        let by_branch = as_case(argument, self.engine()).map(|case| self.branches(&case, take));
        if let Some(Ok(case)) = by_branch {
            return Ok(case);
        }
        *self.kept = before;
        let mut kept = self.kept.clone();
        match self.seen.over_keys(argument, &mut kept) {
            Ok(value) => {
                *self.kept = kept;
                self.constant_in_group(argument, &value, take)
            }
            Err(why) => match by_branch {
                Some(Err(why)) => Err(why),
                _ => Err(self.not_stored(argument, take, &why)),
            },
        }
    }

    /// A CASE whose conditions are the same for all rows of a group.
    fn branches(&mut self, case: &Expr, take: Take) -> Result<Expr, Refusal> {
        let Expr::Case { operand, conditions, else_result, case_token, end_token } = case else {
            return Ok(case.clone());
        };
        if take == Take::Sum && self.over == Over::Changes && self.digits_vary(case) {
            return refuse(said(case), "what is taken back leaves its digits", "ask it of groups");
        }
        let of_operand = |o: &Expr, kept: &mut _| self.seen.over_keys(o, kept).map(Box::new);
        let operand = operand.as_ref().map(|o| of_operand(o, self.kept)).transpose()?;
        let mut branches = Vec::new();
        for branch in conditions {
            let condition = self.seen.over_keys(&branch.condition, self.kept)?;
            branches.push(CaseWhen { condition, result: self.of_group(&branch.result, take)? });
        }
        let other = else_result.as_ref().map(|e| self.of_group(e, take).map(Box::new));
        Ok(Expr::Case {
            case_token: case_token.clone(),
            end_token: end_token.clone(),
            operand,
            conditions: branches,
            else_result: other.transpose()?,
        })
    }

    /// PostgreSQL shows a sum with as many digits as any of its rows has: 5.00 and -5.00 are 0.00,
    /// while without both an ELSE 0 alone is 0.
    fn digits_vary(&self, case: &Expr) -> bool {
        let Expr::Case { conditions, else_result, .. } = case else { return false };
        let results = conditions.iter().map(|branch| &branch.result);
        let results: Vec<&Expr> =
            results.chain(else_result.as_deref()).filter(|result| !is_null(result)).collect();
        let whole = |e: &&Expr| class_of(e, self.seen.block) == Some(TypeClass::Integer);
        self.engine() == EngineKind::Postgres
            && results.windows(2).any(|two| two[0] != two[1])
            && !results.iter().all(whole)
    }

    fn stored(&self, argument: &Expr, take: Take) -> Result<Option<Expr>, Refusal> {
        let kind = match take {
            Take::Sum => Stored::Sum,
            Take::Count => Stored::Count,
            Take::Min => Stored::Min,
            Take::Max => Stored::Max,
        };
        let Some(measure) = self.seen.measure(kind, argument) else {
            let all_rows = take == Take::Count && !is_nullable(argument, self.seen.block);
            return Ok(all_rows.then(rows));
        };
        let stored = level_column(&measure.column);
        if kind != Stored::Sum || !measure.nullable || self.over == Over::Changes {
            return Ok(Some(stored));
        }
        // A group may have rows and yet no value: then the 0 that is stored means NULL.
        let Some(count) = self.seen.measure(Stored::Count, argument) else { return Ok(None) };
        let count = level_column(&count.column);
        self.assemble("CASE WHEN {0} > 0 THEN {1} END", &[&count, &stored]).map(Some)
    }

    /// All rows of a group have this value.
    fn constant_in_group(
        &mut self,
        argument: &Expr,
        value: &Expr,
        take: Take,
    ) -> Result<Expr, Refusal> {
        match take {
            Take::Min | Take::Max => Ok(value.clone()),
            Take::Count => {
                self.assemble("CASE WHEN {0} IS NOT NULL THEN {1} ELSE 0 END", &[value, &rows()])
            }
            Take::Sum if is_number(argument, "0") => Ok(value.clone()),
            Take::Sum if is_number(argument, "1") => Ok(rows()),
            Take::Sum => {
                let class = class_of(argument, self.seen.block);
                let exact = match self.engine() {
                    EngineKind::Sqlite => class == Some(TypeClass::Integer),
                    _ => matches!(class, Some(TypeClass::Integer | TypeClass::Decimal)),
                };
                if !exact {
                    let mend = "CAST it to an integer or a decimal";
                    return refuse(said(argument), "it may not add up exactly", mend);
                }
                self.assemble("{0} * {1}", &[value, &rows()])
            }
        }
    }

    fn not_stored(&self, argument: &Expr, take: Take, why: &Refusal) -> Refusal {
        let call = match take {
            Take::Sum => "SUM",
            Take::Count => "COUNT",
            Take::Min => "MIN",
            Take::Max => "MAX",
        };
        let level = &self.seen.level.name;
        let call = format!("{call}({})", said(argument));
        let mend = match column_of(argument) {
            Some(_) => format!("add {call} to the SELECT list of {level}"),
            None => format!("add {call} to the SELECT list of {level}, or {}", why.mend),
        };
        Refusal::new(call, format!("{level} does not store it"), mend)
    }

    /// Counts keep their type.
    fn whole_number(&self, template: &str) -> String {
        match self.engine() {
            EngineKind::Postgres => format!("CAST({template} AS bigint)"),
            EngineKind::MariaDb => format!("CAST({template} AS SIGNED)"),
            EngineKind::Sqlite => template.to_owned(),
        }
    }
}

/// How many there are.
pub fn all_rows(engine: EngineKind) -> Result<Part, Refusal> {
    let level = assemble("SUM({0})", &[&rows()], engine)?;
    let raw = assemble("COUNT(*)", &[], engine)?;
    Ok(Part { level, raw: Some(raw), merge: "SUM" })
}

fn rows() -> Expr {
    level_column(&Ident::from("n"))
}

/// `CASE …`, or what is short for it.
fn as_case(expr: &Expr, engine: EngineKind) -> Option<Expr> {
    let expr = bare(expr);
    if matches!(expr, Expr::Case { .. }) {
        return Some(expr.clone());
    }
    let (name, args) = call(expr)?;
    let short = match engine {
        EngineKind::MariaDb => "if",
        EngineKind::Sqlite => "iif",
        EngineKind::Postgres => return None,
    };
    let [condition, then, other] = args.as_slice() else { return None };
    let template = "CASE WHEN {0} THEN {1} ELSE {2} END";
    let case = assemble(template, &[condition, then, other], engine).ok()?;
    (name == short).then_some(case)
}

fn is_number(expr: &Expr, number: &str) -> bool {
    matches!(bare(expr), Expr::Value(v) if matches!(&v.value, Value::Number(n, _) if n == number))
}

fn is_null(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::Value(v) if v.value == Value::Null)
}

fn said(expr: &Expr) -> String {
    write(expr, |_, name| Expr::Identifier(name.as_str().into()))
}
