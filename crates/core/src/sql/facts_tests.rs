//! What is read out of statements. One door: `check_facts`.
#![cfg(test)]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{Facts, TableUse, Value, facts};
use crate::name::{EngineKind, Ident, TableName};
use crate::seen::{Column, KeyPart, Table, TableCounters, TableKind, TypeClass};
use EngineKind::{MariaDb, Postgres, Sqlite};

const SHOP: &str = "
    users(id, email, name, active, deleted_at, created_at, org_id)
    orders(id, user_id, status, total, created_at, note)
    items(id, order_id, sku, price, tags, data)
    nodes(id, parent_id, name)
    Odd.Mixed(Id, \"select\", Name)
";

/// `schema.table(column, column)`, one a line; the schema is `public` if none is said.
pub(super) fn tables(schema: &str) -> Vec<Table> {
    let lines = schema.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(table).collect()
}

fn table(line: &str) -> Table {
    let (name, columns) = line.trim_end_matches(')').split_once('(').unwrap();
    let (schema, name) = name.split_once('.').unwrap_or(("public", name));
    let column = |name: &str| Column {
        name: Ident::from(name.trim().trim_matches('"')),
        data_type: "text".into(),
        class: TypeClass::Text,
        not_null: false,
        generated: false,
        collation: None,
        width_bytes: None,
        distinct: None,
        null_fraction: None,
        correlation: None,
        common_frequencies: vec![],
    };
    Table {
        name: TableName::new(schema, name),
        kind: TableKind::Ordinary,
        columns: columns.split(',').map(column).collect(),
        primary_key: vec![],
        foreign_keys: vec![],
        rows: None,
        bytes: None,
        counters: TableCounters::default(),
        definition: None,
    }
}

pub(super) fn check_facts(engine: EngineKind, schema: &str, sql: &str, expect: &Expect) {
    let read = facts(sql, engine, &tables(schema), &["public"]).unwrap();
    expect.assert_eq(&show(&read));
}

fn show(facts: &Facts) -> String {
    let mut lines =
        vec![format!("{:?}{}", facts.kind, if facts.volatile { " volatile" } else { "" })];
    for (at, used) in facts.uses.iter().enumerate() {
        let alias = used.alias.as_ref().map(|a| format!(" {a}")).unwrap_or_default();
        lines.push(format!("{at}. {}{alias} in block {}", used.table.name, used.block));
        lines.extend(show_use(used).into_iter().map(|line| format!("   {line}")));
    }
    let operands = facts.operands.iter().map(|o| {
        let column = o.column.as_ref().map_or("-".to_owned(), |(_, c)| c.to_string());
        let slot = o.placeholder.map(|p| format!("${p}")).unwrap_or_default();
        format!("{column} {:?}{slot}", o.op)
    });
    let operands: Vec<_> = operands.collect();
    if !operands.is_empty() {
        lines.push(format!("operands: {}", operands.join(", ")));
    }
    lines.iter().map(|line| wrapped(line)).collect::<Vec<_>>().join("\n")
}

/// Long lines go on below, further in.
fn wrapped(line: &str) -> String {
    let mut width = 0;
    let mut text = String::new();
    for word in line.split_inclusive(' ') {
        if width > 0 && width + word.trim_end().len() > 80 {
            text.truncate(text.trim_end().len());
            text.push_str("\n      ");
            width = 6;
        }
        text.push_str(word);
        width += word.len();
    }
    text
}

fn show_use(used: &TableUse) -> Vec<String> {
    let mut lines = vec![];
    for p in &used.predicates {
        let value = match &p.operand {
            Value::Literal(text) => format!(" {text}"),
            Value::Placeholder => " ?".into(),
            Value::Computed => " computed".into(),
            Value::None => String::new(),
        };
        let or = if p.disjunct { "or " } else { "" };
        let fit = p.constant_sql.as_ref().map(|s| format!("  [{s}]")).unwrap_or_default();
        lines.push(format!("{or}{} {:?}{value}{fit}", part(&p.part), p.op));
    }
    for j in &used.joins {
        let outer = if j.correlated { " correlated" } else { "" };
        lines.push(format!("{} = {}.{}{outer}", j.column, j.other, j.other_column));
    }
    let list = |parts: &[KeyPart]| parts.iter().map(part).collect::<Vec<_>>().join(", ");
    if !used.group.is_empty() {
        lines.push(format!("group {}", list(&used.group)));
    }
    if !used.order.is_empty() {
        let keys: Vec<_> = used
            .order
            .iter()
            .map(|k| format!("{}{}", part(&k.part), if k.descending { " desc" } else { "" }))
            .collect();
        let more = if used.order_whole { "" } else { " …" };
        lines.push(format!("order {}{more}", keys.join(", ")));
    }
    if let Some(limit) = used.limit {
        lines.push(format!("limit {limit}"));
    }
    if !used.extremes.is_empty() {
        lines.push(format!("extremes {:?}", names(used.extremes.iter())));
    }
    let star = if used.whole_row { " *" } else { "" };
    lines.push(format!("reads {}{star}", names(used.columns.iter())));
    if !used.written.is_empty() {
        lines.push(format!("writes {}", names(used.written.iter())));
    }
    lines
}

fn names<'a>(all: impl Iterator<Item = &'a Ident>) -> String {
    all.map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn part(part: &KeyPart) -> String {
    match part {
        KeyPart::Column(name) => name.to_string(),
        KeyPart::Expression(text) => format!("({text})"),
    }
}

#[test]
fn conditions_on_one_table() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT u.id FROM users u WHERE email = 'A;b' AND id IN (1, 2) AND org_id = ANY($1) \
         AND active AND NOT deleted_at IS NULL AND created_at >= date '2024-01-01' \
         AND created_at BETWEEN $2 AND $3 AND name LIKE 'abc%' AND name ILIKE '%x%' AND org_id \
         <> 5",
        &expect![[r#"
            Select
            0. users u in block 0
               email Equal 'A;b'  [email = 'A;b']
               id In 1, 2  [id IN (1, 2)]
               org_id In ?
               active IsTrue  [active]
               deleted_at IsNotNull  [NOT deleted_at IS NULL]
               created_at Range DATE '2024-01-01'  [created_at >= DATE '2024-01-01']
               created_at Range ?
               name LikePrefix 'abc%'  [name LIKE 'abc%']
               name LikeAny '%x%'  [name ILIKE '%x%']
               org_id NotEqual 5  [org_id <> 5]
               reads active created_at deleted_at email id name org_id
            operands: email Equal, id In, id In, org_id In$0, created_at Range, created_at
                  Range$1, created_at Range$2, name LikePrefix, name LikeAny, org_id
                  NotEqual"#]],
    );
}

#[test]
fn expressions_on_one_table() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT 1 FROM users AS U WHERE LOWER(u.email) = $1 AND date(u.created_at) > '2024-01-01' \
         AND u.created_at > now() - interval '1 day'",
        &expect![[r#"
            Select volatile
            0. users u in block 0
               (lower(email)) Equal ?
               (date(created_at)) Range '2024-01-01'  [date(created_at) > '2024-01-01']
               created_at Range computed
               reads created_at email
            operands: - Equal$0, - Range"#]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT * FROM items WHERE data->>'status' = 'x' AND tags @> ARRAY['a'] AND data ? 'k'",
        &expect![[r"
            Select
            0. items in block 0
               (data ->> 'status') Equal 'x'  [data ->> 'status' = 'x']
               tags Contains 'a'  [tags @> ARRAY['a']]
               data Contains 'k'  [data ? 'k']
               reads data id order_id price sku tags *
            operands: - Equal, tags Contains, data Contains"]],
    );
}

#[test]
fn joins_go_both_ways_but_not_through_an_outer_join() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT u.name, o.total FROM users u JOIN orders o ON o.user_id = u.id \
         LEFT JOIN items i ON i.order_id = o.id AND i.sku = 'x' AND o.status = 'open'",
        &expect![[r"
            Select
            0. users u in block 0
               id = 1.user_id
               reads id name
            1. orders o in block 0
               user_id = 0.id
               reads id status total user_id
            2. items i in block 0
               sku Equal 'x'  [sku = 'x']
               order_id = 1.id
               reads order_id sku
            operands: sku Equal, status Equal"]],
    );
    check_facts(
        MariaDb,
        "a(id, x)\nb(id, x, y)",
        "SELECT y FROM a NATURAL JOIN b JOIN b AS c USING (id)",
        &expect![[r"
            Select
            0. a in block 0
               id = 1.id
               x = 1.x
               id = 2.id
               reads id x
            1. b in block 0
               id = 0.id
               x = 0.x
               reads id x y
            2. b c in block 0
               id = 0.id
               reads id"]],
    );
}

#[test]
fn alternatives_share_factors_and_make_lists() {
    check_facts(
        Sqlite,
        SHOP,
        "SELECT id FROM orders WHERE (status = 'a' OR status = 'b') AND (user_id = 1 OR total > 5) \
         AND ((note = 'n' AND id = 1) OR (note = 'n' AND id = 2))",
        &expect![[r#"
            Select
            0. orders in block 0
               status In 'a', 'b'  [status = 'a' OR status = 'b']
               or user_id Equal 1
               or total Range 5
               note Equal 'n'  [note = 'n']
               id In 1, 2
               reads id note status total user_id
            operands: status In, status In, user_id Equal, total Range, note Equal, id In,
                  id In"#]],
    );
}

#[test]
fn sub_selects_are_joins() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND \
         o.status = 'x') \
         AND id IN (SELECT i.order_id FROM items i) AND NOT EXISTS (SELECT * FROM nodes n WHERE \
         n.id = u.org_id) \
         AND u.org_id = (SELECT max(parent_id) FROM nodes)",
        &expect![[r#"
            Select
            0. users u in block 0
               org_id Equal computed
               id = 1.user_id
               id = 2.order_id
               reads id org_id
            1. orders o in block 1
               status Equal 'x'  [status = 'x']
               user_id = 0.id correlated
               reads status user_id
            2. items i in block 2
               order_id = 0.id correlated
               reads order_id
            3. nodes n in block 3
               id = 0.org_id correlated
               reads id
            4. nodes in block 4
               extremes "parent_id"
               reads parent_id
            operands: status Equal"#]],
    );
}

#[test]
fn order_and_group_by_alias_and_position() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT created_at AS c, id FROM orders WHERE status = 'open' ORDER BY status, c DESC, 2 \
         DESC LIMIT 20",
        &expect![[r"
            Select
            0. orders in block 0
               status Equal 'open'  [status = 'open']
               order created_at desc, id desc
               limit 20
               reads created_at id status
            operands: status Equal"]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT status, lower(note) AS n, count(*) FROM orders GROUP BY 1, n ORDER BY 3 DESC",
        &expect![[r"
            Select
            0. orders in block 0
               group status, (lower(note))
               reads note status"]],
    );
    check_facts(
        Sqlite,
        SHOP,
        "SELECT max(created_at) FROM orders WHERE user_id = ?",
        &expect![[r#"
        Select
        0. orders in block 0
           user_id Equal ?
           extremes "created_at"
           reads created_at user_id
        operands: user_id Equal$0"#]],
    );
}

#[test]
fn keyset_pages_bound_the_first_column() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT * FROM orders WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id \
         DESC LIMIT $3",
        &expect![[r"
            Select
            0. orders in block 0
               created_at Range ?
               order created_at desc, id desc
               limit 18446744073709551615
               reads created_at id note status total user_id *
            operands: created_at Range$0, id Range$1, - Other$2"]],
    );
}

#[test]
fn derived_tables_and_with_queries_are_seen_through() {
    check_facts(
        Postgres,
        SHOP,
        "WITH recent AS (SELECT user_id AS who, total FROM orders WHERE status = 'x') \
         SELECT u.name FROM recent r JOIN users u ON u.id = r.who \
         JOIN (SELECT order_id, count(*) AS n FROM items GROUP BY order_id) g ON g.order_id = \
         u.org_id \
         WHERE r.total > 5 AND g.order_id = 7 AND g.n > 3",
        &expect![[r"
            Select
            0. orders in block 0
               status Equal 'x'  [status = 'x']
               total Range 5  [total > 5]
               user_id = 1.id
               reads status total user_id
            1. users u in block 1
               id = 0.user_id
               org_id = 2.order_id
               reads id name org_id
            2. items in block 2
               order_id Equal 7  [order_id = 7]
               group order_id
               reads order_id
            operands: status Equal, total Range, order_id Equal"]],
    );
    check_facts(
        Sqlite,
        SHOP,
        "WITH RECURSIVE tree(id) AS (SELECT id FROM nodes WHERE parent_id IS NULL \
         UNION ALL SELECT n.id FROM nodes n JOIN tree t ON n.parent_id = t.id) SELECT count(*) \
         FROM tree",
        &expect![[r"
            Select
            0. nodes in block 0
               parent_id IsNull  [parent_id IS NULL]
               reads id parent_id
            1. nodes n in block 1
               parent_id Equal computed
               reads id parent_id"]],
    );
}

#[test]
fn the_same_name_in_two_tables_is_told_apart() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE id = 1 AND users.id = \
         user_id) AND id = 2",
        &expect![[r"
            Select
            0. users in block 0
               id Equal 2  [id = 2]
               id = 1.user_id
               reads id
            1. orders in block 1
               id Equal 1  [id = 1]
               user_id = 0.id correlated
               reads id user_id
            operands: id Equal, id Equal"]],
    );
}

#[test]
fn quoted_names_and_schemas_fold_by_dialect() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT \"Name\" FROM \"Odd\".\"Mixed\" WHERE \"Id\" = 1 AND \"select\" IS NULL",
        &expect![[r#"
            Select
            0. Mixed in block 0
               Id Equal 1  ["Id" = 1]
               select IsNull  ["select" IS NULL]
               reads Id Name select
            operands: Id Equal"#]],
    );
    check_facts(
        MariaDb,
        SHOP,
        "SELECT NAME FROM `odd` . `mixed` WHERE ID = ?",
        &expect![[r"
            Select
            0. Mixed in block 0
               Id Equal ?
               reads Id Name
            operands: Id Equal$0"]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT name FROM USERS WHERE Users.ID = 1",
        &expect![[r"
        Select
        0. users in block 0
           id Equal 1  [id = 1]
           reads id name
        operands: id Equal"]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT x FROM \"USERS\" WHERE id = 1",
        &expect![[r"
        Select
        0. USERS in block 0
           reads "]],
    );
}

#[test]
fn writing_statements() {
    check_facts(
        Postgres,
        SHOP,
        "UPDATE orders o SET total = o.total + i.price FROM items i WHERE i.order_id = o.id AND \
         o.status = 'open'",
        &expect![[r"
            Update
            0. orders o in block 0
               status Equal 'open'  [status = 'open']
               id = 1.order_id
               reads id status total
               writes total
            1. items i in block 0
               order_id = 0.id
               reads order_id price
            operands: status Equal"]],
    );
    check_facts(
        Postgres,
        SHOP,
        "DELETE FROM items USING orders o WHERE order_id = o.id AND o.note IS NULL",
        &expect![[r"
            Delete
            0. items in block 0
               order_id = 1.id
               reads order_id
               writes data id order_id price sku tags
            1. orders o in block 0
               note IsNull  [note IS NULL]
               id = 0.order_id
               reads id note"]],
    );
    check_facts(
        MariaDb,
        SHOP,
        "DELETE i FROM items i JOIN orders o ON i.order_id = o.id WHERE o.id = 5",
        &expect![[r"
            Delete
            0. items i in block 0
               order_id = 1.id
               reads order_id
               writes data id order_id price sku tags
            1. orders o in block 0
               id Equal 5  [id = 5]
               id = 0.order_id
               reads id
            operands: id Equal"]],
    );
    check_facts(
        Sqlite,
        SHOP,
        "INSERT INTO nodes (id, name) SELECT id, name FROM users WHERE org_id = :org ON CONFLICT \
         (id) DO UPDATE SET name = excluded.name",
        &expect![[r"
            Insert
            0. nodes in block 0
               reads 
               writes id name parent_id
            1. users in block 1
               org_id Equal ?
               reads id name org_id
            operands: org_id Equal$0"]],
    );
}

#[test]
fn digest_texts_are_read() {
    check_facts(
        MariaDb,
        SHOP,
        "SELECT COUNT ( * ) , `lower` ( `name` ) AS ? FROM `users` WHERE `created_at` > DATE ? - \
         INTERVAL ? SQL_TSI_DAY AND `id` IN (...) AND `email` LIKE ? ORDER BY ? LIMIT ?, ... ",
        &expect![[r#"
            Select
            0. users in block 0
               created_at Range computed
               id In ?
               email LikeAny ?
               limit 18446744073709551615
               reads created_at email id name
            operands: created_at Range$1, - Other$2, id In$6, email LikeAny$3, - Other$4, -
                  Other$5, - Other$7"#]],
    );
}

#[test]
fn an_unreadable_statement_says_where_without_its_values() {
    let error = |sql| facts(sql, Postgres, &[], &[]).unwrap_err().to_string();
    expect!["line 2: expected end of statement, found `=`"]
        .assert_eq(&error("SELECT a\nFROM WHERE b = 'secret'"));
    expect!["line 1: expected end of statement, found `b`"]
        .assert_eq(&error("SELECT a FROM t 'secret' b"));
    expect!["line 1: no statement"].assert_eq(&error(""));
    expect!["line 1: not understood"].assert_eq(&error("SELECT 'secret"));
    expect!["line 1: more than one statement"].assert_eq(&error("SELECT 1; SELECT 2"));
}

#[test]
fn hostile_depth_is_refused() {
    let tables = tables(SHOP);
    let refused = |sql: String| {
        for engine in EngineKind::ALL {
            let error = facts(&sql, engine, &tables, &["public"]).unwrap_err();
            assert!(error.reason.len() < 200, "{error}");
        }
    };
    let many = 100_000;
    refused(format!("SELECT {}1", "(".repeat(many)));
    refused(format!("SELECT 1{}", " + 1".repeat(many)));
    refused(format!("SELECT id FROM users WHERE id = 1{}", " OR id = 1".repeat(many)));
    refused(format!("SELECT {} id FROM users", "NOT ".repeat(many)));
    refused(format!("SELECT 1{}", " UNION SELECT 1".repeat(many)));
    refused(format!("SELECT {}", "CASE WHEN 1 THEN ".repeat(many)));
    refused(format!("SELECT * FROM {}", "(SELECT * FROM ".repeat(many)));
    refused(format!("SELECT id{} FROM users", " IS NULL".repeat(many)));
}

#[test]
fn the_greatest_depth_that_is_read_fits_the_stack() {
    let tables = tables(SHOP);
    for sql in [
        format!("SELECT id FROM users WHERE id = 1{}", " OR id > 1 AND name = 'x'".repeat(190)),
        format!("SELECT id{} FROM users", " + 1".repeat(390)),
        format!("SELECT id FROM users WHERE id IN (1{})", ", 2".repeat(50_000)),
        format!("SELECT 1{}", " UNION SELECT id FROM users".repeat(390)),
        format!("SELECT {}1{}", "(".repeat(28), " + 1)".repeat(28)),
        format!("SELECT {}1{}", "CASE WHEN id > 1 THEN ".repeat(14), " END".repeat(14)),
        format!("SELECT {}1{}", "CASE WHEN (id > 1) THEN (".repeat(9), ") END".repeat(9)),
        format!("SELECT 1 FROM {}users{}", "(SELECT * FROM ".repeat(9), ") x".repeat(9)),
        format!(
            "SELECT 1 FROM users WHERE {}1{}",
            "id IN (SELECT id FROM users WHERE ".repeat(9),
            ")".repeat(9)
        ),
        format!("SELECT {}1{}", "coalesce(1, ".repeat(28), ")".repeat(28)),
    ] {
        facts(&sql, Postgres, &tables, &["public"]).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None,
    ..ProptestConfig::default() })]

    #[test]
    fn no_text_stops_the_reader(
        text in any::<String>(),
        cut in any::<prop::sample::Index>(),
        put in prop::sample::select(vec!["(", ")", "'", ",", " OR ", "$1", "?", "::", " NOT ",
        ".", "*", " é", ";"]),
        which in 0..MUTATED.len(),
    ) {
        let sql = MUTATED[which];
        let mut at = cut.index(sql.len());
        while !sql.is_char_boundary(at) { at -= 1; }
        let mutated = format!("{}{put}{}", &sql[..at], &sql[at..]);
        let tables = tables(SHOP);
        for engine in EngineKind::ALL {
            for text in [text.as_str(), &mutated, &sql[..at], &sql[at..]] {
                if let Err(error) = facts(text, engine, &tables, &["public"]) {
                    prop_assert!(!error.reason.contains("secret"), "{}", error);
                }
                let shape = super::shape(text, engine);
                prop_assert_eq!(super::shape(&shape.text, engine), shape);
            }
        }
    }
}

const MUTATED: &[&str] = &[
    "WITH a AS (SELECT id, 'secret' AS s FROM users) SELECT * FROM a JOIN orders o USING (id) \
     WHERE o.note LIKE 'secret%' ORDER BY 1",
    "UPDATE orders SET note = 'secret' WHERE (id, total) IN ((1, 2), (3, 4)) AND EXISTS (SELECT \
     1 FROM items i WHERE i.order_id = orders.id)",
    "INSERT INTO nodes VALUES (1, NULL, 'secret'), (2, 1, 'secret') ON CONFLICT (id) DO UPDATE \
     SET name = 'secret'",
    "SELECT u.id, count(*) FROM users u, LATERAL (SELECT * FROM orders o WHERE o.user_id = u.id \
     LIMIT 3) x WHERE u.created_at BETWEEN '2024-01-01' AND now() GROUP BY 1 HAVING count(*) > 2 \
     ORDER BY count(*) DESC",
    "DELETE FROM items WHERE data->>'secret' = ANY(ARRAY['secret', 'x']) OR NOT (sku = 'secret' \
     AND price * 2 > 5)",
];
