//! What was measured before and after a change, and what it says. Pure: measuring is in
//! `measure.rs`. The verdict rests first on deterministic work, then on time with a rank test.

use super::policy::Policy;
use crate::name::{Fingerprint, Millis};

/// One run of one statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub ms: Millis,
    pub rows: u64,
    /// Hash of the answer as a multiset of rows; equal answers have equal hashes.
    pub answer: u64,
    /// Deterministic work: shared buffers hit+read, pages accessed, VM steps.
    pub work: Option<u64>,
    /// What `work` counts, `buffers`, `pages`, `vm steps`.
    pub work_unit: &'static str,
    pub timed_out: bool,
}

/// One statement's part in a proof. A round runs every text of the statement once; its time and
/// work are the sums over them.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementProof {
    pub fingerprint: Fingerprint,
    pub label: String,
    /// Milliseconds of every round, in the order they were made.
    pub before_ms: Vec<f64>,
    pub after_ms: Vec<f64>,
    /// Median over the rounds; None: not known.
    pub before_work: Option<u64>,
    pub after_work: Option<u64>,
    pub work_unit: String,
    /// A text ran into the time limit: the times are a lower bound.
    pub before_timed_out: bool,
    pub after_timed_out: bool,
    /// Hash of the texts that were run, so that both sides are known to have run the same.
    pub texts: u64,
    /// Hash of the answers; None where rounds gave different ones or a text timed out.
    pub before_answer: Option<u64>,
    pub after_answer: Option<u64>,
    /// None: only one side could be run to its end, or the data moved meanwhile.
    pub equal: Option<bool>,
    pub is_target: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    pub statements: Vec<StatementProof>,
    pub verdict: ProofVerdict,
    pub because: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofVerdict {
    /// Targets better beyond noise, nothing else worse.
    Holds,
    /// Within noise.
    NoGain,
    /// A statement got worse, or answers differ.
    Worse,
    /// Nothing could be run; the change stands on its prediction alone.
    NotProven,
    /// Only the "before" side is there yet.
    Open,
}

/// Says what the two sides mean. `has_targets`: the change was made for certain statements,
/// whether or not they could be run.
pub fn judge(statements: Vec<StatementProof>, has_targets: bool, policy: &Policy) -> Proof {
    let (verdict, mut because) = verdict(&statements, has_targets, policy);
    for s in statements.iter().filter(|s| s.equal == Some(false) && !policy.data_at_rest) {
        because += &note_of_another_answer(&s.label);
    }
    Proof { statements, verdict, because }
}

fn note_of_another_answer(label: &str) -> String {
    format!("; {label} gave another answer, others may have written meanwhile")
}

fn verdict(
    statements: &[StatementProof],
    has_targets: bool,
    policy: &Policy,
) -> (ProofVerdict, String) {
    if policy.proof_rounds == 0 {
        return (ProofVerdict::NotProven, "nothing was measured, as it was asked for".to_owned());
    }
    let drift = drift(statements);
    let trends: Vec<(&StatementProof, Trend)> =
        statements.iter().map(|s| (s, trend(s, drift, policy))).collect();
    let differs = |s: &StatementProof| policy.data_at_rest && s.equal == Some(false);
    if let Some((s, _)) = trends.iter().find(|(s, _)| differs(s)) {
        return (ProofVerdict::Worse, format!("{} gave another answer", s.label));
    }
    if let Some((s, _)) = trends.iter().find(|(_, t)| *t == Trend::Worse) {
        return (ProofVerdict::Worse, format!("{} got worse: {}", s.label, in_numbers(s)));
    }
    let known = |t: Trend| t != Trend::Unknown;
    let (ran, better) = trends
        .iter()
        .filter(|(s, t)| s.is_target && known(*t))
        .fold((0, None), |(ran, better), (s, t)| {
            (ran + 1, better.or((*t == Trend::Better).then_some(s)))
        });
    match (better, ran, has_targets) {
        (Some(s), _, _) => (ProofVerdict::Holds, format!("{}: {}", s.label, in_numbers(s))),
        (None, 0, true) => {
            (ProofVerdict::NotProven, "none of its statements could be run".to_owned())
        }
        (None, _, true) => {
            (ProofVerdict::NoGain, "none of its statements got better beyond noise".to_owned())
        }
        (None, _, false) if trends.iter().any(|(_, t)| known(*t)) => {
            (ProofVerdict::Holds, "no statement got worse".to_owned())
        }
        (None, _, false) => {
            (ProofVerdict::NotProven, "it was made for no certain statement".to_owned())
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trend {
    Better,
    Same,
    Worse,
    Unknown,
}

/// Pages of difference that mean nothing: one more level of a tree, a page split.
const WORK_NOISE: u64 = 8;
/// Units that count the same only where nothing changed. A handler read is not among them: it is
/// one, with or without the row behind it.
const TELLS_PLANS_APART: [&str; 2] = ["buffers", "vm steps"];
/// One-sided level of the rank test.
const SIGNIFICANCE: f64 = 0.05;

/// Counters do not see everything (a row fetched from far away is one step like any other), so a
/// time this much worse, run for run, is believed against them …
const SLOWER_FACTOR: f64 = 1.5;
/// … unless it is too short to mean anything.
const SLOWER_MS_MIN: f64 = 5.0;

/// How many times slower the machine itself became between the two sides, by the statements that
/// do the same work on both; at least 1.
fn drift(statements: &[StatementProof]) -> f64 {
    let unchanged = statements.iter().filter(|s| {
        s.before_work.zip(s.after_work).is_some_and(|(b, a)| a.abs_diff(b) <= WORK_NOISE)
    });
    let factors: Vec<f64> = unchanged
        .filter_map(|s| Some(median(&s.after_ms)? / median(&s.before_ms)?))
        .filter(|factor| factor.is_finite())
        .collect();
    median(&factors).map_or(1.0, |factor| factor.max(1.0))
}

/// Every run after took longer than every run before, by far, and the machine is not to blame.
fn is_far_slower(s: &StatementProof, drift: f64) -> bool {
    let after: Vec<f64> = s.after_ms.iter().map(|ms| ms / drift).collect();
    is_far_below(&s.before_ms, &after)
}

/// Every time of `low` is below every time of `high`, by far and beyond chance.
fn is_far_below(low: &[f64], high: &[f64]) -> bool {
    let longest_low = low.iter().copied().fold(0.0, f64::max);
    let shortest_high = high.iter().copied().fold(f64::INFINITY, f64::min);
    rank_test(low, high) <= SIGNIFICANCE
        && shortest_high > longest_low * SLOWER_FACTOR
        && shortest_high - longest_low > SLOWER_MS_MIN
}

/// The same plan over the same pages: another time is the machine's.
fn is_the_same_plan(s: &StatementProof) -> bool {
    s.before_work.is_some()
        && s.before_work == s.after_work
        && TELLS_PLANS_APART.contains(&s.work_unit.as_str())
}

fn trend(s: &StatementProof, drift: f64, policy: &Policy) -> Trend {
    let (Some(before), Some(after)) = (median(&s.before_ms), median(&s.after_ms)) else {
        return Trend::Unknown;
    };
    match (s.before_timed_out, s.after_timed_out) {
        (false, false) => {}
        (false, true) => return Trend::Worse,
        (true, false) if after < before => return Trend::Better,
        (true, _) => return Trend::Unknown,
    }
    if is_the_same_plan(s) {
        return Trend::Same;
    }
    if is_far_slower(s, drift) {
        return Trend::Worse;
    }
    let faster = after <= before * (1.0 - policy.improvement_min)
        && rank_test(&s.after_ms, &s.before_ms) <= SIGNIFICANCE;
    let slower = after > before * (1.0 + policy.regression_max)
        && rank_test(&s.before_ms, &s.after_ms) <= SIGNIFICANCE;
    match (s.before_work, s.after_work) {
        (Some(b), Some(a)) => {
            let less = a as f64 <= b as f64 * (1.0 - policy.improvement_min)
                && b.saturating_sub(a) > WORK_NOISE;
            let more = a as f64 > b as f64 * (1.0 + policy.regression_max)
                && a.saturating_sub(b) > WORK_NOISE;
            match () {
                () if more && after >= before => Trend::Worse,
                // Nothing but the clock speaks for it.
                () if b == a && !is_far_below(&s.after_ms, &s.before_ms) => Trend::Same,
                () if faster || (less && !slower) => Trend::Better,
                () => Trend::Same,
            }
        }
        (None, _) | (_, None) if slower => Trend::Worse,
        (None, _) | (_, None) if faster => Trend::Better,
        (None, _) | (_, None) => Trend::Same,
    }
}

fn in_numbers(s: &StatementProof) -> String {
    let ms = |ms: &[f64], timed_out: bool| match (median(ms), timed_out) {
        (Some(ms), false) => Millis(ms).to_string(),
        (Some(ms), true) => format!("more than {}", Millis(ms)),
        (None, _) => "not run".to_owned(),
    };
    let time = format!(
        "{} → {}",
        ms(&s.before_ms, s.before_timed_out),
        ms(&s.after_ms, s.after_timed_out)
    );
    match (s.before_work, s.after_work) {
        (Some(before), Some(after)) => format!("{time}, {before} → {after} {}", s.work_unit),
        (None, _) | (_, None) => time,
    }
}

/// The middle value; None of none.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// Mann–Whitney, exact and one-sided: how likely `low` would lie this far below `high` if both
/// came from one distribution. Ties count half. 1.0 where a side is empty.
pub fn rank_test(low: &[f64], high: &[f64]) -> f64 {
    if low.is_empty() || high.is_empty() {
        return 1.0;
    }
    // Pairs in which `low` is not below `high`, in halves.
    let halves: usize = low
        .iter()
        .flat_map(|l| high.iter().map(move |h| (l, h)))
        .map(|(l, h)| if l < h { 0 } else { 1 + usize::from(l > h) })
        .sum();
    let counts = arrangements(low.len(), high.len());
    let all: f64 = counts.iter().sum();
    // Rounded up, so that ties never make a difference look surer than it is.
    let at_most: f64 = counts.iter().take(halves.div_ceil(2) + 1).sum();
    at_most / all
}

/// How many of the orders of `n` and `m` values have 0, 1, 2 … inverted pairs.
fn arrangements(n: usize, m: usize) -> Vec<f64> {
    // The Gaussian binomial coefficient: multiply by (1 − q^(m+i)), divide by (1 − q^i).
    let size = n * m + 1;
    let mut counts = vec![0.0; size];
    counts[0] = 1.0;
    for i in 1..=n {
        for at in (m + i..size).rev() {
            counts[at] -= counts[at - m - i];
        }
        for at in i..size {
            counts[at] += counts[at - i];
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(before: &[f64], after: &[f64], work: Option<(u64, u64)>) -> StatementProof {
        StatementProof {
            fingerprint: Fingerprint(1),
            label: "q".to_owned(),
            before_ms: before.to_vec(),
            after_ms: after.to_vec(),
            before_work: work.map(|w| w.0),
            after_work: work.map(|w| w.1),
            work_unit: "buffers".to_owned(),
            before_timed_out: false,
            after_timed_out: false,
            texts: 0,
            before_answer: Some(1),
            after_answer: Some(1),
            equal: Some(true),
            is_target: true,
        }
    }

    fn say(statements: Vec<StatementProof>) -> (ProofVerdict, String) {
        let proof = judge(statements, true, &Policy::default());
        (proof.verdict, proof.because)
    }

    const SLOW: &[f64] = &[100.0, 101.0, 99.0, 102.0, 98.0];
    const FAST: &[f64] = &[1.0, 1.1, 0.9, 1.2, 1.0];
    const SLOWISH: &[f64] = &[130.0, 131.0, 129.0, 132.0, 128.0];

    #[test]
    fn where_no_proof_was_asked_for_the_verdict_says_that_and_nothing_else() {
        let policy = Policy { proof_rounds: 0, ..Policy::default() };
        for has_targets in [true, false] {
            let proof = judge(Vec::new(), has_targets, &policy);
            assert_eq!(proof.verdict, ProofVerdict::NotProven);
            assert_eq!(proof.because, "nothing was measured, as it was asked for");
        }
    }

    #[test]
    fn a_time_that_is_far_worse_is_believed_against_the_counters() {
        let far = statement(&[66.0, 71.0, 63.0], &[301.0, 289.0, 287.0], Some((4_500, 3_000)));
        let proof = judge(vec![far], false, &Policy::default());
        assert_eq!(proof.verdict, ProofVerdict::Worse, "{}", proof.because);
    }

    #[test]
    fn a_machine_that_got_slower_for_all_is_not_the_changes_fault() {
        let far = statement(&[66.0, 71.0, 63.0], &[301.0, 289.0, 287.0], Some((4_500, 3_000)));
        let same = statement(&[10.0, 11.0, 10.0], &[44.0, 45.0, 46.0], Some((700, 700)));
        let proof = judge(vec![far, same], false, &Policy::default());
        assert_eq!(proof.verdict, ProofVerdict::Holds, "{}", proof.because);
    }

    #[test]
    fn two_runs_on_each_side_prove_no_time() {
        let far = statement(&[66.0, 71.0], &[301.0, 289.0], Some((4_500, 3_000)));
        let proof = judge(vec![far], false, &Policy::default());
        assert_eq!(proof.verdict, ProofVerdict::Holds, "{}", proof.because);
    }

    #[test]
    fn another_time_for_the_same_work_is_no_gain_and_no_loss() {
        assert_eq!(say(vec![statement(SLOW, FAST, Some((900, 900)))]).0, ProofVerdict::NoGain);
        assert_eq!(say(vec![statement(FAST, SLOW, Some((900, 900)))]).0, ProofVerdict::NoGain);
        // MariaDB counts a row's read from the index as it counts one from the table.
        let reads = |before, after| StatementProof {
            work_unit: "handler reads".to_owned(),
            ..statement(before, after, Some((900, 900)))
        };
        assert_eq!(say(vec![reads(SLOW, FAST)]).0, ProofVerdict::Holds);
        assert_eq!(say(vec![reads(FAST, &[0.1; 5])]).0, ProofVerdict::NoGain);
    }

    #[test]
    fn the_rank_test_is_exact_for_small_samples() {
        assert!((rank_test(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]) - 0.05).abs() < 1e-12);
        assert!((rank_test(FAST, SLOW) - 1.0 / 252.0).abs() < 1e-12);
        assert!(rank_test(SLOW, FAST) > 0.99);
        assert!(rank_test(&[1.0, 1.0], &[1.0, 1.0]) > 0.5);
        assert!((rank_test(&[], &[1.0]) - 1.0).abs() < 1e-12);
        let large: Vec<f64> = (0..40).map(f64::from).collect();
        let shifted: Vec<f64> = large.iter().map(|v| v + 0.5).collect();
        let p = rank_test(&large, &shifted);
        assert!((0.4..0.5).contains(&p), "{p}");
    }

    #[test]
    fn a_target_that_got_faster_holds() {
        let (verdict, because) = say(vec![statement(SLOW, FAST, Some((900, 4)))]);
        assert_eq!(verdict, ProofVerdict::Holds);
        assert_eq!(because, "q: 100 ms → 1.0 ms, 900 → 4 buffers");
        assert_eq!(say(vec![statement(SLOW, FAST, None)]).0, ProofVerdict::Holds);
    }

    #[test]
    fn less_work_holds_even_if_time_is_noise() {
        assert_eq!(say(vec![statement(SLOW, SLOW, Some((900, 400)))]).0, ProofVerdict::Holds);
    }

    #[test]
    fn noise_is_no_gain() {
        assert_eq!(say(vec![statement(SLOW, SLOW, Some((900, 890)))]).0, ProofVerdict::NoGain);
        assert_eq!(say(vec![statement(SLOW, SLOW, Some((9, 3)))]).0, ProofVerdict::NoGain);
        assert_eq!(say(vec![statement(&[9.0], &[1.0], None)]).0, ProofVerdict::NoGain);
    }

    #[test]
    fn a_bystander_that_got_worse_outweighs_a_better_target() {
        let target = || statement(SLOW, FAST, Some((900, 4)));
        let with = |before: &[f64], after: &[f64], work| {
            let bystander = StatementProof {
                label: "other".to_owned(),
                is_target: false,
                ..statement(before, after, work)
            };
            say(vec![target(), bystander])
        };
        assert_eq!(with(SLOW, SLOWISH, Some((100, 150))).0, ProofVerdict::Worse);
        assert_eq!(with(SLOW, SLOWISH, None).0, ProofVerdict::Worse);
        // More pages but faster; one more level of a tree; slower with the same work.
        assert_eq!(with(SLOW, FAST, Some((100, 150))).0, ProofVerdict::Holds);
        assert_eq!(with(SLOW, SLOWISH, Some((3, 4))).0, ProofVerdict::Holds);
        assert_eq!(with(SLOW, SLOWISH, Some((100, 100))).0, ProofVerdict::Holds);
    }

    #[test]
    fn another_answer_is_worse_however_fast() {
        let mut s = statement(SLOW, FAST, Some((900, 4)));
        s.equal = Some(false);
        let (verdict, because) = say(vec![s]);
        assert_eq!((verdict, because.as_str()), (ProofVerdict::Worse, "q gave another answer"));
    }

    #[test]
    fn another_answer_is_told_but_no_reason_while_others_write() {
        let mut s = statement(SLOW, FAST, None);
        s.equal = Some(false);
        let policy = Policy { data_at_rest: false, ..Policy::default() };
        let proof = judge(vec![s], true, &policy);
        assert_eq!(proof.verdict, ProofVerdict::Holds);
        assert!(proof.because.ends_with("others may have written meanwhile"), "{proof:?}");
    }

    #[test]
    fn time_limits_count_as_lower_bounds() {
        let mut s = statement(&[30_000.0], FAST, None);
        s.before_timed_out = true;
        assert_eq!(say(vec![s.clone()]).0, ProofVerdict::Holds);
        s.after_timed_out = true;
        assert_eq!(say(vec![s.clone()]).0, ProofVerdict::NotProven);
        s.before_timed_out = false;
        assert_eq!(say(vec![s]).0, ProofVerdict::Worse);
    }

    #[test]
    fn what_could_not_be_run_is_not_proven() {
        assert_eq!(say(Vec::new()).0, ProofVerdict::NotProven);
        assert_eq!(say(vec![statement(SLOW, &[], None)]).0, ProofVerdict::NotProven);
    }

    #[test]
    fn without_targets_it_is_enough_that_nothing_got_worse() {
        let judged = |statements| judge(statements, false, &Policy::default()).verdict;
        let bystander =
            StatementProof { is_target: false, ..statement(SLOW, SLOW, Some((90, 90))) };
        assert_eq!(judged(vec![bystander]), ProofVerdict::Holds);
        assert_eq!(judged(Vec::new()), ProofVerdict::NotProven);
    }
}
