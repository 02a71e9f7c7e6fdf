use std::path::PathBuf;

use anyhow::bail;

use super::given::{self, SettingsArguments};
use super::input;
use crate::exit::Outcome;
use crate::publish::{self, Made};

const EXAMPLES: &str = "\
Examples:
  detour compile rules.json -o site.detour
  detour compile rules.json --settings settings.json -o site.detour
  detour import --format csv list.csv | detour compile - -o site.detour

The rules of a network's sites are given as
  {\"sites\": [{\"blog\": 1, \"host\": \"example.com\", \"path\": \"/\", \"settings\": {…}, \"rules\": […]}, …]}
path and settings may be left out.";

/// Make a rule file out of rules in JSON
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Rules in canonical JSON, or the sites of a network with theirs; - for standard input
    #[arg(value_name = "RULES.json")]
    input: PathBuf,
    /// Rule file to put in place
    #[arg(short, long, value_name = "FILE.detour")]
    output: PathBuf,
    #[command(flatten)]
    settings: SettingsArguments,
    /// Make the file of the sound rules if some are not
    #[arg(long)]
    skip_invalid: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Arguments { input, output, settings, skip_invalid } = arguments;
    let description = given::description(input, &input::read(input)?, &settings.read()?)?;
    for part in &description.parts {
        for row in &part.import.report.skipped {
            eprintln!("{}: {}{row}", input.display(), part.label());
        }
    }
    let skipped = description.skipped();
    if skipped > 0 && !skip_invalid {
        bail!("{skipped} rules are not sound, no file was made; correct them, or leave them out with --skip-invalid");
    }
    let generation = publish::next_generation(output);
    let Made { bytes, findings, rejected, .. } = publish::rule_file(&description, generation, 0)?;
    let failing = findings.iter().map(|finding| (finding, " doesn't do what its example says"));
    for ((blog, rule), what) in failing.chain(rejected.iter().map(|finding| (finding, ""))) {
        let blog = blog.map_or_else(String::new, |blog| format!("blog {blog}: "));
        for problem in &rule.problems {
            eprintln!("{}: {blog}rule {}{what}: {problem}", input.display(), rule.rule);
        }
    }
    detour_format::publish(output, &bytes)?;
    let rules = description.parts.iter().flat_map(|part| &part.import.rules).filter(|rule| rule.enabled).count();
    let sites = if description.is_network { format!("{} sites, ", description.parts.len()) } else { String::new() };
    eprintln!("{}: generation {generation}, {sites}{rules} rules, {} bytes", output.display(), bytes.len());
    Ok(if skipped > 0 { Outcome::Findings } else { Outcome::Fine })
}
