//! The head of a definition file: `-- key: value` lines. Does not read the SELECT.

use crate::name::Ident;
use crate::rollup::model::{Capture, Options};
use crate::rollup::refusal::Refusal;

/// What a definition file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub name: Ident,
    /// Keys to leave out, each in a level of its own.
    pub all: Vec<Ident>,
    /// Keys in the order that the primary key shall have; those not named come last.
    pub order: Vec<Ident>,
    pub options: Options,
    /// The rest of the file, without a closing semicolon.
    pub select: String,
}

/// Each refresh reads all facts.
const LAG_WITHOUT_CAPTURE_MS: u64 = 24 * 3_600_000;

const KEYS: &str = "rollup, all, order, capture, lag, delta_cap";

pub fn read_request(text: &str) -> Result<Request, Refusal> {
    let mut rest = text;
    let (mut name, mut options) = (None, Options::default());
    let (mut all, mut order) = (Vec::new(), Vec::new());
    let mut lag_ms = None;
    loop {
        let line = rest.lines().next().unwrap_or_default();
        let Some(comment) = line.trim().strip_prefix("--") else {
            if line.trim().is_empty() && !rest.is_empty() {
                rest = after_line(rest);
                continue;
            }
            break;
        };
        if let Some((key, value)) = key_and_value(comment) {
            match key {
                "rollup" => name = Some(rollup_name(value)?),
                "all" => all = names(value),
                "order" => order = names(value),
                "capture" => options.capture = capture(value)?,
                "lag" => lag_ms = Some(duration_ms(value)?),
                "delta_cap" => options.delta_cap = number(key, value)?,
                _ => return Err(unknown(key)),
            }
        }
        rest = after_line(rest);
    }
    let Some(name) = name else {
        let mend = "begin the file with `-- rollup: name`";
        return Err(Refusal::new("the definition", "it has no name", mend));
    };
    options.lag_ms = lag_ms.unwrap_or(match options.capture {
        Capture::None => LAG_WITHOUT_CAPTURE_MS,
        Capture::Auto | Capture::Row | Capture::Statement => options.lag_ms,
    });
    let select = rest.trim().trim_end_matches(';').trim_end().to_owned();
    Ok(Request { name, all, order, options, select })
}

fn names(list: &str) -> Vec<Ident> {
    list.split(',').map(|name| Ident::new(name.trim().trim_matches(['"', '`']))).collect()
}

fn after_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest)
}

/// Only a small word before a colon is an option; other comments are the user's own.
fn key_and_value(comment: &str) -> Option<(&str, &str)> {
    let (key, value) = comment.split_once(':')?;
    let (key, value) = (key.trim(), value.trim());
    let small = |b: u8| b.is_ascii_lowercase() || b == b'_';
    (!key.is_empty() && key.bytes().all(small)).then_some((key, value))
}

fn unknown(key: &str) -> Refusal {
    let mend = format!("use one of {KEYS}; write other comments after the SELECT");
    Refusal::new(format!("-- {key}:"), "there is no such option", mend)
}

/// Names of tables, views and triggers are made from it: short enough for all of them.
const NAME_MAX: usize = 40;

fn rollup_name(value: &str) -> Result<Ident, Refusal> {
    let starts = value.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    let goes_on = value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if starts && goes_on && value.len() <= NAME_MAX && !value.contains("__") {
        return Ok(Ident::new(value));
    }
    Err(Refusal::new(
        format!("rollup: {value}"),
        "tables and views are named after it",
        format!("use up to {NAME_MAX} of a-z, 0-9 and single _, beginning with a letter"),
    ))
}

fn capture(value: &str) -> Result<Capture, Refusal> {
    match value {
        "auto" => Ok(Capture::Auto),
        "row" => Ok(Capture::Row),
        "statement" => Ok(Capture::Statement),
        "none" => Ok(Capture::None),
        "append" => Err(Refusal::new(
            "capture: append",
            "without a trigger, a row that commits late would be missed, or every refresh would \
             wait for all writers",
            "use auto: where nothing is updated or deleted, the triggers for that cost nothing",
        )),
        _ => {
            let mend = "use auto, row, statement or none";
            Err(Refusal::new(format!("capture: {value}"), "there is no such capture", mend))
        }
    }
}

fn number(key: &str, value: &str) -> Result<u64, Refusal> {
    value.replace('_', "").parse().map_err(|_| {
        Refusal::new(format!("{key}: {value}"), "it is not a whole number", "write 10000")
    })
}

fn duration_ms(value: &str) -> Result<u64, Refusal> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = value.split_at(digits);
    let unit_ms = match unit.trim() {
        "ms" => Some(1),
        "s" => Some(1_000),
        "min" | "m" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    let count: Option<u64> = count.parse().ok();
    count.zip(unit_ms).and_then(|(n, ms)| n.checked_mul(ms)).ok_or_else(|| {
        Refusal::new(format!("lag: {value}"), "it is not a time", "write 30 s, 5 min or 1 h")
    })
}
