//! What writing rules for a server comes to: files, and the rules that stay behind.

mod clauses;
mod fixed;
mod source;
mod target;
mod test;

use detour_rules::{Action, Body, Condition, Dialect, Problem, Redirect, Rule};

use crate::refusal::Refusal;
use crate::{Place, RowProblem};

pub(crate) use clauses::{Atom, clauses};
pub(crate) use fixed::variable;
pub use fixed::{Fixed, Table};
pub(crate) use source::{Compared, QueryTest, compared, group_takes, portable, query_text};
pub(crate) use target::{Inserted, Target, encoded};
pub(crate) use test::{header_pattern, named_pattern, text_pattern};

/// Longest comment, characters.
const MAX_COMMENT: usize = 500;

/// Rules in the format of another system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Export {
    /// Names and contents; one file without a name unless the format takes several.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// Rules that the format can't express; each stands in the file as a comment.
    pub left_out: Vec<RowProblem>,
    /// Rules that take more or other URLs there than here.
    pub widened: Vec<RowProblem>,
}

/// One action of a rule with the conditions that it asks for.
pub(crate) struct Branch<'r> {
    pub(crate) rule: &'r Rule,
    pub(crate) action: &'r Action,
    pub(crate) when: &'r [Condition],
}

/// Rules in the order they are tried, each with its place in the list.
pub(crate) fn in_order(rules: &[Rule]) -> Vec<(usize, &Rule)> {
    let mut ordered: Vec<(usize, &Rule)> = rules.iter().enumerate().collect();
    ordered.sort_by_key(|(_, rule)| (rule.position, rule.id));
    ordered
}

/// The enabled ones of them.
pub(crate) fn enabled_in_order(rules: &[Rule]) -> Vec<(usize, &Rule)> {
    let mut ordered = in_order(rules);
    ordered.retain(|(_, rule)| rule.enabled);
    ordered
}

/// What a rule does, with conditions and without: `else` stands behind as a rule of its own.
pub(crate) fn branches(rule: &Rule) -> impl Iterator<Item = Branch<'_>> {
    let then = Branch { rule, action: &rule.then, when: &rule.when };
    let otherwise = rule.otherwise.as_ref().map(|action| Branch { rule, action, when: &[] });
    [then].into_iter().chain(otherwise)
}

/// What no other system can do, whatever the rule's action.
pub(crate) fn carries_over(rule: &Rule) -> Result<(), Refusal> {
    if rule.dialect != Dialect::Native {
        return refuse("behaves as in the plugin it comes from");
    }
    if rule.schedule.is_some() {
        return refuse("is there for a time only");
    }
    Ok(())
}

fn refuse(what: &str) -> Result<(), Refusal> {
    Err(Refusal::new(format!("It {what}"), "Leave it to Detour"))
}

/// What no server can do.
pub(crate) fn expressible(rule: &Rule) -> Result<(), Refusal> {
    carries_over(rule)?;
    for (_, action) in rule.actions() {
        match action {
            Action::Redirect(Redirect { cache: Some(_), .. }) => return refuse("tells caches how long to keep it"),
            Action::Redirect(redirect) if !redirect.headers.is_empty() => return refuse("sets response headers"),
            Action::Redirect(redirect) if !redirect.allow_hosts.is_empty() => {
                return refuse("leads to hosts that are checked for each request");
            }
            Action::Redirect(redirect) if redirect.code == 304 => return refuse("answers 304"),
            Action::Redirect(_) | Action::Ignore(_) => {}
            Action::Respond(respond) if respond.body == Body::Theme => return refuse("shows a page of the theme"),
            Action::Respond(respond) if respond.retry_after.is_some() => return refuse("sets Retry-After"),
            Action::Respond(_) => {}
            Action::Split(_) => return refuse("splits visitors"),
            Action::Rewrite(_) => return refuse("rewrites the URL for PHP"),
        }
    }
    Ok(())
}

/// A rule that stays behind; `index` is its place in the list.
pub(crate) fn left_out(rule: &Rule, index: usize, refusal: Refusal) -> RowProblem {
    RowProblem {
        place: Place::Rule { index, id: rule.id },
        problem: Problem::new("", &rule.source.value, refusal.message, refusal.fix),
    }
}

/// Text that may stand in a comment. Servers stumble over the length of a comment as over that of anything else.
pub(crate) fn comment(text: &str) -> String {
    let mut line: String = text.chars().take(MAX_COMMENT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MAX_COMMENT).is_some() {
        line.push('…');
    }
    format!("# {}\n", line.trim_end_matches('\\'))
}
