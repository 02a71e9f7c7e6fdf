//! One visit to the site, as `details.context` of a case describes it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use detour_engine::php::rawurlencode;
use detour_rules::{Facts, Request, RequestScheme};

use super::shown;
use crate::Case;

/// The site of all cases that name none.
pub(super) const HOST: &str = "site.test";

/// What a context may tell.
const FIELDS: [&str; 11] =
    ["headers", "cookies", "server", "remote_addr", "host", "server_name", "user", "is_404", "https", "home", "uri"];

/// A visit; nobody is logged in.
pub(super) struct Visit {
    pub(super) facts: Facts,
    pub(super) host: String,
    pub(super) method: String,
    pub(super) scheme: RequestScheme,
    uri: String,
}

impl Visit {
    /// The visit of a case, asking for `uri`.
    pub(super) fn of(case: &Case, uri: &str) -> Result<Visit> {
        case.has_only("/details/context", &FIELDS)?;
        ensure!(
            matches!(case.get("/details/context/user").as_u64(), None | Some(0)),
            "a user is logged in, but needs_wordpress is not set"
        );
        let mut headers = texts(case, "/details/context/headers")?;
        let mut server = texts(case, "/details/context/server")?;
        let own = |name: &str| case.get(&format!("/details/context/{name}")).as_str().map(str::to_owned);
        let address = server.remove("REMOTE_ADDR").or(own("remote_addr"));
        let host = server.remove("HTTP_HOST").or(own("host"));
        let method = server.remove("REQUEST_METHOD");
        let https = server.remove("HTTPS").map(|value| !matches!(&*value.to_lowercase(), "" | "off"));
        for (variable, value) in server {
            let name = header_of(&variable).with_context(|| format!("{variable} says nothing about a request"))?;
            headers.insert(name, value);
        }
        let cookies: Vec<String> = texts(case, "/details/context/cookies")?
            .iter()
            .map(|(name, value)| format!("{name}={}", shown(&rawurlencode(value.as_bytes()))))
            .collect();
        if !cookies.is_empty() {
            headers.insert("Cookie".into(), cookies.join("; "));
        }
        let facts = Facts {
            headers,
            client_ip: address.and_then(|address| address.parse().ok()),
            now: Some(0),
            logged_in: Some(false),
            roles: Some(Vec::new()),
            not_found: case.get("/details/context/is_404").as_bool(),
            theme: true,
            ..Facts::default()
        };
        let is_https = https.unwrap_or(case.is_marked("/details/context/https")?);
        Ok(Visit {
            facts,
            host: host.unwrap_or_else(|| HOST.to_owned()),
            method: method.unwrap_or_else(|| "GET".to_owned()),
            scheme: if is_https { RequestScheme::Https } else { RequestScheme::Http },
            uri: uri.into(),
        })
    }

    pub(super) fn request(&self) -> Request<'_> {
        Request {
            method: self.method.as_bytes(),
            scheme: self.scheme,
            host: self.host.as_bytes(),
            uri: self.uri.as_bytes(),
            context: &self.facts,
        }
    }

    /// Scheme and host.
    pub(super) fn site(&self) -> String {
        format!("{}://{}", self.scheme.as_str(), self.host)
    }
}

fn texts(case: &Case, pointer: &str) -> Result<BTreeMap<String, String>> {
    let given = case.get(pointer).as_object().into_iter().flatten();
    given
        .map(|(name, value)| {
            let value = value.as_str().with_context(|| format!("{pointer}/{name} is no text"))?;
            Ok((name.clone(), value.to_owned()))
        })
        .collect()
}

// The header that PHP makes this variable of (RFC 3875 §4.1); none of all others.
fn header_of(variable: &str) -> Option<String> {
    let name = match variable {
        "CONTENT_TYPE" | "CONTENT_LENGTH" => variable,
        _ => variable.strip_prefix("HTTP_")?,
    };
    Some(name.replace('_', "-"))
}
