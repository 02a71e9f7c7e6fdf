//! Who answers a rule's own requests: the rule, or one before it.

use std::collections::HashSet;

use detour_engine::{covers, is_protected};
use detour_rules::{Action, Decision, Dialect, Kind, Pass, Problem, Request, Rule, Slash};
use detour_samples::{Home, Sample, Wanted, hits};

use crate::report::Findings;
use crate::set::{Set, visitor};
use crate::walk::Walker;
use crate::{Change, Code, Finding, Site};

/// Most requests of one rule.
const MOST_HITS: usize = 4;
/// Host of a site whose own isn't known.
const SOME_HOST: &str = "site.invalid";

pub(crate) fn check(set: &mut Set, site: &Site, duplicates: &HashSet<usize>, findings: &mut Findings<'_>) {
    let mut walker = Walker::new(site, findings.now());
    for place in 0..set.served().len() {
        let index = set.served()[place];
        // A duplicate has been told of, and a rule whose time isn't now answers nothing.
        if duplicates.contains(&index) || !walker.is_due(&set.entry(index).rule) {
            continue;
        }
        if !set.may_ask() {
            continue;
        }
        let samples = samples(&set.entry(index).rule, site);
        let mut winners: Vec<usize> = Vec::new();
        let mut own = None;
        let mut is_protected_page = false;
        for sample in &samples {
            let facts = visitor(&sample.headers, findings.now());
            let request = request(sample, &facts);
            is_protected_page |= is_protected(&request);
            match set.ask(&request) {
                (decision, Some(by)) if by == index => {
                    own = Some((sample, decision));
                    break;
                }
                (_, Some(by)) if by < index && !winners.contains(&by) => winners.push(by),
                _ => {}
            }
        }
        if is_protected_page {
            findings.extend(protected(set, index));
        }
        match own {
            Some((sample, decision)) => {
                walker.follow(set, index, sample, decision, findings);
                if let Some(finding) = slash_variant(set, index, sample, findings.now()) {
                    findings.add(finding);
                }
            }
            None => findings.extend(shadowed(set, index, &winners)),
        }
    }
}

fn samples(rule: &Rule, site: &Site) -> Vec<Sample> {
    let host = if site.host.is_empty() { SOME_HOST } else { &site.host };
    let home = Home { scheme: site.scheme, both_schemes: true, host, folder: &site.folder };
    let wanted = Wanted { home, settings: &site.settings, most: MOST_HITS, unsafe_methods: true, seed: 0 };
    hits(rule, &wanted)
}

pub(crate) fn request<'a>(sample: &'a Sample, facts: &'a detour_rules::Facts) -> Request<'a> {
    Request {
        method: sample.method.as_bytes(),
        scheme: sample.scheme,
        host: sample.host.as_bytes(),
        uri: sample.uri.as_bytes(),
        context: facts,
    }
}

fn shadowed(set: &Set, index: usize, winners: &[usize]) -> Option<Finding> {
    let rule = &set.entry(index).rule;
    let view = set.view(index).filter(|_| rule.alternatives.is_empty())?;
    let by = winners.iter().find(|winner| set.view(**winner).is_some_and(|earlier| covers(&earlier, &view)))?;
    let winner = &set.entry(*by).rule;
    let numbers = [set.number(index), set.number(*by)];
    let message = format!(
        "This is never reached: {} ({}) comes before it and takes everything that it takes",
        detour_rules::RuleName::from(numbers[1]),
        winner.source.value
    );
    let problem = Problem::new("source.value", &rule.source.value, message, "Move it up, or delete it");
    Some(Finding::new(Code::Shadowed, &numbers, problem).with(Change::DELETE))
}

fn protected(set: &Set, index: usize) -> Option<Finding> {
    let rule = &set.entry(index).rule;
    if rule.dialect != Dialect::Native || matches!(rule.then, Action::Ignore(_)) {
        return None;
    }
    // Patterns that take other pages as well are meant for those.
    let (message, fix) = match rule.source.kind {
        Kind::Exact => (
            "This takes one of WordPress' own pages away, and may lock you out",
            "Ask for more than the URL, or delete the rule unless that is meant",
        ),
        _ => (
            "WordPress' own pages can only be taken by an exact rule, so this never answers for them",
            "Use an exact rule",
        ),
    };
    let problem = Problem::new("source.value", &rule.source.value, message, fix);
    Some(Finding::new(Code::Protected, &[set.number(index)], problem))
}

// Of an address that somebody moved, the visitors come with a slash at its end and without.
fn slash_variant(set: &mut Set, index: usize, sample: &Sample, now: u64) -> Option<Finding> {
    let rule = &set.entry(index).rule;
    let is_plain = rule.dialect == Dialect::Native
        && rule.source.kind == Kind::Exact
        && rule.source.slash == Slash::Exact
        && !matches!(rule.then, Action::Ignore(_) | Action::Rewrite(_));
    let (path, query) = sample.uri.split_once('?').map_or((&*sample.uri, ""), |(path, query)| (path, query));
    let bare = path.trim_end_matches('/');
    let is_page = bare.rsplit('/').next().is_some_and(|last| !last.is_empty() && !last.contains('.'));
    if !is_plain || !is_page {
        return None;
    }
    let other = if path.ends_with('/') { bare.to_owned() } else { format!("{bare}/") };
    let uri = if query.is_empty() { other } else { format!("{other}?{query}") };
    let facts = visitor(&sample.headers, now);
    let variant = Sample { uri, ..sample.clone() };
    let (Decision::Pass(Pass::NoMatch), _) = set.ask(&request(&variant, &facts)) else { return None };
    let message = format!("{} isn't taken: the slash at the end makes a difference", variant.uri);
    let fix = "Let the rule ignore it";
    let problem = Problem::new("source.slash", "exact", message, fix);
    let finding = Finding::new(Code::SlashVariant, &[set.number(index)], problem).at(variant.uri);
    Some(finding.with(Change::set("source.slash", "ignore")))
}
