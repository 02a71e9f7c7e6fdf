//! The formats by name.

use std::str::FromStr;

use detour_rules::Rule;

use crate::{
    Export, Import, Options, apache, cloudflare, csv, encoding, json, netlify, nginx, rank_math, redirection, wordpress,
};

/// A format that rules are read from and written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-, semicolon- or tab-separated.
    Csv,
    /// Detour's own.
    Json,
    /// Apache's `.htaccess`, or a part of its configuration.
    Htaccess,
    /// nginx's configuration.
    Nginx,
    /// `_redirects` of Netlify.
    Netlify,
    /// `_redirects` of Cloudflare Pages, whose lines without a status mean 302.
    CloudflarePages,
    /// Cloudflare's bulk redirects.
    Cloudflare,
    /// CSV in the columns of Redirection.
    RedirectionCsv,
    /// What Redirection exports and imports as JSON.
    RedirectionJson,
    /// CSV in the columns of Rank Math Pro.
    RankMathCsv,
}

impl Format {
    /// Their names on the command line and in PHP.
    pub const NAMES: [(&str, Format); 10] = [
        ("csv", Format::Csv),
        ("json", Format::Json),
        ("htaccess", Format::Htaccess),
        ("nginx", Format::Nginx),
        ("netlify", Format::Netlify),
        ("cloudflare-pages", Format::CloudflarePages),
        ("cloudflare", Format::Cloudflare),
        ("redirection-csv", Format::RedirectionCsv),
        ("redirection-json", Format::RedirectionJson),
        ("rank-math-csv", Format::RankMathCsv),
    ];

    /// Reads rules.
    pub fn read(self, text: &[u8], options: &Options) -> Import {
        if let Some(refused) = encoding::refused(text) {
            return refused;
        }
        match self {
            Format::Csv | Format::RedirectionCsv => csv::read_with(text, &options.columns),
            Format::Json => json::read(text),
            Format::Htaccess => apache::read(text, options),
            Format::Nginx => nginx::read(text, options),
            Format::Netlify => netlify::read(text, 301),
            Format::CloudflarePages => netlify::read(text, 302),
            Format::Cloudflare => cloudflare::read(text),
            Format::RedirectionJson => redirection::read_json(text, &wordpress::Options::default()),
            Format::RankMathCsv => rank_math::read_csv(text),
        }
    }

    /// Writes rules, for a site with these hosts.
    pub fn write(self, rules: &[Rule], hosts: &[String]) -> Export {
        let whole = |text: Vec<u8>| Export { files: vec![("", text)], ..Export::default() };
        match self {
            Format::Csv => whole(csv::write(rules)),
            Format::Json => whole(json::write(rules)),
            Format::Htaccess => apache::write(rules),
            Format::Nginx => nginx::write(rules),
            Format::Netlify | Format::CloudflarePages => netlify::write(rules),
            Format::Cloudflare => cloudflare::write(rules, hosts),
            Format::RedirectionCsv => redirection::write(rules),
            Format::RedirectionJson => redirection::write_json(rules),
            Format::RankMathCsv => rank_math::write(rules),
        }
    }

    /// Whether the requested host may have a say in what the rules come to.
    pub fn depends_on_hosts(self) -> bool {
        matches!(self, Format::Htaccess | Format::Nginx)
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Format, String> {
        let found = Format::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let names: Vec<&str> = Format::NAMES.iter().map(|(name, _)| *name).collect();
            format!("\"{name}\" is no format; use one of {}", names.join(", "))
        })
    }
}
