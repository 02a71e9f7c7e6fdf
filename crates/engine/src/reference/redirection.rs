//! Rules in the dialect `redirection`, tried one by one.

use detour_rules::{
    Action, Body, Condition, Decision, Kind, Needs, Pass, RedirectionSettings, Request, RequestScheme, Rule,
};

use crate::destination::is_requested_url;
use crate::dialect::redirection::{
    Flags, Regex, RequestUrl, Target, User, cleaned, holds, home_path, host, is_admin, matches, never_kept,
    redirect_headers, regex, server_name, site_redirect, source_url, target,
};
use crate::dialect::redirection::{path_key, query_key};
use crate::php::wp_sanitize_redirect;
use crate::subject::Subject;

/// A request as the plugin sees it.
pub(super) struct Asked<'r> {
    settings: RedirectionSettings,
    request: Request<'r>,
    uri: Vec<u8>,
}

impl<'r> Asked<'r> {
    pub(super) fn new(settings: Option<&RedirectionSettings>, request: &Request<'r>) -> Asked<'r> {
        let uri = cleaned(request.uri).into_owned();
        Asked { settings: settings.cloned().unwrap_or_default(), request: *request, uri }
    }

    /// Where the whole site sends the request, whatever the rules say.
    pub(super) fn site_redirect(&self) -> Option<Decision> {
        let Asked { settings, request, uri } = self;
        if is_admin(uri, home_path(&settings.home).as_bytes()) {
            return None;
        }
        let name = server_name(settings, request);
        let is_https = request.scheme == RequestScheme::Https;
        let to = site_redirect(settings, &name, &host(request.host), uri, is_https)?;
        // One that leads nowhere else is not sent, and the rules are asked.
        Some(self.sent(0, 301, &to)).filter(|decision| matches!(decision, Decision::Redirect { .. }))
    }

    /// What the rule does; `None` if the next one is to be tried. A rule for missing pages says so only later, so it lets
    /// the others go first: then the answer is in `postponed`.
    pub(super) fn decide(&self, rule: &Rule, order: u32, postponed: &mut Option<Decision>) -> Option<Decision> {
        let Asked { settings, request, uri } = self;
        let url = RequestUrl::new(uri);
        if url.matched.is_empty()
            || url.is_protected(settings.protected.as_bytes())
            || is_admin(uri, home_path(&settings.home).as_bytes())
        {
            return None;
        }
        let regex = source_matches(rule, &url)?;
        let deferred = |needs| Decision::Defer { rule: rule.id, from: order, needs };
        let is_met = match rule.when.first() {
            None => true,
            Some(condition) => match (holds(condition, settings, request), condition) {
                (Some(is_met), _) => is_met,
                (None, Condition::NotFound(_)) => {
                    postponed.get_or_insert(deferred(Needs { not_found: true, ..Needs::default() }));
                    return None;
                }
                (None, condition) => {
                    return Some(deferred(super::conditions::needs(
                        std::slice::from_ref(condition),
                        &detour_rules::Settings::default(),
                        request,
                    )));
                }
            },
        };
        let action = if is_met { &rule.then } else { rule.otherwise.as_ref()? };
        let user = (request.context.logged_in() == Some(false)).then(User::default);
        let made = |to: &str| {
            let source = regex.as_ref();
            target(to.as_bytes(), source, flags(rule), &url, request.context.now(), user.as_ref())
        };
        let ignored = || Some(Decision::Pass(Pass::Ignored { rule: rule.id }));
        let (to, code) = match action {
            Action::Redirect(redirect) => (made(&redirect.to), Some(redirect.code)),
            Action::Rewrite(rewrite) => (made(&rewrite.to), None),
            Action::Respond(respond) if respond.body == Body::Theme && !request.context.has_theme() => {
                return Some(deferred(Needs { theme: true, ..Needs::default() }));
            }
            Action::Respond(respond) => {
                let (code, body) = (respond.code, respond.body);
                return Some(Decision::Respond { rule: rule.id, code, body, headers: never_kept() });
            }
            Action::Ignore(_) | Action::Split(_) => return ignored(),
        };
        match (to, code) {
            (Target::Nothing, _) => None,
            (Target::NeedsUser, _) if request.context.logged_in().is_none() => {
                Some(deferred(Needs { logged_in: true, ..Needs::default() }))
            }
            // Only the plugin itself can tell the user's name or a post's address.
            (Target::NeedsUser | Target::Post(_), _) => ignored(),
            (Target::To(to), None) => Some(Decision::Rewrite { rule: rule.id, to }),
            (Target::To(to), Some(code)) => Some(self.sent(rule.id, code, &to)),
        }
    }

    fn sent(&self, rule: u64, code: u16, to: &[u8]) -> Decision {
        let location = wp_sanitize_redirect(to);
        let is_same = |subject: Subject<'_>| is_requested_url(&location, &subject);
        if location.is_empty() || location.len() > crate::answer::MAX_LOCATION_BYTES {
            return Decision::Pass(Pass::Refused { rule });
        }
        if Subject::new(&self.request).is_some_and(is_same) {
            return Decision::Pass(Pass::SelfRedirect { rule });
        }
        let headers = redirect_headers(&self.settings, code, self.request.context.now());
        Decision::Redirect { rule, code, location, headers }
    }
}

// Whether the source matches; with the compiled pattern if it is a regular expression.
fn source_matches(rule: &Rule, url: &RequestUrl<'_>) -> Option<Option<Regex>> {
    let (source, flags) = (source_url(rule.source.value.as_bytes()), flags(rule));
    if rule.source.kind == Kind::Regex {
        let regex = regex(&source, flags.ignore_case).ok()?;
        return regex.matches(&url.matched).unwrap_or(false).then_some(Some(regex));
    }
    // The table is searched by key before anything is compared, and the key says more than the comparison.
    let stored = rule.source.value.as_bytes();
    let has_key = match rule.source.query {
        detour_rules::QueryMode::Exact => query_key(stored).eq_ignore_ascii_case(&query_key(&url.matched)),
        _ => path_key(stored) == path_key(&url.matched),
    };
    (has_key && matches(&source, &url.matched, flags)).then_some(None)
}

fn flags(rule: &Rule) -> Flags {
    Flags {
        ignore_case: rule.source.case == detour_rules::Case::Ignore,
        ignore_slash: rule.source.slash == detour_rules::Slash::Ignore,
        query: rule.source.query,
    }
}
