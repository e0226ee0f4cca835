//! PostgreSQL: statement triggers with transition tables for batches, or row triggers for single
//! rows; ENABLE ALWAYS, so that a replica's writes count too. The functions belong to who adds the
//! rollup, and writers need no right on `rungs`.

use super::{Way, differs, insert_row, into_delta, key_differs, log_key, values};
use crate::dialect::Sql;
use crate::name::{Ident, TableName};
use crate::rollup::derive::registry::forget_touched;
use crate::rollup::derive::say::{Say, adds};
use crate::rollup::derive::{Form, Ground, Object, vouch};
use crate::rollup::model::Stored;

pub(super) fn triggers(say: &Say<'_>, ground: &Ground) -> Vec<Object> {
    let mut objects = match ground.form {
        Form::Row => by_row(say),
        Form::Statement => by_statement(say, ground),
    };
    objects.insert(0, guard(say));
    objects.push(truncate(say, ground));
    for dim in say.family.joined() {
        objects.push(dimension(say, dim));
    }
    objects
}

/// A view that nobody reads: what it names cannot be dropped or get another type, or else every
/// write to the table would fail in a trigger from then on.
fn guard(say: &Say<'_>) -> Object {
    let name = say.object(&format!("g_{}", say.family.name));
    let columns = say.columns("f", say.used_columns().iter());
    Object {
        create: vec![vouch(format!(
            "CREATE OR REPLACE VIEW {name} AS SELECT {columns} FROM {} f",
            say.fact()
        ))],
        drop: vouch(format!("DROP VIEW IF EXISTS {name}")),
        name,
    }
}

/// A function and the triggers that call it; they go together.
fn function(
    say: &Say<'_>,
    what: &str,
    body: &str,
    triggers: impl Fn(&str) -> Vec<(String, TableName, String)>,
) -> Object {
    let name = function_name(say, what);
    let mut create = vec![vouch(format!(
        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER \
         SET search_path = pg_catalog, pg_temp AS $rungs$BEGIN {body} RETURN NULL; END$rungs$"
    ))];
    for (event, table, rest) in triggers(&name) {
        create.extend(fact_trigger(say, what, &event, &table, &rest));
    }
    Object { drop: vouch(format!("DROP FUNCTION IF EXISTS {name}() CASCADE")), name, create }
}

fn function_name(say: &Say<'_>, what: &str) -> String {
    say.object(&format!("f_{}_{what}", say.family.name))
}

fn trigger(say: &Say<'_>, what: &str, event: &str, table: &TableName, rest: &str) -> [Sql; 2] {
    let name = say.q(&Ident::new(format!("rungs_{}_{what}", say.family.name)));
    let table = say.table(table);
    [vouch(format!("CREATE TRIGGER {name} {event} ON {table} {rest}")), always(say, what, &table)]
}

/// Of the fact table, or of a partition, which is told of what, by its number: a name may become
/// another's.
fn fact_trigger(say: &Say<'_>, what: &str, event: &str, on: &TableName, how: &str) -> [Sql; 2] {
    let function = function_name(say, what);
    if *on == say.family.fact {
        return trigger(say, what, event, on, &format!("{how} EXECUTE FUNCTION {function}()"));
    }
    let rest = format!("{how} EXECUTE FUNCTION {function}(");
    let [create, always] = trigger(say, what, event, on, &rest);
    let create = format!(
        "DO $rungs$BEGIN EXECUTE concat({}, {}::regclass::oid, ')'); END$rungs$",
        say.literal(create.as_str()),
        say.literal(&say.fact())
    );
    [vouch(create), always]
}

/// A table that was a partition keeps its triggers, and has no part in the facts any more.
const UNLESS_DETACHED: &str = "IF TG_NARGS = 1 AND pg_partition_root(TG_RELID)::oid \
     IS DISTINCT FROM TG_ARGV[0]::oid THEN RETURN NULL; END IF;";

fn always(say: &Say<'_>, what: &str, table: &str) -> Sql {
    let name = say.q(&Ident::new(format!("rungs_{}_{what}", say.family.name)));
    vouch(format!("ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"))
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

/// What fires for a statement, and the rows that it shows.
const BY_STATEMENT: [(&str, &str, &str); 3] = [
    ("ins", "AFTER INSERT", "REFERENCING NEW TABLE AS came FOR EACH STATEMENT"),
    ("upd", "AFTER UPDATE", "REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT"),
    ("del", "AFTER DELETE", "REFERENCING OLD TABLE AS went FOR EACH STATEMENT"),
];
const BEFORE_TRUNCATE: (&str, &str, &str) = ("trunc", "BEFORE TRUNCATE", "FOR EACH STATEMENT");

/// A partitioned table passes on no statement triggers, and one that is written to directly fires
/// only its own: so it and each of its partitions have theirs.
fn by_statement(say: &Say<'_>, ground: &Ground) -> Vec<Object> {
    let tables = with_parts(say, ground);
    let (came, went) = (arm(say, "came", Way::Came), arm(say, "went", Way::Went));
    BY_STATEMENT
        .iter()
        .map(|(what, event, how)| {
            let arms: &[&str] = match *what {
                "ins" => &[&came],
                "upd" => &[&went, &came],
                _ => &[&went],
            };
            let on = |t: &&TableName| ((*event).to_owned(), (*t).clone(), (*how).to_owned());
            let all = |_: &str| tables.iter().map(on).collect();
            function(say, what, &format!("{UNLESS_DETACHED} {}", grouped(say, arms)), all)
        })
        .collect()
}

/// Row triggers come to a partition by themselves, but fire on a replica only if told to.
pub(super) fn cover(say: &Say<'_>, part: &TableName, form: Form) -> Vec<Sql> {
    let table = say.table(part);
    let lock = format!("LOCK TABLE ONLY {table} IN SHARE ROW EXCLUSIVE MODE");
    let mut all = vec![vouch(lock)];
    for (what, event, how) in BY_STATEMENT {
        match form {
            Form::Row => all.push(always(say, what, &table)),
            Form::Statement => {
                all.extend(fact_trigger(say, what, event, part, how));
            }
        }
    }
    let (what, event, how) = BEFORE_TRUNCATE;
    all.extend(fact_trigger(say, what, event, part, how));
    all
}

fn with_parts<'a>(say: &Say<'a>, ground: &'a Ground) -> Vec<&'a TableName> {
    std::iter::once(&say.family.fact).chain(&ground.parts).collect()
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

/// All that the table held is taken out; what has partitions holds nothing itself, and truncating
/// it fires their triggers too.
fn truncate(say: &Say<'_>, ground: &Ground) -> Object {
    let went = values(say, "f", Way::Went);
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
        "{UNLESS_DETACHED} IF (SELECT c.relkind FROM pg_class c WHERE c.oid = TG_RELID) = 'p' \
         THEN RETURN NULL; \
         ELSE {} END IF;",
        if_all_is_seen(say, &format!("EXECUTE '{}';", scan.trim_end_matches(';')))
    );
    let tables = with_parts(say, ground);
    let (what, event, how) = BEFORE_TRUNCATE;
    function(say, what, &body, |_| {
        let on = |t: &&TableName| (event.to_owned(), (*t).clone(), how.to_owned());
        tables.iter().map(on).collect()
    })
}

/// TRUNCATE removes what its transaction may not see, but for READ COMMITTED: then the rollup is
/// said to be invalid.
fn if_all_is_seen(say: &Say<'_>, work: &str) -> String {
    let family = say.family.name.as_str();
    format!(
        "IF current_setting('transaction_isolation') = 'read committed' THEN {work} \
         ELSE UPDATE {} SET state = 'invalid', why = 'a table was truncated in a transaction that \
         could not see all of its rows' WHERE family = {}; {}; END IF;",
        say.object("rollups"),
        say.literal(family),
        forget_touched(say.engine(), family)
    )
}

fn dimension(say: &Say<'_>, dim: usize) -> Object {
    let table = &say.family.dims[dim].table;
    let (old, new) = (log_key(say, dim, "OLD"), log_key(say, dim, "NEW"));
    let all = format!(
        "INSERT INTO {} SELECT {} FROM {} d;",
        say.changed(dim),
        say.columns("d", say.family.dims[dim].key.iter()),
        say.table(table)
    );
    let body = format!(
        "IF TG_OP = 'TRUNCATE' THEN {} \
         ELSIF TG_OP = 'INSERT' THEN {new} ELSIF TG_OP = 'DELETE' THEN {old} \
         ELSE {old} IF {} THEN {new} END IF; END IF;",
        if_all_is_seen(say, &all),
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
