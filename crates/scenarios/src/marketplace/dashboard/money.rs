//! Amounts as engines write them, to cents, to words. Exact: no float on the way to a page.

use rungs_core::name::EngineKind;
use rungs_engine::load::Decimal;

/// Cents of a sum. SQLite sums cents; the servers sum decimals.
pub fn cents(engine: EngineKind, text: &str) -> Option<i64> {
    match engine {
        EngineKind::Sqlite => text.parse().ok(),
        EngineKind::Postgres | EngineKind::MariaDb => {
            let (whole, places) = text.split_once('.').unwrap_or((text, "00"));
            let digits = format!("{places:0<2}");
            if digits.len() != 2 {
                return None;
            }
            format!("{whole}{digits}").parse().ok()
        }
    }
}

/// `-1,234.56`
pub fn full(cents: i64) -> String {
    let text = Decimal(cents).to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{places}")
}

/// Three digits and a unit, for an axis: `-1.23 M`.
pub fn short(cents: i64) -> String {
    let amount = cents as f64 / 100.0;
    let (divisor, unit) = match amount.abs() {
        a if a >= 999.5e6 => (1e9, " bn"),
        a if a >= 999.5e3 => (1e6, " M"),
        a if a >= 999.5 => (1e3, " k"),
        _ => (1.0, ""),
    };
    let scaled = amount / divisor;
    let places = match scaled.abs() {
        s if s == 0.0 || s >= 99.95 => 0,
        s if s >= 9.995 => 1,
        _ => 2,
    };
    format!("{scaled:.places$}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engines_sums_become_the_same_cents() {
        assert_eq!(cents(EngineKind::Sqlite, "-123456"), Some(-123_456));
        for text in ["-1234.56", "0.05", "-0.05", "7", "7.5"] {
            assert!(cents(EngineKind::Postgres, text).is_some(), "{text}");
        }
        assert_eq!(cents(EngineKind::Postgres, "-1234.56"), Some(-123_456));
        assert_eq!(cents(EngineKind::MariaDb, "-0.05"), Some(-5));
        assert_eq!(cents(EngineKind::MariaDb, "7.5"), Some(750));
        assert_eq!(cents(EngineKind::MariaDb, "1.234"), None);
    }

    #[test]
    fn amounts_read_well() {
        let all = [0, -5, 123_456, -100_000_000, 99_999_999].map(full);
        assert_eq!(all, ["0.00", "-0.05", "1,234.56", "-1,000,000.00", "999,999.99"]);
        let all = [0, -5, 123_456, -100_000_000, 99_999_999, 1_234_567_890_123].map(short);
        assert_eq!(all, ["0", "-0.05", "1.23 k", "-1.00 M", "1.00 M", "12.3 bn"]);
    }
}
