//! The TOML file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::{ConfigError, LOG_LEVELS, POLL_RANGE, SiteDraft, poll_from_millis};

#[derive(Debug)]
pub(super) struct Contents {
    pub(super) poll: Duration,
    pub(super) log: tracing::Level,
    pub(super) drafts: Vec<SiteDraft>,
}

impl Default for Contents {
    fn default() -> Self {
        Contents { poll: Duration::from_millis(default_poll_ms()), log: tracing::Level::INFO, drafts: Vec::new() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// How often the revision of each site is asked for, in milliseconds.
    #[serde(default = "default_poll_ms")]
    poll_ms: u64,
    /// Log level.
    #[serde(default = "default_log")]
    log: String,
    #[serde(default)]
    site: Vec<Site>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    /// The WordPress directory.
    path: Option<PathBuf>,
    /// Or the database's address.
    dsn: Option<String>,
    /// Table prefix, with `dsn` only.
    prefix: Option<String>,
    /// The rule file to publish.
    rules: Option<PathBuf>,
    /// The nudge file, if not the plugin's usual one.
    nudge: Option<PathBuf>,
    /// Whether it is a network, where wp-config.php doesn't say.
    network: Option<bool>,
}

fn default_poll_ms() -> u64 {
    1000
}

fn default_log() -> String {
    "info".to_owned()
}

pub(super) fn parse(text: &str, file: &Path) -> Result<Contents, ConfigError> {
    // The parser's own report quotes the line, and with it perhaps a password; message and line number do.
    let located = |key: &str, error: &toml::de::Error| {
        let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
        let source = format!("{}, line {}", file.display(), before.matches('\n').count() + 1);
        let key = if key == "." { "" } else { key };
        ConfigError::new(source, key, "", error.message().trim_end(), "See the example agent.toml for keys and values")
    };
    let deserializer = toml::Deserializer::parse(text).map_err(|error| located("", &error))?;
    let File { poll_ms, log, site } = serde_path_to_error::deserialize(deserializer)
        .map_err(|error| located(&error.path().to_string(), error.inner()))?;
    let wrong =
        |key: &str, value: &str, message: &str, fix: &str| ConfigError::new(file.display(), key, value, message, fix);
    let poll = poll_from_millis(poll_ms)
        .ok_or_else(|| wrong("poll_ms", &poll_ms.to_string(), "This is out of range", POLL_RANGE))?;
    let log = log.parse().map_err(|_| wrong("log", &log, "There is no such log level", LOG_LEVELS))?;
    let drafts = site.into_iter().enumerate().map(|(index, site)| {
        let Site { path, dsn, prefix, rules, nudge, network } = site;
        let (source, key) = (file.display().to_string(), format!("site[{index}]."));
        SiteDraft { source, key, path, dsn, prefix, rules, nudge, network }
    });
    Ok(Contents { poll, log, drafts: drafts.collect() })
}
