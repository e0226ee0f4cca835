//! Constants for placeholders: which of a column's values a place gets, once common ones and once
//! some from the middle. An engine looks up the values; they never leave memory.

use super::fill::{fill, placeholders};
use super::places::{Place, Side};
use crate::name::EngineKind;

/// Which of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taste {
    /// The most common one; a narrow range.
    Common,
    /// One from the middle, a rare one; a wide range.
    Middle,
}

/// Values of one column. Has no `Debug`: values must not get into text.
pub struct Values<V> {
    /// The most common first.
    pub common: Vec<V>,
    /// The others, ascending, spread over the rows.
    pub histogram: Vec<V>,
    /// The common ones ascending, for columns without others.
    pub bounds: Vec<V>,
}

impl<V> Default for Values<V> {
    fn default() -> Self {
        Self { common: Vec::new(), histogram: Vec::new(), bounds: Vec::new() }
    }
}

/// Values kept of one sample as common ones.
const COMMON_MAX: usize = 20;

impl<V: Clone + PartialEq> Values<V> {
    /// From values of some rows, ascending and without NULL: common is what stands in twice as
    /// many of them as a value does on average.
    pub fn of_sample(sorted: &[V]) -> Self {
        let runs: Vec<&[V]> = sorted.chunk_by(|a, b| a == b).collect();
        let average = sorted.len() as f64 / runs.len().max(1) as f64;
        let few = runs.len() <= COMMON_MAX;
        let is_common = |run: &[V]| few || run.len() as f64 >= 2.0 * average;
        let (mut common, others): (Vec<&[V]>, Vec<&[V]>) =
            runs.into_iter().partition(|run| is_common(run));
        let bounds = common.iter().map(|run| run[0].clone()).collect();
        common.sort_by_key(|run| std::cmp::Reverse(run.len()));
        Self {
            common: common.into_iter().map(|run| run[0].clone()).collect(),
            histogram: others.concat(),
            bounds,
        }
    }
}

impl<V> Values<V> {
    /// None: no value is known, or the place wants none.
    pub fn pick(&self, side: Side, taste: Taste) -> Option<&V> {
        match (side, taste) {
            (Side::Equal | Side::Like, Taste::Common) => self.common.first().or(self.at(0.5)),
            (Side::Equal | Side::Like, Taste::Middle) => self.at(0.5).or(self.common.last()),
            (Side::Member(position), Taste::Common) => {
                self.common.get(position).or(self.at(position as f64 / 10.0))
            }
            (Side::Member(position), Taste::Middle) => {
                self.at(0.5 + position as f64 / 20.0).or(self.common.iter().rev().nth(position))
            }
            (Side::Lower { .. }, Taste::Common) => self.at(0.9).or(self.bound(0.9)),
            (Side::Upper { bounded: true }, Taste::Common) => self.at(0.95).or(self.bound(1.0)),
            (Side::Upper { bounded: true }, Taste::Middle) => self.at(0.6).or(self.bound(0.7)),
            (Side::Upper { bounded: false }, Taste::Common) => self.at(0.1).or(self.bound(0.1)),
            (Side::Lower { .. } | Side::Upper { bounded: false }, Taste::Middle) => {
                self.at(0.5).or(self.bound(0.5))
            }
            (Side::Limit | Side::Offset, _) => None,
        }
    }

    fn at(&self, share: f64) -> Option<&V> {
        at(&self.histogram, share)
    }

    fn bound(&self, share: f64) -> Option<&V> {
        at(&self.bounds, share)
    }
}

fn at<V>(sorted: &[V], share: f64) -> Option<&V> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((share.min(1.0) * last as f64).round() as usize)
}

/// Values as text in the order of numbers where all are numbers, else of text (dates in ISO form
/// sort as text).
pub fn sort(values: &mut [String]) {
    if values.iter().all(|value| value.parse::<f64>().is_ok()) {
        let number = |value: &String| value.parse::<f64>().unwrap_or(0.0);
        values.sort_by(|a, b| number(a).total_cmp(&number(b)));
    } else {
        values.sort();
    }
}

/// What a LIKE asks for to find a value: its beginning.
pub fn like_prefix(value: &str) -> String {
    format!("{}%", value.chars().take(4).collect::<String>())
}

/// The text with constants in its placeholders: a text for each taste, each once. `literal` gives
/// the SQL of the value for a placeholder, by its 0-based number; None: it has none, and the text
/// cannot be filled.
pub fn filled(
    text: &str,
    engine: EngineKind,
    places: &[Place],
    mut literal: impl FnMut(usize, Option<&Place>, Taste) -> Option<String>,
) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for taste in [Taste::Common, Taste::Middle] {
        let mut value = |number: usize| {
            let place = places.iter().find(|place| place.placeholder == number);
            match place.map(|place| place.side) {
                Some(Side::Limit) => Some("10".to_owned()),
                Some(Side::Offset) => Some("0".to_owned()),
                _ => literal(number, place, taste),
            }
        };
        let values: Vec<Option<String>> = (0..placeholders(text, engine)).map(&mut value).collect();
        texts.extend(fill(text, engine, &values).filter(|filled| !texts.contains(filled)));
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_tells_common_values_from_rare_ones_and_ranges_are_never_empty() {
        let mut sample: Vec<i32> = vec![7; 50];
        sample.extend(100..150);
        let values = Values::of_sample(&sample);
        let pick = |side, taste| *values.pick(side, taste).unwrap();
        assert_eq!(pick(Side::Equal, Taste::Common), 7);
        assert!(pick(Side::Equal, Taste::Middle) >= 100);
        for taste in [Taste::Common, Taste::Middle] {
            let bounded = true;
            assert!(pick(Side::Lower { bounded }, taste) < pick(Side::Upper { bounded }, taste));
        }
        assert_ne!(pick(Side::Member(0), Taste::Middle), pick(Side::Member(1), Taste::Middle));
    }

    #[test]
    fn of_a_few_values_the_rarest_is_the_one_from_the_middle() {
        let sample = [vec!["done"; 90], vec!["open"; 9], vec!["void"; 1]].concat();
        let values = Values::of_sample(&sample);
        assert_eq!(values.pick(Side::Equal, Taste::Common), Some(&"done"));
        assert_eq!(values.pick(Side::Equal, Taste::Middle), Some(&"void"));
        assert_eq!(values.pick(Side::Limit, Taste::Common), None);
        assert!(Values::<i32>::of_sample(&[]).pick(Side::Equal, Taste::Common).is_none());
    }

    #[test]
    fn a_name_that_stands_twice_gets_one_value() {
        let place = |placeholder, side| Place { placeholder, column: None, side };
        let places = [place(0, Side::Equal), place(1, Side::Limit)];
        let texts = filled(
            "SELECT a FROM t WHERE a = :x OR b = :x LIMIT :n",
            EngineKind::Sqlite,
            &places,
            |number, _, taste| Some(format!("{number}{}", u8::from(taste == Taste::Middle))),
        );
        assert_eq!(
            texts,
            [
                "SELECT a FROM t WHERE a = 00 OR b = 00 LIMIT 10",
                "SELECT a FROM t WHERE a = 01 OR b = 01 LIMIT 10"
            ]
        );
    }
}
