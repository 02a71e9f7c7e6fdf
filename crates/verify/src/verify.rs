//! Asking both, request by request.

use std::collections::HashSet;
use std::net::IpAddr;
use std::time::Duration;

use detour_rules::{Action, Decision, Request, Rule, Settings};
use futures_util::StreamExt;

use crate::Site;
use crate::client::Client;
use crate::coverage::Coverage;
use crate::difference::Difference;
use crate::judge::Judge;
use crate::plan::{requests, unaskable};
use crate::report::{LeftOut, Report};

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
    /// Ids of rules that are not in the new set although they are enabled.
    pub without: HashSet<u64>,
}

impl<'a> RuleSet<'a> {
    /// The rules that requests are made from.
    pub(crate) fn sampled(&self) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(|rule| !self.without.contains(&rule.id))
    }
}

/// How the site is asked.
#[derive(Debug, Clone)]
pub struct Options {
    /// Most requests for each source of a rule.
    pub most: usize,
    /// How many requests are under way at the same time.
    pub concurrency: usize,
    /// Longest time for one request.
    pub timeout: Duration,
    /// Whether POST is sent, and whatever else rules ask for.
    pub unsafe_methods: bool,
    /// Whether certificates are left unchecked.
    pub insecure: bool,
    /// Whether it matters how long caches may keep an answer.
    pub cache: bool,
    /// Whether the old rules redirect in a name of their own (`X-Redirect-By`), so that what is redirected in the name of
    /// WordPress stays as it is.
    pub named: bool,
    /// Headers of every request.
    pub headers: Vec<(String, String)>,
    /// The address that the site sees; `None` for that of the connection.
    pub client_ip: Option<IpAddr>,
    /// Chooses the letters where any will do.
    pub seed: u64,
    /// URLs to ask for besides: paths, or whole URLs.
    pub urls: Vec<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            most: 48,
            concurrency: 4,
            timeout: Duration::from_secs(30),
            unsafe_methods: false,
            insecure: false,
            cache: false,
            named: false,
            headers: Vec::new(),
            client_ip: None,
            seed: 0,
            urls: Vec::new(),
        }
    }
}

/// What is told while it goes on.
#[derive(Debug)]
pub enum Event<'a> {
    /// So far it has come.
    Progress {
        /// Rules that were begun.
        rules: usize,
        /// All rules.
        of: usize,
        /// What was found.
        report: &'a Report,
    },
    /// A difference, in the order of the rules.
    Difference(Box<Difference>),
}

/// Why nothing could be found out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The site answers nothing.
    #[error("{site} doesn't answer: {reason}")]
    Unreachable {
        /// Its host.
        site: String,
        /// What went wrong.
        reason: String,
    },
}

/// What decides a request: the blog it belongs to, and the decision.
pub type Decide<'d> = dyn FnMut(&Request<'_>) -> (Option<u64>, Decision) + 'd;

/// Asks the site and the rules the same, and tells every difference. `left_out` is handed on to the report.
///
/// # Errors
/// When the site can't be asked at all.
pub async fn verify(
    site: &Site,
    sets: &[RuleSet<'_>],
    left_out: Vec<LeftOut>,
    options: &Options,
    decide: &mut Decide<'_>,
    watch: &mut dyn FnMut(Event<'_>),
) -> Result<Report, VerifyError> {
    let unreachable = |reason| VerifyError::Unreachable { site: site.host().to_owned(), reason };
    let client = Client::new(site, options.timeout, options.insecure).map_err(unreachable)?;
    let rules = sets.iter().map(|set| set.sampled().count()).sum();
    let mut report = Report { rules, left_out, not_asked: unaskable(site, options), ..Report::default() };
    let mut coverage = Coverage::default();
    let splits = splits(sets);
    let asking = futures_util::stream::iter(requests(site, sets, options)).map(|planned| async {
        let answered = match planned.repeated {
            true => None,
            false => Some(client.ask(&planned.sample, &planned.headers).await),
        };
        (planned, answered)
    });
    let mut asking = std::pin::pin!(asking.buffered(options.concurrency.max(1)));
    while let Some((planned, answered)) = asking.next().await {
        coverage.asked(&planned);
        let Some(answered) = answered else {
            let (blog, decisions) = planned.decisions(options, None, decide);
            coverage.answered(&planned, blog, decisions.first());
            continue;
        };
        report.requests += 1;
        match answered {
            Ok(answered) => {
                let (blog, decisions) = planned.decisions(options, answered.own_address, decide);
                coverage.answered(&planned, blog, decisions.first());
                let judge = Judge { splits: &splits, options, planned: &planned, blog };
                let (outcome, difference) = judge.judge(&decisions, &answered.actual);
                report.count(&outcome);
                if let Some(rule) = decisions.first().and_then(Decision::rule) {
                    coverage.decided(blog, rule, outcome.is_open());
                }
                if let Some(difference) = difference {
                    watch(Event::Difference(Box::new(difference)));
                }
            }
            // What isn't ASCII is no request target, and servers may close the connection over it.
            Err(_) if report.requests > report.unanswered + 1 && !planned.sample.uri.is_ascii() => report.refused += 1,
            Err(reason) => {
                report.unanswered += 1;
                if report.unanswered == report.requests && report.unanswered >= MOST_FAILURES {
                    return Err(unreachable(reason));
                }
                report.first_failure.get_or_insert_with(|| format!("{}: {reason}", planned.asked()));
            }
        }
        watch(Event::Progress { rules: planned.number, of: rules, report: &report });
    }
    report.not_exercised = coverage.not_exercised(sets);
    let enabled = sets.iter().flat_map(RuleSet::sampled).filter(|rule| rule.enabled).count();
    report.exercised = enabled - report.not_exercised.len();
    Ok(report)
}

// The rules that draw lots, with their blogs.
fn splits(sets: &[RuleSet<'_>]) -> HashSet<(Option<u64>, u64)> {
    let splits = |rule: &&Rule| {
        let actions = [Some(&rule.then), rule.otherwise.as_ref()];
        actions.into_iter().flatten().any(|action| matches!(action, Action::Split(_)))
    };
    sets.iter().flat_map(|set| set.sampled().filter(splits).map(|rule| (set.blog, rule.id))).collect()
}
