//! The PHP on this machine and the settings our servers give it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::run_dir::RunDir;
use crate::command::{run, stdout_of};

/// Debian 12's PHP, for a machine that has none yet and can't say.
const DEBIAN_12: &str = "8.2";

/// Where this PHP's programs are.
#[derive(Clone)]
pub(crate) struct Php {
    /// `8.2`
    pub(crate) version: String,
}

impl Php {
    /// The PHP that `php` on the path is.
    pub(crate) fn installed() -> Result<Self> {
        let mut ask = Command::new("php");
        ask.args(["-n", "-r", "echo PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION;"]);
        Ok(Self { version: stdout_of(&mut ask).context("PHP can't be run")? })
    }

    /// The version packages are to be named with.
    pub(crate) fn version_installed_or_offered() -> String {
        Self::installed().map_or_else(|_| DEBIAN_12.to_owned(), |php| php.version)
    }

    pub(crate) fn fpm(&self) -> String {
        let versioned = format!("php-fpm{}", self.version);
        if crate::command::is_on_path(&versioned) { versioned } else { "php-fpm".to_owned() }
    }

    pub(crate) fn cgi(&self) -> String {
        let versioned = format!("php-cgi{}", self.version);
        if crate::command::is_on_path(&versioned) { versioned } else { "php-cgi".to_owned() }
    }

    pub(crate) fn apache_module(&self) -> PathBuf {
        PathBuf::from(format!("/usr/lib/apache2/modules/libphp{}.so", self.version))
    }

    /// php-src's test runner, as `php-dev` installs it.
    pub(crate) fn run_tests(&self) -> Result<PathBuf> {
        let dir = stdout_of(Command::new("php-config").arg("--prefix"))?;
        let api = stdout_of(Command::new("php-config").arg("--phpapi"))?;
        let places = [format!("{dir}/lib/php/{api}/build"), format!("{dir}/lib/php/build")];
        let found = places.iter().map(|place| Path::new(place).join("run-tests.php")).find(|path| path.is_file());
        found.with_context(|| format!("no run-tests.php in {}", places.join(" or ")))
    }
}

/// php.ini lines for one server, kept in a folder of their own beside the distribution's.
#[derive(Clone, Default)]
pub(crate) struct Ini {
    lines: Vec<(String, String)>,
    extension: Option<PathBuf>,
}

impl Ini {
    pub(crate) fn new() -> Self {
        Self::default()
            .set("display_errors", "0")
            .set("log_errors", "1")
            // So that a header shows whether PHP ran.
            .set("expose_php", "1")
            .set("memory_limit", "256M")
            .set("post_max_size", "16M")
            // Files younger than two seconds are not cached by default; tests need a warm cache now.
            .set("opcache.file_update_protection", "0")
    }

    pub(crate) fn set(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.lines.retain(|(known, _)| known != name);
        self.lines.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    pub(crate) fn opcache(self, on: bool) -> Self {
        let value = if on { "1" } else { "0" };
        self.set("opcache.enable", value).set("opcache.enable_cli", value)
    }

    pub(crate) fn extension(mut self, path: &Path) -> Self {
        self.extension = Some(path.to_owned());
        self
    }

    /// Writes `<name>.d/detour.ini` and returns what `PHP_INI_SCAN_DIR` must be.
    pub(crate) fn write(&self, run: &RunDir, name: &str) -> Result<String> {
        let folder = format!("{name}.d");
        let dir = run.folder(&folder)?;
        let mut text = String::new();
        if let Some(extension) = &self.extension {
            text += &format!("extension = \"{}\"\n", extension.display());
        }
        for (name, value) in &self.lines {
            text += &format!("{name} = \"{value}\"\n");
        }
        // After the distribution's files, so that ours win.
        run.write(&format!("{folder}/99-detour.ini"), text)?;
        Ok(format!(":{}", dir.display()))
    }
}

/// Runs a PHP script on the command line with these settings; returns its output.
pub(crate) fn script(scan_dir: &str, script: &Path, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new("php");
    command.env("PHP_INI_SCAN_DIR", scan_dir).args(["-d", "display_errors=stderr"]).arg(script).args(arguments);
    Ok(String::from_utf8_lossy(&run(&mut command)?.stdout).trim().to_owned())
}
