use std::path::{Path, PathBuf};

use anyhow::bail;
use detour_exchange::{RowProblem, csv, json};
use detour_rules::Rule;

use super::input;
use super::origin::OriginArguments;
use crate::database::{Connection, DatabaseError};
use crate::exit::Outcome;
use crate::rules_table;
use crate::site::Access;

const EXAMPLES: &str = "\
Examples:
  detour export --format csv --wordpress /var/www/shop -o rules.csv
  detour export --format csv --rules rules.json
What is exported can be imported again without loss.";

/// Write rules in another format
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Format of the output
    #[arg(long, value_enum)]
    format: Format,
    /// Rules in canonical JSON; - for standard input
    #[arg(long, value_name = "RULES.json", conflicts_with_all = ["wordpress", "dsn"])]
    rules: Option<PathBuf>,
    #[command(flatten)]
    origin: OriginArguments,
    /// Write here instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A format that rules are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Every field of every rule
    Csv,
    /// Detour's own: {"rules": […]}
    Json,
}

impl Format {
    fn write(self, rules: &[Rule]) -> Vec<u8> {
        match self {
            Format::Csv => csv::write(rules),
            Format::Json => json::write(rules),
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Arguments { format, rules, origin, output } = arguments;
    let (rules, problems) = match (rules, origin.access()?) {
        (Some(file), _) => from_file(file)?,
        (None, Some(access)) => super::block_on(from_database(&access))??,
        (None, None) => bail!("nothing to export; name the rules with --rules FILE, --wordpress DIR or --dsn URL"),
    };
    for problem in &problems {
        eprintln!("left out: {problem}");
    }
    input::write(output.as_deref(), &format.write(&rules))?;
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Findings })
}

fn from_file(file: &Path) -> anyhow::Result<(Vec<Rule>, Vec<RowProblem>)> {
    let import = json::read(&input::read(file)?);
    Ok((import.rules, import.report.skipped))
}

async fn from_database(access: &Access) -> Result<(Vec<Rule>, Vec<RowProblem>), DatabaseError> {
    let mut connection = Connection::open(&access.credentials).await?;
    let snapshot = rules_table::snapshot(&mut connection, &access.prefix).await?;
    connection.close().await;
    Ok(snapshot.rules())
}
