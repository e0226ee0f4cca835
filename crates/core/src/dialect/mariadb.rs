//! MariaDB 10.6+ and MySQL 8+. DDL says ALGORITHM and LOCK, so that the server refuses what it
//! cannot do online instead of blocking writers.

use super::fragment::{after_words, check_definition, check_expression};
use super::{
    Dialect, MARK, Quote, Rendered, ServerFlavour, Sql, Unsupported, check_setting,
    nothing_to_undo, null_order_is_natural, rollup,
};
use crate::change::{Action, LockClass, Undo};
use crate::name::{Ident, IndexName, TableName};
use crate::seen::{IndexKey, IndexSpec, KeyPart, Method};

pub(super) struct MariaDb;

const Q: Quote = Quote::Backtick;
const ONLINE: &str = ", ALGORITHM=INPLACE, LOCK=NONE";
/// Full-text and spatial indexes are built while writers wait.
const SHARED: &str = ", ALGORITHM=INPLACE, LOCK=SHARED";

impl Dialect for MariaDb {
    fn quote(&self) -> Quote {
        Q
    }

    fn render(&self, action: &Action, server: ServerFlavour) -> Result<Rendered, Unsupported> {
        match action {
            Action::CreateIndex { name, index } => create_index(name, index, server),
            Action::DropIndex { name, definition } => drop_index(name, definition),
            Action::RebuildIndex { name } => Unsupported::because(format!(
                "InnoDB rebuilds {} only with its whole table; use OPTIMIZE TABLE",
                name.name
            )),
            Action::Analyze { table } => {
                let sql = Sql::fixed("ANALYZE TABLE ").table(Q, table);
                let all = if server.is_mysql { "" } else { " PERSISTENT FOR ALL" };
                Ok(nothing_to_undo(sql.text(all), LockClass::Online))
            }
            Action::Vacuum { .. } => {
                Unsupported::because("InnoDB purges dead rows by itself; there is no VACUUM")
            }
            Action::Compact { table } => {
                Ok(nothing_to_undo(Sql::fixed("OPTIMIZE TABLE ").table(Q, table), LockClass::Brief))
            }
            Action::PragmaOptimize => Unsupported::because("PRAGMA optimize is of SQLite"),
            Action::AddRollup { name, definitions, .. } => {
                rollup::add(server.engine, name, definitions, LockClass::Brief)
            }
            Action::Set { setting, value, previous } => set(setting, value, previous.as_deref()),
        }
    }
}

fn create_index(
    name: &Ident,
    index: &IndexSpec,
    server: ServerFlavour,
) -> Result<Rendered, Unsupported> {
    check_spec(index, server)?;
    let (kind, how, lock) = match index.method {
        Method::Btree if index.unique => ("UNIQUE INDEX ", ONLINE, LockClass::Brief),
        Method::Btree => ("INDEX ", ONLINE, LockClass::Brief),
        Method::Fulltext => ("FULLTEXT INDEX ", SHARED, LockClass::BlocksWrites),
        Method::Spatial => ("SPATIAL INDEX ", SHARED, LockClass::BlocksWrites),
        Method::Hash | Method::Gin | Method::Gist | Method::Brin | Method::Other(_) => {
            return Unsupported::because("InnoDB has btree, full-text and spatial indexes only");
        }
    };
    let create = alter(&index.table)
        .text("ADD ")
        .text(kind)
        .ident(Q, name)
        .text(" (")
        .list(&index.keys, ", ", key)
        .text(") COMMENT ")
        .literal(Q, MARK)
        .text(how);
    let back = vec![drop_statement(&index.table, name)];
    Ok(Rendered { forward: vec![create], back, undo: Undo::Free, lock })
}

fn check_spec(index: &IndexSpec, server: ServerFlavour) -> Result<(), Unsupported> {
    if index.keys.is_empty() {
        return Unsupported::because("an index needs at least one key");
    }
    if !index.include.is_empty() {
        return Unsupported::because("there is no INCLUDE here; make the columns keys");
    }
    if index.predicate.is_some() {
        return Unsupported::because("there are no partial indexes here");
    }
    let sorts_down = server.is_mysql || server.version_num >= 100_800;
    for key in &index.keys {
        if key.opclass.is_some() || key.collation.is_some() {
            return Unsupported::because("an index here has its columns' own collations");
        }
        if key.descending && !sorts_down {
            return Unsupported::because("descending keys need MariaDB 10.8");
        }
        if !null_order_is_natural(key) {
            return Unsupported::because("NULL always sorts as the smallest value here");
        }
        if let KeyPart::Expression(text) = &key.part {
            if !(server.is_mysql && server.version_num >= 80_013) {
                return Unsupported::because(
                    "MariaDB indexes no expressions; index a generated column",
                );
            }
            check_expression(text)?;
        }
    }
    Ok(())
}

fn key(sql: Sql, key: &IndexKey) -> Sql {
    let mut sql = match &key.part {
        KeyPart::Column(column) => sql.ident(Q, column),
        KeyPart::Expression(text) => sql.text("(").parsed_expression(text).text(")"),
    };
    if let Some(length) = key.prefix_length {
        sql = sql.text("(").number(u64::from(length)).text(")");
    }
    if key.descending { sql.text(" DESC") } else { sql }
}

/// The definition to go back to is `ALTER TABLE …`, `CREATE INDEX …`, or the line of SHOW CREATE
/// TABLE (`KEY …`, `UNIQUE KEY …`).
fn drop_index(name: &IndexName, definition: &str) -> Result<Rendered, Unsupported> {
    check_definition(definition, BEGINNINGS)?;
    let shared = ["FULLTEXT", "SPATIAL"];
    let words = words(definition);
    let holds = |word: &str| words.iter().any(|w| w == word);
    let (how, lock) = if shared.iter().any(|word| holds(word)) {
        (SHARED, LockClass::BlocksWrites)
    } else {
        (ONLINE, LockClass::Brief)
    };
    let whole = after_words(definition, "ALTER TABLE").is_some();
    let create = after_words(definition, "CREATE").is_some();
    let text = definition.trim();
    let back = match () {
        () if holds("ALGORITHM") => Sql::from_text_that_i_vouch_for(text),
        () if whole => Sql::from_text_that_i_vouch_for(text).text(how),
        // CREATE INDEX takes its options without commas.
        () if create && how == ONLINE => {
            Sql::from_text_that_i_vouch_for(text).text(" ALGORITHM=INPLACE LOCK=NONE")
        }
        () if create => {
            Sql::from_text_that_i_vouch_for(text).text(" ALGORITHM=INPLACE LOCK=SHARED")
        }
        () => alter(&name.table).text("ADD ").parsed_expression(text).text(how),
    };
    Ok(Rendered {
        forward: vec![drop_statement(&name.table, &name.name)],
        back: vec![back],
        undo: Undo::Rebuild,
        lock,
    })
}

/// In upper case, without names and texts in quotes: a column may be called `algorithm`.
fn words(definition: &str) -> Vec<String> {
    let mut open = None;
    let bare: String = definition
        .chars()
        .map(|c| match open {
            Some(quote) => {
                open = (c != quote).then_some(quote);
                ' '
            }
            None if matches!(c, '`' | '\'' | '"') => {
                open = Some(c);
                ' '
            }
            None => c.to_ascii_uppercase(),
        })
        .collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    bare.split(|c| !is_word(c)).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

const BEGINNINGS: &[&str] = &[
    "ALTER TABLE",
    "CREATE INDEX",
    "CREATE UNIQUE INDEX",
    "CREATE FULLTEXT INDEX",
    "CREATE SPATIAL INDEX",
    "KEY",
    "INDEX",
    "UNIQUE",
    "FULLTEXT",
    "SPATIAL",
];

fn drop_statement(table: &TableName, name: &Ident) -> Sql {
    alter(table).text("DROP INDEX ").ident(Q, name).text(ONLINE)
}

fn alter(table: &TableName) -> Sql {
    Sql::fixed("ALTER TABLE ").table(Q, table).text(" ")
}

fn set(setting: &str, value: &str, previous: Option<&str>) -> Result<Rendered, Unsupported> {
    check_setting(setting)?;
    let name = || Sql::fixed("SET GLOBAL ").parsed_expression(setting).text(" = ");
    let to = |value: &str| {
        let is_number = value.parse::<f64>().is_ok_and(f64::is_finite);
        let plain = value.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
        if is_number && plain { name().parsed_expression(value) } else { name().literal(Q, value) }
    };
    Ok(Rendered {
        forward: vec![to(value)],
        back: vec![previous.map_or_else(|| name().text("DEFAULT"), to)],
        undo: Undo::Free,
        lock: LockClass::Online,
    })
}
