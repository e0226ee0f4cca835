//! One schema on one database: scripts, descriptions, and answers that can be compared.

use rungs_core::engine::{Engine, Scope};
use rungs_core::name::Ident;
use rungs_core::rollup::Described;
use rungs_core::seen::Snapshot;
use rungs_engine::mariadb::{MariaDb, MariaDbTarget};
use rungs_engine::postgres::{Postgres, PostgresTarget};
use rungs_engine::sqlite::{Sqlite, SqliteTarget};
use rungs_tests::servers::{Client, TestDb};

pub struct Db {
    client: Client,
    url: String,
    /// Where bare names are looked for.
    pub schema: Vec<&'static str>,
}

/// Names, types and rows.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    columns: Vec<(String, String)>,
    rows: Vec<Vec<Option<String>>>,
}

impl Db {
    /// Empties the database and runs the script; statements that begin with `?` may fail.
    pub fn new(db: &TestDb, script: &[String]) -> Self {
        let (client, schema) = match db.connect() {
            Client::Sqlite(_) => {
                let path = db.url().trim_start_matches("sqlite:");
                let _ = std::fs::remove_file(path);
                let connection = rusqlite::Connection::open(path).unwrap();
                connection
                    .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
                    .unwrap();
                (Client::Sqlite(connection), "main")
            }
            mut client @ Client::Postgres(_) => {
                client
                    .execute(
                        "DROP SCHEMA IF EXISTS public, rungs CASCADE; CREATE SCHEMA public; \
                         CREATE SCHEMA rungs; SET client_min_messages = warning",
                    )
                    .unwrap();
                (client, "public")
            }
            mut client @ Client::MariaDb(_) => {
                let name = db.name();
                client.execute(&format!("DROP DATABASE IF EXISTS {name}")).unwrap();
                client.execute(&format!("CREATE DATABASE {name} COLLATE utf8mb4_bin")).unwrap();
                client.execute(&format!("USE {name}")).unwrap();
                (client, &*db.name().to_owned().leak())
            }
        };
        let mut this = Self { client, url: db.url().to_owned(), schema: vec![schema] };
        if matches!(this.client, Client::Sqlite(_)) {
            this.execute("BEGIN");
        }
        for statement in script.iter().filter(|s| !s.is_empty()) {
            this.run(statement);
        }
        if matches!(this.client, Client::Sqlite(_)) {
            this.execute("COMMIT");
        }
        this
    }

    fn run(&mut self, statement: &str) {
        match statement.strip_prefix('?') {
            Some(statement) => {
                self.try_execute(statement);
            }
            None => self.execute(statement),
        }
    }

    pub fn try_execute(&mut self, sql: &str) {
        let _ = self.client.execute(sql);
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn execute(&mut self, sql: &str) {
        if let Err(error) = self.client.execute(sql) {
            panic!("{error}\n{sql}");
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        let scope = Scope { statements_max: 1, ..Scope::default() };
        match &self.client {
            Client::Sqlite(_) => {
                let path = self.url.trim_start_matches("sqlite:");
                Sqlite::open(&SqliteTarget::file(path)).unwrap().snapshot(&scope).unwrap()
            }
            Client::Postgres(_) => {
                let target = PostgresTarget::from_url(&self.url, &|_| None).unwrap();
                Postgres::connect(&target).unwrap().snapshot(&scope).unwrap()
            }
            Client::MariaDb(_) => {
                let target = MariaDbTarget::from_url(&self.url).unwrap();
                MariaDb::connect(&target).unwrap().snapshot(&scope).unwrap()
            }
        }
    }

    pub fn describe(&mut self, select: &str) -> Result<Vec<Described>, String> {
        let columns = self.answer(select, &[])?.columns;
        let one =
            |(name, data_type): (String, String)| Described { name: Ident::new(name), data_type };
        Ok(columns.into_iter().map(one).collect())
    }

    /// Runs it with literals bound to its placeholders; rows are sorted unless their order counts.
    pub fn ask(&mut self, sql: &str, values: &[String], ordered: bool) -> Result<Outcome, String> {
        let mut outcome = self.answer(sql, values)?;
        // How many digits MariaDB reserves before the point follows the form of an expression.
        for (_, data_type) in &mut outcome.columns {
            if let Some((_, scale)) =
                data_type.split_once("decimal(").and(data_type.split_once(','))
            {
                *data_type = format!("decimal({scale}");
            }
        }
        if !ordered {
            outcome.rows.sort();
        }
        Ok(outcome)
    }
}

impl Db {
    fn answer(&mut self, sql: &str, values: &[String]) -> Result<Outcome, String> {
        match &mut self.client {
            Client::Sqlite(connection) => {
                sqlite(connection, sql, values).map_err(|e| e.to_string())
            }
            Client::Postgres(client) => postgres(client, sql, values).map_err(|e| format!("{e:?}")),
            Client::MariaDb(client) => mariadb(client, sql, values).map_err(|e| e.to_string()),
        }
    }
}

fn sqlite(
    connection: &rusqlite::Connection,
    sql: &str,
    values: &[String],
) -> rusqlite::Result<Outcome> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_names().map(|n| (n.to_owned(), String::new()));
    let columns: Vec<_> = columns.collect();
    for (at, value) in values.iter().enumerate() {
        let name = format!(":p{}", at + 1);
        let at = statement.parameter_index(&name)?.unwrap_or(at + 1);
        match value.parse::<i64>() {
            Ok(number) => statement.raw_bind_parameter(at, number)?,
            Err(_) => statement.raw_bind_parameter(at, value.trim_matches('\''))?,
        }
    }
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut values = Vec::new();
        for at in 0..columns.len() {
            // With its storage class: 1 and 1.0 are not the same answer.
            values.push(Some(match row.get_ref(at)? {
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{other:?}"),
            }));
        }
        rows.push(values);
    }
    Ok(Outcome { columns, rows })
}

fn postgres(
    client: &mut postgres::Client,
    sql: &str,
    values: &[String],
) -> Result<Outcome, postgres::Error> {
    let statement = client.prepare(sql)?;
    let name = |t: &str| {
        match t {
            "int4" => "integer",
            "int8" => "bigint",
            "timestamp" => "timestamp without time zone",
            "timestamptz" => "timestamp with time zone",
            other => other,
        }
        .to_owned()
    };
    let mut columns: Vec<(String, String)> =
        statement.columns().iter().map(|c| (c.name().to_owned(), name(c.type_().name()))).collect();
    // What a driver would send must stay of its type.
    let parameters = statement.params().iter().map(|t| ("parameter".to_owned(), name(t.name())));
    columns.extend(parameters);
    let run = if values.is_empty() {
        sql.to_owned()
    } else {
        client.simple_query(&format!("DEALLOCATE ALL; PREPARE q AS {sql}"))?;
        format!("EXECUTE q({})", values.join(", "))
    };
    let mut rows = Vec::new();
    for message in client.simple_query(&run)? {
        if let postgres::SimpleQueryMessage::Row(row) = message {
            rows.push((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect());
        }
    }
    Ok(Outcome { columns, rows })
}

fn mariadb(
    client: &mut mysql::Conn,
    sql: &str,
    values: &[String],
) -> Result<Outcome, mysql::Error> {
    use mysql::consts::ColumnType as T;
    use mysql::prelude::Queryable;
    let run = if values.is_empty() {
        sql.to_owned()
    } else {
        client.query_drop(format!("PREPARE q FROM '{}'", sql.replace('\'', "\'\'")))?;
        format!("EXECUTE q USING {}", values.join(", "))
    };
    let mut result = client.query_iter(run)?;
    let data_type = |c: &mysql::Column| {
        let length = c.column_length();
        match c.column_type() {
            T::MYSQL_TYPE_NEWDECIMAL => {
                let scale = u32::from(c.decimals());
                format!("decimal({},{scale})", length - 1 - u32::from(scale > 0))
            }
            T::MYSQL_TYPE_LONG => "int".to_owned(),
            T::MYSQL_TYPE_LONGLONG => "bigint".to_owned(),
            T::MYSQL_TYPE_DATE => "date".to_owned(),
            T::MYSQL_TYPE_DATETIME => "datetime".to_owned(),
            T::MYSQL_TYPE_VAR_STRING | T::MYSQL_TYPE_STRING => format!("varchar({})", length / 4),
            other => format!("{other:?}"),
        }
    };
    let columns = result
        .columns()
        .as_ref()
        .iter()
        .map(|c| (c.name_str().into_owned(), data_type(c)))
        .collect();
    let mut rows = Vec::new();
    for row in result.by_ref() {
        let values = row?.unwrap().into_iter().map(|value| match value {
            mysql::Value::NULL => None,
            mysql::Value::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            other => Some(other.as_sql(true)),
        });
        rows.push(values.collect());
    }
    drop(result);
    Ok(Outcome { columns, rows })
}
