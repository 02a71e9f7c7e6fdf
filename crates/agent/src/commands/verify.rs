use std::io::{IsTerminal, Write};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::ensure;
use detour_verify::{Asking, Difference, Event, Options, Report, Site, urls, verify};
use serde_json::json;

use super::explain::header;
use super::input;
use super::verified::{RulesArguments, Verified};
use crate::exit::Outcome;

/// Requests between two words about how far it is.
const PROGRESS_EVERY: u64 = 100;

const EXAMPLES: &str = r#"Examples:
  detour verify --site https://shop.example --from redirection --wordpress /var/www/shop
  detour verify --site https://net.example/blog2 --from rank-math --wordpress /var/www/net --settings settings.json
  detour verify --site https://shop.example --rules rules.json --urls /var/log/nginx/access.log
  detour verify --site https://shop.example --connect-to 127.0.0.1:8443 --insecure --rules rules.json --json

For each rule requests are made: URLs that it takes, URLs just beside, other case, slashes, parameters, spellings, visitors
that its conditions fit and don't, HEAD. The site is asked as it runs today, with the old plugin, and the new rules are asked
in this process. Each difference is listed with its likely reason. The exit code is 0 if there was none, every URL was asked
for and got an answer, no rule was left out, and at least one rule was exercised.

What it does to the site: it sends ordinary requests, so the old plugin counts hits and writes its log, the web server its
own, and pages are made. Nothing is changed: only GET and HEAD are sent, unless --methods allows others. All requests go to
the site's address, also those that name other hosts. To keep load down, --concurrency 1 asks one after the other.

Redirects in the name of WordPress (X-Redirect-By) that the new rules let pass count as its own if they only put the URL in
order, or if --from names a plugin that never redirects in that name; else they are differences.

Of a network one blog's rules are read: that at the address of --site, or --blog N. With --from, --settings are those that
the site is to have; what the plugin's rules depend on is read from the plugin.

What it can't prove: what only WordPress knows (whether a visitor is logged in, whether a page exists, filters) and splits,
which are counted apart; rules that took none of the requests, which are listed as not exercised; and conditions on
addresses other than this machine's.

With --json each line is one object: {"progress": {"rules", "of", "requests", "differences"}}, {"difference": {"rule",
"source", "variant", "request": {"method", "url", "headers"}, "expected": {"decision", "reason", "rule", "status", "location"},
"actual": {"status", "location", "by"}, "cause": {"id", "text"}}}, and last {"report": {"rules", "requests", "equal",
"differences", "wordpress", "left_to_wordpress", "by_chance", "refused", "unanswered", "first_failure", "not_asked", "exercised",
"not_exercised": [{"rule", "source", "reason"}], "left_out": [{"place", "reason"}]}}. Fields that don't apply are left out."#;

/// Compare a running site with the rules that are to answer for it
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Address of the site as it runs today
    #[arg(long, value_name = "URL")]
    site: String,
    #[command(flatten)]
    rules: RulesArguments,
    /// URLs to ask for besides, one a line, or the access log of a web server; - for standard input
    #[arg(long, value_name = "FILE")]
    urls: Option<PathBuf>,
    /// Most requests for each source of a rule
    #[arg(long, value_name = "N", default_value_t = Options::default().asked.most, value_parser = at_least_one)]
    requests: usize,
    /// How many requests are under way at the same time
    #[arg(long, value_name = "N", default_value_t = Options::default().concurrency, value_parser = at_least_one)]
    concurrency: usize,
    /// Seconds to wait for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// A header of every request; may be given again
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// Connect there instead of to the site's host; with https:// or http:// before it, for that scheme
    #[arg(long, value_name = "HOST:PORT")]
    connect_to: Vec<String>,
    /// Accept any certificate
    #[arg(long)]
    insecure: bool,
    /// Send POST as well, and the methods that rules ask for
    #[arg(long)]
    methods: bool,
    /// Count it as a difference if caches may keep an answer longer or shorter
    #[arg(long)]
    cache: bool,
    /// The address that the site sees this machine at, for conditions on addresses
    #[arg(long, value_name = "IP")]
    client_ip: Option<IpAddr>,
    /// Makes other requests where any letters will do
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Print JSON, one object a line
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut site = Site::parse(&arguments.site)?;
    for address in &arguments.connect_to {
        site.connect_to(address)?;
    }
    let options = arguments.options()?;
    let verified = arguments.rules.read(&site)?;
    let mut told = Told { as_json: arguments.json, on_terminal: std::io::stderr().is_terminal(), failed: None };
    let report = super::block_on(compare(&site, &verified, &options, &mut told))??;
    told.end(&report)?;
    Ok(if report.is_proof() { Outcome::Fine } else { Outcome::Findings })
}

async fn compare(site: &Site, verified: &Verified, options: &Options, told: &mut Told) -> anyhow::Result<Report> {
    let sets = verified.sets();
    let mut decide = verified.decide();
    let mut watch = |event: Event<'_>| told.hear(&event);
    Ok(verify(site, &sets, verified.left_out(), options, &mut decide, &mut watch).await?)
}

impl Arguments {
    fn options(&self) -> anyhow::Result<Options> {
        let urls = match &self.urls {
            None => Vec::new(),
            Some(file) => {
                let (urls, unread) = urls(&input::read(file)?);
                ensure!(
                    !urls.is_empty(),
                    "{}: there is no URL in it; give one a line, or an access log",
                    file.display()
                );
                if unread > 0 {
                    eprintln!("{}: {} URLs to ask for, {unread} lines left aside", file.display(), urls.len());
                }
                urls
            }
        };
        Ok(Options {
            asked: Asking {
                most: self.requests,
                unsafe_methods: self.methods,
                cache: self.cache,
                named: self.rules.old_ones_are_named(),
                headers: self.headers.clone(),
                client_ip: self.client_ip,
                seed: self.seed,
                urls,
            },
            concurrency: self.concurrency,
            timeout: Duration::from_secs(self.timeout),
            insecure: self.insecure,
        })
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| (1..=10_000).contains(number)).ok_or("give a number from 1 to 10000".to_owned())
}

/// What is printed while it goes on.
struct Told {
    as_json: bool,
    on_terminal: bool,
    failed: Option<std::io::Error>,
}

impl Told {
    fn hear(&mut self, event: &Event<'_>) {
        match event {
            Event::Difference(difference) => self.difference(difference),
            Event::Progress { rules, of, report } if report.requests % PROGRESS_EVERY == 0 => {
                let Report { requests, differences, .. } = report;
                if self.as_json {
                    let progress = json!({"rules": rules, "of": of, "requests": requests, "differences": differences});
                    self.print(&json!({"progress": progress}).to_string());
                } else {
                    let (start, end) = if self.on_terminal { ("\r", "\x1b[K") } else { ("", "\n") };
                    eprint!("{start}rule {rules} of {of}, {requests} requests, {differences} differences{end}");
                }
            }
            Event::Progress { .. } => {}
        }
    }

    fn difference(&mut self, difference: &Difference) {
        match self.as_json {
            true => self.print(&json!({"difference": difference}).to_string()),
            false => {
                if self.on_terminal {
                    eprint!("\r\x1b[K");
                }
                self.print(&difference.to_string());
            }
        }
    }

    fn end(mut self, report: &Report) -> anyhow::Result<()> {
        if self.on_terminal && !self.as_json {
            eprint!("\r\x1b[K");
        }
        match self.as_json {
            true => self.print(&json!({"report": report}).to_string()),
            false => self.print(&report.to_string()),
        }
        self.failed.map_or(Ok(()), |error| Err(error.into()))
    }

    // Whoever no longer reads is told at the end, when the site was asked all the same.
    fn print(&mut self, line: &str) {
        let printed = writeln!(std::io::stdout().lock(), "{line}");
        self.failed = self.failed.take().or(printed.err());
    }
}
