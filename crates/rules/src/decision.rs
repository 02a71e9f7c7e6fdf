use std::borrow::Cow;

use smallvec::SmallVec;

use crate::{Body, Origin};

/// The answer for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// PHP goes on as if Detour were not there.
    Pass(Pass),
    /// Send `Location` with this code.
    Redirect {
        /// Id of the rule that answered.
        rule: u64,
        /// Variant of a split that was chosen, from 1; 0 = no split.
        variant: u16,
        /// One of 301, 302, 303, 304, 307, 308.
        code: u16,
        /// The header's value: printable ASCII only, so it can't split a header.
        location: Vec<u8>,
        /// Further headers.
        headers: Headers,
    },
    /// Answer with a status.
    Respond {
        /// Id of the rule that answered.
        rule: u64,
        /// One of the respond codes of DESIGN §4.
        code: u16,
        /// What the visitor gets to see. `Theme` only once the context has said that WordPress can show one.
        body: Body,
        /// Further headers.
        headers: Headers,
    },
    /// PHP goes on as if this URL had been asked for.
    Rewrite {
        /// Id of the rule that answered.
        rule: u64,
        /// Path and query: printable ASCII only, but as it was written by a rule in the dialect of a plugin.
        to: Vec<u8>,
    },
    /// Only WordPress can tell. PHP goes on, and with what is needed known, the decision is resumed.
    Defer {
        /// Id of the rule that can't be decided yet.
        rule: u64,
        /// Its place in the order: where to resume.
        from: u32,
        /// What it needs to know.
        needs: Needs,
    },
}

/// Headers of an answer. Most have one, which is no reason to allocate.
pub type Headers = SmallVec<[Header; 1]>;

/// A header of the answer. Neither part holds a line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: Cow<'static, str>,
}

/// What a deferred rule needs to know from WordPress. When nothing is known there may be more to ask afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// Whether the visitor is logged in.
    pub logged_in: bool,
    /// His roles.
    pub roles: bool,
    /// Whether WordPress finds no page.
    pub not_found: bool,
    /// To show a page of the theme.
    pub theme: bool,
    /// What these filters say; in the order of the conditions, without doubles.
    pub filters: Vec<String>,
}

impl Needs {
    /// In words: `logged_in`, `roles`, `not_found`, `theme`, and `filter:` with a name.
    pub fn words(&self) -> Vec<String> {
        let flags = [
            (self.logged_in, "logged_in"),
            (self.roles, "roles"),
            (self.not_found, "not_found"),
            (self.theme, "theme"),
        ];
        let flags = flags.into_iter().filter(|(needed, _)| *needed).map(|(_, word)| word.to_owned());
        flags.chain(self.filters.iter().map(|name| format!("filter:{name}"))).collect()
    }

    /// Adds what `other` needs.
    pub fn add(&mut self, other: Needs) {
        self.logged_in |= other.logged_in;
        self.roles |= other.roles;
        self.not_found |= other.not_found;
        self.theme |= other.theme;
        for name in other.filters {
            if !self.filters.contains(&name) {
                self.filters.push(name);
            }
        }
    }
}

/// Why nothing is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// No rule matches.
    NoMatch,
    /// No site of the network has this host and path.
    NoSite,
    /// A rule with the action `ignore` matches.
    Ignored {
        /// Its id.
        rule: u64,
    },
    /// The matching rule would send the visitor to the very URL being requested, or rewrite it to itself.
    SelfRedirect {
        /// Its id.
        rule: u64,
    },
    /// The target came out unsafe: a host outside `allow_hosts`, or too long for a header.
    Refused {
        /// Id of the rule.
        rule: u64,
    },
}

impl Pass {
    /// The word used in JSON, PHP and the trace.
    pub fn word(self) -> &'static str {
        match self {
            Pass::NoMatch => "no-match",
            Pass::NoSite => "no-site",
            Pass::Ignored { .. } => "ignored",
            Pass::SelfRedirect { .. } => "self-redirect",
            Pass::Refused { .. } => "refused",
        }
    }
}

impl Decision {
    /// The word used in JSON, PHP and the trace.
    pub fn word(&self) -> &'static str {
        match self {
            Decision::Pass(_) => "pass",
            Decision::Redirect { .. } => "redirect",
            Decision::Respond { .. } => "respond",
            Decision::Rewrite { .. } => "rewrite",
            Decision::Defer { .. } => "defer",
        }
    }

    /// Id of the rule behind the decision, if there is one.
    pub fn rule(&self) -> Option<u64> {
        match *self {
            Decision::Pass(Pass::NoMatch | Pass::NoSite) => None,
            Decision::Pass(Pass::Ignored { rule } | Pass::SelfRedirect { rule } | Pass::Refused { rule })
            | Decision::Redirect { rule, .. }
            | Decision::Respond { rule, .. }
            | Decision::Rewrite { rule, .. }
            | Decision::Defer { rule, .. } => Some(rule),
        }
    }

    /// Whether nothing is left to do for the plugin that keeps an origin's rules: it would find that none of them
    /// matches, or another's answer comes first. Where it would have the last word, as for a rule that only it can
    /// carry out, or none of its rules was reached, it goes on with its own work.
    pub fn settles(&self, origin: Origin) -> bool {
        let by = match self.rule() {
            None => return *self == Decision::Pass(Pass::NoMatch),
            // Rank Math's fallback, which is no row, comes after all rules.
            Some(0) => Origin::RankMath,
            Some(rule) => Origin::of(rule).0,
        };
        match self {
            Decision::Redirect { .. } | Decision::Respond { .. } | Decision::Rewrite { .. } => {
                origin <= by || by == Origin::Native
            }
            // A rule of ours that says to leave a URL alone says it for all that come after it.
            Decision::Pass(Pass::Ignored { .. }) => origin < by || by == Origin::Native,
            Decision::Pass(Pass::SelfRedirect { .. }) => origin <= by,
            Decision::Pass(_) | Decision::Defer { .. } => origin < by,
        }
    }

    /// Headers of the answer besides `Location`.
    pub fn headers(&self) -> &[Header] {
        match self {
            Decision::Redirect { headers, .. } | Decision::Respond { headers, .. } => headers,
            Decision::Pass(_) | Decision::Rewrite { .. } | Decision::Defer { .. } => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_settled_once_its_plugin_has_nothing_left_to_do() {
        let settled = |decision: &Decision| Origin::ALL.map(|origin| decision.settles(origin));
        let (redirection, rank_math) = (Origin::Redirection.rule(7), Origin::RankMath.rule(7));
        let ignored = |rule| Decision::Pass(Pass::Ignored { rule });
        let rewrite = |rule| Decision::Rewrite { rule, to: b"/x".to_vec() };
        let defer = |rule| Decision::Defer { rule, from: 0, needs: Needs::default() };
        for (decision, expected) in [
            (Decision::Pass(Pass::NoMatch), [true, true, true]),
            (Decision::Pass(Pass::NoSite), [false, false, false]),
            (ignored(7), [true, true, true]),
            (ignored(redirection), [true, false, false]),
            (ignored(rank_math), [true, true, false]),
            (rewrite(7), [true, true, true]),
            (rewrite(redirection), [true, true, false]),
            (Decision::Pass(Pass::SelfRedirect { rule: 7 }), [true, false, false]),
            (Decision::Pass(Pass::SelfRedirect { rule: redirection }), [true, true, false]),
            (Decision::Pass(Pass::Refused { rule: redirection }), [true, false, false]),
            (defer(7), [false, false, false]),
            (defer(redirection), [true, false, false]),
            (defer(rank_math), [true, true, false]),
            (defer(0), [true, true, false]),
            (ignored(0), [true, true, false]),
        ] {
            assert_eq!(settled(&decision), expected, "{decision:?}");
        }
    }
}
