//! Collecting what a reader finds, row by row: the same for all formats.

use detour_rules::{Dialect, Kind, Problem, QueryMode, Rule};

use crate::{Hits, Import, Place, Report, shadowed};

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

    /// A rule that is sound but for its host, which it got from what stands around it.
    pub(crate) fn take_of_host(&mut self, place: Place, rule: Rule) {
        let row = match rule.source.host_problems() {
            problems if problems.is_empty() => Ok((rule, Vec::new())),
            problems => Err(problems),
        };
        self.take(place, row);
    }

    /// How many rules there are so far.
    pub(crate) fn len(&self) -> usize {
        self.rules.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// How often the row at `place` was used and when last, if it is the last row and was taken over.
    pub(crate) fn hits(&mut self, place: Place, hits: u64, last: Option<u64>) {
        if hits > 0 && self.places.last() == Some(&place) {
            self.report.hits.push(Hits { place, hits, last });
        }
    }

    /// Whether some rule compares with a pattern.
    pub(crate) fn has_patterns(&self) -> bool {
        self.rules.iter().any(|rule| rule.source.kind != Kind::Exact)
    }

    /// Whether some native rule compares the query.
    pub(crate) fn compares_queries(&self) -> bool {
        let compares = |rule: &Rule| matches!(rule.source.query, QueryMode::Exact | QueryMode::AnyOrder);
        self.rules.iter().any(|rule| rule.dialect == Dialect::Native && compares(rule))
    }

    /// All rows were read.
    pub(crate) fn finish(mut self) -> Import {
        shadowed::report(&self.rules, &self.places, &mut self.report);
        self.report.imported = self.rules.len();
        Import { rules: self.rules, places: self.places, report: self.report }
    }
}
