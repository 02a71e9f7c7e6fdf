//! Redirects that lead to redirects, and what they could lead to at once.

use detour_rules::{Action, Origin, Problem, QueryMode, Rule, RuleName, Scheme, Source, Template};
use serde_json::json;

use crate::set::Set;
use crate::walk::{Hop, Url};
use crate::{Change, Code, Finding};

/// The finding about a rule, the first of `hops`, whose visitors are redirected again.
pub(crate) fn finding(set: &Set, hops: &[Hop], start: &Url) -> Finding {
    let mut numbers: Vec<u64> = hops.iter().map(|hop| set.number(hop.index)).collect();
    numbers.dedup();
    let of = |number: &u64| Origin::of(*number).0;
    let code = match numbers.iter().any(|number| of(number) != of(&numbers[0])) {
        true => Code::ChainOtherOrigin,
        false => Code::Chain,
    };
    // Visitors of each host stay there, unless a target on the way names one.
    let names_host = hops.iter().any(|hop| names_host(set, hop));
    let shown = |hop: &Hop| if names_host { hop.url.whole() } else { hop.url.shown(start) };
    let end = hops.last().map_or_else(String::new, shown);
    let steps: Vec<String> = hops.iter().map(|hop| hop.url.shown(start)).collect();
    let mut names: Vec<String> =
        hops[1..].iter().map(|hop| RuleName::from(set.number(hop.index)).to_string()).collect();
    names.dedup();
    let (what, field) = match hops[0].is_fallback {
        true => ("The fallback", "then.redirect.fallback"),
        false => ("The target", "then.redirect.to"),
    };
    let message =
        format!("{what} is redirected again by {}: {} → {}", names.join(", "), start.shown(start), steps.join(" → "));
    let to = hops[0].written(set).unwrap_or_default();
    let change = flattened(set, hops, &end);
    let fix = match change {
        Some(_) => format!("Lead to {end} at once"),
        None => "Lead to the last target at once".to_owned(),
    };
    let problem = Problem::new(field, to, message, fix);
    let finding = Finding::new(code, &numbers, problem).at(start.shown(start));
    match change {
        Some(change) => finding.with(change),
        None => finding,
    }
}

// Only where every visitor would go the same way: the target inserts nothing, and the other rules ask for nothing but the URL
// that all of them come to.
fn flattened(set: &Set, hops: &[Hop], end: &str) -> Option<Change> {
    let rule = &set.entry(hops[0].index).rule;
    let Action::Redirect(first) = &rule.then else { return None };
    let is_literal = Template::parse(hops[0].written(set)?).is_ok_and(|template| template.is_literal());
    // A visitor's parameters get to the end only if each rule hands them on.
    let hands_on = |rule: &Rule| rule.source.query == QueryMode::Pass;
    let alike = |other: &Rule| is_plain(other) && (!hands_on(rule) || hands_on(other));
    let takes_all = |other: &Source| {
        (other.host == "any" || other.host == rule.source.host)
            && (other.scheme == Scheme::Any || other.scheme == rule.source.scheme)
    };
    let is_sure = |(place, hop): (usize, &Hop)| {
        let other = &set.entry(hop.index).rule;
        alike(other) && (takes_all(&other.source) || hops[..=place].iter().any(|before| names_host(set, before)))
    };
    if !is_literal || end.contains(['$', '{', '}']) || !hops[1..].iter().enumerate().all(is_sure) {
        return None;
    }
    let all_permanent = hops.iter().all(|hop| matches!(hop.code, 301 | 308));
    // Caches would keep for good what is only so for now.
    let code = match first.code {
        301 if !all_permanent => 302,
        308 if !all_permanent => 307,
        code => code,
    };
    if hops[0].is_fallback {
        // The code is that of the target as well.
        return (code == first.code).then(|| Change::set("then.redirect.fallback", end));
    }
    let mut merge = json!({"then": {"redirect": {"to": end}}});
    if code != first.code {
        merge["then"]["redirect"]["code"] = json!(code);
    }
    Some(Change::Merge(merge))
}

fn names_host(set: &Set, hop: &Hop) -> bool {
    let before = hop
        .written(set)
        .and_then(|to| to.split_once("//"))
        .map(|(before, _)| before.strip_suffix(':').unwrap_or(before));
    before.is_some_and(|scheme| scheme.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn is_plain(rule: &Rule) -> bool {
    rule.when.is_empty() && rule.schedule.is_none() && matches!(rule.then, Action::Redirect(_))
}
