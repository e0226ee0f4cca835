//! The flags that every command shares, and the list of commands.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use crate::commands::Command;
use crate::render::Format;

/// Makes slow PostgreSQL, MariaDB/MySQL and SQLite databases fast, safely.
///
/// TARGET is a URL (postgres://, mysql://, sqlite:), a name in rungs.toml or, left out, DATABASE_URL,
/// else PG* with service file and .pgpass, else .my.cnf.
///
/// Exit codes: 0 done; 1 findings failed the gate; 2 usage; 3 cannot connect or read; 4 partial
/// data; 5 a change failed and was rolled back; 6 a change needs attention.
#[derive(Debug, Parser)]
#[command(name = "rungs", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Args)]
pub struct Common {
    /// How to print the result on stdout.
    #[arg(long, global = true, value_enum, default_value = "table")]
    pub format: Format,
    /// Colour in messages.
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub color: Color,
    /// No talk and progress on stderr, only errors.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// More talk: what is asked of the server, and how long it took.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// The configuration file; default: rungs.toml here or in a folder above.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Do not ask before changing something.
    #[arg(short, long, global = true)]
    pub yes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}
