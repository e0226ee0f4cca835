//! The command line of rungs: parse, run one command, say what went wrong, end with its code.

mod args;
mod commands;
mod config;
mod exit;
mod files;
mod hold;
mod legend;
mod narrate;
mod pipeline;
mod promises;
mod render;
mod report;
mod shell;
mod tables;
mod target;
mod words;
mod world;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    match commands::run(&cli) {
        Ok(code) => code.into(),
        Err(error) => {
            let color = render::color(cli.common.color, &std::io::stderr());
            exit::report(&error, color).into()
        }
    }
}
