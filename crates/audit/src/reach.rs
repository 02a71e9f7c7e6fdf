//! Who answers a rule's own requests: the rule, or one before it.

use std::collections::HashSet;

use detour_engine::{covers, is_protected};
use detour_rules::{Action, Condition, Decision, Dialect, Kind, Pass, Problem, Request, Rule, RuleName, Slash, Source};
use detour_samples::{Home, Sample, Wanted, hits};
use serde_json::json;

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
            findings.extend(protected(&set.entry(index).rule, set.number(index), site));
        }
        match own {
            Some((sample, decision)) => {
                walker.follow(set, index, sample, decision, findings);
                if let Some(finding) = slash_variant(set, index, sample, findings.now()) {
                    findings.add(finding);
                }
            }
            None => findings.extend(shadowed(set, index, &winners, findings.draft())),
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

fn shadowed(set: &Set, index: usize, winners: &[usize], draft: Option<u64>) -> Option<Finding> {
    let rule = &set.entry(index).rule;
    let view = set.view(index).filter(|_| rule.alternatives.is_empty())?;
    let by = *winners.iter().find(|winner| set.view(**winner).is_some_and(|earlier| covers(&earlier, &view)))?;
    let winner = &set.entry(by).rule;
    let numbers = [set.number(index), set.number(by)];
    let names = numbers.map(RuleName::from);
    let message = format!(
        "This is never reached: {} ({}) comes before it and takes everything that it takes",
        names[1], winner.source.value
    );
    let problem = Problem::new("source.value", &rule.source.value, message, "Move it up, or delete it");
    let finding = Finding::new(Code::Shadowed, &numbers, problem);
    // Whoever is about to save one of the two wants both.
    let moved = match draft {
        Some(draft) if draft == numbers[0] => (names[0], set.position_before(index, by)),
        Some(draft) if draft == numbers[1] => (names[1], set.position_behind(by, index)),
        _ => return Some(finding.with(Change::DELETE)),
    };
    Some(match moved {
        (name, Some(position)) => finding.with_change_of(name, Change::set("position", position)),
        (_, None) => finding,
    })
}

fn protected(rule: &Rule, number: u64, site: &Site) -> Option<Finding> {
    if rule.dialect != Dialect::Native || matches!(rule.then, Action::Ignore(_)) {
        return None;
    }
    // Patterns that take other pages as well are meant for those.
    let (message, fix) = match rule.source.kind {
        Kind::Exact if !rule.when.is_empty() => return None,
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
    let finding = Finding::new(Code::Protected, &[number], problem);
    Some(match only_for_others(rule, site) {
        Some(change) => finding.with(change),
        None => finding,
    })
}

// The rule for the page that its source begins with, and for nobody who could be locked out: neither administrators nor who
// still has to log in.
fn only_for_others(rule: &Rule, site: &Site) -> Option<Change> {
    let page = plain_start(&rule.source)?;
    let request = Request::for_url("GET", &site.host, site.scheme, &page);
    if !is_protected(&request) {
        return None;
    }
    let administrators = Condition::Role(vec!["administrator".to_owned()]);
    let others = [Condition::LoggedIn(true), Condition::Not(Box::new(administrators))];
    Some(match (Change::when(rule, others), rule.source.kind) {
        (Change::Merge(mut merge), kind) if kind != Kind::Exact => {
            merge["source"] = json!({"kind": "exact", "value": page});
            Change::Merge(merge)
        }
        (change, _) => change,
    })
}

/// What every URL of a source begins with, as far as that is plain to see.
fn plain_start(source: &Source) -> Option<String> {
    let value = &source.value;
    match source.kind {
        Kind::Exact | Kind::Prefix => Some(value.clone()),
        Kind::Wildcard => value.split('*').next().map(str::to_owned),
        Kind::Regex => {
            let pattern = value.strip_prefix('^')?.replace("\\.", ".");
            let end = pattern.find(|c: char| !(c.is_ascii_alphanumeric() || "/-_.".contains(c)));
            Some(pattern[..end.unwrap_or(pattern.len())].to_owned())
        }
        Kind::Contains | Kind::Suffix => None,
    }
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
