//! Query parameters.

use anyhow::Result;
use detour_engine::dialect::redirection::{self, Query, with_parameters};
use detour_engine::php::{Key, Value as PhpValue, Variables};
use detour_rules::QueryMode;
use serde_json::{Map, Value};

use super::{flags, shown};
use crate::{Case, Verdict};

pub(super) fn component(case: &Case) -> Result<Verdict> {
    let actual = redirection::component(case.bytes("/source")?);
    Ok(Verdict::of(case.text("/expect")?, &shown(actual)))
}

pub(super) fn parse(case: &Case) -> Result<Verdict> {
    let query = Query::parse(case.bytes("/source")?, false);
    let expected = case.at("/expect")?;
    Ok(match json(query.parameters()) {
        // No parameters at all may stand as a list or as an object.
        Value::Array(none) if none.is_empty() => Verdict::of(expected, &Value::Object(Map::new())),
        actual => Verdict::of(expected, &actual),
    })
}

pub(super) fn matches(case: &Case) -> Result<Verdict> {
    let (flags, _) = flags(case)?;
    let folds_source = !case.is_marked("/details/source_parsed_with_default_flags")?;
    let source = Query::parse(case.bytes("/source")?, flags.ignore_case && folds_source);
    Ok(Verdict::of(case.is("/expect_match")?, source.matches(case.bytes("/request")?, flags)))
}

pub(super) fn pass(case: &Case) -> Result<Verdict> {
    let target = case.bytes("/target")?;
    let actual = match flags(case)?.0.query {
        QueryMode::Pass => with_parameters(target, case.bytes("/request")?),
        _ => target.to_vec(),
    };
    Ok(Verdict::of(case.text("/expect_target")?, &shown(&actual)))
}

// As PHP writes arrays: keys 0, 1, 2 … in order make a list.
fn json(variables: &Variables) -> Value {
    let value = |value: &PhpValue| match value {
        PhpValue::Null => Value::Null,
        PhpValue::Text(text) => Value::String(shown(text)),
        PhpValue::Variables(inner) => json(inner),
    };
    let is_list = variables.iter().zip(0..).all(|((key, _), index)| *key == Key::Int(index));
    match is_list {
        true => Value::Array(variables.iter().map(|(_, inner)| value(inner)).collect()),
        false => Value::Object(variables.iter().map(|(key, inner)| (shown(&key.to_bytes()), value(inner))).collect()),
    }
}
