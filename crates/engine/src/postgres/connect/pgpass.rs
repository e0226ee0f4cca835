//! The password file of libpq: `host:port:database:user:password`, first match wins. A file that
//! others may read is not used.

use std::path::Path;

/// What a password file gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Password(String),
    Nothing,
    /// A sentence for the user.
    Ignored(String),
}

pub(super) struct Wanted<'a> {
    pub host: &'a str,
    pub port: u16,
    pub database: &'a str,
    pub user: &'a str,
}

pub(super) fn look_up(file: &Path, wanted: &Wanted) -> Found {
    if !file.is_file() {
        return Found::Nothing;
    }
    if readable_by_others(file) {
        return Found::Ignored(format!(
            "password file {} is ignored: others may read it; run chmod 600 on it",
            file.display()
        ));
    }
    let Ok(text) = std::fs::read_to_string(file) else {
        return Found::Ignored(format!("password file {} cannot be read", file.display()));
    };
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| password_of(line, wanted))
        .map_or(Found::Nothing, Found::Password)
}

#[cfg(unix)]
fn readable_by_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_file: &Path) -> bool {
    false
}

fn password_of(line: &str, wanted: &Wanted) -> Option<String> {
    let mut fields = fields(line).into_iter();
    let port = wanted.port.to_string();
    let host = if wanted.host.starts_with('/') { "localhost" } else { wanted.host };
    for value in [host, &port, wanted.database, wanted.user] {
        let field = fields.next()?;
        if field != "*" && field != value {
            return None;
        }
    }
    fields.next()
}

/// Splits at colons; a backslash takes the meaning from a colon or backslash.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        let add = match letter {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => letters.next().unwrap_or('\\'),
            other => other,
        };
        if let Some(last) = fields.last_mut() {
            last.push(add);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Wanted<'static> =
        Wanted { host: "db.example", port: 5432, database: "shop", user: "me" };

    #[test]
    fn the_first_line_that_fits_gives_the_password() {
        assert_eq!(password_of("db.example:5432:shop:you:x", &WANTED), None);
        assert_eq!(password_of("*:*:shop:me:a\\:b\\\\c", &WANTED), Some("a:b\\c".to_owned()));
        assert_eq!(password_of("*:5432", &WANTED), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_ignored_and_said_so() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pass");
        std::fs::write(&file, "# mine\n*:*:*:me:secret\n").unwrap();
        let mode =
            |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        mode(0o600);
        assert_eq!(look_up(&file, &WANTED), Found::Password("secret".to_owned()));
        mode(0o640);
        assert!(matches!(look_up(&file, &WANTED), Found::Ignored(why) if why.contains("chmod")));
        assert_eq!(look_up(&folder.path().join("none"), &WANTED), Found::Nothing);
    }
}
