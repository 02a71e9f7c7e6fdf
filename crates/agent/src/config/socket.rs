//! `[socket]`: where PHP without the extension is answered.

use std::path::{Path, PathBuf};

use nix::unistd::{Group, User};
use serde::Deserialize;

use super::ConfigError;

/// Where PHP without the extension is answered, and whom the socket belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketConfig {
    /// Path of the socket.
    pub path: PathBuf,
    /// Number of its owner; the agent's user unless given.
    pub owner: Option<u32>,
    /// Number of its group; the agent's unless given.
    pub group: Option<u32>,
    /// Its rights.
    pub mode: u32,
    /// Proxies whose word about visitors counts: addresses and networks, separated by commas or white space.
    pub trusted_proxies: String,
}

/// `[socket]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SocketDraft {
    #[serde(default = "default_path")]
    path: PathBuf,
    owner: Option<String>,
    group: Option<String>,
    #[serde(default = "default_mode")]
    mode: String,
    /// As PHP's `detour.trusted_proxies`.
    #[serde(default)]
    trusted_proxies: String,
}

fn default_path() -> PathBuf {
    PathBuf::from("/run/detour/detour.sock")
}

fn default_mode() -> String {
    "0660".to_owned()
}

impl SocketDraft {
    pub(super) fn check(self, file: &Path) -> Result<SocketConfig, ConfigError> {
        let wrong = |field: &str, value: &str, message: &str, fix: &str| {
            ConfigError::new(file.display(), &format!("socket.{field}"), value, message, fix)
        };
        let SocketDraft { path, owner, group, mode, trusted_proxies } = self;
        if !path.is_absolute() || path.file_name().is_none() {
            let message = "This is not the absolute path of a socket";
            return Err(wrong("path", &path.to_string_lossy(), message, "Begin it with /"));
        }
        let bits = u32::from_str_radix(&mode, 8).ok().filter(|bits| *bits <= 0o777);
        let bits = bits.ok_or_else(|| {
            let fix = "Give octal digits: 0660 for owner and group, 0666 for everybody";
            wrong("mode", &mode, "These are no rights", fix)
        })?;
        let number = |field: &str, name: Option<String>, find: fn(&str) -> Option<u32>| match name {
            None => Ok(None),
            Some(name) => {
                let found = name.parse().ok().or_else(|| find(&name));
                let message = "The system knows nobody of this name";
                found.map(Some).ok_or_else(|| wrong(field, &name, message, "Give a name or a number"))
            }
        };
        let owner = number("owner", owner, |name| Some(User::from_name(name).ok()??.uid.as_raw()))?;
        let group = number("group", group, |name| Some(Group::from_name(name).ok()??.gid.as_raw()))?;
        Ok(SocketConfig { path, owner, group, mode: bits, trusted_proxies })
    }
}
