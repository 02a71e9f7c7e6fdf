//! Where and how the agent logs.

use std::io::IsTerminal;
use std::str::FromStr;

use anyhow::Context;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::prelude::*;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// Text on standard error.
    #[default]
    Plain,
    /// One JSON object a line, on standard error.
    Json,
    /// systemd's journal, with the fields of each line as fields there.
    Journald,
}

/// The words of the configuration.
pub(crate) const LOG_FORMATS: &str = "Give plain, json or journald";

impl FromStr for LogFormat {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Ok(match word {
            "plain" => LogFormat::Plain,
            "json" => LogFormat::Json,
            "journald" => LogFormat::Journald,
            _ => return Err(()),
        })
    }
}

/// Starts logging, for as long as the process runs.
pub(crate) fn start(level: tracing::Level, format: LogFormat) -> anyhow::Result<()> {
    let registry = tracing_subscriber::registry().with(LevelFilter::from_level(level));
    let text = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    match format {
        LogFormat::Plain => registry.with(text.with_ansi(std::io::stderr().is_terminal())).init(),
        LogFormat::Json => registry.with(text.json().flatten_event(true)).init(),
        LogFormat::Journald => {
            let journal =
                tracing_journald::layer().context("log_format = \"journald\": the journal does not answer")?;
            registry.with(journal.with_field_prefix(Some("DETOUR".to_owned()))).init();
        }
    }
    Ok(())
}
