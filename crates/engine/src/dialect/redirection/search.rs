//! Finding the plugin's rules in a rule file.

use std::borrow::Cow;
use std::ops::Range;

use detour_rules::{Case, Condition, Decision, Dialect, Kind, QueryMode, Slash};

use super::asked::AskedUrl;
use super::filed::plugin_key;
use super::{Acted, Flags, Matching, Regex, RequestUrl, Visit, is_about_missing_pages, path_key, source_url, stored};
use crate::answer::Trace;
use crate::canonical::folded;
use crate::conditions::Checked;
use crate::dialect::Flavour;
use crate::dialect::in_order::LookedUp;
use crate::explain::Step;
use crate::matching::{Mismatch, is_due};
use crate::store::{Key, Keys, RuleStore, RuleView};
use crate::{Parts, Patterns};

/// The first rule at these places that acts.
pub(crate) fn search<S: RuleStore>(
    store: &S,
    patterns: &mut Patterns,
    visit: &Visit<'_>,
    has_patterns: bool,
    places: Range<u32>,
    postponed: &mut Option<Decision>,
    trace: &mut Trace,
) -> Option<Decision> {
    let url = visit.url()?;
    let asked = Asked::new(&url);
    let looked_up = LookedUp {
        dialect: Dialect::Redirection,
        keys: asked.keys(store),
        text: has_patterns.then(|| folded(&url.matched)),
    };
    let mut has_met_missing_page = false;
    for rule in looked_up.rules(store, places.start).take_while(|rule| rule.order < places.end) {
        if is_for_missing_page(&rule) && asked.finds(&rule) && std::mem::replace(&mut has_met_missing_page, true) {
            trace.tried(|| Step::of_redirection(&rule, Err(Mismatch::MissingPage), Vec::new()));
            continue;
        }
        let regex = match asked.matches(&rule, patterns).and_then(|regex| is_due(&rule, visit.now()).map(|()| regex)) {
            Ok(regex) => regex,
            Err(why) => {
                trace.tried(|| Step::of_redirection(&rule, Err(why), Vec::new()));
                continue;
            }
        };
        match acted(&rule, regex.as_ref(), visit, &url, patterns, trace) {
            Some(Acted::Decided(decision)) => return Some(decision),
            Some(Acted::Postponed(decision)) => {
                postponed.get_or_insert(decision);
            }
            Some(Acted::Unmet | Acted::NoTarget) | None => {}
        }
    }
    None
}

/// What literals are compared with.
struct Asked<'u> {
    url: &'u RequestUrl<'u>,
    compared: AskedUrl<'u>,
    path_key: Vec<u8>,
    /// `None` where it is the path's.
    query_key: Option<Vec<u8>>,
}

impl<'u> Asked<'u> {
    fn new(url: &'u RequestUrl<'u>) -> Asked<'u> {
        let path_key = path_key(&url.matched);
        let query_key = Some(plugin_key(&url.matched, QueryMode::Exact)).filter(|key| *key != path_key);
        Asked { url, compared: AskedUrl::new(&url.matched), path_key, query_key }
    }

    // Whether the plugin's table has the rule for this URL, matching or not.
    fn finds(&self, rule: &RuleView<'_>) -> bool {
        let key = (rule.kind != Kind::Regex).then(|| plugin_key(rule.path, rule.query));
        key.is_none_or(|key| key == self.path_key || Some(&key) == self.query_key.as_ref())
    }

    // All under which a rule that matches may be filed.
    fn keys<S: RuleStore>(&self, store: &S) -> Keys<'_> {
        let key = |path| Key::of_plugin(Dialect::Redirection, Cow::Borrowed(path));
        let mut keys: Keys<'_> = std::iter::once(&self.path_key).chain(&self.query_key).map(|path| key(path)).collect();
        if store.longest_query_key() > 0 {
            let queries = self.compared.key_queries(store.longest_query_key(), store.has_parameter_keys());
            keys.extend(queries.into_iter().map(|query| Key { query: query.into(), ..key(&self.path_key) }));
        }
        keys
    }

    // With the compiled pattern, if the source is a regular expression.
    fn matches(&self, rule: &RuleView<'_>, patterns: &mut Patterns) -> Result<Option<Regex>, Mismatch> {
        if rule.kind != Kind::Regex && !self.compared.may_match(rule.path) {
            return Err(Mismatch::Path);
        }
        let flags = flags(rule);
        let source = source_url(rule.path);
        let url = &self.url.matched;
        if rule.kind == Kind::Regex {
            let pattern = patterns.plugin_pattern(Flavour::of_redirection(flags.ignore_case), &source);
            let regex = pattern.map(Regex).ok_or(Mismatch::BadPattern)?;
            return match regex.matches(url) {
                Ok(true) => Ok(Some(regex)),
                Ok(false) | Err(_) => Err(Mismatch::Path),
            };
        }
        let asked = match flags.query {
            QueryMode::Exact => self.query_key.as_ref().unwrap_or(&self.path_key),
            QueryMode::AnyOrder | QueryMode::Ignore | QueryMode::Pass => &self.path_key,
        };
        let fits = plugin_key(rule.path, flags.query) == *asked && self.compared.matches(&source, flags);
        if fits { Ok(None) } else { Err(Mismatch::Path) }
    }
}

/// Whether the rule is about missing pages.
pub(super) fn is_for_missing_page(rule: &RuleView<'_>) -> bool {
    let condition = Parts::read(rule.parts).and_then(|parts| stored::read(parts.conditions.bytes()));
    is_about_missing_pages(condition.as_ref())
}

// `None` if the rule can't be read.
fn acted(
    rule: &RuleView<'_>,
    regex: Option<&Regex>,
    visit: &Visit<'_>,
    url: &RequestUrl<'_>,
    patterns: &mut Patterns,
    trace: &mut Trace,
) -> Option<Acted> {
    let parts = Parts::read(rule.parts)?;
    let condition = match parts.conditions.is_empty() {
        true => None,
        false => Some(stored::read(parts.conditions.bytes())?),
    };
    let matching = Matching {
        id: rule.id,
        order: rule.order,
        condition: condition.as_ref(),
        then: rule.action,
        otherwise: parts.otherwise,
        flags: flags(rule),
        regex,
    };
    trace.steps.iter_mut().for_each(Vec::clear);
    let acted = visit.act(&matching, url, patterns, trace);
    let step = || {
        let checked = |condition: &Condition| Checked::of_plugin(condition, visit.holds(condition, patterns));
        Step::of_redirection(rule, Ok(&acted), condition.iter().map(checked).collect())
    };
    trace.tried(step);
    Some(acted)
}

pub(crate) fn flags(rule: &RuleView<'_>) -> Flags {
    Flags { ignore_case: rule.case == Case::Ignore, ignore_slash: rule.slash == Slash::Ignore, query: rule.query }
}
