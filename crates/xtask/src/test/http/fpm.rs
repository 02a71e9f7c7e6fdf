//! What only FPM has: its status page, and an error header that outlives a request.

use anyhow::{Result, ensure};
use serde_json::json;

use super::requests::{is_redirect, is_script, parse, rule};
use super::web::{Sapi, Web};
use crate::http::Request;
use crate::stack::php::Ini;
use crate::stack::php_fpm::STATUS_PATH;
use crate::test::ini_sets::SETS;
use crate::test::tally::Tally;
use crate::workspace::Built;

pub(crate) fn run(built: &Built, tally: &mut Tally) {
    tally.record("FPM: the status page is not redirected", status_path(built));
    tally.record("FPM: fastcgi.error_header after a fatal error", error_header(built));
    tally.record("FPM: a missing script", missing_script(built));
    tally.record("FPM: switched off", switched_off(built));
}

fn start(built: &Built, ini: impl FnOnce(Ini) -> Ini, locations: &str) -> Result<Web> {
    Web::start_with(Sapi::Fpm, &SETS[0], built, 1, ini, locations)
}

fn status_path(built: &Built) -> Result<()> {
    let web = start(built, |ini| ini.set("detour.skip_paths", STATUS_PATH), "")?;
    let everything = parse(&json!({"id": 1, "source": {"kind": "regex", "value": "^/.*$"},
                                   "then": {"redirect": {"to": "/caught"}}}));
    web.publish("all", &[everything])?;
    is_redirect(&web.ask("all", Request::get("/anything"))?, "/caught")?;
    let answer = web.ask("all", Request::get(STATUS_PATH))?;
    ensure!(answer.status == 200, "status {} and Location {:?}", answer.status, answer.location());
    ensure!(answer.text().contains("process manager"), "not FPM's status page: {}", answer.text());
    Ok(())
}

fn error_header(built: &Built) -> Result<()> {
    let header = "HTTP/1.1 550 Broken";
    let web = start(built, |ini| ini.set("fastcgi.error_header", header), "")?;
    web.publish("one", &[rule(1, "/old", "/new")])?;
    for _ in 0..3 {
        let fatal = web.ask("one", Request::get("/fatal").header("X-Fatal", "1"))?;
        ensure!(fatal.status == 550 || fatal.status == 500, "the fatal error gave status {}", fatal.status);
        is_redirect(&web.ask("one", Request::get("/old"))?, "/new")?;
    }
    Ok(())
}

fn missing_script(built: &Built) -> Result<()> {
    let set = "if ($http_x_case = missing) { set $site_script /nowhere/index.php; }";
    let web = start(built, |ini| ini, set)?;
    web.publish("missing", &[rule(1, "/old", "/new")])?;
    is_redirect(&web.ask("missing", Request::get("/old"))?, "/new")?;
    let answer = web.ask("missing", Request::get("/something"))?;
    ensure!(answer.status == 404 && answer.location().is_none(), "a miss: status {}", answer.status);
    Ok(())
}

fn switched_off(built: &Built) -> Result<()> {
    let web = start(built, |ini| ini.set("detour.enabled", "0"), "")?;
    web.publish("one", &[rule(1, "/old", "/new")])?;
    is_script(&web.ask("one", Request::get("/old"))?)?;
    let status = web.status("one")?;
    ensure!(status["state"] == "disabled" && status["enabled"] == false, "status() says {status}");
    Ok(())
}
