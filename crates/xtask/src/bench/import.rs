//! A list of a hundred thousand redirects, imported through WordPress' REST API and served.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::figure::{Figure, Goal};
use crate::http::Request;
use crate::progress::Progress;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

/// Tells what PHP has taken for a request, in a header of each REST answer.
const PEAK: &str = "<?php add_filter( 'rest_post_dispatch', static function ( $answer ) {\n\
    $answer->header( 'X-Peak', (string) memory_get_peak_usage( true ) );\n\
    return $answer;\n\
} );\n";

pub(crate) fn measure(built: &Built, wordpress: &WordPress, quick: bool) -> Result<Vec<Figure>> {
    let rows = if quick { 10_000 } else { 100_000 };
    let run_dir = RunDir::new()?;
    let mut progress = Progress::new(live_site::STEPS);
    let live = LiveSite::start(&run_dir, built, wordpress, ports::free()?, false, &mut progress)?;
    let must_use = live.site.root.join("wp-content/mu-plugins");
    std::fs::create_dir_all(&must_use)?;
    std::fs::write(must_use.join("peak.php"), PEAK)?;
    let mut list = String::from("source,target,code,note\n");
    for row in 0..rows {
        writeln!(list, "/old/section-{}/page-{row},/new/page-{row}?from=list,301,Row {row}", row % 500)?;
    }

    let began = Instant::now();
    let (looked, dry_peak) = import(&live, &list, true)?;
    let dry_run = began.elapsed();
    ensure!(looked["counts"]["new"] == rows, "the dry run counts {}", looked["counts"]);
    let begun = Instant::now();
    let (added, peak) = import(&live, &list, false)?;
    let saved = begun.elapsed();
    ensure!(added["added"] == rows, "{} rows were added", added["added"]);
    let last = format!("/old/section-{}/page-{}", (rows - 1) % 500, rows - 1);
    wait_for(&live, &last)?;
    let served = begun.elapsed();
    let (again, third_peak) = import(&live, &list, true)?;
    ensure!(again["counts"]["present"] == rows, "the second dry run counts {}", again["counts"]);

    let peaks = [dry_peak, peak, third_peak];
    let resident = live.fpm.workers().iter().filter_map(|pid| most_resident(*pid)).fold(0.0, f64::max);
    Ok(vec![
        Figure::plain("import by REST: rows", f64::from(rows), "rows"),
        Figure::plain("import by REST: dry run", dry_run.as_secs_f64(), "s"),
        Figure::plain("import by REST: saved", saved.as_secs_f64(), "s"),
        Figure::promised("import by REST: served", served.as_secs_f64(), "s", Goal::AtMost(60.0)),
        Figure::promised(
            "import by REST: memory_get_peak_usage()",
            peaks.into_iter().fold(0.0, f64::max),
            "MB",
            Goal::AtMost(200.0),
        ),
        Figure::plain("import by REST: peak of a PHP worker, extension included", resident, "MB"),
    ])
}

// What WordPress answers, and PHP's peak in MB.
fn import(live: &LiveSite, list: &str, dry_run: bool) -> Result<(Value, f64)> {
    let body = json!({"format": "csv", "data": list, "dry_run": dry_run, "limit": 20});
    let answer = live.rest()?.try_call("POST", "/detour/v1/import", Some(&body))?;
    ensure!(answer.status == 200, "the import: status {}: {}", answer.status, answer.text());
    let peak = answer.header("x-peak").and_then(|peak| String::from_utf8_lossy(peak).parse::<f64>().ok());
    Ok((serde_json::from_slice(&answer.body)?, peak.context("no X-Peak")? / 1e6))
}

// `VmHWM` of a process, in MB.
fn most_resident(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
}

fn wait_for(live: &LiveSite, url: &str) -> Result<()> {
    let begun = Instant::now();
    loop {
        let answer = Request::get(url).send(live.address)?;
        if answer.status == 301 {
            return Ok(());
        }
        if begun.elapsed() > Duration::from_secs(60) {
            bail!("{url} is not served after 60 s: status {}", answer.status);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
