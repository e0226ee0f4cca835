//! HTML that is escaped unless it says otherwise, and the frame around every page.

use std::fmt::Write as _;

/// A piece of a page.
#[derive(Debug, Default)]
pub struct Html {
    out: String,
}

impl Html {
    /// Markup of our own.
    pub fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Text from anywhere, in an element or in a quoted attribute.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                other => self.out.push(other),
            }
        }
        self
    }

    /// A number of our own: a coordinate, an identifier.
    pub fn number(&mut self, number: impl std::fmt::Display) -> &mut Self {
        let _ = write!(self.out, "{number}");
        self
    }

    pub fn add(&mut self, piece: &Html) -> &mut Self {
        self.out.push_str(&piece.out);
        self
    }
}

/// A whole page; it asks for nothing else.
pub fn document(title: &str, body: &Html) -> String {
    let mut page = Html::default();
    page.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .raw("<meta name=\"color-scheme\" content=\"light dark\">")
        .raw("<link rel=\"icon\" href=\"data:,\"><title>")
        .text(title)
        .raw(" · marketplace</title><style>")
        .raw(include_str!("style.css"))
        .raw("</style></head><body>")
        .add(body)
        .raw("</body></html>\n");
    page.out
}
