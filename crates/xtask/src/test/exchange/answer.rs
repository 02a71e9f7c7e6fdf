//! One request, and the answers of engine and server in a form that can be compared.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;

use anyhow::{Context, Result};
use detour_engine::Patterns;
use detour_format::RuleFile;
use detour_rules::{Decision, Facts, Request, RequestScheme};
use percent_encoding::percent_decode;
use serde::Deserialize;

use crate::http;

/// A request as `.requests` files and `detour explain --requests` have it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) url: String,
    #[serde(default = "get")]
    pub(super) method: String,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
}

fn get() -> String {
    "GET".into()
}

impl Asked {
    /// A GET for a path on a host.
    pub(super) fn get(scheme: &str, host: &str, path: &str) -> Asked {
        Asked { url: format!("{scheme}://{host}{path}"), method: get(), headers: BTreeMap::new() }
    }

    /// Whether the visitor's connection is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.url.starts_with("https://")
    }

    fn scheme(&self) -> RequestScheme {
        if self.is_encrypted() { RequestScheme::Https } else { RequestScheme::Http }
    }

    fn host_and_path(&self) -> (&str, &str) {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let at = rest.find('/').unwrap_or(rest.len());
        match &rest[..at] {
            "" => ("example.test", rest),
            host => (host, &rest[at..]),
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.method, self.url, self.headers)
    }
}

/// The page that each server has, so that showing it differs from answering 404.
pub(super) const PAGE: &str = "/there.html";

/// An answer without what differs by spelling only.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Redirect(u16, String),
    Respond(u16),
    /// Nothing was redirected: the page that is there.
    Page,
    /// There is no page, or it is said so.
    Missing,
}

impl Answer {
    // What is shown where nothing is redirected.
    fn of_page(path: &str) -> Answer {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        if percent_decode(path.as_bytes()).eq(PAGE.bytes()) { Answer::Page } else { Answer::Missing }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Redirect(code, location) => write!(f, "redirects with {code} to {location}"),
            Answer::Respond(code) => write!(f, "answers {code}"),
            Answer::Page => write!(f, "shows the page"),
            Answer::Missing => write!(f, "has no page"),
        }
    }
}

pub(super) fn by_engine(file: &RuleFile<Vec<u8>>, asked: &Asked) -> Answer {
    let (host, path) = asked.host_and_path();
    let mut headers = asked.headers.clone();
    headers.insert("Host".into(), host.into());
    let facts = Facts { headers, client_ip: Some([127, 0, 0, 1].into()), ..Facts::default() };
    let request = Request {
        method: asked.method.as_bytes(),
        context: &facts,
        scheme: asked.scheme(),
        ..Request::get(host, path)
    };
    match file.decide(&mut Patterns::new(), &request) {
        Decision::Redirect { code, location, .. } => {
            Answer::Redirect(code, absolute(&String::from_utf8_lossy(&location), asked.scheme(), host))
        }
        Decision::Respond { code: 404, .. } => Answer::Missing,
        Decision::Respond { code, .. } => Answer::Respond(code),
        _ => Answer::of_page(path),
    }
}

pub(super) fn by_server(asked: &Asked, address: SocketAddr, encrypted: Option<SocketAddr>) -> Result<Answer> {
    let (host, path) = asked.host_and_path();
    let mut request = http::Request::new(&asked.method, path.as_bytes()).header("Host", host);
    for (name, value) in &asked.headers {
        request = request.header(name, value.as_bytes());
    }
    let scheme = asked.scheme();
    let (address, response) = match asked.is_encrypted() {
        true => {
            let address = encrypted.with_context(|| format!("{asked}: the server has no TLS"))?;
            (address, request.send_encrypted(address)?)
        }
        false => (address, request.send(address)?),
    };
    let own_port = format!("{}://{host}:{}/", scheme.as_str(), address.port());
    let own = format!("{}://{host}/", scheme.as_str());
    Ok(match (response.status, response.location()) {
        (code, Some(location)) => {
            let location = absolute(&location.replacen(&own_port, &own, 1), scheme, host);
            // Detour never sends a visitor to where he is.
            match location == absolute(path, scheme, host) {
                true => Answer::of_page(path),
                false => Answer::Redirect(code, location),
            }
        }
        (200, None) => Answer::Page,
        // No file takes another method than GET.
        (404 | 405, None) => Answer::Missing,
        (code, None) => Answer::Respond(code),
    })
}

// The URL a browser goes to, with all that may be decoded decoded.
fn absolute(location: &str, scheme: RequestScheme, host: &str) -> String {
    // A question mark or ampersand with nothing behind it asks for nothing.
    let location = location.trim_end_matches(['?', '&']);
    let url =
        if location.starts_with('/') { format!("{}://{host}{location}", scheme.as_str()) } else { location.to_owned() };
    let mut out = Vec::new();
    for (at, piece) in url.split('%').enumerate() {
        let escape = piece.get(..2).filter(|digits| at > 0 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match escape {
            // In a query a slash or question mark needs no escape.
            Some(digits)
                if !(out.contains(&b'?') && matches!(&*digits.to_lowercase(), "2f" | "3f"))
                    && ["2f", "3f", "23", "25", "26", "3d", "2b"].contains(&&*digits.to_lowercase()) =>
            {
                out.extend(format!("%{}{}", digits.to_uppercase(), &piece[2..]).bytes());
            }
            Some(digits) => {
                out.extend(percent_decode(format!("%{digits}{}", &piece[2..]).as_bytes()));
            }
            None if at > 0 => out.extend(format!("%25{piece}").bytes()),
            None => out.extend(piece.bytes()),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
