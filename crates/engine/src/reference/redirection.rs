//! Rules in the dialect `redirection`, tried one by one.

use detour_rules::{Case, Decision, Kind, QueryMode, RedirectionSettings, Request, Rule, Slash};

use crate::answer::Trace;
use crate::dialect::redirection::{
    Acted, Flags, Matching, Regex, RequestUrl, Visit, matches, path_key, query_key, regex, source_url,
};
use crate::{ActionView, Patterns};

/// A request as the plugin sees it.
pub(super) struct Asked<'r>(Visit<'r>);

impl<'r> Asked<'r> {
    pub(super) fn new(settings: &'r RedirectionSettings, request: &'r Request<'r>) -> Asked<'r> {
        Asked(Visit::new(settings, request))
    }

    /// Where the whole site sends the request, whatever the rules say.
    pub(super) fn site_redirect(&self) -> Option<Decision> {
        self.0.site_redirect()
    }

    /// What the rule does; `None` if the next one is to be tried. A rule for missing pages says so only later, so it lets
    /// the others go first: then the answer is in `postponed`.
    pub(super) fn decide(&self, rule: &Rule, order: u32, postponed: &mut Option<Decision>) -> Option<Decision> {
        let url = self.0.url()?;
        let regex = source_matches(rule, &url)?;
        let matching = Matching {
            id: rule.id,
            order,
            condition: rule.when.first(),
            then: ActionView::as_written(&rule.then),
            otherwise: rule.otherwise.as_ref().map(ActionView::as_written),
            flags: flags(rule),
            regex: regex.as_ref(),
        };
        match self.0.act(&matching, &url, &mut Patterns::new(), &mut Trace::default()) {
            Acted::Decided(decision) => Some(decision),
            Acted::Postponed(decision) => {
                postponed.get_or_insert(decision);
                None
            }
            Acted::Unmet | Acted::NoTarget => None,
        }
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
        QueryMode::Exact => query_key(stored).eq_ignore_ascii_case(&query_key(&url.matched)),
        _ => path_key(stored) == path_key(&url.matched),
    };
    (has_key && matches(&source, &url.matched, flags)).then_some(None)
}

fn flags(rule: &Rule) -> Flags {
    Flags {
        ignore_case: rule.source.case == Case::Ignore,
        ignore_slash: rule.source.slash == Slash::Ignore,
        query: rule.source.query,
    }
}
