//! `invest`: an investment analysis application. Prices and indicators per stock and day, analysts'
//! recommendations, the metered use of market data providers; no index but the primary keys.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use rungs_core::name::EngineKind;

use crate::random::Row;
use crate::table::{Column, Kind, Reference, Table, column, int, money, nullable, text};
use crate::{Query, Scenario};

pub static INVEST: Scenario = Scenario {
    name: "invest",
    about: "investment analysis: time series per stock, indicators, recommendations, API costs",
    rows_default: 400_000,
    tables,
    workload,
    references_on_mariadb: false,
    rollups: |_| &[],
    changes: &[],
};

/// The last day that has data: the application's today.
const TODAY: Date = date(2024, 6, 28);

const SECTORS: [&str; 11] = [
    "Technology",
    "Financials",
    "Health Care",
    "Industrials",
    "Consumer Discretionary",
    "Consumer Staples",
    "Energy",
    "Materials",
    "Real Estate",
    "Utilities",
    "Communication Services",
];
const PROVIDERS: [&str; 5] = ["polygon", "alpha_vantage", "finnhub", "iex", "tiingo"];
const ENDPOINTS: [&str; 6] = ["quote", "aggs", "fundamentals", "news", "options", "reference"];
const ACTIONS: [&str; 5] = ["strong_buy", "buy", "hold", "sell", "strong_sell"];

/// Stocks for so many prices: about a thousand days each.
fn stocks(rows: u64) -> u64 {
    (rows / 1_000).clamp(20, 5_000)
}

/// Row `row` of a table with one row per stock and day, in the order that days arrive.
fn day(rows: u64, row: u64) -> Date {
    let days_back = (rows - 1) / stocks(rows) - row / stocks(rows);
    TODAY.saturating_sub((days_back as i64).days())
}

fn tables(rows: u64) -> Vec<Table> {
    vec![
        stock_table(stocks(rows)),
        price_table(rows),
        indicator_table(rows / 2, rows),
        recommendation_table(rows / 4, rows),
        usage_table(rows / 2),
    ]
}

fn stock_reference() -> Vec<Reference> {
    vec![Reference { column: "stock_id", table: "stocks" }]
}

fn stock_table(rows: u64) -> Table {
    Table {
        name: "stocks",
        columns: vec![
            column("id", Kind::Id),
            column("symbol", Kind::Text(12)),
            column("name", Kind::Text(80)),
            column("sector", Kind::Text(40)),
            column("market_cap", Kind::Int),
            column("is_active", Kind::Bool),
        ],
        references: vec![],
        rows,
        row: Box::new(|row| {
            let r = Row { seed: 11, row };
            vec![
                int(row + 1),
                text(symbol(row)),
                text(format!("{} Holdings {}", r.pick(1, &SECTORS), row + 1)),
                text(*r.pick(1, &SECTORS)),
                int(50_000_000 + r.skewed(2, 2_000_000_000_000)),
                rungs_engine::load::Value::Bool(!r.chance(3, 4)),
            ]
        }),
    }
}

/// AAAA, AAAB, … so that each stock has its own.
fn symbol(row: u64) -> String {
    (0..4).rev().map(|place| char::from(b'A' + (row / 26u64.pow(place) % 26) as u8)).collect()
}

fn price_table(rows: u64) -> Table {
    Table {
        name: "price_history",
        columns: vec![
            column("id", Kind::Id),
            column("stock_id", Kind::Int),
            column("date", Kind::Date),
            column("open", Kind::Money),
            column("high", Kind::Money),
            column("low", Kind::Money),
            column("close", Kind::Money),
            column("volume", Kind::Int),
        ],
        references: stock_reference(),
        rows,
        row: Box::new(move |row| {
            let r = Row { seed: 12, row };
            let open = 500 + r.below(1, 40_000);
            let close = open + r.below(2, 900) - r.below(3, 400);
            vec![
                int(row + 1),
                int(row % stocks(rows) + 1),
                text(day(rows, row).to_string()),
                money(open),
                money(open.max(close) + r.below(4, 300)),
                money(open.min(close) - r.below(5, 90)),
                money(close),
                int(10_000 + r.skewed(6, 90_000_000)),
            ]
        }),
    }
}

fn indicator_table(rows: u64, prices: u64) -> Table {
    let indicators: [Column; 4] = [
        column("rsi_14", Kind::Int),
        nullable("macd", Kind::Money),
        column("sma_20", Kind::Money),
        column("sma_50", Kind::Money),
    ];
    let mut columns =
        vec![column("id", Kind::Id), column("stock_id", Kind::Int), column("date", Kind::Date)];
    columns.extend(indicators);
    Table {
        name: "technical_indicators",
        columns,
        references: stock_reference(),
        rows,
        // The later half of the days has indicators.
        row: Box::new(move |row| {
            let r = Row { seed: 13, row };
            let price = prices - rows + row;
            let macd = if r.chance(1, 5) {
                rungs_engine::load::Value::Null
            } else {
                money(r.below(2, 900))
            };
            vec![
                int(row + 1),
                int(price % stocks(prices) + 1),
                text(day(prices, price).to_string()),
                int((r.below(3, 50) + r.below(4, 51)).min(100)),
                macd,
                money(500 + r.below(5, 40_000)),
                money(500 + r.below(6, 40_000)),
            ]
        }),
    }
}

fn recommendation_table(rows: u64, prices: u64) -> Table {
    Table {
        name: "recommendations",
        columns: vec![
            column("id", Kind::Id),
            column("stock_id", Kind::Int),
            column("action", Kind::Text(16)),
            column("confidence", Kind::Int),
            column("is_active", Kind::Bool),
            column("created_at", Kind::Timestamp),
            column("target_price", Kind::Money),
        ],
        references: stock_reference(),
        rows,
        row: Box::new(move |row| {
            let r = Row { seed: 14, row };
            vec![
                int(row + 1),
                int(r.skewed(1, stocks(prices)) + 1),
                text(*r.pick(2, &ACTIONS)),
                int(r.below(3, 1_000)),
                rungs_engine::load::Value::Bool(r.chance(4, 4)),
                text(minute(rows, row, 900)),
                money(500 + r.below(5, 60_000)),
            ]
        }),
    }
}

fn usage_table(rows: u64) -> Table {
    Table {
        name: "api_usage",
        columns: vec![
            column("id", Kind::Id),
            column("provider", Kind::Text(24)),
            column("endpoint", Kind::Text(24)),
            column("called_at", Kind::Timestamp),
            column("cost_micros", Kind::Int),
            column("user_id", Kind::Int),
            column("status", Kind::Int),
        ],
        references: vec![],
        rows,
        row: Box::new(move |row| {
            let r = Row { seed: 15, row };
            vec![
                int(row + 1),
                text(*r.pick_skewed(1, &PROVIDERS)),
                text(*r.pick_skewed(2, &ENDPOINTS)),
                text(minute(rows, row, 365)),
                int(r.below(3, 2_000)),
                int(r.skewed(4, 5_000) + 1),
                int(if r.chance(5, 3) { 429 } else { 200 }),
            ]
        }),
    }
}

/// Row `row` of `rows` spread evenly over the last `days`, oldest first.
fn minute(rows: u64, row: u64, days: u64) -> String {
    let minutes_back = (rows - 1 - row) * days * 1_440 / rows.max(1);
    TODAY
        .at(23, 59, 0, 0)
        .saturating_sub((minutes_back as i64).minutes())
        .strftime("%F %T")
        .to_string()
}

#[expect(clippy::too_many_lines, reason = "one list, in the order of the scenario's document")]
fn workload(rows: u64, _: EngineKind) -> Vec<Query> {
    let stock = stocks(rows) / 3 + 1;
    let quarter = TODAY.saturating_sub(90.days());
    let year = TODAY.saturating_sub(365.days());
    let read = |name, calls, is_target, sql: String| Query { name, sql, calls, is_target };
    let mut queries = vec![
        read(
            "latest_price",
            1_200,
            true,
            format!(
                "SELECT date, close FROM price_history WHERE stock_id = {stock} \
             ORDER BY date DESC LIMIT 1"
            ),
        ),
        read(
            "price_window",
            900,
            true,
            format!(
                "SELECT date, open, high, low, close, volume FROM price_history \
             WHERE stock_id = {stock} AND date >= '{quarter}' ORDER BY date"
            ),
        ),
        read(
            "latest_prices_of_sector",
            120,
            true,
            "SELECT s.symbol, (SELECT p.close FROM price_history p WHERE p.stock_id = s.id \
             ORDER BY p.date DESC LIMIT 1) AS close FROM stocks s \
             WHERE s.sector = 'Energy' ORDER BY s.symbol"
                .to_owned(),
        ),
        read(
            "market_day",
            300,
            true,
            format!(
                "SELECT s.sector, COUNT(*) AS stocks, SUM(p.volume) AS volume FROM price_history p \
             JOIN stocks s ON s.id = p.stock_id WHERE p.date = '{TODAY}' \
             GROUP BY s.sector ORDER BY s.sector"
            ),
        ),
        read(
            "oversold_today",
            600,
            true,
            format!(
                "SELECT stock_id, rsi_14, macd FROM technical_indicators \
             WHERE date = '{TODAY}' AND rsi_14 < 30 ORDER BY rsi_14, stock_id LIMIT 50"
            ),
        ),
        read(
            "moving_averages",
            700,
            true,
            format!(
                "SELECT date, sma_20, sma_50 FROM technical_indicators \
             WHERE stock_id = {stock} AND date >= '{quarter}' ORDER BY date"
            ),
        ),
        read(
            "active_recommendations",
            1_500,
            true,
            "SELECT r.id, s.symbol, r.action, r.confidence FROM recommendations r \
             JOIN stocks s ON s.id = r.stock_id WHERE r.is_active = TRUE AND r.confidence >= 900 \
             ORDER BY r.confidence DESC, r.id LIMIT 20"
                .to_owned(),
        ),
        read(
            "recommendations_of_stock",
            800,
            true,
            format!(
                "SELECT id, action, confidence, target_price FROM recommendations \
             WHERE stock_id = {stock} ORDER BY created_at DESC LIMIT 10"
            ),
        ),
        read(
            "api_cost_today",
            400,
            true,
            format!(
                "SELECT provider, COUNT(*) AS calls, SUM(cost_micros) AS cost FROM api_usage \
             WHERE called_at >= '{TODAY} 00:00:00' GROUP BY provider ORDER BY provider"
            ),
        ),
        read(
            "stock_by_id",
            5_000,
            false,
            format!("SELECT symbol, name, sector FROM stocks WHERE id = {stock}"),
        ),
        read(
            "sector_volume_of_year",
            4,
            false,
            format!(
                "SELECT s.sector, SUM(p.volume) AS volume, COUNT(*) AS days FROM price_history p \
             JOIN stocks s ON s.id = p.stock_id WHERE p.date >= '{year}' \
             GROUP BY s.sector ORDER BY s.sector"
            ),
        ),
    ];
    queries.extend(writes(rows, stock));
    queries
}

/// What is written in an hour: an index must earn more than this costs.
fn writes(rows: u64, stock: u64) -> Vec<Query> {
    let write = |name, calls, sql| Query { name, sql, calls, is_target: false };
    vec![
        write(
            "store_price",
            500,
            format!(
                "INSERT INTO price_history (id, stock_id, date, open, high, low, close, volume) \
             VALUES ({}, {stock}, '2024-07-01', 10.00, 11.00, 9.00, 10.50, 1000)",
                rows + 1
            ),
        ),
        write(
            "store_api_call",
            2_000,
            format!(
                "INSERT INTO api_usage (id, provider, endpoint, called_at, cost_micros, user_id, \
                 status) \
             VALUES ({}, 'polygon', 'quote', '2024-07-01 09:30:00', 120, 7, 200)",
                rows + 1
            ),
        ),
    ]
}
