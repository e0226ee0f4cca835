//! The command line of rungs: parse, run one command, say what went wrong, end with its code.

mod args;
mod commands;
mod config;
mod exit;
mod hold;
mod pipeline;
mod render;
mod report;
mod target;
mod words;
mod world;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    match commands::run(&cli) {
        Ok(code) => code.into(),
        Err(error) => exit::report(&error).into(),
    }
}
