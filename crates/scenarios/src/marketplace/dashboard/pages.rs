//! The three pages, each a list of panels, and the frame with its filters.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use rungs_core::name::EngineKind;

use super::chart::{self, Point, Scale};
use super::html::{self, Html};
use super::panel::Panel;
use super::request::{Request, last_day};
use super::{Dashboard, Named, Rows, Ways, money};
use crate::marketplace::queries::{self, Filter};
use crate::marketplace::{END_DAY, FIRST_DAY, METRICS, marketplaces};

const PAGES: [(&str, &str); 3] =
    [("/", "Brands"), ("/categories", "Categories"), ("/products", "Products")];

const BRANDS_MAX: usize = 15;
const PRODUCTS_MAX: u32 = 20;

/// Brand profitability.
pub fn brands(site: &Dashboard, request: &Request, ways: &mut Ways<'_>) -> String {
    let request = request.with(|filter| filter.brand = None);
    let Request { filter, both } = request;
    let mut page = Html::default();
    months_panel(site, &request, ways, &mut page);

    let sql = queries::by_month_and_brand(site.engine, &filter);
    let panel = Panel::ask("brands", format!("{} by brand", measure(&filter)), sql, both, ways);
    panel.show(&mut page, |rows, page| {
        let target = |id| link("/products", request.with(|f| (f.brand, f.category) = (id, None)));
        series_table(site.engine, &filter, rows, BRANDS_MAX, &target, page);
    });
    split_panels(site, &request, ways, &mut page);
    frame(site, "/", "Brand profitability", &request, ways, &page)
}

/// Trends of all categories, and the brands of one.
pub fn categories(site: &Dashboard, request: &Request, ways: &mut Ways<'_>) -> String {
    let request = request.with(|filter| filter.brand = None);
    let Request { filter, both } = request;
    let mut page = Html::default();
    let all = Filter { category: None, ..filter };
    let sql = queries::by_month_and_category(site.engine, &all);
    let title = format!("{} by category", measure(&filter));
    Panel::ask("categories", title, sql, both, ways).show(&mut page, |rows, page| {
        let target = |id| link("/categories", request.with(|f| f.category = id));
        series_table(site.engine, &filter, rows, usize::MAX, &target, page);
    });

    let of = name(&site.categories, filter.category).unwrap_or("all categories");
    let sql = queries::top_brands(site.engine, &filter, BRANDS_MAX as u32);
    Panel::ask("top_brands", format!("Best brands of {of}"), sql, both, ways).show(
        &mut page,
        |rows, page| {
            let bars = rows.iter().filter_map(|row| match row.as_slice() {
                [id, Some(name), amount] => {
                    let id = id.as_deref().and_then(|id| id.parse().ok());
                    let target =
                        link("/products", request.with(|f| (f.brand, f.category) = (id, None)));
                    Some(Bar::new(site.engine, name, amount.as_deref())?.linked(target))
                }
                _ => None,
            });
            bar_table(&bars.collect::<Vec<_>>(), page);
        },
    );
    frame(site, "/categories", "Categories", &request, ways, &page)
}

/// One brand: its products, and what its money went for.
pub fn products(site: &Dashboard, request: &Request, ways: &mut Ways<'_>) -> String {
    let first = site.brands.first().map(|brand| brand.id);
    let request = request.with(|f| (f.brand, f.category) = (f.brand.or(first), None));
    let Request { filter, both } = request;
    let mut page = Html::default();
    months_panel(site, &request, ways, &mut page);

    let sql = queries::top_products(site.engine, &filter, PRODUCTS_MAX);
    Panel::ask("products", "Best products", sql, both, ways).show(&mut page, |rows, page| {
        let bars = rows.iter().filter_map(|row| match row.as_slice() {
            [_, Some(code), Some(title), amount] => {
                Some(Bar::new(site.engine, title, amount.as_deref())?.with_note(code))
            }
            _ => None,
        });
        bar_table(&bars.collect::<Vec<_>>(), page);
    });
    split_panels(site, &request, ways, &mut page);
    let title = name(&site.brands, filter.brand).unwrap_or("Products").to_owned();
    frame(site, "/products", &title, &request, ways, &page)
}

fn months_panel(site: &Dashboard, request: &Request, ways: &mut Ways<'_>, page: &mut Html) {
    let filter = &request.filter;
    let sql = queries::by_month(site.engine, filter);
    let title = format!("{} by month", measure(filter));
    Panel::ask("months", title, sql, request.both, ways).show(page, |rows, page| {
        let of_month: BTreeMap<&str, i64> = rows
            .iter()
            .filter_map(|row| match row.as_slice() {
                [Some(month), amount] => {
                    Some((month.as_str(), sum(site.engine, amount.as_deref())?))
                }
                _ => None,
            })
            .collect();
        page.raw("<p class=\"total\">");
        amount(of_month.values().sum(), page);
        page.raw("</p>");
        let points: Vec<Point> = months(filter)
            .map(|month| Point {
                cents: of_month.get(month.to_string().as_str()).copied().unwrap_or(0),
                label: month.strftime("%b %Y").to_string(),
            })
            .collect();
        chart::line(&points, &format!("{} of each month", measure(filter)), page);
    });
}

/// Where it came from and what it went for, as far as the filter leaves a choice.
fn split_panels(site: &Dashboard, request: &Request, ways: &mut Ways<'_>, page: &mut Html) {
    let Request { filter, both } = request;
    if filter.metric.is_none() {
        let sql = queries::by_metric(site.engine, filter);
        Panel::ask("metrics", "What it is made of", sql, *both, ways).show(page, |rows, page| {
            let bars = rows.iter().filter_map(|row| {
                let number: usize = row.first()?.as_deref()?.parse().ok()?;
                let name = METRICS.get(number.checked_sub(1)?)?.name;
                Bar::new(site.engine, name, row.get(1)?.as_deref())
            });
            bar_table(&bars.collect::<Vec<_>>(), page);
        });
    }
    if filter.marketplace.is_none() {
        let sql = queries::by_marketplace(site.engine, filter);
        let title = format!("{} by marketplace", measure(filter));
        Panel::ask("marketplaces", title, sql, *both, ways).show(page, |rows, page| {
            let bars = rows.iter().filter_map(|row| {
                Bar::new(site.engine, row.first()?.as_deref()?, row.get(1)?.as_deref())
            });
            bar_table(&bars.collect::<Vec<_>>(), page);
        });
    }
}

/// Rows of `month, id, name, amount` as a table of names, the greatest first, each with its line.
fn series_table(
    engine: EngineKind,
    filter: &Filter,
    rows: &Rows,
    rows_max: usize,
    target: &dyn Fn(Option<u32>) -> String,
    page: &mut Html,
) {
    let months: Vec<String> = months(filter).map(|month| month.to_string()).collect();
    let mut series: BTreeMap<u32, (&str, Vec<i64>)> = BTreeMap::new();
    for row in rows {
        let [Some(month), Some(id), Some(name), amount] = row.as_slice() else { continue };
        let (Ok(id), Some(cents)) = (id.parse(), sum(engine, amount.as_deref())) else { continue };
        let Ok(at) = months.binary_search(month) else { continue };
        let line = series.entry(id).or_insert_with(|| (name.as_str(), vec![0; months.len()]));
        line.1[at] += cents;
    }
    let total: i64 = series.values().flat_map(|(_, values)| values).sum();
    let mut order: Vec<(i64, u32)> =
        series.iter().map(|(id, (_, values))| (values.iter().sum(), *id)).collect();
    order.sort_by_key(|(sum, id)| (-sum, *id));
    page.raw("<table><tbody>");
    for (cents, id) in order.iter().take(rows_max) {
        let (name, values) = &series[id];
        page.raw("<tr><th scope=\"row\"><a href=\"").text(&target(Some(*id))).raw("\">");
        page.text(name).raw("</a></th><td class=\"wide\">");
        chart::spark(values, page);
        page.raw("</td><td class=\"amount\">");
        amount(*cents, page);
        page.raw("</td></tr>");
    }
    page.raw("</tbody><tfoot><tr><th scope=\"row\">");
    match order.len().saturating_sub(rows_max) {
        0 => page.raw("All"),
        more => page.raw("All, with ").number(more).raw(" more"),
    };
    page.raw("</th><td class=\"wide\"></td><td class=\"amount\">");
    amount(total, page);
    page.raw("</td></tr></tfoot></table>");
}

/// A row of a table of bars.
struct Bar {
    name: String,
    note: Option<String>,
    target: Option<String>,
    cents: i64,
}

impl Bar {
    fn new(engine: EngineKind, name: &str, amount: Option<&str>) -> Option<Self> {
        let cents = sum(engine, amount)?;
        Some(Self { name: name.to_owned(), note: None, target: None, cents })
    }

    fn linked(self, target: String) -> Self {
        Self { target: Some(target), ..self }
    }

    fn with_note(self, note: &str) -> Self {
        Self { note: Some(note.to_owned()), ..self }
    }
}

fn bar_table(bars: &[Bar], page: &mut Html) {
    let scale = Scale::of(bars.iter().map(|bar| bar.cents));
    page.raw("<table><tbody>");
    for bar in bars {
        page.raw("<tr><th scope=\"row\">");
        match &bar.target {
            Some(target) => {
                page.raw("<a href=\"").text(target).raw("\">").text(&bar.name).raw("</a>")
            }
            None => page.text(&bar.name),
        };
        if let Some(note) = &bar.note {
            page.raw(" <small>").text(note).raw("</small>");
        }
        page.raw("</th><td class=\"wide\">");
        chart::bar(bar.cents, scale, page);
        page.raw("</td><td class=\"amount\">");
        amount(bar.cents, page);
        page.raw("</td></tr>");
    }
    page.raw("</tbody></table>");
}

fn amount(cents: i64, page: &mut Html) {
    page.raw("<data value=\"").number(cents).raw("\">").text(&money::full(cents)).raw("</data>");
}

fn frame(
    site: &Dashboard,
    path: &str,
    title: &str,
    request: &Request,
    ways: &Ways<'_>,
    panels: &Html,
) -> String {
    let mut page = Html::default();
    page.raw("<header class=\"top\"><p>marketplace <small>on ").text(site.engine.id());
    page.raw("</small></p><nav>");
    for (target, name) in PAGES {
        let here = if target == path { " aria-current=\"page\"" } else { "" };
        page.raw("<a href=\"").text(&link(target, *request)).raw("\"").raw(here).raw(">");
        page.raw(name).raw("</a>");
    }
    page.raw("</nav></header><main><h1>").text(title).raw("</h1>");
    form(site, path, request, ways.rewrite.is_some(), &mut page);
    page.raw("<div class=\"panels\">").add(panels).raw("</div></main>");
    html::document(title, &page)
}

fn form(site: &Dashboard, path: &str, request: &Request, rewrites: bool, page: &mut Html) {
    let filter = &request.filter;
    page.raw("<form action=\"").raw(path).raw("\">");
    if path == "/products" {
        choice("brand", "Brand", None, site.brands.iter().map(of_id), filter.brand, page);
    } else {
        let categories = site.categories.iter().map(of_id);
        choice("category", "Category", Some("All"), categories, filter.category, page);
    }
    let codes = marketplaces().map(|code| (code, code));
    choice("marketplace", "Marketplace", Some("All"), codes, filter.marketplace, page);
    let metrics = METRICS.iter().enumerate().map(|(at, metric)| (at as u8 + 1, metric.name));
    choice("metric", "Measure", Some("Profit"), metrics, filter.metric, page);
    day("from", "From", filter.from, page);
    day("to", "To", last_day(filter.until), page);
    if rewrites {
        let ways = [("both", "Raw and rollups"), ("rollups", "Rollups only")];
        let chosen = if request.both { "both" } else { "rollups" };
        choice("answer", "Answer from", None, ways.into_iter(), Some(chosen), page);
    }
    page.raw("<button>Show</button></form>");
}

fn of_id(one: &Named) -> (u32, &str) {
    (one.id, one.name.as_str())
}

fn choice<'a, T: Copy + PartialEq + std::fmt::Display>(
    key: &str,
    label: &str,
    all: Option<&str>,
    choices: impl Iterator<Item = (T, &'a str)>,
    chosen: Option<T>,
    page: &mut Html,
) {
    page.raw("<label>").raw(label).raw("<select name=\"").raw(key).raw("\">");
    if let Some(all) = all {
        page.raw("<option value=\"\">").raw(all).raw("</option>");
    }
    for (value, name) in choices {
        let selected = if Some(value) == chosen { " selected" } else { "" };
        page.raw("<option value=\"").number(value).raw("\"").raw(selected).raw(">");
        page.text(name).raw("</option>");
    }
    page.raw("</select></label>");
}

fn day(key: &str, label: &str, day: Date, page: &mut Html) {
    page.raw("<label>").raw(label).raw("<input type=\"date\" required name=\"").raw(key);
    page.number(format_args!("\" value=\"{day}\" min=\"{FIRST_DAY}\""));
    page.number(format_args!(" max=\"{}\"></label>", last_day(END_DAY)));
}

fn link(path: &str, request: Request) -> String {
    let query = request.query();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn name(known: &[Named], id: Option<u32>) -> Option<&str> {
    known.iter().find(|one| Some(one.id) == id).map(|one| one.name.as_str())
}

/// What the amounts are.
fn measure(filter: &Filter) -> &'static str {
    let metric = filter.metric.and_then(|number| METRICS.get(usize::from(number) - 1));
    metric.map_or("Profit", |metric| metric.name)
}

/// First days of the months that the filter touches.
fn months(filter: &Filter) -> impl Iterator<Item = Date> + use<> {
    let until = filter.until;
    let first = filter.from.first_of_month();
    (0..).map(move |n: i64| first.saturating_add(n.months())).take_while(move |m| *m < until)
}

/// A sum over no entries is nothing.
fn sum(engine: EngineKind, amount: Option<&str>) -> Option<i64> {
    money::cents(engine, amount?)
}
