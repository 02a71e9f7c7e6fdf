//! The plugin's rows and options, and what follows from one row alone.

use std::borrow::Cow;

use anyhow::{Context, Result, anyhow};
use detour_engine::Patterns;
use detour_engine::dialect::redirection::{self, RequestUrl, Target, source_url};
use detour_exchange::redirection::{Flags, NoRule, Options, Row};
use detour_php_value::{Key, Value as PhpValue};
use detour_rules::{Action, Condition, QueryMode, Rule};
use serde_json::{Value, json};

use super::shown;
use super::site::options;
use super::visit::Visit;
use crate::{Case, Verdict};

pub(super) fn flags(case: &Case) -> Result<Verdict> {
    let mut flags = Flags::default();
    flags.set(case.at("/details/set")?.as_object().context("/details/set is no object")?);
    let query = match flags.query_mode() {
        QueryMode::AnyOrder => "exact",
        QueryMode::Exact => "exactorder",
        QueryMode::Ignore => "ignore",
        QueryMode::Pass => "pass",
    };
    let actual =
        json!({"regex": flags.regex, "case": flags.ignore_case, "trailing": flags.ignore_slash, "query": query});
    Ok(Verdict::of(case.at("/flags")?, &actual))
}

pub(super) fn match_condition(case: &Case) -> Result<Verdict> {
    case.at("/details/context")?;
    let row = Row { action_type: "nothing".into(), ..row_of_match(case, "/x")? };
    let options = options(case, "/details/options")?;
    let visit = Visit::of(case, "/x")?;
    let rule = rule(&row, &options)?.context("the row never acts")?;
    let holds = match rule.when.first() {
        Some(condition) => redirection::holds(condition, &options.settings, &visit.request(), &mut Patterns::new()),
        None => Some(true),
    };
    Ok(Verdict::of(Some(case.is("/expect_match")?), holds))
}

pub(super) fn target_select(case: &Case) -> Result<Verdict> {
    let (flags, is_regex) = super::flags(case)?;
    let source = case.text_or_null("/source")?;
    let row = row_of_match(case, source.filter(|_| !is_regex).unwrap_or("/x"))?;
    let row = Row { action_type: "url".into(), action_code: 301, ..row };
    let is_met = case.is("/details/condition_matched")?;
    let chosen = rule(&row, &Options::fresh())?.and_then(|rule| {
        let holds = matches!(rule.when.first(), Some(Condition::Not(_))) != is_met;
        if holds { Some(rule.then) } else { rule.otherwise }
    });
    let regex = match source.filter(|_| is_regex) {
        Some(source) => redirection::regex(&source_url(source.as_bytes()), flags.ignore_case).ok(),
        None => None,
    };
    let subject = Cow::Borrowed(case.text_or_null("/request")?.unwrap_or_default().as_bytes());
    let url = RequestUrl { matched: subject.clone(), replaced: subject };
    let target = chosen.and_then(|action| match action {
        Action::Redirect(redirect) => {
            match redirection::target(redirect.to.as_bytes(), regex.as_ref(), flags, &url, 0, None) {
                Target::To(target) => Some(shown(&target)),
                _ => None,
            }
        }
        _ => None,
    });
    Ok(Verdict::of(case.text_or_null("/expect_target")?, target.as_deref()))
}

/// The rule of a row; none of one that never acts.
pub(super) fn rule(row: &Row, options: &Options) -> Result<Option<Rule>> {
    match row.rule(options) {
        Ok(converted) => Ok(Some(converted.rule)),
        Err(NoRule::Dead(_)) => Ok(None),
        Err(NoRule::Unsound(problem)) => Err(anyhow!("row {} is no sound rule: {problem:?}", row.id)),
    }
}

fn row_of_match(case: &Case, source: &str) -> Result<Row> {
    Ok(Row {
        id: 1,
        url: source.into(),
        match_url: Some(shown(&redirection::path_key(source.as_bytes()))),
        enabled: true,
        match_type: case.text("/details/match_type")?.into(),
        action_data: action_data(case.at("/details/data")?),
        ..Row::default()
    })
}

/// The column of this name: a text as it is, an array serialized.
pub(super) fn action_data(data: &Value) -> Option<Vec<u8>> {
    match data {
        Value::Null => None,
        Value::String(text) => Some(text.as_bytes().to_vec()),
        data => Some(php(data).write()),
    }
}

/// A row as the cases give it: numbers as text. All columns are there, but some are null.
pub(super) fn row(id: u64, case: &Case, pointer: &str) -> Result<Row> {
    let field = |name: &str| format!("{pointer}/{name}");
    let text = |name: &str| case.text(&field(name)).map(str::to_owned);
    let nullable = |name: &str| case.text_or_null(&field(name)).map(|text| text.map(str::to_owned));
    let number =
        |name: &str| -> Result<u32> { text(name)?.parse().with_context(|| format!("{} is no number", field(name))) };
    Ok(Row {
        id,
        url: text("url")?,
        match_url: nullable("match_url")?,
        match_data: nullable("match_data")?,
        regex: text("regex")? == "1",
        position: number("position")?,
        enabled: text("status")? == "enabled",
        action_type: text("action_type")?,
        action_code: number("action_code")?,
        action_data: nullable("action_data")?.map(String::into_bytes),
        match_type: text("match_type")?,
        ..Row::default()
    })
}

/// A value as PHP has it.
pub(super) fn php(value: &Value) -> PhpValue {
    match value {
        Value::Null => PhpValue::Null,
        Value::Bool(value) => PhpValue::Bool(*value),
        Value::Number(number) => PhpValue::Int(number.as_i64().unwrap_or_default()),
        Value::String(text) => PhpValue::Text(text.as_bytes().to_vec()),
        Value::Array(list) => PhpValue::Array((0..).map(Key::Int).zip(list.iter().map(php)).collect()),
        Value::Object(map) => {
            PhpValue::Array(map.iter().map(|(key, value)| (Key::new(key.as_bytes()), php(value))).collect())
        }
    }
}
