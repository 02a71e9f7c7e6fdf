//! Rules of any text at all, many of which can't be sound.

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

use super::{mutate, rules};
use crate::case::Case;

/// Rules and requests with any text anywhere.
pub(crate) fn case(u: &mut Unstructured<'_>) -> Result<Case> {
    let mut case = rules::case(u)?;
    for rule in &mut case.rules {
        examples(u, rule)?;
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
    examples(u, &mut rule)?;
    mutate::leaves(u, &mut rule)?;
    mutate::shape(u, &mut rule, 0)?;
    Ok(rule)
}

fn examples(u: &mut Unstructured<'_>, rule: &mut Value) -> Result<()> {
    if !u.is_empty() && u.ratio(1, 3)? {
        let source = rule["source"]["value"].clone();
        rule["examples"] = json!([
            {"url": source, "to": "/t", "code": 307, "method": "POST", "headers": {"X-A": "1"}},
            {"url": "https://a.test/b", "matches": false},
        ]);
    }
    Ok(())
}
