use std::path::PathBuf;

use anyhow::bail;
use detour_exchange::{json, number};

use super::input;
use crate::exit::Outcome;
use crate::publish;

const EXAMPLES: &str = "\
Examples:
  detour compile rules.json -o site.detour
  detour import --format csv list.csv | detour compile - -o site.detour";

/// Make a rule file out of rules in JSON
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Rules in canonical JSON; - for standard input
    #[arg(value_name = "RULES.json")]
    input: PathBuf,
    /// Rule file to put in place
    #[arg(short, long, value_name = "FILE.detour")]
    output: PathBuf,
    /// Make the file of the sound rules if some are not
    #[arg(long)]
    skip_invalid: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Arguments { input, output, skip_invalid } = arguments;
    let mut import = json::read(&input::read(input)?);
    for row in &import.report.skipped {
        eprintln!("{}: {row}", input.display());
    }
    let skipped = import.report.skipped_rows();
    if skipped > 0 && !skip_invalid {
        bail!("{skipped} rules are not sound, no file was made; correct them, or leave them out with --skip-invalid");
    }
    number(&mut import.rules);
    let generation = publish::next_generation(output);
    let (bytes, unsound) = publish::rule_file(&import.rules, generation, 0)?;
    debug_assert!(unsound.is_empty(), "what was read is sound");
    for (rule, problem) in publish::failing_examples(&import.rules) {
        eprintln!("{}: rule {rule} doesn't do what its example says: {problem}", input.display());
    }
    detour_format::publish(output, &bytes)?;
    let enabled = import.rules.iter().filter(|rule| rule.enabled).count();
    eprintln!("{}: generation {generation}, {enabled} rules, {} bytes", output.display(), bytes.len());
    Ok(if skipped > 0 { Outcome::Findings } else { Outcome::Fine })
}
