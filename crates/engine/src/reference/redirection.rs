//! Rules in the dialect `redirection`, tried one by one.

use std::cell::Cell;

use detour_rules::{Case, Decision, Kind, QueryMode, RedirectionSettings, Request, Rule, Slash};

use crate::answer::Trace;
use crate::dialect::redirection::{
    Acted, Flags, Matching, Regex, RequestUrl, Visit, is_about_missing_pages, matches, path_key, query_key, regex,
    source_url,
};
use crate::{ActionView, Patterns};

/// A request as the plugin sees it.
pub(super) struct Asked<'r> {
    visit: Visit<'r>,
    /// Whether a rule about missing pages was found; the others of them are not tried.
    has_met_missing_page: Cell<bool>,
}

impl<'r> Asked<'r> {
    pub(super) fn new(settings: &'r RedirectionSettings, request: &'r Request<'r>) -> Asked<'r> {
        Asked { visit: Visit::new(settings, request), has_met_missing_page: Cell::new(false) }
    }

    /// Where the whole site sends the request, whatever the rules say.
    pub(super) fn site_redirect(&self) -> Option<Decision> {
        self.visit.site_redirect()
    }

    /// What the rule does; `None` if the next one is to be tried. A rule for missing pages says so only later, so it lets
    /// the others go first: then the answer is in `postponed`.
    pub(super) fn decide(&self, rule: &Rule, order: u32, postponed: &mut Option<Decision>) -> Option<Decision> {
        let url = self.visit.url()?;
        let is_next_missing_page = is_about_missing_pages(rule.when.first()) && is_found(rule, &url);
        if is_next_missing_page && self.has_met_missing_page.replace(true) {
            return None;
        }
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
        match self.visit.act(&matching, &url, &mut Patterns::new(), &mut Trace::default()) {
            Acted::Decided(decision) => Some(decision),
            Acted::Postponed(decision) => {
                postponed.get_or_insert(decision);
                None
            }
            Acted::Unmet | Acted::NoTarget => None,
        }
    }
}

// Whether the plugin's table has the rule for this URL, matching or not.
fn is_found(rule: &Rule, url: &RequestUrl<'_>) -> bool {
    let stored = rule.source.value.as_bytes();
    let key = match (rule.source.kind, rule.source.query) {
        (Kind::Regex, _) => return true,
        (_, QueryMode::Exact) => query_key(stored),
        _ => path_key(stored),
    };
    [path_key(&url.matched), query_key(&url.matched)].iter().any(|asked| asked.eq_ignore_ascii_case(&key))
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
