use std::path::PathBuf;

use detour_exchange::json;
use detour_format::{RuleFile, Trust};

use super::input;
use crate::exit::Outcome;
use crate::publish;

const EXAMPLES: &str = "\
Examples:
  detour check /var/lib/detour/rules/shop.detour
  detour check rules.json";

/// Check a rule file, or rules in JSON and their examples
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A rule file (.detour) or rules in canonical JSON; - for standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let content = input::read(&arguments.input)?;
    let json = content.trim_ascii_start().strip_prefix(b"\xef\xbb\xbf").unwrap_or(content.trim_ascii_start());
    let named_json = arguments.input.extension().is_some_and(|extension| extension == "json");
    if named_json || json.starts_with(b"{") || json.starts_with(b"[") {
        return Ok(check_json(arguments, &content));
    }
    check_rule_file(arguments, &content)
}

fn check_json(arguments: &Arguments, content: &[u8]) -> Outcome {
    let mut import = json::read(content);
    detour_exchange::number(&mut import.rules);
    println!("{}", arguments.input.display());
    let mut failing = 0;
    for (rule, problem) in publish::failing_examples(&import.rules) {
        println!("example  rule {rule}: {problem}");
        failing += 1;
    }
    println!("{}", import.report);
    if import.report.skipped.is_empty() && failing == 0 { Outcome::Fine } else { Outcome::Findings }
}

fn check_rule_file(arguments: &Arguments, content: &[u8]) -> anyhow::Result<Outcome> {
    let path = arguments.input.display();
    let problem = match RuleFile::open(content) {
        Err(error) => Some((error.state(), error.to_string())),
        Ok(file) => {
            println!(
                "{path}\n  generation {}\n  revision   {}\n  created    {} (seconds since 1970)\n  rules      {} ({} by look-up, {} patterns)\n  bytes      {}",
                file.generation(),
                file.revision(),
                file.created(),
                file.rule_count(),
                file.literal_count(),
                file.pattern_count(),
                file.length(),
            );
            file.verify().err().map(|error| ("corrupt", error.to_string()))
        }
    };
    // The bytes may be fine and PHP still refuse the file for its owner or mode.
    let problem = problem.or_else(|| {
        let on_disk = arguments.input.as_os_str() != "-";
        let refused = on_disk.then(|| detour_format::load(&arguments.input, &Trust::default()).err()).flatten();
        refused.map(|error| (error.state(), error.to_string()))
    });
    match problem {
        None => {
            println!("  ok: every byte was checked");
            Ok(Outcome::Fine)
        }
        Some((state, message)) => {
            println!("  {state}: {message}");
            Ok(Outcome::Findings)
        }
    }
}
