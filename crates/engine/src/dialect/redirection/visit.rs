//! What the plugin does with a request once it has found the rule.

use std::borrow::Cow;

use detour_rules::{Body, Condition, Decision, Headers, Needs, Pass, RedirectionSettings, Request, RequestScheme};

use super::{
    Flags, Regex, RequestUrl, Target, User, cleaned, holds, home_path, host, is_admin, never_kept, redirect_headers,
    server_name, site_redirect, target,
};
use crate::answer::{MAX_LOCATION_BYTES, Trace};
use crate::destination::is_requested_url;
use crate::php::wp_sanitize_redirect;
use crate::subject::Subject;
use crate::{ActionView, Patterns};

/// A request as the plugin sees it.
pub(crate) struct Visit<'r> {
    settings: &'r RedirectionSettings,
    request: &'r Request<'r>,
    uri: Cow<'r, [u8]>,
}

/// A rule whose source matches.
pub(crate) struct Matching<'a> {
    pub(crate) id: u64,
    pub(crate) order: u32,
    pub(crate) condition: Option<&'a Condition>,
    /// Targets in actions are as they were written.
    pub(crate) then: ActionView<'a>,
    pub(crate) otherwise: Option<ActionView<'a>>,
    pub(crate) flags: Flags,
    /// Of a source that is a regular expression.
    pub(crate) regex: Option<&'a Regex>,
}

/// What a rule does whose source matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Acted {
    Decided(Decision),
    /// The rule is about missing pages and lets all others go first; if none acts, this is the answer.
    Postponed(Decision),
    /// Its condition doesn't hold, so the next rule is tried.
    Unmet,
    /// Nothing is left of its target, so the next rule is tried.
    NoTarget,
}

impl<'r> Visit<'r> {
    pub(crate) fn new(settings: &'r RedirectionSettings, request: &'r Request<'r>) -> Visit<'r> {
        Visit { settings, request, uri: cleaned(request.uri) }
    }

    /// Where the whole site sends the request, whatever the rules say.
    pub(crate) fn site_redirect(&self) -> Option<Decision> {
        let Visit { settings, request, uri } = self;
        if self.is_admin() {
            return None;
        }
        let name = server_name(settings, request);
        let is_https = request.scheme == RequestScheme::Https;
        let to = site_redirect(settings, &name, &host(request.host), uri, is_https)?;
        // One that leads nowhere else is not sent, and the rules are asked.
        Some(self.sent(0, 301, &to)).filter(|decision| matches!(decision, Decision::Redirect { .. }))
    }

    /// What rules are compared with; `None` where the plugin leaves the request alone.
    pub(crate) fn url(&self) -> Option<RequestUrl<'_>> {
        let url = RequestUrl::new(&self.uri);
        let is_left_alone = url.matched.is_empty() || url.is_protected(self.settings.protected.as_bytes());
        (!is_left_alone && !self.is_admin()).then_some(url)
    }

    /// What a rule does whose source matches `url`.
    pub(crate) fn act(
        &self,
        rule: &Matching<'_>,
        url: &RequestUrl<'_>,
        patterns: &mut Patterns,
        trace: &mut Trace,
    ) -> Acted {
        let context = self.request.context;
        let deferred = |needs| Decision::Defer { rule: rule.id, from: rule.order, needs };
        let is_met = match rule.condition.map(|condition| (condition, self.holds(condition, patterns))) {
            None => true,
            Some((_, Some(is_met))) => is_met,
            Some((Condition::NotFound(_), None)) => {
                return Acted::Postponed(deferred(Needs { not_found: true, ..Needs::default() }));
            }
            Some((condition, None)) => return Acted::Decided(deferred(needs(condition))),
        };
        let action = match (is_met, rule.otherwise) {
            (true, _) => rule.then,
            (false, Some(otherwise)) => otherwise,
            (false, None) => return Acted::Unmet,
        };
        let (to, code) = match action {
            ActionView::Redirect { target, code, .. } => (target, Some(code)),
            ActionView::Rewrite { target, .. } => (target, None),
            // By the time the plugin knows that there is no page, its 404 is settled.
            ActionView::Respond { .. } if matches!(rule.condition, Some(Condition::NotFound(_))) => {
                trace.say(|| "WordPress' own page for it is shown".into());
                return Acted::Decided(ignored(rule.id));
            }
            ActionView::Respond { theme: true, .. } if !context.has_theme() => {
                return Acted::Decided(deferred(Needs { theme: true, ..Needs::default() }));
            }
            ActionView::Respond { code, theme, .. } => {
                let body = if theme { Body::Theme } else { Body::Bare };
                return Acted::Decided(Decision::Respond { rule: rule.id, code, body, headers: never_kept() });
            }
            ActionView::Ignore | ActionView::Split { .. } => return Acted::Decided(ignored(rule.id)),
        };
        let user = (context.logged_in() == Some(false)).then(User::default);
        trace.say(|| format!("the target is {}", String::from_utf8_lossy(to)));
        match (target(to, rule.regex, rule.flags, url, context.now(), user.as_ref()), code) {
            (Target::Nothing, _) => Acted::NoTarget,
            (Target::NeedsUser, _) if context.logged_in().is_none() => {
                Acted::Decided(deferred(Needs { logged_in: true, ..Needs::default() }))
            }
            // Only the plugin itself can tell the user's name or a post's address.
            (Target::NeedsUser | Target::Post(_), _) => {
                trace.say(|| "only the plugin can tell what it stands for".into());
                Acted::Decided(ignored(rule.id))
            }
            (Target::To(to), code) => {
                trace.say(|| format!("written out: {}", String::from_utf8_lossy(&to)));
                Acted::Decided(match code {
                    None => Decision::Rewrite { rule: rule.id, to },
                    Some(code) => {
                        let decision = self.sent(rule.id, code, &to);
                        if let Decision::Redirect { location, .. } = &decision {
                            trace.say(|| format!("cleaned: {}", String::from_utf8_lossy(location)));
                        }
                        decision
                    }
                })
            }
        }
    }

    /// Whether the condition of a rule holds; `None` if only WordPress can tell.
    pub(crate) fn holds(&self, condition: &Condition, patterns: &mut Patterns) -> Option<bool> {
        holds(condition, self.settings, self.request, patterns)
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.request.context.now()
    }

    fn is_admin(&self) -> bool {
        is_admin(&self.uri, home_path(&self.settings.home).as_bytes())
    }

    fn sent(&self, rule: u64, code: u16, to: &[u8]) -> Decision {
        let location = wp_sanitize_redirect(to);
        let is_same = |subject: Subject<'_>| is_requested_url(&location, &subject);
        if location.is_empty() || location.len() > MAX_LOCATION_BYTES {
            return Decision::Pass(Pass::Refused { rule });
        }
        if Subject::new(self.request).is_some_and(is_same) {
            return Decision::Pass(Pass::SelfRedirect { rule });
        }
        let headers: Headers = redirect_headers(self.settings, code, self.request.context.now());
        Decision::Redirect { rule, variant: 0, code, location, headers }
    }
}

fn ignored(rule: u64) -> Decision {
    Decision::Pass(Pass::Ignored { rule })
}

// What WordPress must be asked for a condition.
fn needs(condition: &Condition) -> Needs {
    let mut needs = Needs::default();
    match condition {
        Condition::LoggedIn(_) => needs.logged_in = true,
        Condition::Role(_) => needs.roles = true,
        Condition::NotFound(_) => needs.not_found = true,
        Condition::Filter(name) => needs.filters.push(name.clone()),
        Condition::Not(inner) => return self::needs(inner),
        // The request says how these stand.
        _ => {}
    }
    needs
}
