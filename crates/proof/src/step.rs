//! A comparison in steps, for callers that can't go on for as long as it takes.

use serde::{Deserialize, Serialize};

use crate::answer::Answered;
use crate::comparison::{Comparison, Decide, RuleSet, Unreachable};
use crate::coverage::Coverage;
use crate::difference::Difference;
use crate::plan::{Planned, Start, requests};
use crate::report::{LeftOut, Report};
use crate::{Asking, Site};

/// What is handed from step to step: how far it has come, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    start: Start,
    report: Report,
    coverage: Coverage,
}

/// What a step comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stepped {
    /// What was found so far, in all steps.
    pub report: Report,
    /// Rules that were begun.
    pub rules: usize,
    /// What this step has found.
    pub differences: Vec<Difference>,
    /// Where to go on; `None` at the end.
    pub state: Option<State>,
}

/// Asks the site one request: an answer, in words why there is none, or `None` to stop before it.
pub type Ask<'d> = dyn FnMut(&Planned<'_>) -> Option<Result<Answered, String>> + 'd;

/// Goes on from `state` until `ask` stops it. Rules, settings and options must be the same in all steps. Within a step no
/// request is sent twice.
///
/// # Errors
/// When the site answers nothing at all.
pub fn step(
    (site, sets, options): (&Site, &[RuleSet<'_>], &Asking),
    left_out: Vec<LeftOut>,
    state: Option<State>,
    ask: &mut Ask<'_>,
    decide: &mut Decide<'_>,
) -> Result<Stepped, Unreachable> {
    let mut comparison = Comparison::new(site, sets, left_out, options);
    let mut start = Start::default();
    if let Some(state) = state {
        let Report { rules, left_out, not_asked, .. } = std::mem::take(&mut comparison.report);
        comparison.report = Report { rules, left_out, not_asked, ..state.report };
        (start, comparison.coverage) = (state.start, state.coverage);
    }
    let (mut differences, mut rules) = (Vec::new(), start.rule);
    for planned in requests(site, sets, options, start) {
        let answered = match planned.repeated {
            true => None,
            false => match ask(&planned) {
                Some(answered) => Some(answered),
                None => {
                    let report = Report { left_out: Vec::new(), ..comparison.report.clone() };
                    let state = State { start: planned.start, report, coverage: comparison.coverage };
                    return Ok(Stepped { report: comparison.report, rules, differences, state: Some(state) });
                }
            },
        };
        differences.extend(comparison.take(&planned, answered, decide)?);
        rules = planned.number;
    }
    let report = comparison.end();
    Ok(Stepped { rules: report.rules, report, differences, state: None })
}
