//! A comparison under way: answers come in, differences go out.

use std::collections::HashSet;

use detour_rules::{Action, Decision, Request, Rule, Settings};

use crate::answer::Answered;
use crate::coverage::Coverage;
use crate::difference::Difference;
use crate::judge::Judge;
use crate::plan::{Planned, Start, requests, unaskable};
use crate::report::{LeftOut, Report, count};
use crate::{Asking, Site};

/// So many requests without a single answer, and the site is taken to be out of reach.
const MOST_FAILURES: u64 = 8;

/// New rules of a site, or of one blog of a network.
#[derive(Debug)]
pub struct RuleSet<'a> {
    /// Id of the blog.
    pub blog: Option<u64>,
    /// Its host, without port; `None` for that of the site.
    pub host: Option<&'a str>,
    /// The rules. Disabled ones are tried as well: the site must not answer for them.
    pub rules: &'a [Rule],
    /// Settings that they depend on.
    pub settings: &'a Settings,
    /// Ids of rules that no requests are made from: they are not in the new set although they are enabled, or not new.
    pub without: HashSet<u64>,
}

impl<'a> RuleSet<'a> {
    /// The rules that requests are made from.
    pub(crate) fn sampled(&self) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(|rule| !self.without.contains(&rule.id))
    }
}

/// What decides a request: the blog it belongs to, and the decision.
pub type Decide<'d> = dyn FnMut(&Request<'_>) -> (Option<u64>, Decision) + 'd;

/// The site answers nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{site} doesn't answer: {reason}")]
pub struct Unreachable {
    /// Its host.
    pub site: String,
    /// What went wrong.
    pub reason: String,
}

/// A comparison under way.
#[derive(Debug)]
pub struct Comparison<'a> {
    site: &'a Site,
    sets: &'a [RuleSet<'a>],
    options: &'a Asking,
    splits: HashSet<(Option<u64>, u64)>,
    pub(crate) coverage: Coverage,
    pub(crate) report: Report,
}

impl<'a> Comparison<'a> {
    /// Begins one. `left_out` is handed on to the report.
    pub fn new(site: &'a Site, sets: &'a [RuleSet<'a>], left_out: Vec<LeftOut>, options: &'a Asking) -> Comparison<'a> {
        let rules = sets.iter().map(|set| set.sampled().count()).sum();
        let report = Report { rules, left_out, not_asked: unaskable(site, options), ..Report::default() };
        Comparison { site, sets, options, splits: splits(sets), coverage: Coverage::default(), report }
    }

    /// All requests, those of the rules first.
    pub fn requests(&self) -> impl Iterator<Item = Planned<'a>> + use<'a> {
        requests(self.site, self.sets, self.options, Start::default())
    }

    /// Takes what the site answered, or in words why it didn't; `None` if the same request was sent before.
    ///
    /// # Errors
    /// When the site answers nothing at all.
    pub fn take(
        &mut self,
        planned: &Planned<'_>,
        answered: Option<Result<Answered, String>>,
        decide: &mut Decide<'_>,
    ) -> Result<Option<Difference>, Unreachable> {
        let Comparison { options, splits, coverage, report, .. } = self;
        coverage.asked(planned);
        let Some(answered) = answered else {
            let (blog, decisions) = planned.decisions(options, None, decide);
            coverage.answered(planned, blog, decisions.first());
            return Ok(None);
        };
        count(&mut report.requests);
        match answered {
            Ok(answered) => {
                let (blog, decisions) = planned.decisions(options, answered.own_address, decide);
                coverage.answered(planned, blog, decisions.first());
                let judge = Judge { splits, options, planned, blog };
                let (outcome, difference) = judge.judge(&decisions, &answered.actual);
                report.count(&outcome);
                if let Some(rule) = decisions.first().and_then(Decision::rule) {
                    coverage.decided(blog, rule, outcome.is_open());
                }
                return Ok(difference);
            }
            // What isn't ASCII is no request target, and servers may close the connection over it.
            Err(_) if report.requests - 1 > report.unanswered && !planned.sample.uri.is_ascii() => {
                count(&mut report.refused);
            }
            Err(reason) => {
                count(&mut report.unanswered);
                if report.unanswered == report.requests && report.unanswered >= MOST_FAILURES {
                    return Err(Unreachable { site: self.site.host().to_owned(), reason });
                }
                report.first_failure.get_or_insert_with(|| format!("{}: {reason}", planned.asked()));
            }
        }
        Ok(None)
    }

    /// What was found so far; which rules were exercised is known at the end only.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What it comes to.
    pub fn end(mut self) -> Report {
        self.report.not_exercised = self.coverage.not_exercised(self.sets);
        let enabled = self.sets.iter().flat_map(RuleSet::sampled).filter(|rule| rule.enabled).count();
        self.report.exercised = enabled - self.report.not_exercised.len();
        self.report
    }
}

// The rules that draw lots, with their blogs.
fn splits(sets: &[RuleSet<'_>]) -> HashSet<(Option<u64>, u64)> {
    let splits = |rule: &&Rule| {
        let actions = [Some(&rule.then), rule.otherwise.as_ref()];
        actions.into_iter().flatten().any(|action| matches!(action, Action::Split(_)))
    };
    sets.iter().flat_map(|set| set.rules.iter().filter(splits).map(|rule| (set.blog, rule.id))).collect()
}
