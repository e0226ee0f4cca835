//! rungs core.
