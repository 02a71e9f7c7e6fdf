//! A request, and all that can be known about the visitor who makes it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use detour_rules::{Context, Needs, Request, RequestScheme};
use serde::{Deserialize, Serialize};

/// One request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// Request target.
    pub uri: String,
    /// HTTP method.
    pub method: String,
    /// `Host` header.
    #[serde(skip_serializing_if = "is_default")]
    pub host: String,
    /// Whether the connection is encrypted.
    #[serde(skip_serializing_if = "is_default")]
    pub https: bool,
    /// The other headers.
    #[serde(skip_serializing_if = "is_default")]
    pub headers: BTreeMap<String, String>,
    /// The visitor's address.
    #[serde(skip_serializing_if = "is_default")]
    pub client: Option<IpAddr>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "is_default")]
    pub now: u64,
    /// What WordPress finds out in the end.
    #[serde(skip_serializing_if = "is_default")]
    pub wordpress: WordPress,
    /// What of it is known from the start.
    #[serde(skip_serializing_if = "is_default")]
    pub known: Known,
}

/// What only WordPress knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WordPress {
    /// Whether the visitor is logged in.
    #[serde(skip_serializing_if = "is_default")]
    pub logged_in: bool,
    /// His roles.
    #[serde(skip_serializing_if = "is_default")]
    pub roles: Vec<String>,
    /// Whether there is no page for the request.
    #[serde(skip_serializing_if = "is_default")]
    pub not_found: bool,
    /// Filters that say true.
    #[serde(skip_serializing_if = "is_default")]
    pub filters: Vec<String>,
}

/// What of [`WordPress`] is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Known {
    /// `logged_in`.
    #[serde(skip_serializing_if = "is_default")]
    pub logged_in: bool,
    /// `roles`.
    #[serde(skip_serializing_if = "is_default")]
    pub roles: bool,
    /// `not_found`.
    #[serde(skip_serializing_if = "is_default")]
    pub not_found: bool,
    /// That the theme can show a page.
    #[serde(skip_serializing_if = "is_default")]
    pub theme: bool,
    /// What these filters say.
    #[serde(skip_serializing_if = "is_default")]
    pub filters: Vec<String>,
}

impl Known {
    /// Adds what a deferred decision needs.
    pub(crate) fn add(&mut self, needs: Needs) {
        let mut all = Needs {
            logged_in: self.logged_in,
            roles: self.roles,
            not_found: self.not_found,
            theme: self.theme,
            filters: std::mem::take(&mut self.filters),
        };
        all.add(needs);
        let Needs { logged_in, roles, not_found, theme, filters } = all;
        *self = Known { logged_in, roles, not_found, theme, filters };
    }
}

// What goes without saying is left out, so that cases are short enough to be read.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Default for Asked {
    fn default() -> Asked {
        Asked {
            uri: "/".into(),
            method: "GET".into(),
            host: String::new(),
            https: false,
            headers: BTreeMap::new(),
            client: None,
            now: 0,
            wordpress: WordPress::default(),
            known: Known::default(),
        }
    }
}

impl Asked {
    /// The visitor once all is known.
    pub fn knowing_all(&self) -> Visitor<'_> {
        Visitor { asked: self, known: None }
    }

    /// The visitor of whom WordPress knows only so much.
    pub fn knowing<'a>(&'a self, known: &'a Known) -> Visitor<'a> {
        Visitor { asked: self, known: Some(known) }
    }

    /// As the engine takes it.
    pub fn request<'a>(&'a self, visitor: &'a Visitor<'a>) -> Request<'a> {
        let scheme = if self.https { RequestScheme::Https } else { RequestScheme::Http };
        let method = self.method.as_bytes();
        Request { method, scheme, context: visitor, ..Request::get(&self.host, &self.uri) }
    }
}

/// Who makes a request, as far as is known.
#[derive(Debug)]
pub struct Visitor<'a> {
    asked: &'a Asked,
    known: Option<&'a Known>,
}

impl Visitor<'_> {
    fn knows(&self, fact: impl Fn(&Known) -> bool) -> bool {
        self.known.is_none_or(fact)
    }
}

impl Context for Visitor<'_> {
    fn header(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        let found = self.asked.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_bytes().into())
    }

    fn client_ip(&self) -> Option<IpAddr> {
        self.asked.client
    }

    fn now(&self) -> u64 {
        self.asked.now
    }

    fn logged_in(&self) -> Option<bool> {
        self.knows(|known| known.logged_in).then_some(self.asked.wordpress.logged_in)
    }

    fn roles(&self) -> Option<&[String]> {
        self.knows(|known| known.roles).then_some(&self.asked.wordpress.roles)
    }

    fn not_found(&self) -> Option<bool> {
        self.knows(|known| known.not_found).then_some(self.asked.wordpress.not_found)
    }

    fn filter(&self, name: &str) -> Option<bool> {
        let known = self.knows(|known| known.filters.iter().any(|filter| filter == name));
        known.then(|| self.asked.wordpress.filters.iter().any(|filter| filter == name))
    }

    fn has_theme(&self) -> bool {
        self.knows(|known| known.theme)
    }
}
