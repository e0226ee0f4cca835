//! One connection to any engine, speaking only text: for test code, not for rungs itself.

use mysql::prelude::Queryable;
use std::fmt::Write;

/// Rows as text; `None` is NULL.
pub type Rows = Vec<Vec<Option<String>>>;

/// A connection.
pub enum Client {
    Postgres(Box<postgres::Client>),
    MariaDb(Box<mysql::Conn>),
    Sqlite(rusqlite::Connection),
}

/// What went wrong, in words: a test can only fail of it.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("{}", with_detail(.0))]
    Postgres(#[from] postgres::Error),
    #[error(transparent)]
    MariaDb(#[from] mysql::Error),
    #[error(transparent)]
    MariaDbUrl(#[from] mysql::UrlError),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("cannot connect to `{0}`: not a URL of a known engine")]
    Unknown(String),
}

impl Client {
    /// Connects to a `postgres://`, `mysql://` or `sqlite:` URL.
    pub fn connect(url: &str) -> Result<Client, ClientError> {
        if url.starts_with("postgres://") {
            let client = postgres::Client::connect(url, postgres::NoTls)?;
            return Ok(Client::Postgres(Box::new(client)));
        }
        if url.starts_with("mysql://") {
            let opts = mysql::OptsBuilder::from_opts(mysql::Opts::from_url(url)?);
            let conn = mysql::Conn::new(opts.prefer_socket(false))?;
            return Ok(Client::MariaDb(Box::new(conn)));
        }
        match url.strip_prefix("sqlite:") {
            Some(path) => Ok(Client::Sqlite(rusqlite::Connection::open(path)?)),
            None => Err(ClientError::Unknown(url.to_owned())),
        }
    }

    /// Runs one or more statements.
    pub fn execute(&mut self, sql: &str) -> Result<(), ClientError> {
        match self {
            Client::Postgres(client) => client.batch_execute(sql)?,
            Client::MariaDb(conn) => {
                let mut answers = conn.query_iter(sql)?;
                while let Some(answer) = answers.iter() {
                    for row in answer {
                        row?;
                    }
                }
            }
            Client::Sqlite(connection) => connection.execute_batch(sql)?,
        }
        Ok(())
    }

    /// Runs one statement and gives its rows.
    pub fn query(&mut self, sql: &str) -> Result<Rows, ClientError> {
        match self {
            Client::Postgres(client) => query_postgres(client, sql),
            Client::MariaDb(conn) => query_mariadb(conn, sql),
            Client::Sqlite(connection) => query_sqlite(connection, sql),
        }
    }
}

fn query_postgres(client: &mut postgres::Client, sql: &str) -> Result<Rows, ClientError> {
    let mut rows = Rows::new();
    for message in client.simple_query(sql)? {
        if let postgres::SimpleQueryMessage::Row(row) = message {
            rows.push((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect());
        }
    }
    Ok(rows)
}

fn query_mariadb(conn: &mut mysql::Conn, sql: &str) -> Result<Rows, ClientError> {
    let mut rows = Rows::new();
    for row in conn.query_iter(sql)? {
        rows.push(row?.unwrap().into_iter().map(mariadb_text).collect());
    }
    Ok(rows)
}

fn mariadb_text(value: mysql::Value) -> Option<String> {
    match value {
        mysql::Value::NULL => None,
        mysql::Value::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        other => Some(other.as_sql(true)),
    }
}

fn query_sqlite(connection: &rusqlite::Connection, sql: &str) -> Result<Rows, ClientError> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut found = statement.query([])?;
    let mut rows = Rows::new();
    while let Some(row) = found.next()? {
        let values: Result<_, _> =
            (0..columns).map(|at| row.get_ref(at).map(sqlite_text)).collect();
        rows.push(values?);
    }
    Ok(rows)
}

fn sqlite_text(value: rusqlite::types::ValueRef<'_>) -> Option<String> {
    match value {
        rusqlite::types::ValueRef::Null => None,
        rusqlite::types::ValueRef::Integer(number) => Some(number.to_string()),
        rusqlite::types::ValueRef::Real(number) => Some(number.to_string()),
        rusqlite::types::ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        rusqlite::types::ValueRef::Blob(bytes) => {
            Some(bytes.iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            }))
        }
    }
}

/// The driver's own message is only "db error"; what the server said is its source.
fn with_detail(error: &postgres::Error) -> String {
    let Some(server) = error.as_db_error() else { return error.to_string() };
    let detail = server.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    format!("{} {}{detail}", server.code().code(), server.message())
}
