//! What is read from a visitor's request.

use anyhow::Result;
use detour_engine::dialect::redirection;
use detour_rules::{AddressMode, Context};
use serde_json::json;

use super::shown;
use super::site::options;
use super::visit::Visit;
use crate::{Case, Verdict};

pub(super) fn client_ip(case: &Case) -> Result<Verdict> {
    let settings = options(case, "/details/options")?.settings;
    let visit = Visit::of(case, "")?;
    let sent = |name: &str| visit.facts.header(name);
    Ok(Verdict::of(case.text("/expect")?, &redirection::client_ip(&settings, visit.facts.client_ip, sent)))
}

pub(super) fn mask_ip(case: &Case) -> Result<Verdict> {
    Ok(Verdict::of(case.text("/expect")?, &redirection::masked(case.text("/details/ip")?, AddressMode::Masked)))
}

pub(super) fn accept_language(case: &Case) -> Result<Verdict> {
    let visit = Visit::of(case, "")?;
    let sent = visit.facts.header("Accept-Language");
    let languages = redirection::accepted_languages(sent.as_deref());
    let languages: Vec<String> = languages.iter().map(|language| shown(language)).collect();
    Ok(Verdict::of(case.at("/expect")?, &json!(languages)))
}
