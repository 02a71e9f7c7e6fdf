//! What is known about a visitor besides the URL. Asked for lazily, only when a condition wants to know.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::{SystemTime, UNIX_EPOCH};

/// What is known about a visitor. Whoever receives requests implements it.
///
/// The facts of WordPress are `None` for as long as WordPress hasn't found them out.
pub trait Context {
    /// The value of a request header; `None` if it wasn't sent. Names are compared in any case.
    fn header(&self, name: &str) -> Option<Cow<'_, [u8]>>;

    /// The visitor's address, if there is one. Trusted proxies are already seen through.
    fn client_ip(&self) -> Option<IpAddr>;

    /// The time, seconds since 1970.
    fn now(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
    }

    /// Whether the visitor is logged in.
    fn logged_in(&self) -> Option<bool> {
        None
    }

    /// The visitor's roles; none if he isn't logged in.
    fn roles(&self) -> Option<&[String]> {
        None
    }

    /// Whether WordPress finds no page for the request.
    fn not_found(&self) -> Option<bool> {
        None
    }

    /// What the WordPress filter of this name says.
    fn filter(&self, _name: &str) -> Option<bool> {
        None
    }

    /// Whether WordPress is so far that it can show a page of the theme.
    fn has_theme(&self) -> bool {
        false
    }
}

/// Nothing is known but the time.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoContext;

impl Context for NoContext {
    fn header(&self, _name: &str) -> Option<Cow<'_, [u8]>> {
        None
    }

    fn client_ip(&self) -> Option<IpAddr> {
        None
    }
}

/// A context as plain data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Request headers by name.
    pub headers: BTreeMap<String, String>,
    /// The visitor's address.
    pub client_ip: Option<IpAddr>,
    /// Seconds since 1970; unless given, the time it is.
    pub now: Option<u64>,
    /// Whether the visitor is logged in.
    pub logged_in: Option<bool>,
    /// The visitor's roles.
    pub roles: Option<Vec<String>>,
    /// Whether WordPress finds no page.
    pub not_found: Option<bool>,
    /// What WordPress filters say.
    pub filters: BTreeMap<String, bool>,
    /// Whether WordPress can show a page of the theme.
    pub theme: bool,
}

impl Context for Facts {
    fn header(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| Cow::Borrowed(value.as_bytes()))
    }

    fn client_ip(&self) -> Option<IpAddr> {
        self.client_ip
    }

    fn now(&self) -> u64 {
        self.now.unwrap_or_else(|| NoContext.now())
    }

    fn logged_in(&self) -> Option<bool> {
        self.logged_in
    }

    fn roles(&self) -> Option<&[String]> {
        self.roles.as_deref()
    }

    fn not_found(&self) -> Option<bool> {
        self.not_found
    }

    fn filter(&self, name: &str) -> Option<bool> {
        self.filters.get(name).copied()
    }

    fn has_theme(&self) -> bool {
        self.theme
    }
}
