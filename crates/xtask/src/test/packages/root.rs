//! A copy of a Debian installation, to be changed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{run, stdout_of};

/// Mounts `/proc` for one command alone: nothing is left to unmount, however it ends.
const WITH_PROC: &str = r#"mount -t proc proc "$0/proc" && exec chroot "$0" "$@""#;

/// Arguments for `unshare` that run what follows in a root.
pub(super) fn entry(root: &Path) -> Vec<String> {
    let root = root.display().to_string();
    ["--mount", "--propagation", "private", "sh", "-c", WITH_PROC, &root].map(str::to_owned).to_vec()
}

/// A copy to be changed.
pub(super) struct Root {
    pub(super) path: PathBuf,
}

impl Root {
    pub(super) fn copy(base: &Path, path: PathBuf) -> Result<Self> {
        run(Command::new("cp").arg("--archive").arg(base).arg(&path))?;
        Ok(Self { path })
    }

    pub(super) fn at(&self, inside: &str) -> PathBuf {
        self.path.join(inside.trim_start_matches('/'))
    }

    /// A program as root inside, with nothing of our own environment.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("unshare");
        command.args(entry(&self.path)).arg(program);
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("LC_ALL", "C.UTF-8");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    }

    /// What a shell script says.
    pub(super) fn shell(&self, script: &str) -> Result<String> {
        stdout_of(self.command("sh").args(["-euc", script]))
    }

    pub(super) fn read(&self, inside: &str) -> Result<String> {
        std::fs::read_to_string(self.at(inside)).with_context(|| format!("can't read {inside}"))
    }

    pub(super) fn write(&self, inside: &str, content: &str) -> Result<()> {
        let path = self.at(inside);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, content).with_context(|| format!("can't write {inside}"))
    }

    /// Runs dpkg with these packages of our own machine; returns all that it said.
    pub(super) fn dpkg(&self, action: &str, packages: &[&Path]) -> Result<String> {
        let mut inside = Vec::new();
        for package in packages {
            let name = package.file_name().unwrap_or_default();
            std::fs::copy(package, self.at("tmp").join(name))?;
            inside.push(Path::new("/tmp").join(name));
        }
        self.said(self.command("dpkg").arg(action).args(inside))
    }

    /// All that a command said, also of what went wrong.
    pub(super) fn said(&self, command: &mut Command) -> Result<String> {
        let output = run(command)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
    }
}
