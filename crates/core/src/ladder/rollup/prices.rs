//! What rows cost on each engine, measured on 10 million facts and 2 cores: reading them raw,
//! reading a rollup, catching a change, folding it. One place for every such figure; each is CPU
//! time where wall time hung on the machine's load. A prediction made of them is called so.

use crate::name::EngineKind;
use crate::seen::TypeClass;

/// Microseconds, but where the name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prices {
    /// A row of the fact table scanned, joined and aggregated: a dashboard's statement over all
    /// rows took 2.5, 7.6 and 5.3 s.
    pub raw_row: f64,
    /// A row of a rollup read, aggregated and sent: 14,400 rows took 14, 50 and 30 ms.
    pub read_row: f64,
    /// A statement that finds next to nothing, in milliseconds.
    pub read_ms_min: f64,
    /// Writing a row of the fact table itself: 100,000 inserts took 0.5, 0.9 and 0.2 s.
    pub write_row: f64,
    /// The delta row that a trigger adds to each: the row trigger of PostgreSQL, the dearer one.
    pub capture_row: f64,
    /// Folding one delta row into one level: 100,000 of them, over all months, into three levels
    /// took 6.1, 5.4 and 2.9 s.
    pub fold_row: f64,
    /// Bytes of a stored row beside its keys and measures, with the entry in its unique index.
    pub row_bytes: f64,
    /// A key is stored in the table and again in the index.
    pub key_copies: f64,
}

pub fn prices(engine: EngineKind) -> Prices {
    match engine {
        EngineKind::Postgres => Prices {
            raw_row: 0.25,
            read_row: 1.0,
            read_ms_min: 0.3,
            write_row: 5.0,
            capture_row: 16.0,
            fold_row: 20.0,
            row_bytes: 44.0,
            key_copies: 2.0,
        },
        EngineKind::MariaDb => Prices {
            raw_row: 0.76,
            read_row: 3.5,
            read_ms_min: 1.0,
            write_row: 9.0,
            capture_row: 17.0,
            fold_row: 18.0,
            row_bytes: 20.0,
            key_copies: 1.0,
        },
        EngineKind::Sqlite => Prices {
            raw_row: 0.53,
            read_row: 2.0,
            read_ms_min: 0.2,
            write_row: 2.0,
            capture_row: 1.6,
            fold_row: 10.0,
            row_bytes: 8.0,
            key_copies: 1.0,
        },
    }
}

/// Bytes of one value where the statistics do not say.
pub fn width(class: TypeClass) -> f64 {
    match class {
        TypeClass::Boolean => 1.0,
        TypeClass::Integer | TypeClass::Time => 4.0,
        TypeClass::Float | TypeClass::Decimal => 8.0,
        TypeClass::Uuid | TypeClass::Text | TypeClass::Other => 16.0,
        TypeClass::Bytes | TypeClass::Array | TypeClass::Json => 64.0,
    }
}

/// A stored sum, count, least or greatest value, and the number of rows.
pub const MEASURE_BYTES: f64 = 8.0;
