//! MariaDB and MySQL: connect, catalog, workload, explain, what-if, measure, journal, execute, load.
