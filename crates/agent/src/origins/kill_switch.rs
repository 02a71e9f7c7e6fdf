//! What keeps Redirection from redirecting, besides its options (spec/redirection §1.2).

use std::path::{Path, PathBuf};

use crate::wp_config::WpConfigError;

/// The constant `REDIRECTION_DISABLE` and the file `redirection-disable.txt` in the plugin's directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KillSwitch {
    /// Whether the constant says so, or why that can't be known.
    pub constant: Result<bool, WpConfigError>,
    /// The file; `None` where PHP alone knows the directory.
    pub file: Option<PathBuf>,
}

/// How a switch stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Switched {
    On,
    /// The plugin redirects nothing, for this reason.
    Off(String),
    /// That can't be known, for this reason.
    Unknown(String),
}

impl Default for KillSwitch {
    fn default() -> KillSwitch {
        KillSwitch { constant: Ok(false), file: None }
    }
}

impl KillSwitch {
    /// With the directory that plugins lie in.
    pub(crate) fn new(constant: Result<bool, WpConfigError>, plugins: Option<&Path>) -> KillSwitch {
        let file = plugins.map(|plugins| plugins.join("redirection/redirection-disable.txt"));
        KillSwitch { constant, file: file.filter(|file| file.is_absolute()) }
    }

    /// How it stands at this moment.
    pub(crate) fn look(&self) -> Switched {
        if let Some(file) = self.file.as_ref().filter(|file| file.exists()) {
            return Switched::Off(format!("The file {} is there; remove it", file.display()));
        }
        match &self.constant {
            Ok(false) => Switched::On,
            Ok(true) => Switched::Off("REDIRECTION_DISABLE is set in wp-config.php; remove it".to_owned()),
            Err(why) => Switched::Unknown(why.to_string()),
        }
    }
}
