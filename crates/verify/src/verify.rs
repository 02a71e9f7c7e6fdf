//! Asking both, request by request.

use std::time::Duration;

use detour_proof::{Comparison, Decide, Difference, LeftOut, Report, RuleSet, Site, Unreachable};
use futures_util::StreamExt;

use crate::Asking;
use crate::client::Client;

/// How the site is asked.
#[derive(Debug, Clone)]
pub struct Options {
    /// What is asked.
    pub asked: Asking,
    /// How many requests are under way at the same time.
    pub concurrency: usize,
    /// Longest time for one request.
    pub timeout: Duration,
    /// Whether certificates are left unchecked.
    pub insecure: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { asked: Asking::default(), concurrency: 4, timeout: Duration::from_secs(30), insecure: false }
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
) -> Result<Report, Unreachable> {
    let client = Client::new(site, options.timeout, options.insecure)
        .map_err(|reason| Unreachable { site: site.host().to_owned(), reason })?;
    let mut comparison = Comparison::new(site, sets, left_out, &options.asked);
    let asking = futures_util::stream::iter(comparison.requests()).map(|planned| async {
        let answered = match planned.repeated {
            true => None,
            false => Some(client.ask(&planned.sample, &planned.headers).await),
        };
        (planned, answered)
    });
    let mut asking = std::pin::pin!(asking.buffered(options.concurrency.max(1)));
    while let Some((planned, answered)) = asking.next().await {
        let was_asked = answered.is_some();
        if let Some(difference) = comparison.take(&planned, answered, decide)? {
            watch(Event::Difference(Box::new(difference)));
        }
        if was_asked {
            let report = comparison.report();
            watch(Event::Progress { rules: planned.number, of: report.rules, report });
        }
    }
    Ok(comparison.end())
}
