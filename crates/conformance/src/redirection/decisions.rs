//! Whole decisions: rules in a table, then one request.

use anyhow::{Context, Result, bail, ensure};
use detour_exchange::redirection::{Item, SaveError};
use detour_rules::{Decision, Pass, Rule, Settings};

use super::plugin::{row, rule};
use super::shown;
use super::site::options;
use super::visit::{HOST, Visit};
use crate::decided::decided;
use crate::leads_back::leads_back;
use crate::{Case, Verdict};

pub(super) fn replay(case: &Case) -> Result<Verdict> {
    if case.has("/expect/create_error") {
        return creation(case);
    }
    let options = options(case, "/details/options_at_request")?;
    let count = case.at("/details/rules")?.as_array().context("/details/rules is no list")?.len();
    let mut rules: Vec<Rule> = Vec::new();
    for (id, index) in (1..).zip(0..count) {
        rules.extend(rule(&row(id, case, &format!("/details/rules/{index}/stored"))?, &options)?);
    }
    let settings = Settings { redirection: Some(options.settings), ..Settings::default() };
    let visit = Visit::of(case, case.text("/request")?)?;
    let decision = decided(&rules, &settings, &visit.request())?;
    Ok(Verdict::of(expected(case, &visit.site())?, in_words(&decision)))
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

// What is expected, in the same words. `site` is scheme and host of the request.
fn expected(case: &Case, site: &str) -> Result<String> {
    let acts = case.is("/expect_match")?;
    if !case.has("/expect") {
        ensure!(!acts, "a rule acts, but /expect doesn't say which");
        return Ok(in_words(&Decision::Pass(Pass::NoMatch)));
    }
    ensure!(acts, "no rule acts, but /expect names one");
    let rule = case.number("/expect/rule")? + 1;
    Ok(match case.text("/expect/action")? {
        "url" => {
            let (code, location) = (case.number("/expect/code")?, case.text("/expect/location_header")?);
            match leads_back(location, case.text("/request")?, site) {
                // The plugin sends it, endlessly; it is never sent, but reported.
                true => format!("rule {rule} would redirect to the very same URL"),
                false => format!("rule {rule} redirects {code} to {location}"),
            }
        }
        "error" => format!("rule {rule} answers {}", case.number("/expect/code")?),
        "pass" => match case.text("/expect_target")? {
            target if target.starts_with("http://") || target.starts_with("https://") => left_alone(rule),
            target => format!("rule {rule} rewrites to {target}"),
        },
        "nothing" | "random" => left_alone(rule),
        other => bail!("/expect/action is {other:?}"),
    })
}

fn left_alone(rule: u64) -> String {
    in_words(&Decision::Pass(Pass::Ignored { rule }))
}

// Only the source decides whether the plugin refuses to create a rule.
fn creation(case: &Case) -> Result<Verdict> {
    let url = case.text("/details/rules/0/input/url")?.to_owned();
    let target = case.text("/details/rules/0/input/action_data/url")?.to_owned();
    let refused = Item { url, target, regex: None, is_error: false, code: 301 }.stored(HOST, 0).err();
    let said = refused.map(|SaveError::InvalidSource| "Invalid source URL");
    Ok(Verdict::of(Some(case.text("/expect/create_error")?), said))
}
