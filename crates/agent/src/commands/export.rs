use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use detour_exchange::{Export, Format, RowProblem, json};
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
  detour export --format htaccess --rules rules.json -o redirects.htaccess
  detour export --format nginx --rules rules.json -o /etc/nginx/detour
  detour export --format redirection-csv --wordpress /var/www/shop -o redirection.csv
csv and json hold every field of every rule and can be imported again without loss. The others hold what their systems can
do; each rule that they can't express is reported, and stands as a comment in the file if it may have comments. nginx takes
two files, so -o names a directory for them. redirection-csv, redirection-json and rank-math-csv are for the import of those
plugins. What is in the lists comes back without loss; redirection-json has conditions, flags and groups as the plugin knows
them, and comes back as rules that behave as there.";

/// Write rules in another format
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Format of the output
    #[arg(long, value_parser = input::format())]
    format: Format,
    /// A host of the site, for formats that name it; may be given again
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// Rules in canonical JSON; - for standard input
    #[arg(long, value_name = "RULES.json", conflicts_with_all = ["wordpress", "dsn"])]
    rules: Option<PathBuf>,
    #[command(flatten)]
    origin: OriginArguments,
    /// Write here instead of to standard output; a directory for formats of several files
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Arguments { format, hosts, rules, origin, output } = arguments;
    let (rules, problems) = match (rules, origin.access()?) {
        (Some(file), _) => from_file(file)?,
        (None, Some(access)) => super::block_on(from_database(&access))??,
        (None, None) => bail!("nothing to export; name the rules with --rules FILE, --wordpress DIR or --dsn URL"),
    };
    for problem in &problems {
        eprintln!("left out: {problem}");
    }
    let Export { files, left_out, widened } = format.write(&rules, hosts);
    for row in &left_out {
        eprintln!("left out: {row}");
    }
    for row in &widened {
        eprintln!("warning: {row}");
    }
    match (files.as_slice(), output) {
        ([(_, text)], _) => input::write(output.as_deref(), text)?,
        (several, None) => {
            for (name, text) in several {
                input::write(None, format!("### {name}\n").as_bytes())?;
                input::write(None, text)?;
            }
        }
        (several, Some(directory)) => {
            std::fs::create_dir_all(directory).with_context(|| format!("{}: can't be made", directory.display()))?;
            for (name, text) in several {
                input::write(Some(&directory.join(name)), text)?;
            }
        }
    }
    Ok(if problems.is_empty() && left_out.is_empty() { Outcome::Fine } else { Outcome::Findings })
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
