//! Query parameters.

use detour_engine::dialect::redirection::{self, Query, with_parameters};
use detour_engine::php::{Key, Value as PhpValue, Variables};
use detour_rules::QueryMode;
use serde_json::{Map, Value};

use super::{flags, shown};
use crate::{Case, Verdict};

pub(super) fn component(case: &Case) -> Verdict {
    let actual = redirection::component(case.bytes("source"));
    Verdict::of(case.text("expect").unwrap_or_default(), &shown(actual))
}

pub(super) fn parse(case: &Case) -> Verdict {
    let query = Query::parse(case.bytes("source"), false);
    let expected = case.get("/expect");
    match json(query.parameters()) {
        // No parameters at all may stand as a list or as an object.
        Value::Array(none) if none.is_empty() => Verdict::of(expected, &Value::Object(Map::new())),
        actual => Verdict::of(expected, &actual),
    }
}

pub(super) fn matches(case: &Case) -> Verdict {
    let flags = flags(case.get("/flags"));
    let folds_source = case.get("/details/source_parsed_with_default_flags").as_bool() != Some(true);
    let source = Query::parse(case.bytes("source"), flags.ignore_case && folds_source);
    Verdict::of(case.is("expect_match"), source.matches(case.bytes("request"), flags))
}

pub(super) fn pass(case: &Case) -> Verdict {
    let target = case.bytes("target");
    let actual = match flags(case.get("/flags")).query {
        QueryMode::Pass => with_parameters(target, case.bytes("request")),
        _ => target.to_vec(),
    };
    Verdict::of(case.text("expect_target").unwrap_or_default(), &shown(&actual))
}

// As PHP writes arrays: keys 0, 1, 2 … in order make a list.
fn json(variables: &Variables) -> Value {
    let value = |value: &PhpValue| match value {
        PhpValue::Null => Value::Null,
        PhpValue::Text(text) => Value::String(shown(text)),
        PhpValue::Variables(inner) => json(inner),
    };
    let is_list = variables.iter().zip(0..).all(|((key, _), index)| *key == Key::Index(index));
    match is_list {
        true => Value::Array(variables.iter().map(|(_, inner)| value(inner)).collect()),
        false => Value::Object(variables.iter().map(|(key, inner)| (shown(&key.to_bytes()), value(inner))).collect()),
    }
}
