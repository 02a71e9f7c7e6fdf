//! Why a request got its decision.

use std::fmt;

use detour_rules::{Body, BrokenTarget, Decision, Dialect, Kind, Pass, Request, RuleName};
use serde::Serialize;

use crate::answer::Trace;
use crate::conditions::{Checked, checked};
use crate::decide::decided;
use crate::dialect::redirection::Acted;
use crate::matching::{Branch, Mismatch};
use crate::store::{RuleStore, RuleView};
use crate::subject::Subject;
use crate::{Parts, Patterns, fallbacks};

/// The trace of one decision. Serialises to the JSON that CLI, PHP and the admin app show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The request as it was understood.
    pub request: Asked,
    /// Rules that were tried, in the order they were tried. Literals filed under another URL are never tried.
    pub steps: Vec<Step>,
    /// How the target came about, one step each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<String>,
    /// The target that the rule's fallback stands in for, if that is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<BrokenTarget>,
    /// `pass`, `redirect`, `respond`, `rewrite` or `defer`.
    pub decision: &'static str,
    /// The rule behind the decision.
    #[serde(flatten, serialize_with = "RuleName::serialize_optional")]
    pub rule: Option<u64>,
    /// Status code of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// `Location` of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// What the visitor gets to see of an answer without target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// The URL that PHP goes on with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Further headers of the answer, `name: value` each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// Number of the variant of a split, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<usize>,
    /// What WordPress must be asked (see `detour_rules::Needs::words`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Vec<String>>,
    /// Where to resume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// Why nothing is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The blog whose rules were asked; there only if the rule file is that of a network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blog: Option<u64>,
}

/// A request as it was understood: canonical forms, invalid UTF-8 replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// `http` or `https`.
    pub scheme: &'static str,
    /// Host without port, lower case.
    pub host: String,
    /// Decoded path.
    pub path: String,
    /// Decoded query string.
    pub query: String,
}

/// One rule that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Number of the rule.
    #[serde(flatten, serialize_with = "RuleName::serialize_number")]
    pub rule: u64,
    /// Whose semantics it follows; nothing for Detour's own.
    #[serde(skip_serializing_if = "is_native")]
    pub dialect: Dialect,
    /// Kind of its source.
    pub kind: Kind,
    /// Its source as compiled.
    pub source: String,
    /// Whether it answers, or might.
    pub matches: bool,
    /// In words, why.
    pub why: &'static str,
    /// Which of its actions is taken: `then` or `else`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<&'static str>,
    /// How its conditions stand, if its source matches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Checked>,
}

/// Decides a request and tells why.
pub fn explain<S: RuleStore>(store: &S, patterns: &mut Patterns, request: &Request<'_>) -> Explanation {
    explain_from(store, patterns, request, 0)
}

/// As [`crate::decide_from`], and tells why.
pub fn explain_from<S: RuleStore>(store: &S, patterns: &mut Patterns, request: &Request<'_>, from: u32) -> Explanation {
    let mut trace = Trace { tried: Some(Vec::new()), steps: Some(Vec::new()), variant: None };
    let whole = Subject::new(request);
    let decision = decided(store, patterns, request, whole.as_ref(), from, &mut trace);
    let told = told(request, whole.as_ref(), trace, &decision);
    let by = told.steps.iter().rfind(|step| step.matches && decision.rule() == Some(step.rule));
    let action = by.and_then(|step| step.action).filter(|_| matches!(decision, Decision::Redirect { .. }));
    let instead_of =
        action.zip(decision.rule()).and_then(|(action, rule)| fallbacks::find(store.fallbacks(), rule, action));
    Explanation { instead_of, ..told }
}

/// What is said of a request to a network none of whose sites has its host and path.
pub fn explain_no_site(request: &Request<'_>) -> Explanation {
    told(request, Subject::new(request).as_ref(), Trace::default(), &Decision::Pass(Pass::NoSite))
}

fn told(request: &Request<'_>, whole: Option<&Subject<'_>>, trace: Trace, decision: &Decision) -> Explanation {
    let (mut code, mut location, mut reason, mut to, mut needs, mut resume) = (None, None, None, None, None, None);
    let mut page = None;
    match decision {
        Decision::Pass(pass) => reason = Some(pass.word()),
        Decision::Redirect { code: status, location: target, .. } => {
            (code, location) = (Some(*status), Some(text(target)));
        }
        Decision::Respond { code: status, body, .. } => (code, page) = (Some(*status), Some(*body)),
        Decision::Rewrite { to: target, .. } => to = Some(text(target)),
        Decision::Defer { from, needs: asked, .. } => (needs, resume) = (Some(asked.words()), Some(*from)),
    }
    Explanation {
        request: Asked {
            method: text(request.method),
            scheme: request.scheme.as_str(),
            host: whole.map(|subject| text(subject.host())).unwrap_or_default(),
            path: whole.map(|subject| text(&subject.path)).unwrap_or_else(|| text(request.uri)),
            query: whole.map(|subject| text(&subject.query)).unwrap_or_default(),
        },
        steps: trace.tried.unwrap_or_default(),
        target: trace.steps.unwrap_or_default(),
        instead_of: None,
        decision: decision.word(),
        rule: decision.rule(),
        code,
        location,
        body: page,
        to,
        headers: decision.headers().iter().map(|header| format!("{}: {}", header.name, header.value)).collect(),
        variant: trace.variant,
        needs,
        from: resume,
        reason,
        blog: None,
    }
}

impl Step {
    /// A native rule that was compared with a subject.
    pub(crate) fn of(
        view: &RuleView<'_>,
        subject: &Subject<'_>,
        outcome: Result<&Branch, Mismatch>,
        patterns: &mut Patterns,
    ) -> Step {
        let (why, action) = match outcome {
            Ok(Branch::Then) => ("the source matches", Some("then")),
            Ok(Branch::Else) => ("the source matches, the conditions don't", Some("else")),
            Ok(Branch::Defer(_)) => ("the source matches, and only WordPress can tell the rest", None),
            Err(mismatch) => (mismatch.words(), None),
        };
        let source_fits = matches!(outcome, Ok(_) | Err(Mismatch::Conditions));
        let parts = Parts::read(view.parts).filter(|_| source_fits).unwrap_or_default();
        let conditions = checked(parts.conditions, subject, patterns);
        Step { action, conditions, ..Step::new(view, outcome.is_ok(), why) }
    }

    /// A rule of Redirection: how its source differs, or what it does and how its condition stands.
    pub(crate) fn of_redirection(
        view: &RuleView<'_>,
        outcome: Result<&Acted, Mismatch>,
        conditions: Vec<Checked>,
    ) -> Step {
        let (matches, why) = match outcome {
            Ok(Acted::Decided(Decision::Defer { .. })) => {
                (true, "the source matches, and only WordPress can tell the rest")
            }
            Ok(Acted::Decided(_)) => (true, "the source matches"),
            Ok(Acted::Postponed(_)) => (true, "it is about missing pages, so all other rules are tried first"),
            Ok(Acted::Unmet) => (false, Mismatch::Conditions.words()),
            Ok(Acted::NoTarget) => (false, "the source matches, but nothing is left of the target"),
            Err(why) => (false, why.words()),
        };
        let met = conditions.iter().all(|condition| condition.holds != Some(false));
        let action = matches!(outcome, Ok(Acted::Decided(_))).then_some(if met { "then" } else { "else" });
        Step { action, conditions, ..Step::new(view, matches, why) }
    }

    /// A source of a redirection of Rank Math.
    pub(crate) fn of_rank_math(view: &RuleView<'_>, outcome: Result<(), Mismatch>) -> Step {
        let why = outcome.err().map_or("the source matches", Mismatch::words);
        Step::new(view, outcome.is_ok(), why)
    }

    fn new(view: &RuleView<'_>, matches: bool, why: &'static str) -> Step {
        Step {
            rule: view.id,
            dialect: view.dialect,
            kind: view.kind,
            source: text(view.path),
            matches,
            why,
            action: None,
            conditions: Vec::new(),
        }
    }
}

fn is_native(dialect: &Dialect) -> bool {
    *dialect == Dialect::Native
}

impl Mismatch {
    fn words(self) -> &'static str {
        match self {
            Mismatch::Scheme => "another scheme is asked for",
            Mismatch::Host => "another host is asked for",
            Mismatch::Path => "the URL doesn't fit",
            Mismatch::Query => "the query string doesn't fit",
            Mismatch::Protected => "WordPress' own pages can only be taken by an exact rule",
            Mismatch::BadPattern => "the pattern can't be compiled",
            Mismatch::Early => "the source matches, but the schedule has not begun",
            Mismatch::Late => "the source matches, but the schedule is over",
            Mismatch::Conditions => "the source matches, the conditions don't",
            Mismatch::MissingPage => "of the rules about missing pages only the first that is found is tried",
            Mismatch::Damaged => "the rule is damaged in the rule file",
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Asked { method, scheme, host, path, query } = &self.request;
        let (mark, host) = (if query.is_empty() { "" } else { "?" }, if host.is_empty() { "(no host)" } else { host });
        writeln!(f, "{method} {scheme}://{host}{path}{mark}{query}")?;
        if let Some(blog) = self.blog {
            writeln!(f, "  the rules of blog {blog}")?;
        }
        if self.reason == Some(Pass::NoSite.word()) {
            writeln!(f, "  no site of the network has this host and path")?;
        } else if self.steps.is_empty() {
            writeln!(f, "  no rule is filed under this URL, and there is no pattern to try")?;
        }
        for Step { rule, kind, source, matches, why, action, conditions, dialect } in &self.steps {
            let sign = if *matches { "+" } else { "-" };
            let kind = match dialect {
                Dialect::Native => format!("{kind:?}").to_lowercase(),
                plugins => format!("{} {kind:?}", plugins.word()).to_lowercase(),
            };
            let rule = RuleName::from(*rule);
            writeln!(f, "  {sign} {rule} ({kind} {source}): {why}")?;
            for Checked { holds, why } in conditions {
                let sign = match holds {
                    Some(true) => "+",
                    Some(false) => "-",
                    None => "?",
                };
                writeln!(f, "      {sign} {why}")?;
            }
            if *action == Some("else") {
                writeln!(f, "      its else is done")?;
            }
        }
        if let Some(broken) = &self.instead_of {
            writeln!(f, "  > {broken}; visitors are sent to the fallback")?;
        }
        for step in &self.target {
            writeln!(f, "  > {step}")?;
        }
        write!(f, "→ {}", self.decision)?;
        if let Some(code) = self.code {
            write!(f, " {code}")?;
        }
        for target in self.location.iter().chain(&self.to) {
            write!(f, " {target}")?;
        }
        if let Some(reason) = self.reason {
            write!(f, " ({reason})")?;
        }
        if let Some(needs) = &self.needs {
            write!(f, " (needs {})", needs.join(", "))?;
        }
        if let Some(rule) = self.rule {
            write!(f, ", {}", RuleName::from(rule))?;
        }
        for header in &self.headers {
            write!(f, "\n  {header}")?;
        }
        Ok(())
    }
}
