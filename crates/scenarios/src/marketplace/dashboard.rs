//! The dashboard: brand profitability, categories and products as pages of HTML. A function from a
//! request to a page; who listens, and how a statement reaches a database, is given to it.

mod chart;
mod html;
mod money;
mod pages;
mod panel;
mod request;

use rungs_core::engine::EngineError;
use rungs_core::name::EngineKind;

use html::Html;
use request::{Refused, Request};

/// Rows as text, NULL as None.
pub type Rows = Vec<Vec<Option<String>>>;

/// Runs one statement.
pub type Ask<'a> = &'a mut dyn FnMut(&str) -> Result<Rows, EngineError>;

/// What is the same for every request.
#[derive(Debug, Clone)]
pub struct Dashboard {
    engine: EngineKind,
    categories: Vec<Named>,
    brands: Vec<Named>,
}

/// A row of `category` or `brand`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    id: u32,
    name: String,
}

/// How a page gets its answers.
pub struct Ways<'a> {
    pub ask: Ask<'a>,
    /// Turns a statement on the raw tables into one on rollups; None where nothing can.
    pub rewrite: Option<&'a dyn Fn(&str) -> Rewriting>,
}

/// What a rewriter makes of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rewriting {
    To { sql: String, rollup: String },
    Refused(String),
}

/// What goes back to the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// HTTP's.
    pub status: u16,
    pub html: String,
}

impl Dashboard {
    /// Reads the names that filters offer.
    pub fn open(engine: EngineKind, ask: Ask<'_>) -> Result<Self, EngineError> {
        let categories = ask("SELECT id, name FROM category ORDER BY name, id")?;
        let brands = ask("SELECT id, name FROM brand ORDER BY name, id")?;
        Ok(Self { engine, categories: named(categories), brands: named(brands) })
    }

    /// Answers `GET url`, where the URL is a path with or without a query string.
    pub fn page(&self, url: &str, ways: &mut Ways<'_>) -> Page {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let request = match Request::read(self, query) {
            Ok(request) => request,
            Err(refused) => return error_page(400, &refused),
        };
        let html = match path {
            "/" => pages::brands(self, &request, ways),
            "/categories" => pages::categories(self, &request, ways),
            "/products" => pages::products(self, &request, ways),
            other => {
                let what = format!("there is no page {other}");
                return error_page(404, &Refused { what, hint: "begin at the first page".into() });
            }
        };
        Page { status: 200, html }
    }
}

fn named(rows: Rows) -> Vec<Named> {
    let one = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter();
        let id = cells.next()??.parse().ok()?;
        Some(Named { id, name: cells.next()?? })
    };
    rows.into_iter().filter_map(one).collect()
}

fn error_page(status: u16, refused: &Refused) -> Page {
    let mut page = Html::default();
    page.raw("<main class=\"refused\"><h1>")
        .text(&refused.what)
        .raw("</h1><p>")
        .text(&refused.hint)
        .raw("</p><p><a href=\"/\">Brand profitability</a></p></main>");
    Page { status, html: html::document(&refused.what, &page) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Dashboard {
        let one = |id, name: &str| vec![Named { id, name: name.to_owned() }];
        Dashboard {
            engine: EngineKind::Sqlite,
            categories: one(3, "Kites & <balloons>"),
            brands: one(7, "Kelmont"),
        }
    }

    fn answer(sql: &str) -> Rows {
        let cells: &[&str] = if sql.contains("c.name") {
            &["2025-01-01", "3", "Kites & <balloons>", "123456"]
        } else if sql.contains("a.code") {
            &["1", "B1", "<b>Castle</b>", "-5"]
        } else if sql.contains("month, b.id") {
            &["2025-01-01", "7", "Kelmont", "200"]
        } else if sql.starts_with("SELECT b.id") {
            &["7", "Kelmont", "200"]
        } else if sql.starts_with("SELECT f.m") {
            &["1", "123456"]
        } else {
            &["2025-01-01", "123456"]
        };
        vec![cells.iter().map(|cell| Some((*cell).to_owned())).collect()]
    }

    fn get(url: &str, rewrite: Option<&dyn Fn(&str) -> Rewriting>) -> (Page, Vec<String>) {
        let mut asked = Vec::new();
        let mut ask = |sql: &str| {
            asked.push(sql.to_owned());
            Ok(answer(sql))
        };
        let page = site().page(url, &mut Ways { ask: &mut ask, rewrite });
        (page, asked)
    }

    #[test]
    fn every_page_asks_the_raw_tables_and_shows_what_they_said() {
        for path in ["/", "/categories", "/products"] {
            let (page, asked) = get(path, None);
            assert_eq!(page.status, 200, "{path}");
            assert!(!asked.is_empty() && asked.iter().all(|sql| sql.contains("financials")));
            assert!(page.html.contains("<data value=\"123456\">1,234.56</data>"), "{path}");
            assert!(!page.html.contains("from rollups"), "{path}");
        }
    }

    #[test]
    fn names_from_the_database_cannot_leave_their_place() {
        let (categories, _) = get("/categories", None);
        assert!(categories.html.contains("Kites &amp; &lt;balloons&gt;"));
        assert!(!categories.html.contains("<balloons>"));
        assert!(!get("/products", None).0.html.contains("<b>Castle"));
    }

    #[test]
    fn a_filter_that_is_not_known_asks_nothing_and_is_told_so() {
        for query in [
            "marketplace=XX",
            "marketplace=US'--",
            "metric=13",
            "metric=0",
            "metric=1%20OR%201",
            "from=2025-02-30",
            "to=1999-01-01",
            "from=2025-03-01&to=2025-02-01",
            "category=4",
            "brand=7;DROP",
            "answer=maybe",
            "colour=red",
        ] {
            let (page, asked) = get(&format!("/?{query}"), None);
            assert_eq!((page.status, asked.len()), (400, 0), "{query}");
        }
        let (page, asked) = get("/nothing<script>", None);
        assert_eq!((page.status, asked.len()), (404, 0));
        assert!(page.html.contains("/nothing&lt;script&gt;"));
    }

    #[test]
    fn both_ways_are_timed_and_compared_where_a_rollup_answers() {
        let rewrite = |sql: &str| Rewriting::To {
            sql: sql.replace("financials f", "small f"),
            rollup: "small".to_owned(),
        };
        let (page, asked) = get("/?answer=both", Some(&rewrite));
        assert_eq!(asked.iter().filter(|sql| sql.contains("small f")).count() * 2, asked.len());
        assert!(page.html.contains("from rollups") && page.html.contains("equal answers"));

        let (page, asked) = get("/?answer=rollups", Some(&rewrite));
        assert!(asked.iter().all(|sql| sql.contains("small f")));
        assert!(page.html.contains("from rollups") && !page.html.contains("equal answers"));
    }

    #[test]
    fn a_refusal_is_shown_and_the_raw_tables_answer() {
        let rewrite = |_: &str| Rewriting::Refused("no rollup has products <x>".to_owned());
        let (page, asked) = get("/products?brand=7&answer=rollups", Some(&rewrite));
        assert!(asked.iter().all(|sql| sql.contains("financials")));
        assert!(page.html.contains("no rollup has products &lt;x&gt;"));
    }

    #[test]
    fn answers_that_differ_are_said_to_differ() {
        let rewrite = |_: &str| Rewriting::To { sql: "SELECT 1".into(), rollup: "r".into() };
        let mut ask = |sql: &str| {
            let other = vec![vec![Some("2025-01-01".to_owned()), None]];
            Ok(if sql == "SELECT 1" { other } else { answer(sql) })
        };
        let mut ways = Ways { ask: &mut ask, rewrite: Some(&rewrite) };
        assert!(site().page("/", &mut ways).html.contains("DIFFERENT"));
    }

    #[test]
    fn a_panel_that_fails_says_why_and_the_page_stands() {
        use rungs_core::engine::ErrorClass;
        let mut ask = |_: &str| {
            Err(EngineError::new(ErrorClass::TimedOut, "the statement took more than 120 s"))
        };
        let page = site().page("/", &mut Ways { ask: &mut ask, rewrite: None });
        assert_eq!(page.status, 200);
        assert!(page.html.contains("the statement took more than 120 s"));
    }
}
