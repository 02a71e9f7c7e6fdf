//! The formats by name.

use std::str::FromStr;

use crate::{Import, Options, apache, csv, json, nginx};

/// A format that rules are read from.
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
}

impl Format {
    /// Their names on the command line and in PHP.
    pub const NAMES: [(&str, Format); 4] =
        [("csv", Format::Csv), ("json", Format::Json), ("htaccess", Format::Htaccess), ("nginx", Format::Nginx)];

    /// Reads rules.
    pub fn read(self, text: &[u8], options: &Options) -> Import {
        match self {
            Format::Csv => csv::read(text),
            Format::Json => json::read(text),
            Format::Htaccess => apache::read(text, options),
            Format::Nginx => nginx::read(text, options),
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
