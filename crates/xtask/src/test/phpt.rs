//! PHP's own test format, run by php-src's runner on the built extension.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::tally::Tally;
use crate::command::{find, run as run_command};
use crate::stack::php::Php;
use crate::stack::run_dir::RunDir;
use crate::workspace::{self, Built};

const OPCACHE_ON: [&str; 6] =
    ["-d", "zend_extension=opcache", "-d", "opcache.enable_cli=1", "-d", "opcache.file_update_protection=0"];

/// One run of the tests: with which extension and settings, and which part of them.
struct Run<'a> {
    name: &'a str,
    extension: &'a Path,
    settings: &'a [&'a str],
    /// Whether the extension panics on purpose, and the tests of that are the ones to run.
    panics: bool,
}

pub(crate) fn suite(built: &Built) -> Result<Tally> {
    let mut tally = Tally::default();
    let panicking = workspace::build_panicking_extension()?;
    let runs = [
        Run { name: "opcache off", extension: &built.extension, settings: &[], panics: false },
        Run { name: "opcache on", extension: &built.extension, settings: &OPCACHE_ON, panics: false },
        Run { name: "panics, opcache off", extension: &panicking, settings: &[], panics: true },
        Run { name: "panics, opcache on", extension: &panicking, settings: &OPCACHE_ON, panics: true },
    ];
    for run in &runs {
        let result = run.start(&built.command).with_context(|| run.name.to_owned())?;
        println!("  {}: {} passed, {} failed, {} skipped", run.name, result.passed, result.failed, result.skipped);
        tally.add(result);
    }
    Ok(tally)
}

impl Run<'_> {
    fn start(&self, detour: &Path) -> Result<Tally> {
        // A copy, since the runner leaves its logs beside the tests.
        let run_dir = RunDir::new()?;
        run_command(Command::new("cp").arg("-a").arg(workspace::root().join("php")).arg(run_dir.path()))?;
        let php = Php::installed()?;
        let mut runner = Command::new("php");
        runner.arg(php.run_tests()?).args([
            "-n",
            "-q",
            "--no-color",
            "-g",
            "FAIL,XFAIL,BORK,WARN,LEAK,SKIP",
            "--show-diff",
            "--offline",
        ]);
        runner
            .args(["-d", "expose_php=0", "-d", &format!("extension={}", self.extension.display())])
            .args(self.settings);
        runner.args(self.parts(&run_dir.join("php/tests"))?).current_dir(run_dir.join("php"));
        runner.env("NO_INTERACTION", "1").env("TEST_PHP_EXECUTABLE", absolute("php")?);
        runner.env("TEST_PHP_CGI_EXECUTABLE", absolute(&php.cgi())?).env("DETOUR_BIN", detour);
        runner.env("DETOUR_PANIC_TEST", if self.panics { "1" } else { "0" });
        // The exit code says no more than the summary does.
        let output = runner.output().context("can't run run-tests.php")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let tally = read(&text).with_context(|| format!("run-tests.php gave no summary:\n{text}"))?;
        if tally.failed > 0 {
            println!("{text}");
        }
        Ok(tally)
    }

    /// The tests of panics need an extension that panics; all others must not have one.
    fn parts(&self, tests: &Path) -> Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(tests).with_context(|| format!("no tests in {}", tests.display()))?;
        let mut parts: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        parts.retain(|part| {
            let is_test = part.is_dir() || part.extension().is_some_and(|extension| extension == "phpt");
            is_test && part.ends_with("panic") == self.panics
        });
        parts.sort();
        ensure!(!parts.is_empty(), "no tests in {}", tests.display());
        Ok(parts)
    }
}

/// run-tests.php wants to know its programs by full path.
fn absolute(program: &str) -> Result<PathBuf> {
    find(program).with_context(|| format!("{program} isn't on the path"))
}

/// Reads the runner's summary and the lines about skipped and failed tests.
fn read(text: &str) -> Option<Tally> {
    let count = |what: &str| {
        let line = text.lines().find(|line| line.starts_with(&format!("Tests {what} ")))?;
        line.split(':').nth(1)?.split_whitespace().next()?.parse::<usize>().ok()
    };
    let mut tally = Tally { passed: count("passed")?, ..Tally::default() };
    tally.failed = count("failed")? + count("warned").unwrap_or(0);
    let mut listed = std::collections::BTreeSet::new();
    for line in text.lines() {
        if let Some((name, reason)) = line.strip_prefix("SKIP ").and_then(|rest| rest.split_once("] reason: ")) {
            tally.skip(format!("phpt {}: {reason}", name.split(" [").next().unwrap_or(name)));
        } else if let Some(name) = line.strip_prefix("FAIL ").or_else(|| line.strip_prefix("BORK ")) {
            listed.insert(format!("phpt {name}"));
        }
    }
    tally.failures.extend(listed);
    let skipped = count("skipped").unwrap_or(0);
    tally.skip_many(skipped.saturating_sub(tally.skipped), "phpt: skipped without a reason");
    Some(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_summary() {
        let text = "SKIP status() under CGI [tests/b.phpt] reason: no php-cgi\n\
                    FAIL decide() [tests/c.phpt] \n\
                    Number of tests :     5                 4\n\
                    Tests skipped   :     1 ( 20.0%) --------\n\
                    Tests warned    :     0 (  0.0%) (  0.0%)\n\
                    Tests failed    :     1 ( 20.0%) ( 25.0%)\n\
                    Tests passed    :     3 ( 60.0%) ( 75.0%)\n";
        let tally = read(text).unwrap();
        assert_eq!((tally.passed, tally.failed, tally.skipped), (3, 1, 1));
        assert_eq!(tally.skips[0].0, "phpt status() under CGI: no php-cgi");
        assert!(read("no summary").is_none());
    }
}
