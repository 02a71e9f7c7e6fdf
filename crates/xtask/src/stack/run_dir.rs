//! The folder one stack runs in: sockets, configuration, data, logs.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::run;
use crate::shutdown;

/// A folder under the system's temporary folder, removed with its owner.
///
/// Not under `target`: the servers' users must reach it even when the checkout
/// lies in a private home folder, and a socket's path must stay short.
pub(crate) struct RunDir {
    path: PathBuf,
}

impl RunDir {
    pub(crate) fn new() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("detour-").tempdir().context("can't make a temporary folder")?;
        let path = dir.keep();
        shutdown::add_path(&path);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        std::fs::create_dir(path.join("log"))?;
        Ok(Self { path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path.join(name)
    }

    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.path.join("log").join(name)
    }

    /// Makes a folder inside, readable by the servers' users.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        std::fs::create_dir_all(&path).with_context(|| format!("can't make {}", path.display()))?;
        Ok(path)
    }

    /// Writes a file inside and returns its path.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf> {
        let path = self.path.join(name);
        std::fs::write(&path, content).with_context(|| format!("can't write {}", path.display()))?;
        Ok(path)
    }

    /// The end of every log, for a report of what went wrong.
    pub(crate) fn log_tails(&self, lines: usize) -> String {
        let mut logs: Vec<PathBuf> = std::fs::read_dir(self.path.join("log"))
            .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
            .unwrap_or_default();
        logs.sort();
        let mut report = String::new();
        for log in logs {
            report += &format!("--- {}\n{}\n", log.display(), super::process::tail(&log, lines));
        }
        report
    }
}

impl Drop for RunDir {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            eprintln!("warning: can't remove {}: {error}", self.path.display());
        }
        shutdown::forget_path(&self.path);
    }
}

/// Whether this command runs as root, so that servers change to users of their own.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Hands a folder to a server's user; nothing to do when not root, since then all run as one user.
pub(crate) fn give_to(user: &str, path: &Path) -> Result<()> {
    if is_root() {
        run(Command::new("chown").arg("-R").arg(format!("{user}:")).arg(path))?;
    }
    Ok(())
}
