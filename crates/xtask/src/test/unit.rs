//! `cargo test`: unit tests, and the behaviour suite on the engine and the reference matcher.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use anyhow::{Context, Result};

use super::tally::Tally;
use crate::workspace::cargo;

/// Everything `cargo test` runs in the workspace. The long form gives each property test a hundred times as many cases.
pub(crate) fn suite(long: bool) -> Result<Tally> {
    cargo_test(&["--workspace"], if long { "50000" } else { "500" })
}

/// Only `tests/suite`, on the engine, the reference matcher and the rule file.
pub(crate) fn behaviour() -> Result<Tally> {
    cargo_test(&["-p", "detour-format", "--test", "suite"], "500")
}

/// Runs `cargo test` on `what` and counts what it ran.
pub(super) fn cargo_test(what: &[&str], property_cases: &str) -> Result<Tally> {
    let mut command = cargo();
    command.env("PROPTEST_CASES", property_cases);
    command.arg("test").args(what).arg("--no-fail-fast").stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().context("can't run cargo test")?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line?;
            if !line.ends_with(" ... ok") && !line.is_empty() {
                println!("{line}");
            }
            count(&line, &mut tally);
        }
    }
    if !child.wait()?.success() && tally.failed == 0 {
        tally.fail("cargo test failed before it ran the tests");
    }
    Ok(tally)
}

/// Counts one line of libtest's output.
fn count(line: &str, tally: &mut Tally) {
    if let Some(result) = line.strip_prefix("test result: ") {
        let of = |what: &str| {
            let field = result.split([';', '.']).find_map(|field| field.trim().strip_suffix(what));
            field.and_then(|count| count.trim().parse::<usize>().ok()).unwrap_or(0)
        };
        tally.passed += of("passed");
        tally.failed += of("failed");
    } else if let Some((name, reason)) = line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ignored")) {
        tally.skip(format!("{name}{reason}"));
    } else if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
        tally.failures.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_libtest_lines() {
        let mut tally = Tally::default();
        for line in [
            "test a::b ... ok",
            "test a::c ... ignored, needs a server",
            "test a::d ... FAILED",
            "test result: FAILED. 7 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s",
            "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s",
        ] {
            count(line, &mut tally);
        }
        assert_eq!((tally.passed, tally.failed, tally.skipped), (9, 1, 1));
        assert_eq!(tally.skips[0].0, "a::c, needs a server");
        assert_eq!(tally.failures, ["a::d"]);
    }
}
