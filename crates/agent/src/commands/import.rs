use std::path::PathBuf;

use detour_exchange::{Counted, Format, Import, Report, json, number};

use super::import_site::{Rest, SiteArguments};
use super::input::{self, ListArguments};
use super::origin::OriginArguments;
use super::progress::Progress;
use super::save::save;
use crate::database::Connection;
use crate::exit::Outcome;
use crate::site::Access;

const EXAMPLES: &str = "\
Examples:
  detour import --format csv list.csv --dry-run
  detour import --format csv list.csv -o rules.json
  detour import --format json rules.json --wordpress /var/www/shop
  detour import --format htaccess /var/www/shop/.htaccess --host shop.example --dry-run
  detour import --list --wordpress /var/www/shop
  detour import --from betterlinks --wordpress /var/www/shop --dry-run
  detour import --undo --wordpress /var/www/shop

CSV columns are found by their names (source, target, code, kind, case, slash, query, host, enabled, position, group,
note …; those of Redirection and Yoast SEO as well); without a header they are source, target, code.
A row that can't be used is reported and the others are imported, all in one transaction; the exit code is 1 then. How far a
long import is stands on standard error, as JSON lines with --json.";

/// Read rules of another format
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Format of the input
    #[arg(long, value_parser = input::format(), required_unless_present_any = ["from", "list", "undo"])]
    format: Option<Format>,
    #[command(flatten)]
    site: SiteArguments,
    #[command(flatten)]
    list: ListArguments,
    /// URL path of the folder an .htaccess file lies in
    #[arg(long, value_name = "/DIR/", default_value = "/")]
    folder: String,
    /// A host of the site, for rules whose target is built from the requested host; may be given again
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// File to read; - for standard input
    #[arg(value_name = "INPUT", required_unless_present_any = ["from", "list", "undo"])]
    input: Option<PathBuf>,
    /// Write canonical JSON here instead of to standard output
    #[arg(short, long, value_name = "RULES.json", conflicts_with_all = ["wordpress", "dsn"])]
    output: Option<PathBuf>,
    #[command(flatten)]
    origin: OriginArguments,
    /// Only report what would be imported
    #[arg(long)]
    dry_run: bool,
    /// Print the report as JSON (to standard output with --dry-run or a database)
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Arguments { format, site, list, folder, hosts, input, output, origin, dry_run, json: as_json } = arguments;
    let access = match output {
        Some(_) => None,
        None => origin.access()?,
    };
    let (Some(format), Some(input), false) = (format, input, site.is_used()) else {
        let (input, output) = (input.as_deref(), output.as_deref());
        return site.run(Rest { input, output, access, dry_run: *dry_run, as_json: *as_json });
    };
    let import = format.read(&input::read(input)?, &list.options(folder, hosts.clone()));
    let report = &import.report;
    let outcome = if report.skipped.is_empty() { Outcome::Fine } else { Outcome::Findings };
    if *dry_run {
        input::write(None, shown(report, *as_json)?.as_bytes())?;
        return Ok(outcome);
    }
    if let Some(access) = access {
        input::write(None, shown(report, *as_json)?.as_bytes())?;
        super::block_on(to_site(&access, import, &Progress::new(*as_json)))??;
        return Ok(outcome);
    }
    eprint!("{}", shown(report, *as_json)?);
    let mut rules = import.rules;
    number(&mut rules);
    input::write(output.as_deref(), &json::write(&rules))?;
    Ok(outcome)
}

fn shown(report: &Report, as_json: bool) -> anyhow::Result<String> {
    Ok(if as_json { serde_json::to_string_pretty(report)? + "\n" } else { format!("{report}\n") })
}

async fn to_site(access: &Access, import: Import, progress: &Progress) -> anyhow::Result<()> {
    let rules: Vec<Counted> = import.counted().collect();
    let mut connection = Connection::open(&access.credentials).await?;
    save(&mut connection, access, &rules, &serde_json::Map::new(), progress).await?;
    connection.close().await;
    Ok(())
}
