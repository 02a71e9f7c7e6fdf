//! Requests, and who makes them.

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};
use serde_json::Value;

use super::conditions::{COUNTRIES, FILTERS, METHODS, ROLES};
use super::rules::{path, query};
use super::{list, one_of, some_of};
use crate::asked::{Asked, Known, WordPress};

const HOSTS: [&str; 12] = [
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
const CLIENTS: [&str; 7] = ["10.0.0.1", "10.2.0.1", "::1", "2001:db9::1", "::ffff:1.2.3.4", "1.2.3.4", "9.9.9.9"];
const VALUES: [&str; 9] = ["1", "12", "2", "", "a b", "é", "x12 /a", "One", "%&"];
const COOKIES: [&str; 15] = [
    "c=1",
    "c=12",
    "cc=1",
    "C=2",
    "c",
    "c=",
    "=1",
    "a[b]=1",
    "é=é",
    "detour_split_1=2",
    "detour_split_2=1",
    "detour_split_1_1=2",
    "detour_split_2_2=1",
    "detour_split_1=9",
    "detour_split_1=02",
];
const LANGUAGES: [&str; 16] = [
    "es",
    "en;q=0.9",
    "es-mx;q=0.3",
    "*",
    "*;q=0.1",
    "es;q=0",
    "de;q=2",
    "en ; Q=0.5",
    "",
    "x;y",
    "zh-Hant-TW;q=1.000",
    "en;q=0.1234",
    "es-419",
    "e s",
    "de;q=1.",
    "\tes;q=.5",
];

/// A request, often for a URL that one of the rules is about.
pub(super) fn asked(u: &mut Unstructured<'_>, rules: &[Value]) -> Result<Asked> {
    Ok(Asked {
        uri: uri(u, rules)?,
        method: one_of(u, &METHODS)?,
        host: one_of(u, &HOSTS)?,
        https: u.arbitrary()?,
        headers: headers(u)?,
        client: if u.arbitrary()? { u.choose(&CLIENTS)?.parse().ok() } else { None },
        now: u.int_in_range(0..=9)?,
        wordpress: WordPress {
            logged_in: u.arbitrary()?,
            roles: some_of(u, &ROLES)?,
            not_found: u.arbitrary()?,
            filters: some_of(u, &FILTERS)?,
        },
        known: Known {
            logged_in: u.arbitrary()?,
            roles: u.arbitrary()?,
            not_found: u.arbitrary()?,
            theme: u.arbitrary()?,
            filters: some_of(u, &FILTERS)?,
        },
    })
}

fn uri(u: &mut Unstructured<'_>, rules: &[Value]) -> Result<String> {
    let start = one_of(u, &["", "", "", "", "http://A.test:80", "HTTPS://b.test", "//", "*", "x"])?;
    let mut uri = if !rules.is_empty() && u.ratio(2, 3)? {
        let source = u.choose(rules)?["source"]["value"].as_str().unwrap_or_default();
        source.replace('*', &one_of(u, &["", "a", "/", "?", "%2a"])?) + &one_of(u, &["", "", "/", "a"])?
    } else {
        path(u)?
    };
    if u.ratio(1, 3)? {
        let query = query(u)?;
        uri += &if uri.contains('?') { query.replacen('?', "&", 1) } else { query };
    }
    Ok(start + &uri + &one_of(u, &["", "", "", "#f", "?"])?)
}

fn headers(u: &mut Unstructured<'_>) -> Result<BTreeMap<String, String>> {
    let mut headers = BTreeMap::new();
    for name in
        some_of(u, &["X-A", "Accept", "Cookie", "Referer", "User-Agent", "Accept-Language", "CF-IPCountry", "c"])?
    {
        let value = match name.as_str() {
            "Cookie" => list(u, 4, |u| one_of(u, &COOKIES))?.join(&one_of(u, &["; ", ";", " ;\t"])?),
            "Accept-Language" => list(u, 4, |u| one_of(u, &LANGUAGES))?.join(&one_of(u, &[",", ", "])?),
            "CF-IPCountry" | "c" => one_of(u, &COUNTRIES)?,
            _ => one_of(u, &VALUES)?,
        };
        headers.insert(name, value);
    }
    Ok(headers)
}
