use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use detour_exchange::Fixed;
use detour_format::{AnyFile, Trust};
use detour_rules::RuleName;
use serde_json::{Value, json};

use super::config::ConfigArguments;
use super::given::{self, SettingsArguments};
use super::input;
use crate::exit::Outcome;
use crate::publish;
use crate::webserver::{Answers, Left, Webserver};

const EXAMPLES: &str = "\
Examples:
  detour webserver shop                         # what of a configured site its web server answers itself
  detour webserver shop -o /tmp/shop            # and what its configuration needs for that
  detour webserver --rules rules.json --kind nginx --host shop.example -o /tmp/shop
Nothing is put in place: that is the agent's work, for sites with a [site.webserver]. -o writes the table as the agent would,
and the lines that look into it: for nginx location.conf, which the location that hands requests on to PHP includes; for Apache
rules.conf, which the virtual host includes. A rule is left to PHP unless its answer is the same for everybody at any time; hits
of the others are not counted.";

/// Show what the web server can answer in front of PHP, and why it can't answer the rest
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Name of a configured site with a [site.webserver], as detour sites shows it
    #[arg(required_unless_present = "rules", conflicts_with_all = ["rules", "kind", "hosts", "name"])]
    site: Option<String>,
    /// Rule file, or rules in canonical JSON; - for standard input
    #[arg(long, value_name = "RULES", requires = "kind", requires = "hosts")]
    rules: Option<PathBuf>,
    /// The web server
    #[arg(long)]
    kind: Option<Webserver>,
    /// A host of the site as browsers send it, maybe with a port; may be given again
    #[arg(long = "host", value_name = "HOST", value_parser = host)]
    hosts: Vec<String>,
    /// What tells its table from those of other sites
    #[arg(long, default_value = "site")]
    name: String,
    /// Write table and lines into this directory
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(flatten)]
    config: ConfigArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What a table is made for.
struct Wanted {
    name: String,
    rules: PathBuf,
    kind: Webserver,
    hosts: Vec<String>,
    /// Where the agent keeps it.
    file: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Wanted { name, rules, kind, hosts, file } = wanted(arguments)?;
    let answers = answers(&rules, &arguments.settings, &hosts)?;
    let table = kind.table(&name, &answers.fixed);
    if let Some(directory) = &arguments.output {
        std::fs::create_dir_all(directory).with_context(|| format!("{}: can't be made", directory.display()))?;
        let (table_name, lines_name) = match kind {
            Webserver::Nginx => ("table.conf", "location.conf"),
            Webserver::Apache => ("table.txt", "rules.conf"),
        };
        let written = directory.join(table_name);
        input::write(Some(&written), &table.text)?;
        let written = std::path::absolute(written)?;
        let lines = kind.lines(&name, file.as_deref().unwrap_or(&written));
        input::write(Some(&directory.join(lines_name)), lines.as_bytes())?;
    }
    let Answers { fixed, moved, left } = &answers;
    let kept: Vec<(&str, &str)> = table.left_out.iter().map(|&(place, why)| (fixed[place].key(), why)).collect();
    let text = if arguments.json {
        let urls: Vec<Value> = kept.iter().map(|(url, why)| json!({"url": url, "why": why})).collect();
        let report = json!({"answers": fixed.len() - kept.len(), "rules": moved, "left": left, "left_urls": urls});
        serde_json::to_string_pretty(&report)? + "\n"
    } else {
        let line = |Left { rule, blog, why }: &Left| {
            let blog = blog.map_or_else(String::new, |blog| format!("blog {blog}: "));
            format!("{blog}{}: {why}\n", RuleName::from(*rule))
        };
        let urls = kept.iter().map(|(url, why)| format!("{url}: {why}\n"));
        format!(
            "{} URLs of {moved} rules are answered in front of PHP, {} rules are left to PHP.\n{}{}",
            fixed.len() - kept.len(),
            left.len(),
            left.iter().map(line).collect::<String>(),
            urls.collect::<String>()
        )
    };
    input::write(None, text.as_bytes())?;
    Ok(Outcome::Fine)
}

fn wanted(arguments: &Arguments) -> anyhow::Result<Wanted> {
    let Arguments { site, rules, kind, hosts, name, .. } = arguments;
    if let (Some(rules), Some(kind)) = (rules, kind) {
        let (name, rules, hosts) = (name.clone(), rules.clone(), hosts.clone());
        return Ok(Wanted { name, rules, kind: *kind, hosts, file: None });
    }
    let config = arguments.config.load()?;
    let wanted = site.as_deref().unwrap_or_default();
    let Some(site) = config.sites.into_iter().find(|site| site.name() == wanted) else {
        bail!("there is no site {wanted:?}; detour sites lists them");
    };
    let name = site.name();
    let Some(webserver) = site.webserver else {
        bail!("{name} has no [site.webserver] in the configuration; add one, or give --rules, --kind and --host");
    };
    Ok(Wanted { name, rules: site.rules, kind: webserver.kind, hosts: webserver.hosts, file: Some(webserver.file) })
}

fn answers(rules: &Path, settings: &SettingsArguments, hosts: &[String]) -> anyhow::Result<Answers> {
    let text = input::read(rules)?;
    if given::is_json(rules, &text) {
        let description = given::description(rules, &text, &settings.read()?)?;
        if description.skipped() > 0 {
            bail!("{}: some rules are not sound; see `detour check`", rules.display());
        }
        let file = AnyFile::open(publish::rule_file(&description, 1, 0)?.bytes)?;
        return Ok(Answers::of(&file, hosts));
    }
    settings.must_not_be_given()?;
    let loaded = detour_format::load_whole(rules, &Trust::default())?;
    loaded.file.verify_in_parallel()?;
    Ok(Answers::of(&loaded.file, hosts))
}

fn host(text: &str) -> Result<String, String> {
    match Fixed::is_host(text) {
        true => Ok(text.to_owned()),
        false => Err("write it as browsers send it: in small letters, without scheme".into()),
    }
}
