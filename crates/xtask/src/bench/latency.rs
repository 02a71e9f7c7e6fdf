//! From a save in WordPress to the new answer: a hundred edits through REST.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::figure::{Figure, Goal, quantile};
use crate::http::Request;
use crate::progress::Progress;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

pub(crate) fn measure(built: &Built, wordpress: &WordPress, quick: bool) -> Result<Vec<Figure>> {
    let run_dir = RunDir::new()?;
    let mut progress = Progress::new(live_site::STEPS);
    let live = LiveSite::start(&run_dir, built, wordpress, ports::free()?, false, &mut progress)?;
    let rest = live.rest()?;
    let rule = json!({"source": {"value": "/edited"}, "then": {"redirect": {"to": "/version-0"}}});
    let saved = rest.call("POST", "/detour/v1/rules", Some(&rule))?;
    let path = format!("/detour/v1/rules/{}", saved["id"]);
    wait_for(&live, "/version-0")?;

    let mut after_answer = Vec::new();
    let mut after_click = Vec::new();
    for version in 1..=if quick { 20 } else { 100 } {
        let target = format!("/version-{version}");
        let change = json!({"then": {"redirect": {"to": target}}});
        let clicked = Instant::now();
        rest.call("PATCH", &path, Some(&change))?;
        let answered = Instant::now();
        wait_for(&live, &target).with_context(|| format!("edit {version}"))?;
        after_answer.push(answered.elapsed().as_secs_f64() * 1000.0);
        after_click.push(clicked.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(vec![
        Figure::plain("save answered -> live, p50", quantile(&mut after_answer, 0.5), "ms"),
        Figure::promised("save answered -> live, p99", quantile(&mut after_answer, 0.99), "ms", Goal::AtMost(100.0)),
        Figure::plain("save sent -> live (WordPress included), p50", quantile(&mut after_click, 0.5), "ms"),
        Figure::plain("save sent -> live (WordPress included), p99", quantile(&mut after_click, 0.99), "ms"),
    ])
}

fn wait_for(live: &LiveSite, target: &str) -> Result<()> {
    let started = Instant::now();
    loop {
        let answer = Request::get("/edited").send(live.address)?;
        if answer.location().is_some_and(|to| to.ends_with(target)) {
            return Ok(());
        }
        if started.elapsed() > Duration::from_secs(10) {
            bail!("not live after 10 s: status {}, Location {:?}", answer.status, answer.location());
        }
        std::thread::sleep(Duration::from_micros(500));
    }
}
