//! A family of rollups as JSON: what the registry in the target keeps, so that any later version
//! can refresh, read and remove it.

use serde::{Deserialize, Serialize};

use super::{FormatError, check_format};
use crate::rollup::Family;

pub const FORMAT: &str = "rungs-rollup-v1";

#[derive(Serialize)]
struct WrittenV1<'a> {
    format: &'a str,
    family: &'a Family,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadV1 {
    #[expect(dead_code, reason = "checked before the family is read")]
    format: String,
    family: Family,
}

pub fn write(family: &Family) -> Result<String, FormatError> {
    serde_json::to_string(&WrittenV1 { format: FORMAT, family }).map_err(|e| wrong(&e))
}

pub fn read(text: &str) -> Result<Family, FormatError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| wrong(&e))?;
    check_format("rollup", value.get("format").and_then(serde_json::Value::as_str), FORMAT)?;
    let file: ReadV1 = serde_json::from_str(text).map_err(|e| wrong(&e))?;
    Ok(file.family)
}

/// Without the text itself: it holds the user's SQL.
fn wrong(error: &serde_json::Error) -> FormatError {
    FormatError {
        file: "rollup",
        place: Some(format!("line {}, column {}", error.line(), error.column())),
        what: "it is not the description of a rollup that this version writes".to_owned(),
        hint: "drop the rollup and add it again from its definition: rungs rollup drop".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::name::{EngineKind, Ident, TableName};
    use crate::rollup::{
        Base, Bucket, Capture, ColumnRef, Dim, Feed, Key, Level, Measure, Options, Output, Piece,
        Scalar, Shown, Source, Stored, Unit,
    };
    use crate::seen::TypeClass;

    fn ident() -> impl Strategy<Value = Ident> {
        "[a-zA-Zé\"` _]{1,8}".prop_map(Ident::new)
    }

    fn column() -> impl Strategy<Value = ColumnRef> {
        let source = prop_oneof![Just(Source::Fact), (0_usize..3).prop_map(Source::Dim)];
        (source, ident()).prop_map(|(source, column)| ColumnRef { source, column })
    }

    fn scalar() -> impl Strategy<Value = Scalar> {
        let piece = prop_oneof![".{0,12}".prop_map(Piece::Text), column().prop_map(Piece::Column)];
        prop::collection::vec(piece, 1..4).prop_map(Scalar)
    }

    fn key() -> impl Strategy<Value = Key> {
        let bucket = (column(), any::<bool>()).prop_map(|(column, has_time)| Bucket {
            column,
            unit: Unit::Quarter,
            has_time,
        });
        (ident(), scalar(), "[a-z()0-9,]{0,9}", prop::option::of(ident()), prop::option::of(bucket))
            .prop_map(|(column, expr, data_type, null_flag, bucket)| Key {
                column,
                expr,
                data_type,
                class: TypeClass::Time,
                null_flag,
                bucket,
            })
    }

    fn measure() -> impl Strategy<Value = Measure> {
        let kind = prop::sample::select(vec![Stored::Count, Stored::Sum, Stored::Min, Stored::Max]);
        (ident(), kind, scalar(), any::<bool>()).prop_map(|(column, kind, expr, nullable)| {
            Measure { column, kind, expr, data_type: "numeric".to_owned(), nullable }
        })
    }

    fn output() -> impl Strategy<Value = Output> {
        let count = || prop::option::of(0_usize..4);
        let what = prop_oneof![
            Just(Shown::Rows),
            (0_usize..4).prop_map(Shown::Key),
            (0_usize..4).prop_map(Shown::Count),
            (0_usize..4, count()).prop_map(|(sum, count)| Shown::Sum { sum, count }),
            (0_usize..4, count()).prop_map(|(sum, count)| Shown::Avg { sum, count }),
            (0_usize..4).prop_map(Shown::Min),
            (0_usize..4).prop_map(Shown::Max),
        ];
        (ident(), what).prop_map(|(name, what)| Output { name, what, data_type: String::new() })
    }

    fn level() -> impl Strategy<Value = Level> {
        let feed =
            prop_oneof![Just(Feed::IsBase), Just(Feed::Base), (0_usize..3).prop_map(Feed::Level)];
        let keys = prop::collection::vec(key(), 1..4);
        (ident(), keys, feed, prop::collection::vec(output(), 1..4), ".{0,40}").prop_map(
            |(name, keys, feed, outputs, definition)| Level {
                name,
                keys,
                dims: vec![0],
                feed,
                outputs,
                definition,
            },
        )
    }

    fn family() -> impl Strategy<Value = Family> {
        let dim = (ident(), ident(), column(), prop::collection::vec(ident(), 0..3)).prop_map(
            |(table, key, on, kept)| Dim {
                table: TableName { schema: "s".into(), name: table },
                key: vec![key],
                on: vec![on],
                kept,
            },
        );
        let base = (
            prop::collection::vec(key(), 1..4),
            prop::option::of(0_usize..4),
            prop::option::of(ident()),
        )
            .prop_map(|(keys, bucket, table)| Base { keys, bucket, table });
        (
            ident(),
            prop::collection::vec(dim, 0..3),
            prop::option::of(scalar()),
            prop::collection::vec(measure(), 0..4),
            base,
            prop::collection::vec(level(), 1..4),
            any::<u64>(),
        )
            .prop_map(|(name, dims, filter, measures, base, levels, number)| Family {
                name,
                engine: EngineKind::MariaDb,
                fact: TableName::new("shop", "facts"),
                dims,
                filter,
                measures,
                base,
                levels,
                options: Options {
                    capture: Capture::Statement,
                    lag_ms: number,
                    delta_cap: number / 2,
                },
            })
    }

    proptest! {
        #[test]
        fn a_family_comes_back_as_it_was_written(family in family()) {
            prop_assert_eq!(read(&write(&family)?)?, family);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,200}") {
            let _ = read(&text);
        }
    }

    #[test]
    fn another_format_is_refused_by_name() {
        let error = read(r#"{"format": "rungs-rollup-v9", "family": {}}"#).unwrap_err();
        assert!(error.what.contains("newer"), "{error}");
        assert!(read("{}").is_err());
        assert!(read("[1]").is_err());
    }

    /// Files of each release are read for ever: this text is never changed.
    #[test]
    fn what_the_first_release_wrote_is_read() {
        let text = r#"{"format":"rungs-rollup-v1","family":{"name":"daily","engine":"sqlite",
            "fact":{"schema":"main","name":"sales"},"dims":[],"filter":null,"measures":[{"column":
            "amount","kind":"sum","expr":[{"column":{"source":"fact","column":"amount"}}],
            "data_type":"","nullable":false}],"base":{"keys":[{"column":"month","expr":[{"text":
            "substr("},{"column":{"source":"fact","column":"day"}},{"text":", 1, 7)"}],"data_type":
            "","class":"text","nullable":false,"bucket":{"column":{"source":"fact","column":"day"},
            "unit":"month","has_time":true}}],"bucket":0},"levels":[{"name":"daily","keys":[],
            "dims":[],"feed":"IsBase","outputs":[{"name":"amount","what":{"sum":{"sum":0,"count":
            null}},"data_type":""}],"definition":"SELECT 1"}],"options":{"capture":"auto",
            "lag_ms":60000,"delta_cap":10000}}}"#;
        let family = read(text).unwrap();
        assert_eq!(family.base.keys[0].bucket.as_ref().map(|b| b.unit), Some(Unit::Month));
        assert_eq!(family.base.keys[0].null_flag, None);
        assert_eq!(family.levels[0].feed, Feed::IsBase);
    }
}
