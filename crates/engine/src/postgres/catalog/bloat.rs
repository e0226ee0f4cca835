//! How much of a b-tree is empty room, by a model of its best size that knows deduplication.
//! An estimate: None wherever a part of it is not known.

use rungs_core::name::Bytes;
use rungs_core::seen::{IndexSpec, KeyPart, Method, Table, TypeClass};

const PAGE: f64 = 8192.0;
const PAGE_HEADER: f64 = 24.0 + 16.0;
const TUPLE_HEADER: f64 = 8.0;
const LINE_POINTER: f64 = 4.0;
const HEAP_TID: f64 = 6.0;
/// A posting list ends at about a sixth of a page.
const POSTING_TIDS: f64 = 1350.0 / HEAP_TID;

/// 0 … 1, None where it cannot be computed.
pub(super) fn btree(
    table: &Table,
    spec: &IndexSpec,
    entries: f64,
    bytes: Bytes,
    fill: f64,
) -> Option<f64> {
    if spec.method != Method::Btree {
        return None;
    }
    let mut width = 0.0;
    let mut distinct = 1.0_f64;
    let mut deduplicates = !spec.unique && spec.include.is_empty();
    for key in &spec.keys {
        let KeyPart::Column(name) = &key.part else { return None };
        let column = table.column(name)?;
        width += column.width_bytes? * (1.0 - column.null_fraction?);
        distinct *= column.distinct?.max(1.0);
        let exact = !matches!(
            column.class,
            TypeClass::Decimal | TypeClass::Float | TypeClass::Json | TypeClass::Array
        );
        deduplicates &= exact && key.collation.is_none();
    }
    for name in &spec.include {
        width += table.column(name)?.width_bytes?;
    }
    let tuple = TUPLE_HEADER + align(width) + LINE_POINTER;
    let best = if deduplicates {
        let values = distinct.min(entries);
        let per_value = entries / values;
        if per_value < 2.0 {
            entries * tuple
        } else {
            values * (per_value / POSTING_TIDS).ceil() * tuple + entries * HEAP_TID
        }
    } else {
        entries * tuple
    };
    let pages = (best / ((PAGE - PAGE_HEADER) * fill)).ceil() * 1.02 + 1.0;
    Some((1.0 - pages * PAGE / bytes.0 as f64).clamp(0.0, 1.0))
}

fn align(width: f64) -> f64 {
    (width / 8.0).ceil() * 8.0
}
