//! `agent.toml` and the environment variables that override it. Every error names file, key, value and the way out.

mod environment;
mod file;

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::site::{Access, DEFAULT_PREFIX, Origin};
use crate::wp_config::WpConfigError;

/// Where the configuration is unless `--config` or `DETOUR_CONFIG` says otherwise.
pub const DEFAULT_FILE: &str = "/etc/detour/agent.toml";

/// What the agent is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// How often the revision is asked for.
    pub poll: Duration,
    /// Least severe level that is logged.
    pub log: tracing::Level,
    /// The sites, in the order of the file.
    pub sites: Vec<SiteConfig>,
}

/// One site of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteConfig {
    /// Where its rules are kept.
    pub origin: Origin,
    /// The rule file to publish.
    pub rules: PathBuf,
    /// The nudge file, where it isn't the plugin's usual one.
    pub nudge: Option<PathBuf>,
    /// Whether it is a network, where that isn't for its `wp-config.php` to say.
    pub network: Option<bool>,
}

impl SiteConfig {
    /// Reads what has to be read to connect.
    pub fn access(&self) -> Result<Access, WpConfigError> {
        self.origin.access(self.network)
    }

    /// The name it has in logs: that of the rule file.
    pub fn name(&self) -> String {
        self.rules.file_stem().unwrap_or(self.rules.as_os_str()).to_string_lossy().into_owned()
    }
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

/// A site before its values are checked, with where each of them was said.
#[derive(Debug, Default)]
struct SiteDraft {
    source: String,
    key: String,
    path: Option<PathBuf>,
    dsn: Option<String>,
    prefix: Option<String>,
    rules: Option<PathBuf>,
    nudge: Option<PathBuf>,
    network: Option<bool>,
}

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
                let fix = "Make the file, or name another one with --config or DETOUR_CONFIG";
                return Err(ConfigError::new(file.display(), "", "", format!("The file can't be read: {error}"), fix));
            }
        };
        contents.drafts.extend(overrides.site);
        let sites: Vec<SiteConfig> = contents.drafts.into_iter().map(SiteDraft::check).collect::<Result<_, _>>()?;
        if sites.is_empty() {
            let fix =
                "Add one: [[site]] with path = \"/var/www/shop\" and rules = \"/var/lib/detour/rules/shop.detour\"";
            return Err(ConfigError::new(file.display(), "site", "", "There is no site", fix));
        }
        let mut files = HashSet::new();
        for (index, site) in sites.iter().enumerate() {
            if !files.insert(&site.rules) {
                return Err(ConfigError::new(
                    file.display(),
                    &format!("site[{index}].rules"),
                    &site.rules.to_string_lossy(),
                    "Another site has the same rule file",
                    "Give every site a rule file of its own",
                ));
            }
        }
        Ok(Config { poll: overrides.poll.unwrap_or(contents.poll), log: overrides.log.unwrap_or(contents.log), sites })
    }
}

impl SiteDraft {
    fn check(self) -> Result<SiteConfig, ConfigError> {
        let SiteDraft { source, key, path, dsn, prefix, rules, nudge, network } = self;
        let fail = |field: &str, value: &str, message: &str, fix: &str| {
            Err(ConfigError::new(&source, &format!("{key}{field}"), value, message, fix))
        };
        let shown = |path: &Path| path.to_string_lossy().into_owned();
        let origin = match (path, dsn) {
            (Some(path), None) => {
                if let Some(prefix) = prefix {
                    return fail(
                        "prefix",
                        &prefix,
                        "With path the prefix is read from wp-config.php",
                        "Remove the prefix",
                    );
                }
                if !path.is_absolute() {
                    return fail("path", &shown(&path), "The path is not absolute", "Begin it with /");
                }
                Origin::WordPress(path)
            }
            (None, Some(dsn)) => {
                // The text of the error shows the dsn without its password.
                Origin::database(&dsn, prefix.as_deref().unwrap_or(DEFAULT_PREFIX)).map_err(|error| {
                    ConfigError::new(&source, &format!("{key}dsn"), "", error.to_string(), "Correct it")
                })?
            }
            (Some(path), Some(_)) => {
                return fail("path", &shown(&path), "The site has a path and a dsn as well", "Keep one of the two");
            }
            (None, None) => {
                return fail("path", "", "The site has neither path nor dsn", "Give the WordPress directory as path");
            }
        };
        let Some(rules) = rules else {
            let fix = "Say where its rule file goes: rules = \"/var/lib/detour/rules/shop.detour\"";
            return fail("rules", "", "The site names no rule file", fix);
        };
        for (field, file) in [("rules", Some(&rules)), ("nudge", nudge.as_ref())] {
            if let Some(file) = file
                && (!file.is_absolute() || file.file_name().is_none())
            {
                return fail(field, &shown(file), "This is not the absolute path of a file", "Begin it with /");
            }
        }
        Ok(SiteConfig { origin, rules, nudge, network })
    }
}

fn poll_from_millis(millis: u64) -> Option<Duration> {
    (20..=3_600_000).contains(&millis).then(|| Duration::from_millis(millis))
}

const POLL_RANGE: &str = "Give milliseconds from 20 to 3600000; 1000 is usual";
const LOG_LEVELS: &str = "Give error, warn, info, debug or trace";

#[cfg(test)]
mod tests;
