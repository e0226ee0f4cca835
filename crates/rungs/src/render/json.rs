//! One JSON document.

use crate::report::Report;

pub fn render(report: &Report) -> String {
    format!("{:#}\n", report.json)
}
