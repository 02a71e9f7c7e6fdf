//! PHP's own test format, run by php-src's runner on the built extension.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::ini_sets::{IniSet, SETS, WHOLE};
use super::tally::Tally;
use crate::command::run as run_command;
use crate::stack::run_dir::RunDir;
use crate::workspace::{self, Built};

/// One run of the tests: with which extension and settings, and which part of them.
struct Run<'a> {
    built: &'a Built,
    extension: &'a Path,
    set: &'a IniSet,
    /// Whether the extension panics on purpose, and the tests of that are the ones to run.
    panics: bool,
}

/// All tests with each set of settings that they can be run with; those of panics too if there is an extension that panics.
pub(crate) fn suite(built: &Built, panicking: Option<&Path>) -> Result<Tally> {
    let mut tally = Tally::default();
    let sets = || SETS.iter().filter(|set| set.keeps_pages);
    let plain = sets().map(|set| Run { built, extension: &built.extension, set, panics: false });
    let panics = panicking
        .iter()
        .flat_map(|&extension| sets().take(WHOLE).map(move |set| Run { built, extension, set, panics: true }));
    for run in plain.chain(panics) {
        let name = format!("{}{}", if run.panics { "panics, " } else { "" }, run.set.name);
        let result = run.start().with_context(|| name.clone())?;
        println!("  {name}: {} passed, {} failed, {} skipped", result.passed, result.failed, result.skipped);
        tally.add(result);
    }
    Ok(tally)
}

impl Run<'_> {
    fn start(&self) -> Result<Tally> {
        // A copy, since the runner leaves its logs beside the tests.
        let run_dir = RunDir::new()?;
        run_command(Command::new("cp").arg("-a").arg(workspace::root().join("php")).arg(run_dir.path()))?;
        let php = &self.built.php;
        let mut runner = php.cli();
        runner.arg(php.run_tests()?).args([
            "-n",
            "-q",
            "--no-color",
            "-g",
            "FAIL,XFAIL,BORK,WARN,LEAK,SKIP",
            "--show-diff",
            "--offline",
        ]);
        runner.args(["-d", "expose_php=0", "-d", &format!("extension={}", self.extension.display())]);
        // Without it PHP has no opcache, and tests that want one load it.
        if self.set.has("opcache") {
            runner.args(["-d", "zend_extension=opcache", "-d", "opcache.file_update_protection=0"]);
            for (name, value) in self.set.settings(&run_dir)? {
                runner.arg("-d").arg(format!("{name}={value}"));
            }
        }
        runner.args(self.parts(&run_dir.join("php/tests"))?).current_dir(run_dir.join("php"));
        runner.env("NO_INTERACTION", "1").env("TEST_PHP_EXECUTABLE", &php.programs.cli);
        runner.env("TEST_PHP_CGI_EXECUTABLE", &php.programs.cgi).env("DETOUR_BIN", &self.built.command);
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
