//! Reading and writing the files that the command line names.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, ensure};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use detour_exchange::{Format, Options};

/// Largest file that is read, bytes.
const MAX_BYTES: u64 = 256 << 20;

/// What a list of rules alone doesn't say.
#[derive(Debug, Default, clap::Args)]
pub(super) struct ListArguments {
    /// Which column of a CSV list is which field (source, target, code …), by its name or number; may be given again
    #[arg(long = "column", value_name = "FIELD=COLUMN", value_parser = column)]
    columns: Vec<(String, String)>,
}

impl ListArguments {
    /// As the readers take it, for a site with these hosts and a file in the folder with the URL path `folder`.
    pub(super) fn options(&self, folder: &str, hosts: Vec<String>) -> Options {
        Options { prefix: Options::folder(folder), hosts, columns: self.columns.clone() }
    }
}

fn column(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("write it as source=Old")?;
    Ok((field.trim().to_owned(), column.trim().to_owned()))
}

/// The name of a format that rules are read from.
pub(super) fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::NAMES.map(|(name, _)| name)).try_map(|name| name.parse::<Format>())
}

/// The whole content of a file; `-` is standard input.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        return bounded(std::io::stdin().lock()).context("standard input can't be read");
    }
    std::fs::File::open(path)
        .map_err(anyhow::Error::from)
        .and_then(bounded)
        .with_context(|| format!("{}: can't be read; give the path of a file, or - for standard input", path.display()))
}

fn bounded(from: impl Read) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    from.take(MAX_BYTES + 1).read_to_end(&mut text)?;
    ensure!(text.len() as u64 <= MAX_BYTES, "it is larger than {} MB; split it into several files", MAX_BYTES >> 20);
    Ok(text)
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
