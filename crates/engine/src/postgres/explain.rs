//! EXPLAIN (FORMAT JSON) → the one form of plans. Plans only; runs nothing.

use std::borrow::Cow;
use std::collections::HashMap;

use rungs_core::name::{Ident, TableName};
use rungs_core::seen::statement_plan::Basis;
use rungs_core::seen::{PlanNode, Snapshot, StatementPlan, statement_plan::UsedIndex};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

/// Finds the schema of a relation that a plan names without one.
pub(super) struct Relations {
    by_name: HashMap<Ident, TableName>,
    /// Two schemas have a table of one name: plans must be asked for with their schemas.
    pub ambiguous: bool,
}

impl Relations {
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut by_name = HashMap::new();
        let mut ambiguous = false;
        for table in &snapshot.tables {
            ambiguous |= by_name.insert(table.name.name.clone(), table.name.clone()).is_some();
        }
        Self { by_name, ambiguous }
    }

    fn find(&self, node: &Node<'_>) -> Option<TableName> {
        let name = node.relation.as_deref()?;
        match node.schema.as_deref() {
            Some(schema) => Some(TableName::new(schema, name)),
            None => self.by_name.get(&Ident::new(name)).cloned(),
        }
    }
}

/// The words before a statement that ask for its plan.
pub(super) fn prefix(relations: &Relations, generic: bool) -> &'static str {
    match (relations.ambiguous, generic) {
        (false, false) => "explain (format json) ",
        (true, false) => "explain (verbose, format json) ",
        (false, true) => "explain (generic_plan, format json) ",
        (true, true) => "explain (verbose, generic_plan, format json) ",
    }
}

/// Reads the server's JSON. `hypothetical`: name of a pretended index → its position in the
/// question. None: the text is not a plan.
pub(super) fn parse(
    json: &str,
    relations: &Relations,
    hypothetical: &dyn Fn(&str) -> Option<usize>,
    basis: Basis,
) -> Option<StatementPlan> {
    let documents: Vec<Document<'_>> = serde_json::from_str(json).ok()?;
    let root = &documents.first()?.root;
    let mut reader = Reader { relations, hypothetical, text: json, nodes: Vec::new() };
    reader.walk(root, Place::default());
    Some(StatementPlan { cost: root.total_cost?, nodes: reader.nodes, basis })
}

#[derive(Deserialize)]
struct Document<'j> {
    #[serde(rename = "Plan", borrow)]
    root: Node<'j>,
}

/// What is read of a node; all else is passed over.
#[derive(Deserialize)]
struct Node<'j> {
    #[serde(rename = "Node Type", borrow, default)]
    operation: Cow<'j, str>,
    #[serde(rename = "Relation Name")]
    relation: Option<String>,
    #[serde(rename = "Schema")]
    schema: Option<String>,
    #[serde(rename = "Index Name")]
    index: Option<String>,
    #[serde(rename = "Index Cond")]
    condition: Option<IgnoredAny>,
    #[serde(rename = "Parent Relationship", borrow, default)]
    relationship: Cow<'j, str>,
    #[serde(rename = "Subplan Name", borrow, default)]
    subplan: Cow<'j, str>,
    #[serde(rename = "Total Cost")]
    total_cost: Option<f64>,
    #[serde(rename = "Plan Rows")]
    rows_estimated: Option<f64>,
    #[serde(rename = "Actual Rows")]
    rows_actual: Option<f64>,
    #[serde(rename = "Actual Loops")]
    loops: Option<f64>,
    #[serde(rename = "Rows Removed by Filter")]
    rows_filtered: Option<f64>,
    #[serde(rename = "Sort Space Type", borrow, default)]
    sort_space: Cow<'j, str>,
    #[serde(rename = "Sort Space Used")]
    sort_kb: Option<u64>,
    #[serde(rename = "Disk Usage")]
    disk_kb: Option<u64>,
    #[serde(rename = "Plans", borrow, default)]
    children: Vec<Node<'j>>,
}

/// Buffers (shared hit + read, temp read + written) of a plan that was run.
pub(super) fn buffers(json: &str) -> Option<u64> {
    let document: Value = serde_json::from_str(json).ok()?;
    let root = document.get(0)?.get("Plan")?;
    ["Shared Hit Blocks", "Shared Read Blocks", "Temp Read Blocks", "Temp Written Blocks"]
        .iter()
        .map(|key| root.get(*key).and_then(Value::as_u64))
        .sum()
}

/// What a node's ancestors say of it.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: u32,
    correlated: bool,
    limited: bool,
}

struct Reader<'a> {
    relations: &'a Relations,
    hypothetical: &'a dyn Fn(&str) -> Option<usize>,
    text: &'a str,
    nodes: Vec<PlanNode>,
}

impl Reader<'_> {
    fn walk(&mut self, node: &Node<'_>, mut place: Place) {
        place.correlated |= self.is_correlated(node);
        self.nodes.push(self.node(node, place));
        let operation = &*node.operation;
        place.limited = operation == "Limit" || (place.limited && !stops_early_end(operation));
        place.depth += 1;
        for child in &node.children {
            self.walk(child, place);
        }
    }

    /// A SubPlan that is not hashed runs again for each outer row.
    fn is_correlated(&self, node: &Node<'_>) -> bool {
        node.relationship == "SubPlan" && !self.text.contains(&format!("hashed {}", node.subplan))
    }

    fn node(&self, node: &Node<'_>, place: Place) -> PlanNode {
        let operation = &*node.operation;
        let by_index = matches!(operation, "Index Scan" | "Index Only Scan" | "Bitmap Index Scan");
        let disk_kb = if node.sort_space == "Disk" { node.sort_kb } else { node.disk_kb };
        PlanNode {
            depth: place.depth,
            operation: operation.to_owned(),
            table: self.relations.find(node),
            index: node.index.as_deref().map(|name| match (self.hypothetical)(name) {
                Some(position) => UsedIndex::Hypothetical(position),
                None => UsedIndex::Existing(Ident::new(name)),
            }),
            covering: operation == "Index Only Scan",
            rows_estimated: node.rows_estimated,
            rows_actual: node.rows_actual,
            loops: node.loops,
            rows_filtered: node.rows_filtered,
            sort: matches!(operation, "Sort" | "Incremental Sort"),
            spilled_bytes: disk_kb.filter(|kb| *kb > 0).map(|kb| kb * 1024),
            full_scan: operation == "Seq Scan"
                || (by_index && node.condition.is_none() && !place.limited),
            automatic_index: false,
            correlated: place.correlated,
        }
    }
}

/// Below these a LIMIT above saves nothing: all their input is read first.
fn stops_early_end(operation: &str) -> bool {
    matches!(operation, "Sort" | "Aggregate" | "Hash" | "Materialize" | "HashAggregate")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_tells_tables_indexes_and_sub_selects() {
        let json = r#"[{"Plan": {"Node Type": "Seq Scan", "Relation Name": "o", "Schema": "s",
            "Total Cost": 12.5, "Plan Rows": 3, "Filter": "(SubPlan 1)", "Plans": [
              {"Node Type": "Index Only Scan", "Parent Relationship": "SubPlan",
               "Subplan Name": "SubPlan 1", "Relation Name": "i", "Schema": "s",
               "Index Name": "<1>btree_i", "Index Cond": "(a = o.a)", "Plan Rows": 1}]}}]"#;
        let relations = Relations { by_name: HashMap::new(), ambiguous: true };
        let pretended = |name: &str| (name == "<1>btree_i").then_some(4);
        let plan = parse(json, &relations, &pretended, Basis::Hypothetical).unwrap();
        assert!((plan.cost - 12.5).abs() < 1e-9);
        assert_eq!(plan.hypothetical_used(), [4]);
        assert!(plan.nodes[0].full_scan && !plan.nodes[0].correlated);
        assert!(plan.nodes[1].correlated && plan.nodes[1].covering && !plan.nodes[1].full_scan);
        assert_eq!(plan.nodes[1].table, Some(TableName::new("s", "i")));
        assert!(parse("{}", &relations, &pretended, Basis::Planner).is_none());
    }
}
