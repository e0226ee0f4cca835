//! What a command has to say, before it has a form: tables and sentences for people, one JSON
//! document for programs. The files under `render/` give it a form.

use serde_json::Value;

/// The whole output of one command.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub title: String,
    pub blocks: Vec<Block>,
    /// What `--format json` prints.
    pub json: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Heading(String),
    Sentence(String),
    Table(Table),
    /// Text that is shown as it is: SQL, a command.
    Code(String),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: ColumnKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    /// Aligned to the right.
    Number,
    /// A word such as `critical` or `reverted`, which has a colour where colours are shown.
    State,
}

/// How much a state asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Doubtful,
    Bad,
}

/// Of the words that commands put into columns of state; others have none.
pub fn tone(state: &str) -> Option<Tone> {
    match state {
        "yes" | "verified" | "equal" | "holds" => Some(Tone::Good),
        "warning" | "no" | "?" | "reverted" | "reverting" | "pending" | "started" | "done" => {
            Some(Tone::Doubtful)
        }
        "critical" | "NO" | "failed" | "DIFFERENT" | "worse" => Some(Tone::Bad),
        _ => None,
    }
}

impl Table {
    /// Columns whose name ends in `#` hold numbers, those that end in `!` a word of state.
    pub fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.iter().map(|name| column(name)).collect(), rows: Vec::new() }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

fn column(name: &'static str) -> Column {
    if let Some(name) = name.strip_suffix('#') {
        return Column { name, kind: ColumnKind::Number };
    }
    match name.strip_suffix('!') {
        Some(name) => Column { name, kind: ColumnKind::State },
        None => Column { name, kind: ColumnKind::Text },
    }
}

impl Report {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    pub fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Sentence(text.into()));
    }

    pub fn code(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Code(text.into()));
    }

    /// Puts another report's pages behind this one's, under its title.
    pub fn append(&mut self, other: Self) {
        self.heading(other.title);
        self.blocks.extend(other.blocks);
    }

    /// Adds a table, unless it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }
}
