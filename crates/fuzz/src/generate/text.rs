//! Rules of any text at all, most of which can't be sound.

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Value, json};

use super::{CASE, QUERY, SLASH, list, one_of};
use crate::asked::Asked;
use crate::case::Case;

pub(crate) fn case(u: &mut Unstructured<'_>) -> Result<Case> {
    let seed = u.arbitrary()?;
    let rules = list(u, 6, rule)?;
    let requests = list(u, 3, |u| {
        Ok(Asked { uri: text(u, "/")?, host: text(u, "")?, https: u.arbitrary()?, ..Asked::default() })
    })?;
    Ok(Case { rules, requests, seed, ..Case::default() })
}

fn rule(u: &mut Unstructured<'_>) -> Result<Value> {
    let kind = one_of(u, &["exact", "prefix", "wildcard", "regex"])?;
    let start = if kind == "regex" { "" } else { "/" };
    let then = match u.int_in_range(0..=5)? {
        0 => json!({"respond": {"code": u16::arbitrary(u)? % 512}}),
        1 => json!({"ignore": {}}),
        _ => {
            let start = one_of(u, &["/", "https://", "$", "{path}", ""])?;
            let hosts = list(u, 2, |u| text(u, ""))?;
            json!({"redirect": {"to": text(u, &start)?, "code": 300 + u16::from(u8::arbitrary(u)? % 9), "allow_hosts": hosts}})
        }
    };
    let host = if u.ratio(1, 3)? { text(u, "")? } else { "any".to_owned() };
    Ok(json!({
        "id": u64::arbitrary(u)?, "position": u32::arbitrary(u)?, "enabled": bool::arbitrary(u)?,
        "group": text(u, "")?, "note": text(u, "")?,
        "source": {
            "kind": kind, "value": text(u, start)?,
            "case": one_of(u, &CASE)?, "slash": one_of(u, &SLASH)?, "query": one_of(u, &QUERY)?,
            "host": host, "scheme": one_of(u, &["any", "http", "https"])?,
        },
        "then": then,
    }))
}

// Sometimes a thousand times as long as the fuzzer would make it, to reach the limits.
fn text(u: &mut Unstructured<'_>, start: &str) -> Result<String> {
    let text = <&str>::arbitrary(u)?;
    let times = if u.ratio(1, 30)? { usize::from(u16::arbitrary(u)?) % 4097 / text.len().max(1) } else { 1 };
    Ok(format!("{start}{}", text.repeat(times)))
}
