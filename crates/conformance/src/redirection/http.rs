//! Responses over HTTP: one rule, one request, status and headers.

use detour_engine::dialect::redirection::path_key;
use detour_engine::reference;
use detour_exchange::redirection::Row;
use detour_rules::{Decision, Header, Rule, Settings};
use serde_json::{Value, json};

use super::decisions::in_words;
use super::plugin::{Visit, action_data, options};
use super::shown;
use crate::{Case, Verdict};

pub(super) fn replay(case: &Case) -> Verdict {
    let mut overrides = json!({"ip_logging": 0});
    for (name, value) in case.get("/details/options").as_object().into_iter().flatten() {
        overrides[name] = if name == "headers" { headers() } else { value.clone() };
    }
    if overrides.get("permalinks").is_some() {
        return Verdict::Skipped("needs WordPress: old permalinks are found by its own query");
    }
    let context = json!({
        "host": case.get("/details/host"),
        "server_name": "127.0.0.1",
        "remote_addr": "127.0.0.1",
        "home": "http://site.test",
    });
    let options = options(&overrides, &context);
    let row = row(case.get("/details/rule"));
    let rules: Vec<Rule> = row.and_then(|row| row.rule(&options).ok()).map(|found| found.rule).into_iter().collect();
    let settings = Settings { redirection: Some(options.settings), ..Settings::default() };
    let visit = Visit::new(&context, case.text("request").unwrap_or_default());
    let decision = reference::decide_from(&rules, &settings, &visit.request(), 0);
    verdict(case, &decision)
}

fn row(input: &Value) -> Option<Row> {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let url = text("url")?;
    let match_type = text("match_type").unwrap_or("url");
    let action_type = text("action_type").unwrap_or("url");
    let data = match (match_type, action_type) {
        ("url", "url" | "pass") => input.pointer("/action_data/url"),
        ("url", _) => None,
        _ => input.get("action_data"),
    };
    Some(Row {
        id: 1,
        url: url.into(),
        match_url: Some(shown(&path_key(url.as_bytes()))),
        enabled: true,
        match_type: match_type.into(),
        action_type: action_type.into(),
        action_code: input
            .get("action_code")
            .and_then(Value::as_u64)
            .map_or(301, |code| u32::try_from(code).unwrap_or(0)),
        action_data: data.and_then(action_data),
        ..Row::default()
    })
}

// The cases name the headers of the site in a shorthand.
fn headers() -> Value {
    json!([
        {"type": "Custom", "headerName": "X-Custom", "headerValue": "site", "location": "site"},
        {"type": "Custom", "headerName": "X-Custom-R", "headerValue": "redir", "location": "redirect"},
    ])
}

fn verdict(case: &Case, decision: &Decision) -> Verdict {
    let status = case.get("/expect/status").as_u64().unwrap_or_default();
    let location = case.get("/expect/headers/Location").as_str();
    let (expected, actual) = match decision {
        Decision::Redirect { code, location: to, headers, .. } if case.is("expect_match") => (
            format!("{status} to {} with {}", location.unwrap_or_default(), sent(case, headers)),
            format!("{code} to {} with {}", shown(to), listed(headers, case)),
        ),
        // The site's own headers are sent by the plugin, with the theme's page.
        Decision::Respond { code, .. } if case.is("expect_match") => (format!("{status}"), format!("{code}")),
        Decision::Rewrite { to, .. } if case.is("expect_match") => {
            (case.text("target").unwrap_or_default().to_owned(), shown(to))
        }
        other => {
            let is_left_alone = matches!(other, Decision::Pass(_)) && !case.is("expect_match");
            let expected = if is_left_alone { in_words(other) } else { format!("{status}, location {location:?}") };
            (expected, in_words(other))
        }
    };
    Verdict::of(expected, actual)
}

// Headers that were seen, those of the connection aside. Who redirected is told in a header of Detour's own.
fn sent(case: &Case, headers: &[Header]) -> String {
    let seen = case.get("/expect/headers").as_object().into_iter().flatten();
    let seen = seen.filter(|(name, _)| !matches!(name.as_str(), "Location" | "X-Redirect-By"));
    let lines = seen.map(|(name, value)| match value.as_str() {
        Some("<now+max-age>") => {
            let ours = headers.iter().find(|header| header.name == name.as_str());
            format!("{name}: {}", ours.map_or("some date", |header| &header.value))
        }
        value => format!("{name}: {}", value.unwrap_or_default()),
    });
    sorted(lines.collect())
}

// Cases that differ in their headers alone share one shorthand, so one that wasn't seen may have been set.
fn listed(headers: &[Header], case: &Case) -> String {
    let seen = case.get("/expect/headers");
    let ours =
        headers.iter().filter(|header| !header.name.starts_with("X-Custom") || seen.get(&*header.name).is_some());
    sorted(ours.map(|header| format!("{}: {}", header.name, header.value)).collect())
}

fn sorted(mut lines: Vec<String>) -> String {
    lines.sort();
    lines.join(", ")
}
