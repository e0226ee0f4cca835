//! Turns the qualified names of a statement to the clone. Works on words, not on a parse: what is
//! no table of the clone stays.

use std::collections::HashSet;

use rungs_core::dialect::{Quote, Sql};
use rungs_core::name::{EngineKind, Ident, TableName};
use rungs_core::sql::tokens::{Kind, Token, tokens};

/// The text with `schema.table` turned to `stand_in(schema).table`, for `known` tables.
pub(super) fn retarget(
    text: &str,
    known: &[TableName],
    stand_in: &dyn Fn(&str) -> String,
) -> String {
    let words: Vec<Token<'_>> =
        tokens(text, EngineKind::Postgres).filter(|token| !token.is_blank()).collect();
    let mut moved = String::with_capacity(text.len() + 64);
    let mut copied = 0;
    for parts in words.windows(3) {
        let [schema, dot, table] = parts else { continue };
        let (Some(schema_name), Some(table)) = (name(schema), name(table)) else { continue };
        let is_known = |t: &TableName| t.schema == schema_name && t.name == table;
        if !dot.is_mark(".") || schema.start < copied || !known.iter().any(is_known) {
            continue;
        }
        moved.push_str(&text[copied..schema.start]);
        let stand_in = Ident::new(stand_in(schema_name.as_str()));
        moved.push_str(Sql::fixed("").ident(Quote::Double, &stand_in).as_str());
        copied = schema.start + schema.text.len();
    }
    moved.push_str(&text[copied..]);
    moved
}

/// Every name in the text, whatever it is the name of.
pub(super) fn names(text: &str) -> HashSet<Ident> {
    tokens(text, EngineKind::Postgres).filter_map(|token| name(&token)).collect()
}

/// As the catalog spells it; None for what is no name.
fn name(token: &Token<'_>) -> Option<Ident> {
    match token.kind {
        Kind::Word => Some(Ident::new(token.text.to_lowercase())),
        Kind::Quoted => {
            let inner = token.text.strip_prefix('"')?.strip_suffix('"')?;
            Some(Ident::new(inner.replace("\"\"", "\"")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualified_tables_move_and_all_else_stays() {
        let known = [TableName::new("shop", "orders"), TableName::new("Shop", "A\"b")];
        let moved = retarget(
            "select Shop . orders.id, 'shop.orders', x.orders from \"Shop\".\"A\"\"b\", \
             \"Shop\".orders -- shop.orders",
            &known,
            &|schema| format!("s_{schema}"),
        );
        assert_eq!(
            moved,
            "select \"s_shop\" . orders.id, 'shop.orders', x.orders from \"s_Shop\".\"A\"\"b\", \
             \"Shop\".orders -- shop.orders"
        );
        assert_eq!(retarget("select \"shop", &known, &|s| s.to_owned()), "select \"shop");
    }
}
