//! Whether one rule matches one request, and if not, why.

use detour_rules::{Case, Kind, Needs, QueryMode, RequestScheme, Scheme, Slash};

use crate::canonical::{folded, without_slash};
use crate::conditions::{Truth, evaluate};
use crate::store::RuleView;
use crate::subject::Subject;
use crate::{Parts, Patterns, host, query, wildcard};

/// Why a rule doesn't act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mismatch {
    Scheme,
    Host,
    Path,
    Query,
    Protected,
    BadPattern,
    /// Its time has not come yet.
    Early,
    /// Its time is over.
    Late,
    Conditions,
    /// It is about missing pages, and not the first of them.
    MissingPage,
    Damaged,
}

/// What a rule does whose source matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Branch {
    Then,
    Else,
    /// Only WordPress can tell.
    Defer(Needs),
}

/// What a rule does whose source matches: its schedule and conditions have the say.
pub(crate) fn branch(rule: &RuleView<'_>, subject: &Subject<'_>, patterns: &mut Patterns) -> Result<Branch, Mismatch> {
    if rule.parts.is_empty() {
        return Ok(Branch::Then);
    }
    let parts = Parts::read(rule.parts).ok_or(Mismatch::Damaged)?;
    parts.is_due(|| subject.context.now())?;
    let mut needs = Needs::default();
    match evaluate(parts.conditions, subject, patterns, &mut needs) {
        Err(_) => Err(Mismatch::Damaged),
        Ok(Truth::True) => Ok(Branch::Then),
        Ok(Truth::Unknown) => Ok(Branch::Defer(needs)),
        Ok(Truth::False) if parts.otherwise.is_some() => Ok(Branch::Else),
        Ok(Truth::False) => Err(Mismatch::Conditions),
    }
}

/// Whether a rule is there at all at this second since 1970.
pub(crate) fn is_due(rule: &RuleView<'_>, now: u64) -> Result<(), Mismatch> {
    Parts::read(rule.parts).ok_or(Mismatch::Damaged)?.is_due(|| now)
}

impl Parts<'_> {
    fn is_due(&self, now: impl FnOnce() -> u64) -> Result<(), Mismatch> {
        match self.schedule.map(|(from, until)| (from, until, now())) {
            Some((from, _, now)) if now < from => Err(Mismatch::Early),
            Some((_, until, now)) if now >= until => Err(Mismatch::Late),
            _ => Ok(()),
        }
    }
}

/// The text that a source matched. Its groups are looked for when a target inserts them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Matched<'s> {
    pub(crate) text: &'s [u8],
    /// How much of it is the path.
    pub(crate) path_length: usize,
}

pub(crate) fn matches<'s>(
    rule: &RuleView<'_>,
    subject: &'s Subject<'_>,
    patterns: &mut Patterns,
) -> Result<Matched<'s>, Mismatch> {
    match (rule.scheme, subject.scheme) {
        (Scheme::Any, _) | (Scheme::Http, RequestScheme::Http) | (Scheme::Https, RequestScheme::Https) => {}
        _ => return Err(Mismatch::Scheme),
    }
    if !rule.host.is_empty() && !host::fits(rule.host, subject.host()) {
        return Err(Mismatch::Host);
    }
    if rule.kind == Kind::Exact {
        return exact(rule, subject).map(|()| Matched::default());
    }
    if matches!(rule.query, QueryMode::Ignore | QueryMode::Pass) && !names_are_there(rule, subject) {
        return Err(Mismatch::Query);
    }
    if let Some(matched) = pattern(rule, subject, patterns, false)? {
        return Ok(matched);
    }
    if rule.slash == Slash::Ignore
        && let Some(matched) = pattern(rule, subject, patterns, true)?
    {
        return Ok(matched);
    }
    Err(Mismatch::Path)
}

fn exact(rule: &RuleView<'_>, subject: &Subject<'_>) -> Result<(), Mismatch> {
    let path = match rule.slash {
        Slash::Exact => &subject.path[..],
        Slash::Ignore => without_slash(&subject.path),
    };
    if !equal(path, rule.path, rule.case) {
        return Err(Mismatch::Path);
    }
    let fits = match rule.query {
        QueryMode::Exact => equal(&subject.query, rule.params, rule.case),
        QueryMode::AnyOrder if rule.params.len() != query::joined_length(&subject.query) => false,
        QueryMode::AnyOrder if rule.case == Case::Ignore => {
            crate::subject::folded_sorted(&subject.query) == rule.params
        }
        QueryMode::AnyOrder => subject.sorted_query() == rule.params,
        QueryMode::Ignore | QueryMode::Pass => names_are_there(rule, subject),
    };
    if fits { Ok(()) } else { Err(Mismatch::Query) }
}

fn names_are_there(rule: &RuleView<'_>, subject: &Subject<'_>) -> bool {
    rule.params.is_empty()
        || match rule.case {
            Case::Exact => query::contains(&subject.query, rule.params),
            Case::Ignore => query::contains(&folded(&subject.query), rule.params),
        }
}

fn pattern<'s>(
    rule: &RuleView<'_>,
    subject: &'s Subject<'_>,
    patterns: &mut Patterns,
    toggled: bool,
) -> Result<Option<Matched<'s>>, Mismatch> {
    let Some((text, path_length)) = subject.text(rule.query, toggled) else { return Ok(None) };
    let fits = match rule.kind {
        Kind::Exact | Kind::Contains | Kind::Suffix => false,
        Kind::Prefix => text.get(..rule.path.len()).is_some_and(|head| equal(head, rule.path, rule.case)),
        Kind::Wildcard => wildcard::stars(rule.path, text, rule.case).is_some(),
        Kind::Regex => patterns.is_match(rule, text).ok_or(Mismatch::BadPattern)?,
    };
    Ok(fits.then_some(Matched { text, path_length }))
}

fn equal(left: &[u8], right: &[u8], case: Case) -> bool {
    match case {
        Case::Exact => left == right,
        Case::Ignore => left.eq_ignore_ascii_case(right),
    }
}
