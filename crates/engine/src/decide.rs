//! The answer for one request.

use detour_rules::{Decision, Pass, Request};

use crate::answer::answer;
use crate::matching::{Captures, matches};
use crate::store::{Candidates, RuleStore, RuleView};
use crate::subject::{Subject, each_key};
use crate::{Patterns, matching::Mismatch};

/// Decides a request: the first rule in order that matches it answers.
pub fn decide<S: RuleStore>(store: &S, patterns: &mut Patterns, request: &Request<'_>) -> Decision {
    let Some(subject) = Subject::new(request) else { return Decision::Pass(Pass::NoMatch) };
    match first_match(store, patterns, &subject, &mut |_, _| {}) {
        Some((rule, captures)) => answer(store, &rule, &subject, &captures),
        None => Decision::Pass(Pass::NoMatch),
    }
}

/// The first rule that matches. `watch` hears of each rule that was tried, and why it didn't match.
///
/// Literals are looked up first; the best of them bounds how far the patterns that the index names, which come in order,
/// need to be tried.
pub(crate) fn first_match<'a, 's, S: RuleStore>(
    store: &'a S,
    patterns: &mut Patterns,
    subject: &'s Subject<'_>,
    watch: &mut dyn FnMut(&RuleView<'_>, Option<Mismatch>),
) -> Option<(RuleView<'a>, Captures<'s>)> {
    let mut best = None;
    let mut bound = u32::MAX;
    each_key(subject, store.has_host_keys(), store.has_query_keys(), |key| {
        for rule in store.literals(key) {
            if rule.order >= bound {
                continue;
            }
            match matches(&rule, subject, patterns) {
                Ok(captures) => {
                    watch(&rule, None);
                    bound = rule.order;
                    best = Some((rule, captures));
                }
                Err(why) => watch(&rule, Some(why)),
            }
        }
    });
    if !store.has_patterns() {
        return best;
    }
    let mut candidates = Candidates::new();
    store.candidates(&subject.folded_text(), &mut candidates);
    let protected = !candidates.is_empty() && subject.is_protected();
    for rule in candidates.into_iter().map_while(|number| store.pattern(number)) {
        if rule.order > bound {
            break;
        }
        if protected {
            watch(&rule, Some(Mismatch::Protected));
            continue;
        }
        match matches(&rule, subject, patterns) {
            Ok(captures) => {
                watch(&rule, None);
                return Some((rule, captures));
            }
            Err(why) => watch(&rule, Some(why)),
        }
    }
    best
}
