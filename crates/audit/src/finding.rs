//! One result of an audit, and its repair.

use std::fmt;

use detour_rules::{Condition, Origin, Problem, Rule, RuleName};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{Code, Severity};

/// One result of an audit. As JSON it is described in README.md.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The rules concerned; first the one that it is about. None for a finding about the whole set.
    pub rules: Vec<RuleName>,
    /// Source of the first rule.
    pub source: String,
    /// Where in the first rule, its value, what is wrong there, and the way out.
    #[serde(flatten)]
    pub problem: Problem,
    /// A URL that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The way out as data, where there is one that needs no thought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// A change of one rule that ends a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Repair {
    /// Which rule.
    #[serde(flatten)]
    pub rule: RuleName,
    /// What becomes of it.
    #[serde(flatten)]
    pub change: Change,
}

/// What becomes of a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Fields that get new values, or go (null): a JSON merge patch (RFC 7396).
    Merge(Value),
    /// It goes.
    Delete(bool),
}

impl Change {
    /// The rule goes.
    pub const DELETE: Change = Change::Delete(true);

    /// One field gets a new value; `field` is its path in the rule's JSON, such as `then.redirect.to`.
    pub(crate) fn set(field: &str, value: impl Into<Value>) -> Change {
        let nest = |inner, name: &str| Value::Object(Map::from_iter([(name.to_owned(), inner)]));
        Change::Merge(field.rsplit('.').fold(value.into(), nest))
    }

    /// A rule gets further conditions.
    pub(crate) fn when(rule: &Rule, further: impl IntoIterator<Item = Condition>) -> Change {
        let all: Vec<Condition> = rule.when.iter().cloned().chain(further).collect();
        Change::set("when", json!(all))
    }
}

impl Finding {
    /// A finding about rules, of which the first is the one to change.
    pub(crate) fn new(code: Code, rules: &[u64], problem: Problem) -> Finding {
        let rules = rules.iter().map(|number| RuleName::from(*number)).collect();
        Finding { code, severity: code.severity(), rules, source: String::new(), problem, url: None, repair: None }
    }

    pub(crate) fn at(self, url: impl Into<String>) -> Finding {
        Finding { url: Some(url.into()), ..self }
    }

    /// With a change of its first rule. Rules of other plugins are theirs to change.
    pub(crate) fn with(self, change: Change) -> Finding {
        match self.rules.first().copied() {
            Some(rule) => self.with_change_of(rule, change),
            None => self,
        }
    }

    /// With a change of one of its rules.
    pub(crate) fn with_change_of(self, rule: RuleName, change: Change) -> Finding {
        let repair = (rule.origin == Origin::Native).then_some(Repair { rule, change });
        Finding { repair, ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:7}  {}", self.severity, self.code.word())?;
        for (index, rule) in self.rules.iter().enumerate() {
            write!(f, "{} {rule}", if index == 0 { "" } else { "," })?;
        }
        write!(f, ": {}", self.problem)?;
        self.url.iter().try_for_each(|url| write!(f, " See {url}"))
    }
}
