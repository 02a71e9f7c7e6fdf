//! The behaviour suite, every case as a real request.

use anyhow::{Context, Result, bail, ensure};
use detour_rules::{Condition, Facts, RequestScheme, Rule};
use detour_suite::{Case, Expect};
use serde_json::{Value, json};

use super::web::{Sapi, Web};
use crate::http::{Request, Response};
use crate::rule_file;
use crate::test::behaviour::known;
use crate::test::tally::Tally;

/// A case with the bytes of its rule file.
pub(crate) struct Prepared {
    case: Case,
    file: Vec<u8>,
}

pub(crate) fn prepare(cases: Vec<Case>) -> Result<Vec<Prepared>> {
    let prepared = cases.into_iter().map(|case| {
        let file = rule_file::of_case(&case).with_context(|| format!("case {}", case.id))?;
        Ok(Prepared { case, file })
    });
    prepared.collect()
}

pub(crate) fn run(web: &Web, prepared: &[Prepared], tally: &mut Tally) {
    for (number, Prepared { case, file }) in prepared.iter().enumerate() {
        if let Some(reason) = not_for_http(web, case) {
            tally.skip(reason);
            continue;
        }
        let name = format!("case-{number}");
        let answer = web.place(&name, file, 0o644).and_then(|()| web.ask_by(case.scheme, &name, request(case)));
        match answer {
            Ok(answer) if refused_by_server(&answer) => {
                tally.skip(format!("{}: refuses the request itself ({}): {}", server(web), answer.status, case.id));
            }
            Ok(answer) => {
                let outcome = compare(case, &answer);
                tally.record(&format!("{}: {}", web.name, case.id), outcome);
            }
            Err(error) => tally.fail(format!("{}: {}: {error:#}", web.name, case.id)),
        }
    }
}

fn request(case: &Case) -> Request<'_> {
    let mut request = Request::new(&case.method, case.url.as_bytes()).header("Host", case.host.as_str());
    for (name, value) in &case.visitor.headers {
        request = request.header(name, value.as_str());
    }
    // The servers trust this machine as a proxy.
    if let Some(address) = case.visitor.client_ip {
        request = request.header("X-Forwarded-For", address.to_string());
    }
    if let Some(facts) = &case.resumed {
        request = request.header("X-Facts", known(facts).to_string());
    }
    if matches!(case.expect, Expect::Rewrite { .. }) {
        request = request.header("X-Seen", "1");
    }
    request
}

/// What no client can send, or this server can't be.
fn not_for_http(web: &Web, case: &Case) -> Option<String> {
    if case.url.is_empty() || case.url.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return Some(format!("no client can send this request target: {}", case.id));
    }
    let asks_address = |rule: &Rule| rule.when.iter().any(|condition| matches!(condition, Condition::Ip(_)));
    if case.visitor.client_ip.is_none() && case.rules.iter().any(asks_address) {
        return Some("over HTTP every visitor has an address".to_owned());
    }
    if case.visitor.now.is_some() {
        return Some("the time can't be set from outside".to_owned());
    }
    if case.resumed.is_none() && knows_wordpress(&case.visitor) {
        return Some("what WordPress knows is told when a decision is resumed only".to_owned());
    }
    if matches!(case.expect, Expect::Finding { .. }) {
        return Some("examples are checked when rules are saved, not when requests come".to_owned());
    }
    if case.resumed.is_some() && matches!(case.expect, Expect::Rewrite { .. }) {
        return Some("a decision resumed in WordPress is too late to rewrite the URL".to_owned());
    }
    if case.scheme == RequestScheme::Https && web.sapi == Sapi::CliServer {
        return Some("php -S has no https".to_owned());
    }
    if case.url == "*" && web.sapi == Sapi::ModPhp {
        return Some("Apache answers the asterisk form itself".to_owned());
    }
    if !case.url.is_ascii() && web.sapi == Sapi::CliServer {
        return Some(format!("php -S hangs up on bytes beyond ASCII in a request target: {}", case.id));
    }
    None
}

fn knows_wordpress(facts: &Facts) -> bool {
    let Facts { logged_in, roles, not_found, filters, theme, .. } = facts;
    *theme || logged_in.is_some() || roles.is_some() || not_found.is_some() || !filters.is_empty()
}

fn server(web: &Web) -> &'static str {
    match web.sapi {
        Sapi::Fpm => "nginx",
        Sapi::ModPhp => "Apache",
        Sapi::CliServer => "php -S",
    }
}

/// The server's own error page: neither the script nor the extension was asked.
fn refused_by_server(answer: &Response) -> bool {
    let text = answer.text();
    let own_page = text.contains("<center>nginx") || text.contains("<!DOCTYPE HTML PUBLIC");
    // A server says 502 when the worker behind it has died.
    (400..500).contains(&answer.status) && own_page && answer.header("x-script").is_none()
}

fn compare(case: &Case, answer: &Response) -> Result<()> {
    let ran = answer.header("x-script").is_some();
    let location = answer.location();
    if let (Some(needs), Some(_)) = (&case.defer, &case.resumed) {
        let asked = answer.header("x-needs").unwrap_or_default();
        ensure!(asked == json!(needs).to_string().as_bytes(), "asked for {}", String::from_utf8_lossy(asked));
    }
    // A page behind has headers of its own.
    for (name, wanted) in case.headers.iter().filter(|_| !ran) {
        let got = answer.header(name).unwrap_or_default();
        ensure!(got == wanted.as_bytes(), "the header {name} is {:?}, not {wanted:?}", String::from_utf8_lossy(got));
    }
    match &case.expect {
        Expect::Redirect { location: wanted, code } => {
            ensure!(!ran, "the script ran; 'redirect to {wanted}' was expected");
            ensure!(answer.status == *code, "status {} instead of {code}", answer.status);
            let found = location.unwrap_or_default();
            ensure!(found == *wanted, "Location {found:?} instead of {wanted:?}");
        }
        Expect::Respond { code } => {
            ensure!(!ran, "the script ran; status {code} was expected");
            ensure!(answer.status == *code, "status {} instead of {code}", answer.status);
            ensure!(location.is_none(), "an unwanted Location {location:?}");
        }
        Expect::RespondTheme { code } => {
            let decision: Value = serde_json::from_slice(answer.header("x-decision").unwrap_or_default())?;
            ensure!(ran && decision["code"] == *code && decision["body"] == "theme", "resumed to {decision}");
        }
        Expect::Rewrite { to } => {
            let seen: Value = serde_json::from_slice(&answer.body).context("the script didn't say what it saw")?;
            ensure!(seen == json!({"uri": to, "get": true}), "PHP saw {seen} instead of {to:?}");
        }
        Expect::Defer { .. } => ensure!(ran && answer.status == 200, "answered with {}", answer.status),
        Expect::Pass { .. } | Expect::Invalid { .. } | Expect::Finding { .. } => {
            ensure!(ran, "the script didn't run: status {}, Location {location:?}", answer.status);
            if answer.status != 200 || location.is_some() {
                bail!("the script ran, but the answer was changed: status {}, Location {location:?}", answer.status);
            }
        }
    }
    Ok(())
}
