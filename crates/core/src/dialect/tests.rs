//! Every action on every engine side by side, and the promises of the index name.

use expect_test::{expect, expect_file};
use proptest::prelude::*;

use super::{ServerFlavour, index_name, render};
use crate::change::Action;
use crate::name::{EngineKind, IndexName, TableName};
use crate::seen::{IndexKey, IndexSpec, KeyPart, Method};

const POSTGRES: ServerFlavour =
    ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 150_018 };
const MARIADB: ServerFlavour =
    ServerFlavour { engine: EngineKind::MariaDb, is_mysql: false, version_num: 101_119 };
const MYSQL: ServerFlavour =
    ServerFlavour { engine: EngineKind::MariaDb, is_mysql: true, version_num: 80_039 };
const SQLITE: ServerFlavour =
    ServerFlavour { engine: EngineKind::Sqlite, is_mysql: false, version_num: 35_001 };

fn side_by_side(action: &Action) -> String {
    let mut lines = Vec::new();
    for (name, flavour) in
        [("postgres", POSTGRES), ("mariadb", MARIADB), ("mysql", MYSQL), ("sqlite", SQLITE)]
    {
        match render(action, flavour) {
            Ok(r) => {
                lines.push(format!("{name}: {:?}, undo {:?}", r.lock, r.undo));
                lines.extend(r.forward.iter().map(|sql| format!("  > {sql}")));
                lines.extend(r.back.iter().map(|sql| format!("  < {sql}")));
            }
            Err(why) => lines.push(format!("{name}: no, {why}")),
        }
    }
    lines.join("\n") + "\n"
}

fn spec(keys: Vec<IndexKey>) -> IndexSpec {
    IndexSpec {
        table: TableName::new("main", "Order\"s"),
        method: Method::Btree,
        keys,
        include: Vec::new(),
        predicate: None,
        unique: false,
    }
}

fn create(index: IndexSpec) -> Action {
    Action::CreateIndex { name: index_name(&index), index }
}

fn name() -> IndexName {
    IndexName { table: TableName::new("main", "orders"), name: "orders_a".into() }
}

#[test]
fn a_plain_index() {
    let mut day = IndexKey::column("day");
    day.descending = true;
    expect_file!["snapshots/plain_index.txt"]
        .assert_eq(&side_by_side(&create(spec(vec![IndexKey::column("who"), day]))));
}

#[test]
fn an_index_with_everything() {
    let mut email = IndexKey::column("email");
    email.part = KeyPart::Expression("lower(email)".to_owned());
    email.collation = Some("C".to_owned());
    email.opclass = Some("public.text_pattern_ops".to_owned());
    email.descending = true;
    email.nulls_first = Some(false);
    let mut index = spec(vec![email, IndexKey::column("b`a")]);
    index.include = vec!["paid".into()];
    index.predicate = Some("status = 'it''s open'".to_owned());
    index.unique = true;
    expect_file!["snapshots/everything.txt"].assert_eq(&side_by_side(&create(index)));
}

#[test]
fn an_expression() {
    let mut email = IndexKey::column("");
    email.part = KeyPart::Expression("lower(email)".to_owned());
    expect_file!["snapshots/expression.txt"].assert_eq(&side_by_side(&create(spec(vec![email]))));
}

#[test]
fn other_methods() {
    let mut text = IndexKey::column("body");
    text.opclass = Some("gin_trgm_ops".to_owned());
    let mut gin = spec(vec![text]);
    gin.method = Method::Gin;
    let mut full = spec(vec![IndexKey::column("body")]);
    full.method = Method::Fulltext;
    let out = side_by_side(&create(gin)) + "\n" + &side_by_side(&create(full));
    expect_file!["snapshots/methods.txt"].assert_eq(&out);
}

#[test]
fn dropping_an_index_and_making_it_again() {
    let definition = "CREATE INDEX orders_a ON orders (a)".to_owned();
    let action = Action::DropIndex { name: name(), definition };
    let line = "UNIQUE KEY `orders_a` (`a`)".to_owned();
    let from_show = Action::DropIndex { name: name(), definition: line };
    let out = side_by_side(&action) + "\n" + &side_by_side(&from_show);
    expect_file!["snapshots/drop.txt"].assert_eq(&out);
}

#[test]
fn a_column_called_like_a_clause_is_a_column() {
    for column in ["algorithm", "fulltext", "spatial"] {
        let action = Action::DropIndex {
            name: IndexName { table: TableName::new("main", "t"), name: "i".into() },
            definition: format!("KEY `i` (`{column}`)"),
        };
        let rendered = render(&action, MARIADB).unwrap();
        let back = rendered.back[0].as_str();
        assert!(back.starts_with("ALTER TABLE") && back.ends_with("LOCK=NONE"), "{back}");
        assert_eq!(rendered.lock, crate::change::LockClass::Brief);
    }
}

#[test]
fn upkeep() {
    let table = TableName::new("main", "orders");
    let actions = [
        Action::RebuildIndex { name: name() },
        Action::Analyze { table: table.clone() },
        Action::Vacuum { table: table.clone() },
        Action::Compact { table },
        Action::PragmaOptimize,
    ];
    let out: Vec<String> = actions.iter().map(side_by_side).collect();
    expect_file!["snapshots/upkeep.txt"].assert_eq(&out.join("\n"));
}

#[test]
fn settings() {
    let set = |setting: &str, value: &str, previous: Option<&str>| {
        side_by_side(&Action::Set {
            setting: setting.to_owned(),
            value: value.to_owned(),
            previous: previous.map(str::to_owned),
        })
    };
    let out = [
        set("work_mem", "64MB", None),
        set("long_query_time", "0.5", Some("10")),
        set("journal_mode", "wal", Some("delete")),
        set("shared_buffers", "4GB", None),
        set("a = 1; DROP TABLE t --", "1", None),
    ];
    expect_file!["snapshots/settings.txt"].assert_eq(&out.join("\n"));
}

#[test]
fn text_that_would_end_the_statement_is_refused_everywhere() {
    let mut index = spec(vec![IndexKey::column("a")]);
    index.predicate = Some("true); DROP TABLE orders; --".to_owned());
    for flavour in [POSTGRES, MARIADB, MYSQL, SQLITE] {
        assert!(render(&create(index.clone()), flavour).is_err());
    }
    let definition = "CREATE INDEX a ON t (b); DROP TABLE t".to_owned();
    for flavour in [POSTGRES, MARIADB, MYSQL, SQLITE] {
        let action = Action::DropIndex { name: name(), definition: definition.clone() };
        assert!(render(&action, flavour).is_err());
    }
    for select in ["SELECT 1; DROP TABLE t", "DELETE FROM t", "SELECT nextval('s')", ""] {
        let action = rollups(&[&format!("-- rollup: a\n{select}")]);
        for flavour in [POSTGRES, MARIADB, MYSQL, SQLITE] {
            assert!(render(&action, flavour).is_err(), "{select}");
        }
    }
}

fn rollups(definitions: &[&str]) -> Action {
    Action::AddRollup {
        name: "a".into(),
        table: TableName::new("main", "t"),
        definitions: definitions.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_rollup_is_shown_as_comments_whatever_ends_its_lines() {
    let definition =
        "-- rollup: a\n-- a note\rDROP TABLE t\nSELECT b, COUNT(*) AS n\r\nFROM t GROUP BY b\n";
    for flavour in [POSTGRES, MARIADB, MYSQL, SQLITE] {
        let rendered = render(&rollups(&[definition]), flavour).unwrap();
        for sql in rendered.forward.iter().chain(&rendered.back) {
            let lines = sql.as_str().split(['\n', '\r']);
            assert!(lines.clone().all(|line| line.starts_with("--")), "{sql}");
        }
        assert!(render(&rollups(&[]), flavour).is_err());
    }
}

#[test]
fn an_index_name_is_the_same_for_ever() {
    let name = index_name(&spec(vec![IndexKey::column("who"), IndexKey::column("day")]));
    expect!["rungs_order_s_who_day_ef499933"].assert_eq(name.as_str());
}

proptest! {
    #[test]
    fn an_index_name_is_short_plain_and_differs_with_the_index(
        table in ".{0,80}",
        columns in prop::collection::vec(".{0,40}", 1..5),
    ) {
        let mut index = spec(columns.iter().map(IndexKey::column).collect());
        index.table = TableName::new("public", &table);
        let name = index_name(&index);
        prop_assert!(name.as_str().len() <= 63);
        prop_assert!(name.as_str().starts_with("rungs_"));
        prop_assert!(name.as_str().chars().all(|c| c.is_ascii_lowercase()
            || c.is_ascii_digit() || c == '_'));
        let mut other = index.clone();
        other.keys[0].descending = true;
        prop_assert_ne!(name, index_name(&other));
    }
}
