//! rungs tests.
