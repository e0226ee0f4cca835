//! PostgreSQL: statement triggers with transition tables for batches, or row triggers for single
//! rows; ENABLE ALWAYS, so that a replica's writes count too. The functions belong to who adds the
//! rollup, and writers need no right on `rungs`.

use super::{Way, differs, insert_row, into_delta, key_differs, log_key, values};
use crate::dialect::Sql;
use crate::name::{Ident, TableName};
use crate::rollup::derive::say::{Say, adds};
use crate::rollup::derive::{Form, Ground, Object, vouch};
use crate::rollup::model::Stored;

pub(super) fn triggers(say: &Say<'_>, ground: &Ground) -> Vec<Object> {
    let mut objects = match ground.form {
        Form::Row => by_row(say),
        Form::Statement => by_statement(say, ground),
    };
    objects.push(truncate(say, ground));
    for dim in 0..say.family.dims.len() {
        objects.push(dimension(say, dim));
    }
    objects
}

/// A function and the triggers that call it; they go together.
fn function(
    say: &Say<'_>,
    what: &str,
    body: &str,
    triggers: impl Fn(&str) -> Vec<(String, TableName, String)>,
) -> Object {
    let name = say.object(&format!("f_{}_{what}", say.family.name));
    let mut create = vec![vouch(format!(
        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER \
         SET search_path = pg_catalog, pg_temp AS $rungs$BEGIN {body} RETURN NULL; END$rungs$"
    ))];
    for (event, table, rest) in triggers(&name) {
        create.extend(trigger(
            say,
            what,
            &event,
            &table,
            &format!("{rest} EXECUTE FUNCTION {name}()"),
        ));
    }
    Object { drop: vouch(format!("DROP FUNCTION IF EXISTS {name}() CASCADE")), name, create }
}

fn trigger(say: &Say<'_>, what: &str, event: &str, table: &TableName, rest: &str) -> [Sql; 2] {
    let name = say.q(&Ident::new(format!("rungs_{}_{what}", say.family.name)));
    let table = say.table(table);
    [
        vouch(format!("CREATE TRIGGER {name} {event} ON {table} {rest}")),
        vouch(format!("ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")),
    ]
}

fn by_row(say: &Say<'_>) -> Vec<Object> {
    let fact = &say.family.fact;
    let row = |when: String| format!("FOR EACH ROW{when}");
    let changed = format!(" WHEN ({})", differs(say, &say.used_columns()));
    let one = |what: &str, event: &str, body: String, when: &str| {
        function(say, what, &body, |_| {
            vec![(format!("AFTER {event}"), fact.clone(), row(when.to_owned()))]
        })
    };
    let (came, went) = (insert_row(say, "NEW", Way::Came), insert_row(say, "OLD", Way::Went));
    vec![
        one("ins", "INSERT", came.clone(), ""),
        one("upd", "UPDATE", format!("{went} {came}"), &changed),
        one("del", "DELETE", went, ""),
    ]
}

/// A partitioned table passes on no statement triggers, and one that is written to directly fires
/// only its own: so parent and leaves each have theirs.
fn by_statement(say: &Say<'_>, ground: &Ground) -> Vec<Object> {
    let tables: Vec<TableName> =
        std::iter::once(&say.family.fact).chain(&ground.leaves).cloned().collect();
    let came = arm(say, "came", Way::Came);
    let went = arm(say, "went", Way::Went);
    let new = "REFERENCING NEW TABLE AS came FOR EACH STATEMENT";
    let old = "REFERENCING OLD TABLE AS went FOR EACH STATEMENT";
    let both = "REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT";
    let one = |what: &str, event: &str, arms: &[&str], how: &str| {
        function(say, what, &grouped(say, arms), |_| {
            let on = |t: &TableName| (format!("AFTER {event}"), t.clone(), how.to_owned());
            tables.iter().map(on).collect()
        })
    };
    vec![
        one("ins", "INSERT", &[&came], new),
        one("upd", "UPDATE", &[&went, &came], both),
        one("del", "DELETE", &[&went], old),
    ]
}

fn arm(say: &Say<'_>, from: &str, way: Way) -> String {
    format!("SELECT {} FROM {from} f{}", named(say, "f", way), say.filter("f"))
}

/// Values of one row with the delta's names.
fn named(say: &Say<'_>, of: &str, way: Way) -> String {
    let stored = say.stored(&say.family.base.keys, true);
    let pairs = values(say, of, way).into_iter().zip(stored.split(", "));
    pairs.map(|(value, name)| format!("{value} AS {name}")).collect::<Vec<_>>().join(", ")
}

fn grouped(say: &Say<'_>, arms: &[&str]) -> String {
    let keys = &say.family.base.keys;
    let mut columns: Vec<String> = keys.iter().map(|k| say.column("x", &k.column)).collect();
    let mut any = vec!["SUM(x.n) <> 0".to_owned()];
    for measure in &say.family.measures {
        let sum = format!("{}({})", adds(measure), say.column("x", &measure.column));
        if matches!(measure.kind, Stored::Count | Stored::Sum) {
            any.push(format!("{sum} <> 0"));
        }
        columns.push(sum);
    }
    columns.push("SUM(x.n)".to_owned());
    if say.has_extremes() {
        columns.push("MAX(x.dirty)".to_owned());
        any.push("MAX(x.dirty) = 1".to_owned());
    }
    format!(
        "INSERT INTO {} SELECT {} FROM ({}) x GROUP BY {} HAVING {};",
        into_delta(say),
        columns.join(", "),
        arms.join(" UNION ALL "),
        say.keys("x", keys),
        any.join(" OR ")
    )
}

/// All that the table held is taken out. Another isolation level may not see all of it: then the
/// rollup is said to be invalid.
fn truncate(say: &Say<'_>, ground: &Ground) -> Object {
    let went = values(say, "f", Way::Went);
    let invalid = format!(
        "UPDATE {} SET state = 'invalid', why = 'the table was truncated in a transaction that \
         could not see all of its rows' WHERE family = {};",
        say.object("rollups"),
        say.literal(say.family.name.as_str())
    );
    let stored = say.stored(&say.family.base.keys, true);
    let pairs = went.into_iter().zip(stored.split(", "));
    let columns = pairs.map(|(v, name)| format!("{v} AS {name}")).collect::<Vec<_>>().join(", ");
    let scan = grouped(
        say,
        &[&format!("SELECT {columns} FROM ' || TG_RELID::regclass || ' f{}", say.filter("f"))],
    );
    // The text is run as is: its own quotes are doubled, but for the table's name.
    let scan = scan
        .replace('\'', "''")
        .replace("'' || TG_RELID::regclass || ''", "' || TG_RELID::regclass || '");
    let body = format!(
        "IF current_setting('transaction_isolation') = 'read committed' THEN \
         EXECUTE '{}'; ELSE {invalid} END IF;",
        scan.trim_end_matches(';')
    );
    // Truncating a parent fires the triggers of its leaves too.
    let tables = if ground.leaves.is_empty() {
        std::slice::from_ref(&say.family.fact)
    } else {
        ground.leaves.as_slice()
    };
    function(say, "trunc", &body, |_| {
        let on = |t: &TableName| {
            ("BEFORE TRUNCATE".to_owned(), t.clone(), "FOR EACH STATEMENT".to_owned())
        };
        tables.iter().map(on).collect()
    })
}

fn dimension(say: &Say<'_>, dim: usize) -> Object {
    let table = &say.family.dims[dim].table;
    let (old, new) = (log_key(say, dim, "OLD"), log_key(say, dim, "NEW"));
    let body = format!(
        "IF TG_OP = 'TRUNCATE' THEN INSERT INTO {} SELECT {} FROM {} d; \
         ELSIF TG_OP = 'INSERT' THEN {new} ELSIF TG_OP = 'DELETE' THEN {old} \
         ELSE {old} IF {} THEN {new} END IF; END IF;",
        say.changed(dim),
        say.columns("d", say.family.dims[dim].key.iter()),
        say.table(table),
        key_differs(say, dim)
    );
    let what = format!("d{dim}");
    let name = say.object(&format!("f_{}_{what}", say.family.name));
    let mut object = function(say, &what, &body, |_| Vec::new());
    let run = format!("EXECUTE FUNCTION {name}()");
    let when = format!("FOR EACH ROW WHEN ({}) {run}", differs(say, &say.path_columns(dim)));
    let events = [
        (format!("{what}_row"), "AFTER INSERT OR DELETE", format!("FOR EACH ROW {run}")),
        (format!("{what}_upd"), "AFTER UPDATE", when),
        (format!("{what}_trunc"), "BEFORE TRUNCATE", format!("FOR EACH STATEMENT {run}")),
    ];
    for (what, event, rest) in &events {
        object.create.extend(trigger(say, what, event, table, rest));
    }
    object
}
