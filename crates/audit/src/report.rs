//! All findings of an audit.

use std::collections::BTreeMap;

use detour_rules::RuleName;
use serde::Serialize;

use crate::set::Set;
use crate::{Code, Finding, Options, Severity};

/// What an audit came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// How many rules there are, disabled ones included.
    pub rules: usize,
    /// The worst first, then by code and in the order of the rules.
    pub findings: Vec<Finding>,
    /// How many findings there are of each code, listed or not.
    pub counts: BTreeMap<&'static str, usize>,
    /// How many of them are not listed, because there are too many of their code.
    pub not_listed: usize,
    /// Rules whose requests were not followed, because that would have taken too long.
    pub not_followed: usize,
}

impl Report {
    /// How many findings are as bad as this or worse.
    pub fn count(&self, severity: Severity) -> usize {
        Severity::ALL.into_iter().filter(|worse| *worse <= severity).map(|worse| self.counts_of(worse)).sum()
    }

    /// How many findings are just as bad as this.
    pub fn counts_of(&self, severity: Severity) -> usize {
        let codes = Code::ALL.iter().filter(|code| code.severity() == severity);
        codes.filter_map(|code| self.counts.get(code.word())).sum()
    }
}

/// Findings as they come.
pub(crate) struct Findings<'a> {
    options: &'a Options,
    list: Vec<Finding>,
    counts: BTreeMap<&'static str, usize>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(options: &'a Options) -> Findings<'a> {
        Findings { options, list: Vec::new(), counts: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, finding: Finding) {
        if self.options.only.is_some_and(|only| !finding.rules.contains(&RuleName::from(only))) {
            return;
        }
        let count = self.counts.entry(finding.code.word()).or_default();
        *count += 1;
        if *count <= self.options.most {
            self.list.push(finding);
        }
    }

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }

    /// The time, seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.options.now
    }

    /// The rule that somebody is about to save, if that is what is looked at.
    pub(crate) fn draft(&self) -> Option<u64> {
        self.options.only
    }

    pub(crate) fn report(self, set: &Set) -> Report {
        let Findings { mut list, counts, .. } = self;
        let sources = set.sources();
        for finding in &mut list {
            let source = finding.rules.first().and_then(|name| sources.get(&name.origin.rule(name.rule)));
            finding.source = source.map_or_else(String::new, |source| source.to_string());
        }
        // Stable, so that each code keeps the order of the rules.
        list.sort_by_key(|finding| (finding.severity, finding.code));
        let not_listed = counts.values().sum::<usize>() - list.len();
        Report { rules: set.count(), findings: list, counts, not_listed, not_followed: set.left_aside() }
    }
}
