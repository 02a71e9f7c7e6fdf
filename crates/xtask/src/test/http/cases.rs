//! The behaviour suite, every case as a real request.

use anyhow::{Context, Result, bail, ensure};
use detour_rules::RequestScheme;
use detour_suite::{Case, Expect};

use super::web::{Sapi, Web};
use crate::http::{Request, Response};
use crate::rule_file::compile;
use crate::test::tally::Tally;

/// A case with the bytes of its rule file.
pub(crate) struct Prepared {
    case: Case,
    file: Vec<u8>,
}

pub(crate) fn prepare(cases: Vec<Case>) -> Result<Vec<Prepared>> {
    let prepared = cases.into_iter().map(|case| {
        let file = compile(&case.rules, 1).with_context(|| format!("case {}", case.id))?;
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
        let answer = web.place(&name, file, 0o644).and_then(|()| {
            let request = Request::new(&case.method, case.url.as_bytes()).header("Host", case.host.as_str());
            web.ask_by(case.scheme, &name, request)
        });
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

/// What no client can send, or this server can't be.
fn not_for_http(web: &Web, case: &Case) -> Option<String> {
    if case.url.is_empty() || case.url.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return Some(format!("no client can send this request target: {}", case.id));
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
    answer.status >= 400 && own_page && answer.header("x-script").is_none()
}

fn compare(case: &Case, answer: &Response) -> Result<()> {
    let ran = answer.header("x-script").is_some();
    let location = answer.location();
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
        Expect::Pass { .. } | Expect::Invalid { .. } => {
            ensure!(ran, "the script didn't run: status {}, Location {location:?}", answer.status);
            if answer.status != 200 || location.is_some() {
                bail!("the script ran, but the answer was changed: status {}, Location {location:?}", answer.status);
            }
        }
    }
    Ok(())
}
