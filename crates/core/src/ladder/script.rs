//! A plan as a SQL script for people who run it by hand: each step with why, its lock, its way
//! back as a comment, and statements that check it. Values of rows are never in it; statements
//! are shapes, so those with placeholders come as comments to fill in.

use std::fmt::Write as _;

use crate::change::{Action, LockClass, Plan, Step, Undo};
use crate::dialect::{Quote, Sql};
use crate::name::{EngineKind, IndexName};
use crate::seen::Server;

/// The whole script, ending with a newline.
pub fn script(plan: &Plan, server: &Server) -> String {
    let mut out = String::new();
    header(&mut out, plan, server);
    if plan.steps.is_empty() {
        comment(&mut out, "Nothing to do.");
    }
    for step in &plan.steps {
        out.push('\n');
        write_step(&mut out, step, server);
    }
    out
}

fn header(out: &mut String, plan: &Plan, server: &Server) {
    comment(out, &format!("rungs plan {}", plan.id));
    comment(out, &format!("for database {} on {} {}", plan.database, plan.engine, server.version));
    comment(out, "Review before running. `rungs apply` runs the same statements with lock");
    comment(
        out,
        "time-outs, a proof before and after, and a way back; this script has none of it.",
    );
    match plan.engine {
        EngineKind::Postgres => {
            comment(
                out,
                "Not in one transaction: CONCURRENTLY, VACUUM and ALTER SYSTEM forbid it.",
            );
            statement(out, "SET lock_timeout = '2s'");
        }
        EngineKind::MariaDb => statement(out, "SET SESSION lock_wait_timeout = 2"),
        EngineKind::Sqlite => statement(out, "PRAGMA busy_timeout = 2000"),
    }
}

fn write_step(out: &mut String, step: &Step, server: &Server) {
    comment(out, &format!("step {} ({}): {}", step.number, step.finding, step.why));
    comment(out, &format!("lock: {}", lock(step.lock)));
    if let Some(bytes) = step.predicted.bytes {
        comment(out, &format!("predicted size: {bytes}"));
    }
    if step.lock == LockClass::BlocksAll {
        comment(out, "WARNING: everything else waits until it is done.");
    }
    // A lock time-out in the middle of a concurrent build would only leave an invalid index.
    let waits = plan_waits(step, server);
    if waits {
        statement(out, "SET lock_timeout = 0");
    }
    for sql in &step.forward {
        statement(out, sql.as_str());
    }
    if waits {
        statement(out, "SET lock_timeout = '2s'");
    }
    match step.undo {
        Undo::Nothing => comment(out, "way back: nothing to undo"),
        Undo::Free | Undo::Rebuild => {
            for sql in &step.back {
                comment(out, &format!("way back: {};", sql.as_str().trim_start_matches("-- ")));
            }
        }
    }
    if let Some(check) = check(&step.action, server) {
        comment(out, "check:");
        statement(out, check.as_str());
    }
    for target in &step.targets {
        match step.promises.iter().find(|p| p.fingerprint == target.fingerprint) {
            // What it is asked of is not made by this script.
            Some(promise) => comment(out, &format!("ask for {}: {}", target.label, promise.ask)),
            None => explain(out, &target.label, &target.shape, server),
        }
    }
}

fn plan_waits(step: &Step, server: &Server) -> bool {
    server.engine == EngineKind::Postgres
        && matches!(
            step.action,
            Action::CreateIndex { .. } | Action::DropIndex { .. } | Action::RebuildIndex { .. }
        )
}

/// EXPLAIN of a statement that should use the new index. Only PostgreSQL 16 and later can plan
/// placeholders as they are.
fn explain(out: &mut String, label: &str, shape: &str, server: &Server) {
    comment(out, &format!("should be cheaper now: {label}"));
    let shape = shape.trim().trim_end_matches(';');
    // A comment at the end of the text would swallow the semicolon.
    let end = if shape.contains("--") || shape.contains('#') { "\n" } else { "" };
    let generic = server.engine == EngineKind::Postgres && server.version_num >= 160_000;
    let word = match server.engine {
        EngineKind::Postgres if generic => "EXPLAIN (GENERIC_PLAN)",
        EngineKind::Postgres | EngineKind::MariaDb => "EXPLAIN",
        EngineKind::Sqlite => "EXPLAIN QUERY PLAN",
    };
    let text = format!("{word} {shape}{end}");
    if generic || !shape.contains(['?', '$']) {
        statement(out, &text);
        return;
    }
    comment(out, "put values for the placeholders:");
    for line in format!("{text};").lines() {
        let _ = writeln!(out, "-- {line}");
    }
}

/// A query that shows whether the step did what it should.
fn check(action: &Action, server: &Server) -> Option<Sql> {
    match action {
        Action::CreateIndex { name, index } => {
            let name = IndexName { table: index.table.clone(), name: name.clone() };
            Some(check_index(&name, server.engine))
        }
        Action::DropIndex { name, .. } | Action::RebuildIndex { name } => {
            Some(check_index(name, server.engine))
        }
        Action::Set { setting, .. } => Some(check_setting(setting, server.engine)),
        Action::Analyze { .. }
        | Action::Vacuum { .. }
        | Action::Compact { .. }
        | Action::PragmaOptimize
        | Action::AddRollup { .. } => None,
    }
}

fn check_index(index: &IndexName, engine: EngineKind) -> Sql {
    let name = index.name.as_str();
    match engine {
        EngineKind::Postgres => Sql::fixed(
            "SELECT c.relname, i.indisvalid, pg_size_pretty(pg_relation_size(c.oid)) \
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ",
        )
        .literal(Quote::Double, index.table.schema.as_str())
        .text(" AND c.relname = ")
        .literal(Quote::Double, name),
        EngineKind::MariaDb => Sql::fixed("SHOW INDEX FROM ")
            .table(Quote::Backtick, &index.table)
            .text(" WHERE Key_name = ")
            .literal(Quote::Backtick, name),
        EngineKind::Sqlite => Sql::fixed("SELECT name, sql FROM ")
            .ident(Quote::Double, &index.table.schema)
            .text(".sqlite_schema WHERE type = 'index' AND name = ")
            .literal(Quote::Double, name),
    }
}

fn check_setting(setting: &str, engine: EngineKind) -> Sql {
    match engine {
        EngineKind::Postgres => {
            Sql::fixed("SELECT name, setting, unit FROM pg_settings WHERE name = ")
                .literal(Quote::Double, setting)
        }
        EngineKind::MariaDb => {
            Sql::fixed("SHOW GLOBAL VARIABLES LIKE ").literal(Quote::Backtick, setting)
        }
        EngineKind::Sqlite => Sql::fixed("PRAGMA ").ident(Quote::Double, &setting.into()),
    }
}

fn lock(class: LockClass) -> &'static str {
    match class {
        LockClass::Online => "none that others notice",
        LockClass::Brief => "a moment at each end",
        LockClass::BlocksWrites => "writes wait until it is done",
        LockClass::BlocksAll => "everything waits until it is done",
    }
}

fn statement(out: &mut String, sql: &str) {
    let _ = writeln!(out, "{sql};");
}

/// One line, whatever is in the text: a label with a line break must not become a statement.
fn comment(out: &mut String, text: &str) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = writeln!(out, "-- {line}");
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::testing::{climbed, shop_to_climb};

    #[test]
    fn a_script_holds_each_step_its_way_back_and_a_check() {
        let s = shop_to_climb(EngineKind::Postgres);
        let plan = climbed(&s).plan;
        expect![[r#"
            -- rungs plan a6753784130a9a93
            -- for database shop on PostgreSQL test
            -- Review before running. `rungs apply` runs the same statements with lock
            -- time-outs, a proof before and after, and a way back; this script has none of it.
            -- Not in one transaction: CONCURRENTLY, VACUUM and ALTER SYSTEM forbid it.
            SET lock_timeout = '2s';

            -- step 1 (RU-TB-004): table app.orders has no statistics (rows: 1.0 M; size: 100 MB)
            -- lock: none that others notice
            ANALYZE "app"."orders";
            -- way back: nothing to undo

            -- step 2 (RU-IX-003): index o_region_2 on app.orders is the same as o_region (size: 20 MB; scans: 1000)
            -- lock: none that others notice
            SET lock_timeout = 0;
            DROP INDEX CONCURRENTLY "app"."o_region_2";
            SET lock_timeout = '2s';
            -- way back: CREATE INDEX CONCURRENTLY o_region_2 ON app.orders (region);
            -- check:
            SELECT c.relname, i.indisvalid, pg_size_pretty(pg_relation_size(c.oid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relname = 'o_region_2';

            -- step 3 (RU-IX-009): makes 0000000000000001 cheaper
            -- lock: none that others notice
            -- predicted size: 21 MB
            SET lock_timeout = 0;
            CREATE INDEX CONCURRENTLY "rungs_orders_customer_id_id_5d800598" ON "app"."orders" USING btree ("customer_id", "id");
            COMMENT ON INDEX "app"."rungs_orders_customer_id_id_5d800598" IS 'made by rungs';
            SET lock_timeout = '2s';
            -- way back: DROP INDEX CONCURRENTLY "app"."rungs_orders_customer_id_id_5d800598";
            -- check:
            SELECT c.relname, i.indisvalid, pg_size_pretty(pg_relation_size(c.oid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relname = 'rungs_orders_customer_id_id_5d800598';
            -- should be cheaper now: 0000000000000001
            -- put values for the placeholders:
            -- EXPLAIN SELECT * FROM app.orders WHERE customer_id = $1;

            -- step 4 (RU-IX-010): the configuration asks for it
            -- lock: none that others notice
            SET lock_timeout = 0;
            CREATE INDEX CONCURRENTLY "rungs_orders_region_id_dedddeb9" ON "app"."orders" USING btree ("region", "id");
            COMMENT ON INDEX "app"."rungs_orders_region_id_dedddeb9" IS 'made by rungs';
            SET lock_timeout = '2s';
            -- way back: DROP INDEX CONCURRENTLY "app"."rungs_orders_region_id_dedddeb9";
            -- check:
            SELECT c.relname, i.indisvalid, pg_size_pretty(pg_relation_size(c.oid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relname = 'rungs_orders_region_id_dedddeb9';

            -- step 5 (RU-IX-002): index o_old on app.orders was never read in 100 days (size: 20 MB; table rows inserted: unknown; caveat: use on replicas is not counted here)
            -- lock: none that others notice
            SET lock_timeout = 0;
            DROP INDEX CONCURRENTLY "app"."o_old";
            SET lock_timeout = '2s';
            -- way back: CREATE INDEX CONCURRENTLY o_old ON app.orders (customer_id, region);
            -- check:
            SELECT c.relname, i.indisvalid, pg_size_pretty(pg_relation_size(c.oid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relname = 'o_old';
        "#]].assert_eq(&script(&plan, &s.server));
    }

    #[test]
    fn on_mariadb_and_sqlite_placeholders_are_left_to_be_filled_in() {
        for engine in [EngineKind::MariaDb, EngineKind::Sqlite] {
            let mut s = shop_to_climb(engine);
            s.workload.statements[0].shape =
                "SELECT *\n FROM app.orders -- by customer\n WHERE customer_id = ? -- end".into();
            s.workload.statements[0].name = Some("orders\nDROP TABLE orders;".into());
            let text = script(&climbed(&s).plan, &s.server);
            for line in
                text.lines().filter(|l| l.contains("by customer") || l.contains("DROP TABLE"))
            {
                assert!(line.starts_with("-- "), "{line}");
            }
            assert!(text.contains("\n-- ;\n"), "{text}");
        }
    }
}
