//! rungs scenarios.
