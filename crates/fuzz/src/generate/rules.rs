//! Rules and requests of few letters, so that they meet often.

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Value, json};

use super::{CASE, QUERY, SLASH, list, one_of};
use crate::asked::Asked;
use crate::case::Case;
use crate::damage::Damage;

const SEGMENTS: [&str; 24] = [
    "a",
    "b",
    "A",
    "",
    "%61",
    "é",
    "%C3%A9",
    "%2F",
    "%",
    "%2a",
    "%3F",
    "%25",
    " ",
    ".",
    "alpha",
    "Alpha",
    "Beta-gamma",
    "alpha.beta.delta.eps",
    "wp-admin",
    "WP-json",
    "xmlrpc.php",
    "wp-login.php",
    "%77p-cron.php",
    "a:b",
];
const PARAMETERS: [&str; 14] =
    ["x=1", "y=2", "X=1", "x=%31", "x=%26", "x=+", "z", "", "y", "x=1=1", "%", "é", "rest_route=/", "x=/a"];
/// Kinds of sections that are hit; those that a file doesn't have are not.
const MOST_SECTIONS: u32 = 16;
const HOSTS: [&str; 8] = ["any", "a.test", "*.test", "A.Test", "*.a.test", "ANY", "[::1]", "b"];
const ASKED_HOSTS: [&str; 12] = [
    "a.test",
    "",
    "B.A.test:80",
    "test",
    ".test",
    "a.test.",
    "A.TEST.:443",
    "[::1]:80",
    "[::1]",
    "any",
    "b",
    "x.b.test",
];
const TARGETS: [&str; 14] = [
    "/t",
    "/a",
    "/t?x=9",
    "/t$0",
    "{path}",
    "/t/{query}",
    "https://a.test/a",
    "/$$1",
    "https://{host}/a",
    "/t#f",
    "$0",
    "/é $0|{path|lower|dashes}",
    "http://a.test{path}?{query}",
    "/t?",
];

pub(crate) fn case(u: &mut Unstructured<'_>) -> Result<Case> {
    let seed = u.arbitrary()?;
    let rules = list(u, 6, rule)?;
    let requests = list(u, 4, asked)?;
    Ok(Case { rules, requests, seed, ..Case::default() })
}

/// Likewise, and damage to the file.
pub(crate) fn damaged(u: &mut Unstructured<'_>) -> Result<Case> {
    let damage = list(u, 4, |u| {
        let bytes = list(u, 8, |u| u.arbitrary())?;
        Ok(Damage { section: u.int_in_range(0..=MOST_SECTIONS)?, at: u16::arbitrary(u)?.into(), put: bytes })
    })?;
    Ok(Case { damage, ..case(u)? })
}

fn rule(u: &mut Unstructured<'_>) -> Result<Value> {
    let kind = one_of(u, &["exact", "exact", "prefix", "wildcard", "regex"])?;
    let value = match kind.as_str() {
        "regex" => super::regex::pattern(u)?,
        "wildcard" => path(u)? + &one_of(u, &["*", "/*", "*/b", "", "*a*"])? + &query(u)?,
        _ => path(u)? + &query(u)?,
    };
    let then = match u.int_in_range(0..=5)? {
        0 => json!({"respond": {"code": 404}}),
        1 => json!({"ignore": {}}),
        _ => {
            let hosts: &[&str] = if u.ratio(1, 3)? { &["a.test", "*.a.test"] } else { &[] };
            json!({"redirect": {"to": one_of(u, &TARGETS)?, "code": u.choose(&[301, 307])?, "allow_hosts": hosts}})
        }
    };
    Ok(json!({
        "position": u.int_in_range(0..=2)?,
        "enabled": !u.ratio(1, 10)?,
        "source": {
            "kind": kind, "value": value,
            "case": one_of(u, &CASE)?, "slash": one_of(u, &SLASH)?, "query": one_of(u, &QUERY)?,
            "host": one_of(u, &HOSTS)?, "scheme": one_of(u, &["any", "any", "http", "https"])?,
        },
        "then": then,
    }))
}

fn asked(u: &mut Unstructured<'_>) -> Result<Asked> {
    let start = one_of(u, &["", "", "", "", "http://A.test:80", "HTTPS://b.test", "//", "*", "x"])?;
    let uri = start + &path(u)? + &query(u)? + &one_of(u, &["", "", "", "#f", "?"])?;
    Ok(Asked { uri, host: one_of(u, &ASKED_HOSTS)?, https: u.arbitrary()?, ..Asked::default() })
}

// Now and then without the slash, or with nothing at all.
fn path(u: &mut Unstructured<'_>) -> Result<String> {
    let segments = list(u, 4, |u| one_of(u, &SEGMENTS))?;
    Ok(if u.ratio(1, 12)? { String::new() } else { format!("/{}", segments.join("/")) })
}

fn query(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 2)? {
        return Ok(String::new());
    }
    Ok(format!("?{}", list(u, 4, |u| one_of(u, &PARAMETERS))?.join("&")))
}
