//! The marketplace's dashboard in a browser without a window: every page of every engine shows what
//! the raw tables say, fits a telephone and a desktop, and refuses what it does not know.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rungs_core::name::EngineKind;
use rungs_engine::Target;
use rungs_scenarios::marketplace::MARKETPLACE;
use rungs_tests::binary;
use rungs_tests::servers::{Kind, TestDb};

const ROWS: u64 = 12_000;

/// The panels of each page, in their order.
const PAGES: [(&str, &[&str]); 3] = [
    ("/", &["months", "brands", "metrics", "marketplaces"]),
    ("/categories", &["categories", "top_brands"]),
    ("/products", &["months", "products", "metrics", "marketplaces"]),
];

#[test]
fn on_sqlite_the_pages_show_what_the_raw_tables_say() {
    pages_show_what_the_raw_tables_say(Kind::Sqlite);
}

#[test]
fn on_postgres_the_pages_show_what_the_raw_tables_say() {
    pages_show_what_the_raw_tables_say(Kind::Postgres15);
}

#[test]
fn on_mariadb_the_pages_show_what_the_raw_tables_say() {
    pages_show_what_the_raw_tables_say(Kind::MariaDb);
}

fn pages_show_what_the_raw_tables_say(kind: Kind) {
    let db = marketplace(kind);
    let served = Served::start(&db);
    let browser = Browser::new();
    for (path, panels) in PAGES {
        let page = browser.dom(&served.url(path));
        assert_eq!(panel_ids(&page), panels, "{path}");
        for panel in panels {
            let section = section(&page, panel);
            assert!(section.contains("<dt>raw</dt><dd>"), "{path} {panel}: no time");
            // There are no rollups, and nothing says that one answered.
            assert!(!section.contains("from rollups"), "{path} {panel}");
            assert!(!section.contains("class=\"error\""), "{path} {panel}: {section}");
        }
    }
    check_brands(&db, &browser, &served);
    check_filters(&db, &browser, &served);
    check_categories(&db, &browser, &served);
    check_products(&db, &browser, &served);
}

#[test]
fn with_rollups_every_panel_is_answered_both_ways_and_equal() {
    for kind in [Kind::Sqlite, Kind::Postgres15, Kind::MariaDb] {
        let db = marketplace(kind);
        add_rollups(&db);
        // Deltas are pending: the answers are exact all the same.
        db.execute("UPDATE financials SET amount = amount + 1 WHERE id <= 50");
        let served = Served::start(&db);
        for (path, panels) in PAGES {
            let page = served.get(&format!("GET {path}?answer=both")).1;
            for panel in panels {
                let section = section(&page, panel);
                assert!(section.contains("from rollups"), "{kind:?} {path} {panel}: {section}");
                assert!(section.contains("equal answers"), "{kind:?} {path} {panel}: {section}");
            }
        }
    }
}

/// A look before each answer finds what the catalog shows, here the lost trigger.
#[test]
fn a_hole_that_opens_while_the_dashboard_is_served_sends_its_panels_to_the_raw_tables() {
    for (kind, triggers) in [
        (Kind::Sqlite, "SELECT name FROM sqlite_schema WHERE name LIKE 'rungs%monthly%_upd'"),
        (
            Kind::MariaDb,
            "SELECT trigger_name FROM information_schema.triggers WHERE \
             trigger_schema = DATABASE() AND event_object_table = 'financials' \
             AND event_manipulation = 'UPDATE'",
        ),
    ] {
        let db = marketplace(kind);
        add_rollups(&db);
        let served = Served::start(&db);
        let page = || served.get("GET /?answer=both").1;
        assert!(section(&page(), "months").contains("equal answers"), "{kind:?}");
        let trigger = db.query(triggers)[0][0].clone().unwrap();
        db.execute(&format!("DROP TRIGGER {trigger}"));
        db.execute("UPDATE financials SET amount = amount + 1 WHERE id <= 50");
        let page = page();
        for panel in PAGES[0].1 {
            let section = section(&page, panel);
            assert!(section.contains("no rollup answers it"), "{kind:?} {panel}: {section}");
        }
    }
}

fn add_rollups(db: &TestDb) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(binary("rungs"));
    command.args(["rollup", "add", "--yes", "--quiet"]);
    let engine = Target::parse(db.url(), &|_| None).unwrap().kind();
    for file in (MARKETPLACE.rollups)(engine) {
        let path = folder.path().join(format!("{}.sql", file.name));
        std::fs::write(&path, file.text).unwrap();
        command.arg(path);
    }
    let output = command.arg(db.url()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn check_brands(db: &TestDb, browser: &Browser, served: &Served) {
    let page = browser.dom(&served.url("/"));
    let all = cents(db, "SELECT SUM(amount) FROM financials");
    assert_eq!(amounts(section(&page, "months")), all);
    let mut brands = cents(
        db,
        "SELECT SUM(f.amount) AS s FROM financials f, asin a WHERE a.id = f.asin_id \
         GROUP BY a.brand_id ORDER BY s DESC, a.brand_id LIMIT 15",
    );
    brands.extend(&all);
    assert_eq!(amounts(section(&page, "brands")), brands);
    let metrics = cents(db, "SELECT SUM(amount) FROM financials GROUP BY metric ORDER BY metric");
    assert_eq!(metrics.len(), 12);
    assert_eq!(amounts(section(&page, "metrics")), metrics);
}

/// Days that are not those of months, one marketplace, one metric, one category.
fn check_filters(db: &TestDb, browser: &Browser, served: &Served) {
    let filter = "marketplace=DE&metric=1&from=2024-03-11&to=2024-06-20&category=1";
    let page = browser.dom(&served.url(&format!("/?{filter}")));
    assert_eq!(panel_ids(&page), ["months", "brands"]);
    let of_filter = "FROM financials f, asin a, brand b WHERE a.id = f.asin_id AND b.id = \
                     a.brand_id AND f.marketplace = 'DE' AND f.metric = 1 AND b.category_id = 1 \
                     AND f.day BETWEEN '2024-03-11' AND '2024-06-20'";
    let all = cents(db, &format!("SELECT SUM(f.amount) {of_filter}"));
    assert!(all[0] > 0);
    assert_eq!(amounts(section(&page, "months")), all);
    assert_eq!(section(&page, "months").matches("class=\"point\"").count(), 4);
    // What was chosen is still chosen, here and on the way to other pages.
    assert!(page.contains("<option value=\"DE\" selected"), "{page}");
    assert!(page.contains("value=\"2024-03-11\""));
    assert!(page.contains(&format!("href=\"/categories?{}\"", filter.replace('&', "&amp;"))));
}

fn check_categories(db: &TestDb, browser: &Browser, served: &Served) {
    let page = browser.dom(&served.url("/categories?from=2025-01-01&to=2025-12-31&category=2"));
    let of_year = "FROM financials f JOIN asin a ON a.id = f.asin_id JOIN brand b ON b.id = \
                   a.brand_id WHERE f.day >= '2025-01-01'";
    let mut categories = cents(
        db,
        &format!(
            "SELECT SUM(f.amount) AS s {of_year} GROUP BY b.category_id ORDER BY s DESC, \
             b.category_id"
        ),
    );
    categories.push(categories.iter().sum());
    assert_eq!(amounts(section(&page, "categories")), categories);
    let brands = cents(
        db,
        &format!(
            "SELECT SUM(f.amount) AS s {of_year} AND b.category_id = 2 GROUP BY b.id ORDER BY s \
             DESC, b.id LIMIT 15"
        ),
    );
    assert_eq!(amounts(section(&page, "top_brands")), brands);
}

fn check_products(db: &TestDb, browser: &Browser, served: &Served) {
    let page = browser.dom(&served.url("/products?brand=3&marketplace=US"));
    let name = db.query("SELECT name FROM brand WHERE id = 3")[0][0].clone().unwrap();
    assert!(page.contains(&format!("<h1>{name}</h1>")), "{page}");
    let products = cents(
        db,
        "SELECT SUM(f.amount) AS s FROM financials f JOIN asin a ON a.id = f.asin_id WHERE \
         a.brand_id = 3 AND f.marketplace = 'US' GROUP BY a.id ORDER BY s DESC, a.id LIMIT 20",
    );
    assert_eq!(amounts(section(&page, "products")), products);
}

/// A copy of each page measures itself in a frame, as the page that is served runs no script, and no
/// window of this browser is as narrow as a telephone.
#[test]
fn pages_fit_a_telephone_and_use_a_desktop() {
    const MEASURE: &str = "<script>addEventListener('load', () => {\
        const places = what => [...document.querySelectorAll(what)]\
            .map(e => e.getBoundingClientRect());\
        parent.postMessage(`inside=${innerWidth} wide=${document.documentElement.scrollWidth} \
            right=${Math.ceil(Math.max(...places('.panel, form, th, td, svg').map(p => p.right)))} \
            columns=${new Set(places('.panel').map(p => p.left)).size} `, '*');\
    });</script>";
    const LISTEN: &str = "<!doctype html><script>addEventListener('message', message => {\
        document.body.append(message.data);});</script>";
    let db = marketplace(Kind::Sqlite);
    let served = Served::start(&db);
    let browser = Browser::new();
    let folder = tempfile::tempdir().unwrap();
    let (copy, frame) = (folder.path().join("page.html"), folder.path().join("frame.html"));
    for (path, _) in PAGES {
        let html = served.get(&format!("GET {path}")).1;
        std::fs::write(&copy, html.replace("</body>", &format!("{MEASURE}</body>"))).unwrap();
        for (width, columns) in [(400, 1), (1_280, 2)] {
            let inner = "<body><iframe src=\"page.html\" height=\"900\"";
            std::fs::write(&frame, format!("{LISTEN}{inner} width=\"{width}\"></iframe>")).unwrap();
            let told = browser.dom(&format!("file://{}", frame.display()));
            let number = |key: &str| -> u32 {
                let rest =
                    told.split_once(&format!("{key}=")).unwrap_or_else(|| panic!("{told}")).1;
                rest.split_whitespace().next().unwrap().parse().unwrap()
            };
            assert_eq!(number("inside"), width, "{path}");
            assert!(number("wide") <= width, "{path} scrolls sideways at {width}");
            assert!(number("right") <= width, "{path} at {width}");
            let columns = if path == "/categories" { 1 } else { columns };
            assert_eq!(number("columns"), columns, "{path} at {width}");
            browser.screenshot(&served.url(path), width, &folder.path().join("page.png"));
        }
    }
}

#[test]
fn what_is_not_known_is_an_error_page_and_nothing_but_reading_is_answered() {
    let db = marketplace(Kind::Sqlite);
    let served = Served::start(&db);
    for (request, status, what) in [
        ("GET /?marketplace=XX", 400, "marketplace XX is not known"),
        ("GET /?brand=1%20OR%201=1", 400, "brand 1%20OR%201=1 is not known"),
        ("GET /products?from=2025-02-01&to=2025-01-01", 400, "there are no days"),
        ("GET /nowhere", 404, "there is no page /nowhere"),
        ("POST /", 405, "only GET"),
    ] {
        let (head, body) = served.get(request);
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {head}");
        assert!(body.contains(what), "{request}: {body}");
    }
    let (head, _) = served.get("GET /");
    let head = head.to_lowercase();
    assert!(head.contains("content-security-policy: default-src 'none'"), "{head}");
    assert!(head.contains("content-type: text/html; charset=utf-8"), "{head}");
    assert_eq!(cents(&db, "SELECT COUNT(*) FROM financials"), [ROWS as i64]);
}

#[test]
fn a_place_that_is_taken_is_refused_with_a_hint() {
    let db = marketplace(Kind::Sqlite);
    let served = Served::start(&db);
    let output = command(&db, &served.address).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains(&format!("cannot listen on {}", served.address)), "{told}");
    assert!(told.contains("--listen"), "{told}");
}

#[test]
fn ctrl_c_ends_the_dashboard_and_takes_the_demo_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(binary("rungs"));
    command.args(["demo", "--serve", "--no-climb", "--rows", "1000", "--listen", "127.0.0.1:0"]);
    let mut served = Served::spawn(command.env("TMPDIR", folder.path()));
    assert!(served.get("GET /").1.contains("Brand profitability"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let process = served.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &process]).status().unwrap().success());
    assert!(served.child.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_database_that_is_no_marketplace_is_refused_with_a_hint() {
    let db = TestDb::new(Kind::Sqlite, "no marketplace");
    db.execute("CREATE TABLE t (id INTEGER)");
    let output = command(&db, "127.0.0.1:0").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("rungs demo marketplace --keep"), "{told}");
}

fn marketplace(kind: Kind) -> TestDb {
    let db = TestDb::new(kind, "the dashboard shows the raw tables");
    let target = Target::parse(db.url(), &|_| None).unwrap();
    let schema = match kind {
        Kind::Sqlite => "main",
        Kind::MariaDb => db.name(),
        Kind::Postgres15 | Kind::Postgres18 => "public",
    };
    let mut load = target.loader().unwrap();
    let engine: EngineKind = target.kind();
    let mut tell = |_: &str, _: u64, _: usize, _: usize| {};
    rungs_scenarios::build(&MARKETPLACE, engine, schema, ROWS, load.as_mut(), &mut tell).unwrap();
    db
}

/// A sum of money per row as cents, whatever the engine calls it.
fn cents(db: &TestDb, sql: &str) -> Vec<i64> {
    let rows = db.query(sql);
    let value =
        |row: &Vec<Option<String>>| row[0].clone().unwrap().replace('.', "").parse().unwrap();
    rows.iter().map(value).collect()
}

/// `rungs demo --serve` on a database that is there; ended with this value.
struct Served {
    child: Child,
    address: String,
}

fn command(db: &TestDb, listen: &str) -> Command {
    let mut command = Command::new(binary("rungs"));
    command.args(["demo", "marketplace", "--serve", "--listen", listen, "--existing", db.url()]);
    command
}

impl Served {
    fn start(db: &TestDb) -> Self {
        Self::spawn(&mut command(db, "127.0.0.1:0"))
    }

    fn spawn(command: &mut Command) -> Self {
        let child = command.stderr(Stdio::piped()).stdout(Stdio::null());
        let mut child = child.spawn().unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("http://") {
            line.clear();
            assert!(told.read_line(&mut line).unwrap() > 0, "it ended before it listened");
        }
        let address = line.split_once("http://").and_then(|(_, rest)| rest.split_once('/'));
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}")).0.to_owned();
        Self { child, address }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sends `GET path` as it is, and gives head and body.
    fn get(&self, request: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!("{request} HTTP/1.1\r\nHost: rungs\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Chromium without a window, with a profile of its own.
struct Browser {
    profile: tempfile::TempDir,
}

impl Browser {
    fn new() -> Self {
        Self { profile: tempfile::tempdir().unwrap() }
    }

    /// The page as the browser has understood it.
    fn dom(&self, url: &str) -> String {
        let output = self.run(1_280, &["--dump-dom", "--virtual-time-budget=2000", url]);
        assert!(output.contains("</html>"), "{url}: {output}");
        output
    }

    fn screenshot(&self, url: &str, width: u32, file: &Path) {
        let _ = std::fs::remove_file(file);
        self.run(width, &[&format!("--screenshot={}", file.display()), url]);
        let picture = std::fs::read(file).unwrap();
        assert!(picture.starts_with(b"\x89PNG") && picture.len() > 20_000, "{url} at {width}");
    }

    fn run(&self, width: u32, arguments: &[&str]) -> String {
        let output = Command::new("chromium")
            // As root, in a container, there is no sandbox to be had; the page is our own.
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--hide-scrollbars", "--no-first-run"])
            .arg(format!("--user-data-dir={}", self.profile.path().display()))
            .arg(format!("--window-size={width},1400"))
            .args(arguments)
            .output()
            .unwrap_or_else(|error| panic!("chromium: {error}; run scripts/test, it installs it"));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn panel_ids(page: &str) -> Vec<&str> {
    let pieces = page.split("<section class=\"panel\" id=\"").skip(1);
    pieces.map(|piece| piece.split_once('"').unwrap().0).collect()
}

/// One panel of a page.
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let start = page.split_once(&format!("<section class=\"panel\" id=\"{id}\">"));
    start.unwrap_or_else(|| panic!("no panel {id}: {page}")).1.split_once("</section>").unwrap().0
}

/// The amounts of a panel as cents, each checked against the words beside it.
fn amounts(section: &str) -> Vec<i64> {
    let pieces = section.split("<data value=\"").skip(1);
    let one = |piece: &str| {
        let (value, rest) = piece.split_once("\">").unwrap();
        let words: String =
            rest.split_once('<').unwrap().0.chars().filter(|c| *c != ',' && *c != '.').collect();
        let cents: i64 = value.parse().unwrap();
        assert_eq!(words.parse::<i64>().unwrap(), cents, "{piece}");
        cents
    };
    pieces.map(one).collect()
}
