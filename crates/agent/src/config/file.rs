//! The TOML file.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::socket::SocketDraft;
use super::{ConfigError, LOG_LEVELS, MetricsAddress, POLL_RANGE, SiteDraft, SocketConfig, poll_from_millis};
use crate::logging::{LOG_FORMATS, LogFormat};

#[derive(Debug)]
pub(super) struct Contents {
    pub(super) poll: Duration,
    pub(super) polls_per_second: u32,
    pub(super) connections: usize,
    pub(super) targets_per_minute: u32,
    pub(super) log: tracing::Level,
    pub(super) log_format: LogFormat,
    pub(super) metrics: Option<MetricsAddress>,
    pub(super) socket: Option<SocketConfig>,
    pub(super) drafts: Vec<SiteDraft>,
}

impl Default for Contents {
    fn default() -> Self {
        Contents {
            poll: Duration::from_millis(default_poll_ms()),
            polls_per_second: default_polls_per_second(),
            connections: default_connections(),
            targets_per_minute: default_targets_per_minute(),
            log: tracing::Level::INFO,
            log_format: LogFormat::default(),
            metrics: None,
            socket: None,
            drafts: Vec::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// How often the revision of each site is asked for, in milliseconds.
    #[serde(default = "default_poll_ms")]
    poll_ms: u64,
    /// How often all sites together are asked in a second; with many sites each is asked less often than `poll_ms` says.
    #[serde(default = "default_polls_per_second")]
    polls_per_second: u32,
    /// How many connections to databases may be open at a time; with more sites than this each is closed after its use.
    #[serde(default = "default_connections")]
    connections: usize,
    /// How many requests all sites together may send in a minute to see whether targets are there.
    #[serde(default = "default_targets_per_minute")]
    targets_per_minute: u32,
    /// Log level.
    #[serde(default = "default_log")]
    log: String,
    /// `plain`, `json` or `journald`.
    #[serde(default = "default_log_format")]
    log_format: String,
    /// Where Prometheus finds the figures: `127.0.0.1:9187` or `unix:/run/detour/metrics.sock`.
    metrics: Option<String>,
    /// Where PHP without the extension is answered.
    socket: Option<SocketDraft>,
    #[serde(default)]
    site: Vec<SiteDraft>,
}

fn default_poll_ms() -> u64 {
    1000
}

fn default_polls_per_second() -> u32 {
    20
}

fn default_connections() -> usize {
    32
}

fn default_targets_per_minute() -> u32 {
    30
}

fn default_log_format() -> String {
    "plain".to_owned()
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
    let File { poll_ms, polls_per_second, connections, targets_per_minute, log, log_format, metrics, socket, site } =
        serde_path_to_error::deserialize(deserializer)
            .map_err(|error| located(&error.path().to_string(), error.inner()))?;
    let wrong =
        |key: &str, value: &str, message: &str, fix: &str| ConfigError::new(file.display(), key, value, message, fix);
    let poll = poll_from_millis(poll_ms)
        .ok_or_else(|| wrong("poll_ms", &poll_ms.to_string(), "This is out of range", POLL_RANGE))?;
    let log = log.parse().map_err(|_| wrong("log", &log, "There is no such log level", LOG_LEVELS))?;
    let log_format =
        log_format.parse().map_err(|()| wrong("log_format", &log_format, "There is no such format", LOG_FORMATS))?;
    if !(1..=10_000).contains(&polls_per_second) {
        let fix = "Give a number from 1 to 10000; 20 is usual";
        return Err(wrong("polls_per_second", &polls_per_second.to_string(), "This is out of range", fix));
    }
    if !(1..=1000).contains(&connections) {
        let fix = "Give a number from 1 to 1000; 32 is usual";
        return Err(wrong("connections", &connections.to_string(), "This is out of range", fix));
    }
    if !(1..=6000).contains(&targets_per_minute) {
        let fix = "Give a number from 1 to 6000; 30 is usual";
        return Err(wrong("targets_per_minute", &targets_per_minute.to_string(), "This is out of range", fix));
    }
    let metrics = match metrics {
        None => None,
        Some(text) => {
            let fix = "Give an address of this machine such as 127.0.0.1:9187, or unix:/run/detour/metrics.sock";
            Some(MetricsAddress::parse(&text).map_err(|message| wrong("metrics", &text, message, fix))?)
        }
    };
    let socket = socket.map(|draft| draft.check(file)).transpose()?;
    let drafts = site.into_iter().enumerate().map(|(index, draft)| SiteDraft {
        source: file.display().to_string(),
        key: format!("site[{index}]."),
        ..draft
    });
    Ok(Contents {
        poll,
        polls_per_second,
        connections,
        targets_per_minute,
        log,
        log_format,
        metrics,
        socket,
        drafts: drafts.collect(),
    })
}
