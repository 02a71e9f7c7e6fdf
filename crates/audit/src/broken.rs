//! Targets that were asked for and are broken.

use std::fmt;

use detour_rules::{Action, Problem, Redirect, Rule, day, reason_phrase};
use serde_json::json;

use crate::report::Findings;
use crate::{Change, Code, Finding, Site};

/// A target that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What is wrong with it.
    pub failure: Failure,
    /// Since when, seconds since 1970.
    pub since: u64,
}

/// Why nobody gets what a target promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The server answers with this status: 404, 410, or one of the server's own errors.
    Status(u16),
    /// Nobody knows its host.
    NoSuchHost,
    /// Its server answers nothing, or nothing that is HTTP.
    NoAnswer,
    /// Its certificate is not to be trusted, or encryption fails otherwise.
    Tls,
    /// It redirects without end.
    RedirectLoop,
}

impl Failure {
    const WORDS: [(Failure, &str); 4] = [
        (Failure::NoSuchHost, "no-such-host"),
        (Failure::NoAnswer, "no-answer"),
        (Failure::Tls, "tls"),
        (Failure::RedirectLoop, "redirect-loop"),
    ];

    /// As it is kept in the table of targets: a status, which is 0 if there is none, and a word, which is empty if there is one.
    pub fn kept(self) -> (u16, &'static str) {
        match self {
            Failure::Status(status) => (status, ""),
            other => (0, Self::WORDS.iter().find(|(known, _)| *known == other).map_or("", |(_, word)| word)),
        }
    }

    /// What is kept of one; `None` if a target like that is not broken.
    pub fn of(status: u16, word: &str) -> Option<Failure> {
        if word.is_empty() {
            return matches!(status, 404 | 410 | 500..=599).then_some(Failure::Status(status));
        }
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(failure, _)| *failure)
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failure.fmt(f)?;
        day(self.since).map_or(Ok(()), |day| write!(f, " (since {day})"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Status(status) => f.write_str(format!("answers {status} {}", reason_phrase(*status)).trim_end()),
            Failure::NoSuchHost => f.write_str("is on a host that nobody knows"),
            Failure::NoAnswer => f.write_str("is on a server that doesn't answer"),
            Failure::Tls => f.write_str("can't be reached safely: its certificate or encryption is not in order"),
            Failure::RedirectLoop => f.write_str("redirects without end"),
        }
    }
}

pub(crate) fn check(number: u64, rule: &Rule, site: &Site, findings: &mut Findings<'_>) {
    if site.broken.is_empty() {
        return;
    }
    let mut served = rule.clone();
    served.fall_back(|url| site.broken.get(url).map(|broken| broken.since));
    let in_force = |field: &str| {
        let action = served.actions().find(|(action, _)| format!("{action}.redirect.to") == field)?.1;
        let Action::Redirect(redirect) = action else { return None };
        redirect.instead_of.as_ref().map(|_| redirect.to.as_str())
    };
    let mut told: Vec<String> = Vec::new();
    for target in rule.fixed_targets() {
        let Some(broken) = site.broken.get(&target.url) else { continue };
        // Of several examples one is enough.
        if told.contains(&target.field) {
            continue;
        }
        let (fallback, is_fallback) = (in_force(&target.field), target.field.ends_with(".fallback"));
        let what = if is_fallback { "fallback" } else { "target" };
        let mut message = format!("The {what} {broken}");
        if let Some(fallback) = fallback {
            message += &format!(", so the fallback {fallback} is in force");
        }
        let (fix, change) = way_out(rule, &target.field, fallback);
        let problem = Problem::new(&target.field, &target.written, message, fix);
        let finding = Finding::new(Code::BrokenTarget, &[number], problem).at(target.url);
        findings.add(match change {
            Some(change) => finding.with(change),
            None => finding,
        });
        told.push(target.field);
    }
}

// `fallback`: where visitors are led to instead.
fn way_out(rule: &Rule, field: &str, fallback: Option<&str>) -> (&'static str, Option<Change>) {
    // Of a split or an `else` the rest may be in order.
    let is_all = matches!(rule.then, Action::Redirect(_)) && rule.otherwise.is_none();
    match (fallback, &rule.then) {
        (Some(fallback), _) => {
            let fix = "Make the fallback the target if that stays away; once it is back, so is the redirect";
            let action = field.split('.').next().unwrap_or("then");
            (fix, Some(Change::Merge(json!({action: {"redirect": {"to": fallback, "fallback": null}}}))))
        }
        (None, Action::Redirect(Redirect { fallback: Some(_), .. })) if field == "then.redirect.to" => {
            ("Change it; the fallback waits until everything is broken that the examples lead to", None)
        }
        (None, _) if is_all && field == "then.redirect.to" => {
            let fix = "Change the target, give it a fallback, or disable the redirect until it is back";
            (fix, Some(Change::set("enabled", false)))
        }
        (None, _) => ("Change it", None),
    }
}
