//! Has an action happened? Asks the catalog only, never the journal or the memory.

use rungs_core::change::Action;
use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::{EngineError, Probe, Scope};
use rungs_core::name::{Ident, IndexName, TableName};
use rungs_core::seen::{Index, IndexKey, IndexSpec, KeyPart};

use super::super::catalog;
use super::super::connect::{PostgresTarget, Session};
use super::super::rollup;
use super::preflight::literal;

/// Errors: `Unreachable`, `Busy` while the table is locked exclusively.
pub(in super::super) fn probe(
    session: &mut Session,
    target: &PostgresTarget,
    action: &Action,
) -> Result<Probe, EngineError> {
    match action {
        Action::CreateIndex { name, index } => created(session, name, index),
        Action::DropIndex { name, definition } => dropped(session, name, definition),
        Action::RebuildIndex { name } => rebuilt(session, name),
        Action::Analyze { table } | Action::Vacuum { table } | Action::Compact { table } => {
            Ok(if relation(session, &table.schema, &table.name)?.is_some() {
                Probe::NotStarted
            } else {
                Probe::Conflict(format!("table {table} is not there"))
            })
        }
        Action::PragmaOptimize => {
            Ok(Probe::Conflict("PRAGMA optimize is a statement of SQLite".to_owned()))
        }
        Action::Set { setting, value, .. } => set(session, setting, value),
        Action::AddRollup { definitions, .. } => {
            Ok(rungs_core::rollup::probe(definitions, &rollup::standing(target)?))
        }
    }
}

fn created(session: &mut Session, name: &Ident, wanted: &IndexSpec) -> Result<Probe, EngineError> {
    let schema = &wanted.table.schema;
    let Some(kind) = relation(session, schema, name)? else { return Ok(Probe::NotStarted) };
    if !matches!(kind.as_str(), "i" | "I") {
        return Ok(Probe::Conflict(format!("{schema}.{name} is there but is not an index")));
    }
    let Some(index) = index_of(session, &wanted.table, name)? else {
        return Ok(Probe::Conflict(format!("index {schema}.{name} is on another table")));
    };
    Ok(if index.building {
        Probe::Partial {
            what: format!("a session is building index {name} now"),
            remains: Vec::new(),
        }
    } else if !same(&index.spec, wanted) {
        Probe::Conflict(format!("another index has the name {name}: {}", index.definition))
    } else if index.valid {
        Probe::Done
    } else {
        Probe::Partial {
            what: format!("a build of {name} was broken off and left an invalid index"),
            remains: vec![drop_of(schema, name)],
        }
    })
}

fn dropped(
    session: &mut Session,
    name: &IndexName,
    definition: &str,
) -> Result<Probe, EngineError> {
    if relation(session, &name.table.schema, &name.name)?.is_none() {
        return Ok(Probe::Done);
    }
    let rows = session.rows(&format!(
        "select pg_get_indexdef(c.oid), x.indisvalid from pg_class c \
         join pg_namespace n on n.oid = c.relnamespace join pg_index x on x.indexrelid = c.oid \
         where n.nspname = {} and c.relname = {}",
        literal(name.table.schema.as_str()),
        literal(name.name.as_str())
    ))?;
    let Some(row) = rows.first() else {
        return Ok(Probe::Conflict(format!("{} is there but is not an index", name.name)));
    };
    let now = row.owned(0);
    Ok(if !definition.is_empty() && now != definition {
        Probe::Conflict(format!("index {} is now another one: {now}", name.name))
    } else if row.flag(1) {
        Probe::NotStarted
    } else {
        // No statement reads it any more, so to leave it would not be to take the drop back.
        Probe::Partial {
            what: format!(
                "index {} is invalid, as a drop that was broken off leaves it",
                name.name
            ),
            remains: vec![drop_of(&name.table.schema, &name.name)],
        }
    })
}

/// Whether an index was rebuilt cannot be seen; what a broken rebuild leaves can.
fn rebuilt(session: &mut Session, name: &IndexName) -> Result<Probe, EngineError> {
    let Some(index) = index_of(session, &name.table, &name.name)? else {
        return Ok(Probe::Conflict(format!("index {name} is not there")));
    };
    if index.building {
        return Ok(Probe::Partial {
            what: format!("a session is rebuilding index {} now", name.name),
            remains: Vec::new(),
        });
    }
    let rows = session.rows(&format!(
        "select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid \
         join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = {} and c.relname = {} and not x.indisvalid \
         and regexp_replace(i.relname, '_cc(new|old)[0-9]*$', '') = left({}, 63 - 6) \
         and i.relname ~ '_cc(new|old)[0-9]*$'",
        literal(name.table.schema.as_str()),
        literal(name.table.name.as_str()),
        literal(name.name.as_str())
    ))?;
    if rows.is_empty() {
        return Ok(Probe::NotStarted);
    }
    let left: Vec<Ident> = rows.iter().map(|row| Ident(row.owned(0))).collect();
    Ok(Probe::Partial {
        what: format!("a rebuild of {} was broken off", name.name),
        remains: left.iter().map(|l| drop_of(&name.table.schema, l)).collect(),
    })
}

/// `reset_val` is what others get: the session that asks has set some for itself.
fn set(session: &mut Session, setting: &str, value: &str) -> Result<Probe, EngineError> {
    let rows = session.rows(&format!(
        "select case when setting = reset_val then current_setting(name) end, reset_val, \
                pending_restart or setting is distinct from reset_val \
         from pg_settings where name = {}",
        literal(setting)
    ))?;
    let Some(row) = rows.first() else {
        return Ok(Probe::Conflict(format!("this server has no setting {setting}")));
    };
    let is = |text: Option<&str>| text.is_some_and(|t| t.eq_ignore_ascii_case(value.trim()));
    let in_file = row.flag(2) && is(filed(session, setting).as_deref());
    let done = is(row.text(0)) || is(row.text(1)) || in_file;
    Ok(if done { Probe::Done } else { Probe::NotStarted })
}

/// What ALTER SYSTEM wrote, which a restart will bring or this session does not see. None: not to
/// be seen by this role.
fn filed(session: &mut Session, setting: &str) -> Option<String> {
    let sql = format!(
        "select setting from pg_file_settings where name = {} order by seqno desc limit 1",
        literal(setting)
    );
    session.try_rows(&sql).ok()?.first().map(|row| row.owned(0))
}

fn relation(
    session: &mut Session,
    schema: &Ident,
    name: &Ident,
) -> Result<Option<String>, EngineError> {
    let rows = session.rows(&format!(
        "select c.relkind::text from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = {} and c.relname = {}",
        literal(schema.as_str()),
        literal(name.as_str())
    ))?;
    Ok(rows.first().map(|row| row.owned(0)))
}

fn index_of(
    session: &mut Session,
    table: &TableName,
    name: &Ident,
) -> Result<Option<Index>, EngineError> {
    if relation(session, &table.schema, &table.name)?.is_none() {
        return Ok(None);
    }
    let scope = Scope { tables: vec![table.to_string()], statements_max: 0 };
    let catalog = catalog::read(session, &scope)?;
    if let Some(skipped) = catalog.skipped.first() {
        return Err(EngineError::new(
            rungs_core::engine::ErrorClass::Busy,
            format!("{} is {}", skipped.subject, skipped.why),
        )
        .hint("try again when that session has ended"));
    }
    Ok(catalog.indexes.into_iter().find(|i| &i.name.table == table && &i.name.name == name))
}

fn drop_of(schema: &Ident, name: &Ident) -> Sql {
    Sql::fixed("DROP INDEX CONCURRENTLY IF EXISTS ")
        .ident(Quote::Double, schema)
        .text(".")
        .ident(Quote::Double, name)
}

/// Whether two specifications make the same index, though one was spelled by the server.
fn same(a: &IndexSpec, b: &IndexSpec) -> bool {
    let keys =
        a.keys.len() == b.keys.len() && a.keys.iter().zip(&b.keys).all(|(a, b)| same_key(a, b));
    let predicate = a.predicate.as_deref().map(canonical) == b.predicate.as_deref().map(canonical);
    keys && predicate && a.method == b.method && a.include == b.include && a.unique == b.unique
}

fn same_key(a: &IndexKey, b: &IndexKey) -> bool {
    let part = match (&a.part, &b.part) {
        (KeyPart::Column(a), KeyPart::Column(b)) => a == b,
        (KeyPart::Expression(a), KeyPart::Expression(b)) => canonical(a) == canonical(b),
        (KeyPart::Column(c), KeyPart::Expression(e))
        | (KeyPart::Expression(e), KeyPart::Column(c)) => canonical(e) == c.as_str(),
    };
    let nulls = |k: &IndexKey| k.nulls_first.unwrap_or(k.descending);
    let last = |name: &Option<String>| {
        name.as_deref().map(|n| n.rsplit('.').next().unwrap_or(n).replace('"', ""))
    };
    part && a.descending == b.descending
        && nulls(a) == nulls(b)
        && last(&a.opclass) == last(&b.opclass)
        && last(&a.collation) == last(&b.collation)
}

/// An expression without what the server adds or changes when it spells it: casts, parentheses,
/// spaces, schemas, `IN` as `= ANY (ARRAY[…])`, `LIKE` as `~~`.
fn canonical(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if letter == '\'' {
            let end = quoted_end(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some(after) = rest.strip_prefix("::") {
            rest = after_type(after);
        } else if let Some((operator, after)) = named_operator(rest) {
            out.push_str(operator);
            rest = after;
        } else if letter == '.' && rest[1..].starts_with(|c: char| c.is_alphabetic() || c == '"') {
            out.truncate(out.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len());
            rest = &rest[1..];
        } else {
            if !letter.is_whitespace() && !matches!(letter, '(' | ')' | '"') {
                out.extend(letter.to_lowercase());
            } else if out.ends_with(|c: char| c.is_alphanumeric()) && letter.is_whitespace() {
                out.push(' ');
            }
            rest = &rest[letter.len_utf8()..];
        }
    }
    let words = [
        ("= any array[", "in "),
        ("=any array[", "in "),
        ("= anyarray[", "in "),
        ("=anyarray[", "in "),
        ("!=", "<>"),
        ("not like", "!~~"),
        ("like", "~~"),
    ];
    for (from, to) in words {
        out = out.replace(from, to);
    }
    out.replace([' ', ']'], "")
}

/// `OPERATOR(shop.=)` → `=`, and what follows.
fn named_operator(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix("OPERATOR(")?.split_once(')')?;
    Some((name.rsplit_once('.')?.1, after))
}

fn quoted_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] == b'\'' {
            if bytes.get(at + 1) != Some(&b'\'') {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    text.len()
}

/// Skips a type's name after `::`.
fn after_type(text: &str) -> &str {
    const LONG: [&str; 6] = [
        "character varying",
        "double precision",
        "timestamp without time zone",
        "timestamp with time zone",
        "time without time zone",
        "bit varying",
    ];
    let long = LONG.iter().find_map(|name| text.strip_prefix(name));
    let rest = long.unwrap_or_else(|| {
        text.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"'))
    });
    let rest = match rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
        Some((digits, after)) if digits.chars().all(|c| c.is_ascii_digit() || c == ',') => after,
        _ => rest,
    };
    rest.strip_prefix("[]").unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_spells_equals_what_was_asked_for() {
        let equal = [
            ("status = 'open'", "((status)::text = 'open'::text)"),
            ("status IN ('a', 'b c')", "status = ANY (ARRAY['a'::text, 'b c'::text])"),
            ("deleted_at IS NULL AND n > 3", "(deleted_at IS NULL) AND (n > 3)"),
            ("lower(email)", "lower((email)::text)"),
            ("s LIKE 'x%'", "s ~~ 'x%'::text"),
            ("p = 1.5", "p = 1.5::numeric(10,2)"),
            ("plain(name) = 'a'", "(\"S\".plain(name) OPERATOR(shop.=) 'a'::shop.word)"),
        ];
        for (asked, spelled) in equal {
            assert_eq!(canonical(asked), canonical(spelled), "{asked}");
        }
        assert_ne!(canonical("status = 'open'"), canonical("status = 'Open'"));
        assert_ne!(canonical("a > 1"), canonical("a >= 1"));
    }
}
