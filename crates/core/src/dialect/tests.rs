//! Every action on every engine side by side, and the promises of the index name.

use expect_test::expect;
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
    expect![[r#"
        postgres: Online, undo Free
          > CREATE INDEX CONCURRENTLY "rungs_order_s_who_day_c4b02ed1" ON "main"."Order""s" USING btree ("who", "day" DESC)
          > COMMENT ON INDEX "main"."rungs_order_s_who_day_c4b02ed1" IS 'made by rungs'
          < DROP INDEX CONCURRENTLY "main"."rungs_order_s_who_day_c4b02ed1"
        mariadb: Brief, undo Free
          > ALTER TABLE `main`.`Order"s` ADD INDEX `rungs_order_s_who_day_c4b02ed1` (`who`, `day` DESC) COMMENT 'made by rungs', ALGORITHM=INPLACE, LOCK=NONE
          < ALTER TABLE `main`.`Order"s` DROP INDEX `rungs_order_s_who_day_c4b02ed1`, ALGORITHM=INPLACE, LOCK=NONE
        mysql: Brief, undo Free
          > ALTER TABLE `main`.`Order"s` ADD INDEX `rungs_order_s_who_day_c4b02ed1` (`who`, `day` DESC) COMMENT 'made by rungs', ALGORITHM=INPLACE, LOCK=NONE
          < ALTER TABLE `main`.`Order"s` DROP INDEX `rungs_order_s_who_day_c4b02ed1`, ALGORITHM=INPLACE, LOCK=NONE
        sqlite: BlocksWrites, undo Free
          > CREATE INDEX "main"."rungs_order_s_who_day_c4b02ed1" ON "Order""s" ("who", "day" DESC)
          > ANALYZE "main"."Order""s"
          < DROP INDEX "main"."rungs_order_s_who_day_c4b02ed1"
    "#]].assert_eq(&side_by_side(&create(spec(vec![IndexKey::column("who"), day]))));
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
    expect![[r#"
        postgres: Online, undo Free
          > CREATE UNIQUE INDEX CONCURRENTLY "rungs_order_s_expr_b_a_94559b7f" ON "main"."Order""s" USING btree ((lower(email)) COLLATE "C" "public"."text_pattern_ops" DESC NULLS LAST, "b`a") INCLUDE ("paid") WHERE status = 'it''s open'
          > COMMENT ON INDEX "main"."rungs_order_s_expr_b_a_94559b7f" IS 'made by rungs'
          > ANALYZE "main"."Order""s"
          < DROP INDEX CONCURRENTLY "main"."rungs_order_s_expr_b_a_94559b7f"
        mariadb: no, there is no INCLUDE here; make the columns keys
        mysql: no, there is no INCLUDE here; make the columns keys
        sqlite: no, there is no INCLUDE here; make the columns keys
    "#]].assert_eq(&side_by_side(&create(index)));
}

#[test]
fn an_expression() {
    let mut email = IndexKey::column("");
    email.part = KeyPart::Expression("lower(email)".to_owned());
    expect![[r#"
        postgres: Online, undo Free
          > CREATE INDEX CONCURRENTLY "rungs_order_s_expr_b8847a69" ON "main"."Order""s" USING btree ((lower(email)))
          > COMMENT ON INDEX "main"."rungs_order_s_expr_b8847a69" IS 'made by rungs'
          > ANALYZE "main"."Order""s"
          < DROP INDEX CONCURRENTLY "main"."rungs_order_s_expr_b8847a69"
        mariadb: no, MariaDB indexes no expressions; index a generated column
        mysql: Brief, undo Free
          > ALTER TABLE `main`.`Order"s` ADD INDEX `rungs_order_s_expr_b8847a69` ((lower(email))) COMMENT 'made by rungs', ALGORITHM=INPLACE, LOCK=NONE
          < ALTER TABLE `main`.`Order"s` DROP INDEX `rungs_order_s_expr_b8847a69`, ALGORITHM=INPLACE, LOCK=NONE
        sqlite: BlocksWrites, undo Free
          > CREATE INDEX "main"."rungs_order_s_expr_b8847a69" ON "Order""s" ((lower(email)))
          > ANALYZE "main"."Order""s"
          < DROP INDEX "main"."rungs_order_s_expr_b8847a69"
    "#]].assert_eq(&side_by_side(&create(spec(vec![email]))));
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
    expect![[r#"
        postgres: Online, undo Free
          > CREATE INDEX CONCURRENTLY "rungs_order_s_body_bb09ae45" ON "main"."Order""s" USING gin ("body" "gin_trgm_ops")
          > COMMENT ON INDEX "main"."rungs_order_s_body_bb09ae45" IS 'made by rungs'
          < DROP INDEX CONCURRENTLY "main"."rungs_order_s_body_bb09ae45"
        mariadb: no, an index here has its columns' own collations
        mysql: no, an index here has its columns' own collations
        sqlite: no, SQLite has btree indexes only

        postgres: no, full text in PostgreSQL is a gin index
        mariadb: BlocksWrites, undo Free
          > ALTER TABLE `main`.`Order"s` ADD FULLTEXT INDEX `rungs_order_s_body_82ccc9bf` (`body`) COMMENT 'made by rungs', ALGORITHM=INPLACE, LOCK=SHARED
          < ALTER TABLE `main`.`Order"s` DROP INDEX `rungs_order_s_body_82ccc9bf`, ALGORITHM=INPLACE, LOCK=NONE
        mysql: BlocksWrites, undo Free
          > ALTER TABLE `main`.`Order"s` ADD FULLTEXT INDEX `rungs_order_s_body_82ccc9bf` (`body`) COMMENT 'made by rungs', ALGORITHM=INPLACE, LOCK=SHARED
          < ALTER TABLE `main`.`Order"s` DROP INDEX `rungs_order_s_body_82ccc9bf`, ALGORITHM=INPLACE, LOCK=NONE
        sqlite: no, SQLite has btree indexes only
    "#]].assert_eq(&out);
}

#[test]
fn dropping_an_index_and_making_it_again() {
    let definition = "CREATE INDEX orders_a ON orders (a)".to_owned();
    let action = Action::DropIndex { name: name(), definition };
    let line = "UNIQUE KEY `orders_a` (`a`)".to_owned();
    let from_show = Action::DropIndex { name: name(), definition: line };
    let out = side_by_side(&action) + "\n" + &side_by_side(&from_show);
    expect![[r#"
        postgres: Online, undo Rebuild
          > DROP INDEX CONCURRENTLY "main"."orders_a"
          < CREATE INDEX CONCURRENTLY orders_a ON orders (a)
        mariadb: Brief, undo Rebuild
          > ALTER TABLE `main`.`orders` DROP INDEX `orders_a`, ALGORITHM=INPLACE, LOCK=NONE
          < CREATE INDEX orders_a ON orders (a) ALGORITHM=INPLACE LOCK=NONE
        mysql: Brief, undo Rebuild
          > ALTER TABLE `main`.`orders` DROP INDEX `orders_a`, ALGORITHM=INPLACE, LOCK=NONE
          < CREATE INDEX orders_a ON orders (a) ALGORITHM=INPLACE LOCK=NONE
        sqlite: BlocksWrites, undo Rebuild
          > DROP INDEX "main"."orders_a"
          < CREATE INDEX orders_a ON orders (a)
          < ANALYZE "main"."orders"

        postgres: no, the definition to go back to does not begin with CREATE INDEX or CREATE UNIQUE INDEX
        mariadb: Brief, undo Rebuild
          > ALTER TABLE `main`.`orders` DROP INDEX `orders_a`, ALGORITHM=INPLACE, LOCK=NONE
          < ALTER TABLE `main`.`orders` ADD UNIQUE KEY `orders_a` (`a`), ALGORITHM=INPLACE, LOCK=NONE
        mysql: Brief, undo Rebuild
          > ALTER TABLE `main`.`orders` DROP INDEX `orders_a`, ALGORITHM=INPLACE, LOCK=NONE
          < ALTER TABLE `main`.`orders` ADD UNIQUE KEY `orders_a` (`a`), ALGORITHM=INPLACE, LOCK=NONE
        sqlite: no, the definition to go back to does not begin with CREATE INDEX or CREATE UNIQUE INDEX
    "#]].assert_eq(&out);
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
    expect![[r#"
        postgres: Online, undo Nothing
          > REINDEX INDEX CONCURRENTLY "main"."orders_a"
        mariadb: no, InnoDB rebuilds orders_a only with its whole table; use OPTIMIZE TABLE
        mysql: no, InnoDB rebuilds orders_a only with its whole table; use OPTIMIZE TABLE
        sqlite: BlocksWrites, undo Nothing
          > REINDEX "main"."orders_a"

        postgres: Online, undo Nothing
          > ANALYZE "main"."orders"
        mariadb: Online, undo Nothing
          > ANALYZE TABLE `main`.`orders` PERSISTENT FOR ALL
        mysql: Online, undo Nothing
          > ANALYZE TABLE `main`.`orders`
        sqlite: BlocksWrites, undo Nothing
          > ANALYZE "main"."orders"

        postgres: Online, undo Nothing
          > VACUUM (ANALYZE) "main"."orders"
        mariadb: no, InnoDB purges dead rows by itself; there is no VACUUM
        mysql: no, InnoDB purges dead rows by itself; there is no VACUUM
        sqlite: no, SQLite keeps no dead rows; compact the file instead

        postgres: no, VACUUM FULL would lock main.orders against all reads and writes; use pg_repack
        mariadb: Brief, undo Nothing
          > OPTIMIZE TABLE `main`.`orders`
        mysql: Brief, undo Nothing
          > OPTIMIZE TABLE `main`.`orders`
        sqlite: BlocksAll, undo Nothing
          > VACUUM "main"

        postgres: no, PRAGMA optimize is of SQLite
        mariadb: no, PRAGMA optimize is of SQLite
        mysql: no, PRAGMA optimize is of SQLite
        sqlite: BlocksWrites, undo Nothing
          > PRAGMA optimize(0x10002)
    "#]]
    .assert_eq(&out.join("\n"));
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
    expect![[r#"
        postgres: Online, undo Free
          > ALTER SYSTEM SET "work_mem" = '64MB'
          > SELECT pg_reload_conf()
          < ALTER SYSTEM RESET "work_mem"
          < SELECT pg_reload_conf()
        mariadb: Online, undo Free
          > SET GLOBAL work_mem = '64MB'
          < SET GLOBAL work_mem = DEFAULT
        mysql: Online, undo Free
          > SET GLOBAL work_mem = '64MB'
          < SET GLOBAL work_mem = DEFAULT
        sqlite: no, PRAGMA work_mem is of one connection; the application must set it

        postgres: Online, undo Free
          > ALTER SYSTEM SET "long_query_time" = '0.5'
          > SELECT pg_reload_conf()
          < ALTER SYSTEM SET "long_query_time" = '10'
          < SELECT pg_reload_conf()
        mariadb: Online, undo Free
          > SET GLOBAL long_query_time = 0.5
          < SET GLOBAL long_query_time = 10
        mysql: Online, undo Free
          > SET GLOBAL long_query_time = 0.5
          < SET GLOBAL long_query_time = 10
        sqlite: no, PRAGMA long_query_time is of one connection; the application must set it

        postgres: Online, undo Free
          > ALTER SYSTEM SET "journal_mode" = 'wal'
          > SELECT pg_reload_conf()
          < ALTER SYSTEM SET "journal_mode" = 'delete'
          < SELECT pg_reload_conf()
        mariadb: Online, undo Free
          > SET GLOBAL journal_mode = 'wal'
          < SET GLOBAL journal_mode = 'delete'
        mysql: Online, undo Free
          > SET GLOBAL journal_mode = 'wal'
          < SET GLOBAL journal_mode = 'delete'
        sqlite: BlocksAll, undo Free
          > PRAGMA journal_mode = WAL
          < PRAGMA journal_mode = DELETE

        postgres: no, shared_buffers takes effect only after a restart of the server; set it there
        mariadb: Online, undo Free
          > SET GLOBAL shared_buffers = '4GB'
          < SET GLOBAL shared_buffers = DEFAULT
        mysql: Online, undo Free
          > SET GLOBAL shared_buffers = '4GB'
          < SET GLOBAL shared_buffers = DEFAULT
        sqlite: no, PRAGMA shared_buffers is of one connection; the application must set it

        postgres: no, "a = 1; DROP TABLE t --" is not the name of a setting
        mariadb: no, "a = 1; DROP TABLE t --" is not the name of a setting
        mysql: no, "a = 1; DROP TABLE t --" is not the name of a setting
        sqlite: no, PRAGMA a = 1; DROP TABLE t -- is of one connection; the application must set it
    "#]]
    .assert_eq(&out.join("\n"));
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
