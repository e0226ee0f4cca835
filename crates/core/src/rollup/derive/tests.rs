//! Whole outputs of the marketplace's family on each engine.
