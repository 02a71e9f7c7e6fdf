//! Likely reasons for a difference.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use crate::Variant;

/// The likely reason for a difference: what it looks like, not what is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// A word for programs, such as `status` or `site-takes-case`.
    pub id: Cow<'static, str>,
    /// For people.
    pub text: Cow<'static, str>,
}

impl Cause {
    const fn new(id: &'static str, text: &'static str) -> Cause {
        Cause { id: Cow::Borrowed(id), text: Cow::Borrowed(text) }
    }

    pub(crate) const STATUS: Cause = Cause::new("status", "the same target with another code");
    pub(crate) const CACHE: Cause = Cause::new("cache", "the same answer, which caches may keep longer or shorter");
    pub(crate) const QUERY: Cause = Cause::new("query", "the same target, but parameters are handed on otherwise");
    pub(crate) const HOST: Cause = Cause::new("host", "the same path at another scheme, host or port");
    pub(crate) const FRAGMENT: Cause = Cause::new("fragment", "the same target, but for what stands behind #");
    pub(crate) const TARGET_SLASH: Cause = Cause::new("target-slash", "the same target, but for slashes");
    pub(crate) const TARGET_CASE: Cause = Cause::new("target-case", "the same target in other case");
    pub(crate) const TARGET: Cause =
        Cause::new("target", "another target: another rule answers, or what is inserted differs");
    pub(crate) const SELF_REDIRECT: Cause =
        Cause::new("self-redirect", "the site sends visitors to where they are, which is never done here");
    pub(crate) const REFUSED: Cause =
        Cause::new("refused", "the target came out unsafe, and visitors are not sent there");
    pub(crate) const DISABLED: Cause = Cause::new("disabled", "the rule is disabled, and the site's acts");
    pub(crate) const SERVER: Cause = Cause::new(
        "own-address",
        "the site sends visitors to its own address first (HTTPS, www, a slash); ask it by that address",
    );
    pub(crate) const TIDIED_FIRST: Cause = Cause::new(
        "tidied-first",
        "WordPress puts the URL in order first, and the status follows on the next request; the rules answer at once",
    );
    pub(crate) const WORDPRESS: Cause = Cause::new(
        "wordpress",
        "redirected in the name of WordPress: by WordPress itself, or by a plugin that doesn't give its name",
    );
    pub(crate) const SITE_FAILED: Cause =
        Cause::new("site-failed", "the site answers with an error of its own, which proves nothing");
    pub(crate) const SITE_RESPONDS: Cause =
        Cause::new("site-responds", "the site answers with a status that WordPress has only from a rule");

    pub(crate) const SERVER_NAME: Cause = Cause::new(
        "server-name",
        "the old plugin compares SERVER_NAME, which the web server may have fixed; if so, set redirection.server_name",
    );

    /// The site redirects, the rules don't.
    pub(crate) fn site_takes(variant: Variant) -> Cause {
        let text = match variant {
            Variant::Hit | Variant::Example | Variant::Log => {
                "the site redirects: a rule is missing, or is compared otherwise"
            }
            Variant::Condition | Variant::Method => "the site redirects other visitors as well",
            Variant::Near => "the site takes URLs beside it as well",
            Variant::Case => "the site leaves case aside",
            Variant::Slash => "the site leaves slashes aside",
            Variant::Query => "the site leaves parameters aside, or knows them",
            Variant::Encoding => "the site decodes more before it compares",
            Variant::Host | Variant::Scheme => "the site takes other hosts or schemes as well",
        };
        Cause { id: format!("site-takes-{}", variant.word()).into(), text: text.into() }
    }

    /// The rules answer, the site doesn't.
    pub(crate) fn rules_take(variant: Variant) -> Cause {
        let text = match variant {
            Variant::Hit | Variant::Example | Variant::Log => {
                "the site doesn't answer so: its rule never acts, or is compared otherwise"
            }
            Variant::Condition | Variant::Method => "the site answers fewer visitors",
            Variant::Near => "the rules take URLs beside it as well",
            Variant::Case => "the site heeds case",
            Variant::Slash => "the site heeds slashes",
            Variant::Query => "the site compares parameters",
            Variant::Encoding => "the site decodes less before it compares",
            Variant::Host | Variant::Scheme => "the site heeds host and scheme",
        };
        Cause { id: format!("rules-take-{}", variant.word()).into(), text: text.into() }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.text)
    }
}
