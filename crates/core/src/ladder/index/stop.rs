//! Where an honest adviser stops on the curve.
//!
//! A point is taken if, against the last point taken, it brings (a) at least [`LEFT_SHARE`] of what
//! is still left to gain for each index more, (b) at least [`WHOLE_SHARE`] of the whole cost, and
//! (c) enough for its size: [`GAIN_FOR_SIZE`] of the whole cost for each time that the new bytes
//! are as large as the tables themselves. So ten indexes that together are as large as the data
//! must take away a tenth of the cost, and a small index for one frequent statement is worth its
//! place. With a budget of the user's it is the last point that fits.

use super::curve::Point;

/// Of what is left to gain, for each index more.
const LEFT_SHARE: f64 = 0.02;
/// Of the cost without any index.
const WHOLE_SHARE: f64 = 0.001;
/// Of the cost without any index, for new indexes as large as their tables.
const GAIN_FOR_SIZE: f64 = 0.1;

/// Position of the point to advise. `table_bytes`: size of the tables that indexes are proposed
/// for; 0 where it is not known, then size does not count.
pub fn stop(points: &[Point], budget: Option<u64>, table_bytes: u64) -> usize {
    if let Some(budget) = budget {
        return points.iter().rposition(|p| p.bytes.0 <= budget).unwrap_or(0);
    }
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return 0 };
    let mut stop = 0;
    for (at, point) in points.iter().enumerate().skip(1) {
        let taken = &points[stop];
        let brought = total(taken) - total(point);
        let left = total(taken) - total(last);
        let more = point.indexes.len().saturating_sub(taken.indexes.len()).max(1) as f64;
        let is_enough = brought / more >= left * LEFT_SHARE
            && brought >= first.cost * WHOLE_SHARE
            && brought >= first.cost * price_of_size(taken, point, table_bytes);
        if is_enough {
            stop = at;
        }
    }
    stop
}

/// Share of the whole cost that the bytes between two points must bring.
fn price_of_size(taken: &Point, point: &Point, table_bytes: u64) -> f64 {
    match table_bytes {
        0 => 0.0,
        tables => {
            let more = point.bytes.0.saturating_sub(taken.bytes.0);
            more as f64 / tables as f64 * GAIN_FOR_SIZE
        }
    }
}

fn total(point: &Point) -> f64 {
    point.cost + point.write_price
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Bytes;

    fn point(indexes: usize, megabytes: u64, relative: f64) -> Point {
        Point {
            indexes: (0..indexes).collect(),
            bytes: Bytes(megabytes * 1_000_000),
            cost: relative * 1_000.0,
            relative,
            write_price: 0.0,
        }
    }

    fn check(points: &[(usize, u64, f64)], budget: Option<u64>, expect: usize) {
        let points: Vec<Point> = points.iter().map(|&(i, mb, r)| point(i, mb, r)).collect();
        assert_eq!(stop(&points, budget.map(|mb| mb * 1_000_000), 45_000_000), expect);
    }

    #[test]
    fn small_indexes_for_frequent_statements_are_taken_after_the_great_one() {
        check(&[(0, 0, 1.0), (3, 12, 0.029), (5, 20, 0.007), (7, 42, 0.001)], None, 2);
    }

    #[test]
    fn many_bytes_for_little_are_not_taken() {
        check(&[(0, 0, 1.0), (1, 5, 0.4), (9, 400, 0.35)], None, 1);
    }

    #[test]
    fn a_gain_that_nobody_would_notice_is_not_taken() {
        check(&[(0, 0, 1.0), (1, 1, 0.999_5)], None, 0);
    }

    #[test]
    fn with_a_budget_it_is_the_last_point_that_fits() {
        check(&[(0, 0, 1.0), (1, 5, 0.4), (2, 9, 0.39), (3, 30, 0.1)], Some(10), 2);
    }
}
