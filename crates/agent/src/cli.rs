//! The command line.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{
    agent, audit, check, compile, explain, export, import, manual, rollback, sites, status, verify, webserver,
};
use crate::exit::{self, Outcome};

const EXIT_CODES: &str =
    "Exit codes: 0 done, 1 failed or something was found, 64 wrong usage, 78 mistake in a configuration.";

/// Redirects for WordPress, answered before WordPress boots.
#[derive(Debug, Parser)]
#[command(name = "detour", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Agent(agent::Arguments),
    Compile(compile::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
    Import(import::Arguments),
    Export(export::Arguments),
    Verify(verify::Arguments),
    Audit(audit::Arguments),
    Status(status::Arguments),
    Sites(sites::Arguments),
    Rollback(rollback::Arguments),
    Webserver(webserver::Arguments),
    Man(manual::ManArguments),
    Completions(manual::CompletionsArguments),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are "errors" too, those that go to stdout.
            let code = if error.use_stderr() { ExitCode::from(exit::USAGE) } else { ExitCode::SUCCESS };
            let _ = error.print();
            return code;
        }
    };
    let result = match cli.command {
        Command::Agent(arguments) => agent::run(arguments),
        Command::Compile(arguments) => compile::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Sites(arguments) => sites::run(&arguments),
        Command::Rollback(arguments) => rollback::run(&arguments),
        Command::Webserver(arguments) => webserver::run(&arguments),
        Command::Man(arguments) => manual::man(&arguments),
        Command::Completions(arguments) => manual::completions(&arguments),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) if is_broken_pipe(&error) => Outcome::Fine.into(),
        Err(error) => {
            let prefix = if std::io::stderr().is_terminal() { "\x1b[1;31merror:\x1b[0m" } else { "error:" };
            let _ = writeln!(std::io::stderr(), "{prefix} {error:#}");
            exit::code_of(&error)
        }
    }
}

/// Whoever read our output has seen enough, as `head` does.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
