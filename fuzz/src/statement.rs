//! Bytes as a statement: every reader of SQL must end without a panic, and say the same twice.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rungs_core::name::EngineKind;
use rungs_core::rollup::{Catalog, rewrite};
use rungs_core::sql;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for engine in EngineKind::ALL {
        tokens_are_the_text(text, engine);
        shape_of_a_shape_is_itself(text, engine);
        pieces_are_of_the_text(text, engine);
        let _ = sql::is_read_only(text, engine);
        let _ = sql::facts(text, engine, &[], &["public"]);
        let catalog = Catalog { engine, tables: &[], indexes: &[], search_path: &["public"] };
        let _ = rewrite(text, &catalog, &[], &|_, _| None);
        let values = vec![None; sql::placeholders(text, engine)];
        let _ = sql::fill(text, engine, &values);
    }
});

fn tokens_are_the_text(text: &str, engine: EngineKind) {
    let whole: String = sql::tokens::tokens(text, engine).map(|token| token.text).collect();
    assert_eq!(whole, text, "{engine}");
}

fn shape_of_a_shape_is_itself(text: &str, engine: EngineKind) {
    let once = sql::shape(text, engine);
    let twice = sql::shape(&once.text, engine);
    assert_eq!(once.fingerprint, twice.fingerprint, "{engine}: {}", once.text);
}

fn pieces_are_of_the_text(text: &str, engine: EngineKind) {
    for piece in sql::split(text, engine) {
        assert!(text.contains(&piece.text), "{engine}");
    }
}
