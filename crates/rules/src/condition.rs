//! Conditions: what else must hold, besides the URL, for a rule to act.

use serde::{Deserialize, Serialize};

/// One condition. All in a list must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The method is one of these (upper case).
    Method(Vec<String>),
    /// A request header.
    Header(Test),
    /// A cookie. Its value is compared as the browser sent it.
    Cookie(Test),
    /// The host that was asked for is one of these, each as in [`crate::Source::host`].
    Host(Vec<String>),
    /// A query parameter. Name and value are compared decoded, and `+` is a space.
    Query(Test),
    /// The path: as rules are compared with it, so decoded where that changes nothing. A pattern's source sees it as well;
    /// this is for what else it must be, or must not be.
    Path(Test),
    /// The whole query string without its question mark, decoded likewise; empty if there is none.
    QueryString(Test),
    /// The `Referer` header.
    Referrer(Test),
    /// The `User-Agent` header.
    UserAgent(Test),
    /// The visitor's address lies in one of these networks: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
    Ip(Vec<String>),
    /// The visitor prefers one of these languages over all others he accepts: `es` takes `es-MX` too (RFC 4647 §3.3.1).
    Language(Vec<String>),
    /// Two-letter country codes, compared with the country header of the site's settings.
    Country(Vec<String>),
    /// Whether the visitor is logged in. Needs WordPress.
    LoggedIn(bool),
    /// The visitor has one of these roles. Needs WordPress.
    Role(Vec<String>),
    /// Whether WordPress finds no page. Needs WordPress.
    NotFound(bool),
    /// A WordPress filter of this name says true. Needs WordPress.
    Filter(String),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It doesn't hold.
    Not(Box<Condition>),
}

/// A test of one value; of the value under a name for headers, cookies and query parameters. Texts are compared byte
/// by byte, case included. With no test at all the value must only be there, whatever it is. Where a name stands for
/// several values, one of them must pass.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// Name of the header (any case), cookie or parameter (as it is).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The value is this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// The value contains this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// The value matches this regular expression, which is not anchored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<String>,
    /// Whether there must be no such value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<bool>,
}

impl Condition {
    /// The word it has in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Condition::Method(_) => "method",
            Condition::Header(_) => "header",
            Condition::Cookie(_) => "cookie",
            Condition::Host(_) => "host",
            Condition::Query(_) => "query",
            Condition::Path(_) => "path",
            Condition::QueryString(_) => "query_string",
            Condition::Referrer(_) => "referrer",
            Condition::UserAgent(_) => "user_agent",
            Condition::Ip(_) => "ip",
            Condition::Language(_) => "language",
            Condition::Country(_) => "country",
            Condition::LoggedIn(_) => "logged_in",
            Condition::Role(_) => "role",
            Condition::NotFound(_) => "not_found",
            Condition::Filter(_) => "filter",
            Condition::Any(_) => "any",
            Condition::Not(_) => "not",
        }
    }
}
