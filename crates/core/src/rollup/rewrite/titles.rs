//! What the server would call a column that the query gives no name.

use sqlparser::ast::{DataType, Expr};

use crate::name::{EngineKind, Ident};
use crate::rollup::block::{Block, Item, column_of};
use crate::rollup::refusal::Refusal;

/// The name that the rewritten column must have.
pub fn title(item: &Item, block: &Block<'_>) -> Result<Ident, Refusal> {
    if let Some(alias) = &item.alias {
        return Ok(match (block.engine, alias.quote_style) {
            (EngineKind::Postgres, None) => Ident::new(alias.value.to_lowercase()),
            _ => Ident::new(alias.value.clone()),
        });
    }
    let name = match block.engine {
        EngineKind::Postgres => postgres(&item.expr),
        EngineKind::MariaDb => mariadb(item),
        EngineKind::Sqlite => Some(match column_of(&item.expr) {
            Some((_, name)) => name.0,
            None => item.written.clone(),
        }),
    };
    name.map(Ident::new).ok_or_else(|| {
        let mend = "give it a name with AS";
        Refusal::new(item.written.clone(), "what the server would call it is not known", mend)
    })
}

fn postgres(expr: &Expr) -> Option<String> {
    if let Some((_, name)) = column_of(expr) {
        return Some(name.0);
    }
    match expr {
        Expr::Nested(inner) => postgres(inner),
        Expr::Function(f) => {
            let name = f.name.0.last()?.as_ident()?;
            Some(match name.quote_style {
                None => name.value.to_lowercase(),
                Some(_) => name.value.clone(),
            })
        }
        Expr::Extract { .. } => Some("extract".to_owned()),
        Expr::BinaryOp { .. } => Some("?column?".to_owned()),
        Expr::Cast { expr, data_type, .. } => match postgres(expr) {
            Some(name) if name != "?column?" => Some(name),
            _ => match data_type {
                DataType::Date => Some("date".to_owned()),
                DataType::BigInt(None) => Some("int8".to_owned()),
                DataType::Integer(None) | DataType::Int(None) => Some("int4".to_owned()),
                DataType::Text => Some("text".to_owned()),
                DataType::Numeric(_) | DataType::Decimal(_) => Some("numeric".to_owned()),
                _ => None,
            },
        },
        Expr::Case { else_result: None, .. } => Some("case".to_owned()),
        _ => None,
    }
}

/// The text as it was written; the end of a long one is cut off in ways that are not known here.
fn mariadb(item: &Item) -> Option<String> {
    let text = &item.written;
    if column_of(&item.expr).is_some() {
        let last = text.rsplit('.').next()?.trim();
        return Some(last.trim_matches('`').to_owned());
    }
    let comment = ["--", "/*", "#"].iter().any(|mark| text.contains(mark));
    let literal = text.starts_with(['\'', '"']);
    (text.len() < 60 && !comment && !literal).then(|| text.clone())
}
