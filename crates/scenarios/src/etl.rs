//! `etl`: a multi-tenant platform of data pipelines. Organizations with users, connectors,
//! pipelines, their
//! steps and executions, sign-in by social accounts and API keys; no index but the primary keys.

use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use rungs_core::name::EngineKind;
use rungs_engine::load::Value;

use crate::random::Row;
use crate::table::{Kind, Reference, Table, column, int, nullable, text};
use crate::{Query, Scenario};

pub static ETL: Scenario = Scenario {
    name: "etl",
    about: "multi-tenant data pipelines: executions, schedules, connectors, sign-in",
    rows_default: 300_000,
    tables,
    workload,
    references_on_mariadb: false,
    rollups: |_| &[],
    changes: &[],
};

const NOW: DateTime = date(2024, 6, 28).at(12, 0, 0, 0);
const ROLES: [&str; 4] = ["viewer", "editor", "admin", "owner"];
const PROVIDERS: [&str; 3] = ["google", "github", "microsoft"];
const CONNECTORS: [&str; 6] = ["postgres", "csv", "s3", "rest", "excel", "bigquery"];
const TRANSFORMATIONS: [&str; 6] = ["filter", "join", "aggregate", "rename", "cast", "dedupe"];
const TRIGGERS: [&str; 3] = ["schedule", "manual", "api"];

fn organizations(rows: u64) -> u64 {
    (rows / 1_500).clamp(10, 5_000)
}

fn users(rows: u64) -> u64 {
    rows / 10
}

fn pipelines(rows: u64) -> u64 {
    (rows / 20).max(10)
}

fn ago(minutes: u64) -> Value {
    text(NOW.saturating_sub((minutes as i64).minutes()).strftime("%F %T").to_string())
}

fn reference(column: &'static str, table: &'static str) -> Reference {
    Reference { column, table }
}

fn tables(rows: u64) -> Vec<Table> {
    vec![
        organization_table(organizations(rows)),
        user_table(rows),
        account_table(rows),
        key_table(rows),
        connector_table(rows),
        pipeline_table(rows),
        step_table(rows),
        execution_table(rows),
    ]
}

fn organization_table(rows: u64) -> Table {
    Table {
        name: "organizations",
        columns: vec![column("id", Kind::Id), column("name", Kind::Text(60))],
        references: vec![],
        rows,
        row: Box::new(|row| vec![int(row + 1), text(format!("Organization {}", row + 1))]),
    }
}

fn user_table(rows: u64) -> Table {
    Table {
        name: "users",
        columns: vec![
            column("id", Kind::Id),
            column("organization_id", Kind::Int),
            column("email", Kind::Text(80)),
            column("role", Kind::Text(16)),
            column("created_at", Kind::Timestamp),
            nullable("last_login", Kind::Timestamp),
        ],
        references: vec![reference("organization_id", "organizations")],
        rows: users(rows),
        row: Box::new(move |row| {
            let r = Row { seed: 31, row };
            let login = if r.chance(3, 20) { Value::Null } else { ago(r.skewed(4, 500_000)) };
            vec![
                int(row + 1),
                int(r.skewed(1, organizations(rows)) + 1),
                text(format!("User{}@example{}.com", row + 1, row % 97)),
                text(*r.pick_skewed(2, &ROLES)),
                ago(1_000_000 - row * 1_000_000 / users(rows).max(1)),
                login,
            ]
        }),
    }
}

fn account_table(rows: u64) -> Table {
    Table {
        name: "social_accounts",
        columns: vec![
            column("id", Kind::Id),
            column("user_id", Kind::Int),
            column("provider", Kind::Text(16)),
            column("provider_account_id", Kind::Text(32)),
            nullable("provider_account_email", Kind::Text(80)),
        ],
        references: vec![reference("user_id", "users")],
        rows: users(rows),
        row: Box::new(move |row| {
            let r = Row { seed: 32, row };
            let email = if r.chance(2, 30) {
                Value::Null
            } else {
                text(format!("user{}@example{}.com", row + 1, row % 97))
            };
            vec![
                int(row + 1),
                int(r.below(3, users(rows)) + 1),
                text(*r.pick(1, &PROVIDERS)),
                text(format!("acct-{:09}", row * 7_919 % 1_000_000_007)),
                email,
            ]
        }),
    }
}

fn key_table(rows: u64) -> Table {
    Table {
        name: "api_keys",
        columns: vec![
            column("id", Kind::Id),
            column("user_id", Kind::Int),
            column("key_hash", Kind::Text(40)),
            column("is_active", Kind::Bool),
            nullable("expires_at", Kind::Timestamp),
        ],
        references: vec![reference("user_id", "users")],
        rows: users(rows) / 2,
        row: Box::new(move |row| {
            let r = Row { seed: 33, row };
            let expires = if r.chance(2, 50) { Value::Null } else { ago(r.below(3, 600_000)) };
            vec![
                int(row + 1),
                int(r.below(1, users(rows)) + 1),
                text(key_hash(row)),
                Value::Bool(r.chance(4, 70)),
                expires,
            ]
        }),
    }
}

fn key_hash(row: u64) -> String {
    format!("{:016x}{:016x}", crate::random::mix(34, row, 1), crate::random::mix(34, row, 2))
}

fn connector_table(rows: u64) -> Table {
    Table {
        name: "data_connectors",
        columns: vec![
            column("id", Kind::Id),
            column("organization_id", Kind::Int),
            column("created_by_id", Kind::Int),
            column("type", Kind::Text(16)),
            column("status", Kind::Text(12)),
            nullable("last_used", Kind::Timestamp),
        ],
        references: vec![
            reference("organization_id", "organizations"),
            reference("created_by_id", "users"),
        ],
        rows: (rows / 15).max(10),
        row: Box::new(move |row| {
            let r = Row { seed: 35, row };
            vec![
                int(row + 1),
                int(r.skewed(1, organizations(rows)) + 1),
                int(r.below(2, users(rows)) + 1),
                text(*r.pick_skewed(3, &CONNECTORS)),
                text(if r.chance(4, 85) { "active" } else { "inactive" }),
                ago(r.skewed(5, 400_000)),
            ]
        }),
    }
}

fn pipeline_table(rows: u64) -> Table {
    Table {
        name: "etl_pipelines",
        columns: vec![
            column("id", Kind::Id),
            column("organization_id", Kind::Int),
            column("created_by_id", Kind::Int),
            column("name", Kind::Text(60)),
            column("is_scheduled", Kind::Bool),
            nullable("next_run", Kind::Timestamp),
            column("created_at", Kind::Timestamp),
        ],
        references: vec![
            reference("organization_id", "organizations"),
            reference("created_by_id", "users"),
        ],
        rows: pipelines(rows),
        row: Box::new(move |row| {
            let r = Row { seed: 36, row };
            let scheduled = r.chance(3, 30);
            vec![
                int(row + 1),
                int(r.skewed(1, organizations(rows)) + 1),
                int(r.below(2, users(rows)) + 1),
                text(format!("Pipeline {}", row + 1)),
                Value::Bool(scheduled),
                if scheduled { ago(r.below(4, 20_000)) } else { Value::Null },
                ago(r.below(5, 800_000)),
            ]
        }),
    }
}

fn step_table(rows: u64) -> Table {
    Table {
        name: "pipeline_steps",
        columns: vec![
            column("id", Kind::Id),
            column("pipeline_id", Kind::Int),
            column("step_order", Kind::Int),
            column("step_type", Kind::Text(16)),
            nullable("transformation_type", Kind::Text(16)),
            nullable("source_connector_id", Kind::Int),
        ],
        references: vec![
            reference("pipeline_id", "etl_pipelines"),
            reference("source_connector_id", "data_connectors"),
        ],
        rows: pipelines(rows) * 5,
        row: Box::new(move |row| {
            let r = Row { seed: 37, row };
            // Steps are edited in any order, so those of one pipeline do not lie together.
            let scattered = row * 7 % (pipelines(rows) * 5);
            let order = scattered / pipelines(rows);
            let is_source = order == 0;
            vec![
                int(row + 1),
                int(scattered % pipelines(rows) + 1),
                int(order + 1),
                text(if is_source { "source" } else { "transform" }),
                if is_source { Value::Null } else { text(*r.pick(1, &TRANSFORMATIONS)) },
                if is_source { int(r.below(2, (rows / 15).max(10)) + 1) } else { Value::Null },
            ]
        }),
    }
}

fn execution_table(rows: u64) -> Table {
    Table {
        name: "pipeline_executions",
        columns: vec![
            column("id", Kind::Id),
            column("pipeline_id", Kind::Int),
            column("started_by_id", Kind::Int),
            column("status", Kind::Text(12)),
            column("trigger_type", Kind::Text(12)),
            column("started_at", Kind::Timestamp),
            nullable("completed_at", Kind::Timestamp),
            column("rows_processed", Kind::Int),
        ],
        references: vec![
            reference("pipeline_id", "etl_pipelines"),
            reference("started_by_id", "users"),
        ],
        rows,
        row: Box::new(move |row| {
            let r = Row { seed: 38, row };
            let started = (rows - 1 - row) * 500_000 / rows.max(1) + 15;
            let status = match r.below(2, 1_000) {
                0..=4 if started < 20_000 => "running",
                0..=59 => "failed",
                _ => "completed",
            };
            let completed =
                if status == "running" { Value::Null } else { ago(started - r.below(5, 15)) };
            vec![
                int(row + 1),
                int(r.skewed(1, pipelines(rows)) + 1),
                int(r.below(3, users(rows)) + 1),
                text(status),
                text(*r.pick(4, &TRIGGERS)),
                ago(started),
                completed,
                int(r.skewed(6, 5_000_000)),
            ]
        }),
    }
}

fn workload(rows: u64, _: EngineKind) -> Vec<Query> {
    let organization = organizations(rows) / 2 + 1;
    let pipeline = pipelines(rows) / 2 + 1;
    let person = users(rows) / 2 + 1;
    let mut queries = pipeline_reads(organization, pipeline, person);
    queries.extend(account_reads(organization));
    queries.extend(writes(rows, pipeline, person));
    queries
}

fn query(name: &'static str, calls: u32, is_target: bool, sql: String) -> Query {
    Query { name, sql, calls, is_target }
}

fn pipeline_reads(organization: u64, pipeline: u64, person: u64) -> Vec<Query> {
    vec![
        query(
            "executions_of_pipeline",
            3_000,
            true,
            format!(
                "SELECT id, status, started_at, completed_at FROM pipeline_executions \
             WHERE pipeline_id = {pipeline} ORDER BY started_at DESC, id DESC LIMIT 20"
            ),
        ),
        query(
            "running_executions",
            2_400,
            true,
            "SELECT id, pipeline_id, started_at FROM pipeline_executions \
             WHERE status = 'running' ORDER BY started_at, id"
                .to_owned(),
        ),
        query(
            "failures_of_organization",
            300,
            true,
            format!(
                "SELECT p.name, COUNT(*) AS failures FROM etl_pipelines p \
             JOIN pipeline_executions e ON e.pipeline_id = p.id \
             WHERE p.organization_id = {organization} AND e.status = 'failed' \
             AND e.started_at >= '2024-06-01 00:00:00' GROUP BY p.name ORDER BY p.name"
            ),
        ),
        query(
            "my_executions",
            500,
            true,
            format!(
                "SELECT id, pipeline_id, status FROM pipeline_executions \
             WHERE started_by_id = {person} ORDER BY started_at DESC, id DESC LIMIT 20"
            ),
        ),
        query(
            "due_pipelines",
            3_600,
            true,
            "SELECT id, name, next_run FROM etl_pipelines WHERE is_scheduled = TRUE \
             AND next_run <= '2024-06-14 13:00:00' ORDER BY next_run, id LIMIT 100"
                .to_owned(),
        ),
        query(
            "steps_of_pipeline",
            3_000,
            true,
            format!(
                "SELECT id, step_order, step_type, transformation_type FROM pipeline_steps \
             WHERE pipeline_id = {pipeline} ORDER BY step_order, id"
            ),
        ),
        query(
            "executions_per_day",
            6,
            false,
            "SELECT status, COUNT(*) AS executions, SUM(rows_processed) AS processed \
             FROM pipeline_executions GROUP BY status ORDER BY status"
                .to_owned(),
        ),
    ]
}

fn account_reads(organization: u64) -> Vec<Query> {
    vec![
        query(
            "users_of_organization",
            900,
            true,
            format!(
                "SELECT id, email FROM users WHERE organization_id = {organization} \
             AND role = 'admin' ORDER BY id"
            ),
        ),
        query(
            "user_by_email",
            2_000,
            true,
            "SELECT id, role FROM users WHERE lower(email) = 'user77@example76.com'".to_owned(),
        ),
        query(
            "sign_in",
            2_500,
            true,
            "SELECT user_id FROM social_accounts WHERE provider = 'github' \
             AND provider_account_id = 'acct-000079190'"
                .to_owned(),
        ),
        query(
            "api_key",
            9_000,
            true,
            format!(
                "SELECT user_id FROM api_keys WHERE key_hash = '{}' AND is_active = TRUE",
                key_hash(5)
            ),
        ),
        query(
            "connectors_of_organization",
            1_200,
            true,
            format!(
                "SELECT id, type, last_used FROM data_connectors WHERE organization_id = \
                 {organization} \
             AND status = 'active' ORDER BY last_used DESC, id LIMIT 50"
            ),
        ),
    ]
}

fn writes(rows: u64, pipeline: u64, person: u64) -> Vec<Query> {
    let write = |name, calls, sql| Query { name, sql, calls, is_target: false };
    vec![
        write(
            "start_execution",
            700,
            format!(
                "INSERT INTO pipeline_executions (id, pipeline_id, started_by_id, status, \
                 trigger_type, \
             started_at, completed_at, rows_processed) VALUES ({}, {pipeline}, {person}, \
             'running', \
             'schedule', '2024-06-28 12:00:00', NULL, 0)",
                rows + 1
            ),
        ),
        write(
            "finish_execution",
            700,
            format!(
                "UPDATE pipeline_executions SET status = 'completed', completed_at = '2024-06-28 \
                 12:09:00' \
             WHERE id = {}",
                rows / 2
            ),
        ),
        write(
            "touch_user",
            1_500,
            format!("UPDATE users SET last_login = '2024-06-28 12:00:00' WHERE id = {person}"),
        ),
    ]
}
