//! Redirects of the whole site.

use detour_engine::dialect::redirection;
use detour_rules::{PreferredDomain, RedirectionSettings};
use serde_json::Value;

use super::shown;
use crate::{Case, Verdict};

/// The host of all cases that name none.
const HOST: &str = "site.test";

pub(super) fn canonical(case: &Case) -> Verdict {
    let text = |field: &str| case.get(&format!("/details/{field}")).as_str().unwrap_or_default();
    let settings = RedirectionSettings {
        home: text("configured").to_owned(),
        https: case.get("/details/force_https") == &Value::Bool(true),
        preferred_domain: preferred_domain(text("preferred")),
        aliases: list(case.get("/details/aliases")),
        ..RedirectionSettings::default()
    };
    verdict(
        case,
        redirection::canonical(&settings, text("home"), text("server").as_bytes(), case.bytes("request"), false),
    )
}

pub(super) fn site_canonical(case: &Case) -> Verdict {
    let option = |field: &str| case.get(&format!("/details/options/{field}"));
    let context = |field: &str| case.get(&format!("/details/context/{field}"));
    let host = context("host").as_str().unwrap_or(HOST);
    let settings = RedirectionSettings {
        home: context("home").as_str().unwrap_or("http://site.test").to_owned(),
        https: option("https") == &Value::Bool(true),
        preferred_domain: preferred_domain(option("preferred_domain").as_str().unwrap_or_default()),
        aliases: list(option("aliases")),
        relocate: option("relocate").as_str().unwrap_or_default().to_owned(),
        ..RedirectionSettings::default()
    };
    let server_name = context("server_name").as_str().unwrap_or(host);
    let uri = redirection::cleaned(context("uri").as_str().unwrap_or_default().as_bytes());
    let is_https = context("https") == &Value::Bool(true);
    let host = redirection::host(host.as_bytes());
    verdict(case, redirection::site_redirect(&settings, server_name.as_bytes(), &host, &uri, is_https))
}

pub(super) fn relocate(case: &Case) -> Verdict {
    let text = |field: &str| case.get(&format!("/details/{field}")).as_str().unwrap_or_default();
    verdict(case, redirection::relocated(text("relocate"), text("domain").as_bytes(), case.bytes("request")))
}

fn verdict(case: &Case, actual: Option<Vec<u8>>) -> Verdict {
    Verdict::of(case.text("expect_target"), actual.map(|target| shown(&target)).as_deref())
}

pub(super) fn preferred_domain(option: &str) -> PreferredDomain {
    match option {
        "www" => PreferredDomain::Www,
        "nowww" => PreferredDomain::NoWww,
        _ => PreferredDomain::Any,
    }
}

pub(super) fn list(value: &Value) -> Vec<String> {
    let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
