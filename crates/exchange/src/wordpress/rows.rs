//! Collecting the rules that the rows of a plugin become.

use detour_rules::{Action, Problem, Redirect, Rule, Source};

use super::{Manner, Options};
use crate::collect::Collector;
use crate::refusal::Refusal;
use crate::{Import, Place};

/// A rule in the making, and what there is to say about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) rule: Rule,
    /// Why it never acted where it comes from.
    pub(crate) dead: Option<Refusal>,
    /// What it doesn't do as there.
    pub(crate) differs: Vec<Refusal>,
}

impl Draft {
    pub(crate) fn new(source: Source, then: Action) -> Draft {
        Draft { rule: Rule { source, then, ..Rule::default() }, ..Draft::default() }
    }

    pub(crate) fn redirect(source: Source, to: String, code: u16) -> Draft {
        Draft::new(source, Action::Redirect(Redirect { to, code, ..Redirect::default() }))
    }

    pub(crate) fn differs(&mut self, message: impl Into<String>, fix: impl Into<String>) {
        self.differs.push(Refusal::new(message, fix));
    }
}

/// An import of a plugin's rows.
pub(crate) struct Rows<'o> {
    pub(crate) options: &'o Options,
    collector: Collector,
}

impl<'o> Rows<'o> {
    pub(crate) fn new(options: &'o Options) -> Rows<'o> {
        Rows { options, collector: Collector::default() }
    }

    /// The rules of one row, in the order they are tried. `shown` is the row's source as it is stored.
    pub(crate) fn add(&mut self, place: Place, shown: &str, drafts: Result<Vec<Draft>, Refusal>) {
        let drafts = match drafts {
            Ok(drafts) => drafts,
            Err(refusal) => return self.skip(place, shown, refusal),
        };
        for draft in drafts {
            let Draft { mut rule, dead, differs } = draft;
            rule.position = u32::try_from(self.collector.len()).unwrap_or(u32::MAX);
            if dead.is_some() && self.options.manner(place) == Manner::Behaved {
                rule.enabled = false;
            }
            let problems = rule.validate();
            if !problems.is_empty() {
                return self.collector.take(place, Err(problems));
            }
            let warnings = rule.warnings();
            let report = &mut self.collector.report;
            dead.into_iter().for_each(|dead| report.dead(place, dead.of("source", shown)));
            differs.into_iter().for_each(|differs| report.differs(place, differs.of("source", shown)));
            self.collector.take(place, Ok((rule, warnings)));
        }
    }

    pub(crate) fn skip(&mut self, place: Place, shown: &str, refusal: Refusal) {
        self.collector.report.skip(place, refusal.of("source", shown));
    }

    /// Something all rules differ in.
    pub(crate) fn all_differ(&mut self, message: &str, fix: &str) {
        if !self.collector.is_empty() {
            self.collector.report.differs(Place::File {}, Problem::new("", "", message, fix));
        }
    }

    /// Something about the import as a whole.
    pub(crate) fn warn(&mut self, message: &str, fix: &str) {
        self.collector.report.warn(Place::File {}, Problem::new("", "", message, fix));
    }

    /// How often a row was used.
    pub(crate) fn hits(&mut self, place: Place, hits: u64) {
        self.used(place, hits, None);
    }

    /// How often a row was used, and when last (seconds since 1970).
    pub(crate) fn used(&mut self, place: Place, hits: u64, last: Option<u64>) {
        self.collector.hits(place, hits, last);
    }

    /// Whether some rule so far compares with a pattern, which never takes WordPress' own pages.
    pub(crate) fn has_patterns(&self) -> bool {
        self.collector.has_patterns()
    }

    pub(crate) fn finish(mut self) -> Import {
        if self.collector.compares_queries() {
            self.all_differ(
                "Parameters of campaigns, such as utm_source, don't keep a rule from matching",
                "Empty the list of tracking parameters in the site's settings to have them compared",
            );
        }
        self.collector.finish()
    }
}

/// An import that fails as a whole.
pub(crate) fn nothing(message: String, fix: &str) -> Import {
    let mut collector = Collector::default();
    collector.report.skip(Place::File {}, Problem::new("", "", message, fix));
    collector.finish()
}
