//! Debian packages, laid out by cargo-deb as `[package.metadata.deb]` of the crates says.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::php::TargetPhp;
use crate::command::{run, run_visibly, stdout_of};
use crate::workspace::{self, cargo};

/// The version whose reading of the metadata was tried.
const CARGO_DEB: &str = "3.8.0";

/// cargo-deb in a folder of our own.
pub(crate) struct CargoDeb {
    program: PathBuf,
    options: Vec<String>,
}

impl CargoDeb {
    /// Builds it with cargo unless that has been done; says in `remark` what it did.
    pub(crate) fn install(remark: &mut String) -> Result<Self> {
        let root = workspace::target()?.join(format!("tools/cargo-deb-{CARGO_DEB}"));
        let program = root.join("bin/cargo-deb");
        *remark = format!("version {CARGO_DEB}");
        if !program.is_file() {
            println!("      building it with cargo, which can take a few minutes");
            let mut install = cargo();
            install.args(["install", "--locked", "--version", CARGO_DEB, "cargo-deb", "--root"]).arg(&root);
            // In the target folder its leftovers would stay for good.
            run_visibly(install.env_remove("CARGO_TARGET_DIR"))?;
        }
        Ok(Self { program, options: Vec::new() })
    }

    /// The same for packages that another one answers for.
    pub(crate) fn of_maintainer(mut self, maintainer: Option<&str>) -> Self {
        self.options.extend(maintainer.map(|maintainer| format!("--maintainer={maintainer}")));
        self
    }

    /// The same with packages that are made in a hurry: bigger, and for tests.
    pub(crate) fn fast(mut self) -> Self {
        self.options.push("--fast".to_owned());
        self
    }

    /// The package `detour`, from the command as it is built, with its man pages and completions.
    pub(crate) fn agent(&self, version: Option<&str>, into: &Path) -> Result<PathBuf> {
        let release = workspace::target()?.join("release");
        let (detour, files) = (release.join("detour"), release.join("package"));
        let manual = files.join("man");
        if manual.exists() {
            std::fs::remove_dir_all(&manual)?;
        }
        std::fs::create_dir_all(&manual)?;
        run(Command::new(&detour).arg("man").arg(&manual))?;
        // Without a name and a time: the same pages make the same package.
        run(Command::new("sh").args(["-c", "gzip -9n *"]).current_dir(&manual))?;
        for (shell, file) in [("bash", "detour.bash"), ("zsh", "_detour"), ("fish", "detour.fish")] {
            let script = run(Command::new(&detour).args(["completions", shell]))?.stdout;
            std::fs::write(files.join(file), script)?;
        }
        self.package(&["-p", "detour-agent"], version, into)
    }

    /// The package of the extension for a PHP that it has just been built for.
    pub(crate) fn extension(&self, php: &TargetPhp, version: Option<&str>, into: &Path) -> Result<PathBuf> {
        self.package(&["-p", "detour-ext", "--variant", &php.version], version, into)
    }

    fn package(&self, which: &[&str], version: Option<&str>, into: &Path) -> Result<PathBuf> {
        let mut command = Command::new(&self.program);
        command.arg("deb").current_dir(workspace::root()).args(["--no-build", "--locked", "--strip"]);
        command.args(&self.options).args(which).arg("--output").arg(into);
        if let Some(version) = version {
            command.args(["--deb-version", version]);
        }
        let said = stdout_of(&mut command)?;
        let file = said.lines().last().map(PathBuf::from).filter(|file| file.is_file());
        file.with_context(|| format!("cargo-deb named no package: {said:?}"))
    }
}
