//! Which rules the requests have put to the test.

use std::collections::BTreeMap;

use detour_rules::Decision;
use serde::{Deserialize, Serialize};

use crate::comparison::RuleSet;
use crate::plan::Planned;
use crate::report::NotExercised;

/// What is known of each rule, by its place: number of the set, and within it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Row>", into = "Vec<Row>")]
pub(crate) struct Coverage {
    rules: BTreeMap<(Option<u64>, u64), Tested>,
}

/// A rule as JSON has it: blog, id, how far it was tested in the order of the fields.
type Row = (Option<u64>, u64, bool, bool, bool, bool, Option<u64>);

/// How far one rule was tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tested {
    /// It decided a request that the site answered.
    exercised: bool,
    /// It matched, and left the decision to WordPress.
    deferred: bool,
    /// Requests made from it.
    asked: bool,
    /// Such a request got an answer.
    answered: bool,
    /// The rule that answered one of them instead.
    before: Option<u64>,
}

impl Coverage {
    /// A request made from a rule, or from none.
    pub(crate) fn asked(&mut self, planned: &Planned<'_>) {
        if let Some((set, rule)) = planned.from {
            self.rules.entry((set.blog, rule.id)).or_default().asked = true;
        }
    }

    /// A request that the site answered and the rule `by` decided; `open` if only WordPress can.
    pub(crate) fn decided(&mut self, blog: Option<u64>, by: u64, open: bool) {
        let tested = self.rules.entry((blog, by)).or_default();
        tested.exercised |= !open;
        tested.deferred |= open;
    }

    /// A request that the site answered, and what a rule of the blog decided about it.
    pub(crate) fn answered(&mut self, planned: &Planned<'_>, blog: Option<u64>, decision: Option<&Decision>) {
        let Some((set, rule)) = planned.from.filter(|(set, _)| set.blog == blog) else { return };
        let tested = self.rules.entry((set.blog, rule.id)).or_default();
        tested.answered = true;
        let by = decision.and_then(Decision::rule).filter(|by| *by != rule.id);
        tested.before = tested.before.or(by);
    }

    /// The enabled rules that decided nothing, and why.
    pub(crate) fn not_exercised(&self, sets: &[RuleSet<'_>]) -> Vec<NotExercised> {
        let mut all = Vec::new();
        for set in sets {
            for rule in set.sampled().filter(|rule| rule.enabled) {
                let tested = self.rules.get(&(set.blog, rule.id)).copied().unwrap_or_default();
                if tested.exercised {
                    continue;
                }
                let mut before = None;
                let reason = match tested {
                    Tested { deferred: true, .. } => "it is left to WordPress".to_owned(),
                    Tested { asked: false, .. } => "no request could be made that may be sent".to_owned(),
                    Tested { answered: false, .. } => "the site gave no answer".to_owned(),
                    Tested { before: Some(by), .. } => {
                        before = Some(by);
                        format!("rule {by} answers before it")
                    }
                    _ => "it takes none of the requests that were made from it".to_owned(),
                };
                let source = rule.source.value.clone();
                all.push(NotExercised { rule: rule.id, blog: set.blog, source, before, reason });
            }
        }
        all
    }
}

impl From<Coverage> for Vec<Row> {
    fn from(coverage: Coverage) -> Vec<Row> {
        let row = |((blog, id), tested)| {
            let Tested { exercised, deferred, asked, answered, before } = tested;
            (blog, id, exercised, deferred, asked, answered, before)
        };
        coverage.rules.into_iter().map(row).collect()
    }
}

impl From<Vec<Row>> for Coverage {
    fn from(rows: Vec<Row>) -> Coverage {
        let tested = |(blog, id, exercised, deferred, asked, answered, before)| {
            ((blog, id), Tested { exercised, deferred, asked, answered, before })
        };
        Coverage { rules: rows.into_iter().map(tested).collect() }
    }
}
