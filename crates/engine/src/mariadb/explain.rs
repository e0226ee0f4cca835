//! EXPLAIN FORMAT=JSON of MariaDB and MySQL → nodes, with a cost of our own in page reads:
//! MariaDB before 11.0 gives none in JSON, and `Last_query_cost` leaves sub-selects out.

mod json;

use std::collections::HashMap;

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::{Ident, TableName};
use rungs_core::seen::statement_plan::{Basis, UsedIndex};
use rungs_core::seen::{PlanNode, StatementPlan};
use serde_json::Value;

use super::connect::Session;
use super::error;

/// What the cost of reading a table rests on.
#[derive(Debug, Clone, Default)]
pub struct TableSize {
    pub name: Option<TableName>,
    pub rows: f64,
    pub pages: f64,
    /// Share of the real rows that the explained table holds; 1 for the real table.
    pub fraction: f64,
    /// Real distinct values of an index's first n columns, by index name and n.
    pub distinct: HashMap<(String, usize), f64>,
}

/// Tables by the name or alias that the statement uses.
pub type Sizes = HashMap<String, TableSize>;

/// The plan of one statement, in the session's database.
pub fn explain(
    session: &mut Session,
    text: &str,
    sizes: &Sizes,
) -> Result<StatementPlan, EngineError> {
    let json = run(session, text)?;
    Ok(plan(&json, sizes))
}

fn run(session: &mut Session, text: &str) -> Result<Value, EngineError> {
    let sql = format!("EXPLAIN FORMAT=JSON {text}");
    let mut rows = session.prepared_rows(&sql);
    if matches!(&rows, Err(e) if error::code(e) == Some(1792)) {
        // Explaining a statement that writes writes nothing, but a read-only session refuses it.
        session.run("SET SESSION TRANSACTION READ WRITE")?;
        rows = session.prepared_rows(&sql);
        session.run("SET SESSION TRANSACTION READ ONLY")?;
    }
    let rows = rows.map_err(|e| error::from_driver("explain a statement", &e))?;
    let json = rows.first().and_then(|r| r.first()).and_then(|c| c.as_deref()).unwrap_or("");
    json::read(json).map_err(|e| {
        EngineError::new(ErrorClass::Unsupported, "the server's EXPLAIN is not JSON")
            .detail(e.to_string())
    })
}

/// The plan in EXPLAIN's JSON. Pure.
pub fn plan(json: &Value, sizes: &Sizes) -> StatementPlan {
    let mut walk = Walk { sizes, nodes: Vec::new() };
    let flow = walk.object(json, 0, Flow { cost: 0.0, rows: 1.0, correlated: false });
    StatementPlan { cost: flow.cost, nodes: walk.nodes, basis: Basis::Planner }
}

/// Comparing one row with its conditions, in page reads.
const COST_OF_ROW: f64 = 0.2;
/// Comparing one pair of rows of a join without an index.
const COST_OF_PAIR: f64 = 0.02;
/// Rows on a page of a secondary index.
const ROWS_OF_INDEX_PAGE: f64 = 200.0;

/// Cost so far, and rows that flow into the next table.
#[derive(Debug, Clone, Copy)]
struct Flow {
    cost: f64,
    rows: f64,
    correlated: bool,
}

struct Walk<'a> {
    sizes: &'a Sizes,
    nodes: Vec<PlanNode>,
}

impl Walk<'_> {
    /// Any object of the JSON: wrappers pass the flow through, tables and sub-selects add to it.
    fn object(&mut self, json: &Value, depth: u32, mut flow: Flow) -> Flow {
        let Some(object) = json.as_object() else { return flow };
        for (key, inner) in object {
            flow = match key.as_str() {
                "table" => self.table(inner, depth, flow, false),
                "block-nl-join" => {
                    self.table(inner.get("table").unwrap_or(inner), depth, flow, true)
                }
                "nested_loop" => self.list(inner, depth, flow),
                "filesort" | "ordering_operation" | "grouping_operation" | "temporary_table"
                | "duplicates_removal" => self.wrapper(key, inner, depth, flow),
                "subqueries"
                | "attached_subqueries"
                | "having_subqueries"
                | "select_list_subqueries"
                | "order_by_subqueries"
                | "group_by_subqueries" => self.subqueries(inner, depth, flow),
                "query_specifications" => self.list_of_separate(inner, depth, flow),
                "union_result"
                | "query_block"
                | "buffer_result"
                | "read_sorted_file"
                | "window_functions_computation"
                | "windowing"
                | "range-checked-for-each-record"
                | "recursive_union"
                | "intersect_result"
                | "except_result"
                | "unary_result"
                | "duplicate_removal"
                | "insert_from" => self.object(inner, depth, flow),
                _ => flow,
            };
        }
        flow
    }

    fn list(&mut self, json: &Value, depth: u32, mut flow: Flow) -> Flow {
        for inner in json.as_array().into_iter().flatten() {
            flow = self.object(inner, depth, flow);
        }
        flow
    }

    /// Parts that do not feed each other: the branches of a UNION.
    fn list_of_separate(&mut self, json: &Value, depth: u32, flow: Flow) -> Flow {
        let mut sum = flow;
        for inner in json.as_array().into_iter().flatten() {
            let part = self.object(inner, depth + 1, Flow { cost: 0.0, ..flow });
            sum.cost += part.cost;
            sum.rows = sum.rows.max(part.rows);
        }
        sum
    }

    fn wrapper(&mut self, key: &str, json: &Value, depth: u32, flow: Flow) -> Flow {
        let flag = |name: &str| json.get(name).and_then(Value::as_bool) == Some(true);
        let sorts = key == "filesort" || flag("using_filesort");
        let temporary = key == "temporary_table" || flag("using_temporary_table");
        let inside = if sorts || temporary {
            let operation = if sorts { "filesort" } else { "temporary table" };
            self.nodes.push(PlanNode {
                depth,
                operation: operation.to_owned(),
                sort: sorts,
                ..PlanNode::default()
            });
            depth + 1
        } else {
            depth
        };
        let mut result = self.object(json, inside, flow);
        if sorts {
            result.cost += result.rows * (result.rows + 2.0).log2() * 0.02;
        }
        if temporary {
            result.cost += result.rows * 0.05;
        }
        result
    }

    fn subqueries(&mut self, json: &Value, depth: u32, flow: Flow) -> Flow {
        let mut sum = flow;
        for inner in json.as_array().into_iter().flatten() {
            let cached = inner.get("expression_cache");
            let dependent = inner.get("dependent").and_then(Value::as_bool) == Some(true);
            let correlated = cached.is_some() || dependent;
            let start = Flow { cost: 0.0, rows: 1.0, correlated };
            let body = cached.unwrap_or(inner);
            let part = self.object(body, depth + 1, start);
            sum.cost += part.cost * if correlated { flow.rows.max(1.0) } else { 1.0 };
        }
        sum
    }

    fn table(&mut self, json: &Value, depth: u32, flow: Flow, joined_by_scan: bool) -> Flow {
        let Some(access) = json.get("access_type").and_then(Value::as_str) else { return flow };
        let alias = json.get("table_name").and_then(Value::as_str).unwrap_or_default();
        let size = self.sizes.get(alias).cloned();
        let read = Read::of(json, access, size.as_ref());
        let filtered = number(json, "filtered").unwrap_or(100.0) / 100.0;
        self.nodes.push(PlanNode {
            depth,
            operation: access.to_owned(),
            table: size.as_ref().and_then(|s| s.name.clone()),
            index: read.index.clone().map(|name| UsedIndex::Existing(Ident(name))),
            covering: read.covering,
            rows_estimated: Some(read.rows),
            loops: Some(flow.rows),
            rows_filtered: Some(read.rows * (1.0 - filtered)),
            full_scan: matches!(access, "ALL" | "index"),
            correlated: flow.correlated,
            ..PlanNode::default()
        });
        let mut cost = flow.cost;
        for inner in ["materialized", "materialized_from_subquery"] {
            if let Some(body) = json.get(inner) {
                let start = Flow { cost: 0.0, rows: 1.0, correlated: false };
                cost += self.object(body, depth + 1, start).cost;
            }
        }
        let once = read.cost(size.as_ref());
        cost += if joined_by_scan {
            once + flow.rows * read.rows * COST_OF_PAIR
        } else {
            once * flow.rows.max(1.0)
        };
        let next = Flow { cost, rows: (flow.rows * read.rows * filtered).max(0.01), ..flow };
        self.attached(json, depth, next)
    }

    /// Sub-selects in a table's condition run once per row that is read.
    fn attached(&mut self, json: &Value, depth: u32, flow: Flow) -> Flow {
        match json.get("attached_subqueries") {
            Some(list) => self.subqueries(list, depth, flow),
            None => flow,
        }
    }
}

/// One table's access, rows scaled to the real table.
struct Read {
    access: String,
    index: Option<String>,
    covering: bool,
    /// Rows of one loop.
    rows: f64,
}

impl Read {
    fn of(json: &Value, access: &str, size: Option<&TableSize>) -> Self {
        let index = json.get("key").and_then(Value::as_str).map(str::to_owned);
        let explained = number(json, "rows").or_else(|| number(json, "rows_examined_per_scan"));
        let rows = real_rows(json, access, index.as_deref(), explained.unwrap_or(1.0), size);
        let covering = json.get("using_index").and_then(Value::as_bool) == Some(true);
        Self { access: access.to_owned(), index, covering, rows }
    }

    fn cost(&self, size: Option<&TableSize>) -> f64 {
        let (rows, pages) = size.map_or((self.rows, self.rows / 50.0), |s| (s.rows, s.pages));
        let compare = self.rows * COST_OF_ROW;
        let clustered = self.index.as_deref() == Some("PRIMARY");
        match self.access.as_str() {
            "system" => COST_OF_ROW,
            "const" | "eq_ref" => 1.0 + COST_OF_ROW,
            "ALL" => pages + compare,
            _ if clustered => 1.0 + compare + pages * (self.rows / rows.max(1.0)).min(1.0),
            _ if self.covering => 1.0 + compare + self.rows / ROWS_OF_INDEX_PAGE,
            _ => 1.0 + compare + self.rows,
        }
    }
}

/// On a sample, scans and ranges see a share of the rows, and lookups see too few to count:
/// there the index's distinct values say how many rows a key has.
fn real_rows(
    json: &Value,
    access: &str,
    index: Option<&str>,
    explained: f64,
    size: Option<&TableSize>,
) -> f64 {
    let Some(size) = size.filter(|s| s.fraction < 1.0 && s.fraction > 0.0) else {
        return explained;
    };
    let scaled = explained / size.fraction;
    let is_lookup = matches!(access, "ref" | "ref_or_null" | "index_subquery");
    // An index that is read in order for a LIMIT is read only so far.
    let for_limit = access == "index" && scaled < size.rows * 0.5;
    if matches!(access, "const" | "eq_ref" | "system") || for_limit {
        return explained;
    }
    let keys = json.get("ref").and_then(Value::as_array);
    let by_constant = keys.is_some_and(|keys| keys.iter().all(|k| k == "const"));
    if !is_lookup || (by_constant && explained >= 20.0) {
        return scaled;
    }
    let parts = json.get("used_key_parts").and_then(Value::as_array).map_or(0, Vec::len);
    let distinct = index.and_then(|name| size.distinct.get(&(name.to_owned(), parts)));
    let mean = distinct.map_or(scaled, |d| (size.rows / d.max(1.0)).max(1.0));
    // A constant that the sample has hardly seen may be rarer than the mean, but not by chance
    // much more frequent than seen.
    let most = (explained + 3.0 * explained.sqrt() + 3.0) / size.fraction;
    if by_constant { mean.min(most) } else { mean }
}

fn number(json: &Value, key: &str) -> Option<f64> {
    match json.get(key)? {
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_with_a_sort_has_its_nodes_in_order() {
        let json = serde_json::json!({"query_block": {"select_id": 1, "filesort": {"sort_key": "x",
            "temporary_table": {"nested_loop": [
                {"table": {"table_name": "c", "access_type": "ALL", "rows": 100, "filtered": 10}},
                {"table": {"table_name": "o", "access_type": "ref", "key": "i1",
                    "used_key_parts": ["a"], "rows": 15, "filtered": 100, "using_index": true}}]}}}});
        let plan = plan(&json, &Sizes::new());
        let operations: Vec<&str> = plan.nodes.iter().map(|n| n.operation.as_str()).collect();
        assert_eq!(operations, ["filesort", "temporary table", "ALL", "ref"]);
        assert_eq!(plan.nodes[3].loops, Some(10.0));
        assert!(plan.nodes[3].covering && plan.nodes[0].sort && plan.nodes[2].full_scan);
    }

    #[test]
    fn a_correlated_sub_select_costs_once_per_outer_row() {
        let inner = |cache: bool| {
            let block = serde_json::json!({"query_block": {"nested_loop": [
                {"table": {"table_name": "i", "access_type": "ALL", "rows": 1000}}]}});
            let body = if cache { serde_json::json!({"expression_cache": block}) } else { block };
            serde_json::json!({"query_block": {"nested_loop": [
                {"table": {"table_name": "o", "access_type": "ALL", "rows": 50}}],
                "subqueries": [body]}})
        };
        let once = plan(&inner(false), &Sizes::new());
        let often = plan(&inner(true), &Sizes::new());
        assert!(often.cost > once.cost * 10.0);
        assert!(often.nodes[1].correlated && !once.nodes[1].correlated);
    }

    #[test]
    fn mysqls_shape_is_read_too() {
        let json = serde_json::json!({"query_block": {"cost_info": {"query_cost": "3.1"},
            "ordering_operation": {"using_filesort": true, "table": {"table_name": "t",
                "access_type": "range", "key": "k", "rows_examined_per_scan": 7,
                "filtered": "50.00", "using_index": true}}}});
        let plan = plan(&json, &Sizes::new());
        assert!(plan.nodes[0].sort);
        assert_eq!(plan.nodes[1].rows_estimated, Some(7.0));
    }
}
