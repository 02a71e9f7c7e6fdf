//! What it was measured on, without a name of the machine.

use std::path::Path;

use anyhow::{Context, Result};

/// Processors, versions, and how busy others kept it.
pub(super) struct Machine {
    pub(super) cores: usize,
    pub(super) model: String,
    /// Processes that ran or wanted to, a minute's mean, before the first round.
    pub(super) load_before: f64,
    pub(super) rounds: usize,
    /// Names and versions.
    pub(super) versions: Vec<(String, String)>,
    /// Plugins that are not measured because nobody gave them.
    pub(super) left_out: Vec<&'static str>,
}

impl Machine {
    pub(super) fn of_today(
        versions: Vec<(String, String)>,
        left_out: Vec<&'static str>,
        rounds: usize,
    ) -> Result<Self> {
        let processors = std::fs::read_to_string("/proc/cpuinfo")?;
        let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
        let model = model.map_or("processors without a name", |(_, name)| name.trim()).to_owned();
        let load = std::fs::read_to_string("/proc/loadavg")?;
        let load = load.split(' ').next().and_then(|minute| minute.parse().ok()).context("/proc/loadavg")?;
        let cores = std::thread::available_parallelism()?.get();
        Ok(Self { cores, model, load_before: load, rounds, versions, left_out })
    }

    pub(super) fn sentence(&self) -> String {
        let versions: Vec<String> = self.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
        let left_out = match &self.left_out[..] {
            [] => String::new(),
            names => format!(" Not measured: {}.", names.join(", ")),
        };
        format!(
            "{} cores of {}, which the load generator shares with the servers; load average before the first round {:.2}. \
             {}.{left_out}",
            self.cores,
            self.model,
            self.load_before,
            versions.join(", "),
        )
    }
}

/// The version that a plugin's main file names.
pub(super) fn version(folder: &Path, main: &str) -> Result<String> {
    let text = std::fs::read_to_string(folder.join(main));
    let text = text.with_context(|| format!("{}: {main} can't be read there", folder.display()))?;
    let line = text.lines().find_map(|line| line.trim_start_matches([' ', '*', '\t']).strip_prefix("Version:"));
    let version = line.with_context(|| format!("{}: {main} names no version", folder.display()))?;
    Ok(version.trim().to_owned())
}
