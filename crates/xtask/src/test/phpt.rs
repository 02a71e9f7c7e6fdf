//! PHP's own test format, run by php-src's runner on the built extension.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::tally::Tally;
use crate::command::run as run_command;
use crate::stack::php::Php;
use crate::stack::run_dir::RunDir;
use crate::workspace::{self, Built};

const OPCACHE_ON: [&str; 6] = [
    "-d",
    "zend_extension=opcache",
    "-d",
    "opcache.enable_cli=1",
    "-d",
    "opcache.file_update_protection=0",
];

pub(crate) fn suite(built: &Built) -> Result<Tally> {
    let mut tally = Tally::default();
    let source = workspace::root().join("php");
    ensure!(source.join("tests").is_dir(), "no tests in {}", source.display());
    let php = Php::installed()?;
    for (name, settings) in [("opcache off", &[][..]), ("opcache on", &OPCACHE_ON[..])] {
        // A copy, since the runner leaves its logs beside the tests.
        let run_dir = RunDir::new()?;
        run_command(Command::new("cp").arg("-a").arg(&source).arg(run_dir.path()))?;
        let result = run(&php, built, &run_dir.join("php"), settings).with_context(|| name.to_owned())?;
        println!("  {name}: {} passed, {} failed, {} skipped", result.passed, result.failed, result.skipped);
        tally.add(result);
    }
    Ok(tally)
}

fn run(php: &Php, built: &Built, folder: &Path, settings: &[&str]) -> Result<Tally> {
    let mut runner = Command::new("php");
    runner.arg(php.run_tests()?).args(["-q", "-g", "FAIL,XFAIL,BORK,WARN,LEAK,SKIP", "--show-diff", "--offline"]);
    runner.args(["-d", &format!("extension={}", built.extension.display())]).args(settings).arg("tests");
    runner.current_dir(folder).env("NO_INTERACTION", "1").env("TEST_PHP_EXECUTABLE", "/usr/bin/php");
    runner.env("TEST_PHP_CGI_EXECUTABLE", format!("/usr/bin/{}", php.cgi()));
    // The exit code says no more than the summary does.
    let output = runner.output().context("can't run run-tests.php")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let tally = read(&text).with_context(|| format!("run-tests.php gave no summary:\n{text}"))?;
    if tally.failed > 0 {
        println!("{text}");
    }
    Ok(tally)
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
