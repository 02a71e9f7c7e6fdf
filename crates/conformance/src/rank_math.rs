//! Cases of Rank Math: rows of its table, and one raw request.

use crate::decided::decided;
use crate::leads_back::leads_back;
use crate::{Case, Verdict};
use anyhow::{Context, Result, bail};
use detour_exchange::rank_math::{Row, read};
use detour_rules::{Decision, Facts, Fallback, Pass, RankMathSettings, Request, Settings};
use serde_json::Value;

/// Where cases were observed, unless they say otherwise.
const HOME: &str = "http://example.test";

/// Fields that cases may have.
const FIELDS: [&str; 22] = [
    "id",
    "comparison",
    "pattern",
    "ignore_case",
    "request_uri",
    "expect_match",
    "header_code",
    "url_to",
    "expect_status",
    "expect_location",
    "note",
    "stored",
    "entered_via",
    "rule_matched",
    "matched_rule_id",
    "settings",
    "rules",
    "other_redirect",
    "matched_by",
    "home",
    "sequence",
    "request_options",
];

pub(crate) fn replay(case: &Case) -> Result<Verdict> {
    case.has_only("", &FIELDS)?;
    let decision = decision(case)?;
    let (status, location) = (case.number("/expect_status")?, case.text_or_null("/expect_location")?);
    let expected = case.is("/expect_match")?.then(|| (status, location.map(str::to_owned)));
    let actual = match &decision {
        // Reported, but never sent.
        Decision::Pass(Pass::SelfRedirect { .. })
            if location.is_some_and(|location| leads_back(location, uri(case), &format!("http://{}", host(case)))) =>
        {
            return Ok(Verdict::Skipped("Rank Math redirects to the URL being requested, endlessly"));
        }
        Decision::Redirect { code, location, .. } => {
            Some((u64::from(*code), Some(String::from_utf8_lossy(location).into_owned())))
        }
        Decision::Respond { code, .. } => Some((u64::from(*code), None)),
        Decision::Pass(_) => None,
        Decision::Rewrite { .. } | Decision::Defer { .. } => {
            return Ok(Verdict::of(format!("{expected:?}"), format!("{decision:?}")));
        }
    };
    // A rule that matches but whose location is refused is told, too. Of some cases it isn't known.
    if case.at("/rule_matched")?.is_null() {
        return Ok(Verdict::of(expected, actual));
    }
    let matched = if case.is("/rule_matched")? { Some(case.number("/matched_rule_id")?) } else { None };
    Ok(Verdict::of((expected, matched), (actual, decision.rule())))
}

fn decision(case: &Case) -> Result<Decision> {
    let count = case.at("/stored")?.as_array().context("/stored is no list")?.len();
    let rows: Vec<Row> = (0..count).map(|index| row(index, case)).collect::<Result<_>>()?;
    case.has_only("/request_options", &["headers", "method", "host"])?;
    let home = case.get("/home").as_str().unwrap_or(HOME).to_owned();
    let rank_math = Some(RankMathSettings { home, fallback: fallback(case)? });
    let settings = Settings { rank_math, ..Settings::default() };
    let method = case.get("/request_options/method").as_str().unwrap_or("GET");
    let headers = case.get("/request_options/headers").as_object().cloned().unwrap_or_default();
    let facts = Facts {
        headers: headers.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
        not_found: Some(case.number("/expect_status")? != 200),
        theme: true,
        ..Facts::default()
    };
    let request = Request { method: method.as_bytes(), context: &facts, ..Request::get(host(case), uri(case)) };
    decided(&read(&rows).rules, &settings, &request)
}

fn uri(case: &Case) -> &str {
    case.get("/request_uri").as_str().unwrap_or_default()
}

fn host(case: &Case) -> &str {
    let home = case.get("/home").as_str().unwrap_or(HOME);
    let rest = home.split_once("://").map_or(home, |(_, rest)| rest);
    case.get("/request_options/host").as_str().unwrap_or_else(|| rest.split('/').next().unwrap_or_default())
}

// A later row was updated later.
fn row(index: usize, case: &Case) -> Result<Row> {
    let text = |field| case.text(&format!("/stored/{index}/{field}")).map(str::to_owned);
    let number = |field| case.number(&format!("/stored/{index}/{field}"));
    Ok(Row {
        id: number("id")?,
        sources: text("sources_serialized")?,
        url_to: text("url_to")?,
        header_code: u16::try_from(number("header_code")?)?,
        status: text("status")?,
        updated: format!("{index:019}"),
        ..Row::default()
    })
}

fn fallback(case: &Case) -> Result<Option<Fallback>> {
    if !case.has("/settings") {
        return Ok(None);
    }
    let names = ["redirections_fallback", "redirections_custom_url", "redirections_header_code"];
    case.has_only("/settings", &names)?;
    if !case.has("/settings/redirections_fallback") {
        return Ok(None);
    }
    let to = match case.text("/settings/redirections_fallback")? {
        "default" => return Ok(None),
        "homepage" => None,
        "custom" => match case.text("/settings/redirections_custom_url")? {
            "" => return Ok(None),
            to => Some(to.to_owned()),
        },
        other => bail!("/settings/redirections_fallback is {other:?}"),
    };
    let code = match case.get("/settings/redirections_header_code") {
        Value::Null => 301,
        Value::String(code) => code.parse()?,
        code => u16::try_from(code.as_u64().with_context(|| format!("{code} is no status"))?)?,
    };
    Ok(Some(Fallback { to, code }))
}
