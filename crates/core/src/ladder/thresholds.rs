//! Every number that decides whether a fact is worth a finding, in one place, units last.
//! Each can be set from the configuration.

/// Where findings begin.
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholds {
    /// Smaller tables are read whole at no cost.
    pub big_table_rows: f64,
    /// Sequential scans of a table, before their rows count.
    pub seq_scans_min: u64,
    /// Share of all rows read by sequential scans that one table must reach.
    pub seq_rows_share_min: f64,
    pub dead_share_min: f64,
    pub dead_rows_min: u64,
    /// Share of a table's rows changed since ANALYZE, where the server's own limit is unknown.
    pub stale_share_min: f64,
    pub stale_rows_min: u64,
    pub free_share_min: f64,
    pub free_bytes_min: u64,
    /// Counters younger than this say nothing of use.
    pub unused_days_min: f64,
    pub unused_bytes_min: u64,
    pub bloat_share_min: f64,
    pub bloat_bytes_min: u64,
    /// More indexes on one table than this are worth a look.
    pub indexes_per_table: usize,
    /// A statement is heavy from this share of the workload's time on.
    pub heavy_share_min: f64,
    /// Where times are unknown, a statement is frequent from so many calls on.
    pub frequent_calls_min: f64,
    pub discarded_share_min: f64,
    pub discarded_rows_min: f64,
    /// A whole-table read that keeps more than this share of the rows is the right plan.
    pub selective_share_max: f64,
    /// Estimated to actual rows, whichever way.
    pub misestimate_factor: f64,
    pub loops_min: f64,
    /// Loops over a node that reads a whole table.
    pub scan_loops_min: f64,
    pub sort_rows_min: f64,
    pub spill_bytes_min: u64,
    pub connections_share_warn: f64,
    pub connections_share_critical: f64,
    pub transaction_open_ms_warn: f64,
    pub transaction_open_ms_critical: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            big_table_rows: 10_000.0,
            seq_scans_min: 20,
            seq_rows_share_min: 0.2,
            dead_share_min: 0.1,
            dead_rows_min: 1_000,
            stale_share_min: 0.1,
            stale_rows_min: 500,
            free_share_min: 0.3,
            free_bytes_min: 10_000_000,
            unused_days_min: 30.0,
            unused_bytes_min: 1_000_000,
            bloat_share_min: 0.3,
            bloat_bytes_min: 10_000_000,
            indexes_per_table: 10,
            heavy_share_min: 0.01,
            frequent_calls_min: 100.0,
            discarded_share_min: 0.9,
            discarded_rows_min: 10_000.0,
            selective_share_max: 0.2,
            misestimate_factor: 100.0,
            loops_min: 1_000.0,
            scan_loops_min: 10.0,
            sort_rows_min: 10_000.0,
            spill_bytes_min: 1_000_000,
            connections_share_warn: 0.8,
            connections_share_critical: 0.95,
            transaction_open_ms_warn: 300_000.0,
            transaction_open_ms_critical: 1_800_000.0,
        }
    }
}
