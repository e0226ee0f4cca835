//! The command line of rungs.
fn main() {}
