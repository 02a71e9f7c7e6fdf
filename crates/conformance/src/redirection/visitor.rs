//! What is read from a visitor's request.

use std::borrow::Cow;

use detour_engine::dialect::redirection;
use detour_rules::{AddressMode, RedirectionSettings};
use serde_json::{Value, json};

use super::shown;
use super::site::list;
use crate::{Case, Verdict};

pub(super) fn client_ip(case: &Case) -> Verdict {
    let settings = RedirectionSettings {
        ip_headers: list(case.get("/details/options/ip_headers")),
        ip_proxies: list(case.get("/details/options/ip_proxy")),
        ..RedirectionSettings::default()
    };
    let peer = case.get("/details/context/remote_addr").as_str().and_then(|peer| peer.parse().ok());
    let sent = |name: &str| header(case.get("/details/context"), name).map(|value| Cow::Borrowed(value.as_bytes()));
    Verdict::of(case.text("expect").unwrap_or_default(), &redirection::client_ip(&settings, peer, sent))
}

pub(super) fn mask_ip(case: &Case) -> Verdict {
    let address = case.get("/details/ip").as_str().unwrap_or_default();
    Verdict::of(case.text("expect").unwrap_or_default(), &redirection::masked(address, AddressMode::Masked))
}

pub(super) fn accept_language(case: &Case) -> Verdict {
    let sent = header(case.get("/details/context"), "Accept-Language").map(str::as_bytes);
    let languages: Vec<String> = redirection::accepted_languages(sent).iter().map(|language| shown(language)).collect();
    Verdict::of(case.get("/expect"), &json!(languages))
}

/// The value of a request header in the context of a case.
pub(super) fn header<'c>(context: &'c Value, name: &str) -> Option<&'c str> {
    let headers = context.get("headers")?.as_object()?;
    headers.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
}
