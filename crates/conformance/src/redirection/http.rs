//! Responses over HTTP: one rule, one request, status and headers.

use anyhow::{Context, Result, bail, ensure};
use detour_engine::dialect::redirection::path_key;
use detour_exchange::redirection::Row;
use detour_rules::{Decision, Header, Pass, Rule, Settings};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::decisions::in_words;
use super::plugin::{action_data, rule};
use super::shown;
use super::site::with;
use super::visit::Visit;
use crate::decided::decided;
use crate::{Case, Verdict};

/// The cases name the headers of the site in a shorthand, `site X-Custom, redirect X-Custom-R`: where each is sent, and its
/// value beside that place.
const PLACES: [(&str, &str); 2] = [("site", "site"), ("redirect", "redir")];
/// Where the shorthand names both, but only the site's own was set.
const WITHOUT_REDIRECT_HEADER: &str = "http-048";
/// Fields of a rule.
const RULE: [&str; 10] = [
    "url",
    "match_type",
    "match_data",
    "regex",
    "position",
    "title",
    "group_id",
    "action_type",
    "action_code",
    "action_data",
];

/// Says that the plugin answered.
const OWN: &str = "X-Redirect-By: redirection";
/// Paths of the pages that the site has.
const PAGES: [&str; 3] = ["", "/sample-page", "/2026/11/hello-world"];

/// What a client gets to see.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u64,
    location: Option<String>,
    /// Sorted `name: value`.
    headers: Vec<String>,
}

pub(super) fn replay(case: &Case) -> Result<Verdict> {
    if case.has("/details/options/permalinks") {
        return Ok(Verdict::Skipped("needs WordPress: old permalinks are found by its own query"));
    }
    let mut overrides = json!({"ip_logging": 0});
    for (name, value) in case.at("/details/options")?.as_object().context("/details/options is no object")? {
        overrides[name] = if name == "headers" { headers(case)? } else { value.clone() };
    }
    let mut options = with(&overrides, "http://site.test");
    options.settings.server_name = "127.0.0.1".into();
    let rules: Vec<Rule> = match row(case)? {
        Some(row) => rule(&row, &options)?.into_iter().collect(),
        None => Vec::new(),
    };
    let settings = Settings { redirection: Some(options.settings), ..Settings::default() };
    let mut visit = Visit::of(case, case.text("/request")?)?;
    visit.host = case.text("/details/host")?.to_owned();
    visit.method = case.text("/details/method")?.to_owned();
    visit.facts.client_ip = "127.0.0.1".parse().ok();
    let path = case.text("/request")?.split('?').next().unwrap_or_default();
    visit.facts.not_found = Some(!PAGES.contains(&path.trim_end_matches('/')));
    verdict(case, &decided(&rules, &settings, &visit.request())?)
}

fn row(case: &Case) -> Result<Option<Row>> {
    let input = case.at("/details/rule")?;
    if input.is_null() {
        return Ok(None);
    }
    case.has_only("/details/rule", &RULE)?;
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let url = case.text("/details/rule/url")?;
    let match_type = text("match_type").unwrap_or("url");
    let action_type = text("action_type").unwrap_or("url");
    let data = match (match_type, action_type) {
        ("url", "url" | "pass") => case.at("/details/rule/action_data/url")?,
        ("url", _) => &Value::Null,
        _ => case.at("/details/rule/action_data")?,
    };
    let code = if case.has("/details/rule/action_code") { case.number("/details/rule/action_code")? } else { 301 };
    let is_regex = match input.get("regex").unwrap_or(&Value::Null) {
        Value::Bool(is) => *is,
        Value::Null => false,
        other => *other == 1 || *other == "1",
    };
    let match_data = match input.get("match_data").unwrap_or(&Value::Null) {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        data => Some(data.to_string()),
    };
    // As the plugin saves it.
    let match_url = if is_regex { "regex".to_owned() } else { shown(&path_key(url.as_bytes())) };
    Ok(Some(Row {
        id: 1,
        url: url.into(),
        match_url: Some(match_url),
        match_data,
        regex: is_regex,
        enabled: true,
        match_type: match_type.into(),
        action_type: action_type.into(),
        action_code: u32::try_from(code)?,
        action_data: action_data(data),
        ..Row::default()
    }))
}

fn headers(case: &Case) -> Result<Value> {
    let given = case.at("/details/options/headers")?;
    let Some(shorthand) = given.as_str() else { return Ok(given.clone()) };
    let mut headers = Vec::new();
    for one in shorthand.split(',') {
        let (place, name) = one.trim().split_once(' ').with_context(|| format!("{one:?} names no header"))?;
        let known = PLACES.iter().find(|(known, _)| *known == place);
        let (place, value) = known.with_context(|| format!("{place:?} is no place for a header"))?;
        if case.id() != WITHOUT_REDIRECT_HEADER || *place == "site" {
            headers.push(json!({"type": "Custom", "headerName": name, "headerValue": value, "location": place}));
        }
    }
    Ok(Value::Array(headers))
}

fn verdict(case: &Case, decision: &Decision) -> Result<Verdict> {
    if let Decision::Pass(Pass::Ignored { .. }) = decision
        && leaves_alone(case)?
    {
        // A client can't tell whether the plugin found the rule, only that it didn't answer by it.
        let answer = seen(case)?;
        let is_own = answer.location.is_some() || answer.headers.iter().any(|header| header == OWN);
        return Ok(Verdict::of(if is_own { format!("{answer:?}") } else { in_words(decision) }, in_words(decision)));
    }
    if !case.is("/expect_match")? {
        return Ok(Verdict::of(in_words(&Decision::Pass(Pass::NoMatch)), in_words(decision)));
    }
    let mut expected = seen(case)?;
    let actual = match decision {
        Decision::Redirect { code, location, headers, .. } => {
            Answer { status: u64::from(*code), location: Some(shown(location)), headers: listed(headers) }
        }
        Decision::Respond { code, headers, .. } => {
            // Those of the site are sent by the plugin, with the theme's page.
            let of_site = site_headers(case);
            expected.headers.retain(|header| !of_site.contains(header));
            Answer { status: u64::from(*code), location: None, headers: listed(headers) }
        }
        // WordPress answers with the page of that URL.
        Decision::Rewrite { to, .. } => {
            expected.location = Some(case.text("/target")?.to_owned());
            Answer { status: 200, location: Some(shown(to)), headers: Vec::new() }
        }
        other => return Ok(Verdict::of(format!("{expected:?}"), in_words(other))),
    };
    Ok(Verdict::of(expected, actual))
}

// Headers that every page of the site has, as `name: value`.
fn site_headers(case: &Case) -> Vec<String> {
    let headers = if case.has("/details/options/headers") { headers(case).unwrap_or_default() } else { Value::Null };
    let of_site = headers.as_array().into_iter().flatten().filter(|header| header["location"] == "site");
    let text = |header: &Value, name: &str| header[name].as_str().unwrap_or_default().to_owned();
    of_site.map(|header| format!("{}: {}", text(header, "headerName"), text(header, "headerValue"))).collect()
}

// Whether the rule has the plugin or WordPress answer.
fn leaves_alone(case: &Case) -> Result<bool> {
    Ok(match case.get("/details/rule/action_type").as_str() {
        Some("nothing") => true,
        // The plugin fetches that page and prints it.
        Some("pass") => {
            let target = case.text("/details/rule/action_data/url")?;
            target.starts_with("http://") || target.starts_with("https://")
        }
        _ => false,
    })
}

// The answer that was observed, to a request at second 0.
fn seen(case: &Case) -> Result<Answer> {
    let headers = case.at("/expect/headers")?.as_object().context("/expect/headers is no object")?;
    let location = headers.get("Location").and_then(Value::as_str).map(str::to_owned);
    ensure!(location.as_deref() == case.text_or_null("/expect_target")?, "/expect_target is not the Location");
    let mut lines = Vec::new();
    for (name, value) in headers.iter().filter(|(name, _)| *name != "Location") {
        let value = value.as_str().with_context(|| format!("/expect/headers/{name} is no text"))?;
        match value {
            "<now+max-age>" => lines.push(format!("{name}: {}", date(case.text("/expect/headers/Cache-Control")?)?)),
            value => lines.push(format!("{name}: {value}")),
        }
    }
    lines.sort();
    Ok(Answer { status: case.number("/expect/status")?, location, headers: lines })
}

// When what is kept so long from second 0 on expires (RFC 9110 §5.6.7).
fn date(cache_control: &str) -> Result<String> {
    let Some(seconds) = cache_control.strip_prefix("max-age=") else { bail!("no max-age in {cache_control:?}") };
    Ok(Timestamp::from_second(seconds.parse()?)?.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

fn listed(headers: &[Header]) -> Vec<String> {
    let mut lines: Vec<String> = headers.iter().map(|header| format!("{}: {}", header.name, header.value)).collect();
    lines.sort();
    lines
}
