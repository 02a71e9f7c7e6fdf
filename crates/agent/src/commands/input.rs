//! Reading and writing the files that the command line names.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::Context;
use detour_exchange::{Import, csv, json};

/// A format of rule lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// Comma-, semicolon- or tab-separated, with or without a header
    Csv,
    /// Detour's own: a list of rules, or {"rules": […]}
    Json,
}

impl Format {
    pub(super) fn read(self, text: &[u8]) -> Import {
        match self {
            Format::Csv => csv::read(text),
            Format::Json => json::read(text),
        }
    }

    pub(super) fn write(self, rules: &[detour_rules::Rule]) -> Vec<u8> {
        match self {
            Format::Csv => csv::write(rules),
            Format::Json => json::write(rules),
        }
    }
}

/// The whole content of a file; `-` is standard input.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut text = Vec::new();
        std::io::stdin().lock().read_to_end(&mut text).context("standard input can't be read")?;
        return Ok(text);
    }
    std::fs::read(path)
        .with_context(|| format!("{}: can't be read; give the path of a file, or - for standard input", path.display()))
}

/// Writes a result to the file, or to standard output if none is named.
pub(super) fn write(path: Option<&Path>, content: &[u8]) -> anyhow::Result<()> {
    match path {
        Some(path) if path != Path::new("-") => std::fs::write(path, content).with_context(|| {
            format!("{}: can't be written; check that its directory exists and may be written", path.display())
        }),
        _ => {
            let mut out = std::io::stdout().lock();
            out.write_all(content)?;
            Ok(out.flush()?)
        }
    }
}
