//! `hotels`: a site that shows hotel deals. A million deals, a statistics page that everybody
//! opens, and
//! searches by city and date; no index but the primary keys.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rungs_core::name::EngineKind;
use rungs_engine::load::Value;

use crate::random::Row;
use crate::table::{Kind, Reference, Table, column, int, money, text};
use crate::{Query, Scenario};

pub static HOTELS: Scenario = Scenario {
    name: "hotels",
    about: "hotel deals: a statistics page over everything, searches by city and date",
    rows_default: 400_000,
    tables,
    workload,
    references_on_mariadb: false,
    rollups: |_| &[],
    changes: &[],
};

const FIRST_CHECKIN: Date = date(2025, 1, 1);
const CITIES: u64 = 400;
const BOARDS: [&str; 4] = ["room_only", "breakfast", "half_board", "all_inclusive"];

fn hotels(rows: u64) -> u64 {
    (rows / 100).clamp(50, 50_000)
}

fn city(number: u64) -> String {
    match number {
        0 => "Toronto".to_owned(),
        1 => "Lisbon".to_owned(),
        2 => "Kyoto".to_owned(),
        other => format!("City {other:03}"),
    }
}

fn tables(rows: u64) -> Vec<Table> {
    vec![hotel_table(hotels(rows)), deal_table(rows), review_table(rows / 4, hotels(rows))]
}

fn hotel_table(rows: u64) -> Table {
    Table {
        name: "hotels",
        columns: vec![
            column("id", Kind::Id),
            column("name", Kind::Text(80)),
            column("city", Kind::Text(40)),
            column("stars", Kind::Int),
        ],
        references: vec![],
        rows,
        row: Box::new(|row| {
            let r = Row { seed: 21, row };
            vec![
                int(row + 1),
                text(format!("Hotel {}", row + 1)),
                text(city(r.skewed(1, CITIES))),
                int(r.below(2, 5) + 1),
            ]
        }),
    }
}

fn deal_table(rows: u64) -> Table {
    Table {
        name: "deals",
        columns: vec![
            column("id", Kind::Id),
            column("hotel_id", Kind::Int),
            column("checkin_date", Kind::Date),
            column("nights", Kind::Int),
            column("price_per_night", Kind::Money),
            column("is_available", Kind::Bool),
            column("board", Kind::Text(20)),
            column("partner", Kind::Text(24)),
        ],
        references: vec![Reference { column: "hotel_id", table: "hotels" }],
        rows,
        row: Box::new(move |row| {
            let r = Row { seed: 22, row };
            let checkin = FIRST_CHECKIN.saturating_add((r.below(2, 540) as i64).days());
            vec![
                int(row + 1),
                int(r.below(1, hotels(rows)) + 1),
                text(checkin.to_string()),
                int(r.below(3, 14) + 1),
                money(3_900 + r.skewed(4, 90_000)),
                Value::Bool(r.chance(5, 60)),
                text(*r.pick(6, &BOARDS)),
                text(format!("partner-{:02}", r.skewed(7, 30))),
            ]
        }),
    }
}

fn review_table(rows: u64, hotels: u64) -> Table {
    Table {
        name: "reviews",
        columns: vec![
            column("id", Kind::Id),
            column("hotel_id", Kind::Int),
            column("score", Kind::Int),
            column("written_on", Kind::Date),
        ],
        references: vec![Reference { column: "hotel_id", table: "hotels" }],
        rows,
        row: Box::new(move |row| {
            let r = Row { seed: 23, row };
            let day = FIRST_CHECKIN.saturating_sub((r.below(3, 900) as i64).days());
            vec![
                int(row + 1),
                int(r.skewed(1, hotels) + 1),
                int(r.below(2, 10) + 1),
                text(day.to_string()),
            ]
        }),
    }
}

#[expect(clippy::too_many_lines, reason = "one list, in the order of the scenario's document")]
fn workload(rows: u64, _: EngineKind) -> Vec<Query> {
    let hotel = hotels(rows) / 2 + 1;
    let query = |name, calls, is_target, sql: String| Query { name, sql, calls, is_target };
    vec![
        query(
            "stats_by_city",
            1_000,
            false,
            "SELECT h.city, COUNT(*) AS deals, SUM(d.price_per_night) AS total FROM deals d \
             JOIN hotels h ON d.hotel_id = h.id WHERE d.is_available = TRUE \
             GROUP BY h.city ORDER BY h.city"
                .to_owned(),
        ),
        query(
            "city_search",
            2_500,
            true,
            "SELECT d.id, h.name, d.checkin_date, d.nights, d.price_per_night FROM deals d \
             JOIN hotels h ON d.hotel_id = h.id WHERE h.city = 'City 250' AND d.is_available = \
             TRUE \
             AND d.checkin_date >= '2025-06-01' AND d.checkin_date < '2025-06-15' \
             ORDER BY d.price_per_night, d.id LIMIT 20"
                .to_owned(),
        ),
        query(
            "deals_of_hotel",
            4_000,
            true,
            format!(
                "SELECT id, checkin_date, nights, price_per_night FROM deals \
             WHERE hotel_id = {hotel} AND is_available = TRUE ORDER BY checkin_date, id LIMIT 50"
            ),
        ),
        query(
            "hotels_in_city",
            3_000,
            false,
            "SELECT id, name, stars FROM hotels WHERE city = 'City 250' ORDER BY stars DESC, \
             id"
            .to_owned(),
        ),
        query(
            "last_minute",
            600,
            true,
            "SELECT id, hotel_id, price_per_night FROM deals WHERE checkin_date = '2025-03-14' \
             AND is_available = TRUE ORDER BY price_per_night, id LIMIT 10"
                .to_owned(),
        ),
        query(
            "reviews_of_hotel",
            2_000,
            true,
            format!(
                "SELECT COUNT(*) AS reviews, SUM(score) AS total FROM reviews \
             WHERE hotel_id = {hotel}"
            ),
        ),
        query(
            "partner_report",
            2,
            false,
            "SELECT partner, COUNT(*) AS deals, SUM(nights) AS nights FROM deals \
             GROUP BY partner ORDER BY partner"
                .to_owned(),
        ),
        query(
            "book_deal",
            300,
            false,
            format!("UPDATE deals SET is_available = FALSE WHERE id = {}", rows / 2),
        ),
        query(
            "store_deal",
            900,
            false,
            format!(
                "INSERT INTO deals (id, hotel_id, checkin_date, nights, price_per_night, \
             is_available, board, \
             partner) VALUES ({}, {hotel}, '2026-01-05', 3, 120.00, TRUE, 'breakfast', \
             'partner-01')",
                rows + 1
            ),
        ),
    ]
}
