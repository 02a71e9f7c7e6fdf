//! What is to be said of one rule, whatever else there is.

use detour_rules::{Condition, Kind, Oddity, Problem};

use crate::report::Findings;
use crate::set::Set;
use crate::{Change, Code, Entry, Finding, Options, Site, broken, pattern, target, time};

pub(crate) fn check(
    set: &Set,
    index: usize,
    entry: &Entry,
    site: &Site,
    options: &Options,
    findings: &mut Findings<'_>,
) {
    let number = set.number(index);
    for (oddity, problem) in entry.rule.oddities() {
        findings.add(match oddity {
            Oddity::NotEncrypted => match target::not_encrypted(&entry.rule, &problem, site) {
                Some(change) => Finding::new(Code::HttpTarget, &[number], problem).with(change),
                None => continue,
            },
            Oddity::Unanchored => unanchored(number, problem),
            // What else somebody may mean by it is not to be guessed; this harms no page.
            Oddity::CatchAll => {
                let change = Change::when(&entry.rule, [Condition::NotFound(true)]);
                Finding::new(Code::CatchAll, &[number], problem).with(change)
            }
            Oddity::Escape
            | Oddity::UselessFallback
            | Oddity::PermanentSplit
            | Oddity::UnusedElse
            | Oddity::Dialect => Finding::new(Code::Odd, &[number], problem),
        });
    }
    if entry.rule.source.kind == Kind::Regex {
        pattern::check(number, &entry.rule, findings);
    }
    target::check(number, &entry.rule, site, findings);
    broken::check(number, &entry.rule, site, findings);
    time::check(number, entry, options, findings);
}

// Anchoring is what is meant where the pattern describes a path from its first slash on.
fn unanchored(number: u64, problem: Problem) -> Finding {
    let change = problem.value.starts_with('/').then(|| Change::set("source.value", format!("^{}", problem.value)));
    let finding = Finding::new(Code::RegexUnanchored, &[number], problem);
    match change {
        Some(change) => finding.with(change),
        None => finding,
    }
}
