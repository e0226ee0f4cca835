//! The same queries in other forms: within statements of several SELECTs, and with placeholders.

use fastrand::Rng;
use rungs_core::name::EngineKind;
use rungs_core::sql::tokens::{Kind, Token, tokens};

use super::queries::Asked;

/// Within a statement that reads its rows.
pub fn nested(engine: EngineKind, asked: Asked, rng: &mut Rng) -> Asked {
    if !asked.named {
        return beside(engine, asked, rng);
    }
    let q = &asked.text;
    let compared: &[&str] = match engine {
        EngineKind::Sqlite => &["c0 = '1'", "c0 < 5", "c0 IN (0, '2')", "c0 IS NOT NULL"],
        _ => &["c0 = c0", "c0 IS NOT NULL", "NOT c0 IS NULL"],
    };
    let compared = compared[rng.usize(..compared.len())];
    let text = match rng.u8(..6) {
        0 => format!("SELECT x.* FROM ({q}) AS x WHERE x.{compared}"),
        1 => format!("WITH t AS ({q}) SELECT t.c0, COUNT(*) FROM t GROUP BY t.c0"),
        2 => format!("WITH t AS ({q}), u AS (SELECT * FROM t WHERE {compared}) SELECT * FROM u"),
        3 => format!("SELECT c0 FROM ({q}) x UNION ALL SELECT c0 FROM ({q}) y ORDER BY 1 LIMIT 4"),
        4 => {
            let title = ["", " AS n"][rng.usize(..2)];
            let of_all = format!("(SELECT COUNT(*) FROM ({q}) x WHERE {compared}){title}");
            let should_match = asked.should_match && !title.is_empty();
            let text = format!("SELECT k.id, {of_all} FROM kinds k");
            return Asked { text, should_match, ordered: false, ..asked };
        }
        _ => format!("SELECT k.id FROM kinds k WHERE EXISTS (SELECT * FROM ({q}) x) OR k.id = 1"),
    };
    Asked { text, ordered: false, ..asked }
}

/// Beside others, or where a name means something else.
fn beside(engine: EngineKind, asked: Asked, rng: &mut Rng) -> Asked {
    let q = &asked.text;
    let of_each = "SELECT k.id, (SELECT COUNT(*) FROM facts f WHERE f.k1 = k.id) FROM kinds k";
    let hidden = format!("WITH facts AS (SELECT * FROM facts WHERE k1 = 1) {q}");
    let (text, should_match) = match rng.u8(..4) {
        0 => (of_each.to_owned(), false),
        1 if engine != EngineKind::Sqlite => (hidden, false),
        _ if asked.ordered => return asked,
        2 => (format!("{q} UNION {q}"), asked.should_match),
        _ => (format!("{q} UNION ALL {q}"), asked.should_match),
    };
    Asked { text, should_match, ordered: false, ..asked }
}

/// With placeholders for some of the values in its conditions and limits.
pub fn bound(engine: EngineKind, asked: &Asked, rng: &mut Rng) -> Asked {
    let all: Vec<Token<'_>> = tokens(&asked.text, engine).collect();
    let mut chosen = Vec::new();
    let (mut within, mut before) = (false, "");
    for (at, token) in all.iter().enumerate() {
        let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
        if is(&["where", "having", "limit"]) {
            within = true;
        } else if is(&["group", "order", "select", "union"]) {
            within = false;
        }
        let typed = ["DATE", "TIMESTAMP"].contains(&before);
        if within && !typed && matches!(token.kind, Kind::Number | Kind::Text) && rng.bool() {
            chosen.push(at);
        }
        if !token.is_blank() {
            before = token.text;
        }
    }
    let mut numbers: Vec<usize> = (1..=chosen.len()).collect();
    let style = if engine == EngineKind::Sqlite { rng.u8(..3) } else { 0 };
    if engine == EngineKind::Postgres || style == 1 {
        rng.shuffle(&mut numbers);
    }
    let mut values = vec![""; chosen.len()];
    let mut text = String::new();
    for (at, token) in all.iter().enumerate() {
        let Some(place) = chosen.iter().position(|c| *c == at) else {
            text.push_str(token.text);
            continue;
        };
        let number = numbers[place];
        values[number - 1] = token.text;
        text.push_str(&match (engine, style) {
            (EngineKind::Postgres, _) => format!("${number}"),
            (EngineKind::Sqlite, 1) => format!("?{number}"),
            (EngineKind::Sqlite, 2) => format!(":p{number}"),
            _ => "?".to_owned(),
        });
    }
    // What a rollup requires, or where a range ends, may be among them.
    let should_match = asked.should_match && values.is_empty();
    let values = values.into_iter().map(str::to_owned).collect();
    Asked { text, should_match, values, ..*asked }
}
