//! Which rule answers in a file that has rules of several dialects, or settings of plugins.

use detour_rules::{Decision, Pass, Request};

use super::{rank_math, redirection};
use crate::Patterns;
use crate::answer::Trace;
use crate::decide::Found;
use crate::store::RuleStore;

/// The answer, given the native rule that acts, if any does. Each dialect looks for its own rules; the one whose place in
/// the order is lowest answers.
#[cold]
#[inline(never)]
pub(crate) fn decided<S: RuleStore>(
    store: &S,
    patterns: &mut Patterns,
    request: &Request<'_>,
    from: u32,
    native: Option<Found<'_, '_>>,
    trace: &mut Trace,
) -> Decision {
    let dialects = patterns.dialects(store.dialects());
    let native_place = native.as_ref().map_or(u32::MAX, |found| found.rule.order);
    let rank_math = dialects
        .census
        .rank_math
        .then(|| rank_math::search::search(store, patterns, &dialects, request, from..native_place, trace))
        .flatten();
    let bound = rank_math.as_ref().map_or(native_place, |found| found.place);
    let mut postponed = None;
    if dialects.census.redirection {
        let visit = redirection::Visit::new(&dialects.redirection, request);
        // Redirection sends the whole site elsewhere before it looks at its rules. A pass that is resumed behind the first
        // of them has asked for that already.
        let first = dialects.census.first;
        if from <= first
            && first <= bound
            && let Some(decision) = visit.site_redirect()
        {
            trace.say(|| "the settings of Redirection send the whole site there".into());
            return decision;
        }
        let has_patterns = dialects.census.patterns[1];
        let acted =
            redirection::search::search(store, patterns, &visit, has_patterns, from..bound, &mut postponed, trace);
        if let Some(decision) = acted {
            return resumed_for(postponed.as_ref(), decision);
        }
    }
    if let Some(found) = rank_math {
        return found.decision(patterns, request, trace);
    }
    if let Some(found) = native {
        return resumed_for(postponed.as_ref(), found.decision(patterns, trace));
    }
    let fallback = || rank_math::search::fallback(store, &dialects, request, trace);
    postponed.or_else(fallback).unwrap_or(Decision::Pass(Pass::NoMatch))
}

/// A decision that is put off behind a rule about missing pages goes on from there: nobody else would come back to that rule.
pub(crate) fn resumed_for(postponed: Option<&Decision>, decision: Decision) -> Decision {
    match (decision, postponed) {
        (Decision::Defer { rule, from, needs }, Some(Decision::Defer { from: first, .. })) => {
            Decision::Defer { rule, from: from.min(*first), needs }
        }
        (decision, _) => decision,
    }
}
