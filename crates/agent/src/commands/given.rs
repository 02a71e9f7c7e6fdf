//! Rules and settings that the command line names files of.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};
use detour_rules::{Problem, Settings};

use super::input;
use crate::description::Description;

#[derive(Debug, clap::Args)]
pub(super) struct SettingsArguments {
    /// Settings of the site in JSON, such as {"country_header": "X-Country", "tracking": ["utm_*"]}; of a network, of the
    /// sites that have none of their own
    #[arg(long, value_name = "SETTINGS.json")]
    settings: Option<PathBuf>,
}

impl SettingsArguments {
    pub(super) fn are_given(&self) -> bool {
        self.settings.is_some()
    }

    /// A rule file has its settings in it.
    pub(super) fn must_not_be_given(&self) -> anyhow::Result<()> {
        ensure!(!self.are_given(), "--settings goes with rules in JSON; a rule file was made with its settings");
        Ok(())
    }

    /// The settings, or the defaults.
    pub(super) fn read(&self) -> anyhow::Result<Settings> {
        let Some(path) = &self.settings else { return Ok(Settings::default()) };
        let at = || path.display().to_string();
        let json = serde_json::from_slice(&input::read(path)?)
            .with_context(|| format!("{}: this is not JSON; give an object such as {{\"tracking\": []}}", at()))?;
        Settings::from_json(&json).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
            anyhow!("{}: {}", at(), lines.join("\n"))
        })
    }
}

/// Whether a file holds JSON; else it should be a rule file.
pub(super) fn is_json(path: &Path, content: &[u8]) -> bool {
    let text = content.trim_ascii_start();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    path.extension().is_some_and(|extension| extension == "json") || text.starts_with(b"{") || text.starts_with(b"[")
}

/// Reads the description of a site's or a network's rules.
pub(super) fn description(path: &Path, content: &[u8], settings: &Settings) -> anyhow::Result<Description> {
    Description::read(content, settings).map_err(|problem| anyhow!("{}: {problem}", path.display()))
}
