//! Counting results, whoever ran the tests.

use std::time::Instant;

use anyhow::{Result, ensure};

/// Results of one runner or of several, with what is to be said about them.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
    /// One line for each failure we know more about.
    pub(crate) failures: Vec<String>,
    /// Why something was skipped, with how often.
    pub(crate) skips: Vec<(String, usize)>,
}

impl Tally {
    pub(crate) fn pass(&mut self) {
        self.passed += 1;
    }

    pub(crate) fn fail(&mut self, what: impl Into<String>) {
        let what = what.into();
        println!("  FAILED {what}");
        self.failed += 1;
        self.failures.push(what);
    }

    pub(crate) fn skip(&mut self, reason: impl Into<String>) {
        self.skip_many(1, reason);
    }

    pub(crate) fn skip_many(&mut self, count: usize, reason: impl Into<String>) {
        if count == 0 {
            return;
        }
        let reason = reason.into();
        self.skipped += count;
        match self.skips.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, times)) => *times += count,
            None => self.skips.push((reason, count)),
        }
    }

    /// Counts a check by its outcome.
    pub(crate) fn record(&mut self, name: &str, outcome: anyhow::Result<()>) {
        match outcome {
            Ok(()) => self.pass(),
            Err(error) => self.fail(format!("{name}: {error:#}")),
        }
    }

    pub(crate) fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
        let explained: usize = other.skips.iter().map(|(_, count)| count).sum();
        self.skipped += other.skipped - explained;
        for (reason, count) in other.skips {
            self.skip_many(count, reason);
        }
    }
}

/// Parts of one command, with the seconds each took, and what they come to.
#[derive(Default)]
pub(crate) struct Report {
    total: Tally,
    lines: Vec<String>,
}

impl Report {
    /// Runs a part. One that can't be run has failed.
    pub(crate) fn part(&mut self, name: &str, run: impl FnOnce() -> Result<Tally>) {
        println!("\n== {name}");
        let started = Instant::now();
        let tally = run().unwrap_or_else(|error| {
            let mut tally = Tally::default();
            tally.fail(format!("{name} could not be run: {error:#}"));
            tally
        });
        let (passed, failed, skipped) = (tally.passed, tally.failed, tally.skipped);
        let seconds = started.elapsed().as_secs_f64();
        let line = format!("  {name:<8}{passed:>6} passed {failed:>4} failed {skipped:>4} skipped {seconds:>7.1} s");
        println!("{line}");
        self.lines.push(line);
        self.total.add(tally);
    }

    /// Sums up; an error if anything failed.
    pub(crate) fn finish(self) -> Result<()> {
        let Self { total, lines } = self;
        println!("\n== all");
        for line in lines {
            println!("{line}");
        }
        for (reason, count) in &total.skips {
            println!("  skipped ({count}): {reason}");
        }
        for failure in &total.failures {
            println!("  FAILED {failure}");
        }
        println!("\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
        ensure!(total.failed == 0, "{} failed", total.failed);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_groups() {
        let mut all = Tally::default();
        for _ in 0..2 {
            let mut one = Tally { passed: 3, ..Tally::default() };
            one.skip("no server");
            one.record("x", Err(anyhow::anyhow!("broken")));
            all.add(one);
        }
        assert_eq!((all.passed, all.failed, all.skipped), (6, 2, 2));
        assert_eq!(all.skips, [("no server".to_owned(), 2)]);
        assert_eq!(all.failures, ["x: broken", "x: broken"]);
    }
}
