//! The option that names the agent's configuration.

use std::path::PathBuf;

use crate::config::{Config, ConfigError, DEFAULT_FILE};

#[derive(Debug, Clone, clap::Args)]
pub(super) struct ConfigArguments {
    /// Configuration file of the agent
    #[arg(long, value_name = "FILE", env = "DETOUR_CONFIG", default_value = DEFAULT_FILE)]
    config: PathBuf,
}

impl ConfigArguments {
    /// Reads the file and the environment.
    pub(super) fn load(&self) -> Result<Config, ConfigError> {
        Config::load(&self.config, &|name| std::env::var(name).ok())
    }
}
