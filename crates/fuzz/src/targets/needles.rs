//! The index of patterns never hides a match: whenever a regular expression matches, the rule file's decision finds it.

use detour_engine::Patterns;
use detour_rules::{Dialect, Kind, QueryMode, Rule, Scheme, Slash, Source, pattern};

use crate::case::Case;

/// Runs the target. Only native regular expressions for everybody are looked at, and only URLs that leave nothing to decode.
pub fn run(data: &[u8]) {
    let Some(case) = super::case("needles", data) else { return };
    let case = Case { tracking: Vec::new(), redirection: None, rank_math: None, ..case };
    let rules: Vec<Rule> = case.rules().into_iter().filter(is_for_all).collect();
    let file = case.file(&rules);
    let mut patterns = Patterns::new();
    let tried: Vec<_> = rules
        .iter()
        .filter(|rule| rule.enabled)
        .map(|rule| (rule, pattern(&rule.source.value, rule.source.case).unwrap_or_else(|e| panic!("{e}\n{case}"))))
        .collect();
    for asked in case.requests.iter().filter(|asked| is_plain(&asked.uri)) {
        let matching = tried
            .iter()
            .filter(|(rule, regex)| texts(&asked.uri, &rule.source).iter().any(|text| regex.is_match(text.as_bytes())));
        let expected = matching.map(|(rule, _)| rule).min_by_key(|rule| (rule.position, rule.id));
        let found = file.decide(&mut patterns, &asked.request(&asked.knowing_all())).rule();
        assert_eq!(found, expected.map(|rule| rule.id), "found (left) and matching (right): {}\n{case}", asked.uri);
    }
}

fn is_for_all(rule: &Rule) -> bool {
    let source = &rule.source;
    let is_native = rule.dialect == Dialect::Native && source.kind == Kind::Regex;
    let any_url = is_native && source.host == "any" && source.scheme == Scheme::Any;
    any_url && rule.when.is_empty() && rule.schedule.is_none()
}

// Neither escapes nor pages of WordPress, which no pattern may take.
fn is_plain(url: &str) -> bool {
    url.starts_with('/')
        && !url.contains(['%', '#'])
        && !url.chars().any(char::is_control)
        && !url.contains("rest_route")
        && !["wp-", "xmlrpc"].iter().any(|word| url.to_ascii_lowercase().contains(word))
}

// What a source is compared with, one after the other.
fn texts(url: &str, source: &Source) -> Vec<String> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut parameters: Vec<&str> = query.split('&').filter(|parameter| !parameter.is_empty()).collect();
    parameters.sort_unstable();
    let query = match source.query {
        QueryMode::Exact => query.to_owned(),
        QueryMode::AnyOrder => parameters.join("&"),
        QueryMode::Ignore | QueryMode::Pass => String::new(),
    };
    let mut paths = vec![path.to_owned()];
    if source.slash == Slash::Ignore && path.contains(|letter| letter != '/') {
        paths.push(path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned));
    }
    let mark = if query.is_empty() { "" } else { "?" };
    paths.into_iter().map(|path| format!("{path}{mark}{query}")).collect()
}
