//! Finding Rank Math's redirections in a rule file.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use detour_pcre::Pattern;
use detour_rules::{Decision, Dialect, Request};

use super::order::words;
use super::sources::Sources;
use super::{Answer, Comparison, Subject, in_first_phase, is_bypassed, match_source, stored};
use crate::answer::Trace;
use crate::canonical::folded;
use crate::dialect::in_order::LookedUp;
use crate::dialect::{Dialects, Flavour};
use crate::explain::Step;
use crate::matching::{Mismatch, is_due};
use crate::php::{rtrim, trim};
use crate::store::{Key, RuleStore, RuleView};
use crate::{Parts, Patterns};

/// How much of the column `sources` one request looks through, once for each word of its URL. The visitor says how many
/// words that are, and in a damaged file any record may refer to as much as there is.
const MOST_SEARCHED_BYTES: usize = 1 << 30;

/// The redirection that answers.
pub(crate) struct Found<'a> {
    /// Where the dialect's rules have their say: the place of the first that matches.
    pub(crate) place: u32,
    rule: RuleView<'a>,
    subject: Subject,
}

/// What a literal is filed and looked up under. Slashes at its ends never tell two apart, nor do backslashes at its end.
pub(crate) fn key(text: &[u8]) -> Cow<'_, [u8]> {
    folded(rtrim(trim(text, b"/"), br"/\"))
}

/// What the index of patterns looks at: with the slash at its start that needles may begin with.
pub(crate) fn indexed(text: &[u8]) -> Vec<u8> {
    let mut indexed = Vec::with_capacity(text.len() + 1);
    indexed.push(b'/');
    indexed.extend(text.iter().map(u8::to_ascii_lowercase));
    indexed
}

/// The redirection that answers, if the first that matches is at one of these places.
pub(crate) fn search<'a, S: RuleStore>(
    store: &'a S,
    patterns: &mut Patterns,
    dialects: &Dialects,
    request: &Request<'_>,
    places: Range<u32>,
    trace: &mut Trace,
) -> Option<Found<'a>> {
    let subject = Subject::new(request.uri, dialects.home(), request.scheme);
    if is_bypassed(&subject, request.uri, request.context) {
        return None;
    }
    let text = subject.looked_up()?;
    let looked_up = LookedUp {
        dialect: Dialect::RankMath,
        keys: [Key::of_plugin(Dialect::RankMath, key(text))].into(),
        text: dialects.census.patterns[2].then(|| indexed(text).into()),
    };
    let mut newest: Option<RuleView<'a>> = None;
    let mut winner = None;
    let mut last = None;
    let mut left = MOST_SEARCHED_BYTES;
    let words = words(text).count();
    for rule in looked_up.rules(store, places.start) {
        if newest.is_none() && rule.order >= places.end {
            break;
        }
        // Another source of a redirection that has matched already.
        if last == Some(rule.order) {
            continue;
        }
        let outcome = is_due(&rule, request.context.now()).and_then(|()| source_matches(&rule, text, patterns));
        trace.tried(|| Step::of_rank_math(&rule, outcome));
        if outcome.is_err() {
            continue;
        }
        newest.get_or_insert(rule);
        last = Some(rule.order);
        let stored = stored_text(&rule);
        left = match left.checked_sub(stored.len().saturating_mul(words)) {
            Some(left) => left,
            None => break,
        };
        if in_first_phase(&stored, text) {
            winner = Some(rule);
            break;
        }
    }
    let place = newest?.order;
    let rule = winner.or(newest)?;
    // What was looked up with the query must match the path alone as well.
    let path = subject.path();
    let fits = text == path
        || sources(&rule).iter().any(|&(comparison, source)| {
            match_source(comparison, source, compiled(comparison, source, patterns).as_deref(), path)
        });
    fits.then_some(Found { place, rule, subject })
}

impl Found<'_> {
    pub(crate) fn decision(self, patterns: &mut Patterns, request: &Request<'_>, trace: &mut Trace) -> Decision {
        let Found { rule, subject, .. } = self;
        let sources = sources(&rule);
        let regexes: Vec<Arc<Pattern>> =
            sources.iter().filter_map(|&(comparison, source)| compiled(comparison, source, patterns)).collect();
        Answer { rule: rule.id, order: rule.order, request }.act(
            &rule.action,
            regexes.iter().map(|regex| &**regex),
            &subject,
            trace,
        )
    }
}

/// What becomes of a request that no rule answers.
pub(crate) fn fallback<S: RuleStore>(
    store: &S,
    dialects: &Dialects,
    request: &Request<'_>,
    trace: &mut Trace,
) -> Option<Decision> {
    let rank_math = dialects.rank_math.as_ref()?;
    let fallback = rank_math.fallback.as_ref()?;
    let subject = Subject::new(request.uri, &rank_math.home, request.scheme);
    let decision = super::fallback(fallback, &rank_math.home, &subject, request, store.end())?;
    trace.say(|| "no rule answers, so the fallback of Rank Math does".into());
    Some(decision)
}

fn source_matches(rule: &RuleView<'_>, text: &[u8], patterns: &mut Patterns) -> Result<(), Mismatch> {
    let comparison = Comparison::of(rule.kind, rule.case, rule.slash);
    let pattern = compiled(comparison, rule.path, patterns);
    if comparison == Comparison::Regex && pattern.is_none() {
        return Err(Mismatch::BadPattern);
    }
    if match_source(comparison, rule.path, pattern.as_deref(), text) { Ok(()) } else { Err(Mismatch::Path) }
}

fn compiled(comparison: Comparison, source: &[u8], patterns: &mut Patterns) -> Option<Arc<Pattern>> {
    (comparison == Comparison::Regex).then(|| patterns.plugin_pattern(Flavour::RankMath, source)).flatten()
}

fn shared<'a>(rule: &RuleView<'a>) -> Option<Sources<'a>> {
    Parts::read(rule.parts)?.sources
}

// Most redirections have one, which the record itself names.
fn sources<'a>(rule: &RuleView<'a>) -> Vec<(Comparison, &'a [u8])> {
    match shared(rule) {
        Some(sources) => sources.each().collect(),
        None => vec![(Comparison::of(rule.kind, rule.case, rule.slash), rule.path)],
    }
}

fn stored_text<'a>(rule: &RuleView<'a>) -> Cow<'a, [u8]> {
    match shared(rule).and_then(|sources| sources.stored) {
        Some(stored) => stored.into(),
        None => stored(&sources(rule)).into(),
    }
}
