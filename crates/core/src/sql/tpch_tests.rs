//! Statements of TPC-H, written after its specification. One door: `check_tpch`.
#![cfg(test)]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::{Expect, expect};

use super::facts;
use super::facts_tests::{check_facts, tables};
use crate::name::EngineKind;

/// All statements of a benchmark's specification with the schema that it has.
fn check_tpch(sql: &str, expect: &Expect) {
    check_facts(EngineKind::Postgres, TPCH, sql, expect);
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
         sum(l_extendedprice * (1 - l_discount)) as sum_disc_price, count(*) as count_order from \
         lineitem \
         where l_shipdate <= date '1998-12-01' - interval '90' day \
         group by l_returnflag, l_linestatus order by l_returnflag, l_linestatus",
        &expect![[r#"
            Select
            0. lineitem in block 0
               l_shipdate Range computed
               group l_returnflag, l_linestatus
               order l_returnflag, l_linestatus
               reads l_discount l_extendedprice l_linestatus l_quantity l_returnflag
                  l_shipdate
            operands: l_shipdate Range"#]],
    );
    check_tpch(
        "select l_orderkey, sum(l_extendedprice * (1 - l_discount)) as revenue, o_orderdate, \
         o_shippriority \
         from customer, orders, lineitem where c_mktsegment = 'BUILDING' and c_custkey = o_custkey \
         and l_orderkey = o_orderkey and o_orderdate < date '1995-03-15' and l_shipdate > date \
         '1995-03-15' \
         group by l_orderkey, o_orderdate, o_shippriority order by revenue desc, o_orderdate \
         limit 10",
        &expect![[r"
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
            operands: c_mktsegment Equal, o_orderdate Range, l_shipdate Range"]],
    );
}

#[test]
fn tpch_2_finds_the_cheapest_by_a_correlated_minimum() {
    check_tpch(
        "select s_acctbal, s_name, n_name, p_partkey from part, supplier, partsupp, nation, region \
         where p_partkey = ps_partkey and s_suppkey = ps_suppkey and p_size = 15 and p_type like \
         '%BRASS' \
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
}

#[test]
fn tpch_17_compares_with_a_correlated_average() {
    check_tpch(
        "select sum(l_extendedprice) / 7.0 as avg_yearly from lineitem, part where p_partkey = \
         l_partkey \
         and p_brand = 'Brand#23' and p_container = 'MED BOX' and l_quantity < \
         (select 0.2 * avg(l_quantity) from lineitem where l_partkey = p_partkey)",
        &expect![[r"
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
            operands: p_brand Equal, p_container Equal"]],
    );
}

#[test]
fn tpch_20_has_sub_selects_three_deep() {
    check_tpch(
        "select s_name, s_address from supplier, nation where s_suppkey in (select ps_suppkey \
         from partsupp \
         where ps_partkey in (select p_partkey from part where p_name like 'forest%') and \
         ps_availqty > \
         (select 0.5 * sum(l_quantity) from lineitem where l_partkey = ps_partkey and l_suppkey \
         = ps_suppkey \
         and l_shipdate >= date '1994-01-01' and l_shipdate < date '1994-01-01' + interval '1' \
         year)) \
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
            operands: p_name LikePrefix, l_shipdate Range, l_shipdate Range, n_name Equal"#]],
    );
}

#[test]
fn tpch_21_has_exists_and_not_exists() {
    check_tpch(
        "select s_name, count(*) as numwait from supplier, lineitem l1, orders, nation \
         where s_suppkey = l1.l_suppkey and o_orderkey = l1.l_orderkey and o_orderstatus = 'F' \
         and l1.l_receiptdate > l1.l_commitdate and exists (select * from lineitem l2 \
         where l2.l_orderkey = l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey) and not exists \
         (select * from lineitem l3 where l3.l_orderkey = l1.l_orderkey and l3.l_suppkey <> \
         l1.l_suppkey \
         and l3.l_receiptdate > l3.l_commitdate) and s_nationkey = n_nationkey and n_name = \
         'SAUDI ARABIA' \
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
               reads l_orderkey l_suppkey
            5. lineitem l3 in block 2
               l_suppkey NotEqual computed
               l_orderkey = 1.l_orderkey correlated
               reads l_commitdate l_orderkey l_receiptdate l_suppkey
            operands: o_orderstatus Equal, n_name Equal"#]],
    );
}

#[test]
fn tpch_7_has_pairs_of_names_in_an_or() {
    check_tpch(
        "select supp_nation, cust_nation, l_year, sum(volume) as revenue from \
         (select n1.n_name as supp_nation, n2.n_name as cust_nation, extract(year from \
         l_shipdate) as l_year, \
         l_extendedprice * (1 - l_discount) as volume from supplier, lineitem, orders, customer, \
         nation n1, nation n2 \
         where s_suppkey = l_suppkey and o_orderkey = l_orderkey and c_custkey = o_custkey \
         and s_nationkey = n1.n_nationkey and c_nationkey = n2.n_nationkey \
         and ((n1.n_name = 'FRANCE' and n2.n_name = 'GERMANY') or (n1.n_name = 'GERMANY' and \
         n2.n_name = 'FRANCE')) \
         and l_shipdate between date '1995-01-01' and date '1996-12-31') as shipping \
         group by supp_nation, cust_nation, l_year order by supp_nation, cust_nation, l_year",
        &expect![[r#"
            Select
            0. supplier in block 1
               s_suppkey = 1.l_suppkey
               s_nationkey = 4.n_nationkey
               reads s_nationkey s_suppkey
            1. lineitem in block 1
               l_shipdate Range DATE '1995-01-01', DATE '1996-12-31'  [l_shipdate BETWEEN
                  DATE '1995-01-01' AND DATE '1996-12-31']
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
            operands: n_name Equal, n_name Equal, n_name Equal, n_name Equal, l_shipdate
                  Range, l_shipdate Range"#]],
    );
}

#[test]
fn tpch_19_has_factors_that_all_branches_share() {
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
               l_shipinstruct Equal 'DELIVER IN PERSON'  [l_shipinstruct = 'DELIVER IN
                  PERSON']
               or l_quantity Range 1
               or l_quantity Range 11
               or l_quantity Range 10
               or l_quantity Range 20
               l_partkey = 1.p_partkey
               reads l_discount l_extendedprice l_partkey l_quantity l_shipinstruct
                  l_shipmode
            1. part in block 0
               or p_brand Equal 'Brand#12'
               or p_container In 'SM CASE', 'SM BOX'
               or p_size Range 1, 5
               or p_brand Equal 'Brand#23'
               or p_container In 'MED BAG', 'MED BOX'
               or p_size Range 1, 10
               p_partkey = 0.l_partkey
               reads p_brand p_container p_partkey p_size
            operands: p_brand Equal, p_container In, p_container In, l_quantity Range,
                  l_quantity Range, p_size Range, p_size Range, l_shipmode In, l_shipmode
                  In, l_shipinstruct Equal, p_brand Equal, p_container In, p_container In,
                  l_quantity Range, l_quantity Range, p_size Range, p_size Range"#]],
    );
}

#[test]
fn tpch_13_joins_outward_in_a_derived_table() {
    check_tpch(
        "select c_count, count(*) as custdist from (select c_custkey, count(o_orderkey) from \
         customer \
         left outer join orders on c_custkey = o_custkey and o_comment not like \
         '%special%requests%' \
         group by c_custkey) as c_orders (c_custkey, c_count) group by c_count order by custdist \
         desc, c_count desc",
        &expect![[r#"
            Select
            0. customer in block 1
               group c_custkey
               reads c_custkey
            1. orders in block 1
               o_comment Other '%special%requests%'  [o_comment NOT LIKE
                  '%special%requests%']
               o_custkey = 0.c_custkey
               reads o_comment o_custkey o_orderkey
            operands: o_comment Other"#]],
    );
}

#[test]
fn tpch_15_uses_a_with_query_twice() {
    check_tpch(
        "with revenue as (select l_suppkey as supplier_no, sum(l_extendedprice * (1 - \
         l_discount)) as total_revenue \
         from lineitem where l_shipdate >= date '1996-01-01' and l_shipdate < date '1996-01-01' \
         + interval '3' month \
         group by l_suppkey) select s_suppkey, total_revenue from supplier, revenue where \
         s_suppkey = supplier_no \
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
            operands: l_shipdate Range, l_shipdate Range"#]],
    );
}

#[test]
fn tpch_18_is_driven_by_groups() {
    check_tpch(
        "select c_name, o_orderkey, sum(l_quantity) from customer, orders, lineitem where \
         o_orderkey in \
         (select l_orderkey from lineitem group by l_orderkey having sum(l_quantity) > 300) \
         and c_custkey = o_custkey and o_orderkey = l_orderkey group by c_name, o_orderkey, \
         o_totalprice \
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
}

#[test]
fn tpch_22_looks_into_a_column() {
    check_tpch(
        "select cntrycode, count(*) as numcust, sum(c_acctbal) as totacctbal from (select \
         substring(c_phone from 1 for 2) \
         as cntrycode, c_acctbal from customer where substring(c_phone from 1 for 2) in ('13', \
         '31') and c_acctbal > \
         (select avg(c_acctbal) from customer where c_acctbal > 0.00 and substring(c_phone from \
         1 for 2) in ('13', '31')) \
         and not exists (select * from orders where o_custkey = c_custkey)) as custsale group by \
         cntrycode order by cntrycode",
        &expect![[r#"
            Select
            0. customer in block 1
               (SUBSTRING(c_phone FROM 1 FOR 2)) In '13', '31'  [SUBSTRING(c_phone FROM 1
                  FOR 2) IN ('13', '31')]
               c_acctbal Range computed
               reads c_acctbal c_custkey c_phone
            1. customer in block 2
               c_acctbal Range 0.00  [c_acctbal > 0.00]
               (SUBSTRING(c_phone FROM 1 FOR 2)) In '13', '31'  [SUBSTRING(c_phone FROM 1
                  FOR 2) IN ('13', '31')]
               reads c_acctbal c_phone
            2. orders in block 3
               o_custkey = 0.c_custkey correlated
               reads o_custkey
            operands: - In, - In, c_acctbal Range, - In, - In"#]],
    );
}

const TPCH: &str = "
    region(r_regionkey, r_name, r_comment)
    nation(n_nationkey, n_name, n_regionkey, n_comment)
    supplier(s_suppkey, s_name, s_address, s_nationkey, s_phone, s_acctbal, s_comment)
    customer(c_custkey, c_name, c_address, c_nationkey, c_phone, c_acctbal, c_mktsegment, c_comment)
    part(p_partkey, p_name, p_mfgr, p_brand, p_type, p_size, p_container, p_retailprice, p_comment)
    partsupp(ps_partkey, ps_suppkey, ps_availqty, ps_supplycost, ps_comment)
    orders(o_orderkey, o_custkey, o_orderstatus, o_totalprice, o_orderdate, o_orderpriority, \
    o_clerk, o_shippriority, o_comment)
    lineitem(l_orderkey, l_partkey, l_suppkey, l_linenumber, l_quantity, l_extendedprice, \
    l_discount, l_tax, l_returnflag, l_linestatus, l_shipdate, l_commitdate, l_receiptdate, \
    l_shipinstruct, l_shipmode, l_comment)
";
