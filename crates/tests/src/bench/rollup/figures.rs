//! What a bench found: lines for people, figures and limits for machines.

use serde_json::{Map, Value, json};

use super::cpu::Cpu;
use super::site::Site;
use crate::bench::Report;

pub struct Figures {
    lines: Vec<String>,
    json: Map<String, Value>,
    limits: Vec<Value>,
    /// The smallest, with what is ours and what is the yardstick's.
    smallest: Option<(f64, f64, f64)>,
}

impl Figures {
    pub fn new(bench: &str, site: &Site, unit: &str, against: &str) -> Self {
        let json = json!({"bench": bench, "engine": site.kind.name(), "rows": site.rows,
            "unit": unit, "against": against});
        let json = match json {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        let title = format!("{}: {} entries", site.kind.name(), site.rows);
        Self { lines: vec![title], json, limits: Vec::new(), smallest: None }
    }

    pub fn line(&mut self, line: String) {
        // Benches of many minutes: what is known is said at once.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes());
        self.lines.push(line);
    }

    pub fn figure(&mut self, name: &str, value: Value) {
        self.json.insert(name.to_owned(), value);
    }

    /// Yardstick ÷ ours. The smallest of all is the bench's.
    pub fn ratio(&mut self, ours: f64, peer: f64) -> f64 {
        let ratio = peer / ours;
        if self.smallest.is_none_or(|(least, _, _)| ratio < least) {
            self.smallest = Some((ratio, ours, peer));
        }
        ratio
    }

    pub fn at_most(&mut self, name: &str, measured: f64, limit: f64) {
        self.limit(name, measured, limit, measured <= limit);
    }

    pub fn at_least(&mut self, name: &str, measured: f64, limit: f64) {
        self.limit(name, measured, limit, measured >= limit);
    }

    fn limit(&mut self, name: &str, measured: f64, limit: f64, met: bool) {
        let word = if met { "met" } else { "MISSED" };
        self.line(format!("limit {name}: {measured:.4} of {limit}: {word}"));
        self.limits.push(json!({"name": name, "measured": measured, "limit": limit, "met": met}));
    }

    pub fn report(mut self) -> Report {
        if let Some((ratio, ours, peer)) = self.smallest {
            self.figure("ratio", json!(ratio));
            self.figure("ours", json!(ours));
            self.figure("peer", json!(peer));
        }
        let limits = std::mem::take(&mut self.limits);
        self.figure("limits", Value::Array(limits));
        Report { table: self.lines.join("\n"), json: Value::Object(self.json) }
    }
}

pub fn cpu(cpu: Cpu) -> Value {
    json!({"server": cpu.server, "client": cpu.client, "total": cpu.total()})
}
