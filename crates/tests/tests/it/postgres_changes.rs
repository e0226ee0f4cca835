//! PostgreSQL changed: journal, probe, preflight, execute.
