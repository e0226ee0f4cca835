//! SQLite: connect, catalog, workload, explain, what-if, measure, journal, execute, load.
