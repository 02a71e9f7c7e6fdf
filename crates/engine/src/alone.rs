//! One rule on its own, as if it were the only one of its site.

use std::borrow::Cow;

use detour_rules::{Decision, Request, Rule, Settings};

use crate::program::{Program, ProgramRule};
use crate::store::{Candidates, Key, RuleStore, RuleView};
use crate::{Patterns, decide};

/// What a rule alone makes of a request, disabled or not. `blog` is its own in a network.
pub(crate) fn decide_alone(rule: &Rule, settings: &Settings, blog: Option<u64>, request: &Request<'_>) -> Decision {
    let program = Program::new(vec![ProgramRule::new(rule, settings)], settings);
    let store = Alone { program, blog };
    decide(&store, &mut Patterns::new(), request)
}

struct Alone {
    program: Program,
    blog: Option<u64>,
}

impl Alone {
    fn views(&self) -> impl Iterator<Item = RuleView<'_>> {
        self.program.rules.iter().flat_map(|rule| rule.views(0))
    }

    fn patterns(&self) -> impl Iterator<Item = RuleView<'_>> {
        self.views().filter(|rule| !rule.is_literal())
    }
}

impl RuleStore for Alone {
    fn has_host_keys(&self) -> bool {
        false
    }

    fn longest_query_key(&self) -> usize {
        0
    }

    fn has_literals(&self) -> bool {
        true
    }

    fn has_parameter_keys(&self) -> bool {
        false
    }

    fn literals(&self, _: &Key<'_>) -> impl Iterator<Item = RuleView<'_>> {
        self.views().filter(RuleView::is_literal)
    }

    fn has_patterns(&self) -> bool {
        self.patterns().next().is_some()
    }

    fn candidates(&self, _: &[Cow<'_, [u8]>], found: &mut Candidates) {
        found.extend((0..).zip(self.patterns()).map(|(number, _)| number));
    }

    fn pattern(&self, number: u32) -> Option<RuleView<'_>> {
        self.patterns().nth(number as usize)
    }

    fn tracking(&self) -> &[u8] {
        &self.program.tracking
    }

    fn dialects(&self) -> &[u8] {
        &self.program.dialects
    }

    fn fallbacks(&self) -> &[u8] {
        &self.program.fallbacks
    }

    fn blog(&self) -> Option<u64> {
        self.blog
    }

    fn end(&self) -> u32 {
        1
    }
}
