//! The house's own commands: `cargo run -p xtask -- tidy`. Depends on std only.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to a person")]

mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: cargo run -p xtask -- tidy";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments != ["tidy"] {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    match root().and_then(|root| tidy::Repo::load(&root)) {
        Ok(repo) => report(&tidy::problems(&repo)),
        Err(error) => {
            eprintln!("tidy: cannot read the repository: {error}");
            ExitCode::from(3)
        }
    }
}

fn report(problems: &[tidy::Problem]) -> ExitCode {
    for problem in problems {
        println!("{problem}");
    }
    if problems.is_empty() {
        println!("tidy: the house rules hold");
        return ExitCode::SUCCESS;
    }
    println!("tidy: {} problems", problems.len());
    ExitCode::FAILURE
}

/// The workspace's folder, upward from the one that this runs in.
fn root() -> std::io::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let is_root = |folder: &&Path| folder.join("Cargo.lock").is_file();
    let found = here.ancestors().find(is_root).map(Path::to_owned);
    found.ok_or_else(|| std::io::Error::other("no Cargo.lock here or above"))
}
