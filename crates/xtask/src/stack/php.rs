//! The PHP on this machine or another one, and the settings our servers give it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::run_dir::RunDir;
use crate::command::{find, run, stdout_of};

/// Debian 12's PHP, for a machine that has none yet and can't say.
const DEBIAN_12: &str = "8.2";

/// A PHP and where its programs are.
#[derive(Clone)]
pub(crate) struct Php {
    /// `8.2`
    pub(crate) version: String,
    /// Whether it is one whose servers can answer in threads (ZTS).
    pub(crate) has_threads: bool,
    pub(crate) programs: Programs,
    /// What its programs are run by: nothing where they are this machine's.
    under: Vec<String>,
}

/// The programs of a PHP, as the PHP itself sees their paths.
#[derive(Clone)]
pub(crate) struct Programs {
    pub(crate) cli: PathBuf,
    pub(crate) cgi: PathBuf,
    pub(crate) fpm: PathBuf,
    pub(crate) config: PathBuf,
    pub(crate) apache_module: PathBuf,
}

impl Php {
    /// The PHP that `php` on the path is.
    pub(crate) fn installed() -> Result<Self> {
        let on_path = |name: &str| find(name).unwrap_or_else(|| name.into());
        let mut php = Self::of(
            Programs {
                cli: on_path("php"),
                cgi: on_path("php-cgi"),
                fpm: on_path("php-fpm"),
                config: on_path("php-config"),
                apache_module: PathBuf::new(),
            },
            Vec::new(),
        )?;
        let version = php.version.clone();
        php.programs.cgi = find(&format!("php-cgi{version}")).unwrap_or(php.programs.cgi);
        php.programs.fpm = find(&format!("php-fpm{version}")).unwrap_or(php.programs.fpm);
        php.programs.apache_module = PathBuf::from(format!("/usr/lib/apache2/modules/libphp{version}.so"));
        Ok(php)
    }

    /// The PHP of these programs, which are run by `under`.
    pub(crate) fn of(programs: Programs, under: Vec<String>) -> Result<Self> {
        let mut php = Self { version: String::new(), has_threads: false, programs, under };
        let script = "echo PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION, PHP_ZTS ? ' threads' : '';";
        let said = stdout_of(php.cli().args(["-n", "-r", script])).context("PHP can't be run")?;
        let (version, threads) = said.split_once(' ').unwrap_or((&said, ""));
        (php.version, php.has_threads) = (version.to_owned(), !threads.is_empty());
        Ok(php)
    }

    /// Its whole version, for people.
    pub(crate) fn title(&self) -> Result<String> {
        let threads = if self.has_threads { ", with threads" } else { "" };
        Ok(format!("PHP {}{threads}", stdout_of(self.cli().args(["-n", "-r", "echo PHP_VERSION;"]))?))
    }

    /// The version packages are to be named with.
    pub(crate) fn version_installed_or_offered() -> String {
        Self::installed().map_or_else(|_| DEBIAN_12.to_owned(), |php| php.version)
    }

    /// The words that start one of its programs, or a server that loads it.
    pub(crate) fn line(&self, program: &Path) -> Vec<String> {
        self.under.iter().cloned().chain([program.display().to_string()]).collect()
    }

    /// One of its programs.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let line = self.line(program);
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]);
        command
    }

    /// PHP on the command line.
    pub(crate) fn cli(&self) -> Command {
        self.command(&self.programs.cli)
    }

    /// php-src's test runner, as `php-dev` installs it.
    pub(crate) fn run_tests(&self) -> Result<String> {
        let ask = |what| stdout_of(self.command(&self.programs.config).arg(what));
        // Only Debian's php-config knows the number of the API, and only Debian has it in paths.
        let (prefix, api) = (ask("--prefix")?, ask("--phpapi").unwrap_or_default());
        let places = [format!("{prefix}/lib/php/{api}/build"), format!("{prefix}/lib/php/build")];
        // Asked of PHP, which may see other files there than we do.
        let script = "foreach (array_slice($argv, 1) as $place) if (is_file(\"$place/run-tests.php\")) die(\"$place/run-tests.php\");";
        let found = stdout_of(self.cli().args(["-n", "-r", script]).args(&places))?;
        ensure!(!found.is_empty(), "no run-tests.php in {}", places.join(" or "));
        Ok(found)
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
