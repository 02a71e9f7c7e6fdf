use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use detour_audit::{Entry, Options, Report, Severity, Site, audit};
use detour_exchange::Counted;
use detour_rules::{RequestScheme, Settings};
use serde_json::{Value, json};

use super::verified::RulesArguments;
use crate::description::Part;
use crate::exit::Outcome;

const EXAMPLES: &str = r#"Examples:
  detour audit --rules rules.json --site https://shop.example
  detour audit --wordpress /var/www/shop --site https://shop.example --severity error
  detour audit --from redirection --wordpress /var/www/shop --json

Finds loops, chains, rules that are never reached, patterns that mean something else than they look like, and more; nothing is
changed and nobody is asked. With --wordpress or --dsn targets are among it that the agent has found broken. --site tells which
targets are the site's own. The exit code is 1 if there is a finding of
--severity or worse, or if a rule can't be read.

With --json: {"rules", "findings": [{"code", "severity", "rules": [{"rule", "origin"}], "source", "field", "value", "message", "fix",
"url", "repair": {"rule", "merge" or "delete"}}], "counts": {CODE: N}, "not_listed", "not_followed", "skipped"}; of a network
{"sites": [{"blog", …}]}. "merge" is a JSON merge patch for the rule. Fields that don't apply are left out."#;

/// Find loops, chains, rules that are never reached and other mistakes in a set of rules
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    rules: RulesArguments,
    /// Address of the site that the rules are for
    #[arg(long, value_name = "URL")]
    site: Option<String>,
    /// Least severity that counts for the exit code
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = ["error", "warning", "hint"])]
    severity: String,
    /// Days without a hit after which a rule is stale
    #[arg(long, value_name = "DAYS", default_value_t = Options::default().stale_days)]
    stale_days: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let address = arguments.site.as_deref().map(detour_verify::Site::parse).transpose()?;
    let (host, folder) = address.as_ref().map_or(("", ""), |site| (site.host(), site.folder()));
    let description = arguments.rules.describe(host, folder)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let options = Options { now, stale_days: arguments.stale_days, ..Options::default() };
    let mut out = std::io::stdout().lock();
    let (mut found, mut sites) = (false, Vec::new());
    let is_network = description.is_network;
    for part in description.parts {
        let (blog, host) = (part.blog, part.host.clone());
        let site = site(address.as_ref(), &part);
        let skipped = part.import.report.skipped.clone();
        let report = audit(part.import.counted().map(entry).collect(), &site, &options);
        found |= report.count(arguments.least()) > 0 || !skipped.is_empty();
        if arguments.json {
            let mut json = json!(report);
            json["skipped"] = json!(skipped);
            if is_network {
                json["blog"] = json!(blog);
            }
            sites.push(json);
            continue;
        }
        if is_network {
            writeln!(out, "blog {blog}, {host}{}", site.folder)?;
        }
        for row in &skipped {
            writeln!(out, "error    skipped {}: {}", row.place, row.problem)?;
        }
        tell(&mut out, &report)?;
    }
    if arguments.json {
        let json = if is_network { json!({ "sites": sites }) } else { sites.pop().unwrap_or(Value::Null) };
        writeln!(out, "{json:#}")?;
    }
    Ok(if found { Outcome::Findings } else { Outcome::Fine })
}

impl Arguments {
    fn least(&self) -> Severity {
        Severity::ALL.into_iter().find(|severity| severity.word() == self.severity).unwrap_or(Severity::Warning)
    }
}

fn site(address: Option<&detour_verify::Site>, part: &Part) -> Site {
    let host = if part.host.is_empty() { address.map_or("", |site| site.host()) } else { &part.host };
    Site {
        scheme: address.map_or(RequestScheme::Https, |site| site.scheme()),
        host: host.split(':').next().unwrap_or_default().to_owned(),
        folder: address.map_or("", |site| site.folder()).to_owned(),
        settings: Settings::clone(&part.settings),
        broken: part.broken.clone(),
        ..Site::default()
    }
}

fn entry(Counted { rule, hits }: Counted) -> Entry {
    Entry { rule, created: None, last_hit: hits.and_then(|hits| hits.last) }
}

fn tell(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{finding}")?;
        if let Some(repair) = &finding.repair {
            writeln!(out, "         repair: {}", json!(repair.change))?;
        }
    }
    if report.not_listed > 0 {
        writeln!(out, "{} more findings are not listed; repair some and look again", report.not_listed)?;
    }
    if report.not_followed > 0 {
        writeln!(
            out,
            "{} rules were not followed: too many patterns are tried for every request",
            report.not_followed
        )?;
    }
    let counts = Severity::ALL.map(|severity| {
        let count: usize = report.counts_of(severity);
        format!("{count} {severity}s")
    });
    writeln!(out, "{} rules: {}", report.rules, counts.join(", "))
}
