//! What a verification comes to.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::compare::Outcome;

/// What a verification comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Rules that requests were made from.
    pub rules: usize,
    /// Requests that were sent.
    pub requests: u64,
    /// Those that both answered alike.
    pub equal: u64,
    /// Those that were answered otherwise.
    pub differences: u64,
    /// Those that the rules let pass and WordPress redirected on its own account, as it will do afterwards.
    pub wordpress: u64,
    /// Those that only WordPress can decide; the site's answer is one of those that are possible.
    pub left_to_wordpress: u64,
    /// Those whose target is drawn by lot.
    pub by_chance: u64,
    /// Those that are no proper requests and the web server refused.
    pub refused: u64,
    /// Those that the site gave no answer to, asked twice.
    pub unanswered: u64,
    /// Why, for the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_failure: Option<String>,
    /// URLs of the list that were not asked for, because nothing says where the site answers their scheme.
    pub not_asked: u64,
    /// Enabled rules that decided a request which the site answered.
    pub exercised: usize,
    /// Rules that nothing is proved about, because they decided none of the requests.
    pub not_exercised: Vec<NotExercised>,
    /// Rules that are not in the new set.
    pub left_out: Vec<LeftOut>,
}

/// A rule that decided none of the requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotExercised {
    /// Its id.
    pub rule: u64,
    /// Id of its blog in a network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blog: Option<u64>,
    /// Its source.
    pub source: String,
    /// The rule that answers before it, for callers who know it by another name than its id.
    #[serde(skip)]
    pub before: Option<u64>,
    /// Why.
    pub reason: String,
}

/// A rule that is not in the new set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Where it comes from, in words.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// One more. Where a comparison goes on from is handed in from outside, and may say anything.
pub(crate) fn count(number: &mut u64) {
    *number = number.saturating_add(1);
}

impl Report {
    /// Counts a request that was answered.
    pub(crate) fn count(&mut self, outcome: &Outcome) {
        count(match outcome {
            Outcome::Equal => &mut self.equal,
            Outcome::WordPress => &mut self.wordpress,
            Outcome::Refused => &mut self.refused,
            Outcome::LeftToWordPress => &mut self.left_to_wordpress,
            Outcome::ByChance => &mut self.by_chance,
            Outcome::Different(_) => &mut self.differences,
        });
    }

    /// Whether nothing speaks against the switch: both answered alike, always, and some request was decided by a rule.
    pub fn is_proof(&self) -> bool {
        let all_answered = self.differences == 0 && self.unanswered == 0 && self.not_asked == 0;
        all_answered && self.left_out.is_empty() && self.exercised > 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for LeftOut { place, reason } in &self.left_out {
            writeln!(f, "left out       {place}: {reason}")?;
        }
        for NotExercised { rule, blog, source, reason, .. } in &self.not_exercised {
            let blog = blog.map_or_else(String::new, |blog| format!("blog {blog}, "));
            writeln!(f, "not exercised  {blog}rule {rule} ({source}): {reason}")?;
        }
        if let Some(failure) = &self.first_failure {
            writeln!(f, "unanswered     {failure}")?;
        }
        for (count, words) in [
            (self.equal, "answered alike"),
            (self.wordpress, "redirected by WordPress itself"),
            (self.refused, "refused by the web server"),
            (self.left_to_wordpress, "left to WordPress, so not proved"),
            (self.by_chance, "drawn by lot, so not proved"),
            (self.unanswered, "without an answer"),
            (self.not_asked, "URLs not asked for: say with --connect-to where the site answers their scheme"),
            (self.not_exercised.len() as u64, "rules not exercised, so not proved"),
            (self.left_out.len() as u64, "rules left out"),
        ] {
            if count > 0 {
                writeln!(f, "{count:>8} {words}")?;
            }
        }
        if self.differences == 0 && self.requests > self.unanswered {
            writeln!(f, "No differences in {} requests that were answered.", self.requests - self.unanswered)?;
        }
        write!(f, "{} rules, {} requests, {} differences", self.rules, self.requests, self.differences)
    }
}
