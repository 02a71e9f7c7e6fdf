//! Rules and requests of few letters, so that they meet often.

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Value, json};

use super::{CASE, QUERY, SLASH, actions, conditions, list, one_of, plugins, some_of, visitor};
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
const PARAMETERS: [&str; 20] = [
    "x=1",
    "y=2",
    "X=1",
    "x=%31",
    "x=%26",
    "x=+",
    "z",
    "",
    "y",
    "x=1=1",
    "%",
    "é",
    "rest_route=/",
    "x=/a",
    "utm_a=1",
    "UTM_b",
    "%75tm_a=2",
    "gclid=1",
    "a+b=12",
    "zz=é",
];
/// What the dialects of plugins read as arrays, names of their own, or nothing.
const MORE_PARAMETERS: [&str; 8] = ["", "&x[]=1", "&x[a]=Y", "&a.b=1", "&0", "&é=É", "?", "&%41=%C3%84"];
const TRACKING: [&str; 6] = ["utm_*", "gclid", "x", "UTM_A", "z*", "a b"];
/// Paths of a network's sites.
const SITES: [&str; 6] = ["/", "/a/", "/A/b/", "/alpha", "/b/", "/%C3%A9/"];
/// Kinds of sections that are hit: none for the whole file, those of a site's, those of a network's.
const SECTIONS: [u32; 17] = [0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 32, 33, 34];
const HOSTS: [&str; 8] = ["any", "a.test", "*.test", "A.Test", "*.a.test", "ANY", "[::1]", "b"];

/// Rules, and requests that meet them.
pub(crate) fn case(u: &mut Unstructured<'_>) -> Result<Case> {
    let seed = u.arbitrary()?;
    let tracking = if u.ratio(1, 2)? { some_of(u, &TRACKING)? } else { Vec::new() };
    let country_header = if u.ratio(1, 8)? { Some("C".to_owned()) } else { None };
    let sites = if u.ratio(1, 4)? { list(u, 4, |u| one_of(u, &SITES))? } else { Vec::new() };
    let has_plugins = u.ratio(1, 2)?;
    let any_rule = |u: &mut Unstructured<'_>| if has_plugins && u.ratio(2, 3)? { plugins::rule(u) } else { rule(u) };
    let mut rules = list(u, 6, any_rule)?;
    if u.ratio(1, 6)? {
        rules.iter_mut().try_for_each(|rule| onto_one_path(u, rule))?;
    }
    let redirection = if has_plugins && u.arbitrary()? { Some(plugins::redirection_settings(u)?) } else { None };
    let rank_math = if has_plugins && u.arbitrary()? { Some(plugins::rank_math_settings(u)?) } else { None };
    let requests = list(u, 4, |u| visitor::asked(u, &rules))?;
    Ok(Case { rules, tracking, country_header, requests, seed, sites, redirection, rank_math, ..Case::default() })
}

/// Likewise, and damage to the file.
pub(crate) fn damaged(u: &mut Unstructured<'_>) -> Result<Case> {
    let damage = list(u, 4, |u| {
        let bytes = list(u, 8, |u| u.arbitrary())?;
        Ok(Damage { section: *u.choose(&SECTIONS)?, at: u16::arbitrary(u)?.into(), put: bytes })
    })?;
    Ok(Case { damage, ..case(u)? })
}

pub(super) fn rule(u: &mut Unstructured<'_>) -> Result<Value> {
    let kind = one_of(u, &["exact", "exact", "prefix", "wildcard", "regex"])?;
    let value = match kind.as_str() {
        "regex" => super::regex::pattern(u)?,
        "wildcard" => path(u)? + &one_of(u, &["*", "/*", "*/b", "", "*a*"])? + &query(u)?,
        _ => path(u)? + &query(u)?,
    };
    let mut rule = json!({
        "position": u.int_in_range(0..=2)?,
        "enabled": !u.ratio(1, 10)?,
        "source": {
            "kind": kind, "value": value,
            "case": one_of(u, &CASE)?, "slash": one_of(u, &SLASH)?, "query": one_of(u, &QUERY)?,
            "host": one_of(u, &HOSTS)?, "scheme": one_of(u, &["any", "any", "http", "https"])?,
        },
        "then": actions::action(u)?,
    });
    if u.ratio(1, 2)? {
        rule["when"] = conditions::conditions(u)?.into();
    }
    if u.ratio(1, 4)? {
        rule["else"] = actions::action(u)?;
    }
    if u.ratio(1, 6)? {
        rule["schedule"] = schedule(u)?;
    }
    Ok(rule)
}

// Literals that differ in their queries alone are filed under what is in these.
fn onto_one_path(u: &mut Unstructured<'_>, rule: &mut Value) -> Result<()> {
    if rule["source"]["kind"] == "exact" {
        let more = if rule["dialect"].is_null() { String::new() } else { one_of(u, &MORE_PARAMETERS)? };
        rule["source"]["value"] = format!("/a{}{more}", query(u)?).into();
    }
    Ok(())
}

// In the seconds that visitors come in.
fn schedule(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut schedule = json!({});
    for (end, seconds) in [("from", 0..=5), ("until", 4..=9)] {
        if u.ratio(3, 4)? {
            let second = u.int_in_range(seconds)?;
            let time =
                u.choose(&["1970-01-01T00:00:0S.9Z", "1970-01-01T01:00:0S+01:00", "1969-12-31T19:00:0S-05:00"])?;
            schedule[end] = time.replace('S', &second.to_string()).into();
        }
    }
    Ok(schedule)
}

// Now and then without the slash, or with nothing at all.
pub(super) fn path(u: &mut Unstructured<'_>) -> Result<String> {
    let segments = list(u, 4, |u| one_of(u, &SEGMENTS))?;
    Ok(if u.ratio(1, 12)? { String::new() } else { format!("/{}", segments.join("/")) })
}

pub(super) fn query(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 2)? {
        return Ok(String::new());
    }
    Ok(format!("?{}", list(u, 4, |u| one_of(u, &PARAMETERS))?.join("&")))
}
