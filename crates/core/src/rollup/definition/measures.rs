//! Aggregates → what is stored, and how each output comes from it.

use sqlparser::ast::Expr;

use super::joins::Joins;
use super::keys::{self, Keys, check_session, check_text_column};
use super::{Described, plain_text};
use crate::name::{EngineKind, Ident};
use crate::rollup::block::{
    self, Aggregate, AggregateKind, Block, aggregate_of, canon, columns_of, has_aggregate,
};
use crate::rollup::model::{Measure, Shown, Stored};
use crate::rollup::refusal::Refusal;
use crate::seen::TypeClass;

/// All measures, and what each item of the SELECT list shows.
pub(super) fn of(
    block: &Block<'_>,
    joins: &Joins,
    keys: &Keys,
    described: &[Described],
) -> Result<(Vec<Measure>, Vec<Shown>), Refusal> {
    let mut stored = Measures { block, joins, keys, found: Vec::new(), exprs: Vec::new() };
    let mut shown = Vec::new();
    for (item, described) in block.items.iter().zip(described) {
        shown.push(match keys.position(&item.expr) {
            Some(at) => Shown::Key(at),
            None => stored.aggregate(&item.expr, described)?,
        });
    }
    Ok((stored.found, shown))
}

struct Measures<'b> {
    block: &'b Block<'b>,
    joins: &'b Joins,
    keys: &'b Keys,
    found: Vec<Measure>,
    /// Their arguments, canonical, at the same positions.
    exprs: Vec<Expr>,
}

impl Measures<'_> {
    fn aggregate(&mut self, expr: &Expr, described: &Described) -> Result<Shown, Refusal> {
        let Some(aggregate) = aggregate_of(expr) else { return Err(not_one(expr)) };
        if aggregate.distinct && !matches!(aggregate.what, AggregateKind::Min | AggregateKind::Max)
        {
            return Err(Refusal::new(
                plain_text(expr),
                "which values were counted is not known from a number",
                "GROUP BY that column: COUNT(DISTINCT …) is then answered from the rollup",
            ));
        }
        let Some(argument) = block::argument(&aggregate) else { return Ok(Shown::Rows) };
        self.check(&argument, expr)?;
        let class = block::class_of(&argument, self.block);
        match aggregate.what {
            AggregateKind::Count if !block::is_nullable(&argument, self.block) => Ok(Shown::Rows),
            AggregateKind::Count => Ok(Shown::Count(self.count(&argument, &described.name)?)),
            AggregateKind::Sum | AggregateKind::Avg => {
                exact(class, expr, &argument, self.block)?;
                let sum = self.sum(&argument, class, &aggregate, described)?;
                let count = if block::is_nullable(&argument, self.block) {
                    Some(self.count(&argument, &described.name)?)
                } else {
                    None
                };
                Ok(match aggregate.what {
                    AggregateKind::Avg => Shown::Avg { sum, count },
                    _ => Shown::Sum { sum, count },
                })
            }
            AggregateKind::Min => {
                self.extreme(&argument, class, Stored::Min, described).map(Shown::Min)
            }
            AggregateKind::Max => {
                self.extreme(&argument, class, Stored::Max, described).map(Shown::Max)
            }
        }
    }

    fn check(&self, argument: &Expr, whole: &Expr) -> Result<(), Refusal> {
        block::vet(argument, self.block)?;
        check_session(argument, self.block)?;
        if columns_of(argument).iter().any(|(at, _)| *at != self.joins.fact) {
            return Err(Refusal::new(
                plain_text(whole),
                "it takes values of a joined table, whose changes would change every sum",
                "aggregate columns of the fact table, and group by the others",
            ));
        }
        Ok(())
    }

    fn count(&mut self, argument: &Expr, name: &Ident) -> Result<usize, Refusal> {
        let data_type = match self.block.engine {
            EngineKind::Postgres | EngineKind::MariaDb => "bigint",
            EngineKind::Sqlite => "",
        };
        self.store(
            Stored::Count,
            argument,
            data_type.to_owned(),
            &Ident::new(format!("{name}__count")),
        )
    }

    fn sum(
        &mut self,
        argument: &Expr,
        class: Option<TypeClass>,
        aggregate: &Aggregate,
        described: &Described,
    ) -> Result<usize, Refusal> {
        let data_type = match self.block.engine {
            EngineKind::Sqlite => String::new(),
            EngineKind::Postgres => self.postgres_sum(argument).to_owned(),
            EngineKind::MariaDb => self.mariadb_sum(argument, class, aggregate, described)?,
        };
        let name = match aggregate.what {
            AggregateKind::Sum => described.name.clone(),
            _ => Ident::new(format!("{}__sum", described.name)),
        };
        self.store(Stored::Sum, argument, data_type, &name)
    }

    /// A sum of integers of up to four bytes is a bigint, any other is numeric.
    fn postgres_sum(&self, argument: &Expr) -> &'static str {
        let small = block::column_of(argument)
            .and_then(|(at, name)| self.block.catalog_column(at, &name))
            .is_some_and(|c| ["integer", "smallint"].contains(&c.data_type.as_str()));
        if small { "bigint" } else { "numeric" }
    }

    /// What MariaDB itself takes for the sum.
    fn mariadb_sum(
        &self,
        argument: &Expr,
        class: Option<TypeClass>,
        aggregate: &Aggregate,
        described: &Described,
    ) -> Result<String, Refusal> {
        let column = block::column_of(argument)
            .and_then(|(at, name)| self.block.catalog_column(at, &name).cloned());
        if class == Some(TypeClass::Integer) {
            let wide = column.is_none_or(|c| c.data_type.to_ascii_lowercase().contains("bigint"));
            return Ok(if wide { "decimal(41,0)" } else { "bigint" }.to_owned());
        }
        let own = column.and_then(|c| decimal(&c.data_type)).map(|(p, s)| (p + 22, s));
        let shown = decimal(&described.data_type).map(|(p, s)| match aggregate.what {
            AggregateKind::Avg => (p + 18, s.saturating_sub(4)),
            _ => (p, s),
        });
        match own.or(shown) {
            Some((p, s)) => Ok(format!("decimal({},{s})", p.min(65))),
            None => Err(Refusal::new(
                plain_text(argument),
                "how many digits its sum has is not known",
                "CAST it to DECIMAL(p,s)",
            )),
        }
    }

    fn extreme(
        &mut self,
        argument: &Expr,
        class: Option<TypeClass>,
        kind: Stored,
        described: &Described,
    ) -> Result<usize, Refusal> {
        for (at, name) in columns_of(argument) {
            check_text_column(self.block, at, &name, class != Some(TypeClass::Integer))?;
        }
        let plain = matches!(
            class,
            Some(TypeClass::Integer | TypeClass::Decimal | TypeClass::Text | TypeClass::Time)
        );
        if !plain {
            let mend = "use a column of integers, decimals, texts or times";
            let reason = "equal values of this type may look different";
            return Err(Refusal::new(plain_text(argument), reason, mend));
        }
        self.store(kind, argument, described.data_type.clone(), &described.name)
    }

    /// The measure, if it is not there yet; its position.
    fn store(
        &mut self,
        kind: Stored,
        argument: &Expr,
        data_type: String,
        name: &Ident,
    ) -> Result<usize, Refusal> {
        let canonical = canon(argument);
        let known = self.found.iter().zip(&self.exprs);
        if let Some(at) = known.into_iter().position(|(m, e)| m.kind == kind && *e == canonical) {
            return Ok(at);
        }
        let expr = block::scalar(argument, |at, name| self.joins.fact_column(at, name))
            .ok_or_else(|| {
                Refusal::new(plain_text(argument), "it is not understood", "use a column")
            })?;
        let keys = self.keys.keys.iter().map(|k| k.column.clone());
        let taken: Vec<Ident> = keys.chain(self.found.iter().map(|m| m.column.clone())).collect();
        let nullable = block::is_nullable(argument, self.block);
        let column = keys::free(name, &taken);
        self.found.push(Measure { column, kind, expr, data_type, nullable });
        self.exprs.push(canonical);
        Ok(self.found.len() - 1)
    }
}

/// Sums must not depend on the order in which values were added.
fn exact(
    class: Option<TypeClass>,
    whole: &Expr,
    argument: &Expr,
    block: &Block<'_>,
) -> Result<(), Refusal> {
    match (class, block.engine) {
        (Some(TypeClass::Integer), _)
        | (Some(TypeClass::Decimal), EngineKind::Postgres | EngineKind::MariaDb) => Ok(()),
        (Some(TypeClass::Decimal | TypeClass::Float), EngineKind::Sqlite) => Err(Refusal::new(
            plain_text(whole),
            "SQLite adds it as floats, and float sums depend on the order of the rows",
            "store whole cents in an INTEGER column",
        )),
        (Some(TypeClass::Float), _) => Err(Refusal::new(
            plain_text(whole),
            "float sums depend on the order of the rows",
            format!(
                "CAST({} AS DECIMAL(18,4)), or make the column a decimal",
                plain_text(argument)
            ),
        )),
        _ => Err(Refusal::new(
            plain_text(whole),
            "it is not known to add up exactly",
            "aggregate integers or decimals",
        )),
    }
}

fn not_one(expr: &Expr) -> Refusal {
    let text = plain_text(expr);
    if !has_aggregate(expr) {
        return Refusal::new(text, "it is not grouped by", "add it to GROUP BY");
    }
    if let Expr::Function(f) = expr {
        if f.over.is_some() {
            let mend = "use the window in the query that reads the rollup";
            return Refusal::new(text, "a window looks at other rows of the result", mend);
        }
        let mend = "use COUNT, SUM, AVG, MIN or MAX";
        return Refusal::new(text, "this aggregate cannot be kept from changes alone", mend);
    }
    let mend = "give each aggregate a column of its own, and compute when reading";
    Refusal::new(text, "it is computed from aggregates", mend)
}

/// `decimal(14,2)` has 14 digits, 2 of them after the point.
pub(in crate::rollup) fn decimal(data_type: &str) -> Option<(u32, u32)> {
    let lower = data_type.to_ascii_lowercase();
    let rest = lower.strip_prefix("decimal(").or_else(|| lower.strip_prefix("numeric("))?;
    let (digits, _) = rest.split_once(')')?;
    let (p, s) = digits.split_once(',').unwrap_or((digits, "0"));
    Some((p.trim().parse().ok()?, s.trim().parse().ok()?))
}
