//! What one answer of the site comes to.

use std::collections::HashSet;

use detour_rules::{Condition, Decision, Dialect, Rule};

use crate::Asking;
use crate::answer::{Actual, Expected};
use crate::compare::{Compared, Outcome};
use crate::difference::Difference;
use crate::plan::Planned;

/// A request that was answered.
pub(crate) struct Judge<'a> {
    /// Rules that draw lots, with their blogs.
    pub(crate) splits: &'a HashSet<(Option<u64>, u64)>,
    pub(crate) options: &'a Asking,
    pub(crate) planned: &'a Planned<'a>,
    /// The blog that the URL is one of.
    pub(crate) blog: Option<u64>,
}

impl Judge<'_> {
    /// Compares the site's answer with what the rules may answer.
    pub(crate) fn judge(&self, decisions: &[Decision], actual: &Actual) -> (Outcome, Option<Difference>) {
        let Judge { splits, options, planned, blog } = self;
        let first = decisions.first();
        let compared = Compared {
            url: &planned.url,
            variant: planned.sample.variant,
            disabled: planned.from.is_some_and(|(_, rule)| !rule.enabled),
            server_name: planned.from.is_some_and(|(_, rule)| compares_server_name(rule)),
            split: first.and_then(Decision::rule).is_some_and(|rule| splits.contains(&(*blog, rule))),
            cache: options.cache,
            named: options.named,
        };
        let outcome = compared.outcome(decisions, actual);
        let difference = match (&outcome, first) {
            (Outcome::Different(cause), Some(first)) => Some(Difference {
                rule: planned.from.map(|(_, rule)| rule.id),
                blog: planned.from.and_then(|(set, _)| set.blog),
                source: planned.from.map(|(_, rule)| rule.source.value.clone()),
                variant: planned.sample.variant,
                request: planned.asked(),
                expected: Expected::from(first),
                actual: actual.clone(),
                cause: cause.clone(),
            }),
            _ => None,
        };
        (outcome, difference)
    }
}

// Its `server` match has become a condition on the host.
fn compares_server_name(rule: &Rule) -> bool {
    rule.dialect == Dialect::Redirection && rule.when.iter().any(|condition| matches!(condition, Condition::Host(_)))
}
