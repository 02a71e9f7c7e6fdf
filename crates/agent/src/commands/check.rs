use std::path::PathBuf;

use detour_engine::check_examples;
use detour_format::{AnyFile, Trust};

use super::given::{self, SettingsArguments};
use super::input;
use crate::exit::Outcome;
use crate::publish;

const EXAMPLES: &str = "\
Examples:
  detour check /var/lib/detour/rules/shop.detour
  detour check rules.json --settings settings.json";

/// Check a rule file, or rules in JSON and their examples
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A rule file (.detour), rules in canonical JSON, or the sites of a network with theirs; - for standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,
    #[command(flatten)]
    settings: SettingsArguments,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let content = input::read(&arguments.input)?;
    if given::is_json(&arguments.input, &content) {
        return check_json(arguments, &content);
    }
    arguments.settings.must_not_be_given()?;
    check_rule_file(arguments, &content)
}

fn check_json(arguments: &Arguments, content: &[u8]) -> anyhow::Result<Outcome> {
    let description = given::description(&arguments.input, content, &arguments.settings.read()?)?;
    println!("{}", arguments.input.display());
    // Where the sites lie is checked by making the file.
    let problem = description.is_network.then(|| publish::rule_file(&description, 0, 0).err()).flatten();
    let mut sound = problem.is_none();
    for part in &description.parts {
        if description.is_network {
            println!("blog {}, {}{}", part.blog, part.host, part.path);
        }
        for rule in part.import.rules.iter().filter(|rule| rule.enabled) {
            for problem in check_examples(rule, &part.settings) {
                println!("example  rule {}: {problem}", rule.id);
                sound = false;
            }
        }
        println!("{}", part.import.report);
        sound &= part.import.report.skipped.is_empty();
    }
    if let Some(problem) = problem {
        println!("{problem}");
    }
    Ok(if sound { Outcome::Fine } else { Outcome::Findings })
}

fn check_rule_file(arguments: &Arguments, content: &[u8]) -> anyhow::Result<Outcome> {
    let path = arguments.input.display();
    let problem = match AnyFile::open(content) {
        Err(error) => Some((error.state(), error.to_string())),
        Ok(file) => {
            println!(
                "{path}\n  generation {}\n  revision   {}\n  created    {} (seconds since 1970)\n  rules      {} ({} by look-up, {} patterns){}\n  bytes      {}",
                file.generation(),
                file.revision(),
                file.created(),
                file.rule_count(),
                file.literal_count(),
                file.pattern_count(),
                sites(&file),
                file.length(),
            );
            file.verify_in_parallel().err().map(|error| ("corrupt", error.to_string()))
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

fn sites<B: AsRef<[u8]>>(file: &AnyFile<B>) -> String {
    match file {
        AnyFile::Site(_) => String::new(),
        AnyFile::Network(network) => format!("\n  sites      {}", network.site_count()),
    }
}
