//! The answer for one request.

use detour_rules::{Decision, Dialect, Kind, Pass, Request};

use crate::answer::{Answer, Trace};
use crate::explain::Step;
use crate::matching::{Branch, Matched, Mismatch, branch, matches};
use crate::store::{Candidates, RuleStore, RuleView};
use crate::subject::{Subject, each_key};
use crate::{Parts, Patterns, dialect};

/// Decides a request: the first rule in order that matches it and acts answers.
pub fn decide<S: RuleStore>(store: &S, patterns: &mut Patterns, request: &Request<'_>) -> Decision {
    decide_from(store, patterns, request, 0)
}

/// Resumes where `Decision::Defer` said: only rules from that place in the order on are tried. With a context that
/// knows what was needed, the answer is the one that knowing it from the start would have given.
pub fn decide_from<S: RuleStore>(store: &S, patterns: &mut Patterns, request: &Request<'_>, from: u32) -> Decision {
    decided(store, patterns, request, Subject::new(request).as_ref(), from, &mut Trace::default())
}

/// The answer to a request; `whole` is its subject.
pub(crate) fn decided<S: RuleStore>(
    store: &S,
    patterns: &mut Patterns,
    request: &Request<'_>,
    whole: Option<&Subject<'_>>,
    from: u32,
    trace: &mut Trace,
) -> Decision {
    // Subjects are large, so none is moved.
    let bare = whole.and_then(|whole| whole.without_tracking(store.tracking()));
    let native = whole.and_then(|whole| first_match(store, patterns, bare.as_ref(), whole, from, trace));
    if !store.dialects().is_empty() {
        return dialect::decided(store, patterns, request, from, native, trace);
    }
    native.map_or(Decision::Pass(Pass::NoMatch), |found| found.decision(patterns, trace))
}

/// The first rule that acts.
pub(crate) struct Found<'a, 's> {
    pub(crate) rule: RuleView<'a>,
    pub(crate) branch: Branch,
    blog: Option<u64>,
    subject: &'s Subject<'s>,
    matched: Matched<'s>,
}

impl Found<'_, '_> {
    pub(crate) fn decision(&self, patterns: &mut Patterns, trace: &mut Trace) -> Decision {
        let Found { rule, branch, blog, subject, matched } = self;
        let action = match branch {
            Branch::Then => Some(rule.action),
            Branch::Else => Parts::read(rule.parts).and_then(|parts| parts.otherwise),
            Branch::Defer(needs) => {
                return Decision::Defer { rule: rule.id, from: rule.order, needs: needs.clone() };
            }
        };
        match action {
            Some(action) => Answer { rule, action, blog: *blog, subject, matched }.decision(patterns, trace),
            None => Decision::Pass(Pass::NoMatch),
        }
    }
}

/// The first native rule from a place in the order on that acts.
///
/// Literals are looked up first; the best of them bounds how far the patterns that the index names, which come in order,
/// need to be tried. Rules that compare the query are tried on the URL without its tracking parameters (`bare`) before
/// they are tried on the whole one.
fn first_match<'a, 's, S: RuleStore>(
    store: &'a S,
    patterns: &mut Patterns,
    bare: Option<&'s Subject<'s>>,
    whole: &'s Subject<'s>,
    from: u32,
    trace: &mut Trace,
) -> Option<Found<'a, 's>> {
    let mut search = Search { patterns, whole, from, bound: u32::MAX, blog: store.blog(), best: None, trace };
    if store.has_literals() {
        for subject in bare.into_iter().chain([whole]) {
            each_key(subject, store, |key| {
                for rule in store.literals(key) {
                    search.attempt(&rule, subject);
                }
            });
        }
    }
    if dialect::has_native_patterns(store.dialects(), store.has_patterns()) {
        let texts = [bare.map(Subject::folded_text).unwrap_or_default(), whole.folded_text()];
        let mut candidates = Candidates::new();
        store.candidates(if bare.is_some() { &texts } else { &texts[1..] }, &mut candidates);
        for rule in candidates.iter().map_while(|&number| store.pattern(number)) {
            if rule.order >= search.bound {
                break;
            }
            for subject in bare.into_iter().chain([whole]) {
                search.attempt(&rule, subject);
            }
        }
    }
    search.best
}

struct Search<'a, 's, 'p> {
    patterns: &'p mut Patterns,
    whole: &'s Subject<'s>,
    /// Rules before this place are not tried.
    from: u32,
    /// Neither are rules from this place on.
    bound: u32,
    blog: Option<u64>,
    best: Option<Found<'a, 's>>,
    trace: &'p mut Trace,
}

impl<'a, 's> Search<'a, 's, '_> {
    fn attempt(&mut self, rule: &RuleView<'a>, subject: &'s Subject<'s>) {
        let is_bare = !subject.carried.is_empty();
        if rule.dialect != Dialect::Native {
            return;
        }
        if rule.order < self.from || rule.order >= self.bound || is_bare && !rule.compares_query() {
            return;
        }
        let matched = match matches(rule, subject, self.patterns) {
            Ok(matched) => matched,
            // The whole URL is still to come.
            Err(_) if is_bare => return,
            Err(why) => return self.tell(rule, subject, Err(why)),
        };
        if rule.kind != Kind::Exact && self.whole.is_protected() {
            return self.tell(rule, subject, Err(Mismatch::Protected));
        }
        match branch(rule, subject, self.patterns) {
            Ok(branch) => {
                self.tell(rule, subject, Ok(&branch));
                self.bound = rule.order;
                self.best = Some(Found { rule: *rule, branch, blog: self.blog, subject, matched });
            }
            Err(why) => self.tell(rule, subject, Err(why)),
        }
    }

    fn tell(&mut self, rule: &RuleView<'_>, subject: &Subject<'_>, outcome: Result<&Branch, Mismatch>) {
        let Search { patterns, trace, .. } = self;
        // Tried without its tracking parameters already.
        if trace.tried.as_ref().is_some_and(|tried| tried.last().is_none_or(|last| last.rule != rule.id)) {
            trace.tried(|| Step::of(rule, subject, outcome, patterns));
        }
    }
}
