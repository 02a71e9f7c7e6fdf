//! The plugin's rows and options, and what follows from one row alone.

use std::borrow::Cow;
use std::collections::BTreeMap;

use detour_engine::dialect::redirection::{self, RequestUrl, Target, source_url};
use detour_engine::php::rawurlencode;
use detour_exchange::redirection::{Flags, Options, Row};
use detour_php_value::{Key, Value as PhpValue};
use detour_rules::{Action, Condition, Facts, QueryMode, Request, RequestScheme};
use serde_json::{Map, Value, json};

use super::shown;
use crate::{Case, Verdict};

/// The site of all cases that name none.
pub(super) const HOST: &str = "site.test";

pub(super) fn flags(case: &Case) -> Verdict {
    let mut flags = Flags::default();
    flags.set(case.get("/details/set").as_object().unwrap_or(&Map::new()));
    let query = match flags.query_mode() {
        QueryMode::AnyOrder => "exact",
        QueryMode::Exact => "exactorder",
        QueryMode::Ignore => "ignore",
        QueryMode::Pass => "pass",
    };
    let actual =
        json!({"regex": flags.regex, "case": flags.ignore_case, "trailing": flags.ignore_slash, "query": query});
    Verdict::of(case.get("/flags"), &actual)
}

pub(super) fn match_condition(case: &Case) -> Verdict {
    let row = Row { action_type: "nothing".into(), ..row_of_match(case) };
    let options = options(&Value::Null, case.get("/details/context"));
    let visit = Visit::new(case.get("/details/context"), "/x");
    let holds = row.rule(&options).ok().and_then(|converted| match converted.rule.when.first() {
        Some(condition) => redirection::holds(condition, &options.settings, &visit.request()),
        None => Some(true),
    });
    Verdict::of(Some(case.is("expect_match")), holds)
}

pub(super) fn target_select(case: &Case) -> Verdict {
    let flags = super::flags(case.get("/flags"));
    let row = Row { action_type: "url".into(), action_code: 301, ..row_of_match(case) };
    let is_met = case.get("/details/condition_matched") == &Value::Bool(true);
    let chosen = row.rule(&Options::fresh()).ok().and_then(|converted| {
        let rule = converted.rule;
        let holds = matches!(rule.when.first(), Some(Condition::Not(_))) != is_met;
        if holds { Some(rule.then) } else { rule.otherwise }
    });
    let regex = match case.get("/flags/regex") {
        Value::Bool(true) => redirection::regex(&source_url(case.bytes("source")), flags.ignore_case).ok(),
        _ => None,
    };
    let subject = Cow::Borrowed(case.bytes("request"));
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
    Verdict::of(case.text("expect_target"), target.as_deref())
}

fn row_of_match(case: &Case) -> Row {
    let source = case.text("source").filter(|_| case.get("/flags/regex") != &Value::Bool(true)).unwrap_or("/x");
    Row {
        id: 1,
        url: source.into(),
        match_url: Some(shown(&redirection::path_key(source.as_bytes()))),
        enabled: true,
        match_type: case.get("/details/match_type").as_str().unwrap_or_default().into(),
        action_data: action_data(case.get("/details/data")),
        ..Row::default()
    }
}

/// The column of this name: a text as it is, an array serialized.
pub(super) fn action_data(data: &Value) -> Option<Vec<u8>> {
    match data {
        Value::Null => None,
        Value::String(text) => Some(text.as_bytes().to_vec()),
        data => Some(php(data).write()),
    }
}

/// A row as the cases give it: numbers as text.
pub(super) fn row(id: u64, stored: &Value) -> Row {
    let text = |name: &str| stored.get(name).and_then(Value::as_str);
    let number = |name: &str| text(name).and_then(|text| text.parse().ok()).unwrap_or_default();
    Row {
        id,
        url: text("url").unwrap_or_default().into(),
        match_url: text("match_url").map(str::to_owned),
        match_data: text("match_data").map(str::to_owned),
        regex: text("regex") == Some("1"),
        position: number("position"),
        enabled: text("status") == Some("enabled"),
        action_type: text("action_type").unwrap_or_default().into(),
        action_code: number("action_code"),
        action_data: text("action_data").map(|data| data.as_bytes().to_vec()),
        match_type: text("match_type").unwrap_or_default().into(),
        ..Row::default()
    }
}

/// Options of a fresh installation with some overridden. Unless overridden, addresses are seen in full.
pub(super) fn options(overrides: &Value, context: &Value) -> Options {
    let mut options = json!({"flag_case": true, "flag_trailing": true, "ip_logging": 1});
    for (name, value) in overrides.as_object().into_iter().flatten() {
        options[name] = value.clone();
    }
    let home = context.get("home").and_then(Value::as_str).unwrap_or("http://site.test");
    let mut options = Options::from_value(&php(&options), home);
    options.settings.server_name = context.get("server_name").and_then(Value::as_str).unwrap_or_default().into();
    options
}

fn php(value: &Value) -> PhpValue {
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

/// One visit to the site.
pub(super) struct Visit {
    facts: Facts,
    host: String,
    scheme: RequestScheme,
    uri: String,
}

impl Visit {
    /// A visit as the context of a case describes it; nobody is logged in.
    pub(super) fn new(context: &Value, uri: &str) -> Visit {
        let texts = |name: &str| -> BTreeMap<String, String> {
            let map = context.get(name).and_then(Value::as_object).into_iter().flatten();
            map.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
        };
        let text = |name: &str| context.get(name).and_then(Value::as_str);
        let mut headers = texts("headers");
        let cookies: Vec<String> = texts("cookies")
            .iter()
            .map(|(name, value)| format!("{name}={}", shown(&rawurlencode(value.as_bytes()))))
            .collect();
        if !cookies.is_empty() {
            headers.insert("Cookie".into(), cookies.join("; "));
        }
        let facts = Facts {
            headers,
            client_ip: text("remote_addr").and_then(|address| address.parse().ok()),
            now: Some(0),
            logged_in: Some(false),
            roles: Some(Vec::new()),
            theme: true,
            ..Facts::default()
        };
        let is_https = context.get("https") == Some(&Value::Bool(true));
        Visit {
            facts,
            host: text("host").unwrap_or(HOST).into(),
            scheme: if is_https { RequestScheme::Https } else { RequestScheme::Http },
            uri: uri.into(),
        }
    }

    pub(super) fn request(&self) -> Request<'_> {
        Request {
            method: b"GET",
            scheme: self.scheme,
            host: self.host.as_bytes(),
            uri: self.uri.as_bytes(),
            context: &self.facts,
        }
    }
}
