//! The files of `tests/exchange`.
//!
//! The first line of a file may hold options behind `# options:`: `--prefix /dir/`, `--host name`. A directive that must be
//! refused has a line `# refused` before it.

use std::path::Path;

use anyhow::{Context, Result, bail};
use detour_exchange::{Import, Options, Place, RowProblem, apache, nginx};

use super::answer::Asked;
use crate::workspace;

/// Whose configuration a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An `.htaccess` file.
    Htaccess,
    /// A part of a server's configuration.
    Apache,
    /// What stands in nginx's `http` block.
    Nginx,
}

/// One file, and what is asked of it.
pub(super) struct Sample {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) options: Options,
    pub(super) requests: Vec<Asked>,
}

impl Sample {
    pub(super) fn read(&self) -> Import {
        match self.kind {
            Kind::Htaccess | Kind::Apache => apache::read(self.text.as_bytes(), &self.options),
            Kind::Nginx => nginx::read(self.text.as_bytes(), &self.options),
        }
    }

    /// Lines that must be refused.
    pub(super) fn refused(&self) -> Vec<u64> {
        let lines = (2u64..).zip(self.text.lines());
        lines.filter(|(_, text)| text.trim().starts_with("# refused")).map(|(line, _)| line).collect()
    }
}

/// The lines of problems, each once.
pub(super) fn lines(problems: &[RowProblem]) -> Vec<u64> {
    let mut lines: Vec<u64> = problems
        .iter()
        .map(|problem| match problem.place {
            Place::Line { line } => line,
            _ => 0,
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

pub(super) fn load() -> Result<Vec<Sample>> {
    let folder = workspace::root().join("tests/exchange");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    let mut samples = Vec::new();
    for path in paths {
        let kind = match path.extension().and_then(|extension| extension.to_str()) {
            Some("htaccess") => Kind::Htaccess,
            Some("apache") => Kind::Apache,
            Some("nginx") => Kind::Nginx,
            _ => continue,
        };
        samples.push(sample(&path, kind).with_context(|| path.display().to_string())?);
    }
    if samples.is_empty() {
        bail!("{} holds no files", folder.display());
    }
    Ok(samples)
}

/// The requests of a file.
pub(super) fn requests(path: &Path) -> Result<Vec<Asked>> {
    let text = std::fs::read_to_string(path)?;
    text.lines().map(|line| serde_json::from_str(line).with_context(|| line.to_owned())).collect()
}

fn sample(path: &Path, kind: Kind) -> Result<Sample> {
    let text = std::fs::read_to_string(path)?;
    let requests = requests(&path.with_extension("requests"))?;
    let mut options = Options::default();
    let line = text.lines().next().and_then(|line| line.strip_prefix("# options: ")).unwrap_or_default();
    let mut words = line.split_whitespace();
    while let Some(option) = words.next() {
        let value = words.next().with_context(|| format!("{option} has no value"))?.to_owned();
        match option {
            "--prefix" => options.prefix = value,
            "--host" => options.hosts.push(value),
            _ => bail!("{option} is no option"),
        }
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Sample { name, kind, requests, text, options })
}
