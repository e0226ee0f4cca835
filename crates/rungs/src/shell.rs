//! Commands that are printed for people to run: words as the shell reads them, and no secrets.

/// A word for the shell; bare where it needs no quotes.
pub fn word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// It may hold a password, so it is not printed.
pub fn is_secret(target: &str) -> bool {
    target.contains('@') || target.to_ascii_lowercase().contains("password")
}
