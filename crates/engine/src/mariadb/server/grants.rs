//! What SHOW GRANTS says the user may do. Pure but for the one query.

use rungs_core::engine::EngineError;

use super::super::connect::{Session, text};

/// The user and all that was granted to it and to its current role.
#[derive(Debug, Clone)]
pub struct Grants {
    /// As GRANT wants it: `` `user`@`host` ``.
    pub account: String,
    granted: Vec<Granted>,
}

#[derive(Debug, Clone)]
struct Granted {
    privileges: Vec<String>,
    /// As SHOW GRANTS writes it, without backticks: `*.*`, `shop.*`, `shop.orders`.
    database: String,
    table: String,
}

impl Grants {
    pub fn read(session: &mut Session) -> Result<Self, EngineError> {
        let account = session.one("SELECT CURRENT_USER()")?.unwrap_or_default();
        let (user, host) = account.rsplit_once('@').unwrap_or((account.as_str(), "%"));
        let account = format!("`{}`@`{}`", user.replace('`', "``"), host.replace('`', "``"));
        let rows = session.rows("SHOW GRANTS")?;
        Ok(Self { account, granted: rows.iter().filter_map(|r| granted(&text(r, 0))).collect() })
    }

    /// Whether `privilege` holds for a whole database.
    pub fn on_database(&self, privilege: &str, database: &str) -> bool {
        self.granted
            .iter()
            .any(|g| g.table == "*" && g.gives(privilege) && like(&g.database, database))
    }

    /// Whether `privilege` holds for one table.
    pub fn on_table(&self, privilege: &str, database: &str, table: &str) -> bool {
        self.on_database(privilege, database)
            || self
                .granted
                .iter()
                .any(|g| g.gives(privilege) && g.database == database && g.table == table)
    }

    /// Whether `privilege` holds for the server.
    pub fn on_server(&self, privilege: &str) -> bool {
        self.granted.iter().any(|g| g.database == "*" && g.table == "*" && g.gives(privilege))
    }
}

impl Granted {
    fn gives(&self, privilege: &str) -> bool {
        self.privileges.iter().any(|p| p == privilege || p == "ALL PRIVILEGES")
    }
}

/// `GRANT SELECT, INSERT (a) ON `shop`.* TO …`. None: a role, a proxy or a routine.
fn granted(line: &str) -> Option<Granted> {
    let rest = line.strip_prefix("GRANT ")?;
    let (privileges, rest) = rest.split_once(" ON ")?;
    let (object, _) = rest.split_once(" TO ")?;
    let (database, table) = split_object(object)?;
    let privileges = privileges.split(", ").map(|p| p.trim().to_uppercase()).collect();
    Some(Granted { privileges, database, table })
}

fn split_object(object: &str) -> Option<(String, String)> {
    if let Some(rest) = object.strip_prefix('`') {
        let (database, table) = rest.split_once("`.")?;
        return Some((database.replace("``", "`"), table.trim_matches('`').replace("``", "`")));
    }
    let (database, table) = object.split_once('.')?;
    Some((database.to_owned(), table.to_owned()))
}

/// Database names in grants are LIKE patterns; `*` is all.
fn like(pattern: &str, name: &str) -> bool {
    fn matches(pattern: &[char], name: &[char]) -> bool {
        match (pattern.first(), name.first()) {
            (None, None) => true,
            (Some('%'), _) => {
                matches(&pattern[1..], name) || (!name.is_empty() && matches(pattern, &name[1..]))
            }
            (Some('\\'), Some(n)) if pattern.get(1) == Some(n) => {
                matches(&pattern[2..], &name[1..])
            }
            (Some('_'), Some(_)) => matches(&pattern[1..], &name[1..]),
            (Some(p), Some(n)) if p == n => matches(&pattern[1..], &name[1..]),
            _ => false,
        }
    }
    let chars = |s: &str| s.chars().collect::<Vec<_>>();
    pattern == "*" || matches(&chars(pattern), &chars(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grants(lines: &[&str]) -> Grants {
        let granted = lines.iter().filter_map(|l| granted(l)).collect();
        Grants { account: String::new(), granted }
    }

    #[test]
    fn grants_count_where_they_reach_and_nowhere_else() {
        let grants = grants(&[
            "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*1'",
            "GRANT SELECT, INSERT ON `shop`.* TO `u`@`%`",
            "GRANT ALL PRIVILEGES ON `rungs\\_scratch\\_%`.* TO `u`@`%`",
            "GRANT CREATE ON `shop`.`rungs_journal` TO `u`@`%`",
        ]);
        assert!(grants.on_database("SELECT", "shop"));
        assert!(!grants.on_database("SELECT", "shop2"));
        assert!(grants.on_database("CREATE", "rungs_scratch_1_0"));
        assert!(!grants.on_database("CREATE", "rungsxscratch_1_0"));
        assert!(grants.on_table("CREATE", "shop", "rungs_journal"));
        assert!(!grants.on_table("CREATE", "shop", "orders"));
        assert!(!grants.on_server("SELECT"));
    }
}
