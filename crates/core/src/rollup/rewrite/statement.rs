//! A statement of several SELECT blocks: sub-selects, WITH, arms of UNION. Each block that a level
//! answers by itself is replaced where it stands; every other byte stays as it was written.

use std::ops::{ControlFlow, Range};

use sqlparser::ast::{Query, SetExpr, Statement, Visit, Visitor, visit_relations};

use super::{Answered, LevelRefusal, Rewriter, Unanswered};
use crate::name::EngineKind;
use crate::rollup::block::check_text;
use crate::rollup::refusal::{Refusal, refuse};
use crate::sql::parse::parse;
use crate::sql::tokens::{Token, tokens};

/// `why`: what stops the statement as one block.
pub fn rewrite(
    text: &str,
    rewriter: &Rewriter<'_>,
    why: Unanswered,
) -> Result<Answered, Unanswered> {
    let engine = rewriter.catalog.engine;
    let Some(blocks) = blocks_within(text, engine) else { return Err(why) };
    let named = check(text, engine).map_err(Unanswered::Query)?;
    let mut pieces = Pieces { text, rewriter, named, found: Vec::new(), refused: Vec::new() };
    for block in &blocks {
        pieces.answer(block);
    }
    pieces.put_together(why)
}

/// Names that WITH gives. Refused: what is more than a query.
fn check(text: &str, engine: EngineKind) -> Result<Vec<String>, Refusal> {
    check_text(text, engine)?;
    let mut seen = Seen { named: Vec::new() };
    match parse(text, engine) {
        Ok(statement @ Statement::Query(_)) => match statement.visit(&mut seen) {
            ControlFlow::Continue(()) => Ok(seen.named),
            ControlFlow::Break(refusal) => Err(refusal),
        },
        _ => refuse("the statement", "it is not a SELECT", "give one query"),
    }
}

struct Seen {
    named: Vec<String>,
}

impl Visitor for Seen {
    type Break = Refusal;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Refusal> {
        if !is_select(&query.body) {
            let mend = "ask for it in a statement of its own";
            let reason = "it changes rows while it reads";
            return ControlFlow::Break(Refusal::new("the statement", reason, mend));
        }
        if query.with.as_ref().is_some_and(|with| with.recursive) {
            let reason = "the width of its numbers follows from its first SELECT";
            let mend = "take RECURSIVE out where nothing recurs";
            return ControlFlow::Break(Refusal::new("WITH RECURSIVE", reason, mend));
        }
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        self.named.extend(with.map(|one| one.alias.name.value.clone()));
        ControlFlow::Continue(())
    }
}

fn is_select(body: &SetExpr) -> bool {
    match body {
        SetExpr::SetOperation { left, right, .. } => is_select(left) && is_select(right),
        SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) | SetExpr::Table(_) => true,
        _ => false,
    }
}

/// A SELECT with its clauses, in bytes of the text.
#[derive(Debug, PartialEq)]
struct Block {
    at: Range<usize>,
    inner: Vec<Block>,
}

struct Pieces<'t, 'r> {
    text: &'t str,
    rewriter: &'r Rewriter<'r>,
    named: Vec<String>,
    found: Vec<(Range<usize>, Answered)>,
    refused: Vec<Unanswered>,
}

impl Pieces<'_, '_> {
    /// The block, or else the blocks within it.
    fn answer(&mut self, block: &Block) {
        let answered = match self.reads_a_name(block) {
            Some(refusal) => Err(Unanswered::Query(refusal)),
            None => self.rewriter.block(self.text, &block.at),
        };
        match answered {
            Ok(answered) => self.found.push((block.at.clone(), answered)),
            Err(why) => {
                self.refused.push(why);
                for inner in &block.inner {
                    self.answer(inner);
                }
            }
        }
    }

    /// A name of WITH hides the table that is called so.
    fn reads_a_name(&self, block: &Block) -> Option<Refusal> {
        let engine = self.rewriter.catalog.engine;
        let statement = parse(&self.text[block.at.clone()], engine).ok()?;
        let mut found = None;
        let _ = visit_relations(&statement, |name| {
            let [part] = name.0.as_slice() else { return ControlFlow::Continue(()) };
            let Some(own) = part.as_ident() else { return ControlFlow::Continue(()) };
            if self.named.iter().any(|name| name.eq_ignore_ascii_case(&own.value)) {
                found = Some(own.value.clone());
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        let name = found?;
        let mend = "write the conditions into the SELECT that reads the tables";
        Some(Refusal::new(name, "it is what WITH calls so, and no table", mend))
    }

    fn put_together(self, why: Unanswered) -> Result<Answered, Unanswered> {
        let mut refused: Vec<LevelRefusal> = Vec::new();
        let (mut found, mut queries) = (self.found, Vec::new());
        for one in self.refused {
            match one {
                Unanswered::Levels(levels) => refused.extend(levels),
                Unanswered::Query(refusal) => queries.push(refusal),
            }
        }
        found.sort_by_key(|(at, _)| at.start);
        let Some((_, first)) = found.first() else {
            return Err(match queries.pop() {
                _ if !refused.is_empty() => Unanswered::Levels(refused),
                Some(refusal) => Unanswered::Query(refusal),
                None => why,
            });
        };
        let mut answer = Answered { sql: String::new(), ..first.clone() };
        answer.parts = found.iter().map(|(_, one)| one.level.clone()).collect();
        answer.reads_raw_edges = found.iter().any(|(_, one)| one.reads_raw_edges);
        answer.refused = refused;
        let mut end = 0;
        for (at, one) in &found {
            answer.sql.push_str(&self.text[end..at.start]);
            answer.sql.push_str(&one.sql);
            end = at.end;
        }
        answer.sql.push_str(&self.text[end..]);
        Ok(answer)
    }
}

/// None: the text is one block, without others in it.
fn blocks_within(text: &str, engine: EngineKind) -> Option<Vec<Block>> {
    let all: Vec<Token<'_>> = tokens(text, engine).filter(|token| !token.is_blank()).collect();
    let mut blocks = blocks(&all, engine);
    if let [whole] = blocks.as_slice()
        && all.first().is_some_and(|first| first.start == whole.at.start)
        && all.last().is_some_and(|last| end(last) == whole.at.end)
    {
        // As one block it was asked already.
        blocks = blocks.pop()?.inner;
    }
    (!blocks.is_empty()).then_some(blocks)
}

fn end(token: &Token<'_>) -> usize {
    token.start + token.text.len()
}

/// Of what stands between two parentheses: the SELECTs that set operations join, and what is
/// in further parentheses.
fn blocks(all: &[Token<'_>], engine: EngineKind) -> Vec<Block> {
    let arms = split(all, |token| is_one_of(token, &["union", "except", "intersect"]));
    let count = arms.len();
    let last = |at: usize| count > 1 && at + 1 == count;
    let of = |(at, arm)| arm_blocks(arm, last(at), engine);
    arms.into_iter().enumerate().flat_map(of).collect()
}

/// With what it says of all arms together, the last one is not a block.
fn arm_blocks(arm: &[Token<'_>], ends_all: bool, engine: EngineKind) -> Vec<Block> {
    let outer = places(arm, |token| token.is_word("select"));
    let tail = |token: &Token<'_>| is_one_of(token, &["order", "limit", "offset", "fetch", "for"]);
    let Some(select) = outer.first().copied() else { return groups(arm, engine) };
    let closes = places(arm, |token| ends_all && tail(token) || token.is_mark(";"));
    let close = closes.first().copied().unwrap_or(arm.len());
    let before = &arm[..select];
    let plain = before.iter().all(|t| is_one_of(t, &["all", "distinct"]));
    if !plain && !before.first().is_some_and(|t| t.is_word("with")) || close <= select {
        return groups(arm, engine);
    }
    let body = &arm[select..close];
    let from = places(body, |token| token.is_word("from")).first().copied().unwrap_or(body.len());
    let mut inner = Vec::new();
    for item in split(&body[..from], |token| token.is_mark(",")) {
        // Without a name of its own, a column is called by its text.
        let named = !places(item, |token| token.is_word("as")).is_empty();
        if named || engine == EngineKind::Postgres {
            inner.extend(groups(item, engine));
        }
    }
    inner.extend(groups(&body[from..], engine));
    let mut all = groups(before, engine);
    all.push(Block { at: arm[select].start..end(&arm[close - 1]), inner });
    all.extend(groups(&arm[close..], engine));
    all
}

/// The parts between those tokens outside of all parentheses.
fn split<'a, 't>(all: &'a [Token<'t>], is: impl Fn(&Token<'_>) -> bool) -> Vec<&'a [Token<'t>]> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in places(all, is) {
        parts.push(&all[from..at]);
        from = at + 1;
    }
    parts.push(&all[from..]);
    parts
}

fn is_one_of(token: &Token<'_>, words: &[&str]) -> bool {
    words.iter().any(|word| token.is_word(word))
}

/// Positions outside of all parentheses.
fn places(all: &[Token<'_>], is: impl Fn(&Token<'_>) -> bool) -> Vec<usize> {
    let mut depth = 0_usize;
    let mut places = Vec::new();
    for (at, token) in all.iter().enumerate() {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 && is(token) => places.push(at),
            _ => {}
        }
    }
    places
}

/// The blocks of each pair of parentheses.
fn groups(all: &[Token<'_>], engine: EngineKind) -> Vec<Block> {
    let (mut depth, mut open, mut found) = (0_usize, 0, Vec::new());
    for (at, token) in all.iter().enumerate() {
        match token.text {
            "(" => {
                if depth == 0 {
                    open = at + 1;
                }
                depth += 1;
            }
            ")" if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    found.extend(blocks(&all[open..at], engine));
                }
            }
            _ => {}
        }
    }
    found
}
