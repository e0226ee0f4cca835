//! Readers of what others wrote down: bytes → workload. The bytes come from outside.

pub mod workload_file;
