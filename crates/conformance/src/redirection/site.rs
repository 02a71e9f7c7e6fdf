//! Redirects of the whole site, and the plugin's options, which say so.

use anyhow::Result;
use detour_engine::dialect::redirection;
use detour_exchange::redirection::Options;
use detour_rules::RequestScheme;
use serde_json::{Value, json};

use super::plugin::php;
use super::shown;
use super::visit::Visit;
use crate::{Case, Verdict};

/// Options that cases may override.
const OPTIONS: [&str; 13] = [
    "flag_case",
    "flag_trailing",
    "flag_query",
    "flag_regex",
    "ip_headers",
    "ip_proxy",
    "ip_logging",
    "https",
    "preferred_domain",
    "aliases",
    "relocate",
    "redirect_cache",
    "headers",
];

/// Options of a fresh installation, some of them overridden by what the case has at `pointer`. Unless overridden, addresses
/// are seen in full.
pub(super) fn options(case: &Case, pointer: &str) -> Result<Options> {
    case.has_only(pointer, &OPTIONS)?;
    let context = |name: &str| case.get(&format!("/details/context/{name}")).as_str();
    let mut options = with(case.get(pointer), context("home").unwrap_or("http://site.test"));
    options.settings.server_name = context("server_name").unwrap_or_default().into();
    Ok(options)
}

/// Options of a fresh installation at `home`, some of them overridden.
pub(super) fn with(overrides: &Value, home: &str) -> Options {
    let mut options = json!({"flag_case": true, "flag_trailing": true, "ip_logging": 1});
    for (name, value) in overrides.as_object().into_iter().flatten() {
        options[name] = value.clone();
    }
    Options::from_value(&php(&options), home)
}

pub(super) fn canonical(case: &Case) -> Result<Verdict> {
    let overrides = json!({
        "https": case.is("/details/force_https")?,
        "preferred_domain": case.text("/details/preferred")?,
        "aliases": case.at("/details/aliases")?,
    });
    let settings = with(&overrides, case.text("/details/configured")?).settings;
    let (home, server) = (case.text("/details/home")?, case.bytes("/details/server")?);
    verdict(case, redirection::canonical(&settings, home, server, case.bytes("/request")?, false))
}

pub(super) fn site_canonical(case: &Case) -> Result<Verdict> {
    case.at("/details/options")?;
    let settings = options(case, "/details/options")?.settings;
    let visit = Visit::of(case, case.text("/details/context/uri")?)?;
    let request = visit.request();
    let (server_name, host) = (redirection::server_name(&settings, &request), redirection::host(request.host));
    let uri = redirection::cleaned(request.uri);
    let is_https = request.scheme == RequestScheme::Https;
    verdict(case, redirection::site_redirect(&settings, &server_name, &host, &uri, is_https))
}

pub(super) fn relocate(case: &Case) -> Result<Verdict> {
    let (relocate, domain) = (case.text("/details/relocate")?, case.bytes("/details/domain")?);
    verdict(case, redirection::relocated(relocate, domain, case.bytes("/request")?))
}

fn verdict(case: &Case, actual: Option<Vec<u8>>) -> Result<Verdict> {
    Ok(Verdict::of(case.text_or_null("/expect_target")?, actual.map(|target| shown(&target)).as_deref()))
}
