//! Where the rules of a site are kept: in a WordPress directory's database, or in one named outright.

use std::path::PathBuf;

use crate::database::{Credentials, DsnError};
use crate::origins::KillSwitch;
use crate::wp_config::{WpConfig, WpConfigError};

/// Prefix of WordPress' tables unless the installation chose another.
pub const DEFAULT_PREFIX: &str = "wp_";

/// How a site's database is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// By the `wp-config.php` of this directory.
    WordPress(PathBuf),
    /// By its address.
    Database {
        /// Where and as whom to connect.
        credentials: Credentials,
        /// Prefix of the site's tables.
        prefix: String,
    },
}

/// What it takes to reach a site's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Where and as whom to connect.
    pub credentials: Credentials,
    /// Where the rules are read; a replica, perhaps.
    pub reading: Credentials,
    /// Prefix of the site's tables.
    pub prefix: String,
    /// Whether it is a network, all of whose blogs are served.
    pub network: bool,
    /// The file that the plugin touches after each change, if known.
    pub nudge: Option<PathBuf>,
    /// What can keep Redirection from redirecting; nothing is known of it where no configuration file was read.
    pub kill_switch: KillSwitch,
    /// The configuration file all this was read from.
    pub file: Option<PathBuf>,
}

/// Why a database's address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// The address.
    #[error(transparent)]
    Dsn(#[from] DsnError),
    /// The table prefix.
    #[error("prefix {0:?} is no table prefix; use letters, digits and underscores, as in wp_")]
    Prefix(String),
}

impl Origin {
    /// A database named by `mysql://…`.
    pub fn database(dsn: &str, prefix: &str) -> Result<Self, OriginError> {
        // The prefix becomes part of SQL.
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(OriginError::Prefix(prefix.to_owned()));
        }
        Ok(Origin::Database { credentials: Credentials::from_dsn(dsn)?, prefix: prefix.to_owned() })
    }

    /// Reads what has to be read to connect. `network` says whether it is one where the `wp-config.php` is not to be asked.
    pub fn access(&self, network: Option<bool>) -> Result<Access, WpConfigError> {
        match self {
            Origin::WordPress(directory) => {
                let config = WpConfig::read(directory)?;
                let credentials = config.credentials()?;
                let WpConfig { file, prefix, nudge, network: configured, kill_switch, .. } = config;
                let network = network.map_or(configured, Ok)?;
                let reading = credentials.clone();
                Ok(Access { credentials, reading, prefix, network, nudge, kill_switch, file: Some(file) })
            }
            Origin::Database { credentials, prefix } => {
                let (credentials, prefix) = (credentials.clone(), prefix.clone());
                Ok(Access {
                    reading: credentials.clone(),
                    credentials,
                    prefix,
                    network: network.unwrap_or(false),
                    nudge: None,
                    kill_switch: KillSwitch::default(),
                    file: None,
                })
            }
        }
    }
}
