//! Why a request got its decision.

use std::fmt;

use detour_rules::{Decision, Kind, Request};
use serde::Serialize;

use crate::Patterns;
use crate::answer::answer;
use crate::decide::first_match;
use crate::matching::Mismatch;
use crate::store::RuleStore;
use crate::subject::Subject;

/// The trace of one decision. Serialises to the JSON that CLI, PHP and the admin app show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The request as it was understood.
    pub request: Asked,
    /// Rules that were tried, in the order they were tried. Literals filed under another URL are never tried.
    pub steps: Vec<Step>,
    /// `pass`, `redirect` or `respond`.
    pub decision: &'static str,
    /// The rule behind the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<u64>,
    /// Status code of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// `Location` of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Why nothing is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
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
    /// Id of the rule.
    pub rule: u64,
    /// Kind of its source.
    pub kind: Kind,
    /// Its source as compiled.
    pub source: String,
    /// Whether it matches.
    pub matches: bool,
    /// In words, why.
    pub why: &'static str,
}

/// Decides a request and tells why.
pub fn explain<S: RuleStore>(store: &S, patterns: &mut Patterns, request: &Request<'_>) -> Explanation {
    let mut steps = Vec::new();
    let subject = Subject::new(request);
    let decision = subject.as_ref().and_then(|subject| {
        let found = first_match(store, patterns, subject, &mut |rule, mismatch| {
            steps.push(Step {
                rule: store.id(rule.order),
                kind: rule.kind,
                source: text(rule.path),
                matches: mismatch.is_none(),
                why: mismatch.map_or("the source matches", Mismatch::words),
            });
        });
        found.map(|(rule, captures)| answer(store, &rule, subject, &captures))
    });
    let decision = decision.unwrap_or(Decision::Pass(detour_rules::Pass::NoMatch));
    let (word, code, location, reason) = match &decision {
        Decision::Pass(pass) => ("pass", None, None, Some(pass.word())),
        Decision::Redirect { code, location, .. } => ("redirect", Some(*code), Some(text(location)), None),
        Decision::Respond { code, .. } => ("respond", Some(*code), None, None),
    };
    let request = Asked {
        method: text(request.method),
        scheme: request.scheme.as_str(),
        host: subject.as_ref().map(|subject| text(&subject.host)).unwrap_or_default(),
        path: subject.as_ref().map(|subject| text(&subject.path)).unwrap_or_else(|| text(request.uri)),
        query: subject.as_ref().map(|subject| text(&subject.query)).unwrap_or_default(),
    };
    Explanation { request, steps, decision: word, rule: decision.rule(), code, location, reason }
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
        if self.steps.is_empty() {
            writeln!(f, "  no rule is filed under this URL, and there is no pattern to try")?;
        }
        for Step { rule, kind, source, matches, why } in &self.steps {
            let sign = if *matches { "+" } else { "-" };
            let kind = format!("{kind:?}").to_lowercase();
            writeln!(f, "  {sign} rule {rule} ({kind} {source}): {why}")?;
        }
        write!(f, "→ {}", self.decision)?;
        if let Some(code) = self.code {
            write!(f, " {code}")?;
        }
        if let Some(location) = &self.location {
            write!(f, " {location}")?;
        }
        if let Some(reason) = self.reason {
            write!(f, " ({reason})")?;
        }
        if let Some(rule) = self.rule {
            write!(f, ", rule {rule}")?;
        }
        Ok(())
    }
}
