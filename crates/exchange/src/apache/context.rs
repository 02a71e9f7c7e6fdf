//! The rules of one place of a configuration: a server, a virtual host, a folder.

use std::collections::HashSet;

use detour_rules::{Condition as Native, Kind, Rule, Test};

use super::line::Directive;
use super::rule::RewriteRule;
use crate::Place;
use crate::rewrite::Surroundings;

/// The rules of one place, each with its line.
#[derive(Debug, Default)]
pub(super) struct Context {
    pub(super) around: Surroundings,
    /// Names of the virtual host; none if it isn't one.
    pub(super) names: Vec<String>,
    /// `RewriteEngine`, as it was set last.
    pub(super) engine: Option<bool>,
    pub(super) rewrites: Vec<(Place, Rule)>,
    pub(super) aliases: Vec<(Place, Rule)>,
    /// What must hold for the rules still to come, because an earlier one lets these requests through.
    pub(super) exceptions: Vec<Native>,
    /// Everything was led to index.php already.
    pub(super) caught: bool,
    /// How many of the rules still to come depend on whether that in a line matches.
    pub(super) tied: Option<(u64, usize)>,
    /// Redirects without the flag `L`, which the rules behind them may take on: place, directive, targets.
    pub(super) open: Vec<(Place, Directive, Vec<String>)>,
    /// The places of those that were.
    taken: HashSet<Place>,
    /// URL path of the folder; empty for a server or host.
    pub(super) folder: String,
}

impl Context {
    /// Marks the redirects that would not end with a rule that follows them, because it takes them on.
    pub(super) fn taken_on(&mut self, by: &RewriteRule) -> Vec<(Place, Directive)> {
        if self.open.is_empty() {
            return Vec::new();
        }
        let takes = |targets: &[String]| targets.iter().any(|target| by.may_take(target));
        let (taken, open) = std::mem::take(&mut self.open).into_iter().partition(|(_, _, targets)| takes(targets));
        self.open = open;
        let taken: Vec<(Place, Directive)> = Vec::from_iter(taken)
            .into_iter()
            .map(|(place, directive, _): (Place, Directive, Vec<String>)| (place, directive))
            .collect();
        self.taken.extend(taken.iter().map(|(place, _)| *place));
        taken
    }

    /// Leaves out the rules that were taken on.
    pub(super) fn settle(&mut self) {
        let taken = std::mem::take(&mut self.taken);
        self.rewrites.retain(|(place, _)| !taken.contains(place));
    }

    /// All rules in the order they act.
    pub(super) fn rules(self) -> impl Iterator<Item = (Place, Rule)> {
        let Context { names, rewrites, aliases, folder, .. } = self;
        rewrites.into_iter().chain(aliases).flat_map(move |(place, rule)| {
            let rule = within(rule, &folder);
            let hosts = if rule.source.host == "any" { names.clone() } else { Vec::new() };
            let of_hosts: Vec<Rule> = match hosts.is_empty() {
                true => vec![rule],
                false => hosts
                    .into_iter()
                    .map(|host| {
                        let mut rule = rule.clone();
                        rule.source.host = host;
                        rule
                    })
                    .collect(),
            };
            of_hosts.into_iter().map(move |rule| (place, rule))
        })
    }
}

// A file in a folder isn't asked about URLs outside of it.
fn within(mut rule: Rule, folder: &str) -> Rule {
    let start = crate::shape::canonical(folder);
    let is_within = match rule.source.kind {
        Kind::Regex => rule.source.value.trim_start_matches("(?i)").starts_with(&format!("^{start}")),
        _ => rule.source.value.starts_with(&start),
    };
    if folder.len() > 1 && !is_within {
        let mut pattern = String::from("^");
        start.chars().for_each(|c| crate::pcre::push_literal(&mut pattern, c));
        rule.when.push(Native::Path(Test { matches: Some(pattern), ..Test::default() }));
    }
    rule
}
