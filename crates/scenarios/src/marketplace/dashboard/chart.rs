//! Charts as SVG: lines over months, sparks, bars. They stretch with their place, so a telephone
//! gets the same chart as a desktop; letters and strokes do not stretch.

use super::html::Html;
use super::money;

/// Cents of a month, with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub label: String,
    pub cents: i64,
}

/// Heights are counted from 0 at the top to this at the bottom.
const HEIGHT: f64 = 100.0;

/// A line with its axis; each month says its amount when it is pointed at.
pub fn line(points: &[Point], about: &str, page: &mut Html) {
    let scale = Scale::of(points.iter().map(|point| point.cents));
    page.raw("<div class=\"chart\"><ol class=\"axis\"><li>").text(&money::short(scale.max));
    page.raw("</li><li>").text(&money::short(i64::midpoint(scale.max, scale.min)));
    page.raw("</li><li>").text(&money::short(scale.min));
    page.raw("</li></ol><svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" role=\"img\" ");
    page.raw("aria-label=\"").text(about).raw("\">");
    page.raw("<path class=\"grid\" d=\"M0 0.3H100M0 50H100M0 99.7H100\"/>");
    let zero = scale.height(0);
    page.raw("<path class=\"zero\" d=\"M0 ").number(format_args!("{zero:.2}")).raw("H100\"/>");
    let path = path(points.iter().map(|point| point.cents), scale);
    page.raw("<path class=\"area\" d=\"").raw(&path);
    page.number(format_args!("V{zero:.2}H{:.2}Z", place(0, points.len()))).raw("\"/>");
    page.raw("<path class=\"line\" d=\"").raw(&path).raw("\"/>");
    let width = 100.0 / points.len() as f64;
    for (at, point) in points.iter().enumerate() {
        let x = at as f64 * width;
        page.number(format_args!(
            "<rect class=\"point\" x=\"{x:.3}\" width=\"{width:.3}\" height=\"100\">"
        ));
        page.raw("<title>").text(&point.label).raw(": ").text(&money::full(point.cents));
        page.raw("</title></rect>");
    }
    page.raw("</svg><ol class=\"months\">");
    for label in labels(points) {
        page.raw("<li>").text(label).raw("</li>");
    }
    page.raw("</ol></div>");
}

/// A line without an axis, for a row of a table.
pub fn spark(values: &[i64], page: &mut Html) {
    let scale = Scale::of(values.iter().copied());
    page.raw("<svg class=\"spark\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" ");
    page.raw("aria-hidden=\"true\"><path class=\"zero\" d=\"M0 ");
    page.number(format_args!("{:.2}", scale.height(0))).raw("H100\"/><path class=\"line\" d=\"");
    page.raw(&path(values.iter().copied(), scale)).raw("\"/></svg>");
}

/// One bar of several that share a scale.
pub fn bar(cents: i64, scale: Scale, page: &mut Html) {
    let (zero, end) = (scale.share(0), scale.share(cents));
    let class = if cents < 0 { "below" } else { "above" };
    // A sliver shows that there is something.
    let width = (end - zero).abs().max(0.3);
    page.raw("<svg class=\"bar\" aria-hidden=\"true\"><rect class=\"").raw(class);
    page.number(format_args!(
        "\" x=\"{:.2}%\" width=\"{width:.2}%\" height=\"100%\" rx=\"2\"/></svg>",
        zero.min(end).min(99.7)
    ));
}

/// From the lowest value to the highest, with zero between them.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    min: i64,
    max: i64,
}

impl Scale {
    pub fn of(values: impl Iterator<Item = i64>) -> Self {
        let (min, max) = values.fold((0, 0), |(min, max), v| (min.min(v), max.max(v)));
        Self { min, max: if min == max { 100 } else { max } }
    }

    /// Percent of the way from the lowest to the highest.
    fn share(self, cents: i64) -> f64 {
        100.0 * (cents - self.min) as f64 / (self.max - self.min) as f64
    }

    fn height(self, cents: i64) -> f64 {
        // Half a percent is kept free, so that no line is cut at the edge.
        HEIGHT * (0.995 - 0.0099 * self.share(cents))
    }
}

/// The middle of a month's column.
fn place(at: usize, count: usize) -> f64 {
    100.0 * (at as f64 + 0.5) / count as f64
}

fn path(values: impl ExactSizeIterator<Item = i64>, scale: Scale) -> String {
    let count = values.len();
    let points = values.enumerate().map(|(at, cents)| {
        let letter = if at == 0 { 'M' } else { 'L' };
        format!("{letter}{:.2} {:.2}", place(at, count), scale.height(cents))
    });
    points.collect()
}

/// The first month, the last, and one in the middle where there is room for its word.
fn labels(points: &[Point]) -> Vec<&str> {
    let at: &[usize] = match points.len() {
        0 => &[],
        1 => &[0],
        2..=4 => &[0, points.len() - 1],
        count => &[0, count / 2, count - 1],
    };
    at.iter().map(|at| points[*at].label.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(draw: impl FnOnce(&mut Html)) -> String {
        let mut page = Html::default();
        draw(&mut page);
        super::super::html::document("t", &page)
    }

    #[test]
    fn bars_below_zero_end_where_those_above_begin() {
        let scale = Scale::of([300, -100].into_iter());
        let above = shown(|page| bar(300, scale, page));
        assert!(above.contains("class=\"above\" x=\"25.00%\" width=\"75.00%\""), "{above}");
        let below = shown(|page| bar(-100, scale, page));
        assert!(below.contains("class=\"below\" x=\"0.00%\" width=\"25.00%\""), "{below}");
    }

    #[test]
    fn one_month_or_nothing_but_zeros_is_drawn_without_a_division_by_zero() {
        for values in [vec![0], vec![0, 0, 0], vec![5], vec![-5]] {
            let points: Vec<Point> =
                values.iter().map(|cents| Point { label: "m".into(), cents: *cents }).collect();
            let text = shown(|page| {
                line(&points, "about", page);
                spark(&values, page);
            });
            assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        }
    }
}
