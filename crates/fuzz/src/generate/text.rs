//! Rules of any text at all, many of which can't be sound.

use arbitrary::{Result, Unstructured};
use serde_json::Value;

use super::{mutate, rules};
use crate::case::Case;

/// Rules and requests with any text anywhere.
pub(crate) fn case(u: &mut Unstructured<'_>) -> Result<Case> {
    let mut case = rules::case(u)?;
    for rule in &mut case.rules {
        mutate::leaves(u, rule)?;
    }
    for asked in &mut case.requests {
        for text in [&mut asked.uri, &mut asked.host, &mut asked.method].into_iter().chain(asked.headers.values_mut()) {
            if u.ratio(1, 4)? {
                *text = mutate::text(u, text)?;
            }
        }
    }
    for name in &mut case.tracking {
        if u.ratio(1, 4)? {
            *name = mutate::text(u, name)?;
        }
    }
    Ok(case)
}

/// One rule whose JSON may be shaped in any way.
pub(crate) fn rule(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut rule = rules::rule(u)?;
    rule["note"] = mutate::text(u, "")?.into();
    if u.arbitrary()? {
        rule["examples"] = serde_json::json!([{"url": "/a", "to": "/t", "code": 307}, {"url": "/b", "matches": false}]);
    }
    mutate::leaves(u, &mut rule)?;
    mutate::shape(u, &mut rule)?;
    Ok(rule)
}
