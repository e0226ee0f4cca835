//! The dashboard's server: a few workers, each with a read-only connection of its own, until
//! Ctrl-C. Speaks plain HTTP to whoever can reach the address; the pages are the scenario's.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rungs_core::engine::{EngineError, ErrorClass, World};
use rungs_core::name::EngineKind;
use rungs_engine::Target;
use rungs_engine::load::Load;
use rungs_scenarios::marketplace::dashboard::{Dashboard, Page, Rewriting, Rows, Ways};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::exit::UserError;
use crate::world::Terminal;

/// Turns a statement on the raw tables into one on rollups.
pub type Rewrite<'a> = &'a (dyn Fn(&str) -> Rewriting + Sync);

/// Requests that are answered at a time; the others wait.
const WORKERS: usize = 4;

/// How long it takes at most to notice that it is to end.
const NAP: Duration = Duration::from_millis(200);

/// Nothing is fetched, run or framed; only the style that the page brings along is used.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Takes the address; who comes before [`run`] waits.
pub fn listen(address: &str) -> Result<Server, UserError> {
    Server::http(address).map_err(|error| {
        UserError::new(format!("cannot listen on {address}"), "choose another place with --listen")
            .detail(error.to_string())
    })
}

/// Answers until the world is stopped.
pub fn run(
    server: &Server,
    target: &Target,
    rewrite: Option<Rewrite<'_>>,
    world: &mut Terminal,
) -> anyhow::Result<()> {
    let mut connection = Connection::new(target);
    let opened = Dashboard::open(target.kind(), &mut |sql| connection.ask(sql));
    let site = opened.map_err(|error| match error.class {
        ErrorClass::User => error.hint("make one: rungs demo marketplace --keep"),
        _ => error,
    })?;
    world.say(&format!("dashboard: http://{}/ (Ctrl-C ends it)", server.server_addr()));

    let ended = AtomicBool::new(false);
    std::thread::scope(|threads| {
        for _ in 0..WORKERS {
            threads.spawn(|| work(server, &site, target, rewrite, &ended));
        }
        while !world.stopped() {
            world.sleep_ms(NAP.as_millis() as u64);
        }
        ended.store(true, Ordering::SeqCst);
    });
    Ok(())
}

fn work(
    server: &Server,
    site: &Dashboard,
    target: &Target,
    rewrite: Option<Rewrite<'_>>,
    ended: &AtomicBool,
) {
    let mut connection = Connection::new(target);
    while !ended.load(Ordering::SeqCst) {
        if let Ok(Some(request)) = server.recv_timeout(NAP) {
            let page = match request.method() {
                Method::Get | Method::Head => {
                    let ask = &mut |sql: &str| connection.ask(sql);
                    let rewrite = rewrite.map(|rewrite| rewrite as _);
                    site.page(request.url(), &mut Ways { ask, rewrite })
                }
                _ => Page { status: 405, html: "only GET and HEAD\n".to_owned() },
            };
            send(request, page);
        }
    }
}

fn send(request: Request, page: Page) {
    let mut response = Response::from_string(page.html).with_status_code(page.status);
    for (name, value) in [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // A browser that has gone away needs no answer.
    let _ = request.respond(response);
}

/// A connection that is opened when it is needed, and again when it was lost.
struct Connection<'a> {
    target: &'a Target,
    open: Option<Box<dyn Load>>,
}

impl<'a> Connection<'a> {
    fn new(target: &'a Target) -> Self {
        Self { target, open: None }
    }

    fn ask(&mut self, sql: &str) -> Result<Rows, EngineError> {
        let load = match &mut self.open {
            Some(load) => load,
            closed @ None => closed.insert(read_only(self.target)?),
        };
        let answer = load.query(sql);
        if answer.as_ref().is_err_and(|error| error.class == ErrorClass::Unreachable) {
            self.open = None;
        }
        answer
    }
}

/// Nothing that a page asks may change anything, or run for ever.
fn read_only(target: &Target) -> Result<Box<dyn Load>, EngineError> {
    let mut load = target.loader()?;
    match target.kind() {
        EngineKind::Postgres => load.run(
            "SET default_transaction_read_only = on; SET statement_timeout = '10min'; \
             SET application_name = 'rungs demo'",
        )?,
        EngineKind::MariaDb => {
            load.run("SET SESSION TRANSACTION READ ONLY")?;
            // MySQL has no such limit for a session; the page waits.
            let _ = load.run("SET SESSION max_statement_time = 600");
        }
        EngineKind::Sqlite => load.run("PRAGMA query_only = ON")?,
    }
    Ok(load)
}
