//! MariaDB's and MySQL's types as classes. Collations and lengths are not its matter.

use rungs_core::seen::TypeClass;

/// The class of a type by `information_schema.columns.data_type` and `column_type`.
pub fn class(data_type: &str, column_type: &str) -> TypeClass {
    match data_type.to_ascii_lowercase().as_str() {
        "tinyint" if column_type.eq_ignore_ascii_case("tinyint(1)") => TypeClass::Boolean,
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" => TypeClass::Integer,
        "float" | "double" => TypeClass::Float,
        "decimal" => TypeClass::Decimal,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set"
        | "inet4" | "inet6" => TypeClass::Text,
        "date" | "datetime" | "timestamp" | "time" => TypeClass::Time,
        "uuid" => TypeClass::Uuid,
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
            TypeClass::Bytes
        }
        "json" => TypeClass::Json,
        _ => TypeClass::Other,
    }
}

/// Stored bytes of types of fixed width; None for the others.
pub fn fixed_width(data_type: &str) -> Option<f64> {
    Some(match data_type.to_ascii_lowercase().as_str() {
        "tinyint" | "year" => 1.0,
        "smallint" => 2.0,
        "mediumint" | "date" | "time" => 3.0,
        "int" | "float" | "timestamp" | "inet4" => 4.0,
        "datetime" => 5.0,
        "bigint" | "double" => 8.0,
        "uuid" | "inet6" => 16.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tinyint_of_one_digit_is_a_boolean_and_other_tinyints_are_not() {
        assert_eq!(class("tinyint", "tinyint(1)"), TypeClass::Boolean);
        assert_eq!(class("tinyint", "tinyint(4)"), TypeClass::Integer);
        assert_eq!(class("geometry", "geometry"), TypeClass::Other);
    }
}
