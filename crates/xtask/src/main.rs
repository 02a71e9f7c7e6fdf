//! Developer commands: `cargo xtask demo`, `app`, `catalogue`, `reference`, `test`, `matrix`, `bench`, `dist`, `conformance`.

mod app;
mod bench;
mod catalogue;
mod command;
mod conformance;
mod demo;
mod dist;
mod http;
mod progress;
mod random;
mod reference;
mod rule_file;
mod shutdown;
mod stack;
mod test;
mod translated;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer commands of Detour", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run WordPress with Detour on this machine: installs, builds and starts all it takes
    Demo(demo::Options),
    /// Build the plugin's screens, which need Node.js
    App,
    /// Write the plugin's catalogue of texts for translators (languages/detour.pot), which needs GNU gettext
    Catalogue,
    /// Write the reference of the extension's functions (php/REFERENCE.md) from its stubs, and the tables of the rule file
    /// (crates/format/FORMAT.md) from its code
    Reference,
    /// Run all tests, or the suites named
    Test(test::Options),
    /// Test the extension in other PHPs: Debian 13's, and one with threads
    Matrix(test::matrix::Options),
    /// Measure what is promised, side by side in one run
    Bench(bench::Options),
    /// Make what users install: Debian packages, the plugin's zip, archives for PIE, checksums
    Dist(dist::Options),
    /// Replay what other plugins were seen to do
    Conformance(conformance::Options),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = shutdown::watch_signals().and_then(|()| match cli.command {
        Command::Demo(options) => demo::run(&options),
        Command::App => app::build(&mut String::new()),
        Command::Catalogue => catalogue::write().map(|count| println!("{count} texts")),
        Command::Reference => reference::write().map(|said| println!("{said}")),
        Command::Test(options) => test::run(&options),
        Command::Matrix(options) => test::matrix::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Dist(options) => dist::run(&options),
        Command::Conformance(options) => conformance::run(&options),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
