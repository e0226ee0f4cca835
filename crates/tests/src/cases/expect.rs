//! What a case expects, one line each, judged against what the commands of rungs said in JSON.
//! Pure: it runs nothing. `*` stands for anything; everything else is meant as it is written.
//!
//! ```text
//! # a comment
//! step create index orders (customer_id, created_at desc)   `rungs plan` has this step
//! no step create index * on items*                          it has no such step
//! steps 2                                                   so many of them
//! decision NAME: *already*                                  what is decided for a statement
//! left out drop index *                                     what the plan says it leaves out
//! rollup *_by_brand_* (brand_id, month)*             it proposes this rollup, by these keys
//! rollups 0                                                 so many of them
//! refused NAME: *permission denied*                         a statement that has no plan, and why
//! not understood 0                                          statements that were not understood
//! finding RU-IX-004 index app.narrow                        `rungs analyze` has this finding
//! no finding RU-IX-002                                      it has none such
//! not seen *withheld*                                       it says that this was not seen
//! capability hypopg yes                                     `rungs check` says so of it
//! mend GRANT pg_monitor TO *                                it proposes this statement
//! applied 1: verified                                       `rungs apply`: the step's end
//! mended exit 0                                             check again, when all was mended
//! mended capability journal yes                             (any line about check, likewise)
//! plan exit 4                                               a command's exit code, if not 0
//! after select count(*) from t = 5                          a query, when all is done
//! ```

use std::fmt::Write;

use serde_json::Value;

/// What rungs can be asked to do for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Command {
    Check,
    Analyze,
    Plan,
    Apply,
    /// `check` again, after running what the first one said would mend things.
    Mended,
}

impl Command {
    pub const ALL: [Command; 5] =
        [Command::Check, Command::Analyze, Command::Plan, Command::Apply, Command::Mended];

    pub fn word(self) -> &'static str {
        match self {
            Command::Check => "check",
            Command::Analyze => "analyze",
            Command::Plan => "plan",
            Command::Apply => "apply",
            Command::Mended => "mended",
        }
    }
}

/// One line of an `expect.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// As written.
    pub line: String,
    /// None: the database itself is asked, when all is done.
    pub command: Option<Command>,
    claim: Claim,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Claim {
    /// One of the things that a command listed, or none of them, is like this.
    Listed {
        list: List,
        like: String,
        wanted: bool,
    },
    Count {
        list: List,
        count: usize,
    },
    Exit(i32),
    After {
        query: String,
        value: String,
    },
}

/// What a command lists, each as a line of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Steps,
    Decisions,
    LeftOut,
    Rollups,
    Refused,
    Findings,
    NotSeen,
    NotUnderstood,
    Capabilities,
    Mends,
    Applied,
}

/// The first words of a line, and what they speak of.
const WORDS: [(&str, List, Command); 12] = [
    ("steps", List::Steps, Command::Plan),
    ("step", List::Steps, Command::Plan),
    ("decision", List::Decisions, Command::Plan),
    ("left out", List::LeftOut, Command::Plan),
    ("rollups", List::Rollups, Command::Plan),
    ("rollup", List::Rollups, Command::Plan),
    ("refused", List::Refused, Command::Plan),
    ("finding", List::Findings, Command::Analyze),
    ("not seen", List::NotSeen, Command::Analyze),
    ("not understood", List::NotUnderstood, Command::Analyze),
    ("capability", List::Capabilities, Command::Check),
    ("mend", List::Mends, Command::Check),
];

/// What one command said.
#[derive(Debug, Clone)]
pub struct Said {
    pub command: Command,
    pub exit: Option<i32>,
    /// Null: nothing that is JSON.
    pub json: Value,
    pub stderr: String,
}

/// What all commands of a case said.
#[derive(Debug, Default)]
pub struct Outcome {
    pub said: Vec<Said>,
}

impl Expectation {
    /// All lines of a file. The error names the line that means nothing.
    pub fn parse_all(text: &str) -> Result<Vec<Expectation>, String> {
        let lines = text.lines().map(str::trim);
        let wanted = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let all: Vec<Expectation> = wanted
            .map(|line| {
                parse(line).ok_or_else(|| format!("`{line}` is nothing that can be expected"))
            })
            .collect::<Result<_, _>>()?;
        if all.is_empty() { Err("nothing is expected".to_owned()) } else { Ok(all) }
    }

    /// Why it does not hold; None: it holds. `ask` runs a query on the database.
    pub fn failure(&self, outcome: &Outcome, ask: impl FnOnce(&str) -> String) -> Option<String> {
        let said = self.command.and_then(|c| outcome.said.iter().find(|s| s.command == c));
        let why = match (&self.claim, said) {
            (Claim::After { query, value }, _) => {
                let got = ask(query);
                (got != *value).then(|| format!("it is {got}"))
            }
            (_, None) => Some("the command was not run".to_owned()),
            (Claim::Exit(code), Some(said)) => {
                (said.exit != Some(*code)).then(|| format!("it was {:?}", said.exit))
            }
            (_, Some(said)) if said.json.is_null() => {
                Some(format!("{} said no JSON", said.command.word()))
            }
            (Claim::Count { list, count }, Some(said)) => {
                let lines = lines(*list, &said.json);
                let shown = shown(&lines);
                (lines.len() != *count).then(|| format!("there are {}:{shown}", lines.len()))
            }
            (Claim::Listed { list, like, wanted }, Some(said)) => {
                let lines = lines(*list, &said.json);
                let found = lines.iter().any(|line| is_like(line, like));
                (found != *wanted).then(|| format!("there is:{}", shown(&lines)))
            }
        };
        why.map(|why| format!("{}\n    {why}", self.line))
    }

    /// True where the line is about this command's exit code.
    pub fn is_exit_of(&self, command: Command) -> bool {
        self.command == Some(command) && matches!(self.claim, Claim::Exit(_))
    }
}

fn parse(line: &str) -> Option<Expectation> {
    let made = |command, claim| Some(Expectation { line: line.to_owned(), command, claim });
    if let Some(rest) = line.strip_prefix("after ") {
        let (query, value) = rest.rsplit_once(" = ")?;
        let (query, value) = (query.trim().to_owned(), value.trim().to_owned());
        return made(None, Claim::After { query, value });
    }
    for command in Command::ALL {
        if let Some(code) = line.strip_prefix(&format!("{} exit ", command.word())) {
            return made(Some(command), Claim::Exit(code.trim().parse().ok()?));
        }
    }
    if let Some(rest) = line.strip_prefix("mended ") {
        let checked = parse(rest).filter(|checked| checked.command == Some(Command::Check))?;
        return made(Some(Command::Mended), checked.claim);
    }
    if let Some(like) = line.strip_prefix("applied ") {
        let claim = Claim::Listed { list: List::Applied, like: like.to_owned(), wanted: true };
        return made(Some(Command::Apply), claim);
    }
    let (rest, wanted) = match line.strip_prefix("no ") {
        Some(rest) => (rest, false),
        None => (line, true),
    };
    let starts = |word: &str| rest == word || rest.starts_with(&format!("{word} "));
    let (word, list, command) = *WORDS.iter().find(|(word, ..)| starts(word))?;
    let like = rest[word.len()..].trim().to_owned();
    if let (true, Ok(count)) = (wanted, like.parse()) {
        return made(Some(command), Claim::Count { list, count });
    }
    if like.is_empty() && wanted || ["steps", "rollups"].contains(&word) {
        return None;
    }
    made(Some(command), Claim::Listed { list, like, wanted })
}

/// Everything of a list as lines, in the words that expectations use.
fn lines(list: List, json: &Value) -> Vec<String> {
    let database = text(&json["database"]);
    let lines = lines_in_full(list, json);
    if list == List::Mends {
        return lines;
    }
    lines.iter().map(|line| without_usual_schema(line, database)).collect()
}

fn lines_in_full(list: List, json: &Value) -> Vec<String> {
    let each = |key: &str, line: &dyn Fn(&Value) -> String| -> Vec<String> {
        json[key].as_array().into_iter().flatten().map(line).collect()
    };
    match list {
        List::Steps => each("steps", &step),
        List::Decisions => {
            each("decisions", &|d| format!("{}: {}", text(&d["statement"]), text(&d["because"])))
        }
        List::LeftOut => {
            each("left_out", &|l| format!("{}: {}", text(&l["what"]), text(&l["because"])))
        }
        List::Rollups => each("rollups", &rollup),
        List::Refused => {
            each("refused", &|r| format!("{}: {}", text(&r["statement"]), text(&r["why"])))
        }
        List::Findings => each("findings", &|f| {
            format!("{} {}: {}", text(&f["code"]), text(&f["subject"]), text(&f["what"]))
        }),
        List::NotSeen => not_seen(json),
        List::NotUnderstood => {
            each("unparsed", &|u| format!("{}: {}", text(&u["statement"]), text(&u["why"])))
        }
        List::Capabilities => {
            each("capabilities", &|c| format!("{} {}", text(&c["id"]), text(&c["state"])))
        }
        List::Mends => {
            let capabilities = json["capabilities"].as_array().into_iter().flatten();
            let mends = capabilities.flat_map(|c| c["mend"].as_array().into_iter().flatten());
            mends.map(|mend| text(mend).to_owned()).collect()
        }
        List::Applied => each("steps", &|s| {
            format!("{}: {} ({})", s["step"], text(&s["state"]), text(&s["say"]))
        }),
    }
}

/// `orders_by_brand_month (brand_id, month): one statement, another`.
fn rollup(rollup: &Value) -> String {
    let order =
        text(&rollup["definition"]).lines().find_map(|line| line.strip_prefix("-- order: "));
    let served = rollup["serves"].as_array().into_iter().flatten();
    let served: Vec<&str> = served.map(|s| text(&s["statement"])).collect();
    format!("{} ({}): {}", text(&rollup["name"]), order.unwrap_or_default(), served.join(", "))
}

/// `create index on orders (a, b desc) include (c) where …`; anything else as the plan says it.
fn step(step: &Value) -> String {
    let action = &step["action"];
    if action["do"] != "create_index" {
        return text(&step["what"]).to_owned();
    }
    let index = &action["index"];
    let keys: Vec<String> = index["keys"].as_array().into_iter().flatten().map(key).collect();
    let include: Vec<&str> = index["include"].as_array().into_iter().flatten().map(text).collect();
    let method = match text(&index["method"]) {
        "btree" => String::new(),
        other => format!(" using {other}"),
    };
    let mut line = format!("create index on {}{method} ({})", table(index), keys.join(", "));
    if !include.is_empty() {
        let _ = write!(line, " include ({})", include.join(", "));
    }
    if let Some(predicate) = index["predicate"].as_str() {
        let _ = write!(line, " where {predicate}");
    }
    line
}

fn table(index: &Value) -> String {
    format!("{}.{}", text(&index["table"]["schema"]), text(&index["table"]["name"]))
}

/// The schema that is meant when none is written is left out.
fn without_usual_schema(line: &str, database: &str) -> String {
    let usual = ["public", "main", database].into_iter().filter(|name| !name.is_empty());
    usual.fold(line.to_owned(), |line, schema| line.replace(&format!(" {schema}."), " "))
}

fn key(key: &Value) -> String {
    let part = &key["part"];
    let mut line = match part["column"].as_str() {
        Some(column) => column.to_owned(),
        None => format!("({})", text(&part["expression"])),
    };
    for extra in ["collation", "opclass"] {
        if let Some(name) = key[extra].as_str() {
            let _ = write!(line, " {name}");
        }
    }
    if key["descending"] == true {
        line += " desc";
    }
    line
}

/// What was skipped, sources that gave nothing, and texts that were withheld.
fn not_seen(json: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for skipped in json["not_seen"].as_array().into_iter().flatten() {
        lines.push(format!("{}: {}", text(&skipped["subject"]), text(&skipped["why"])));
    }
    for source in json["sources"].as_array().into_iter().flatten() {
        let name = text(&source["name"]);
        if let Some(missing) = source["missing"].as_str() {
            lines.push(format!("{name}: {missing}"));
        }
        if let Some(withheld) = source["withheld"].as_u64().filter(|n| *n > 0) {
            lines.push(format!("{name}: {withheld} texts withheld"));
        }
    }
    lines
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn shown(lines: &[String]) -> String {
    if lines.is_empty() {
        return " nothing".to_owned();
    }
    lines.iter().fold(String::new(), |all, line| all + "\n      " + line)
}

/// Without `*` at its end a pattern means the whole line, but for what explains it: that follows a
/// colon, a parenthesis or "on", or a finding's code.
fn is_like(line: &str, pattern: &str) -> bool {
    let mut parts: Vec<&str> = pattern.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    let mut rest = line;
    for (at, part) in parts.iter().enumerate() {
        match rest.find(part) {
            Some(found) if found == 0 || at > 0 => rest = &rest[found + part.len()..],
            Some(_) | None => return false,
        }
    }
    let explains = |tail: &str| {
        let is_code = pattern.starts_with("RU-") && !pattern.contains(' ');
        tail.is_empty()
            || [":", " (", " on "].iter().any(|mark| tail.starts_with(mark))
            || is_code && tail.starts_with(' ')
    };
    if parts.is_empty() {
        return pattern.is_empty() || line.strip_prefix(last).is_some_and(explains);
    }
    last.is_empty() || rest.match_indices(last).any(|(at, _)| explains(&rest[at + last.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plan() -> Outcome {
        let json = json!({
            "database": "shop",
            "steps": [
                { "what": "analyze public.orders", "action": { "do": "analyze" } },
                { "what": "", "action": { "do": "create_index", "index": {
                    "table": { "schema": "public", "name": "orders" }, "method": "btree",
                    "keys": [
                        { "part": { "column": "a" } },
                        { "part": { "expression": "lower(b)" }, "descending": true },
                    ],
                    "include": ["c"], "predicate": "d is null",
                } } },
            ],
        });
        let said = Said { command: Command::Plan, exit: Some(4), json, stderr: String::new() };
        Outcome { said: vec![said] }
    }

    fn holds(line: &str) -> bool {
        let all = Expectation::parse_all(line).unwrap();
        all[0].failure(&plan(), |_| "5".to_owned()).is_none()
    }

    #[test]
    fn a_step_is_named_as_sql_says_it() {
        let whole = "create index on orders (a, (lower(b)) desc) include (c) where d is null";
        assert!(holds(&format!("step {whole}")));
        assert!(holds("step create index on orders (a, *"));
        assert!(holds("step analyze orders"));
        assert!(!holds("step create index on orders (a)"));
        assert!(!holds("step analyze order"));
        assert!(!holds("step rders (a, *"));
    }

    #[test]
    fn what_must_not_be_there_fails_when_it_is() {
        assert!(holds("no step create index on items*"));
        assert!(!holds("no step create index on orders"));
        assert!(!holds("no step * orders*"));
        assert!(!holds("no step"));
    }

    #[test]
    fn counts_exit_codes_and_queries_are_compared_exactly() {
        assert!(holds("steps 2") && !holds("steps 1"));
        assert!(holds("plan exit 4") && !holds("plan exit 0"));
        assert!(holds("after select 1 = 5") && !holds("after select 1 = 6"));
    }

    #[test]
    fn a_command_that_did_not_run_or_said_nothing_fails_what_is_expected_of_it() {
        assert!(!holds("no finding RU-IX-002"));
        let silent = Said {
            command: Command::Plan,
            exit: Some(0),
            json: Value::Null,
            stderr: String::new(),
        };
        let outcome = Outcome { said: vec![silent] };
        let all = Expectation::parse_all("no step").unwrap();
        assert!(all[0].failure(&outcome, |_| String::new()).is_some());
    }

    #[test]
    fn a_finding_is_named_by_its_code_alone_or_with_its_subject() {
        let line = "RU-IX-004 index app.narrow: it is the leading part of another";
        for pattern in ["RU-IX-004", "RU-IX-004 index app.narrow", "RU-IX-004 *leading*"] {
            assert!(is_like(line, pattern), "{pattern}");
        }
        for pattern in ["RU-IX-00", "RU-IX-004 index app.narr", "RU-IX-004 *trailing*"] {
            assert!(!is_like(line, pattern), "{pattern}");
        }
    }

    #[test]
    fn a_line_that_means_nothing_is_an_error() {
        for line in ["stepp x", "step", "plan exit well", "after select 1", "", "# only words"] {
            assert!(Expectation::parse_all(line).is_err(), "{line}");
        }
    }
}
