//! Rules in the dialects of plugins, and the settings of these.

use arbitrary::{Result, Unstructured};
use detour_rules::{Fallback, PreferredDomain, RankMathSettings, RedirectionSettings};
use serde_json::{Value, json};

use super::{CASE, QUERY, SLASH, list, one_of};

const TEXTS: [&str; 22] = [
    "/", "a", "B", "alpha", "/alpha/", "é", "%C3%A9", "%20", " ", "+", "//", ".", "-", "0", "?x=1", "?y", "&x=2",
    "[]=1", "\\", "'", "%3F", "wp-admin",
];
const PATTERNS: [&str; 52] = [
    "^",
    "$",
    "/",
    "/alpha",
    "alpha/",
    "a",
    "B",
    "(",
    ")",
    "(?:",
    "(?i)",
    "(?=",
    "(?!",
    "(?<=",
    "(?<!",
    "(?>",
    "(?<n>",
    "(?|",
    "(?x)",
    "(?m)",
    "(?#x)",
    "(?1)",
    "|",
    "*",
    "+",
    "?",
    "{2}",
    "{0,1}",
    "{0}",
    "{,2}",
    "{",
    ".*",
    "(.*)",
    "[^/]+",
    "[]a]",
    "[[:alpha:]]",
    "[",
    "]",
    "\\d",
    "\\b",
    "\\.",
    "\\Q",
    "\\E",
    "\\K",
    "\\1",
    "\\x61",
    "@",
    "\\\\@",
    "%20",
    "(*ACCEPT)",
    "\\\\",
    "é",
];
const TARGETS: [&str; 14] = [
    "/t",
    "$1",
    "\\1",
    "/a",
    "?x=2",
    "[userid]",
    "[upper]a[/upper]",
    "é",
    " ",
    "#f",
    "http://b.test",
    "0",
    "12",
    "\r\n",
];
const HOMES: [&str; 3] = ["http://a.test", "https://a.test/a", "http://www.a.test"];

/// A rule of one of the dialects.
pub(super) fn rule(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut rule = if u.arbitrary()? { redirection(u)? } else { rank_math(u)? };
    rule["position"] = u.int_in_range(0..=2)?.into();
    Ok(rule)
}

pub(super) fn redirection_settings(u: &mut Unstructured<'_>) -> Result<RedirectionSettings> {
    Ok(RedirectionSettings {
        home: one_of(u, &HOMES)?,
        relocate: one_of(u, &["", "", "", "http://b.test"])?,
        https: u.arbitrary()?,
        preferred_domain: *u.choose(&[PreferredDomain::Any, PreferredDomain::Www, PreferredDomain::NoWww])?,
        aliases: list(u, 2, |u| one_of(u, &["a.test", "b"]))?,
        headers: vec![("X-B".into(), "1".into())],
        ..RedirectionSettings::default()
    })
}

pub(super) fn rank_math_settings(u: &mut Unstructured<'_>) -> Result<RankMathSettings> {
    let fallback = match u.int_in_range(0..=2)? {
        0 => None,
        1 => Some(Fallback { to: Some(text(u, &TARGETS)?), code: 302 }),
        _ => Some(Fallback { to: None, code: *u.choose(&[301, 410])? }),
    };
    Ok(RankMathSettings { home: one_of(u, &HOMES)?, fallback })
}

fn redirection(u: &mut Unstructured<'_>) -> Result<Value> {
    let kind = one_of(u, &["exact", "exact", "regex"])?;
    let value = if kind == "regex" { text(u, &PATTERNS)? } else { one_of(u, &["/", "/", ""])? + &text(u, &TEXTS)? };
    let mut rule = json!({
        "dialect": "redirection",
        "source": {
            "kind": kind, "value": value,
            "case": one_of(u, &CASE)?, "slash": one_of(u, &SLASH)?, "query": one_of(u, &QUERY)?,
        },
        "then": redirection_action(u)?,
    });
    if u.ratio(1, 2)? {
        let condition = condition(u)?;
        rule["when"] = json!([if u.arbitrary()? { condition } else { json!({"not": condition}) }]);
    }
    if u.ratio(1, 4)? {
        rule["else"] = redirection_action(u)?;
    }
    Ok(rule)
}

fn redirection_action(u: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match u.int_in_range(0..=6)? {
        0 => json!({"rewrite": {"to": text(u, &TARGETS)?}}),
        1 => json!({"respond": {"code": 410, "body": one_of(u, &["bare", "theme"])?}}),
        2 => json!({"ignore": {}}),
        _ => json!({"redirect": {"to": text(u, &TARGETS)?, "code": u.choose(&[301, 307])?}}),
    })
}

fn condition(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut test = if u.arbitrary()? { json!({"is": "1"}) } else { json!({"matches": text(u, &PATTERNS)?}) };
    let word = one_of(u, &["referrer", "user_agent", "header", "cookie"])?;
    if matches!(word.as_str(), "header" | "cookie") {
        test["name"] = one_of(u, &["X-A", "c"])?.into();
    }
    Ok(match u.int_in_range(0..=9)? {
        0 => json!({"ip": ["10.0.0.1"]}),
        1 => json!({"language": ["es"]}),
        2 => json!({"host": ["a.test"]}),
        3 => json!({"logged_in": true}),
        4 => json!({"not_found": true}),
        5 => json!({"role": ["editor"]}),
        6 => json!({"filter": "f"}),
        _ => json!({word: test}),
    })
}

fn rank_math(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut rule = json!({
        "dialect": "rank-math",
        "source": source(u)?,
        "alternatives": list(u, 3, source)?,
        "then": match u.int_in_range(0..=4)? {
            0 => json!({"respond": {"code": 410, "body": "theme"}}),
            1 => json!({"ignore": {}}),
            _ => json!({"redirect": {"to": text(u, &TARGETS)?, "code": 301}}),
        },
    });
    if u.ratio(1, 4)? {
        rule["stored"] = one_of(u, &["alpha", "", "a:1:{é}"])?.into();
    }
    Ok(rule)
}

fn source(u: &mut Unstructured<'_>) -> Result<Value> {
    let kind = one_of(u, &["exact", "exact", "prefix", "contains", "suffix", "regex"])?;
    let value = if kind == "regex" { text(u, &PATTERNS)? } else { text(u, &TEXTS)? };
    let mut source = json!({"kind": kind, "value": value, "query": "pass"});
    if kind == "exact" && u.ratio(2, 3)? {
        source["slash"] = "ignore".into();
        source["case"] = one_of(u, &CASE)?.into();
    }
    Ok(source)
}

fn text(u: &mut Unstructured<'_>, pieces: &[&str]) -> Result<String> {
    Ok(list(u, 6, |u| one_of(u, pieces))?.concat())
}
