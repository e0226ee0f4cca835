//! The text of EXPLAIN FORMAT=JSON → JSON. MariaDB writes names and conditions into its strings as
//! they are, with their quotes, backslashes and tabs; but each member stands on a line of its own.

use serde_json::Value;

/// Errors: it cannot be read as JSON either way.
pub(super) fn read(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|_| {
        let lines: Vec<String> = text.lines().map(line).collect();
        serde_json::from_str(&lines.join("\n"))
    })
}

/// A member, or an element of a list, with its strings as JSON has them.
fn line(text: &str) -> String {
    let text = text.trim();
    let (item, comma) = text.strip_suffix(',').map_or((text, ""), |item| (item, ","));
    match item.strip_prefix('"').and_then(|rest| rest.split_once("\": ")) {
        Some((key, value)) if key.chars().all(is_of_key) => {
            format!("\"{key}\": {}{comma}", value_of(value))
        }
        _ => format!("{}{comma}", value_of(item)),
    }
}

fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ')
}

/// A string or a list of strings is spelled anew; all else is as it was.
fn value_of(text: &str) -> String {
    let within = |open: &str, close: &str| text.strip_prefix(open)?.strip_suffix(close);
    if let Some(list) = within("[\"", "\"]") {
        return Value::from(list.split("\", \"").collect::<Vec<_>>()).to_string();
    }
    within("\"", "\"").map_or_else(|| text.to_owned(), |string| Value::from(string).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_in_names_and_literals_do_not_spoil_the_json() {
        let text = r#"{
          "query_block": {
            "nested_loop": [
              {
                "table": {
                  "table_name": "al"i\as",
                  "possible_keys": ["k"1", "k\2", "plain"],
                  "used_key_parts": [
                    "q"x",
                    "b\y"
                  ],
                  "rows": 20,
                  "attached_condition": "`c'z` = 'it\'s: "a", \"b\"	and so'"
                }
              }
            ]
          }
        }"#;
        let table = &read(text).unwrap()["query_block"]["nested_loop"][0]["table"];
        assert_eq!(table["table_name"], r#"al"i\as"#);
        assert_eq!(table["possible_keys"], serde_json::json!(["k\"1", "k\\2", "plain"]));
        assert_eq!(table["used_key_parts"], serde_json::json!(["q\"x", "b\\y"]));
        assert_eq!(table["rows"], 20);
        assert_eq!(table["attached_condition"], "`c'z` = 'it\\'s: \"a\", \\\"b\\\"\tand so'");
    }

    #[test]
    fn what_is_json_already_is_read_as_it_is() {
        assert_eq!(read(r#"{"a": "x \" \n"}"#).unwrap()["a"], "x \" \n");
        assert!(read("not a plan").is_err());
    }
}
