//! A database of one test: made, used, dropped.
//!
//! Every failure here is a panic at the caller's line, as the caller is a test.

use super::{Client, ClientError, Kind, PASSWORD, Rows, Server};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// PostgreSQL's limit for a name; MariaDB's is one byte more.
const NAME_BYTES_MAX: usize = 63;

/// An empty database that nobody else uses. It is dropped with this value.
pub struct TestDb {
    kind: Kind,
    name: String,
    url: String,
    client: Mutex<Option<Client>>,
    place: Place,
    roles: Mutex<Vec<String>>,
}

/// Where the database is.
enum Place {
    /// On a server that was there before this test, at this administrator's URL.
    Shared(String),
    /// On a server that only this database uses, as none was there.
    Own(Server),
    /// In a file in this folder.
    File(TempDir),
}

impl TestDb {
    /// Makes an empty database named after the test: `TestDb::new(kind, "a sentence")`.
    #[track_caller]
    pub fn new(kind: Kind, test: &str) -> TestDb {
        TestDb::at(find_place(kind), kind, test)
    }

    /// The same on a server that the test started itself, or knows the administrator's URL of.
    #[track_caller]
    pub fn on(admin: &str, kind: Kind, test: &str) -> TestDb {
        TestDb::at(Place::Shared(admin.to_owned()), kind, test)
    }

    #[track_caller]
    fn at(place: Place, kind: Kind, test: &str) -> TestDb {
        let name = unique_name(test);
        let url = match &place {
            Place::Shared(admin) => create(admin, &name),
            Place::Own(server) => create(server.url(), &name),
            Place::File(folder) => format!("sqlite:{}/{name}.db", folder.path().display()),
        };
        let client = Client::connect(&url).unwrap_or_else(|error| panic!("{url}: {error}"));
        let (client, roles) = (Mutex::new(Some(client)), Mutex::default());
        TestDb { kind, name, url, client, place, roles }
    }

    /// The URL of this database, for the code under test; it holds a password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The engine that it is on.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name of the database (of the file, without its ending, for SQLite).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The administrator's URL of the server; SQLite has none.
    pub fn admin_url(&self) -> Option<&str> {
        match &self.place {
            Place::Shared(url) => Some(url),
            Place::Own(server) => Some(server.url()),
            Place::File(_) => None,
        }
    }

    /// Runs one or more statements. All calls use the same session.
    #[track_caller]
    pub fn execute(&self, sql: &str) {
        if let Err(error) = self.client(|client| client.execute(sql)) {
            panic!("{}: {error}\n{sql}", self.kind.name());
        }
    }

    /// Runs one statement and gives its rows as text.
    #[track_caller]
    pub fn query(&self, sql: &str) -> Rows {
        match self.client(|client| client.query(sql)) {
            Ok(rows) => rows,
            Err(error) => panic!("{}: {error}\n{sql}", self.kind.name()),
        }
    }

    /// A second session, for tests of locks and of open transactions.
    #[track_caller]
    pub fn connect(&self) -> Client {
        Client::connect(&self.url).unwrap_or_else(|error| panic!("{}: {error}", self.url))
    }

    /// Makes a role that may enter this database and nothing else, and gives the URL that
    /// connects as it. Grant it more through `execute`; `role_name` gives its name.
    #[track_caller]
    pub fn limited_role(&self) -> String {
        let role = unique_name("limited");
        match self.kind {
            Kind::Postgres15 | Kind::Postgres18 => {
                self.execute(&format!("create role \"{role}\" login password '{PASSWORD}'"));
            }
            // Without any right on a database, MariaDB does not let a user in.
            Kind::MariaDb => self.execute(&format!(
                "create user `{role}`@'%' identified by '{PASSWORD}'; \
                 grant execute on `{}`.* to `{role}`@'%'",
                self.name
            )),
            Kind::Sqlite => panic!("SQLite has no roles"),
        }
        let url = with_account(&self.url, &role);
        lock(&self.roles).push(role);
        url
    }

    /// The name of the role in a URL that `limited_role` gave, without quotes.
    pub fn role_name(url: &str) -> &str {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.split_once(':').map_or(rest, |(role, _)| role)
    }

    fn client<T>(&self, work: impl FnOnce(&mut Client) -> T) -> T {
        let mut client = lock(&self.client);
        work(client.as_mut().expect("the session lives as long as the database"))
    }

    fn drop_on_server(&self, admin: &str) -> Result<(), ClientError> {
        let mut client = Client::connect(admin)?;
        let roles = lock(&self.roles);
        if let Kind::MariaDb = self.kind {
            client.execute(&format!("drop database if exists `{}`", self.name))?;
            return roles
                .iter()
                .try_for_each(|role| client.execute(&format!("drop user `{role}`@'%'")));
        }
        client.execute(&format!("drop database if exists \"{}\" with (force)", self.name))?;
        roles.iter().try_for_each(|role| client.execute(&format!("drop role \"{role}\"")))
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        lock(&self.client).take();
        let Place::Shared(admin) = &self.place else { return };
        let dropped = self.drop_on_server(admin);
        if let (Err(error), false) = (dropped, std::thread::panicking()) {
            panic!("cannot drop the database {}: {error}", self.name);
        }
    }
}

#[track_caller]
fn find_place(kind: Kind) -> Place {
    let Some(variable) = kind.variable() else {
        let folder = tempfile::Builder::new().prefix("rungs-sqlite-").tempdir();
        return Place::File(folder.expect("a temporary folder can be made"));
    };
    match std::env::var(variable) {
        Ok(url) => Place::Shared(url),
        Err(_) => Place::Own(Server::start(kind).unwrap_or_else(|error| panic!("{error}"))),
    }
}

/// Creates the database and gives its URL.
#[track_caller]
fn create(admin: &str, name: &str) -> String {
    let quote = if admin.starts_with("mysql") { '`' } else { '"' };
    Client::connect(admin)
        .and_then(|mut client| client.execute(&format!("create database {quote}{name}{quote}")))
        .unwrap_or_else(|error| panic!("cannot create the database {name} on {admin}: {error}"));
    let (server, _) = admin.rsplit_once('/').expect("a URL has a slash");
    format!("{server}/{name}")
}

/// `a sentence, with 2 marks!` becomes `a_sentence_with_2_marks_<unique>`.
fn unique_name(test: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let suffix = format!("_{}_{count}", std::process::id());
    let lower = test.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.collect::<Vec<_>>().join("_");
    name.truncate(NAME_BYTES_MAX - suffix.len());
    name + &suffix
}

/// The URL with another account in it.
fn with_account(url: &str, account: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a URL has a scheme");
    let (_, place) = rest.split_once('@').expect("the URL has an account");
    format!("{scheme}://{account}:{PASSWORD}@{place}")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_the_sentence_and_is_never_too_long() {
        let name = unique_name("An index on `orders`, missing!");
        assert!(name.starts_with("an_index_on_orders_missing_"), "{name}");
        assert_ne!(name, unique_name("An index on `orders`, missing!"));
        assert!(unique_name(&"long ".repeat(50)).len() <= NAME_BYTES_MAX);
    }

    #[test]
    fn a_role_goes_into_the_url_and_comes_out_of_it() {
        let url = with_account("postgres://postgres:secret@127.0.0.1:5432/db", "limited_1");
        assert_eq!(url, "postgres://limited_1:secret@127.0.0.1:5432/db");
        assert_eq!(TestDb::role_name(&url), "limited_1");
    }
}
