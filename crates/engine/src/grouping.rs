//! What the engines share in answering how many groups there are: which questions ask for that,
//! the tally of a sample, and the statement over all rows. Runs nothing.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rungs_core::engine::{Answer, Grouped, Grouping, Question};

/// Questions by kind.
pub struct Sorted {
    pub plans: Vec<Question>,
    pub groupings: Vec<Grouping>,
    is_grouping: Vec<bool>,
}

impl Sorted {
    pub fn of(questions: &[Question]) -> Self {
        let mut sorted = Self { plans: Vec::new(), groupings: Vec::new(), is_grouping: Vec::new() };
        for question in questions {
            match question {
                Question::Plan { .. } => sorted.plans.push(question.clone()),
                Question::Groups(grouping) => sorted.groupings.push(grouping.clone()),
            }
            sorted.is_grouping.push(matches!(question, Question::Groups(_)));
        }
        sorted
    }

    /// Answers in the order of the questions.
    pub fn merged(self, planned: Vec<Answer>, grouped: Vec<Answer>) -> Vec<Answer> {
        let (mut planned, mut grouped) = (planned.into_iter(), grouped.into_iter());
        self.is_grouping
            .iter()
            .filter_map(|is_grouping| if *is_grouping { grouped.next() } else { planned.next() })
            .collect()
    }
}

/// Counts the groups of a sample in all ways at once. Keeps hashes, never values.
pub struct Tally<'q> {
    sets: &'q [Vec<usize>],
    rows: u64,
    seen: Vec<HashMap<u64, u32>>,
}

impl<'q> Tally<'q> {
    pub fn new(grouping: &'q Grouping) -> Self {
        let sets = &grouping.sets;
        Self { sets, rows: 0, seen: vec![HashMap::new(); sets.len()] }
    }

    /// One row: a hash of each expression's value.
    pub fn add(&mut self, values: &[u64]) {
        self.rows += 1;
        for (set, seen) in self.sets.iter().zip(&mut self.seen) {
            let mixed = set.iter().filter_map(|at| values.get(*at)).fold(0_u64, |all, value| {
                (all.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            });
            *seen.entry(mixed).or_default() += 1;
        }
    }

    pub fn answer(self, whole: bool) -> Answer {
        let rows = self.rows;
        let one = |seen: HashMap<u64, u32>| {
            let with = |n: u32| seen.values().filter(|count| **count == n).count() as u64;
            let groups = seen.len() as u64;
            Some(Grouped { rows, groups, once: with(1), twice: with(2), whole })
        };
        Answer::Groups(self.seen.into_iter().map(one).collect())
    }
}

pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// `SELECT expression, … FROM table alias joins`; `table` is quoted, `sample` follows the alias.
pub fn select(grouping: &Grouping, table: &str, sample: &str) -> String {
    let Grouping { alias, joins, expressions, .. } = grouping;
    format!("SELECT {} FROM {table} AS {alias}{sample}{joins}", expressions.join(", "))
}

/// Number of groups, and of rows in them. `own` stands before the names of the engine's functions.
pub fn whole(grouping: &Grouping, table: &str, set: &[usize], own: &str) -> String {
    let Grouping { alias, joins, expressions, .. } = grouping;
    let by: Vec<&str> =
        set.iter().filter_map(|at| expressions.get(*at)).map(String::as_str).collect();
    format!(
        "SELECT {own}COUNT(*), COALESCE({own}SUM(entries), 0) FROM (SELECT {own}COUNT(*) \
         AS entries FROM {table} AS {alias}{joins} GROUP BY {}) AS rungs_groups",
        by.join(", ")
    )
}

/// What a count of all rows found.
pub fn counted(groups: u64, rows: u64) -> Grouped {
    Grouped { rows, groups, once: 0, twice: 0, whole: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rungs_core::engine::Effort;
    use rungs_core::name::TableName;

    fn grouping() -> Grouping {
        Grouping {
            table: TableName::new("public", "t"),
            alias: "t".to_owned(),
            joins: String::new(),
            expressions: vec!["a".to_owned(), "b".to_owned()],
            sets: vec![vec![0], vec![0, 1]],
            effort: Effort::Sample { rows_max: 10 },
        }
    }

    #[test]
    fn groups_are_counted_in_all_ways_at_once() {
        let grouping = grouping();
        let mut tally = Tally::new(&grouping);
        for (a, b) in [(1, 1), (1, 2), (1, 2), (2, 1)] {
            tally.add(&[hash(a), hash(b)]);
        }
        let Answer::Groups(seen) = tally.answer(false) else { panic!() };
        let figures: Vec<_> =
            seen.into_iter().flatten().map(|g| (g.rows, g.groups, g.once, g.twice)).collect();
        assert_eq!(figures, [(4, 2, 1, 0), (4, 3, 2, 1)]);
    }

    #[test]
    fn answers_come_in_the_order_of_the_questions() {
        let plan = Question::Plan { text: "x".to_owned(), with: vec![], without: vec![] };
        let sorted = Sorted::of(&[Question::Groups(grouping()), plan]);
        let plans = vec![Answer::Unknown("plan".to_owned())];
        let answers = sorted.merged(plans, vec![Answer::Groups(Vec::new())]);
        assert!(matches!(answers[..], [Answer::Groups(_), Answer::Unknown(_)]));
    }
}
