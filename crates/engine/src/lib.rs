//! rungs engine.
