//! What a rule does with a request, as it stands in canonical JSON (DESIGN §4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{BrokenTarget, Cache};

/// What happens to a request that matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Action {
    /// Send the visitor elsewhere.
    Redirect(Redirect),
    /// Send each visitor to one of several targets.
    Split(Split),
    /// Answer with a status.
    Respond(Respond),
    /// Go on as if another URL had been asked for.
    Rewrite(Rewrite),
    /// Leave the request alone, and try no further rule.
    Ignore(Ignore),
}

/// Send the visitor elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// Target: a path or an http(s) URL, with `$1`, `${name}`, `{path}` … (see [`crate::Template`]).
    pub to: String,
    /// Where to instead for as long as the agent finds the target broken; as `to`. See [`crate::Rule::fall_back`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// What the fallback stands in for just now, once [`crate::Rule::fall_back`] has put it into `to`. No part of the JSON.
    #[serde(skip)]
    pub instead_of: Option<BrokenTarget>,
    /// 301, 302, 303, 304, 307 or 308.
    #[serde(default = "temporary")]
    pub code: u16,
    /// Hosts a target may lead to when its host part contains a capture or placeholder.
    #[serde(default)]
    pub allow_hosts: Vec<String>,
    /// How long caches may keep the answer; unless given, it depends on the code (see [`crate::cache_control`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<Cache>,
    /// Further response headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Whether the target page, if it is the site's, names the source as its canonical URL while the rule is there
    /// (`Link: <…>; rel="canonical"`, RFC 6596).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub canonical: bool,
    /// The same page in several languages: a language tag, or `x-default`, and where the version is. Pages of the site among
    /// them name all of them while the rule is there (`Link: <…>; rel="alternate"; hreflang="…"`, RFC 8288).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub alternates: BTreeMap<String, String>,
}

/// Send each visitor to one of several targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The targets; at least two.
    pub variants: Vec<Variant>,
    /// How a visitor keeps his variant; unless given, by his address and user agent.
    pub sticky: Option<Sticky>,
    /// As in [`Redirect::code`].
    pub code: u16,
}

/// One target of a split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// As in [`Redirect::to`].
    pub to: String,
    /// Its share, in proportion to the sum of all weights: 1 to 10,000.
    pub weight: u16,
}

/// How a visitor keeps his variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sticky {
    /// By the cookie `detour_split_ID`, of a network's blog `detour_split_BLOG_ID`, which holds the variant's number.
    Cookie,
}

/// Answer with a status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Respond {
    /// One of the respond codes of DESIGN §4.
    pub code: u16,
    /// Seconds after which it is worth asking again: the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// What the visitor gets to see.
    #[serde(default, skip_serializing_if = "Body::is_bare")]
    pub body: Body,
}

/// Body of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// A line that names the status.
    #[default]
    Bare,
    /// The theme's page for it. Needs WordPress.
    Theme,
}

/// Go on as if another URL had been asked for. The visitor doesn't see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewrite {
    /// A path of this site, as in [`Redirect::to`].
    pub to: String,
}

/// Leave the request alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignore {}

impl Default for Redirect {
    /// A 307 whose target is still empty, to be filled in with `..Redirect::default()`.
    fn default() -> Redirect {
        Redirect {
            to: String::new(),
            fallback: None,
            instead_of: None,
            code: temporary(),
            allow_hosts: Vec::new(),
            cache: None,
            headers: BTreeMap::new(),
            canonical: false,
            alternates: BTreeMap::new(),
        }
    }
}

impl Action {
    /// The word it has in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Action::Redirect(_) => "redirect",
            Action::Split(_) => "split",
            Action::Respond(_) => "respond",
            Action::Rewrite(_) => "rewrite",
            Action::Ignore(_) => "ignore",
        }
    }
}

impl Body {
    fn is_bare(&self) -> bool {
        *self == Body::Bare
    }
}

/// An action as JSON has it: one of the actions, and beside a split what belongs to it.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<Redirect>,
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<Vec<Variant>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    respond: Option<Respond>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rewrite: Option<Rewrite>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignore: Option<Ignore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sticky: Option<Sticky>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u16>,
}

impl TryFrom<Written> for Action {
    type Error = &'static str;

    // The errors are worded as serde's own, which `shape` makes sentences of.
    fn try_from(written: Written) -> Result<Action, &'static str> {
        let beside_split = written.sticky.is_some() || written.code.is_some();
        let action = match (written.redirect, written.split, written.respond, written.rewrite, written.ignore) {
            (Some(redirect), None, None, None, None) => Action::Redirect(redirect),
            (None, None, Some(respond), None, None) => Action::Respond(respond),
            (None, None, None, Some(rewrite), None) => Action::Rewrite(rewrite),
            (None, None, None, None, Some(ignore)) => Action::Ignore(ignore),
            (None, Some(variants), None, None, None) => {
                let code = written.code.unwrap_or_else(temporary);
                return Ok(Action::Split(Split { variants, sticky: written.sticky, code }));
            }
            _ => return Err("invalid value, expected exactly one action: redirect, split, respond, rewrite or ignore"),
        };
        match beside_split {
            true => Err("invalid value, expected sticky and code only beside split; a redirect has its own code"),
            false => Ok(action),
        }
    }
}

impl From<Action> for Written {
    fn from(action: Action) -> Written {
        let nothing = Written::default();
        match action {
            Action::Redirect(redirect) => Written { redirect: Some(redirect), ..nothing },
            Action::Respond(respond) => Written { respond: Some(respond), ..nothing },
            Action::Rewrite(rewrite) => Written { rewrite: Some(rewrite), ..nothing },
            Action::Ignore(ignore) => Written { ignore: Some(ignore), ..nothing },
            Action::Split(Split { variants, sticky, code }) => {
                Written { split: Some(variants), sticky, code: Some(code), ..nothing }
            }
        }
    }
}

fn temporary() -> u16 {
    307
}
