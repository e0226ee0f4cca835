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
    pub numeric: bool,
}

impl Table {
    /// Columns whose name ends in `#` hold numbers and are aligned to the right.
    pub fn new(columns: &[&'static str]) -> Self {
        let columns = columns
            .iter()
            .map(|name| match name.strip_suffix('#') {
                Some(name) => Column { name, numeric: true },
                None => Column { name, numeric: false },
            })
            .collect();
        Self { columns, rows: Vec::new() }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
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

    /// Adds a table, unless it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }
}
