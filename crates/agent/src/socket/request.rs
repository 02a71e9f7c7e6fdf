//! What is asked through the socket (`SOCKET.md`). Whoever asks may be hostile.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::CStr;
use std::net::IpAddr;
use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use detour_rules::{Context, Facts, NoContext, Request};
use detour_serve::{Stop, Trusted, Variables};
use serde::{Deserialize, Serialize};

/// Version of the protocol.
pub const VERSION: u32 = 1;

/// Of what is wrong with a request, characters.
const LONGEST_MESSAGE: usize = 200;

/// A request, checked.
#[derive(Debug)]
pub struct Asked {
    /// What is wanted.
    pub what: What,
    /// The site whose rules are asked.
    pub site: Named,
    /// The visitor's request.
    pub variables: Given,
}

/// What is wanted.
#[derive(Debug)]
pub enum What {
    /// A decision that is carried out.
    Handle,
    /// To go on with one that had to wait.
    Resume {
        /// Where it stopped.
        stop: Stop,
        /// What WordPress has found out.
        facts: Facts,
    },
    /// To record that there is no page.
    NotFound,
    /// How the rule file is.
    Status,
}

/// How a site is named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Named {
    /// By its rule file.
    Rules(PathBuf),
    /// By the directory of its `wp-config.php`.
    Wordpress(PathBuf),
}

/// The variables of a request, as PHP got them from the web server.
#[derive(Debug, Default)]
pub struct Given {
    variables: BTreeMap<String, Vec<u8>>,
    now: Option<u64>,
}

/// Why a request can't be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It speaks another version.
    #[error("this agent speaks version {VERSION}; update the older of agent and plugin")]
    Version,
    /// It is not what `SOCKET.md` says.
    #[error("the request can't be read: {0}")]
    Request(String),
    /// Nobody here serves the site, or whoever asks has no part in it.
    #[error(
        "no site of this agent that your user may ask is so named; the agent's configuration names its sites, and with \
         log = \"debug\" there its log says who asked in vain"
    )]
    Site,
    /// The answer would be longer than any.
    #[error("the answer is too long")]
    TooLong,
}

impl Refusal {
    /// For programs.
    pub fn word(&self) -> &'static str {
        match self {
            Refusal::Version => "version",
            Refusal::Request(_) => "request",
            Refusal::Site => "site",
            Refusal::TooLong => "too-long",
        }
    }
}

/// Bytes in JSON: as a string, or, where they are no UTF-8, as `{"base64": "…"}`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Text<'a> {
    Plain(Cow<'a, str>),
    Encoded { base64: String },
}

impl<'a> From<&'a [u8]> for Text<'a> {
    fn from(bytes: &'a [u8]) -> Text<'a> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Text::Plain(text.into()),
            Err(_) => Text::Encoded { base64: BASE64_STANDARD.encode(bytes) },
        }
    }
}

impl Text<'_> {
    fn bytes(self) -> Result<Vec<u8>, Refusal> {
        match self {
            Text::Plain(text) => Ok(text.into_owned().into_bytes()),
            Text::Encoded { base64 } => BASE64_STANDARD
                .decode(base64)
                .map_err(|error| Refusal::Request(format!("a text that is said to be base64 is not: {error}"))),
        }
    }
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "v")]
    _version: u32,
    ask: Word,
    site: Named,
    variables: BTreeMap<String, Text<'static>>,
    now: Option<u64>,
    stop: Option<WrittenStop>,
    facts: Option<WrittenFacts>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Handle,
    Resume,
    NotFound,
    Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStop {
    from: u32,
    generation: u64,
    blog: Option<u64>,
}

/// As `Detour\resume()` takes them.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct WrittenFacts {
    logged_in: Option<bool>,
    roles: Option<Vec<String>>,
    not_found: Option<bool>,
    theme: bool,
    filters: BTreeMap<String, bool>,
}

/// Reads a request.
///
/// # Errors
/// What is wrong with it, for whoever wrote it.
pub fn read(json: &[u8]) -> Result<Asked, Refusal> {
    let wrong = |error: serde_json::Error| Refusal::Request(shown(&error.to_string()));
    // Another version may have other members.
    let Version { v } = serde_json::from_slice(json).map_err(wrong)?;
    if v != VERSION {
        return Err(Refusal::Version);
    }
    let Written { ask, site, variables, now, stop, facts, .. } = serde_json::from_slice(json).map_err(wrong)?;
    let what = match (ask, stop) {
        (Word::Handle, None) => What::Handle,
        (Word::Resume, Some(WrittenStop { from, generation, blog })) => {
            let WrittenFacts { logged_in, roles, not_found, theme, filters } = facts.unwrap_or_default();
            let facts = Facts { logged_in, roles, not_found, theme, filters, ..Facts::default() };
            What::Resume { stop: Stop { from, generation, blog }, facts }
        }
        (Word::NotFound, None) => What::NotFound,
        (Word::Status, None) => What::Status,
        _ => return Err(Refusal::Request("resume goes with stop, and nothing else does".to_owned())),
    };
    let variables: Result<_, Refusal> = variables.into_iter().map(|(name, text)| Ok((name, text.bytes()?))).collect();
    Ok(Asked { what, site, variables: Given { variables: variables?, now } })
}

// It quotes what was sent, and goes to the log.
fn shown(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE).flat_map(char::escape_debug).collect()
}

impl Given {
    /// As the engine takes it, or nothing if there is no URL.
    pub(crate) fn request<'a>(&'a self, trusted: Trusted<'_>, context: &'a dyn Context) -> Option<Request<'a>> {
        let (method, uri) = (self.variable(c"REQUEST_METHOD")?, self.variable(c"REQUEST_URI")?);
        Some(trusted.request(self, method, uri, context))
    }
}

impl Variables for Given {
    fn variable(&self, name: &CStr) -> Option<&[u8]> {
        self.variables.get(name.to_str().ok()?).map(Vec::as_slice)
    }
}

/// Who makes the request.
pub(crate) struct Visitor<'a> {
    pub(crate) given: &'a Given,
    pub(crate) trusted: Trusted<'a>,
}

impl Context for Visitor<'_> {
    fn header(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        detour_serve::header(self.given, name).map(Cow::Borrowed)
    }

    fn client_ip(&self) -> Option<IpAddr> {
        self.trusted.client_ip(self.given)
    }

    fn now(&self) -> u64 {
        self.given.now.unwrap_or_else(|| NoContext.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> Refusal {
        read(json.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_request_is_read() {
        let json = r#"{"v": 1, "ask": "resume", "site": {"wordpress": "/var/www"}, "now": 7,
            "variables": {"REQUEST_METHOD": "GET", "REQUEST_URI": {"base64": "L/8="}, "HTTP_X_A": "\"é"},
            "stop": {"from": 3, "generation": 4, "blog": null}, "facts": {"roles": ["editor"]}}"#;
        let Asked { what, site, variables } = read(json.as_bytes()).unwrap();
        let What::Resume { stop, facts } = what else { panic!("{what:?}") };
        assert_eq!((stop, facts.roles), (Stop { from: 3, generation: 4, blog: None }, Some(vec!["editor".to_owned()])));
        assert_eq!(site, Named::Wordpress("/var/www".into()));
        let visitor = Visitor { given: &variables, trusted: Trusted::default() };
        assert_eq!((visitor.header("x-a").unwrap().as_ref(), visitor.now()), ("\"é".as_bytes(), 7));
        assert_eq!(variables.request(Trusted::default(), &visitor).unwrap().uri, b"/\xff");
    }

    #[test]
    fn what_is_no_request_is_refused_with_a_reason() {
        let newer = r#"{"v": 2, "ask": "dance", "steps": []}"#;
        assert_eq!(refused(newer), Refusal::Version);
        for (json, part) in [
            ("", "EOF"),
            ("[]", "v"),
            (r#"{"ask": "handle"}"#, "missing field `v`"),
            (r#"{"v": 1, "ask": "dance", "site": {"rules": "/r"}, "variables": {}}"#, "dance"),
            (r#"{"v": 1, "ask": "handle", "variables": {}}"#, "site"),
            (r#"{"v": 1, "ask": "handle", "site": {"rules": "/r"}, "variables": {}, "x": 1}"#, "unknown field `x`"),
            (r#"{"v": 1, "ask": "resume", "site": {"rules": "/r"}, "variables": {}}"#, "resume goes with stop"),
            (r#"{"v": 1, "ask": "handle", "site": {"rules": "/r"}, "variables": {"A": {"base64": "?"}}}"#, "base64"),
        ] {
            let refusal = refused(json).to_string();
            assert!(refusal.contains(part), "{json}: {refusal:?} lacks {part:?}");
        }
    }
}
