//! What a stored key holds where the definition's is NULL, as unique keys do not see NULLs. Never
//! changed: groups that are stored under one filler would not be found under another.

use crate::name::EngineKind;
use crate::seen::TypeClass;

/// A literal of the key's type that every session reads alike; None: none is known.
pub fn filler(engine: EngineKind, class: TypeClass, data_type: &str) -> Option<String> {
    let bare = data_type.split(" COLLATE").next().unwrap_or_default().trim();
    let lower = bare.to_ascii_lowercase();
    let word = lower.split(['(', ' ']).next().unwrap_or_default();
    match engine {
        EngineKind::Postgres => postgres(word, &lower).map(|v| format!("CAST({v} AS {bare})")),
        EngineKind::MariaDb => mariadb(word).map(str::to_owned),
        // Of every affinity, so it is stored as it is written.
        EngineKind::Sqlite => Some(match class {
            TypeClass::Integer | TypeClass::Decimal | TypeClass::Boolean => "0".to_owned(),
            _ => "''".to_owned(),
        }),
    }
}

/// Domains are not among them: they may refuse the value.
fn postgres(word: &str, whole: &str) -> Option<&'static str> {
    Some(match word {
        "smallint" | "integer" | "bigint" | "numeric" => "'0'",
        "boolean" => "'false'",
        "text" | "character" | "bytea" => "''",
        "date" => "'2000-01-01'",
        "timestamp" if whole.ends_with("with time zone") => "'2000-01-01 00:00:00+00'",
        "timestamp" => "'2000-01-01 00:00:00'",
        "uuid" => "'00000000-0000-0000-0000-000000000000'",
        _ => return None,
    })
}

/// Not TIMESTAMP, which each session writes in its own time zone, nor BINARY, which pads.
fn mariadb(word: &str) -> Option<&'static str> {
    Some(match word {
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" => "0",
        "char" | "varchar" | "varbinary" => "''",
        "date" => "CAST('2000-01-01' AS DATE)",
        "datetime" => "CAST('2000-01-01' AS DATETIME)",
        "uuid" => "CAST('00000000-0000-0000-0000-000000000000' AS UUID)",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filler_is_a_literal_of_the_keys_own_type() {
        let of = |engine, data_type| filler(engine, TypeClass::Other, data_type);
        let postgres = |data_type| of(EngineKind::Postgres, data_type);
        let varchar = "CAST('' AS character varying(20))";
        assert_eq!(postgres("character varying(20) COLLATE \"C\"").as_deref(), Some(varchar));
        let instant = "CAST('2000-01-01 00:00:00+00' AS timestamp(3) with time zone)";
        assert_eq!(postgres("timestamp(3) with time zone").as_deref(), Some(instant));
        let local = "CAST('2000-01-01 00:00:00' AS timestamp without time zone)";
        assert_eq!(postgres("timestamp without time zone").as_deref(), Some(local));
        let varchar = of(EngineKind::MariaDb, "varchar(60) COLLATE utf8mb4_bin");
        assert_eq!(varchar.as_deref(), Some("''"));
        let day = filler(EngineKind::Sqlite, TypeClass::Time, "DATE");
        assert_eq!(day.as_deref(), Some("''"));
    }

    #[test]
    fn types_without_a_value_that_all_sessions_read_alike_have_no_filler() {
        assert_eq!(filler(EngineKind::Postgres, TypeClass::Text, "email_address"), None);
        for data_type in ["timestamp", "enum('a','b')", "binary(16)", "year(4)", "time"] {
            assert_eq!(filler(EngineKind::MariaDb, TypeClass::Text, data_type), None);
        }
    }
}
