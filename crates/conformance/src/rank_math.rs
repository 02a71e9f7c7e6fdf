//! Cases of Rank Math: rows of its table, and one raw request.

use detour_engine::reference;
use detour_exchange::rank_math::{Row, read};
use detour_rules::{Decision, Facts, Fallback, Pass, RankMathSettings, Request, Settings};
use serde_json::Value;

use crate::{Case, Verdict};

/// Where cases were observed, unless they say otherwise.
const HOME: &str = "http://example.test";

pub(crate) fn replay(case: &Case) -> Verdict {
    let decision = decision(case);
    let expected = case
        .is("expect_match")
        .then(|| (case.get("/expect_status").as_u64().unwrap_or(0), case.text("expect_location").map(str::to_owned)));
    let actual = match &decision {
        // Reported, but never sent.
        Decision::Pass(Pass::SelfRedirect { .. }) if leads_back(case) => {
            return Verdict::Skipped("Rank Math redirects to the URL being requested, endlessly");
        }
        Decision::Redirect { code, location, .. } => {
            Some((u64::from(*code), Some(String::from_utf8_lossy(location).into_owned())))
        }
        Decision::Respond { code, .. } => Some((u64::from(*code), None)),
        Decision::Pass(_) => None,
        Decision::Rewrite { .. } | Decision::Defer { .. } => {
            return Verdict::of(format!("{expected:?}"), format!("{decision:?}"));
        }
    };
    // A rule that matches but whose location is refused is told, too. Of some cases it isn't known.
    match case.get("/rule_matched").as_bool() {
        Some(_) => Verdict::of((expected, case.get("/matched_rule_id").as_u64()), (actual, decision.rule())),
        None => Verdict::of(expected, actual),
    }
}

fn decision(case: &Case) -> Decision {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let rows: Vec<Row> = (0..).zip(list(case.get("/stored"))).map(|(index, row)| row_of(index, &Case(row))).collect();
    let home = case.text("home").unwrap_or(HOME).to_owned();
    let rank_math = Some(RankMathSettings { home, fallback: fallback(case) });
    let settings = Settings { rank_math, ..Settings::default() };
    let text = |pointer, default| case.get(pointer).as_str().unwrap_or(default).to_owned();
    let (method, host) = (text("/request_options/method", "GET"), text("/request_options/host", "example.test"));
    let headers = case.get("/request_options/headers").as_object().cloned().unwrap_or_default();
    let facts = Facts {
        headers: headers.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
        not_found: Some(case.get("/expect_status").as_u64() != Some(200)),
        theme: true,
        ..Facts::default()
    };
    let uri = case.text("request_uri").unwrap_or_default();
    let request = Request { method: method.as_bytes(), context: &facts, ..Request::get(&host, uri) };
    reference::decide_from(&read(&rows).rules, &settings, &request, 0)
}

// A later row was updated later.
fn row_of(index: usize, row: &Case) -> Row {
    let text = |field| row.text(field).unwrap_or_default().to_owned();
    let number = |pointer| row.get(pointer).as_u64().unwrap_or(0);
    Row {
        id: number("/id"),
        sources: text("sources_serialized"),
        url_to: text("url_to"),
        header_code: u16::try_from(number("/header_code")).unwrap_or(0),
        status: text("status"),
        updated: format!("{index:019}"),
        ..Row::default()
    }
}

fn fallback(case: &Case) -> Option<Fallback> {
    let setting = |name| case.get("/settings").get(name).and_then(Value::as_str);
    let to = match setting("redirections_fallback")? {
        "default" => return None,
        "homepage" => None,
        _ => Some(setting("redirections_custom_url").filter(|to| !to.is_empty())?.to_owned()),
    };
    let code = setting("redirections_header_code").map_or(Some(301), |code| code.parse().ok())?;
    Some(Fallback { to, code })
}

// Whether the location is the URL being requested, so that the next request would be the same.
fn leads_back(case: &Case) -> bool {
    let uri = case.text("request_uri").unwrap_or_default();
    let path = uri.split('?').next().unwrap_or_default();
    case.text("expect_location").is_some_and(|location| match location.starts_with('?') {
        true => format!("{path}{location}") == uri,
        false => location.strip_prefix(HOME).unwrap_or(location) == uri,
    })
}
