//! Whether one rule takes everything that another takes, so that the other is never reached.
//!
//! Both sources are put as regular expressions over the same texts, and the two automata are walked side by side. What
//! can't be put so, or takes too many steps, is not covered: the answer `true` is a proof.

use std::collections::HashSet;

use detour_rules::{Case, Dialect, Kind, QueryMode, Scheme, Slash};
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start::Config as Start;
use regex_automata::util::syntax;
use regex_automata::{Anchored, MatchKind};

use crate::patterns::{escaped, pattern_text};
use crate::{Parts, RuleView, host, wildcard};

/// Largest automaton, bytes; and what making one may take.
const AUTOMATON_BYTES: usize = 1 << 20;
/// Most pairs of states that are looked at.
const MOST_PAIRS: usize = 4096;

/// Whether `earlier` acts on every request that the source of `later` takes. Both are native rules, and `earlier` comes
/// before the other; pages that no pattern may take are left aside.
pub fn covers(earlier: &RuleView<'_>, later: &RuleView<'_>) -> bool {
    let native = earlier.dialect == Dialect::Native && later.dialect == Dialect::Native;
    if !native || !always_acts(earlier) || !takes_hosts(earlier.host, later.host) {
        return false;
    }
    if earlier.scheme != Scheme::Any && earlier.scheme != later.scheme {
        return false;
    }
    let path_only = |rule: &RuleView<'_>| matches!(rule.query, QueryMode::Ignore | QueryMode::Pass);
    let bare = earlier.params.is_empty() || earlier.kind == Kind::Exact && !path_only(earlier);
    if !bare && earlier.params != later.params {
        return false;
    }
    let slash = earlier.slash == Slash::Ignore || later.slash == Slash::Exact || later.kind == Kind::Exact;
    if !slash {
        return false;
    }
    let same_texts = path_only(earlier) == path_only(later) && earlier.query != QueryMode::AnyOrder;
    if let Some(texts) = texts_of(later).filter(|_| same_texts)
        && let Some(all) = takes_all(earlier, &texts)
    {
        return all;
    }
    let texts = match path_only(earlier) && path_only(later) {
        true => (path_pattern(earlier), path_pattern(later)),
        false => (url_pattern(earlier, false), url_pattern(later, true)),
    };
    let (Some(wide), Some(narrow)) = texts else { return false };
    includes(&wide, earlier.case, &narrow, later.case).unwrap_or(false)
}

/// The texts that a rule is compared with where it matches, if they can be counted.
fn texts_of(rule: &RuleView<'_>) -> Option<Vec<Vec<u8>>> {
    let counted = rule.kind == Kind::Exact && rule.case == Case::Exact;
    let in_one_order = rule.query != QueryMode::AnyOrder || rule.params.is_empty();
    if !counted || !in_one_order {
        return None;
    }
    let query: &[&[u8]] = match rule.query {
        QueryMode::Exact if !rule.params.is_empty() => &[b"?", rule.params],
        _ => &[],
    };
    let ends: &[&[u8]] = if rule.slash == Slash::Ignore { &[b"", b"/"] } else { &[b""] };
    Some(ends.iter().map(|end| [&[rule.path, end][..], query].concat().concat()).collect())
}

/// Whether a rule takes all these texts; `None` for the kinds that an automaton is needed for.
fn takes_all(rule: &RuleView<'_>, texts: &[Vec<u8>]) -> Option<bool> {
    let takes = |text: &Vec<u8>| match (rule.kind, rule.case) {
        (Kind::Prefix, Case::Exact) => Some(text.starts_with(rule.path)),
        (Kind::Wildcard, case) => Some(wildcard::stars(rule.path, text, case).is_some()),
        _ => None,
    };
    texts.iter().try_fold(true, |all, text| Some(all && takes(text)?))
}

fn always_acts(rule: &RuleView<'_>) -> bool {
    Parts::read(rule.parts).is_some_and(|parts| parts.schedule.is_none() && parts.conditions.is_empty())
}

fn takes_hosts(wide: &[u8], narrow: &[u8]) -> bool {
    wide.is_empty() || wide == narrow || !narrow.is_empty() && host::fits(wide, narrow)
}

/// The paths that a rule takes whatever the query is.
fn path_pattern(rule: &RuleView<'_>) -> Option<String> {
    match rule.kind {
        Kind::Exact => Some(format!("^{}{}$", escaped(rule.path), optional_slash(rule))),
        _ => pattern_text(rule),
    }
}

/// The URLs that a rule takes, path and query; with `all`, and perhaps more; without, and perhaps not all of them.
fn url_pattern(rule: &RuleView<'_>, all: bool) -> Option<String> {
    const ANY_QUERY: &str = "(?s-u:(?:\\?.*)?)$";
    let path_only = matches!(rule.query, QueryMode::Ignore | QueryMode::Pass);
    // What is asked of the query besides makes it take less.
    if path_only && !rule.params.is_empty() && !all {
        return None;
    }
    match (rule.kind, rule.query) {
        (Kind::Exact, _) if path_only => Some(format!("^{}{}{ANY_QUERY}", escaped(rule.path), optional_slash(rule))),
        (Kind::Exact, QueryMode::AnyOrder) if !rule.params.is_empty() => {
            all.then(|| format!("^{}{}\\?", escaped(rule.path), optional_slash(rule)))
        }
        (Kind::Exact, _) => {
            let query = if rule.params.is_empty() { String::new() } else { format!("\\?{}", escaped(rule.params)) };
            Some(format!("^{}{}{query}$", escaped(rule.path), optional_slash(rule)))
        }
        (_, QueryMode::Exact) => pattern_text(rule),
        (Kind::Prefix, _) if path_only => Some(format!("^{}", escaped(rule.path))),
        (Kind::Wildcard, _) if path_only => {
            let pieces: Vec<String> = wildcard::pieces(rule.path).map(|piece| escaped(&piece)).collect();
            Some(format!("^{}{ANY_QUERY}", pieces.join("[^?]*")))
        }
        _ => None,
    }
}

// Of an exact source that ignores it, the slash at the end is gone already.
fn optional_slash(rule: &RuleView<'_>) -> &'static str {
    if rule.slash == Slash::Ignore { "/?" } else { "" }
}

/// Whether every text in which `narrow` is found is one in which `wide` is found; `None` if that would take too long.
fn includes(wide: &str, wide_case: Case, narrow: &str, narrow_case: Case) -> Option<bool> {
    if wide == narrow && wide_case == narrow_case {
        return Some(true);
    }
    let (wide, narrow) = (automaton(wide, wide_case)?, automaton(narrow, narrow_case)?);
    let start = |dfa: &dense::DFA<Vec<u32>>| dfa.start_state(&Start::new().anchored(Anchored::No)).ok();
    let first = (start(&wide)?, State::At(start(&narrow)?));
    let mut open = vec![(first.0, first.1, true)];
    let mut known: HashSet<(StateID, State)> = HashSet::new();
    while let Some((wide_at, narrow_at, is_start)) = open.pop() {
        let found = match narrow_at {
            State::Found => true,
            State::At(state) => narrow.is_match_state(narrow.next_eoi_state(state)),
        };
        if found && !is_start && !wide.is_match_state(wide.next_eoi_state(wide_at)) {
            return Some(false);
        }
        // Every URL begins with a slash; spaces and what lies beyond ASCII may have been decoded.
        let bytes = if is_start { b'/'..=b'/' } else { b' '..=0xff };
        for byte in bytes.filter(|&byte| byte != 0x7f) {
            let wide_next = wide.next_state(wide_at, byte);
            if wide.is_match_state(wide_next) {
                continue;
            }
            let narrow_next = match narrow_at {
                State::Found => State::Found,
                State::At(state) => match narrow.next_state(state, byte) {
                    next if narrow.is_match_state(next) => State::Found,
                    next if narrow.is_dead_state(next) => continue,
                    next => State::At(next),
                },
            };
            if known.insert((wide_next, narrow_next)) {
                open.push((wide_next, narrow_next, false));
            }
        }
        if known.len() > MOST_PAIRS {
            return None;
        }
    }
    Some(true)
}

/// Where the search for the narrower pattern stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum State {
    /// It was found already.
    Found,
    /// Still in its automaton.
    At(StateID),
}

fn automaton(pattern: &str, case: Case) -> Option<dense::DFA<Vec<u32>>> {
    let config = dense::Config::new()
        .match_kind(MatchKind::LeftmostFirst)
        .start_kind(StartKind::Unanchored)
        .dfa_size_limit(Some(AUTOMATON_BYTES))
        .determinize_size_limit(Some(4 * AUTOMATON_BYTES));
    let syntax = syntax::Config::new().unicode(false).utf8(false).case_insensitive(case == Case::Ignore);
    dense::Builder::new()
        .configure(config)
        .syntax(syntax)
        .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(AUTOMATON_BYTES)))
        .build(pattern)
        .ok()
}

#[cfg(test)]
mod tests {
    use detour_rules::Rule;
    use serde_json::{Value, json};

    use super::*;
    use crate::compile;

    fn covered(earlier: Value, later: Value) -> bool {
        let rule = |id: u64, source: &Value| {
            let mut rule = json!({"id": id, "source": source, "then": {"redirect": {"to": "/to"}}});
            if let Some(when) = source.get("when") {
                rule["when"] = when.clone();
                rule["source"].as_object_mut().unwrap().remove("when");
            }
            Rule::from_json(&rule).unwrap()
        };
        let program = compile(&[rule(1, &earlier), rule(2, &later)]).program;
        let views: Vec<RuleView<'_>> = program.rules.iter().map(|rule| rule.views(0).next().unwrap()).collect();
        covers(&views[0], &views[1])
    }

    fn of(kind: &str, value: &str) -> Value {
        json!({"kind": kind, "value": value})
    }

    #[test]
    fn wider_sources_cover_narrower_ones() {
        for (earlier, later) in [
            (of("prefix", "/shop/"), of("exact", "/shop/shoes")),
            (of("prefix", "/shop"), of("wildcard", "/shop/*/x")),
            (of("wildcard", "/a/*"), of("regex", "^/a/(b|c)+$")),
            (of("regex", "^/blog/.*"), of("prefix", "/blog/2020/")),
            (of("regex", "/tag/"), of("exact", "/x/tag/y")),
            (of("prefix", "/a"), json!({"value": "/a/b", "query": "pass"})),
            (json!({"value": "/a", "slash": "ignore", "query": "ignore"}), of("exact", "/a/?x=1")),
            (json!({"value": "/a", "case": "ignore"}), of("exact", "/A")),
            (json!({"kind": "wildcard", "value": "/a/*", "query": "pass"}), of("exact", "/a/b?c")),
            (json!({"kind": "prefix", "value": "/a"}), json!({"value": "/a/b", "host": "*.x.test"})),
            (
                json!({"kind": "prefix", "value": "/a", "host": "*.x.test"}),
                json!({"value": "/a/b", "host": "c.x.test"}),
            ),
        ] {
            assert!(covered(earlier.clone(), later.clone()), "{earlier} {later}");
        }
    }

    #[test]
    fn what_takes_something_else_is_not_covered() {
        for (earlier, later) in [
            (of("exact", "/shop/shoes"), of("prefix", "/shop/")),
            (of("regex", "^/blog/[a-z]+$"), of("regex", "^/blog/(.+)$")),
            (of("wildcard", "/a/*"), json!({"kind": "wildcard", "value": "/a/*", "slash": "ignore"})),
            (of("exact", "/a"), json!({"value": "/a", "slash": "ignore"})),
            (of("exact", "/a"), json!({"value": "/a", "query": "ignore"})),
            (of("exact", "/A"), json!({"value": "/a", "case": "ignore"})),
            (json!({"value": "/a?x=1", "query": "ignore"}), json!({"value": "/a", "query": "ignore"})),
            (json!({"kind": "prefix", "value": "/a", "when": [{"method": ["GET"]}]}), of("exact", "/a/b")),
            (json!({"kind": "prefix", "value": "/a", "host": "x.test"}), of("exact", "/a/b")),
            (json!({"kind": "prefix", "value": "/a", "scheme": "https"}), of("exact", "/a/b")),
            (of("regex", "^/a/\\d{3}$"), of("regex", "^/a/\\d+$")),
        ] {
            assert!(!covered(earlier.clone(), later.clone()), "{earlier} {later}");
        }
    }

    #[test]
    fn what_takes_too_long_is_left_open() {
        assert!(!covered(of("regex", "^/(a|b)*a(a|b){14}$"), of("regex", "^/(a|b)*a(a|b){14}a?$")));
    }
}
