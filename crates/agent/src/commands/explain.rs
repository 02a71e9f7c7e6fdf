use std::net::IpAddr;
use std::path::PathBuf;

use detour_exchange::Format;
use detour_rules::{Facts, Request, RequestScheme, unix_seconds};

use super::given::SettingsArguments;
use super::input::{self, ListArguments};
use super::requests;
use super::rule_source::RuleSource;
use crate::exit::Outcome;

const EXAMPLES: &str = r#"Examples:
  detour explain /old-page --rules /var/lib/detour/rules/shop.detour
  detour explain 'https://shop.example/a?b=1' --rules site.detour --method POST --json
  detour explain http://blog.example/a --rules network.json --settings settings.json
  detour explain / --rules site.detour --header 'Accept-Language: es' --logged-in false
  detour explain /old --rules .htaccess --format htaccess
  detour explain --rules .htaccess --format htaccess --requests - < requests.jsonl

--requests reads one JSON object a line: {"url": "/old", "method": "GET", "headers": {"Host": "shop.example"},
"remote_addr": "192.0.2.1"}, of which only url must be there, and writes one for each:
{"status": 301, "location": "/new", "rule": 1, "decision": "redirect"}. Rules without an id are numbered in their order.
What can't be carried over from the file is reported on standard error."#;

/// Show what a URL is answered with, and why
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A path with query, or a whole URL
    #[arg(required_unless_present = "requests", conflicts_with = "requests")]
    url: Option<String>,
    /// Rule file, or rules in JSON as for `detour compile`, or with --format a list of rules; - for standard input
    #[arg(long, value_name = "FILE")]
    rules: PathBuf,
    #[command(flatten)]
    settings: SettingsArguments,
    /// Format of the list of rules
    #[arg(long, value_parser = input::format())]
    format: Option<Format>,
    #[command(flatten)]
    list: ListArguments,
    /// URL path of the folder an .htaccess file lies in
    #[arg(long, visible_alias = "folder", value_name = "/DIR/", default_value = "/")]
    prefix: String,
    /// Requests as JSON lines; - for standard input
    #[arg(long, value_name = "FILE")]
    requests: Option<PathBuf>,
    /// Method of the request
    #[arg(long, default_value = "GET")]
    method: String,
    /// Host of the request, if the URL is only a path
    #[arg(long, default_value = "")]
    host: String,
    /// Scheme of the request, if the URL is only a path
    #[arg(long, value_enum, default_value = "http")]
    scheme: Scheme,
    /// A header of the request; may be given again
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// Address of the visitor
    #[arg(long, value_name = "IP")]
    client_ip: Option<IpAddr>,
    /// Time of the request, RFC 3339; unless given, now
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<u64>,
    /// Whether the visitor is logged in
    #[arg(long, value_name = "true|false")]
    logged_in: Option<bool>,
    /// A role of the visitor; may be given again
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// Whether WordPress finds no page
    #[arg(long, value_name = "true|false")]
    not_found: Option<bool>,
    /// What a WordPress filter says; may be given again
    #[arg(long = "filter", value_name = "NAME=true|false", value_parser = filter)]
    filters: Vec<(String, bool)>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Scheme {
    /// Plain HTTP
    Http,
    /// HTTP over TLS
    Https,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Arguments { url, rules, settings, format, list, prefix, requests, method, host, scheme, json, .. } = arguments;
    let scheme = match scheme {
        Scheme::Http => RequestScheme::Http,
        Scheme::Https => RequestScheme::Https,
    };
    let list = format.map(|format| (format, list.options(prefix, Vec::new())));
    let mut source = RuleSource::open(rules, list, settings)?;
    if let Some(path) = requests {
        return requests::answer(path, &mut source, host, scheme);
    }
    let url = url.as_deref().unwrap_or_default();
    let facts = facts(arguments);
    let request = Request { context: &facts, ..Request::for_url(method, host, scheme, url) };
    let explanation = source.explain(&request)?;
    let text = if *json { serde_json::to_string_pretty(&explanation)? } else { explanation.to_string() };
    input::write(None, format!("{}\n", text.trim_end()).as_bytes())?;
    Ok(Outcome::Fine)
}

fn facts(arguments: &Arguments) -> Facts {
    let logged_in = arguments.logged_in.or((!arguments.roles.is_empty()).then_some(true));
    Facts {
        headers: arguments.headers.iter().cloned().collect(),
        client_ip: arguments.client_ip,
        now: arguments.now,
        logged_in,
        // Who is known to be logged in or out has the roles that were named.
        roles: logged_in.is_some().then(|| arguments.roles.clone()),
        not_found: arguments.not_found,
        filters: arguments.filters.iter().cloned().collect(),
        theme: arguments.not_found.is_some(),
    }
}

pub(super) fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("write it as 'Name: value'")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn filter(text: &str) -> Result<(String, bool), String> {
    let (name, says) = text.split_once('=').ok_or("write it as name=true or name=false")?;
    Ok((name.to_owned(), says.parse().map_err(|_| "write true or false behind the =")?))
}

fn time(text: &str) -> Result<u64, String> {
    unix_seconds(text).ok_or_else(|| "write it with its offset, as 2026-11-27T00:00:00+01:00".to_owned())
}
