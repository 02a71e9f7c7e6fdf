//! Actions of all kinds.

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

use super::{list, one_of, some_of};

const PATHS: [&str; 12] = [
    "/t",
    "/a",
    "/t?x=9",
    "/t$0",
    "{path}",
    "/t/{query}",
    "/$$1",
    "/é $0|{path|lower|dashes}",
    "/t?",
    "/b/$1",
    "/t?utm_a=0&x=1",
    "/?utm_a=$0",
];
const ELSEWHERE: [&str; 6] =
    ["https://a.test/a", "https://{host}/a", "/t#f", "$0", "http://a.test{path}?{query}", "https://a.test"];
const HOSTS: [&str; 2] = ["a.test", "*.a.test"];
const HEADERS: [(&str, &str); 4] = [("X-Y", "z"), ("Link", "</a>; rel=\"canonical\""), ("Vary", "Cookie"), ("X-Z", "")];

pub(super) fn action(u: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match u.int_in_range(0..=9)? {
        0 | 1 => {
            json!({"split": [variant(u)?, variant(u)?, variant(u)?], "sticky": sticky(u)?, "code": u.choose(&[302, 301])?})
        }
        2 => json!({"respond": {"code": 410}}),
        3 => {
            json!({"respond": {"code": 503, "retry_after": u.int_in_range(0..=9)?, "body": one_of(u, &["bare", "theme"])?}})
        }
        4 | 5 => json!({"rewrite": {"to": one_of(u, &PATHS)?}}),
        6 => json!({"ignore": {}}),
        _ => redirect(u)?,
    })
}

fn redirect(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut redirect = json!({"to": target(u)?, "code": u.choose(&[307, 301, 304])?});
    if u.ratio(1, 3)? {
        redirect["allow_hosts"] = some_of(u, &HOSTS)?.into();
    }
    if u.ratio(1, 3)? {
        redirect["cache"] = u.choose(&[json!("none"), json!(0), json!(60)])?.clone();
    }
    if u.ratio(1, 3)? {
        let headers = list(u, 3, |u| Ok(*u.choose(&HEADERS)?))?;
        redirect["headers"] = headers.into_iter().map(|(name, value)| (name, Value::from(value))).collect();
    }
    Ok(json!({"redirect": redirect}))
}

fn target(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 3)? { one_of(u, &ELSEWHERE) } else { one_of(u, &PATHS) }
}

fn variant(u: &mut Unstructured<'_>) -> Result<Value> {
    Ok(json!({"to": target(u)?, "weight": u.choose(&[1, 2, 10_000])?}))
}

fn sticky(u: &mut Unstructured<'_>) -> Result<Value> {
    Ok(if u.arbitrary()? { json!("cookie") } else { Value::Null })
}
