use std::path::PathBuf;

use serde::Serialize;

use super::config::ConfigArguments;
use super::{input, table};
use crate::config::SiteConfig;
use crate::exit::Outcome;
use crate::site::Origin;

const EXAMPLES: &str = "\
Examples:
  detour sites
  detour sites --json | jq -r '.[].rules'
The exit code is 0 if all of them can be served, else 1.";

/// List the configured sites, those found by patterns included
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Listed {
    site: String,
    /// WordPress directory, if that is what the configuration names.
    path: Option<PathBuf>,
    database: Option<String>,
    prefix: Option<String>,
    network: Option<bool>,
    rules: PathBuf,
    nudge: Option<PathBuf>,
    error: Option<String>,
}

impl Listed {
    fn of(site: &SiteConfig) -> Listed {
        let path = match &site.origin {
            Origin::WordPress(path) => Some(path.clone()),
            Origin::Database { .. } => None,
        };
        let (name, rules, nudge) = (site.name(), site.rules.clone(), site.nudge.clone());
        match site.access() {
            Ok(access) => Listed {
                site: name,
                path,
                database: Some(access.credentials.to_string()),
                prefix: Some(access.prefix),
                network: Some(access.network),
                rules,
                nudge: nudge.or(access.nudge),
                error: None,
            },
            Err(error) => Listed {
                site: name,
                path,
                database: None,
                prefix: None,
                network: None,
                rules,
                nudge,
                error: Some(error.to_string()),
            },
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let config = arguments.config.load()?;
    let sites: Vec<Listed> = config.sites.iter().map(Listed::of).collect();
    let mut text = if arguments.json { serde_json::to_string_pretty(&sites)? + "\n" } else { shown(&sites) };
    if !arguments.json {
        config.left_out.iter().for_each(|problem| text.push_str(&format!("not served: {problem}\n")));
    }
    input::write(None, text.as_bytes())?;
    let fine = config.left_out.is_empty() && sites.iter().all(|site| site.error.is_none());
    Ok(if fine { Outcome::Fine } else { Outcome::Findings })
}

fn shown(sites: &[Listed]) -> String {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let kind = |network: Option<bool>| match network {
        Some(true) => "network",
        Some(false) => "site",
        None => "-",
    };
    let rows = sites.iter().map(|site| {
        let path = site.path.as_ref().map(|path| path.display().to_string());
        let rules = site.rules.display().to_string();
        [site.site.clone(), kind(site.network).to_owned(), or_dash(&path), or_dash(&site.database), rules]
    });
    let mut text = table::table(["SITE", "KIND", "WORDPRESS", "DATABASE", "FILE"], rows);
    for site in sites {
        if let Some(error) = &site.error {
            text.push_str(&format!("{}: {error}\n", site.site));
        }
    }
    text
}
