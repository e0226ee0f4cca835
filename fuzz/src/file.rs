//! Bytes as a file of rungs: a reader refuses or understands, and what it understood is written
//! and read back the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rungs_core::format::snapshot_v1::Literals;
use rungs_core::format::{journal_v1, plan_v1, rollup_v1, snapshot_v1};
use rungs_core::name::EngineKind;
use rungs_core::rollup::read_request;
use rungs_core::sources::workload_file;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for engine in EngineKind::ALL {
        let _ = workload_file::read("fuzz.sql", text, engine);
    }
    let _ = read_request(text);
    if let Ok(family) = rollup_v1::read(text) {
        let written = rollup_v1::write(&family).unwrap();
        assert_eq!(rollup_v1::read(&written).unwrap(), family);
    }
    if let Ok(plan) = plan_v1::read(text) {
        let written = plan_v1::write(&plan).unwrap();
        assert_eq!(plan_v1::read(&written).unwrap(), plan);
    }
    if let Ok(snapshot) = snapshot_v1::read(text) {
        let written = snapshot_v1::write(&snapshot, Literals::Kept).unwrap();
        assert_eq!(snapshot_v1::read(&written).unwrap(), snapshot);
    }
    if let Ok(event) = journal_v1::decode(0, text) {
        let written = journal_v1::encode(&event).unwrap();
        assert_eq!(journal_v1::decode(0, &written).unwrap(), event);
    }
});
