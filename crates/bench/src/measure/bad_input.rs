//! Requests and patterns made to hurt: each is to be decided within a millisecond.

use anyhow::Result;
use detour_engine::Patterns;
use detour_format::RuleFile;
use detour_rules::{Facts, Request, Rule};
use serde_json::json;

use super::Effort;
use crate::clock;
use crate::detour::{HOST, bytes};
use crate::figure::{Figure, Goal, quantile};
use crate::generate::Site;
use crate::peers::pcre;

/// Patterns with exponential time in a matcher that backtracks.
const CATASTROPHIC: &[&str] = &["^/(a+)+$", "^/(a|a)*$", "^/(?:a|aa)+$", "^/(.*a){12}$", "^/(\\w+\\s?)*$"];

pub(super) fn measure(effort: Effort) -> Result<Vec<Figure>> {
    let site = Site::new(1000, 1000);
    let mut rules = site.rules();
    rules.extend(CATASTROPHIC.iter().map(|pattern| rule(json!({"kind": "regex", "value": pattern}))));
    for query in ["any-order", "pass", "ignore"] {
        rules.push(rule(json!({"value": "/parameters?wanted=1", "query": query})));
    }
    rules.push(rule(json!({"kind": "wildcard", "value": "/*/parameters/*", "query": "any-order", "slash": "ignore"})));
    rules.push(with_cookies());
    let bytes = bytes(&rules);
    let file = RuleFile::open(&bytes[..])?;
    let mut patterns = Patterns::new();
    let mut figures = Vec::new();
    let mut row = |name: &str, request: Request<'_>| {
        file.decide(&mut patterns, &request);
        let mut times: Vec<f64> = (0..effort.choose(51, 5))
            .map(|_| clock::nanoseconds(|| file.decide(&mut patterns, &request)) / 1000.0)
            .collect();
        let name = format!("bad input: {name}, p50");
        figures.push(Figure::promised(name, quantile(&mut times, 0.5), "us", Goal::AtMost(1000.0)));
    };
    for (name, uri) in requests() {
        row(name, Request { uri: &uri, ..Request::get(HOST, "/") });
    }
    let cookies = (0..1000).map(|number| format!("cookie{number}=v")).collect::<Vec<_>>().join("; ");
    let facts = Facts { headers: [("Cookie".to_owned(), cookies)].into(), ..Facts::default() };
    row("1,000 cookies", Request { context: &facts, ..Request::get(HOST, "/cookies") });
    let (_, uri) = &requests()[0];
    let pattern = pcre::compiled(CATASTROPHIC[0]);
    let time = clock::nanoseconds(|| pattern.is_match(uri)) / 1000.0;
    figures.push(Figure::plain("bad input: (a+)+$ on 8 KB by PCRE2-JIT", time, "us"));
    Ok(figures)
}

fn requests() -> Vec<(&'static str, Vec<u8>)> {
    let many = |count: usize| (0..count).map(|number| format!("parameter{number}=v")).collect::<Vec<_>>().join("&");
    vec![
        ("(a+)+$ and friends on 8 KB", format!("/{}!", "a".repeat(8190)).into_bytes()),
        ("(a+)+$ and friends on 64 KB", format!("/{}!", "a".repeat(65_534)).into_bytes()),
        ("path of 64 KB", format!("/{}", "some/path-of-many/".repeat(3640)).into_bytes()),
        ("64 KB of slashes", "/".repeat(65_536).into_bytes()),
        ("64 KB of escapes", format!("/{}", "%61%2F%c3%a9%zz".repeat(4369)).into_bytes()),
        ("10k parameters", format!("/parameters?{}", many(10_000)).into_bytes()),
        ("10k parameters, one of them wanted", format!("/parameters?{}&wanted=1", many(10_000)).into_bytes()),
        ("10k parameters behind a wildcard", format!("/x/parameters/y?{}", many(10_000)).into_bytes()),
        ("NUL, CR and LF", b"/a\0b/\r\nx: y/%00%0d%0a".to_vec()),
        ("invalid UTF-8", [&b"/\xff\xfe/"[..], &b"\xc3\x28/\x80".repeat(1000)].concat()),
    ]
}

/// A rule that looks for three cookies among many.
fn with_cookies() -> Rule {
    let cookies = ["first", "cookie500", "last"].map(|name| json!({"cookie": {"name": name, "is": "wanted"}}));
    let source = json!({"value": "/cookies"});
    parsed(&json!({"source": source, "when": [{"any": cookies}], "then": {"redirect": {"to": "/elsewhere"}}}))
}

fn rule(source: serde_json::Value) -> Rule {
    parsed(&json!({"source": source, "then": {"redirect": {"to": "/elsewhere"}}}))
}

fn parsed(json: &serde_json::Value) -> Rule {
    Rule::from_json(json).unwrap_or_else(|problems| panic!("{json}: {}", problems[0]))
}
