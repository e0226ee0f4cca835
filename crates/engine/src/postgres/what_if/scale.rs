//! From a plan on samples to what it would cost on the whole tables. The ways to the rows are those
//! that the planner chose on the samples; each node's cost grows with the rows that go into it.
//!
//! How many rows there really are is known for each table and each join that the real plan has
//! too (a set of tables gives the same rows whatever the way to them); for the rest by the
//! fraction that was sampled. Reads and writes EXPLAIN's JSON; asks nobody.

use std::collections::{BTreeSet, HashMap};

use rungs_core::name::{Ident, TableName};
use serde_json::Value;

/// A look into an index: with its descent and one page of the table.
const LOOKUP_COST: f64 = 8.3;
/// One more row found by an index: a page somewhere in the table, or the next entry of the index.
const ROW_COST: f64 = 3.0;
const ENTRY_COST: f64 = 0.01;
/// Up to so many rows the sample cannot tell few from one.
const FEW_ROWS: f64 = 3.0;

/// What must be known of the clone.
pub(super) struct Clone<'a> {
    /// Stand-in → the user's schema.
    pub schemas: &'a HashMap<String, Ident>,
    /// Sampled share of a table's rows.
    pub fraction: &'a dyn Fn(&TableName) -> Option<f64>,
    /// Rows of the whole table that a condition on an index finds, by the statistics of the whole
    /// table; None if they do not say.
    pub found: &'a dyn Fn(&TableName, &str, &str) -> Option<f64>,
}

/// Scales the document of a plan on the clone in place; `real` is the plan of the same statement
/// on the real tables, without parallel workers. Says the cost; None: no plan.
pub(super) fn scale(document: &mut Value, real: &Value, clone: &Clone<'_>) -> Option<f64> {
    let text = document.to_string();
    let mut truth = Truth::new();
    collect(real.get(0)?.get("Plan")?, false, &mut truth);
    let mut scaler = Scaler { clone, truth: &truth, text: &text, shared: HashMap::new() };
    let root = document.get_mut(0)?.get_mut("Plan")?;
    Some(scaler.walk(root, &Place::default()).is.total)
}

/// Rows by what a node does and the tables below it.
type Truth = HashMap<(Class, BTreeSet<String>), f64>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Tables,
    Groups,
    Limit,
}

fn class(node: &Value) -> Option<Class> {
    match word(node, "Node Type") {
        "Aggregate" | "Group" | "Unique" | "HashAggregate" => Some(Class::Groups),
        "Limit" => Some(Class::Limit),
        "Nested Loop" | "Hash Join" | "Merge Join" => Some(Class::Tables),
        _ if node.get("Relation Name").is_some() => Some(Class::Tables),
        _ => None,
    }
}

/// Below the inner side of a nested loop rows are those of one turn, so nothing is learnt there.
fn collect(node: &Value, inner: bool, truth: &mut Truth) -> BTreeSet<String> {
    let mut aliases: BTreeSet<String> = own_alias(node).into_iter().collect();
    for child in node.get("Plans").and_then(Value::as_array).into_iter().flatten() {
        let below = collect(child, inner || is_per_row(node, child), truth);
        if is_input(child) {
            aliases.extend(below);
        }
    }
    if let (Some(class), false, false) = (class(node), inner, aliases.is_empty()) {
        truth.entry((class, aliases.clone())).or_insert(number(node, "Plan Rows"));
    }
    aliases
}

fn own_alias(node: &Value) -> Option<String> {
    node.get("Alias").and_then(Value::as_str).map(str::to_owned)
}

/// The child runs once for each row of something else.
fn is_per_row(node: &Value, child: &Value) -> bool {
    let relation = word(child, "Parent Relationship");
    relation == "SubPlan" || (relation == "Inner" && word(node, "Node Type") == "Nested Loop")
}

/// Its rows go into the parent.
fn is_input(child: &Value) -> bool {
    !matches!(word(child, "Parent Relationship"), "InitPlan" | "SubPlan")
}

#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    startup: f64,
    total: f64,
    rows: f64,
}

impl Cost {
    fn of(node: &Value) -> Self {
        Self {
            startup: number(node, "Startup Cost"),
            total: number(node, "Total Cost"),
            rows: number(node, "Plan Rows"),
        }
    }
}

/// A node on the sample and on the whole tables.
#[derive(Debug, Clone, Default)]
struct Seen {
    was: Cost,
    is: Cost,
    aliases: BTreeSet<String>,
}

#[derive(Debug, Clone, Default)]
struct Place {
    inner: bool,
    /// The table whose bitmap is made below …
    table: Option<TableName>,
    /// … and how many times more rows it really gives, where one index alone makes the bitmap.
    growth: Option<f64>,
}

/// The children of a node by what they are to it.
#[derive(Default)]
struct Children {
    inputs: Vec<Seen>,
    /// Run once, and counted in the node's cost.
    once: Vec<Seen>,
    /// How much dearer the sub-selects got that run for each row.
    per_row: f64,
}

struct Scaler<'a> {
    clone: &'a Clone<'a>,
    truth: &'a Truth,
    text: &'a str,
    /// Growth of the rows of each CTE.
    shared: HashMap<String, f64>,
}

impl Scaler<'_> {
    fn walk(&mut self, node: &mut Value, place: &Place) -> Seen {
        self.rename_schema(node);
        let table = table_of(node).or_else(|| place.table.clone());
        // The nodes that make a bitmap do not say of which table.
        let of_bitmap = word(node, "Node Type").starts_with("Bitmap");
        let was = Cost::of(node);
        let mut aliases: BTreeSet<String> = own_alias(node).into_iter().collect();
        let own = self.known(node, &aliases, place).and_then(|rows| growth(node, was, rows));
        let below = Place {
            inner: place.inner,
            table: table.clone().filter(|_| of_bitmap),
            growth: own.filter(|_| of_bitmap),
        };
        let children = self.children(node, &below);
        aliases.extend(children.inputs.iter().flat_map(|c| c.aliases.iter().cloned()));
        let known = self.known(node, &aliases, place);
        let operation = word(node, "Node Type");
        let mut is = match children.inputs.as_slice() {
            [] => {
                let once = |of: fn(&Seen) -> f64| children.once.iter().map(of).sum::<f64>();
                let own = Cost { total: (was.total - once(|c| c.was.total)).max(0.0), ..was };
                let growth = known.and_then(|rows| growth(node, was, rows)).or(place.growth);
                let own = self.leaf(node, own, table.as_ref(), growth);
                Cost { total: own.total + once(|c| c.is.total), ..own }
            }
            [outer, inner] if operation == "Nested Loop" => nested(was, outer, inner),
            [input] if operation == "Limit" => limited(was, input, known),
            inputs => general(operation, was, inputs, &children.once),
        };
        if children.per_row > 1.0 {
            let inputs: f64 = children.inputs.iter().map(|c| c.is.total).sum();
            is.total = inputs + (is.total - inputs) * children.per_row;
        }
        is.rows = known.unwrap_or(is.rows).max(1.0);
        for (key, value) in [("Startup Cost", is.startup), ("Total Cost", is.total)] {
            node[key] = Value::from(value);
        }
        node["Plan Rows"] = Value::from(is.rows);
        Seen { was, is, aliases }
    }

    /// Rows that the node gives by the plan on the real tables.
    fn known(&self, node: &Value, aliases: &BTreeSet<String>, place: &Place) -> Option<f64> {
        let class = class(node).filter(|_| !place.inner)?;
        self.truth.get(&(class, aliases.clone())).copied()
    }

    fn children(&mut self, node: &mut Value, place: &Place) -> Children {
        let mut children = Children { per_row: 1.0, ..Children::default() };
        let parent = Value::from(word(node, "Node Type"));
        let parent = serde_json::json!({ "Node Type": parent });
        let plans = node.get_mut("Plans").and_then(Value::as_array_mut);
        for child in plans.into_iter().flatten() {
            let inner = place.inner || is_per_row(&parent, child);
            let seen = self.walk(child, &Place { inner, ..place.clone() });
            let name = word(child, "Subplan Name");
            if is_input(child) {
                children.inputs.push(seen);
            } else if word(child, "Parent Relationship") == "InitPlan"
                || self.text.contains(&format!("hashed {name}"))
            {
                if let Some(cte) = name.strip_prefix("CTE ") {
                    let growth = seen.is.rows / seen.was.rows.max(1.0);
                    self.shared.insert(cte.to_owned(), growth);
                }
                children.once.push(seen);
            } else {
                children.per_row *= seen.is.total / seen.was.total.max(f64::MIN_POSITIVE);
            }
        }
        children
    }

    /// `growth`: how many times more rows the node really gives, where that is known.
    fn leaf(
        &self,
        node: &Value,
        was: Cost,
        table: Option<&TableName>,
        growth: Option<f64>,
    ) -> Cost {
        if let Some(growth) = self.shared.get(word(node, "CTE Name")) {
            return grown(was, *growth);
        }
        let fraction = table.and_then(|t| (self.clone.fraction)(t)).unwrap_or(1.0);
        let all = 1.0 / fraction.max(1e-9);
        let condition = word(node, "Index Cond");
        let entry = match word(node, "Node Type") {
            "Index Scan" => ROW_COST,
            "Index Only Scan" | "Bitmap Index Scan" => ENTRY_COST,
            _ => return grown(was, all),
        };
        let fetched = 1.0 + (was.total - LOOKUP_COST).max(0.0) / entry;
        let few = was.rows <= FEW_ROWS && (entry < ROW_COST || fetched <= 2.0 * FEW_ROWS);
        if condition.is_empty() || all <= 1.0 {
            return Cost { startup: was.startup, ..grown(was, all) };
        }
        let growth = growth.filter(|_| !has_range(condition));
        match growth {
            Some(growth) if !few => {
                let descent = was.total.min(LOOKUP_COST);
                let total = descent + (was.total - descent) * growth;
                return Cost { startup: was.startup, total, rows: was.rows * growth };
            }
            None if !few => return Cost { startup: was.startup, ..grown(was, all) },
            _ => {}
        }
        let index = word(node, "Index Name");
        let found = || table.and_then(|t| (self.clone.found)(t, index, condition));
        let most = was.rows * all;
        let rows = match growth {
            Some(growth) => (was.rows * growth).max(1.0),
            None => found().unwrap_or(most).clamp(1.0, most),
        };
        Cost { startup: was.startup, total: was.total + (rows - 1.0) * entry, rows }
    }

    fn rename_schema(&self, node: &mut Value) {
        if let Some(schema) = node.get("Schema").and_then(Value::as_str)
            && let Some(real) = self.clone.schemas.get(schema)
        {
            node["Schema"] = Value::from(real.as_str());
        }
    }
}

fn table_of(node: &Value) -> Option<TableName> {
    let name = node.get("Relation Name")?.as_str()?;
    Some(TableName::new(node.get("Schema")?.as_str()?, name))
}

/// The real planner has no index yet to look up the ends of a range in, as the clone's has: there
/// the clone knows better.
fn has_range(condition: &str) -> bool {
    condition.split('\'').step_by(2).any(|outside| outside.contains(['<', '>']))
}

/// How many times more rows than on the sample. A rare value is counted by luck, in the sample and
/// in the whole table, so the rows of a condition on an index need not grow with the table. None:
/// the sample gives too few rows after a filter to tell.
fn growth(node: &Value, was: Cost, known: f64) -> Option<f64> {
    let counted = was.rows > FEW_ROWS || word(node, "Filter").is_empty();
    counted.then(|| known / was.rows.max(1.0))
}

fn grown(was: Cost, by: f64) -> Cost {
    Cost { startup: was.startup * by, total: was.total * by, rows: was.rows * by }
}

/// The inner side runs again for each row of the outer one.
fn nested(was: Cost, outer: &Seen, inner: &Seen) -> Cost {
    let turns = outer.is.rows / outer.was.rows.max(1.0);
    let dearer = inner.is.total / inner.was.total.max(f64::MIN_POSITIVE);
    let rest = (was.total - outer.was.total).max(0.0);
    let more = inner.is.rows / inner.was.rows.max(1.0);
    Cost {
        startup: outer.is.startup + inner.is.startup,
        total: outer.is.total + rest * turns * dearer,
        rows: was.rows * turns * more,
    }
}

/// Reads as much of its input as the limit wants.
fn limited(was: Cost, input: &Seen, known: Option<f64>) -> Cost {
    let rows = known.unwrap_or(was.rows).min(input.is.rows);
    let share = (rows / input.is.rows.max(1.0)).min(1.0);
    let total = input.is.startup + (input.is.total - input.is.startup).max(0.0) * share;
    Cost { startup: input.is.startup, total, rows }
}

/// Joins by hash and merge, sorts, groups, appends: what it does itself grows with its input.
fn general(operation: &str, was: Cost, inputs: &[Seen], once: &[Seen]) -> Cost {
    let sum = |of: fn(&Seen) -> f64| inputs.iter().map(of).sum::<f64>();
    let (was_rows, is_rows) = (sum(|c| c.was.rows).max(1.0), sum(|c| c.is.rows).max(1.0));
    let more = is_rows / was_rows;
    let below = |of: fn(&Seen) -> f64| inputs.iter().chain(once).map(of).sum::<f64>();
    let (was_below, is_below) = (below(|c| c.was.total), below(|c| c.is.total));
    let own = was.total - was_below;
    let total = if own >= 0.0 {
        is_below + own * more
    } else {
        // A merge that stops early.
        is_below * was.total / was_below.max(f64::MIN_POSITIVE)
    };
    let blocks = was.startup >= 0.9 * sum(|c| c.was.total);
    let startup = if blocks {
        total * was.startup / was.total.max(f64::MIN_POSITIVE)
    } else {
        sum(|c| c.is.startup)
    };
    let saturated = operation.contains("ggregate") && was.rows < was_rows / 5.0;
    let rows = match operation {
        "Hash Join" | "Merge Join" => {
            was.rows * inputs.iter().map(|c| c.is.rows / c.was.rows.max(1.0)).fold(1.0, f64::max)
        }
        _ if saturated => was.rows,
        _ => was.rows * more,
    };
    Cost { startup, total, rows }
}

fn word<'a>(node: &'a Value, key: &str) -> &'a str {
    node.get(key).and_then(Value::as_str).unwrap_or("")
}

fn number(node: &Value, key: &str) -> f64 {
    node.get(key).and_then(Value::as_f64).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scaled(mut sample: Value, real: &Value, found: Option<f64>) -> f64 {
        let schemas = HashMap::from([("scratch".to_owned(), Ident::new("public"))]);
        let clone = Clone {
            schemas: &schemas,
            fraction: &|table| (*table == TableName::new("public", "t")).then_some(0.01),
            found: &|_, _, _| found,
        };
        let cost = scale(&mut sample, real, &clone).unwrap();
        assert_eq!(sample[0]["Plan"]["Schema"], "public");
        cost
    }

    fn node(operation: &str, cost: f64, rows: f64) -> Value {
        json!([{"Plan": {"Node Type": operation, "Schema": "scratch", "Relation Name": "t",
            "Alias": "t", "Startup Cost": 0.0, "Total Cost": cost, "Plan Rows": rows}}])
    }

    #[test]
    fn a_whole_read_grows_with_the_table_and_a_look_into_an_index_does_not() {
        let real = node("Seq Scan", 70_000.0, 1.0);
        assert!((scaled(node("Seq Scan", 700.0, 1.0), &real, None) - 70_000.0).abs() < 1.0);
        let mut lookup = node("Index Scan", 8.3, 1.0);
        lookup[0]["Plan"]["Index Cond"] = json!("(t.id = 7)");
        assert!((scaled(lookup.clone(), &real, Some(1.0)) - 8.3).abs() < 0.1);
        lookup[0]["Plan"]["Filter"] = json!("(t.state = 'open')");
        let many = scaled(lookup, &real, Some(50.0));
        assert!((100.0..300.0).contains(&many), "{many}");
    }

    #[test]
    fn a_rare_value_costs_what_its_rows_cost_whatever_the_luck_of_the_sample() {
        let lookup = |cost: f64, rows: f64| {
            let mut lookup = node("Index Scan", cost, rows);
            lookup[0]["Plan"]["Index Cond"] = json!("(t.status = 'running')");
            lookup
        };
        let real = |rows: f64| node("Seq Scan", 70_000.0, rows);
        let lucky = scaled(lookup(29.0, 20.0), &real(1.0), Some(40_000.0));
        assert!((8.0..10.0).contains(&lucky), "{lucky}");
        let unlucky = scaled(lookup(8.3, 1.0), &real(20.0), Some(40_000.0));
        assert!((30.0..70.0).contains(&unlucky), "{unlucky}");
        let common = scaled(lookup(300.0, 200.0), &real(20_000.0), Some(40_000.0));
        assert!((28_000.0..32_000.0).contains(&common), "{common}");
    }

    #[test]
    fn a_range_on_the_clone_grows_with_the_table_since_only_its_index_knows_the_ends() {
        let mut lookup = node("Index Scan", 308.3, 100.0);
        lookup[0]["Plan"]["Index Cond"] = json!("(t.at >= '2024-06-28'::date)");
        let cost = scaled(lookup, &node("Seq Scan", 70_000.0, 90.0), None);
        assert!((30_000.0..31_000.0).contains(&cost), "{cost}");
        assert!(!has_range("(t.note = 'a > b'::text)"));
    }

    #[test]
    fn a_limit_reads_as_much_of_the_real_rows_as_it_wants() {
        let mut scan = node("Index Scan", 3_000.0, 1_000.0)[0]["Plan"].take();
        scan["Parent Relationship"] = json!("Outer");
        let mut limit = node("Limit", 30.0, 10.0);
        limit[0]["Plan"]["Plans"] = json!([scan]);
        let cost = scaled(limit, &node("Seq Scan", 1.0, 100_000.0), None);
        assert!((cost - 30.0).abs() < 1.0, "{cost}");
    }
}
