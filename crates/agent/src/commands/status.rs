use detour_rules::{Lent, OriginState};

use super::config::ConfigArguments;
use super::input;
use super::table::table as columns;
use crate::exit::Outcome;
use crate::status::{self, SiteStatus, SpoolStatus};
use crate::webserver::WebserverState;

const EXAMPLES: &str = "\
Examples:
  detour status
  detour status --json | jq '.[] | select(.state != \"live\")'
The exit code is 0 if every site is live, else 1.";

/// Show whether the configured sites have their newest rules in place
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Show only the sites that are not live
    #[arg(long)]
    problems: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let config = arguments.config.load()?;
    let sites = super::block_on(status::of(&config))?;
    let live = sites.iter().filter(|site| site.is_live()).count();
    let shown: Vec<&SiteStatus> = sites.iter().filter(|site| !(arguments.problems && site.is_live())).collect();
    let text = if arguments.json {
        serde_json::to_string_pretty(&shown)? + "\n"
    } else {
        format!("{}{live} of {} sites are live.\n", table(&shown), sites.len())
    };
    input::write(None, text.as_bytes())?;
    Ok(if live == sites.len() { Outcome::Fine } else { Outcome::Findings })
}

fn table(sites: &[&SiteStatus]) -> String {
    let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let rows = sites.iter().map(|site| {
        [
            site.site.clone(),
            site.state.to_owned(),
            number(site.generation),
            number(site.revision_file),
            number(site.revision_database),
            number(site.rules.map(u64::from)),
            site.age.map_or_else(|| "-".to_owned(), age),
            site.spool.as_ref().map_or_else(|| "-".to_owned(), spool),
            site.file.display().to_string(),
        ]
    });
    let head = ["SITE", "STATE", "GENERATION", "FILE REV", "DB REV", "RULES", "AGE", "SPOOL", "FILE"];
    let mut text = columns(head, rows);
    for site in sites {
        for Lent { blog, origin, state, rules, left_out, message, .. } in &site.origins {
            let blog = blog.map_or_else(String::new, |blog| format!("blog {blog}: "));
            text.push_str(&format!("{}: {blog}{} {}", site.site, origin.word(), state.word()));
            if *state == OriginState::Live {
                text.push_str(&format!(", {rules} rules, {left_out} left to the plugin"));
            }
            text.push_str(&message.as_ref().map_or_else(String::new, |message| format!(": {message}")));
            text.push('\n');
        }
        let (broken, fallbacks) = (site.broken_targets.unwrap_or(0), site.fallbacks.unwrap_or(0));
        if broken > 0 || fallbacks > 0 {
            text.push_str(&format!("{}: broken targets: {broken}, fallbacks in force: {fallbacks}\n", site.site));
        }
        if let Some(WebserverState { generation, answers, rules, left, error, .. }) = &site.webserver {
            let is_behind = site.generation.is_some_and(|newest| newest != *generation);
            let behind = if is_behind { format!(" (of generation {generation})") } else { String::new() };
            text.push_str(&format!(
                "{}: the web server answers {answers} URLs of {rules} rules itself{behind}, {left} rules are left to PHP\n",
                site.site
            ));
            if let Some(error) = error {
                text.push_str(&format!("{}: the web server: {error}\n", site.site));
            }
        }
        if let Some(error) = &site.error {
            text.push_str(&format!("{}: {error}\n", site.site));
        }
    }
    text
}

/// missing; 12 KiB; 12 KiB, 3 waiting.
fn spool(spool: &SpoolStatus) -> String {
    let Some(bytes) = spool.bytes else { return spool.state.to_owned() };
    let waiting = spool.waiting.filter(|&waiting| waiting > 0);
    let waiting = waiting.map_or_else(String::new, |waiting| format!(", {} waiting", waiting.div_ceil(1024)));
    format!("{} KiB{waiting}", bytes.div_ceil(1024))
}

/// 5 s, 3 min, 2 h, 4 d.
fn age(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}
