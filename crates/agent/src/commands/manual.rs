//! Man pages and shell completions, made from the command line itself.

use std::path::PathBuf;

use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;

use super::input;
use crate::cli::Cli;
use crate::exit::Outcome;

/// Write the man pages into a directory: detour.1, and one for each command
#[derive(Debug, clap::Args)]
pub(crate) struct ManArguments {
    /// Directory, such as /usr/local/share/man/man1
    directory: PathBuf,
}

/// Print what a shell needs to complete commands and options
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  detour completions bash > /etc/bash_completion.d/detour")]
pub(crate) struct CompletionsArguments {
    /// Shell
    shell: Shell,
}

pub(crate) fn man(arguments: &ManArguments) -> anyhow::Result<Outcome> {
    let directory = &arguments.directory;
    clap_mangen::generate_to(Cli::command(), directory)
        .with_context(|| format!("{}: the man pages can't be written; make the directory", directory.display()))?;
    Ok(Outcome::Fine)
}

pub(crate) fn completions(arguments: &CompletionsArguments) -> anyhow::Result<Outcome> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "detour", &mut text);
    input::write(None, &text)?;
    Ok(Outcome::Fine)
}
