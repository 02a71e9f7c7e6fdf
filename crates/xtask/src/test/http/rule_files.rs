//! New rule files while the server runs, and several files in one worker.

use anyhow::{Result, ensure};

use super::requests::{is_redirect, is_script, rule};
use super::web::Web;
use crate::http::Request;
use crate::rule_file::compile;
use crate::test::tally::Tally;

pub(crate) fn run(web: &Web, tally: &mut Tally) {
    tally.record(&format!("{}: a new file is used by the next request", web.name), swapped(web));
    if web.chooses_by_request() {
        tally.record(&format!("{}: two sites on one worker", web.name), two_sites(web));
    }
}

fn swapped(web: &Web) -> Result<()> {
    for round in 1..=5_u64 {
        let target = format!("/round-{round}");
        let bytes = compile(&[rule(1, "/swapped", &target)], round)?;
        detour_format::publish(&web.rule_file("swapped"), &bytes)?;
        is_redirect(&web.ask("swapped", Request::get("/swapped"))?, &target)?;
        let status = web.status("swapped")?;
        ensure!(status["state"] == "ok" && status["revision"] == round, "status() says {status}");
    }
    web.publish("swapped", &[])?;
    is_script(&web.ask("swapped", Request::get("/swapped"))?)
}

fn two_sites(web: &Web) -> Result<()> {
    web.publish("site-a", &[rule(1, "/shared", "/of-a")])?;
    web.publish("site-b", &[rule(1, "/shared", "/of-b")])?;
    for _ in 0..10 {
        is_redirect(&web.ask("site-a", Request::get("/shared"))?, "/of-a")?;
        is_redirect(&web.ask("site-b", Request::get("/shared"))?, "/of-b")?;
        is_script(&web.ask("site-without-rules", Request::get("/shared"))?)?;
    }
    Ok(())
}
