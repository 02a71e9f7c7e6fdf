//! Rules that let requests through, as a condition of the rules behind them.

use detour_rules::{Condition as Native, Scheme, Test};

use super::rule::{RewriteRule, no_question_mark};
use crate::pcre::Subject;
use crate::refusal::Refusal;
use crate::rewrite::{Surroundings, ways};
use crate::shape::PathPattern;

/// The condition that a request is none of those that a rule lets through.
pub(super) fn exception(rule: &RewriteRule, around: &Surroundings) -> Result<Native, Refusal> {
    no_question_mark(&rule.pattern)?;
    let pattern = PathPattern { pieces: &rule.pattern, ignore_case: false, base: &around.base };
    let text = pattern.text(false, Subject::Path)?;
    let flag = if rule.flags.ignore_case { "(?i)" } else { "" };
    let path = Native::Path(Test { matches: Some(format!("{flag}{text}")), ..Test::default() });
    let not = |condition: Native| Native::Not(Box::new(condition));
    let path = if rule.negated { path } else { not(path) };
    match ways(&rule.conditions, None)?.as_slice() {
        [way] if way.scheme == Scheme::Any => {
            let mut any = vec![path];
            any.extend(way.when.iter().cloned().map(not));
            Ok(if any.len() == 1 { any.remove(0) } else { Native::Any(any) })
        }
        _ => Err(Refusal::new("The exception asks for the scheme", "Write its condition into the rules behind it")),
    }
}
