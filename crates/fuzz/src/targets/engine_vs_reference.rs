//! The engine on a rule file answers as the naive reference matcher does. A decision that was deferred and resumed, in
//! whatever steps, ends as if all had been known from the start. In a network each request has the rules of its own site.

use detour_engine::{Patterns, reference};
use detour_format::{AnyFile, FilePatterns, RuleFile};
use detour_rules::{Condition, Decision, Dialect, Rule, Settings};
use serde_json::json;

use crate::asked::{Asked, Visitor};
use crate::case::{Case, HOST};

/// Runs the target.
pub fn run(data: &[u8]) {
    let Some(case) = super::case("engine_vs_reference", data) else { return };
    let mut rules = case.rules();
    let has_plugins = case.has_plugins();
    if !has_plugins {
        rules.push(last_resort());
    }
    let is_postponed =
        |rule: &Rule| rule.dialect == Dialect::Redirection && matches!(rule.when[..], [Condition::NotFound(_)]);
    // What is known at once isn't postponed.
    let may_be_postponed = rules.iter().any(is_postponed);
    let settings = case.settings();
    if !case.sites.is_empty() {
        network(&case, &rules, &settings);
    }
    let mut compared = Compared { file: case.file(&rules), patterns: Patterns::new(), rules, settings, case: &case };
    for asked in &case.requests {
        let at_once = compared.decide(asked, &asked.knowing_all(), 0);
        assert!(!matches!(at_once, Decision::Defer { .. }), "{at_once:?}, though all is known\n{case}");
        // Plugins don't know that servers take such targets apart.
        if let Some(same) = origin_form(asked).filter(|_| !has_plugins) {
            let other = compared.decide(&same, &same.knowing_all(), 0);
            assert_eq!(at_once, other, "{asked:?} (left) and {same:?} (right) are the same URL\n{case}");
        }
        let in_steps = compared.in_steps(asked);
        assert!(
            may_be_postponed || at_once == in_steps,
            "at once {at_once:?}, in steps {in_steps:?}: {asked:?}\n{case}"
        );
    }
}

struct Compared<'a> {
    file: RuleFile<Vec<u8>>,
    patterns: Patterns,
    rules: Vec<Rule>,
    settings: Settings,
    case: &'a Case,
}

impl Compared<'_> {
    fn decide(&mut self, asked: &Asked, visitor: &Visitor<'_>, from: u32) -> Decision {
        let case = self.case;
        let request = asked.request(visitor);
        let decision = self.file.decide_from(&mut self.patterns, &request, from);
        let expected = reference::decide_from(&self.rules, &self.settings, &request, from);
        assert_eq!(decision, expected, "engine (left) and reference (right), {visitor:?}, from {from}\n{case}");
        super::assert_explained(&self.file.explain_from(&mut self.patterns, &request, from), &decision);
        super::assert_sendable(&decision, case.has_plugins());
        decision
    }

    // As WordPress does: what a deferred rule needs is found out, then it goes on from there.
    fn in_steps(&mut self, asked: &Asked) -> Decision {
        let mut known = asked.known.clone();
        let mut place = 0;
        loop {
            let decision = self.decide(asked, &asked.knowing(&known), place);
            let Decision::Defer { from, needs, .. } = decision else { return decision };
            let before = known.clone();
            known.add(needs);
            // So this ends.
            assert_ne!(known, before, "nothing is asked that isn't known\n{}", self.case);
            assert!(from >= place, "it goes back from {place} to {from}\n{}", self.case);
            place = from;
        }
    }
}

// Each request is answered by the rules of its own site.
fn network(case: &Case, rules: &[Rule], settings: &Settings) {
    let Some(bytes) = case.network(rules) else { return };
    let file = AnyFile::open(bytes).unwrap_or_else(|error| panic!("{error}\n{case}"));
    file.verify().unwrap_or_else(|error| panic!("{error}\n{case}"));
    let dealt_out = case.dealt_out(rules);
    let site = |((blog, path), rules)| reference::Site { blog, host: HOST, path, rules, settings };
    let sites: Vec<reference::Site<'_>> =
        (1..).zip(case.sites.iter().map(String::as_str)).zip(dealt_out.iter().map(Vec::as_slice)).map(site).collect();
    let mut patterns = FilePatterns::new();
    for asked in &case.requests {
        let visitor = asked.knowing_all();
        let request = asked.request(&visitor);
        let decision = file.decide(&mut patterns, &request);
        let expected = reference::decide_network(&sites, &request, 0);
        assert_eq!(decision, expected, "network (left) and reference (right), {asked:?}\n{case}");
        super::assert_explained(&file.explain(&mut patterns, &request), &decision);
    }
}

// The same request as servers get it, for one that names the host in its target.
fn origin_form(asked: &Asked) -> Option<Asked> {
    let (scheme, rest) = asked.uri.split_once("://")?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let (host, target) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let target = target.split('#').next().unwrap_or_default();
    let slash = if target.starts_with('/') { "" } else { "/" };
    Some(Asked { uri: format!("{slash}{target}"), host: host.to_owned(), ..asked.clone() })
}

// Takes what no other rule does. Without it, a rule that both should find and the engine can't match would look like
// agreement: the reference leaves the answer of the rule it found to the engine.
fn last_resort() -> Rule {
    let json = json!({"id": u64::MAX, "position": u32::MAX, "source": {"kind": "prefix", "value": "/"},
                      "then": {"respond": {"code": 410}}});
    Rule::from_json(&json).unwrap_or_else(|problems| panic!("{problems:?}"))
}
