//! One rule on its own, as if it were the only one of its site.

use std::borrow::Cow;

use detour_rules::{Decision, Request, Rule, Settings};

use crate::program::ProgramRule;
use crate::store::{Candidates, Key, RuleStore, RuleView};
use crate::{Patterns, decide};

/// What a rule alone makes of a request, disabled or not.
pub(crate) fn decide_alone(rule: &Rule, settings: &Settings, request: &Request<'_>) -> Decision {
    let tracking = settings.tracking_lines();
    let store = Alone { rule: ProgramRule::new(rule, settings), tracking };
    decide(&store, &mut Patterns::new(), request)
}

struct Alone {
    rule: ProgramRule,
    tracking: Vec<u8>,
}

impl RuleStore for Alone {
    fn has_host_keys(&self) -> bool {
        false
    }

    fn longest_query_key(&self) -> usize {
        0
    }

    fn literals(&self, _: &Key<'_>) -> impl Iterator<Item = RuleView<'_>> {
        Some(self.rule.view(0)).into_iter().filter(|rule| rule.key().is_some())
    }

    fn has_patterns(&self) -> bool {
        self.rule.view(0).key().is_none()
    }

    fn candidates(&self, _: &[Cow<'_, [u8]>], found: &mut Candidates) {
        found.push(0);
    }

    fn pattern(&self, _: u32) -> Option<RuleView<'_>> {
        Some(self.rule.view(0))
    }

    fn tracking(&self) -> &[u8] {
        &self.tracking
    }
}
