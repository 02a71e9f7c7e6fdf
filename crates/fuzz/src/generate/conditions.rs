//! Conditions of all kinds, about the few things that `visitor` says.

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Value, json};

use super::{list, one_of, some_of};

pub(super) const METHODS: [&str; 3] = ["GET", "POST", "HEAD"];
pub(super) const ROLES: [&str; 2] = ["editor", "author"];
pub(super) const FILTERS: [&str; 2] = ["f", "g"];
pub(super) const COUNTRIES: [&str; 3] = ["MX", "de", "XX"];
const HEADERS: [&str; 4] = ["X-A", "x-a", "Accept", "X-B"];
const COOKIES: [&str; 6] = ["c", "C", "a[b]", "é", "detour_split_1", "cc"];
const PARAMETERS: [&str; 8] = ["x", "X", "y", "utm_a", "é", "a b", "z", "%"];
const TEXTS: [&str; 11] = ["1", "12", "2", "a b", "é", "%", "/a", "&", "one", "", "x=1"];
const PATTERNS: [&str; 9] = ["^1", "1$", ".", "(?i)ONE", "[0-9]{2}", "^$", "^(a|b| )*$", "\\W", "é"];
const NETWORKS: [&str; 10] = [
    "10.0.0.0/8",
    "10.1.0.0/15",
    "::1",
    "2001:db8::/31",
    "1.2.3.4",
    "1.2.3.4/32",
    "0.0.0.0/0",
    "::/0",
    "10.0.0.1/9",
    "9.9.9.8/31",
];
const LANGUAGES: [&str; 7] = ["es", "es-MX", "en", "*", "zh-Hant", "ES-419", "de"];

/// Conditions that must all hold.
pub(super) fn conditions(u: &mut Unstructured<'_>) -> Result<Vec<Value>> {
    list(u, 4, |u| condition(u, 3))
}

fn condition(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    let kinds = if depth == 0 { 14 } else { 17 };
    Ok(match u.int_in_range(0..=kinds)? {
        0 => json!({"method": some_of(u, &METHODS)?}),
        1 => json!({"header": test(u, &HEADERS)?}),
        2 => json!({"cookie": test(u, &COOKIES)?}),
        3 => json!({"query": test(u, &PARAMETERS)?}),
        4 => json!({"referrer": test(u, &[])?}),
        5 => json!({"user_agent": test(u, &[])?}),
        6 => json!({"ip": some_of(u, &NETWORKS)?}),
        7 => json!({"language": some_of(u, &LANGUAGES)?}),
        8 => json!({"country": some_of(u, &COUNTRIES)?}),
        9 => json!({"logged_in": bool::arbitrary(u)?}),
        10 => json!({"role": some_of(u, &ROLES)?}),
        11 => json!({"not_found": bool::arbitrary(u)?}),
        12 => json!({"filter": one_of(u, &FILTERS)?}),
        13 => json!({"path": test(u, &[])?}),
        14 => json!({"query_string": test(u, &[])?}),
        15 | 16 => json!({"any": list(u, 4, |u| condition(u, depth - 1))?}),
        _ => json!({"not": condition(u, depth - 1)?}),
    })
}

fn test(u: &mut Unstructured<'_>, names: &[&str]) -> Result<Value> {
    let mut test = match u.int_in_range(0..=4)? {
        0 => json!({"is": one_of(u, &TEXTS)?}),
        1 => json!({"contains": one_of(u, &TEXTS)?}),
        2 => json!({"matches": one_of(u, &PATTERNS)?}),
        3 => json!({"missing": bool::arbitrary(u)?}),
        _ => json!({}),
    };
    if !names.is_empty() {
        test["name"] = one_of(u, names)?.into();
    }
    Ok(test)
}
