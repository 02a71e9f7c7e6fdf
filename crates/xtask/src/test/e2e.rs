//! The app in real browsers, on a real WordPress with extension and agent: Playwright with Debian's Chromium, Puppeteer with
//! Debian's Firefox; in Chromium on a network, whose admin has a screen more, and on the oldest WordPress, whose components are
//! other ones.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::tally::Tally;
use crate::app;
use crate::command::{find, run};
use crate::progress::Progress;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::oldest_wordpress;
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::stack::site::{ADMIN, Shape};
use crate::stack::wordpress::WordPress;
use crate::workspace::{self, Built};

/// What tells whether the app works with the components of another WordPress: each screen, and the editor.
const ON_THE_OLDEST: [&str; 3] = ["--project=chromium", "screens.spec.ts", "redirects.spec.ts"];

pub(crate) fn suite(built: &Built, newest: &WordPress, only: Option<&str>) -> Result<Tally> {
    let specs = workspace::root().join("tests/e2e");
    app::install(&specs)?;
    let artifacts = workspace::target()?.join("e2e");
    let with_grep = |arguments: &[&str]| {
        let grep = only.map_or_else(Vec::new, |only| vec![format!("--grep={only}"), "--pass-with-no-tests".to_owned()]);
        arguments.iter().map(|&argument| argument.to_owned()).chain(grep).collect::<Vec<_>>()
    };
    let both = with_grep(&["--project=chromium", "--project=firefox"]);
    let mut tally = on(newest, Shape::Single, built, &specs, &artifacts, &both)?;
    let network = with_grep(&["--project=network"]);
    tally.add(on(newest, Shape::Network, built, &specs, &artifacts.join("network"), &network)?);
    let mut remark = String::new();
    match oldest_wordpress::find(&workspace::cache()?, &mut remark) {
        Ok(oldest) => {
            println!("  {remark}");
            let arguments = with_grep(&ON_THE_OLDEST);
            tally.add(on(&oldest, Shape::Single, built, &specs, &artifacts.join("oldest"), &arguments)?);
        }
        Err(error) => tally.skip(format!("the screens on the oldest WordPress: {error:#}")),
    }
    if tally.passed == 0 && tally.failed == 0 {
        tally.fail("playwright ran no test");
    }
    tally.record("TypeScript", run(Command::new("npx").args(["--no-install", "tsc"]).current_dir(&specs)).map(drop));
    Ok(tally)
}

/// `artifacts`: where screenshots stay after the run, to be looked at.
fn on(
    wordpress: &WordPress,
    shape: Shape,
    built: &Built,
    specs: &Path,
    artifacts: &Path,
    arguments: &[String],
) -> Result<Tally> {
    let kind = if shape == Shape::Network { ", network" } else { "" };
    println!("\n-- WordPress {}{kind}", wordpress.version);
    let run_dir = RunDir::new()?;
    let mut progress = Progress::new(live_site::STEPS);
    let live = LiveSite::start_as(shape, &run_dir, built, wordpress, ports::free()?, true, &mut progress)
        .with_context(|| format!("the logs:\n{}", run_dir.log_tails(15)))?;
    let must_use = live.site.root.join("wp-content/mu-plugins");
    std::fs::create_dir_all(&must_use)?;
    std::fs::copy(specs.join("must-use.php"), must_use.join("must-use.php"))?;
    let report = run_dir.join("e2e.json");
    let mut playwright = Command::new("npx");
    playwright.args(["--no-install", "playwright", "test"]).args(arguments).current_dir(specs);
    playwright.env("DETOUR_URL", &live.site.url).env("DETOUR_USER", ADMIN);
    playwright.env("DETOUR_PASSWORD", &live.site.admin_password);
    playwright.env("DETOUR_ARTIFACTS", artifacts).env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    playwright.env("DETOUR_CHROMIUM", find("chromium").context("chromium isn't on the path")?);
    playwright.env("DETOUR_FIREFOX", find("firefox-esr").context("firefox-esr isn't on the path")?);
    let output = playwright.output().context("can't run playwright")?;
    print!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("      screenshots: {}", artifacts.display());
    let report = std::fs::read(&report).context("playwright left no report")?;
    let mut tally = read(&serde_json::from_slice(&report)?);
    if !output.status.success() && tally.failed == 0 {
        tally.fail(format!("playwright failed ({}) without naming a test", output.status));
    }
    Ok(tally)
}

/// Counts what Playwright's JSON report sums up; names each test that failed.
fn read(report: &Value) -> Tally {
    let count = |what: &str| report["stats"][what].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    let mut tally = Tally { passed: count("expected"), ..Tally::default() };
    // A test that passes only now and then is no test.
    for name in failures(report) {
        tally.fail(name);
    }
    tally.skip_many(count("skipped"), "Playwright: see its own output above");
    tally
}

fn failures(suite: &Value) -> Vec<String> {
    let list = |of: &Value, what: &str| of[what].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> = list(suite, "suites").iter().flat_map(failures).collect();
    for spec in list(suite, "specs") {
        let bad = |test: &Value| matches!(test["status"].as_str(), Some("unexpected" | "flaky"));
        if list(&spec, "tests").iter().any(bad) {
            names.push(spec["title"].as_str().unwrap_or("a test without a title").to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn counts_and_names_what_failed() {
        let spec = |title: &str, status: &str| json!({"title": title, "tests": [{"status": status}]});
        let tally = read(&json!({
            "stats": {"expected": 2, "unexpected": 1, "flaky": 1, "skipped": 1},
            "suites": [{"specs": [spec("a", "expected")],
                        "suites": [{"specs": [spec("b", "unexpected"), spec("c", "flaky"), spec("d", "expected")]}]}],
        }));
        assert_eq!((tally.passed, tally.failed, tally.skipped), (2, 2, 1));
        assert_eq!(tally.failures, ["b", "c"]);
    }
}
