//! What kinds of requests are answered, and with what, on every server.

use anyhow::{Result, ensure};
use detour_rules::Rule;
use serde_json::json;

use super::web::{Sapi, Web};
use crate::http::{Request, Response};
use crate::test::tally::Tally;

const NAME: &str = "requests";

type Check = fn(&Web) -> Result<()>;

pub(crate) fn run(web: &Web, tally: &mut Tally) {
    let rules = [rule(1, "/old", "/new"), gone(2, "/gone")];
    if let Err(error) = web.publish(NAME, &rules) {
        tally.fail(format!("{}: {error:#}", web.name));
        return;
    }
    let checks: [(&str, Check); 7] = [
        ("a hit with the script in a warm cache", hit_with_warm_cache),
        ("HEAD", head),
        ("POST with 1 MB keeps its method", large_post),
        ("a miss leaves a POST with 1 MB whole", large_post_missed),
        ("a bare status", bare_status),
        ("a client can't choose the rule file", header_does_not_choose),
        ("hits and misses in turn", in_turn),
    ];
    for (name, check) in checks {
        tally.record(&format!("{}: {name}", web.name), check(web));
    }
}

/// A rule as JSON would give it: an exact path to a target, 307.
pub(crate) fn rule(id: u64, from: &str, to: &str) -> Rule {
    parse(&json!({"id": id, "source": {"value": from}, "then": {"redirect": {"to": to}}}))
}

/// A rule that answers with 410.
pub(crate) fn gone(id: u64, from: &str) -> Rule {
    parse(&json!({"id": id, "source": {"value": from}, "then": {"respond": {"code": 410}}}))
}

pub(crate) fn parse(rule: &serde_json::Value) -> Rule {
    Rule::from_json(rule).unwrap_or_else(|problems| panic!("the test's own rule is invalid: {problems:?}"))
}

/// An answer from the extension: nothing of PHP's run is in it.
pub(crate) fn is_redirect(answer: &Response, to: &str) -> Result<()> {
    ensure!(answer.header("x-script").is_none(), "the script ran before the redirect");
    ensure!(answer.status == 307, "status {} instead of 307", answer.status);
    let location = answer.location().unwrap_or_default();
    ensure!(location == to, "Location {location:?} instead of {to:?}");
    ensure!(answer.header("x-powered-by").is_none(), "X-Powered-By is there");
    ensure!(answer.body.is_empty(), "a body of {} bytes", answer.body.len());
    Ok(())
}

/// The script's own answer.
pub(crate) fn is_script(answer: &Response) -> Result<()> {
    ensure!(answer.header("x-script").is_some(), "the script didn't run (status {})", answer.status);
    ensure!(answer.status == 200 && answer.location().is_none(), "status {}", answer.status);
    Ok(())
}

fn hit_with_warm_cache(web: &Web) -> Result<()> {
    for _ in 0..4 {
        is_script(&web.ask(NAME, Request::get("/something"))?)?;
    }
    let answer = web.ask(NAME, Request::get("/old"))?;
    is_redirect(&answer, "/new")?;
    let length = answer.header("content-length").map(|value| String::from_utf8_lossy(value).into_owned());
    ensure!(length.as_deref() == Some("0"), "Content-Length {length:?} instead of 0");
    Ok(())
}

fn head(web: &Web) -> Result<()> {
    is_redirect(&web.ask(NAME, Request::new("HEAD", b"/old"))?, "/new")?;
    let missed = web.ask(NAME, Request::new("HEAD", b"/something"))?;
    is_script(&missed)
}

fn large_post(web: &Web) -> Result<()> {
    let body = vec![b'x'; 1 << 20];
    for content_type in ["application/octet-stream", "application/x-www-form-urlencoded"] {
        let request = Request::new("POST", b"/old").body(content_type, &body);
        is_redirect(&web.ask(NAME, request)?, "/new")?;
    }
    Ok(())
}

fn large_post_missed(web: &Web) -> Result<()> {
    let body = vec![b'x'; 1 << 20];
    let answer = web.ask(NAME, Request::new("POST", b"/something").body("application/octet-stream", &body))?;
    is_script(&answer)?;
    ensure!(answer.text() == "POST 1048576", "the script saw {:?}", answer.text());
    Ok(())
}

fn bare_status(web: &Web) -> Result<()> {
    for method in ["GET", "HEAD", "POST"] {
        let answer = web.ask(NAME, Request::new(method, b"/gone"))?;
        ensure!(answer.header("x-script").is_none(), "{method}: the script ran");
        ensure!(answer.status == 410 && answer.location().is_none(), "{method}: status {}", answer.status);
    }
    Ok(())
}

fn header_does_not_choose(web: &Web) -> Result<()> {
    web.publish("another", &[rule(1, "/something", "/caught")])?;
    let path = web.rule_file("another").display().to_string();
    let request =
        Request::get("/something").header("Detour-Rules", path.as_str()).header("Detour_Rules", path.as_str());
    is_script(&web.ask(NAME, request)?)?;
    if web.sapi == Sapi::CliServer {
        return Ok(());
    }
    // A name that leads out of the folder of rule files is refused, not followed.
    let outside = web.rule_file("x").with_file_name("..").join("outside.detour");
    std::fs::copy(web.rule_file(NAME), &outside)?;
    is_script(&web.ask("../outside", Request::get("/old"))?)
}

fn in_turn(web: &Web) -> Result<()> {
    for _ in 0..20 {
        is_redirect(&web.ask(NAME, Request::get("/old"))?, "/new")?;
        is_script(&web.ask(NAME, Request::get("/older"))?)?;
    }
    Ok(())
}
