//! Takes literals out and makes lists of any length one, in a single pass over the items.

use std::ops::Range;

use super::items::Item;
use crate::name::EngineKind;
use crate::sql::tokens::Kind;

/// One open parenthesis or bracket, or the text as a whole.
#[derive(Debug, Clone, Default)]
struct Frame {
    /// Equal neighbours in it are one: `IN (…)`, `ARRAY […]`.
    list: bool,
    /// It is a row of `VALUES`.
    row: bool,
    /// Within `ORDER BY` or `GROUP BY`, where a number is a position.
    by: bool,
    /// Where it opened, and where its present element begins, in the output.
    open: usize,
    element: usize,
    /// The element before.
    previous: Option<Range<usize>>,
    /// After `VALUES`, and the row before.
    values: bool,
    last_row: Option<Range<usize>>,
}

/// Takes literals out and makes lists short, in one pass.
pub(super) struct Folder<'a> {
    engine: EngineKind,
    out: Vec<Item<'a>>,
    frames: Vec<Frame>,
}

impl<'a> Folder<'a> {
    pub(super) fn new(engine: EngineKind) -> Self {
        Self { engine, out: Vec::new(), frames: vec![Frame::default()] }
    }

    pub(super) fn run(mut self, items: &[Item<'a>]) -> Vec<Item<'a>> {
        for (at, item) in items.iter().enumerate() {
            match (item.kind, item.text) {
                (Kind::Mark, "(" | "[") => self.open(*item),
                (Kind::Mark, ")" | "]") => self.close(*item),
                (Kind::Mark, ",") => self.comma(*item),
                _ => self.other(*item, items.get(at + 1)),
            }
        }
        self.out
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn open(&mut self, item: Item<'a>) {
        let before = self.out.last().copied();
        let list = before
            .is_some_and(|b| b.is_word(if item.text == "(" { "in" } else { "array" }))
            // `ARRAY[[1, 2], [3, 4]]`
            || (item.text == "[" && self.frame().list);
        let row = item.text == "("
            && self.frame().values
            && before.is_some_and(|b| b.is_any_word(&["values", "row"]) || b.is(","));
        let open = self.out.len();
        self.out.push(item);
        self.frames.push(Frame { list, row, open, element: open + 1, ..Frame::default() });
    }

    fn close(&mut self, item: Item<'a>) {
        self.end_element();
        let closed = self.frames.pop().unwrap_or_default();
        self.out.push(item);
        if closed.row {
            self.end_row(closed.open);
        }
    }

    fn comma(&mut self, item: Item<'a>) {
        let start = self.end_element();
        self.out.push(item);
        let end = self.out.len();
        let frame = self.frame();
        if frame.list {
            frame.previous = Some(start..end - 1);
            frame.element = end;
        }
    }

    /// In a list, drops the element that has just ended if it is like the one before. Gives
    /// where the last one that is kept begins.
    fn end_element(&mut self) -> usize {
        let Frame { list, element, previous, .. } = self.frame().clone();
        let Some(previous) = previous.filter(|_| list) else { return element };
        if self.alike(previous.clone(), element..self.out.len()) {
            self.out.truncate(previous.end);
            return previous.start;
        }
        element
    }

    fn end_row(&mut self, open: usize) {
        let row = open..self.out.len();
        match self.frame().last_row.clone() {
            Some(last) if self.alike(last.clone(), row.clone()) => self.out.truncate(last.end),
            _ => self.frame().last_row = Some(row),
        }
    }

    fn alike(&self, one: Range<usize>, other: Range<usize>) -> bool {
        let value = |i: &Item<'_>| i.value || i.is_any_word(&["null", "true", "false"]);
        let same = |(a, b): (&Item<'_>, &Item<'_>)| {
            (value(a) && value(b)) || (a.kind == b.kind && a.text == b.text)
        };
        one.len() == other.len() && self.out[one].iter().zip(&self.out[other]).all(same)
    }

    fn other(&mut self, item: Item<'a>, next: Option<&Item<'a>>) {
        let before = self.out.last().copied();
        let stays = item.kind == Kind::Number && self.is_position(item, before, next)
            || self.is_alias(item, before);
        if item.value && !stays {
            self.out.push(Item::made(item.text, Kind::Placeholder, item.spaced));
            return;
        }
        if item.kind == Kind::Word {
            let frame = self.frame();
            if item.is_word("by") {
                frame.by = before.is_some_and(|b| b.is_any_word(&["order", "group"]));
            } else if item.is_any_word(ENDS_BY) {
                frame.by = false;
            }
            // Rows go on only as `(…), (…)`.
            frame.values = item.is_word("values");
            frame.last_row = None;
        }
        self.out.push(Item { value: false, ..item });
    }

    /// `ORDER BY 1, 2`.
    fn is_position(
        &mut self,
        item: Item<'a>,
        before: Option<Item<'a>>,
        next: Option<&Item<'a>>,
    ) -> bool {
        let ends = next.is_none_or(|n| n.kind == Kind::Word || n.is(",") || n.is(")") || n.is(";"));
        let starts = before.is_some_and(|b| b.is_word("by") || b.is(","));
        let small = item.text.len() <= 4 && item.text.bytes().all(|b| b.is_ascii_digit());
        self.frame().by && starts && ends && small
    }

    /// `AS 'Total'`: a name, on the engines that take a string for one.
    fn is_alias(&self, item: Item<'a>, before: Option<Item<'a>>) -> bool {
        self.engine != EngineKind::Postgres
            && item.kind == Kind::Text
            && matches!(item.text.as_bytes().first(), Some(b'\'' | b'"'))
            && before.is_some_and(|b| b.is_word("as"))
    }
}

const ENDS_BY: &[&str] = &[
    "limit",
    "having",
    "offset",
    "fetch",
    "for",
    "union",
    "except",
    "intersect",
    "rows",
    "range",
    "groups",
    "window",
    "order",
    "select",
    "returning",
    "separator",
];
