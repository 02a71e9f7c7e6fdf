//! PHP's own settings: at work on pages, and without a trace in answers.

use anyhow::{Result, ensure};

use super::requests::{gone, is_redirect, rule};
use super::web::Web;
use crate::http::{Request, Response};
use crate::test::ini_sets::IniSet;
use crate::test::tally::Tally;

const NAME: &str = "settings";

pub(crate) fn run(web: &Web, set: &IniSet, tally: &mut Tally) {
    let outcome = web.publish(NAME, &[rule(1, "/old", "/new"), gone(2, "/gone")]);
    let outcome = outcome.and_then(|()| are_at_work(web, set));
    tally.record(&format!("{}: the settings are at work", web.name), outcome);
    tally.record(&format!("{}: an answer shows nothing of the settings", web.name), leave_answers_alone(web));
}

/// Else all that is tried with them would say nothing.
fn are_at_work(web: &Web, set: &IniSet) -> Result<()> {
    // opcache has a script from its second request on.
    for _ in 0..2 {
        let page = ask(web, "/page")?;
        let said = String::from_utf8_lossy(page.header("x-effects").unwrap_or_default()).into_owned();
        let mut effects: Vec<&str> = said.split_whitespace().collect();
        if page.header("content-encoding").is_some() {
            effects.push("compressed");
        }
        ensure!(effects == set.effects, "a page sees {effects:?} instead of {:?}", set.effects);
    }
    Ok(())
}

fn leave_answers_alone(web: &Web) -> Result<()> {
    for _ in 0..3 {
        let redirect = ask(web, "/old")?;
        is_redirect(&redirect, "/new")?;
        let gone = ask(web, "/gone")?;
        ensure!(gone.status == 410, "status {} instead of 410", gone.status);
        let length = String::from_utf8_lossy(gone.header("content-length").unwrap_or_default()).into_owned();
        ensure!(length == gone.body.len().to_string(), "Content-Length {length:?} for {} bytes", gone.body.len());
        // A cookie or a ban on caching is the page's, and the page doesn't run.
        for answer in [&redirect, &gone] {
            for name in ["content-encoding", "set-cookie", "expires", "pragma", "x-prepended", "x-script"] {
                let value = answer.header(name).map(String::from_utf8_lossy);
                ensure!(value.is_none(), "{name}: {}", value.unwrap_or_default());
            }
        }
    }
    Ok(())
}

fn ask(web: &Web, url: &str) -> Result<Response> {
    web.ask(NAME, Request::get(url).header("Accept-Encoding", "gzip").header("X-Settings", "1"))
}
