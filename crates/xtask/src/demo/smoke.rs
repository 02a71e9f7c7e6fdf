//! `cargo xtask demo --smoke`: the promises of the demo, checked from outside.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::http::{Request, Response};
use crate::stack::live_site::LiveSite;
use crate::stack::rest::Rest;

const LIMIT: Duration = Duration::from_secs(10);

/// Checks a hit, a hit with a large body, a miss, and an edit that goes live.
pub(crate) fn check(live: &LiveSite, rest: &Rest) -> Result<()> {
    let hit = until_redirected(live, "/old-page", "/sample-page/").context("the sample rule doesn't go live")?;
    ensure!(hit.status == 307, "GET /old-page: status {} instead of 307", hit.status);
    wordpress_did_not_run(&hit)?;
    println!("      GET /old-page            307 → /sample-page/, WordPress not run");

    let body = vec![b'x'; 1 << 20];
    let posted = Request::new("POST", b"/old-page").body("application/octet-stream", &body).send(live.address)?;
    ensure!(posted.status == 307, "POST /old-page with 1 MB: status {} instead of 307", posted.status);
    ensure!(
        posted.location().is_some_and(|to| to.ends_with("/sample-page/")),
        "POST /old-page: {:?}",
        posted.location()
    );
    wordpress_did_not_run(&posted)?;
    println!("      POST /old-page, 1 MB     307 → /sample-page/, WordPress not run");

    let miss = Request::get("/sample-page/").send(live.address)?;
    ensure!(miss.status == 200, "GET /sample-page/: status {} instead of 200", miss.status);
    ensure!(wordpress_ran(&miss), "GET /sample-page/: the answer isn't WordPress'");
    println!("      GET /sample-page/        200 from WordPress");

    only_wordpress_can_tell(live, rest)?;
    println!("      rules for visitors who are not logged in, and for pages that are not there: decided in WordPress");

    let latency = edit_goes_live(live, rest)?;
    println!("      an edit through REST     live after {:.0} ms", latency.as_secs_f64() * 1000.0);
    Ok(())
}

/// Rules that wait for WordPress: one for what is known of the visitor, one for what is known of the page.
fn only_wordpress_can_tell(live: &LiveSite, rest: &Rest) -> Result<()> {
    let to_login = json!({"source": {"value": "/members"}, "when": [{"logged_in": false}],
                          "then": {"redirect": {"to": "/sample-page/?members"}}});
    let lost = json!({"source": {"kind": "prefix", "value": "/lost/"}, "when": [{"not_found": true}],
                      "then": {"redirect": {"to": "/sample-page/?lost=$1", "code": 302}}});
    let gone = |path: &str| json!({"source": {"value": path}, "then": {"respond": {"code": 410, "body": "theme"}}});
    // Without the rule WordPress would lead `/admin` to the dashboard.
    let gone_paths = ["/withdrawn-page", "/admin"];
    for rule in [to_login, lost].into_iter().chain(gone_paths.map(gone)) {
        rest.call("POST", "/detour/v1/rules", Some(&rule))?;
    }
    until_redirected(live, "/members", "/sample-page/?members").context("a condition on the visitor")?;
    until_redirected(live, "/lost/shoes", "/sample-page/?lost=shoes").context("a condition on the page")?;
    for path in gone_paths {
        let themed = Request::get(path).send(live.address)?;
        ensure!(themed.status == 410 && themed.text().contains("</html>"), "a themed 410, {path}: {}", themed.status);
    }
    let other = Request::get("/sample-page/").send(live.address)?;
    ensure!(other.status == 200, "GET /sample-page/ beside them: status {}", other.status);
    Ok(())
}

/// Changes a rule's target and waits for the new one; the time runs from the answer to the save.
fn edit_goes_live(live: &LiveSite, rest: &Rest) -> Result<Duration> {
    let rules = rest.call("GET", "/detour/v1/rules", None)?;
    let list = rules.as_array().or_else(|| rules["rules"].as_array()).or_else(|| rules["items"].as_array());
    let list = list.with_context(|| format!("GET /rules: no list of rules: {rules}"))?;
    let rule =
        list.iter().find(|rule| rule["source"]["value"] == "/old-page").context("the sample rule isn't listed")?;
    let path = format!("/detour/v1/rules/{}", rule["id"]);
    let change = json!({"then": {"redirect": {"to": "/?edited=1"}}});
    let saved: Value = rest.call("PATCH", &path, Some(&change))?;
    ensure!(saved["then"]["redirect"]["to"] == "/?edited=1", "the save answers with another rule: {saved}");
    let started = Instant::now();
    until_redirected(live, "/old-page", "/?edited=1").context("the edit doesn't go live")?;
    Ok(started.elapsed())
}

/// Asks until the Location ends as it should.
fn until_redirected(live: &LiveSite, path: &str, target: &str) -> Result<Response> {
    let started = Instant::now();
    loop {
        let answer = Request::get(path).send(live.address)?;
        if answer.location().is_some_and(|to| to.ends_with(target)) && !wordpress_ran(&answer) {
            return Ok(answer);
        }
        if started.elapsed() > LIMIT {
            bail!("{path} after {} s: status {}, Location {:?}", LIMIT.as_secs(), answer.status, answer.location());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// WordPress announces its REST API in every page, and says who redirects.
fn wordpress_ran(answer: &Response) -> bool {
    answer.header("x-redirect-by").is_some()
        || answer.header("x-powered-by").is_some()
        || answer.all("link").any(|link| link.windows(7).any(|part| part == b"wp-json" || part == b"api.w.o"))
}

fn wordpress_did_not_run(answer: &Response) -> Result<()> {
    ensure!(!wordpress_ran(answer), "WordPress ran before the redirect: {:?}", answer.headers);
    Ok(())
}
