//! `agent.toml` and the environment variables that override it. Every error names file, key, value and the way out.

mod address;
mod environment;
mod file;
mod pattern;
mod secret;
mod site;
mod socket;
mod targets;
mod webserver;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use address::MetricsAddress;
pub use site::SiteConfig;
use site::{Declared, SiteDraft};
pub use socket::SocketConfig;
pub use targets::TargetPolicy;
pub use webserver::WebserverConfig;

use crate::logging::LogFormat;

/// Where the configuration is unless `--config` or `DETOUR_CONFIG` says otherwise.
pub const DEFAULT_FILE: &str = "/etc/detour/agent.toml";

/// What the agent is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// How often the revision is asked for.
    pub poll: Duration,
    /// How many looks at databases all sites together may take in a second; polls are stretched to stay below.
    pub polls_per_second: u32,
    /// How many connections to databases may be open at a time.
    pub connections: usize,
    /// How many requests all sites together may send in a minute to see whether targets are there.
    pub targets_per_minute: u32,
    /// Least severe level that is logged.
    pub log: tracing::Level,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Where Prometheus finds the figures.
    pub metrics: Option<MetricsAddress>,
    /// Where PHP without the extension is answered.
    pub socket: Option<SocketConfig>,
    /// The sites, in the order of the file; those found by a pattern by name.
    pub sites: Vec<SiteConfig>,
    /// What was found by a pattern and can't be served, and why.
    pub left_out: Vec<String>,
    /// What is not as it should be, and does no harm to the service.
    pub warnings: Vec<String>,
    declared: Vec<Declared>,
}

/// Something in the configuration that can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file or the environment variable.
    source: String,
    key: String,
    value: String,
    message: String,
    fix: String,
}

impl ConfigError {
    fn new(
        source: impl fmt::Display,
        key: &str,
        value: &str,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        ConfigError {
            source: source.to_string(),
            key: key.to_owned(),
            value: value.to_owned(),
            message: message.into(),
            fix: fix.into(),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.source)?;
        if !self.key.is_empty() {
            write!(f, "{}", self.key)?;
            if !self.value.is_empty() {
                write!(f, " = {:?}", self.value)?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}. {}", self.message, self.fix)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads `file` and applies the environment. Without a file everything must come from the environment.
    pub fn load(file: &Path, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let overrides = environment::read(environment)?;
        let mut contents = match std::fs::read_to_string(file) {
            Ok(text) => file::parse(&text, file)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && overrides.site.is_some() => {
                file::Contents::default()
            }
            Err(error) => {
                let fix = match error.kind() {
                    std::io::ErrorKind::InvalidData => "Save it as UTF-8, which TOML is written in",
                    _ => "Make the file, or name another one with --config or DETOUR_CONFIG",
                };
                return Err(ConfigError::new(file.display(), "", "", format!("The file can't be read: {error}"), fix));
            }
        };
        contents.drafts.extend(overrides.site);
        if contents.drafts.is_empty() {
            let fix =
                "Add one: [[site]] with path = \"/var/www/shop\" and rules = \"/var/lib/detour/rules/shop.detour\"";
            return Err(ConfigError::new(file.display(), "site", "", "There is no site", fix));
        }
        let warnings = secret::exposed(file, &contents.drafts).into_iter().collect();
        let secrets = secret::Secrets::new(environment);
        let check = |draft: SiteDraft| draft.check(&secrets);
        let declared: Vec<Declared> =
            std::mem::take(&mut contents.drafts).into_iter().map(check).collect::<Result<_, _>>()?;
        let mut files = HashSet::new();
        for (index, site) in declared.iter().enumerate() {
            let Declared::Site(site) = site else { continue };
            let taken = |field: &str, path: &Path, message: &str, fix: &str| {
                let key = format!("site[{index}].{field}");
                Err(ConfigError::new(file.display(), &key, &path.to_string_lossy(), message, fix))
            };
            if !files.insert(site.rules.clone()) {
                let message = "Another site has the same rule file";
                return taken("rules", &site.rules, message, "Give every site a rule file of its own");
            }
            if let Some(webserver) = &site.webserver
                && !files.insert(webserver.file.clone())
            {
                let message = "Another file of a site has the same path";
                return taken("webserver.file", &webserver.file, message, "Give the table a file of its own");
            }
            if let Some(spool) = site.spool_file()
                && !files.insert(spool.clone())
            {
                let message = "Another site has the same spool, which is named as the rule file";
                let fix = "Give the site's rule file another name, or the site another spool directory";
                return taken("spool", &spool, message, fix);
            }
        }
        let poll = overrides.poll.unwrap_or(contents.poll);
        let log = overrides.log.unwrap_or(contents.log);
        let file::Contents { polls_per_second, connections, targets_per_minute, log_format, metrics, socket, .. } =
            contents;
        let config = Config {
            poll,
            polls_per_second,
            connections,
            targets_per_minute,
            log,
            log_format,
            metrics,
            socket,
            sites: Vec::new(),
            left_out: Vec::new(),
            warnings,
            declared,
        };
        Ok(config.discovered())
    }

    /// The same configuration with the sites that its patterns find now.
    pub fn discovered(&self) -> Config {
        let mut taken: HashMap<PathBuf, String> = HashMap::new();
        let files = |site: &SiteConfig| std::iter::once(site.rules.clone()).chain(site.spool_file());
        for site in &self.declared {
            if let Declared::Site(site) = site {
                taken.extend(files(site).map(|file| (file, site.name())));
            }
        }
        let (mut sites, mut left_out) = (Vec::new(), Vec::new());
        for declared in &self.declared {
            match declared {
                Declared::Site(site) => sites.push(site.clone()),
                Declared::Pattern(pattern) => {
                    for found in pattern.find() {
                        let (directory, site) = match found {
                            Ok(found) => found,
                            Err(problem) => {
                                left_out.push(problem);
                                continue;
                            }
                        };
                        match files(&site).find_map(|file| Some((taken.get(&file)?.clone(), file))) {
                            None => {
                                taken.extend(files(&site).map(|file| (file, directory.display().to_string())));
                                sites.push(site);
                            }
                            Some((other, file)) => left_out.push(format!(
                                "{}: its file {} is that of {other}; give it a [[site]] of its own",
                                directory.display(),
                                file.display()
                            )),
                        }
                    }
                }
            }
        }
        Config { sites, left_out, ..self.clone() }
    }

    /// Whether looking again may find other sites.
    pub fn has_patterns(&self) -> bool {
        self.declared.iter().any(|declared| matches!(declared, Declared::Pattern(_)))
    }
}

fn poll_from_millis(millis: u64) -> Option<Duration> {
    (20..=3_600_000).contains(&millis).then(|| Duration::from_millis(millis))
}

const POLL_RANGE: &str = "Give milliseconds from 20 to 3600000; 1000 is usual";
const LOG_LEVELS: &str = "Give error, warn, info, debug or trace";

#[cfg(test)]
mod tests;
