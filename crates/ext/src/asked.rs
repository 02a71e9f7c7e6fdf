//! Requests and facts as PHP code describes them, for the functions.

use std::net::IpAddr;

use detour_rules::{Facts, Request, RequestScheme};
use ext_php_rs::prelude::PhpResult;
use ext_php_rs::types::{ArrayKey, ZendHashTable, Zval};

use crate::functions::argument;

/// A request. Bytes, because URLs need not be UTF-8.
pub(crate) struct Asked<'a> {
    url: &'a [u8],
    method: &'a [u8],
    host: &'a [u8],
    scheme: RequestScheme,
    facts: Facts,
}

impl<'a> Asked<'a> {
    /// Reads an argument of a function.
    pub(crate) fn read(function: &str, number: u8, table: &'a ZendHashTable) -> PhpResult<Asked<'a>> {
        let bad = |message: &str| argument(function, number, "request", message);
        let mut asked =
            Asked { url: b"", method: b"GET", host: b"", scheme: RequestScheme::Http, facts: Facts::default() };
        for (key, value) in members(table) {
            let value = value.dereference();
            match key.as_str() {
                "facts" => {
                    let given = value.array().ok_or_else(|| bad("must hold an array under \"facts\""))?;
                    let Facts { headers, client_ip, now, .. } = asked.facts;
                    asked.facts = Facts { headers, client_ip, now, ..facts(function, number, "request", given)? };
                    continue;
                }
                "headers" => {
                    let given = value.array().ok_or_else(|| bad("must hold an array under \"headers\""))?;
                    for (name, value) in members(given) {
                        let value = value.dereference().str().ok_or_else(|| bad("must have texts for headers"))?;
                        asked.facts.headers.insert(name, value.to_owned());
                    }
                    continue;
                }
                "now" => {
                    let now = value.long().and_then(|now| u64::try_from(now).ok());
                    asked.facts.now = Some(now.ok_or_else(|| bad("must have a Unix time as \"now\""))?);
                    continue;
                }
                _ => {}
            }
            let Some(text) = value.zend_str() else {
                return Err(bad(&format!("must hold a string under \"{key}\"")));
            };
            let text = text.as_bytes();
            match key.as_str() {
                "url" => asked.url = text,
                "method" => asked.method = text,
                "host" => asked.host = text,
                "scheme" => {
                    asked.scheme = match text {
                        b"http" => RequestScheme::Http,
                        b"https" => RequestScheme::Https,
                        _ => return Err(bad("\"scheme\" must be \"http\" or \"https\"")),
                    }
                }
                "client_ip" => {
                    let address = std::str::from_utf8(text).ok().and_then(|text| text.parse::<IpAddr>().ok());
                    asked.facts.client_ip =
                        Some(address.ok_or_else(|| bad("must have an IP address as \"client_ip\""))?);
                }
                _ => {
                    return Err(bad(&format!(
                        "knows url, method, host, scheme, headers, client_ip, now and facts, but not \"{key}\""
                    )));
                }
            }
        }
        if asked.url.is_empty() {
            return Err(bad("needs a \"url\": a path that begins with /, or an absolute URL"));
        }
        Ok(asked)
    }

    /// As the engine wants it. It takes an absolute URL apart itself, all but its scheme.
    pub(crate) fn request(&self) -> Request<'_> {
        let begins = |head: &[u8]| self.url.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
        let scheme = match () {
            () if begins(b"https://") => RequestScheme::Https,
            () if begins(b"http://") => RequestScheme::Http,
            () => self.scheme,
        };
        Request { method: self.method, scheme, host: self.host, uri: self.url, context: &self.facts }
    }
}

/// What WordPress has found out: `logged_in`, `roles`, `not_found`, `theme`, `filters`. What is left out is not known.
pub(crate) fn facts(function: &str, number: u8, name: &str, table: &ZendHashTable) -> PhpResult<Facts> {
    let bad = |message: &str| argument(function, number, name, message);
    let mut facts = Facts::default();
    for (key, value) in members(table) {
        let value = value.dereference();
        let truth = || value.bool().ok_or_else(|| bad(&format!("must have true or false as \"{key}\"")));
        let list = || value.array().ok_or_else(|| bad(&format!("must have an array as \"{key}\"")));
        match key.as_str() {
            "logged_in" => facts.logged_in = Some(truth()?),
            "not_found" => facts.not_found = Some(truth()?),
            "theme" => facts.theme = truth()?,
            "roles" => {
                let roles = members(list()?).map(|(_, role)| role.dereference().str().map(str::to_owned));
                facts.roles = Some(roles.collect::<Option<_>>().ok_or_else(|| bad("must have texts as \"roles\""))?);
            }
            "filters" => {
                for (filter, says) in members(list()?) {
                    let says = says.dereference().bool();
                    facts.filters.insert(filter, says.ok_or_else(|| bad("must have true or false for each filter"))?);
                }
            }
            _ => {
                return Err(bad(&format!("knows logged_in, roles, not_found, theme and filters, but not \"{key}\"")));
            }
        }
    }
    Ok(facts)
}

pub(crate) fn members(table: &ZendHashTable) -> impl Iterator<Item = (String, &Zval)> {
    table.iter().map(|(key, value)| {
        let name = match key {
            ArrayKey::Long(index) => index.to_string(),
            ArrayKey::String(name) => name,
            ArrayKey::Str(name) => name.to_owned(),
            ArrayKey::ZendString(name) => String::from_utf8_lossy(name.as_bytes()).into_owned(),
        };
        (name, value)
    })
}
