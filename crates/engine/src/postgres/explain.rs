//! EXPLAIN (FORMAT JSON) → the one form of plans. Plans only; runs nothing.

use std::collections::HashMap;

use rungs_core::name::{Ident, TableName};
use rungs_core::seen::statement_plan::Basis;
use rungs_core::seen::{PlanNode, Snapshot, StatementPlan, statement_plan::UsedIndex};
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

    fn find(&self, node: &Value) -> Option<TableName> {
        let name = node.get("Relation Name")?.as_str()?;
        match node.get("Schema").and_then(Value::as_str) {
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

/// Reads the server's JSON. `hypothetical`: name of each pretended index → its position in the
/// question. None: the text is not a plan.
pub(super) fn parse(
    json: &str,
    relations: &Relations,
    hypothetical: &HashMap<String, usize>,
    basis: Basis,
) -> Option<StatementPlan> {
    let document: Value = serde_json::from_str(json).ok()?;
    let root = document.get(0)?.get("Plan")?;
    let mut reader = Reader { relations, hypothetical, text: json, nodes: Vec::new() };
    reader.walk(root, Place::default());
    Some(StatementPlan { cost: number(root, "Total Cost")?, nodes: reader.nodes, basis })
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
    hypothetical: &'a HashMap<String, usize>,
    text: &'a str,
    nodes: Vec<PlanNode>,
}

impl Reader<'_> {
    fn walk(&mut self, node: &Value, mut place: Place) {
        place.correlated |= self.is_correlated(node);
        let operation = word(node, "Node Type");
        self.nodes.push(self.node(node, operation, place));
        place.limited = operation == "Limit" || (place.limited && !stops_early_end(operation));
        place.depth += 1;
        for child in node.get("Plans").and_then(Value::as_array).into_iter().flatten() {
            self.walk(child, place);
        }
    }

    /// A SubPlan that is not hashed runs again for each outer row.
    fn is_correlated(&self, node: &Value) -> bool {
        word(node, "Parent Relationship") == "SubPlan"
            && !self.text.contains(&format!("hashed {}", word(node, "Subplan Name")))
    }

    fn node(&self, node: &Value, operation: &str, place: Place) -> PlanNode {
        let index = node.get("Index Name").and_then(Value::as_str);
        let by_index = matches!(operation, "Index Scan" | "Index Only Scan" | "Bitmap Index Scan");
        let disk_kb = match word(node, "Sort Space Type") {
            "Disk" => node.get("Sort Space Used").and_then(Value::as_u64),
            _ => node.get("Disk Usage").and_then(Value::as_u64),
        };
        PlanNode {
            depth: place.depth,
            operation: operation.to_owned(),
            table: self.relations.find(node),
            index: index.map(|name| match self.hypothetical.get(name) {
                Some(position) => UsedIndex::Hypothetical(*position),
                None => UsedIndex::Existing(Ident::new(name)),
            }),
            covering: operation == "Index Only Scan",
            rows_estimated: number(node, "Plan Rows"),
            rows_actual: number(node, "Actual Rows"),
            loops: number(node, "Actual Loops"),
            rows_filtered: number(node, "Rows Removed by Filter"),
            sort: matches!(operation, "Sort" | "Incremental Sort"),
            spilled_bytes: disk_kb.filter(|kb| *kb > 0).map(|kb| kb * 1024),
            full_scan: operation == "Seq Scan"
                || (by_index && node.get("Index Cond").is_none() && !place.limited),
            automatic_index: false,
            correlated: place.correlated,
        }
    }
}

/// Below these a LIMIT above saves nothing: all their input is read first.
fn stops_early_end(operation: &str) -> bool {
    matches!(operation, "Sort" | "Aggregate" | "Hash" | "Materialize" | "HashAggregate")
}

fn word<'a>(node: &'a Value, key: &str) -> &'a str {
    node.get(key).and_then(Value::as_str).unwrap_or("")
}

fn number(node: &Value, key: &str) -> Option<f64> {
    node.get(key).and_then(Value::as_f64)
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
        let pretended = HashMap::from([("<1>btree_i".to_owned(), 4)]);
        let plan = parse(json, &relations, &pretended, Basis::Hypothetical).unwrap();
        assert!((plan.cost - 12.5).abs() < 1e-9);
        assert_eq!(plan.hypothetical_used(), [4]);
        assert!(plan.nodes[0].full_scan && !plan.nodes[0].correlated);
        assert!(plan.nodes[1].correlated && plan.nodes[1].covering && !plan.nodes[1].full_scan);
        assert_eq!(plan.nodes[1].table, Some(TableName::new("s", "i")));
        assert!(parse("{}", &relations, &pretended, Basis::Planner).is_none());
    }
}
