//! From a row to a rule.

use detour_engine::dialect::redirection::{path_key, query_key, regex, source_url};
use detour_rules::{
    Action, Body, Case, Condition, Dialect, Ignore, Kind, Problem, QueryMode, Redirect, Respond, Rewrite, Rule, Slash,
    Source,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::data::Match;
use super::{Flags, Options, Row};

/// A rule, and what is to be known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The rule, which behaves as the row does.
    pub rule: Rule,
    /// What is odd about it.
    pub warnings: Vec<Problem>,
}

/// Why a row is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoRule {
    /// In the plugin it never does anything either.
    Dead(Problem),
    /// It acts, but no rule can say what it does.
    Unsound(Problem),
}

impl NoRule {
    /// The reason.
    pub fn into_problem(self) -> Problem {
        match self {
            NoRule::Dead(problem) | NoRule::Unsound(problem) => problem,
        }
    }
}

impl Row {
    /// The rule that behaves as this row does.
    ///
    /// # Errors
    /// Why the row never does anything, or can't be a rule.
    pub fn rule(&self, options: &Options) -> Result<Converted, NoRule> {
        let flags = Flags::of_row(self, options);
        let source = self.source(flags)?;
        let data = Match::read(&self.match_type, self.action_data.as_deref()).map_err(|message| {
            NoRule::Dead(Problem::new("match_type", &self.match_type, message, "Correct the row in the plugin"))
        })?;
        let mut warnings = Vec::new();
        if flags.regex
            && let Err(why) = regex(&source_url(self.url.as_bytes()), flags.ignore_case)
        {
            let message = format!("PHP rejects the pattern, so the rule never matches: {why}");
            warnings.push(Problem::new("url", &self.url, message, "Correct the pattern"));
        }
        if matches!(&data.condition, Some(Condition::Ip(_))) && options.settings.ip != detour_rules::AddressMode::Full {
            let message = "The condition on the address never holds, because the plugin is told not to keep addresses";
            warnings.push(Problem::new("ip_logging", "", message, "Let the plugin keep full addresses"));
        }
        let (when, then, otherwise) = self.actions(data, &mut warnings)?;
        let rule = Rule {
            id: self.id,
            enabled: self.enabled,
            position: self.position,
            note: self.title.clone().unwrap_or_default(),
            source,
            when: when.into_iter().collect(),
            then,
            otherwise,
            dialect: Dialect::Redirection,
            ..Rule::default()
        };
        match rule.validate().into_iter().next() {
            None => Ok(Converted { rule, warnings }),
            Some(problem) => Err(NoRule::Unsound(problem)),
        }
    }

    // What the key says decides whether the row is found at all, and whether the order of parameters counts.
    fn source(&self, flags: Flags) -> Result<Source, NoRule> {
        let stored = self.match_url.as_deref().unwrap_or_default();
        let url = self.url.as_bytes();
        let is_regex_key = stored == "regex";
        let query = match flags.query_mode() {
            QueryMode::Exact if !same_key(stored, &query_key(url)) => QueryMode::AnyOrder,
            mode => mode,
        };
        let is_found = is_regex_key || same_key(stored, &path_key(url)) || same_key(stored, &query_key(url));
        if flags.regex && !is_regex_key {
            let message = "The row is a regular expression that the plugin tries for the URL in its key only";
            let problem = Problem::new("match_url", stored, message, "Save the redirect again in the plugin");
            return Err(NoRule::Unsound(problem));
        }
        if !is_found {
            let message = "The row is never found: its key (column match_url) is not that of its source";
            let problem = Problem::new("match_url", stored, message, "Save the redirect again in the plugin");
            return Err(NoRule::Dead(problem));
        }
        Ok(Source {
            kind: if flags.regex { Kind::Regex } else { Kind::Exact },
            value: self.url.clone(),
            case: if flags.ignore_case { Case::Ignore } else { Case::Exact },
            slash: if flags.ignore_slash { Slash::Ignore } else { Slash::Exact },
            query: if flags.regex { QueryMode::AnyOrder } else { query },
            ..Source::default()
        })
    }

    fn actions(
        &self,
        data: Match,
        warnings: &mut Vec<Problem>,
    ) -> Result<(Option<Condition>, Action, Option<Action>), NoRule> {
        let Match { condition, matched, not_matched } = data;
        let mut targeted = |target: String| -> Option<Action> {
            (!matches!(target.as_str(), "" | "0")).then(|| self.to_target(target, warnings))
        };
        let (then, otherwise) = match self.action_type.as_str() {
            "url" | "pass" => match (targeted(matched), targeted(not_matched)) {
                (Some(then), otherwise) => (then, otherwise.filter(|_| condition.is_some())),
                (None, Some(then)) if condition.is_some() => {
                    return Ok((condition.map(|condition| Condition::Not(Box::new(condition))), then, None));
                }
                (None, _) => {
                    let message = "The rule has no target, so it never acts";
                    let problem = Problem::new("action_data", "", message, "Give it a target in the plugin");
                    return Err(NoRule::Dead(problem));
                }
            },
            "error" => {
                let code = u16::try_from(self.action_code).unwrap_or(404);
                (Action::Respond(Respond { code, body: Body::Theme, ..Respond::default() }), None)
            }
            "random" => {
                let message = "Only the plugin can choose a random post, so it goes on doing it";
                warnings.push(Problem::new("action_type", "random", message, "Keep the plugin active"));
                (Action::Ignore(Ignore {}), None)
            }
            "nothing" | "" => (Action::Ignore(Ignore {}), None),
            other => {
                let message = "The plugin has no such action, so the rule never acts";
                let problem = Problem::new("action_type", other, message, "Correct the row in the plugin");
                return Err(NoRule::Dead(problem));
            }
        };
        Ok((condition, then, otherwise))
    }

    fn to_target(&self, to: String, warnings: &mut Vec<Problem>) -> Action {
        if self.action_type == "url" {
            let code = u16::try_from(self.action_code).unwrap_or(301);
            return Action::Redirect(Redirect { to, code, ..Redirect::default() });
        }
        if to.starts_with("http://") || to.starts_with("https://") {
            let message = "Only the plugin can fetch another site's page, so it goes on doing it";
            warnings.push(Problem::new("action_data", &to, message, "Keep the plugin active, or redirect instead"));
            return Action::Ignore(Ignore {});
        }
        Action::Rewrite(Rewrite { to })
    }
}

// As the database compares: neither case nor accents tell keys apart.
fn same_key(stored: &str, key: &[u8]) -> bool {
    let folded =
        |text: &str| -> String { text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect() };
    !stored.is_empty() && folded(stored) == folded(&String::from_utf8_lossy(key))
}
