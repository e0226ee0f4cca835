//! What was recorded of peers, and the statistics by which it was recorded. A sample of rows moves
//! every figure by 0.01 up or down, nearly in step: four recorded sets are known index by index, so
//! the sample is drawn again until these cost what was recorded. Ours is not looked at.

use std::collections::BTreeMap;

use postgres::{Client, NoTls};

use super::execute;
use crate::bench::tpch::TpchStatement;

/// Samples drawn at most.
const DRAWS_MAX: usize = 200;
/// A set costs what was recorded when it is within this of it.
const NEAR: f64 = 0.001_5;

/// A recorded result: MB by HypoPG's sizes, cost as a share of the cost without indexes.
pub struct Peer {
    pub name: &'static str,
    pub megabytes: u64,
    pub relative: f64,
}

const fn peer(name: &'static str, megabytes: u64, relative: f64) -> Peer {
    Peer { name, megabytes, relative }
}

pub const PEERS: [Peer; 5] = [
    peer("Extend", 479, 0.689),
    peer("Dexter", 530, 0.647),
    peer("Extend", 957, 0.529),
    peer("index_advisor", 965, 0.538),
    peer("Extend", 1_730, 0.505),
];

/// What a prototype of this design reached.
pub const PROTOTYPE: [Peer; 4] = [
    peer("prototype", 498, 0.672),
    peer("prototype", 999, 0.530),
    peer("prototype", 1_633, 0.475),
    peer("prototype", 1_884, 0.452),
];

/// Name, MB by HypoPG's sizes, table and column of each index.
pub type RecordedSet = (&'static str, u64, &'static [Column]);
/// Table and columns.
pub type Column = (&'static str, &'static str);

/// Sets of peers that were recorded index by index.
const RECORDED_SETS: [RecordedSet; 2] = [
    (
        "Dexter",
        530,
        &[
            ("lineitem", "l_partkey"),
            ("lineitem", "l_shipdate"),
            ("lineitem", "l_suppkey"),
            ("orders", "o_custkey"),
            ("partsupp", "ps_suppkey"),
        ],
    ),
    (
        "index_advisor",
        965,
        &[
            ("lineitem", "l_orderkey"),
            ("lineitem", "l_partkey"),
            ("lineitem", "l_shipdate"),
            ("lineitem", "l_suppkey"),
            ("lineitem", "l_receiptdate"),
            ("orders", "o_custkey"),
            ("orders", "o_orderdate"),
            ("part", "p_size"),
            ("part", "p_brand"),
            ("part", "p_container"),
            ("part", "p_type"),
            ("partsupp", "ps_partkey"),
            ("partsupp", "ps_suppkey"),
            ("partsupp", "ps_supplycost"),
            ("nation", "n_name"),
            ("customer", "c_nationkey"),
            ("customer", "c_acctbal"),
            ("supplier", "s_nationkey"),
            ("supplier", "s_name"),
        ],
    ),
];

/// Extend's sets, found again by its published algorithm (two columns at most) on this database:
/// as large as was recorded and of as many indexes.
const REPEATED_SETS: [RecordedSet; 2] = [
    (
        "Extend",
        479,
        &[
            ("lineitem", "l_partkey"),
            ("lineitem", "l_shipdate"),
            ("orders", "o_orderkey"),
            ("orders", "o_orderdate"),
            ("orders", "o_custkey, o_orderdate"),
            ("partsupp", "ps_suppkey"),
            ("customer", "c_nationkey"),
        ],
    ),
    (
        "Extend",
        1_730,
        &[
            ("lineitem", "l_orderkey"),
            ("lineitem", "l_partkey, l_suppkey"),
            ("lineitem", "l_quantity"),
            ("lineitem", "l_quantity, l_orderkey"),
            ("lineitem", "l_receiptdate"),
            ("lineitem", "l_shipdate, l_discount"),
            ("lineitem", "l_suppkey, l_shipdate"),
            ("orders", "o_orderdate"),
            ("orders", "o_custkey, o_orderdate"),
            ("orders", "o_orderkey, o_orderpriority"),
            ("part", "p_brand"),
            ("partsupp", "ps_partkey"),
            ("partsupp", "ps_suppkey"),
            ("customer", "c_nationkey"),
        ],
    ),
];

/// What the same algorithm finds at 957 MB by the draw at which all other sets cost what was
/// recorded: as many indexes and bytes as were recorded, at a cost of 0.5327 for the recorded
/// 0.529. Two columns and three find the same. It is compared with, and says nothing of a draw.
const REPEATED_BY_OTHER_STATISTICS: RecordedSet = (
    "Extend",
    957,
    &[
        ("lineitem", "l_orderkey"),
        ("lineitem", "l_partkey"),
        ("lineitem", "l_receiptdate"),
        ("lineitem", "l_shipdate"),
        ("lineitem", "l_suppkey"),
        ("orders", "o_orderkey"),
        ("orders", "o_orderdate"),
        ("orders", "o_custkey, o_orderdate"),
        ("part", "p_brand"),
        ("partsupp", "ps_suppkey"),
        ("customer", "c_nationkey"),
    ],
);

/// Sets of peers that are known index by index.
pub fn known_sets() -> impl Iterator<Item = RecordedSet> {
    sets_to_draw_by().chain([REPEATED_BY_OTHER_STATISTICS])
}

/// Those that cost what was recorded by some draw of statistics.
fn sets_to_draw_by() -> impl Iterator<Item = RecordedSet> {
    RECORDED_SETS.into_iter().chain(REPEATED_SETS)
}

/// Indexes in peers' sets that a primary key begins with. Built, they bring next to nothing.
const COPIES_OF_KEYS: [Column; 3] =
    [("lineitem", "l_orderkey"), ("orders", "o_orderkey"), ("partsupp", "ps_partkey")];

/// A set without the indexes that only repeat a primary key.
pub fn without_copies(columns: &[Column]) -> Vec<Column> {
    columns.iter().copied().filter(|column| !COPIES_OF_KEYS.contains(column)).collect()
}

/// The most bytes for each recorded number of MB.
pub type Budgets = BTreeMap<u64, u64>;

/// Statistics as they were drawn.
#[derive(Debug, Clone, Copy)]
pub struct Drawn {
    pub times: usize,
    /// The recorded sets cost what was recorded.
    pub fits: bool,
}

/// Samples anew until the recorded sets cost what was recorded, with the default target.
pub fn draw_statistics(url: &str, statements: &[TpchStatement]) -> anyhow::Result<Drawn> {
    let mut client = Client::connect(url, NoTls)?;
    let mut fits = false;
    let mut times = 0;
    while !fits && times < DRAWS_MAX {
        if times > 0 {
            client.batch_execute("ANALYZE")?;
        }
        times += 1;
        fits = true;
        for (name, megabytes, columns) in sets_to_draw_by() {
            let recorded = PEERS.iter().find(|p| p.name == name && p.megabytes == megabytes);
            let here = relative(url, statements, columns)?;
            fits &= recorded.is_some_and(|p| (here - p.relative).abs() <= NEAR);
        }
    }
    Ok(Drawn { times, fits })
}

/// A budget is what was recorded, rounded up to the next half; where the set is known, it is at
/// least that set's size here (the planner's number of rows is a guess of the sample, too).
pub fn budgets(url: &str) -> anyhow::Result<Budgets> {
    let recorded = PEERS.iter().chain(&PROTOTYPE).map(|peer| peer.megabytes);
    let mut budgets: Budgets = recorded.map(|mb| (mb, rounded(mb))).collect();
    for (_, megabytes, columns) in known_sets() {
        let (_, bytes) = pretend(url, columns)?;
        let budget = budgets.entry(megabytes).or_default();
        // Another scale factor has other sizes.
        if bytes <= (megabytes + 1) * 1_000_000 {
            *budget = bytes.max(*budget);
        }
    }
    Ok(budgets)
}

/// The most bytes that are recorded as so many MB.
pub fn rounded(megabytes: u64) -> u64 {
    megabytes * 1_000_000 + 499_999
}

/// Planner cost of all statements with indexes on these columns pretended, as a share of the cost
/// without.
pub fn relative(
    url: &str,
    statements: &[TpchStatement],
    columns: &[Column],
) -> anyhow::Result<f64> {
    let (mut with, _) = pretend(url, columns)?;
    let mut without = Client::connect(url, NoTls)?;
    Ok(cost(&mut with, statements)? / cost(&mut without, statements)?)
}

/// A session that has indexes on these columns, by HypoPG, and their bytes.
fn pretend(url: &str, columns: &[Column]) -> anyhow::Result<(Client, u64)> {
    let mut client = Client::connect(url, NoTls)?;
    let mut bytes = 0;
    for (table, column) in columns {
        let sql = format!("CREATE INDEX ON {table} ({column})");
        let size = "select hypopg_relation_size(indexrelid) from hypopg_create_index($1)";
        bytes += client.query_one(size, &[&sql])?.get::<_, i64>(0) as u64;
    }
    Ok((client, bytes))
}

fn cost(client: &mut Client, statements: &[TpchStatement]) -> anyhow::Result<f64> {
    let mut sum = 0.0;
    for statement in statements {
        let rows = client.simple_query(&format!("EXPLAIN (FORMAT json) {}", statement.text))?;
        sum += execute::plan(&rows).and_then(|p| p["Total Cost"].as_f64()).unwrap_or(f64::NAN);
    }
    Ok(sum)
}
