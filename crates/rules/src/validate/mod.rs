//! When a rule is sound: what is refused at save, at import and before a publish, and what is only warned about.

mod action;
mod condition;
mod links;
mod pattern;
mod rank_math;
mod rank_math_warnings;
mod redirection;
mod source;
mod target;
mod warnings;
mod when;

pub use condition::MAX_CONDITION_DEPTH;
pub use pattern::{capture_count, pattern};
pub use target::settled_target;
pub use warnings::Oddity;

use crate::{Action, Dialect, Problem, Rule};

/// Longest `source.value`, bytes.
pub const MAX_SOURCE_BYTES: usize = 4096;
/// Longest target, bytes.
pub const MAX_TARGET_BYTES: usize = 8192;
/// Most entries of a list.
pub(crate) const MAX_ENTRIES: usize = 1000;
/// Longest text of a condition or setting, bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 1024;
/// Most stars or groups of a source: the time to fill them grows with their number times the URL's length.
const MAX_CAPTURES: usize = 32;

impl Rule {
    /// Everything that keeps the rule from being saved; empty for a sound rule.
    pub fn validate(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        rank_math::check_foreign(self, &mut problems);
        match self.dialect {
            Dialect::Native => {
                source::check_source(&self.source, &mut problems);
                condition::check_conditions(&self.when, &mut problems);
                for (field, action) in self.actions() {
                    action::check_action(&self.source, action, field, &mut problems);
                }
            }
            Dialect::Redirection => redirection::check(self, &mut problems),
            Dialect::RankMath => rank_math::check_rule(self, &mut problems),
        }
        if let Some(schedule) = &self.schedule {
            when::check_schedule(schedule, &mut problems);
        }
        when::check_examples(&self.examples, &mut problems);
        problems
    }

    /// What the rule may do, and the fields it stands in.
    pub fn actions(&self) -> impl Iterator<Item = (&'static str, &Action)> {
        std::iter::once(("then", &self.then)).chain(self.otherwise.iter().map(|action| ("else", action)))
    }
}

fn control_character(text: &str) -> Option<&'static str> {
    text.chars().find(|c| c.is_control()).map(|c| match c {
        '\r' | '\n' => "a line break",
        '\0' => "a NUL character",
        '\t' => "a tab",
        _ => "a control character",
    })
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}
