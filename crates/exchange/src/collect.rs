//! Collecting what a reader finds, row by row: the same for all formats.

use detour_rules::{Problem, Rule};

use crate::{Import, Place, Report, shadowed};

/// An import in the making.
#[derive(Default)]
pub(crate) struct Collector {
    rules: Vec<Rule>,
    places: Vec<Place>,
    pub(crate) report: Report,
}

impl Collector {
    /// A row was read: a rule with warnings, or everything that is wrong with it.
    pub(crate) fn take(&mut self, place: Place, row: Result<(Rule, Vec<Problem>), Vec<Problem>>) {
        match row {
            Ok((rule, warnings)) => {
                warnings.into_iter().for_each(|problem| self.report.warn(place, problem));
                self.rules.push(rule);
                self.places.push(place);
            }
            Err(problems) => problems.into_iter().for_each(|problem| self.report.skip(place, problem)),
        }
    }

    /// All rows were read.
    pub(crate) fn finish(mut self) -> Import {
        shadowed::report(&self.rules, &self.places, &mut self.report);
        self.report.imported = self.rules.len();
        Import { rules: self.rules, report: self.report }
    }
}
