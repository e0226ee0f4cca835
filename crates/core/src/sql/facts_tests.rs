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
            operands: email Equal, id In, id In, org_id In$0, created_at Range, created_at Range$1, created_at Range$2, name LikePrefix, name LikeAny, org_id NotEqual"#]],
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
            operands: - Equal$0, - Range, created_at Range"#]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT * FROM items WHERE data->>'status' = 'x' AND tags @> ARRAY['a'] AND data ? 'k'",
        &expect![[r#"
            Select
            0. items in block 0
               (data ->> 'status') Equal 'x'  [data ->> 'status' = 'x']
               tags Contains 'a'  [tags @> ARRAY['a']]
               data Contains 'k'  [data ? 'k']
               reads data id order_id price sku tags *
            operands: - Equal, tags Contains, data Contains"#]],
    );
}

#[test]
fn joins_go_both_ways_but_not_through_an_outer_join() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT u.name, o.total FROM users u JOIN orders o ON o.user_id = u.id \
         LEFT JOIN items i ON i.order_id = o.id AND i.sku = 'x' AND o.status = 'open'",
        &expect![[r#"
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
            operands: sku Equal, status Equal"#]],
    );
    check_facts(
        MariaDb,
        "a(id, x)\nb(id, x, y)",
        "SELECT y FROM a NATURAL JOIN b JOIN b AS c USING (id)",
        &expect![[r#"
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
               reads id"#]],
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
            operands: status In, status In, user_id Equal, total Range, note Equal, id In, id In"#]],
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
               reads id name parent_id *
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
        "SELECT created_at AS c, id FROM orders WHERE status = 'open' ORDER BY status, c DESC, 2 DESC LIMIT 20",
        &expect![[r#"
            Select
            0. orders in block 0
               status Equal 'open'  [status = 'open']
               order created_at desc, id desc
               limit 20
               reads created_at id status
            operands: status Equal"#]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT status, lower(note) AS n, count(*) FROM orders GROUP BY 1, n ORDER BY 3 DESC",
        &expect![[r#"
            Select
            0. orders in block 0
               group status, (lower(note))
               reads note status"#]],
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
        "SELECT * FROM orders WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3",
        &expect![[r#"
            Select
            0. orders in block 0
               created_at Range ?
               order created_at desc, id desc
               limit 18446744073709551615
               reads created_at id note status total user_id *
            operands: created_at Range$0, id Range$1, - Other$2"#]],
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
        &expect![[r#"
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
            operands: status Equal, total Range, order_id Equal"#]],
    );
    check_facts(
        Sqlite,
        SHOP,
        "WITH RECURSIVE tree(id) AS (SELECT id FROM nodes WHERE parent_id IS NULL \
         UNION ALL SELECT n.id FROM nodes n JOIN tree t ON n.parent_id = t.id) SELECT count(*) FROM tree",
        &expect![[r#"
            Select
            0. nodes in block 0
               parent_id IsNull  [parent_id IS NULL]
               reads id parent_id
            1. nodes n in block 1
               parent_id Equal computed
               reads id parent_id"#]],
    );
}

#[test]
fn the_same_name_in_two_tables_is_told_apart() {
    check_facts(
        Postgres,
        SHOP,
        "SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE id = 1 AND users.id = user_id) AND id = 2",
        &expect![[r#"
            Select
            0. users in block 0
               id Equal 2  [id = 2]
               id = 1.user_id
               reads id
            1. orders in block 1
               id Equal 1  [id = 1]
               user_id = 0.id correlated
               reads id user_id
            operands: id Equal, id Equal"#]],
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
        &expect![[r#"
            Select
            0. Mixed in block 0
               Id Equal ?
               reads Id Name
            operands: Id Equal$0"#]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT name FROM USERS WHERE Users.ID = 1",
        &expect![[r#"
        Select
        0. users in block 0
           id Equal 1  [id = 1]
           reads id name
        operands: id Equal"#]],
    );
    check_facts(
        Postgres,
        SHOP,
        "SELECT x FROM \"USERS\" WHERE id = 1",
        &expect![[r#"
        Select
        0. USERS in block 0
           reads "#]],
    );
}

#[test]
fn writing_statements() {
    check_facts(
        Postgres,
        SHOP,
        "UPDATE orders o SET total = o.total + i.price FROM items i WHERE i.order_id = o.id AND o.status = 'open'",
        &expect![[r#"
            Update
            0. orders o in block 0
               status Equal 'open'  [status = 'open']
               id = 1.order_id
               reads id status total
               writes total
            1. items i in block 0
               order_id = 0.id
               reads order_id price
            operands: status Equal"#]],
    );
    check_facts(
        Postgres,
        SHOP,
        "DELETE FROM items USING orders o WHERE order_id = o.id AND o.note IS NULL",
        &expect![[r#"
            Delete
            0. items in block 0
               order_id = 1.id
               reads order_id
               writes data id order_id price sku tags
            1. orders o in block 0
               note IsNull  [note IS NULL]
               id = 0.order_id
               reads id note"#]],
    );
    check_facts(
        MariaDb,
        SHOP,
        "DELETE i FROM items i JOIN orders o ON i.order_id = o.id WHERE o.id = 5",
        &expect![[r#"
            Delete
            0. items i in block 0
               order_id = 1.id
               reads order_id
               writes data id order_id price sku tags
            1. orders o in block 0
               id Equal 5  [id = 5]
               id = 0.order_id
               reads id
            operands: id Equal"#]],
    );
    check_facts(
        Sqlite,
        SHOP,
        "INSERT INTO nodes (id, name) SELECT id, name FROM users WHERE org_id = :org ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        &expect![[r#"
            Insert
            0. nodes in block 0
               reads 
               writes id name parent_id
            1. users in block 1
               org_id Equal ?
               reads id name org_id
            operands: org_id Equal$0"#]],
    );
}

#[test]
fn digest_texts_are_read() {
    check_facts(
        MariaDb,
        SHOP,
        "SELECT COUNT ( * ) , `lower` ( `name` ) AS ? FROM `users` WHERE `created_at` > DATE ? - INTERVAL ? SQL_TSI_DAY AND `id` IN (...) AND `email` LIKE ? ORDER BY ? LIMIT ?, ... ",
        &expect![[r#"
            Select
            0. users in block 0
               created_at Range computed
               id In ?
               email LikeAny ?
               limit 18446744073709551615
               reads created_at email id name
            operands: created_at Range$1, created_at Range$2, id In$6, email LikeAny$3, - Other$4, - Other$5, - Other$7"#]],
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

/// All statements of a benchmark's specification with the schema that it has.
fn check_tpch(sql: &str, expect: &Expect) {
    check_facts(Postgres, TPCH, sql, expect);
    // The other engines and the shapes give facts too.
    for engine in EngineKind::ALL {
        let shape = super::shape(sql, engine).text;
        let tables = tables(TPCH);
        let of_shape = facts(&shape, engine, &tables, &["public"]).unwrap();
        let of_text = facts(sql, engine, &tables, &["public"]).unwrap();
        assert_eq!(of_shape.uses.len(), of_text.uses.len());
        for (one, other) in of_shape.uses.iter().zip(&of_text.uses) {
            assert_eq!((&one.table, &one.joins), (&other.table, &other.joins), "{engine}: {shape}");
        }
    }
}

#[test]
fn tpch_1_and_3_group_and_order() {
    check_tpch(
        "select l_returnflag, l_linestatus, sum(l_quantity) as sum_qty, \
         sum(l_extendedprice * (1 - l_discount)) as sum_disc_price, count(*) as count_order from lineitem \
         where l_shipdate <= date '1998-12-01' - interval '90' day \
         group by l_returnflag, l_linestatus order by l_returnflag, l_linestatus",
        &expect![[r#"
            Select
            0. lineitem in block 0
               l_shipdate Range computed
               group l_returnflag, l_linestatus
               order l_returnflag, l_linestatus
               reads l_discount l_extendedprice l_linestatus l_quantity l_returnflag l_shipdate
            operands: l_shipdate Range, l_shipdate Range"#]],
    );
    check_tpch(
        "select l_orderkey, sum(l_extendedprice * (1 - l_discount)) as revenue, o_orderdate, o_shippriority \
         from customer, orders, lineitem where c_mktsegment = 'BUILDING' and c_custkey = o_custkey \
         and l_orderkey = o_orderkey and o_orderdate < date '1995-03-15' and l_shipdate > date '1995-03-15' \
         group by l_orderkey, o_orderdate, o_shippriority order by revenue desc, o_orderdate limit 10",
        &expect![[r#"
            Select
            0. customer in block 0
               c_mktsegment Equal 'BUILDING'  [c_mktsegment = 'BUILDING']
               c_custkey = 1.o_custkey
               limit 10
               reads c_custkey c_mktsegment
            1. orders in block 0
               o_orderdate Range DATE '1995-03-15'  [o_orderdate < DATE '1995-03-15']
               o_custkey = 0.c_custkey
               o_orderkey = 2.l_orderkey
               limit 10
               reads o_custkey o_orderdate o_orderkey o_shippriority
            2. lineitem in block 0
               l_shipdate Range DATE '1995-03-15'  [l_shipdate > DATE '1995-03-15']
               l_orderkey = 1.o_orderkey
               group l_orderkey
               limit 10
               reads l_discount l_extendedprice l_orderkey l_shipdate
            operands: c_mktsegment Equal, o_orderdate Range, l_shipdate Range"#]],
    );
}

#[test]
fn tpch_2_17_20_and_21_have_correlated_sub_selects() {
    check_tpch(
        "select s_acctbal, s_name, n_name, p_partkey from part, supplier, partsupp, nation, region \
         where p_partkey = ps_partkey and s_suppkey = ps_suppkey and p_size = 15 and p_type like '%BRASS' \
         and s_nationkey = n_nationkey and n_regionkey = r_regionkey and r_name = 'EUROPE' \
         and ps_supplycost = (select min(ps_supplycost) from partsupp, supplier, nation, region \
         where p_partkey = ps_partkey and s_suppkey = ps_suppkey and s_nationkey = n_nationkey \
         and n_regionkey = r_regionkey and r_name = 'EUROPE') \
         order by s_acctbal desc, n_name, s_name, p_partkey limit 100",
        &expect![[r#"
            Select
            0. part in block 0
               p_size Equal 15  [p_size = 15]
               p_type LikeAny '%BRASS'  [p_type LIKE '%BRASS']
               p_partkey = 2.ps_partkey
               limit 100
               reads p_partkey p_size p_type
            1. supplier in block 0
               s_suppkey = 2.ps_suppkey
               s_nationkey = 3.n_nationkey
               order s_acctbal desc …
               limit 100
               reads s_acctbal s_name s_nationkey s_suppkey
            2. partsupp in block 0
               ps_supplycost Equal computed
               ps_partkey = 0.p_partkey
               ps_suppkey = 1.s_suppkey
               limit 100
               reads ps_partkey ps_suppkey ps_supplycost
            3. nation in block 0
               n_nationkey = 1.s_nationkey
               n_regionkey = 4.r_regionkey
               limit 100
               reads n_name n_nationkey n_regionkey
            4. region in block 0
               r_name Equal 'EUROPE'  [r_name = 'EUROPE']
               r_regionkey = 3.n_regionkey
               limit 100
               reads r_name r_regionkey
            5. partsupp in block 1
               ps_partkey = 0.p_partkey correlated
               ps_suppkey = 6.s_suppkey
               extremes "ps_supplycost"
               reads ps_partkey ps_suppkey ps_supplycost
            6. supplier in block 1
               s_suppkey = 5.ps_suppkey
               s_nationkey = 7.n_nationkey
               reads s_nationkey s_suppkey
            7. nation in block 1
               n_nationkey = 6.s_nationkey
               n_regionkey = 8.r_regionkey
               reads n_nationkey n_regionkey
            8. region in block 1
               r_name Equal 'EUROPE'  [r_name = 'EUROPE']
               r_regionkey = 7.n_regionkey
               reads r_name r_regionkey
            operands: p_size Equal, p_type LikeAny, r_name Equal, r_name Equal"#]],
    );
    check_tpch(
        "select sum(l_extendedprice) / 7.0 as avg_yearly from lineitem, part where p_partkey = l_partkey \
         and p_brand = 'Brand#23' and p_container = 'MED BOX' and l_quantity < \
         (select 0.2 * avg(l_quantity) from lineitem where l_partkey = p_partkey)",
        &expect![[r#"
            Select
            0. lineitem in block 0
               l_quantity Range computed
               l_partkey = 1.p_partkey
               reads l_extendedprice l_partkey l_quantity
            1. part in block 0
               p_brand Equal 'Brand#23'  [p_brand = 'Brand#23']
               p_container Equal 'MED BOX'  [p_container = 'MED BOX']
               p_partkey = 0.l_partkey
               reads p_brand p_container p_partkey
            2. lineitem in block 1
               l_partkey = 1.p_partkey correlated
               reads l_partkey l_quantity
            operands: p_brand Equal, p_container Equal"#]],
    );
    check_tpch(
        "select s_name, s_address from supplier, nation where s_suppkey in (select ps_suppkey from partsupp \
         where ps_partkey in (select p_partkey from part where p_name like 'forest%') and ps_availqty > \
         (select 0.5 * sum(l_quantity) from lineitem where l_partkey = ps_partkey and l_suppkey = ps_suppkey \
         and l_shipdate >= date '1994-01-01' and l_shipdate < date '1994-01-01' + interval '1' year)) \
         and s_nationkey = n_nationkey and n_name = 'CANADA' order by s_name",
        &expect![[r#"
            Select
            0. supplier in block 0
               s_suppkey = 2.ps_suppkey
               s_nationkey = 1.n_nationkey
               order s_name
               reads s_address s_name s_nationkey s_suppkey
            1. nation in block 0
               n_name Equal 'CANADA'  [n_name = 'CANADA']
               n_nationkey = 0.s_nationkey
               reads n_name n_nationkey
            2. partsupp in block 1
               ps_availqty Range computed
               ps_partkey = 3.p_partkey
               ps_suppkey = 0.s_suppkey correlated
               reads ps_availqty ps_partkey ps_suppkey
            3. part in block 2
               p_name LikePrefix 'forest%'  [p_name LIKE 'forest%']
               p_partkey = 2.ps_partkey correlated
               reads p_name p_partkey
            4. lineitem in block 3
               l_shipdate Range DATE '1994-01-01'  [l_shipdate >= DATE '1994-01-01']
               l_shipdate Range computed
               l_partkey = 2.ps_partkey correlated
               l_suppkey = 2.ps_suppkey correlated
               reads l_partkey l_quantity l_shipdate l_suppkey
            operands: p_name LikePrefix, l_shipdate Range, l_shipdate Range, l_shipdate Range, n_name Equal"#]],
    );
    check_tpch(
        "select s_name, count(*) as numwait from supplier, lineitem l1, orders, nation \
         where s_suppkey = l1.l_suppkey and o_orderkey = l1.l_orderkey and o_orderstatus = 'F' \
         and l1.l_receiptdate > l1.l_commitdate and exists (select * from lineitem l2 \
         where l2.l_orderkey = l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey) and not exists \
         (select * from lineitem l3 where l3.l_orderkey = l1.l_orderkey and l3.l_suppkey <> l1.l_suppkey \
         and l3.l_receiptdate > l3.l_commitdate) and s_nationkey = n_nationkey and n_name = 'SAUDI ARABIA' \
         group by s_name order by numwait desc, s_name limit 100",
        &expect![[r#"
            Select
            0. supplier in block 0
               s_suppkey = 1.l_suppkey
               s_nationkey = 3.n_nationkey
               group s_name
               limit 100
               reads s_name s_nationkey s_suppkey
            1. lineitem l1 in block 0
               l_suppkey = 0.s_suppkey
               l_orderkey = 2.o_orderkey
               l_orderkey = 4.l_orderkey
               limit 100
               reads l_commitdate l_orderkey l_receiptdate l_suppkey
            2. orders in block 0
               o_orderstatus Equal 'F'  [o_orderstatus = 'F']
               o_orderkey = 1.l_orderkey
               limit 100
               reads o_orderkey o_orderstatus
            3. nation in block 0
               n_name Equal 'SAUDI ARABIA'  [n_name = 'SAUDI ARABIA']
               n_nationkey = 0.s_nationkey
               limit 100
               reads n_name n_nationkey
            4. lineitem l2 in block 1
               l_suppkey NotEqual computed
               l_orderkey = 1.l_orderkey correlated
               reads l_comment l_commitdate l_discount l_extendedprice l_linenumber l_linestatus l_orderkey l_partkey l_quantity l_receiptdate l_returnflag l_shipdate l_shipinstruct l_shipmode l_suppkey l_tax *
            5. lineitem l3 in block 2
               l_suppkey NotEqual computed
               l_orderkey = 1.l_orderkey correlated
               reads l_comment l_commitdate l_discount l_extendedprice l_linenumber l_linestatus l_orderkey l_partkey l_quantity l_receiptdate l_returnflag l_shipdate l_shipinstruct l_shipmode l_suppkey l_tax *
            operands: o_orderstatus Equal, n_name Equal"#]],
    );
}

#[test]
fn tpch_7_and_19_have_factors_in_an_or() {
    check_tpch(
        "select supp_nation, cust_nation, l_year, sum(volume) as revenue from \
         (select n1.n_name as supp_nation, n2.n_name as cust_nation, extract(year from l_shipdate) as l_year, \
         l_extendedprice * (1 - l_discount) as volume from supplier, lineitem, orders, customer, nation n1, nation n2 \
         where s_suppkey = l_suppkey and o_orderkey = l_orderkey and c_custkey = o_custkey \
         and s_nationkey = n1.n_nationkey and c_nationkey = n2.n_nationkey \
         and ((n1.n_name = 'FRANCE' and n2.n_name = 'GERMANY') or (n1.n_name = 'GERMANY' and n2.n_name = 'FRANCE')) \
         and l_shipdate between date '1995-01-01' and date '1996-12-31') as shipping \
         group by supp_nation, cust_nation, l_year order by supp_nation, cust_nation, l_year",
        &expect![[r#"
            Select
            0. supplier in block 1
               s_suppkey = 1.l_suppkey
               s_nationkey = 4.n_nationkey
               reads s_nationkey s_suppkey
            1. lineitem in block 1
               l_shipdate Range DATE '1995-01-01', DATE '1996-12-31'  [l_shipdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31']
               l_suppkey = 0.s_suppkey
               l_orderkey = 2.o_orderkey
               reads l_discount l_extendedprice l_orderkey l_shipdate l_suppkey
            2. orders in block 1
               o_orderkey = 1.l_orderkey
               o_custkey = 3.c_custkey
               reads o_custkey o_orderkey
            3. customer in block 1
               c_custkey = 2.o_custkey
               c_nationkey = 5.n_nationkey
               reads c_custkey c_nationkey
            4. nation n1 in block 1
               or n_name Equal 'FRANCE'
               or n_name Equal 'GERMANY'
               n_nationkey = 0.s_nationkey
               group n_name
               order n_name …
               reads n_name n_nationkey
            5. nation n2 in block 1
               or n_name Equal 'GERMANY'
               or n_name Equal 'FRANCE'
               n_nationkey = 3.c_nationkey
               reads n_name n_nationkey
            operands: n_name Equal, n_name Equal, n_name Equal, n_name Equal, l_shipdate Range, l_shipdate Range"#]],
    );
    check_tpch(
        "select sum(l_extendedprice * (1 - l_discount)) as revenue from lineitem, part where \
         (p_partkey = l_partkey and p_brand = 'Brand#12' and p_container in ('SM CASE', 'SM BOX') \
         and l_quantity >= 1 and l_quantity <= 11 and p_size between 1 and 5 \
         and l_shipmode in ('AIR', 'AIR REG') and l_shipinstruct = 'DELIVER IN PERSON') or \
         (p_partkey = l_partkey and p_brand = 'Brand#23' and p_container in ('MED BAG', 'MED BOX') \
         and l_quantity >= 10 and l_quantity <= 20 and p_size between 1 and 10 \
         and l_shipmode in ('AIR', 'AIR REG') and l_shipinstruct = 'DELIVER IN PERSON')",
        &expect![[r#"
            Select
            0. lineitem in block 0
               l_shipmode In 'AIR', 'AIR REG'  [l_shipmode IN ('AIR', 'AIR REG')]
               l_shipinstruct Equal 'DELIVER IN PERSON'  [l_shipinstruct = 'DELIVER IN PERSON']
               or l_quantity Range 1
               or l_quantity Range 11
               or l_quantity Range 10
               or l_quantity Range 20
               l_partkey = 1.p_partkey
               reads l_discount l_extendedprice l_partkey l_quantity l_shipinstruct l_shipmode
            1. part in block 0
               or p_brand Equal 'Brand#12'
               or p_container In 'SM CASE', 'SM BOX'
               or p_size Range 1, 5
               or p_brand Equal 'Brand#23'
               or p_container In 'MED BAG', 'MED BOX'
               or p_size Range 1, 10
               p_partkey = 0.l_partkey
               reads p_brand p_container p_partkey p_size
            operands: p_brand Equal, p_container In, p_container In, l_quantity Range, l_quantity Range, p_size Range, p_size Range, l_shipmode In, l_shipmode In, l_shipinstruct Equal, p_brand Equal, p_container In, p_container In, l_quantity Range, l_quantity Range, p_size Range, p_size Range"#]],
    );
}

#[test]
fn tpch_13_joins_outward_in_a_derived_table() {
    check_tpch(
        "select c_count, count(*) as custdist from (select c_custkey, count(o_orderkey) from customer \
         left outer join orders on c_custkey = o_custkey and o_comment not like '%special%requests%' \
         group by c_custkey) as c_orders (c_custkey, c_count) group by c_count order by custdist desc, c_count desc",
        &expect![[r#"
            Select
            0. customer in block 1
               group c_custkey
               reads c_custkey
            1. orders in block 1
               o_comment Other '%special%requests%'  [o_comment NOT LIKE '%special%requests%']
               o_custkey = 0.c_custkey
               reads o_comment o_custkey o_orderkey
            operands: o_comment Other"#]],
    );
}

#[test]
fn tpch_15_18_and_22_are_read() {
    check_tpch(
        "with revenue as (select l_suppkey as supplier_no, sum(l_extendedprice * (1 - l_discount)) as total_revenue \
         from lineitem where l_shipdate >= date '1996-01-01' and l_shipdate < date '1996-01-01' + interval '3' month \
         group by l_suppkey) select s_suppkey, total_revenue from supplier, revenue where s_suppkey = supplier_no \
         and total_revenue = (select max(total_revenue) from revenue) order by s_suppkey",
        &expect![[r#"
            Select
            0. lineitem in block 0
               l_shipdate Range DATE '1996-01-01'  [l_shipdate >= DATE '1996-01-01']
               l_shipdate Range computed
               group l_suppkey
               reads l_discount l_extendedprice l_shipdate l_suppkey
            1. supplier in block 1
               s_suppkey = 0.l_suppkey
               order s_suppkey
               reads s_suppkey
            operands: l_shipdate Range, l_shipdate Range, l_shipdate Range"#]],
    );
    check_tpch(
        "select c_name, o_orderkey, sum(l_quantity) from customer, orders, lineitem where o_orderkey in \
         (select l_orderkey from lineitem group by l_orderkey having sum(l_quantity) > 300) \
         and c_custkey = o_custkey and o_orderkey = l_orderkey group by c_name, o_orderkey, o_totalprice \
         order by o_totalprice desc limit 100",
        &expect![[r#"
            Select
            0. customer in block 0
               c_custkey = 1.o_custkey
               group c_name
               limit 100
               reads c_custkey c_name
            1. orders in block 0
               o_orderkey = 3.l_orderkey
               o_custkey = 0.c_custkey
               o_orderkey = 2.l_orderkey
               order o_totalprice desc
               limit 100
               reads o_custkey o_orderkey o_totalprice
            2. lineitem in block 0
               l_orderkey = 1.o_orderkey
               limit 100
               reads l_orderkey l_quantity
            3. lineitem in block 1
               group l_orderkey
               reads l_orderkey l_quantity"#]],
    );
    check_tpch(
        "select cntrycode, count(*) as numcust, sum(c_acctbal) as totacctbal from (select substring(c_phone from 1 for 2) \
         as cntrycode, c_acctbal from customer where substring(c_phone from 1 for 2) in ('13', '31') and c_acctbal > \
         (select avg(c_acctbal) from customer where c_acctbal > 0.00 and substring(c_phone from 1 for 2) in ('13', '31')) \
         and not exists (select * from orders where o_custkey = c_custkey)) as custsale group by cntrycode order by cntrycode",
        &expect![[r#"
            Select
            0. customer in block 1
               (SUBSTRING(c_phone FROM 1 FOR 2)) In '13', '31'  [SUBSTRING(c_phone FROM 1 FOR 2) IN ('13', '31')]
               c_acctbal Range computed
               reads c_acctbal c_custkey c_phone
            1. customer in block 2
               c_acctbal Range 0.00  [c_acctbal > 0.00]
               (SUBSTRING(c_phone FROM 1 FOR 2)) In '13', '31'  [SUBSTRING(c_phone FROM 1 FOR 2) IN ('13', '31')]
               reads c_acctbal c_phone
            2. orders in block 3
               o_custkey = 0.c_custkey correlated
               reads o_clerk o_comment o_custkey o_orderdate o_orderkey o_orderpriority o_orderstatus o_shippriority o_totalprice *
            operands: - In, - In, c_acctbal Range, - In, - In"#]],
    );
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
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_stops_the_reader(
        text in any::<String>(),
        cut in any::<prop::sample::Index>(),
        put in prop::sample::select(vec!["(", ")", "'", ",", " OR ", "$1", "?", "::", " NOT ", ".", "*", " é", ";"]),
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
    "WITH a AS (SELECT id, 'secret' AS s FROM users) SELECT * FROM a JOIN orders o USING (id) WHERE o.note LIKE 'secret%' ORDER BY 1",
    "UPDATE orders SET note = 'secret' WHERE (id, total) IN ((1, 2), (3, 4)) AND EXISTS (SELECT 1 FROM items i WHERE i.order_id = orders.id)",
    "INSERT INTO nodes VALUES (1, NULL, 'secret'), (2, 1, 'secret') ON CONFLICT (id) DO UPDATE SET name = 'secret'",
    "SELECT u.id, count(*) FROM users u, LATERAL (SELECT * FROM orders o WHERE o.user_id = u.id LIMIT 3) x WHERE u.created_at BETWEEN '2024-01-01' AND now() GROUP BY 1 HAVING count(*) > 2 ORDER BY count(*) DESC",
    "DELETE FROM items WHERE data->>'secret' = ANY(ARRAY['secret', 'x']) OR NOT (sku = 'secret' AND price * 2 > 5)",
];
