//! No password and no literal of the user's in any output or file, whatever the command.

use rungs_tests::servers::{Kind, TestDb};

use crate::cli::{Cli, shop};

const PASSWORD: &str = "marker_password_9c1";
/// In the data, in the workload, and in statements that fail.
const LITERAL: &str = "marker_literal_7f3";

const WORKLOAD: &str = "-- name: by_note\n-- calls: 100\n-- mean_ms: 90\n\
    SELECT id FROM orders WHERE note = 'marker_literal_7f3';\n\
    -- name: fails\nSELECT id FROM orders WHERE id = 'marker_literal_7f3' + 'marker_literal_7f3';\n\
    -- name: gone\nSELECT id FROM gone WHERE id = 'marker_literal_7f3';\n\
    -- name: typo\nSELEC FRM orders WHERE 'marker_literal_7f3';\n\
    -- name: unclosed\nSELECT 'marker_literal_7f3;\n";

/// The address of an account that may do everything, with the marker as its password.
fn account(db: &TestDb) -> String {
    let url = db.limited_role();
    let role = TestDb::role_name(&url).to_owned();
    match db.kind() {
        Kind::Postgres15 | Kind::Postgres18 => {
            db.execute(&format!("alter role \"{role}\" superuser password '{PASSWORD}'"));
        }
        Kind::MariaDb => {
            db.execute(&format!("alter user `{role}`@'%' identified by '{PASSWORD}'"));
            db.execute(&format!("grant all on *.* to `{role}`@'%'"));
        }
        Kind::Sqlite => {}
    }
    url.replace(":secret@", &format!(":{PASSWORD}@"))
}

#[test]
fn no_password_and_no_literal_is_in_any_output_or_file() {
    for kind in [Kind::Postgres15, Kind::MariaDb, Kind::Sqlite] {
        let db = shop(kind, "no password and no literal");
        db.execute(&format!("update orders set note = '{LITERAL}' where id < 200"));
        let url = if kind == Kind::Sqlite { db.url().to_owned() } else { account(&db) };
        let cli = Cli::of(&db);
        cli.write("work.sql", WORKLOAD);
        cli.write("rungs.toml", &format!("[targets.shop]\nurl = \"{url}\"\n"));
        let lines = [
            "check shop -vv",
            "snapshot shop -o shop.snapshot --workload work.sql -vv",
            "analyze shop --workload work.sql -vv",
            "analyze shop --workload work.sql --table orders -vv",
            "plan shop --workload work.sql --deliver out -vv",
            "plan shop.snapshot -o other.toml -vv",
            "apply out/plan.toml shop --yes --workload work.sql -vv",
            "history shop -vv",
            "show 1 shop -vv",
            "upkeep shop --workload work.sql -vv",
            "resume shop -vv",
            "revert 1 shop --yes -vv",
            "plan shop --table nothing_like_it -vv",
            "apply out/plan.toml shop --yes --workload missing.sql -vv",
        ];
        for line in lines {
            for format in ["table", "json", "html"] {
                let args: Vec<&str> =
                    line.split(' ').chain(["--format", format, "--color", "never"]).collect();
                let said = cli.run(&args);
                assert!(said.code <= 6, "{line}: {}", said.code);
                check_clean(&format!("{line} --format {format}"), &said.stdout);
                check_clean(&format!("{line} --format {format}"), &said.stderr);
            }
        }
        for file in ["shop.snapshot", "other.toml", "out/plan.toml", "out/report.html"] {
            check_clean(file, &cli.read(file));
        }
        for file in ["out/summary.md", "out/report.json", "out/script.sql"] {
            check_clean(file, &cli.read(file));
        }
        let journal = match kind {
            Kind::Postgres15 | Kind::Postgres18 => "select j::text from rungs.journal j",
            Kind::MariaDb | Kind::Sqlite => "select body from rungs_journal",
        };
        for row in db.query(journal) {
            check_clean("the journal", row[0].as_deref().unwrap_or_default());
        }
    }
}

/// With the right to be believed wrong: the addresses that fail.
#[test]
fn no_password_is_in_an_error() {
    let cli = Cli::new();
    for address in [
        "postgres://someone:PW@127.0.0.1:1/shop",
        "postgres://someone:PW@[bad/shop",
        "postgres://someone:PW@127.0.0.1:notaport/shop",
        "postgres://someone:PW@127.0.0.1/shop?sslmode=nonsense",
        "mysql://someone:PW@127.0.0.1:1/shop",
        "mysql://someone:PW@127.0.0.1:notaport/shop",
        "mysql://someone:PW@[bad/shop",
        "redis://someone:PW@127.0.0.1/shop",
        "someone:PW@127.0.0.1",
        "sqlite:/nowhere/app.db?key=PW",
    ] {
        let url = address.replace("PW", PASSWORD);
        for args in [vec!["check", &url, "-vv"], vec!["history", &url, "-vv"]] {
            let said = cli.run(&args);
            assert!([2, 3].contains(&said.code), "{address}: {}", said.code);
            assert!(said.stderr.contains("hint: "), "{address}: {}", said.stderr);
            check_clean(address, &said.stdout);
            check_clean(address, &said.stderr);
        }
    }
}

#[track_caller]
fn check_clean(what: &str, text: &str) {
    for marker in [PASSWORD, LITERAL] {
        let found = text.lines().find(|line| line.contains(marker));
        assert!(found.is_none(), "{what} shows {marker}: {}", found.unwrap_or_default());
    }
}
