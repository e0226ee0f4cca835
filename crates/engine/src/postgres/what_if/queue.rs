//! A batch of questions made ready for sessions that pretend indexes: each index by a number, and
//! the questions in an order in which few indexes come and go. Asks nobody.

use std::collections::HashMap;

use rungs_core::change::Action;
use rungs_core::dialect::{Quote, ServerFlavour, Sql, render};
use rungs_core::engine::Question;
use rungs_core::name::{EngineKind, Ident, IndexName};
use rungs_core::seen::{IndexSpec, Method};

/// HypoPG reads the same statement whatever the version.
const POSTGRES: ServerFlavour =
    ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 0 };

/// Every index that was asked about so far, by a number: sessions compare numbers, as definitions
/// are long.
#[derive(Default)]
pub(in super::super) struct Numbers {
    by_spec: HashMap<IndexSpec, usize>,
    /// By number: the statement that makes it, as a literal. Err: HypoPG does not know the method.
    statements: Vec<Result<String, String>>,
}

impl Numbers {
    fn of(&mut self, spec: &IndexSpec) -> usize {
        if let Some(number) = self.by_spec.get(spec) {
            return *number;
        }
        let number = self.statements.len();
        self.by_spec.insert(spec.clone(), number);
        self.statements.push(statement(spec));
        number
    }

    pub fn statement(&self, number: usize) -> Result<&str, String> {
        self.statements[number].as_deref().map_err(Clone::clone)
    }
}

/// The statement that would make the index, as a literal. Errors: methods that HypoPG does not
/// know.
fn statement(spec: &IndexSpec) -> Result<String, String> {
    match &spec.method {
        Method::Btree | Method::Hash | Method::Brin => {}
        Method::Other(name) if name == "bloom" => {}
        other => return Err(format!("hypopg cannot pretend an index of method {other:?}")),
    }
    let action = Action::CreateIndex { name: Ident::new("rungs_what_if"), index: spec.clone() };
    let rendered = render(&action, POSTGRES).map_err(|e| e.to_string())?;
    let first = rendered.forward.first().ok_or("the index has no statement")?;
    Ok(Sql::fixed("").literal(Quote::Double, first.as_str()).as_str().to_owned())
}

/// One question for a plan.
pub(super) struct Asked<'q> {
    pub text: &'q str,
    /// By number, in the order of the question.
    pub with: Vec<usize>,
    pub without: &'q [IndexName],
}

/// None: it asks for no plan.
pub(super) fn numbered<'q>(question: &'q Question, numbers: &mut Numbers) -> Option<Asked<'q>> {
    let Question::Plan { text, with, without } = question else { return None };
    let with = with.iter().map(|spec| numbers.of(spec)).collect();
    Some(Asked { text, with, without })
}

/// Positions of the questions, each followed by the one whose indexes differ least.
pub(super) fn by_least_change(asked: &[Asked<'_>]) -> Vec<usize> {
    let sets: Vec<Vec<u64>> = asked.iter().map(|one| bits(&one.with)).collect();
    let change = |from: usize, to: usize| {
        let hides = u32::from(asked[from].without != asked[to].without);
        (hides, differing(&sets[from], &sets[to]), to)
    };
    let mut open: Vec<usize> = (1..asked.len()).collect();
    let mut order: Vec<usize> = (0..asked.len().min(1)).collect();
    while let Some(&last) = order.last() {
        let nearest = (0..open.len()).min_by_key(|&at| change(last, open[at]));
        let Some(nearest) = nearest else { break };
        order.push(open.swap_remove(nearest));
    }
    order
}

fn bits(numbers: &[usize]) -> Vec<u64> {
    let mut words = vec![0; numbers.iter().max().map_or(0, |most| most / 64 + 1)];
    for number in numbers {
        words[number / 64] |= 1 << (number % 64);
    }
    words
}

fn differing(one: &[u64], other: &[u64]) -> u32 {
    let word = |words: &[u64], at: usize| words.get(at).copied().unwrap_or(0);
    (0..one.len().max(other.len())).map(|at| (word(one, at) ^ word(other, at)).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rungs_core::name::TableName;
    use rungs_core::seen::IndexKey;

    fn index(column: &str) -> IndexSpec {
        IndexSpec {
            table: TableName::new("public", "t"),
            method: Method::Btree,
            keys: vec![IndexKey::column(column)],
            include: Vec::new(),
            predicate: None,
            unique: false,
        }
    }

    fn question(columns: &[&str]) -> Question {
        let with = columns.iter().map(|column| index(column)).collect();
        Question::Plan { text: "select 1".to_owned(), with, without: Vec::new() }
    }

    #[test]
    fn neighbours_differ_least_and_an_index_keeps_its_number() {
        let questions = [&["a", "b", "c"][..], &[], &["a", "b"], &["d"], &["a"]].map(question);
        let mut numbers = Numbers::default();
        let asked: Vec<Asked<'_>> =
            questions.iter().filter_map(|q| numbered(q, &mut numbers)).collect();
        assert_eq!(asked[2].with, [0, 1]);
        assert_eq!(by_least_change(&asked), [0, 2, 4, 1, 3]);
        assert!(by_least_change(&[]).is_empty());
    }

    #[test]
    fn a_method_that_cannot_be_pretended_is_said_so() {
        let mut numbers = Numbers::default();
        let gin = IndexSpec { method: Method::Gin, ..index("a") };
        let number = numbers.of(&gin);
        assert!(numbers.statement(number).unwrap_err().contains("Gin"));
    }
}
