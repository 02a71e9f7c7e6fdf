//! The plugin's PHPUnit tests with the real extension: on the newest WordPress, as one site and as a network, and on the oldest.

use std::process::Command;

use anyhow::{Context, Result};

use super::tally::Tally;
use crate::command::find;
use crate::progress::Progress;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::oldest_wordpress;
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::stack::site::Shape;
use crate::stack::wordpress::WordPress;
use crate::workspace::{self, Built};

pub(crate) fn suite(built: &Built, newest: &WordPress, only: Option<&str>) -> Result<Tally> {
    let mut tally = Tally::default();
    for shape in [Shape::Single, Shape::Network] {
        tally.add(on(newest, shape, built, only)?);
    }
    let mut remark = String::new();
    match oldest_wordpress::find(&workspace::cache()?, &mut remark) {
        Ok(oldest) => {
            println!("  {remark}");
            tally.add(on(&oldest, Shape::Single, built, only)?);
        }
        Err(error) => tally.skip(format!("PHPUnit on the oldest WordPress: {error:#}")),
    }
    if tally.passed == 0 && tally.failed == 0 {
        tally.fail("phpunit ran no test");
    }
    Ok(tally)
}

fn on(wordpress: &WordPress, shape: Shape, built: &Built, only: Option<&str>) -> Result<Tally> {
    let kind = if shape == Shape::Network { "network" } else { "site" };
    let place = format!("WordPress {}, {kind}", wordpress.version);
    println!("\n-- {place}");
    let run_dir = RunDir::new()?;
    let mut progress = Progress::new(live_site::STEPS);
    let live = LiveSite::start_as(shape, &run_dir, built, wordpress, ports::free()?, true, &mut progress)
        .with_context(|| format!("the logs:\n{}", run_dir.log_tails(15)))?;
    let mut phpunit = Command::new("php");
    phpunit
        .arg(find("phpunit").context("phpunit isn't on the path")?)
        .arg("--no-interaction")
        .arg("--colors=never")
        .arg("--verbose");
    phpunit.args(["--exclude-group", if shape == Shape::Single { "network" } else { "single" }]);
    if let Some(only) = only {
        phpunit.args(["--filter", only]);
    }
    phpunit.current_dir(live.site.root.join("wp-content/plugins/detour"));
    phpunit.env("DETOUR_WP_DIR", &live.site.root).env("DETOUR_WP_HOST", live.site.host());
    phpunit.env("PHP_INI_SCAN_DIR", live.site.scan_dir());
    let output = phpunit.output().context("can't run phpunit")?;
    let text = String::from_utf8_lossy(&output.stdout);
    println!("{text}{}", String::from_utf8_lossy(&output.stderr));
    let mut tally = read(&text);
    if tally.failed > 0 {
        tally.failures.push(format!("on {place}: PHPUnit names the tests above"));
    }
    if !output.status.success() && tally.failed == 0 {
        tally.fail(format!("phpunit failed on {place} ({}) without naming a test", output.status));
    }
    if tally.passed == 0 && tally.failed == 0 && only.is_none() {
        tally.fail(format!("phpunit ran no test on {place}"));
    }
    let log = run_dir.log("wordpress-wordpress.log");
    let notices = std::fs::read_to_string(&log).unwrap_or_default();
    let ours = notices.lines().filter(|line| line.contains("plugins/detour"));
    for line in ours.take(10) {
        tally.fail(format!("{place} logged: {line}"));
    }
    Ok(tally)
}

/// Reads PHPUnit's last line: `OK (12 tests, …)` or `Tests: 12, …, Failures: 1, Skipped: 2.`
fn read(text: &str) -> Tally {
    let mut tally = Tally::default();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("OK (") {
            tally.passed = rest.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
        } else if line.starts_with("Tests: ") {
            let of = |what: &str| {
                let field = line.trim_end_matches('.').split(", ").find_map(|field| field.strip_prefix(what));
                field.and_then(|count| count.parse::<usize>().ok()).unwrap_or(0)
            };
            tally.failed = of("Errors: ") + of("Failures: ") + of("Warnings: ");
            let skipped = of("Skipped: ") + of("Incomplete: ");
            tally.skip_many(skipped, "PHPUnit: see its own output above");
            tally.passed = of("Tests: ").saturating_sub(tally.failed + skipped);
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_last_lines() {
        let all_well = read("...\n\nOK (12 tests, 34 assertions)\n");
        assert_eq!((all_well.passed, all_well.failed), (12, 0));
        let not_so = read("FAILURES!\nTests: 12, Assertions: 34, Errors: 1, Failures: 2, Skipped: 3.\n");
        assert_eq!((not_so.passed, not_so.failed, not_so.skipped), (6, 3, 3));
    }
}
