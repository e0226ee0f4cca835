//! Decimal numbers of up to 38 digits as the server writes them: read, added and written exactly.

use std::fmt::Write as _;

/// `value` × 10^−`scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    value: i128,
    scale: u32,
}

/// So many digits always fit.
const DIGITS_MAX: u32 = 38;

impl Decimal {
    pub const ZERO: Self = Self { value: 0, scale: 0 };

    pub fn whole(value: u64) -> Self {
        Self { value: i128::from(value), scale: 0 }
    }

    /// None: no decimal number, or more digits than fit.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (is_negative, digits) = match text.first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mut value, mut count, mut point) = (0_i128, 0, None);
        for byte in digits {
            match byte {
                b'0'..=b'9' if count < DIGITS_MAX => {
                    value = value * 10 + i128::from(byte - b'0');
                    count += 1;
                }
                b'.' if point.is_none() => point = Some(count),
                _ => return None,
            }
        }
        let scale = count - point.unwrap_or(count);
        (count > 0).then_some(Self { value: if is_negative { -value } else { value }, scale })
    }

    /// None: more digits than fit.
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let widen = |d: Self| match scale - d.scale {
            0 => Some(d.value),
            wider => d.value.checked_mul(10_i128.checked_pow(wider)?),
        };
        Some(Self { value: widen(self)?.checked_add(widen(other)?)?, scale })
    }

    pub fn push(self, text: &mut String) {
        let scale = self.scale as usize;
        if self.value < 0 {
            text.push('-');
        }
        let digits = self.value.unsigned_abs();
        // Arithmetic in 128 bits is slow, and few numbers need it.
        let _ = match (u64::try_from(digits), 10_u64.checked_pow(self.scale)) {
            _ if scale == 0 => write!(text, "{digits}"),
            (Ok(digits), Some(unit)) => {
                write!(text, "{}.{:0scale$}", digits / unit, digits % unit)
            }
            _ => {
                let padded = format!("{digits:0>width$}", width = scale + 1);
                let (whole, part) = padded.split_at(padded.len() - scale);
                write!(text, "{whole}.{part}")
            }
        };
    }

    /// Puts bytes that sort as the numbers of one scale do, few for small ones.
    pub fn put_in_order(self, mut put: impl FnMut(u8)) {
        let magnitude = if self.value < 0 { !self.value } else { self.value };
        let len = 16 - magnitude.leading_zeros() / 8;
        put(if self.value < 0 { 0x7f - len as u8 } else { 0x80 + len as u8 });
        self.value.to_be_bytes()[16 - len as usize..].iter().for_each(|byte| put(*byte));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        Decimal::parse(text.as_bytes()).unwrap().push(&mut out);
        out
    }

    #[test]
    fn what_was_read_is_written() {
        let widest = "-99999999999999999999999999999999999.999";
        for text in ["0", "7", "-7", "0.05", "-0.50", "1234.5600", "18446744073709551616", widest] {
            assert_eq!(written(text), text);
        }
        assert_eq!(written(".5"), "0.5");
    }

    #[test]
    fn numbers_of_different_scales_add_up() {
        let of = |text: &str| Decimal::parse(text.as_bytes()).unwrap();
        assert_eq!(of("1.5").plus(of("-0.25")), Some(of("1.25")));
        let huge = Decimal { value: i128::MAX, scale: 0 };
        assert_eq!(huge.plus(Decimal { value: 1, scale: 2 }), None);
    }

    #[test]
    fn what_is_no_number_is_refused_and_nothing_panics() {
        for bad in ["", "-", ".", "1e5", "1.2.3", "999999999999999999999999999999999999999"] {
            assert_eq!(Decimal::parse(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn bytes_in_order_sort_as_numbers_do() {
        let sorted = ["-70000", "-257", "-256", "-2", "-1", "0", "1", "255", "256", "123456789012"];
        let bytes = |text: &&str| {
            let mut bytes = Vec::new();
            Decimal::parse(text.as_bytes()).unwrap().put_in_order(|byte| bytes.push(byte));
            bytes
        };
        assert!(sorted.iter().map(bytes).is_sorted());
    }
}
