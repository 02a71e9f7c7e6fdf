//! Where this machine gets Debian from, and a private apt state to look into a newer suite.
//!
//! The address is read from the machine's own configuration, so a mirror or a
//! proxy that its owner chose is used here as well. Nothing of the system's apt
//! state is touched: lists and cache live in a folder of ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{run, stdout_of};

/// One place Debian is served from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    uri: String,
    suites: Vec<String>,
    components: Vec<String>,
    signed_by: Option<String>,
}

/// apt with a private state that knows one suite.
pub(crate) struct PrivateApt {
    options: Vec<String>,
}

impl PrivateApt {
    /// Reads the lists of `suite` from where this machine gets its own suite.
    pub(crate) fn of_suite(suite: &str, state: &Path) -> Result<Self> {
        Self::reading("deb", suite, state)
    }

    /// The same for what its packages are built from.
    pub(crate) fn of_sources(suite: &str, state: &Path) -> Result<Self> {
        Self::reading("deb-src", suite, state)
    }

    fn reading(kind: &str, suite: &str, state: &Path) -> Result<Self> {
        let source = machine_source()?;
        for folder in ["lists/partial", "cache/archives/partial"] {
            std::fs::create_dir_all(state.join(folder))?;
        }
        let list = state.join(format!("{suite}.sources"));
        let signed = source.signed_by.as_ref().map_or(String::new(), |by| format!("Signed-By: {by}\n"));
        let stanza = format!("Types: {kind}\nURIs: {}\nSuites: {suite}\nComponents: main\n{signed}", source.uri);
        std::fs::write(&list, stanza)?;
        let set = |name: &str, value: &Path| format!("-o{name}={}", value.display());
        let options = vec![
            set("Dir::Etc::sourcelist", &list),
            set("Dir::Etc::sourceparts", &state.join("none")),
            set("Dir::State", state),
            set("Dir::State::lists", &state.join("lists")),
            set("Dir::Cache", &state.join("cache")),
            "-oAcquire::Languages=none".to_owned(),
            "-oAcquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
            "-oAPT::Sandbox::User=root".to_owned(),
            "-oAPT::Update::Error-Mode=any".to_owned(),
        ];
        let apt = Self { options };
        run(apt.command("apt-get").args(["update", "-q"]))
            .with_context(|| format!("can't read the lists of {suite}"))?;
        Ok(apt)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.args(&self.options).env("LC_ALL", "C");
        command
    }

    /// One field of a package's newest version, if the suite has the package.
    pub(crate) fn field(&self, package: &str, field: &str) -> Option<String> {
        let text = stdout_of(self.command("apt-cache").args(["show", "--no-all-versions", package])).ok()?;
        let prefix = format!("{field}: ");
        text.lines().find_map(|line| Some(line.strip_prefix(&prefix)?.to_owned()))
    }

    /// Downloads packages into `into`.
    pub(crate) fn download(&self, packages: &[String], into: &Path) -> Result<Vec<PathBuf>> {
        std::fs::create_dir_all(into)?;
        run(self.command("apt-get").arg("download").args(packages).current_dir(into))?;
        let mut files = Vec::new();
        for entry in std::fs::read_dir(into)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "deb") {
                files.push(path);
            }
        }
        Ok(files)
    }

    /// Downloads what a package is built from into `into`, and unpacks it there without Debian's changes, which ask for
    /// Debian's way of building; says where.
    pub(crate) fn unpack(&self, source: &str, into: &Path) -> Result<PathBuf> {
        run(self.command("apt-get").args(["source", "--download-only", source]).current_dir(into))?;
        run(Command::new("sh").args(["-euc", "dpkg-source --skip-patches --extract *.dsc"]).current_dir(into))?;
        let folders = std::fs::read_dir(into)?.filter_map(|entry| Some(entry.ok()?.path()));
        let mut folders = folders.filter(|path| path.is_dir());
        folders.next().with_context(|| format!("{source} unpacked into nothing"))
    }
}

/// Where this machine gets Debian from; other suites are there as well.
pub(crate) fn mirror() -> Result<String> {
    Ok(machine_source()?.uri)
}

/// The source that serves the suite this machine runs.
fn machine_source() -> Result<Source> {
    let release = std::fs::read_to_string("/etc/os-release").context("can't read /etc/os-release")?;
    let codename = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")).unwrap_or("stable").trim();
    let mut sources = Vec::new();
    let parts = std::fs::read_dir("/etc/apt/sources.list.d").map(|dir| dir.filter_map(|e| Some(e.ok()?.path())));
    let mut files: Vec<PathBuf> = parts.into_iter().flatten().collect();
    files.push("/etc/apt/sources.list".into());
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("sources") => sources.extend(deb822(&text)),
            Some("list") => sources.extend(one_line(&text)),
            _ => {}
        }
    }
    let serves = |source: &Source| {
        source.suites.iter().any(|suite| suite == codename || suite == "stable" || suite == "oldstable")
            && source.components.iter().any(|component| component == "main")
    };
    let found = sources.iter().find(|source| serves(source) && source.uri.trim_end_matches('/').ends_with("debian"));
    let found = found.or_else(|| sources.iter().find(|source| serves(source)));
    found.cloned().with_context(|| format!("apt's configuration names no source for {codename} main"))
}

fn words(value: &str) -> Vec<String> {
    value.split_whitespace().map(str::to_owned).collect()
}

/// Stanzas of `Name: value` lines; a line that begins with a space continues the one before.
fn deb822(text: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    for stanza in text.split("\n\n") {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in stanza.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    *value += "\n";
                    *value += line;
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let off = field("enabled").is_some_and(|value| matches!(value.as_str(), "no" | "false" | "0"));
        if off || !words(&field("types").unwrap_or_default()).iter().any(|kind| kind == "deb") {
            continue;
        }
        for uri in words(&field("uris").unwrap_or_default()) {
            sources.push(Source {
                uri,
                suites: words(&field("suites").unwrap_or_default()),
                components: words(&field("components").unwrap_or_default()),
                signed_by: field("signed-by"),
            });
        }
    }
    sources
}

/// `deb [options] uri suite component…` lines.
fn one_line(text: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let Some(rest) = line.strip_prefix("deb").filter(|rest| rest.starts_with([' ', '\t'])) else { continue };
        let rest = rest.trim_start();
        let (options, rest) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((options, rest)) => (options, rest),
            None => ("", rest),
        };
        let mut fields = rest.split_whitespace().map(str::to_owned);
        let (Some(uri), Some(suite)) = (fields.next(), fields.next()) else { continue };
        let signed_by = options.split_whitespace().find_map(|option| option.strip_prefix("signed-by="));
        let signed_by = signed_by.map(str::to_owned);
        sources.push(Source { uri, suites: vec![suite], components: fields.collect(), signed_by });
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_stanzas() {
        let text = "Types: deb\n# old\nURIs: http://a.test/debian\nSuites: x x-updates\nComponents: main\nSigned-By: /k\n\nEnabled: no\nTypes: deb\nURIs: http://b.test\nSuites: x\n";
        let found = deb822(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].uri, "http://a.test/debian");
        assert_eq!(found[0].suites, ["x", "x-updates"]);
        assert_eq!(found[0].signed_by.as_deref(), Some("/k"));
    }

    #[test]
    fn reads_lines() {
        let text = "# deb http://no.test x main\ndeb-src http://no.test x main\ndeb [arch=amd64 signed-by=/k] http://a.test/debian x main contrib # note\n";
        let found = one_line(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].components, ["main", "contrib"]);
        assert_eq!(found[0].signed_by.as_deref(), Some("/k"));
    }
}
