use std::path::PathBuf;

use detour_engine::Patterns;
use detour_format::Trust;
use detour_rules::{Request, RequestScheme};

use super::input;
use crate::exit::Outcome;

const EXAMPLES: &str = "\
Examples:
  detour explain /old-page --rules /var/lib/detour/rules/shop.detour
  detour explain 'https://shop.example/a?b=1' --rules site.detour --method POST --json";

/// Show what a URL is answered with, and why
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A path with query, or a whole URL
    url: String,
    /// Rule file
    #[arg(long, value_name = "FILE.detour")]
    rules: PathBuf,
    /// Method of the request
    #[arg(long, default_value = "GET")]
    method: String,
    /// Host of the request, if the URL is only a path
    #[arg(long, default_value = "")]
    host: String,
    /// Scheme of the request, if the URL is only a path
    #[arg(long, value_enum, default_value = "http")]
    scheme: Scheme,
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
    let Arguments { url, rules, method, host, scheme, json } = arguments;
    let loaded = detour_format::load(rules, &Trust::default())?;
    let scheme = match scheme {
        Scheme::Http => RequestScheme::Http,
        Scheme::Https => RequestScheme::Https,
    };
    let request = Request::for_url(method, host, scheme, url);
    let explanation = loaded.file.explain(&mut Patterns::new(), &request);
    let text = if *json { serde_json::to_string_pretty(&explanation)? } else { explanation.to_string() };
    input::write(None, format!("{}\n", text.trim_end()).as_bytes())?;
    Ok(Outcome::Fine)
}
