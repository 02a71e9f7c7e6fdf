//! Rules of the dialect `rank-math`, tried one by one.

use detour_pcre::Pattern;
use detour_rules::{Decision, Kind, Request, Rule, Settings, Source};

use crate::ActionView;
use crate::answer::Trace;
use crate::dialect::rank_math;
use crate::dialect::rank_math::{
    Answer, Comparison, Subject, in_first_phase, is_bypassed, match_source, regex, stored, winner,
};

/// The rule that answers.
pub(super) struct Found<'r> {
    /// Where the dialect's rules have their say: the place of the first that matches.
    pub(super) place: u32,
    order: u32,
    rule: &'r Rule,
    subject: Subject,
}

impl<'r> Found<'r> {
    pub(super) fn among(rules: &[(u32, &'r Rule)], settings: &Settings, request: &Request<'_>) -> Option<Found<'r>> {
        let subject = subject(settings, request);
        if is_bypassed(&subject, request.uri, request.context) {
            return None;
        }
        let text = subject.looked_up()?;
        let now = request.context.now();
        let matching = rules.iter().filter(|(_, rule)| {
            let (begin, end) = rule.schedule.as_ref().and_then(|schedule| schedule.seconds()).unwrap_or((0, u64::MAX));
            rule.dialect == detour_rules::Dialect::RankMath && (begin..end).contains(&now) && matches(rule, text)
        });
        let place = matching.clone().next()?.0;
        let &(order, rule) = winner(matching, |(_, rule)| in_first_phase(&stored_text(rule), text))?;
        // What was looked up with the query must match the path alone as well.
        matches(rule, subject.path()).then_some(Found { place, order, rule, subject })
    }

    pub(super) fn decision(self, request: &Request<'_>) -> Decision {
        let Found { order, rule, subject, .. } = self;
        let regexes: Vec<Pattern> = sources(rule).filter_map(compiled).collect();
        let action = ActionView::as_written(&rule.then);
        Answer { rule: rule.id, order, request }.act(&action, &regexes, &subject, &mut Trace::default())
    }
}

pub(super) fn fallback(end: u32, settings: &Settings, request: &Request<'_>) -> Option<Decision> {
    let rank_math = settings.rank_math.as_ref()?;
    let subject = subject(settings, request);
    rank_math::fallback(rank_math.fallback.as_ref()?, &rank_math.home, &subject, request, end)
}

fn subject(settings: &Settings, request: &Request<'_>) -> Subject {
    let home = settings.rank_math.as_ref().map_or("", |rank_math| &rank_math.home);
    Subject::new(request.uri, home, request.scheme)
}

fn sources(rule: &Rule) -> impl Iterator<Item = &Source> {
    std::iter::once(&rule.source).chain(&rule.alternatives)
}

fn matches(rule: &Rule, text: &[u8]) -> bool {
    sources(rule)
        .any(|source| match_source(comparison(source), source.value.as_bytes(), compiled(source).as_ref(), text))
}

fn compiled(source: &Source) -> Option<Pattern> {
    if source.kind == Kind::Regex { regex(source.value.as_bytes()).ok() } else { None }
}

fn stored_text(rule: &Rule) -> Vec<u8> {
    match &rule.stored {
        Some(stored) => stored.as_bytes().to_vec(),
        None => stored(&sources(rule).map(|source| (comparison(source), source.value.as_bytes())).collect::<Vec<_>>()),
    }
}

fn comparison(source: &Source) -> Comparison {
    Comparison::of(source.kind, source.case, source.slash)
}
