//! Where and how the agent logs. What the configuration says of it can change while it runs.

use std::io::IsTerminal;
use std::str::FromStr;

use anyhow::Context;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::Layered;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{Layer, Registry, reload};

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

type Filtered = Layered<reload::Layer<LevelFilter, Registry>, Registry>;
type Lines = Box<dyn Layer<Filtered> + Send + Sync>;

/// The log, for as long as the process runs.
pub(crate) struct Log {
    level: reload::Handle<LevelFilter, Registry>,
    lines: reload::Handle<Lines, Filtered>,
}

impl Log {
    /// Starts logging.
    pub(crate) fn start(level: tracing::Level, format: LogFormat) -> anyhow::Result<Log> {
        let (filter, level) = reload::Layer::new(LevelFilter::from_level(level));
        let (writer, lines) = reload::Layer::new(writer(format)?);
        tracing_subscriber::registry().with(filter).with(writer).init();
        Ok(Log { level, lines })
    }

    /// Goes on with another level and format.
    pub(crate) fn change(&self, level: tracing::Level, format: LogFormat) -> anyhow::Result<()> {
        self.lines.reload(writer(format)?)?;
        self.level.reload(LevelFilter::from_level(level))?;
        Ok(())
    }
}

fn writer(format: LogFormat) -> anyhow::Result<Lines> {
    let text = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    Ok(match format {
        LogFormat::Plain => text.with_ansi(std::io::stderr().is_terminal()).boxed(),
        LogFormat::Json => text.json().flatten_event(true).boxed(),
        LogFormat::Journald => {
            let journal =
                tracing_journald::layer().context("log_format = \"journald\": the journal does not answer")?;
            journal.with_field_prefix(Some("DETOUR".to_owned())).boxed()
        }
    })
}
