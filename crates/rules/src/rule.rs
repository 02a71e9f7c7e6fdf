//! The rule and its parts, as they stand in canonical JSON (DESIGN §4).

use serde::{Deserialize, Serialize};

use crate::{Action, Condition, Example, Problem, Redirect, Schedule, shape};

/// One rule: a source, and what happens to a request that matches it.
///
/// `when`, `else`, `schedule` and `examples` are left out of canonical JSON where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Number in the table it is kept in; 0 for a rule that has none yet.
    #[serde(default)]
    pub id: u64,
    /// A disabled rule is kept and never matches.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Rules are tried in the order (`position`, `id`).
    #[serde(default)]
    pub position: u32,
    /// Free name that people sort rules by.
    #[serde(default)]
    pub group: String,
    /// Free text for people.
    #[serde(default)]
    pub note: String,
    /// What a URL must look like.
    pub source: Source,
    /// What else must hold, all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// What happens then.
    pub then: Action,
    /// What happens if the source matches and the conditions don't; without it the next rule is tried.
    #[serde(default, rename = "else", skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Action>,
    /// When the rule is there at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// The rule's own tests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// Whose semantics the rule follows.
    #[serde(default)]
    pub dialect: Dialect,
    /// Further sources, of which one is enough. Only with the dialect `rank-math`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Source>,
    /// The sources as Rank Math stores them, where that isn't how it writes them today: words in it decide the order.
    /// Only with the dialect `rank-math`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<String>,
}

/// What a URL must look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// How `value` is read.
    #[serde(default)]
    pub kind: Kind,
    /// A path (with query), a beginning, a path with `*`, or a regular expression.
    pub value: String,
    /// Whether upper and lower case (ASCII) differ.
    #[serde(default)]
    pub case: Case,
    /// Whether one slash at the end of the path makes a difference.
    #[serde(default)]
    pub slash: Slash,
    /// What the query string has to do with it.
    #[serde(default)]
    pub query: QueryMode,
    /// `any`, a host name, or `*.` and a domain for its subdomains.
    #[serde(default = "any_host")]
    pub host: String,
    /// Scheme of the request.
    #[serde(default)]
    pub scheme: Scheme,
}

/// How the value of a source is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The whole URL.
    #[default]
    Exact,
    /// The beginning of the URL; the rest is `$1`.
    Prefix,
    /// `*` stands for anything, also for nothing and for slashes: `$1`, `$2` …
    Wildcard,
    /// A regular expression (syntax of the `regex` crate, on bytes), not anchored.
    Regex,
    /// Text anywhere in the URL. Only with the dialect `rank-math`.
    Contains,
    /// The end of the URL. Only with the dialect `rank-math`.
    Suffix,
}

/// Whether upper and lower case differ. Folding is ASCII only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// They differ.
    #[default]
    Exact,
    /// They don't.
    Ignore,
}

/// Whether one slash at the end of the path makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slash {
    /// It does.
    #[default]
    Exact,
    /// It doesn't. Of an exact source and the URL one slash each is left aside; for other kinds the URL is tried as sent,
    /// then with the slash added or taken away.
    Ignore,
}

/// What the query string has to do with a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueryMode {
    /// It is part of the URL that is compared.
    #[default]
    Exact,
    /// Likewise, with the parameters in any order.
    AnyOrder,
    /// Parameters named in the source must be there, all others don't matter.
    Ignore,
    /// As `ignore`, and the others are handed on to the target.
    Pass,
}

/// Scheme a source asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Either.
    #[default]
    Any,
    /// Plain HTTP only.
    Http,
    /// HTTPS only.
    Https,
}

/// Whose semantics a rule follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// Detour's own.
    #[default]
    Native,
    /// The plugin Redirection's, defects included (see `dialect/redirection` of `detour-engine`).
    Redirection,
    /// That of Rank Math's redirections.
    RankMath,
}

impl Dialect {
    /// As in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Dialect::Native => "native",
            Dialect::Redirection => "redirection",
            Dialect::RankMath => "rank-math",
        }
    }
}

impl Rule {
    /// Reads canonical JSON and checks it, so that `Ok` is a rule that can be saved and compiled.
    ///
    /// # Errors
    /// All problems at once where the shape is right; otherwise the first thing that can't be read.
    pub fn from_json(json: &serde_json::Value) -> Result<Rule, Vec<Problem>> {
        let rule: Rule = shape::from_json(json).map_err(|problem| vec![problem])?;
        match rule.validate() {
            problems if problems.is_empty() => Ok(rule),
            problems => Err(problems),
        }
    }
}

fn yes() -> bool {
    true
}

fn any_host() -> String {
    "any".into()
}

impl Default for Rule {
    /// A rule whose texts are still empty, to be filled in with `..Rule::default()`.
    fn default() -> Rule {
        Rule {
            id: 0,
            enabled: true,
            position: 0,
            group: String::new(),
            note: String::new(),
            source: Source::default(),
            when: Vec::new(),
            then: Action::Redirect(Redirect::default()),
            otherwise: None,
            schedule: None,
            examples: Vec::new(),
            dialect: Dialect::default(),
            alternatives: Vec::new(),
            stored: None,
        }
    }
}

impl Default for Source {
    fn default() -> Source {
        Source {
            kind: Kind::default(),
            value: String::new(),
            case: Case::default(),
            slash: Slash::default(),
            query: QueryMode::default(),
            host: any_host(),
            scheme: Scheme::default(),
        }
    }
}
