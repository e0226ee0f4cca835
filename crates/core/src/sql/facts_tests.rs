//! What is read out of statements. One door: [`check_facts`].

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{Facts, Op, TableUse, Value, facts};
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

const TPCH: &str = "
    region(r_regionkey, r_name, r_comment)
    nation(n_nationkey, n_name, n_regionkey, n_comment)
    supplier(s_suppkey, s_name, s_address, s_nationkey, s_phone, s_acctbal, s_comment)
    customer(c_custkey, c_name, c_address, c_nationkey, c_phone, c_acctbal, c_mktsegment, c_comment)
    part(p_partkey, p_name, p_mfgr, p_brand, p_type, p_size, p_container, p_retailprice, p_comment)
    partsupp(ps_partkey, ps_suppkey, ps_availqty, ps_supplycost, ps_comment)
    orders(o_orderkey, o_custkey, o_orderstatus, o_totalprice, o_orderdate, o_orderpriority, o_clerk, o_shippriority, o_comment)
    lineitem(l_orderkey, l_partkey, l_suppkey, l_linenumber, l_quantity, l_extendedprice, l_discount, l_tax, l_returnflag, l_linestatus, l_shipdate, l_commitdate, l_receiptdate, l_shipinstruct, l_shipmode, l_comment)
";

/// `schema.table(column, column)`, one a line; the schema is `public` if none is said.
fn tables(schema: &str) -> Vec<Table> {
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

fn check_facts(engine: EngineKind, schema: &str, sql: &str, expect: &Expect) {
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
    lines.join("\n")
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
         AND created_at BETWEEN $2 AND $3 AND name LIKE 'abc%' AND name ILIKE '%x%' AND org_id <> 5",
        &expect![[""]],
    );
}

#[test]
fn expressions_on_one_table() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT 1 FROM users AS U WHERE LOWER(u.email) = $1 AND date(u.created_at) > '2024-01-01' \
         AND u.created_at > now() - interval '1 day'",
        &expect![[""]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT * FROM items WHERE data->>'status' = 'x' AND tags @> ARRAY['a'] AND data ? 'k'",
        &expect![[""]],
    );
}

#[test]
fn joins_go_both_ways_but_not_through_an_outer_join() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT u.name, o.total FROM users u JOIN orders o ON o.user_id = u.id \
         LEFT JOIN items i ON i.order_id = o.id AND i.sku = 'x' AND o.status = 'open'",
        &expect![[""]],
    );
    check_facts(
        MariaDb,
        "a(id, x)\nb(id, x, y)",
        "SELECT y FROM a NATURAL JOIN b JOIN b AS c USING (id)",
        &expect![[""]],
    );
}

#[test]
fn alternatives_share_factors_and_make_lists() {
    check_facts(
        Sqlite,
        SHOP,
        "SELECT id FROM orders WHERE (status = 'a' OR status = 'b') AND (user_id = 1 OR total > 5) \
         AND ((note = 'n' AND id = 1) OR (note = 'n' AND id = 2))",
        &expect![[""]],
    );
}

#[test]
fn sub_selects_are_joins() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.status = 'x') \
         AND id IN (SELECT i.order_id FROM items i) AND NOT EXISTS (SELECT * FROM nodes n WHERE n.id = u.org_id) \
         AND u.org_id = (SELECT max(parent_id) FROM nodes)",
        &expect![[""]],
    );
}

#[test]
fn order_and_group_by_alias_and_position() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT created_at AS c, id FROM orders WHERE status = 'open' ORDER BY status, c DESC, 2 DESC LIMIT 20",
        &expect![[""]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT status, lower(note) AS n, count(*) FROM orders GROUP BY 1, n ORDER BY 3 DESC",
        &expect![[""]],
    );
    check_facts(
        Sqlite,
        SHOP,
        "SELECT max(created_at) FROM orders WHERE user_id = ?",
        &expect![[""]],
    );
}

#[test]
fn keyset_pages_bound_the_first_column() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT * FROM orders WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3",
        &expect![[""]],
    );
}

#[test]
fn derived_tables_and_with_queries_are_seen_through() {
    check_facts(
        Postgres,
        SHOP,
        "WITH recent AS (SELECT user_id AS who, total FROM orders WHERE status = 'x') \
         SELECT u.name FROM recent r JOIN users u ON u.id = r.who \
         JOIN (SELECT order_id, count(*) AS n FROM items GROUP BY order_id) g ON g.order_id = u.org_id \
         WHERE r.total > 5 AND g.order_id = 7 AND g.n > 3",
        &expect![[""]],
    );
    check_facts(
        Sqlite,
        SHOP,
        "WITH RECURSIVE tree(id) AS (SELECT id FROM nodes WHERE parent_id IS NULL \
         UNION ALL SELECT n.id FROM nodes n JOIN tree t ON n.parent_id = t.id) SELECT count(*) FROM tree",
        &expect![[""]],
    );
}

#[test]
fn the_same_name_in_two_tables_is_told_apart() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE id = 1 AND users.id = user_id) AND id = 2",
        &expect![[""]],
    );
}

#[test]
fn quoted_names_and_schemas_fold_by_dialect() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT \"Name\" FROM \"Odd\".\"Mixed\" WHERE \"Id\" = 1 AND \"select\" IS NULL",
        &expect![[""]],
    );
    check_facts(MariaDb, SHOP, "SELECT NAME FROM `odd` . `mixed` WHERE ID = ?", &expect![[""]]);
    check_facts(Postgres, SHOP, "SELECT name FROM USERS WHERE Users.ID = 1", &expect![[""]]);
    check_facts(Postgres, SHOP, "SELECT x FROM \"USERS\" WHERE id = 1", &expect![[""]]);
}

#[test]
fn writing_statements() {
    check_facts(
        Postgres,
        SHOP,
        "UPDATE orders o SET total = o.total + i.price FROM items i WHERE i.order_id = o.id AND o.status = 'open'",
        &expect![[""]],
    );
    check_facts(
        Postgres,
        SHOP,
        "DELETE FROM items USING orders o WHERE order_id = o.id AND o.note IS NULL",
        &expect![[""]],
    );
    check_facts(
        MariaDb,
        SHOP,
        "DELETE i FROM items i JOIN orders o ON i.order_id = o.id WHERE o.id = 5",
        &expect![[""]],
    );
    check_facts(
        Sqlite,
        SHOP,
        "INSERT INTO nodes (id, name) SELECT id, name FROM users WHERE org_id = :org ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        &expect![[""]],
    );
}

#[test]
fn digest_texts_are_read() {
    check_facts(
        MariaDb,
        SHOP,
        "SELECT COUNT ( * ) , `lower` ( `name` ) AS ? FROM `users` WHERE `created_at` > DATE ? - INTERVAL ? SQL_TSI_DAY AND `id` IN (...) AND `email` LIKE ? ORDER BY ? LIMIT ?, ... ",
        &expect![[""]],
    );
}

#[test]
fn an_unreadable_statement_says_where_without_its_values() {
    let error = |sql| facts(sql, Postgres, &[], &[]).unwrap_err().to_string();
    expect![[""]].assert_eq(&error("SELECT a\nFROM WHERE b = 'secret'"));
    expect![[""]].assert_eq(&error("SELECT a FROM 'secret'"));
    expect![[""]].assert_eq(&error(""));
    expect![[""]].assert_eq(&error("SELECT 'secret"));
    expect![[""]].assert_eq(&error("SELECT 1; SELECT 2"));
}
