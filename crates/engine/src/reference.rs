//! The naive matcher: every rule is tried in order, straight from its definition. Slow, and easy to believe.
//!
//! It shares the target writer with the engine but nothing of how rules are compiled, filed, looked up or compared.

use detour_rules::{Case, Decision, Kind, Pass, QueryMode, Request, RequestScheme, Rule, Scheme, Slash};
use regex::bytes::RegexBuilder;

use crate::program::compile;
use crate::store::{Candidates, RuleStore, RuleView};
use crate::{Patterns, canonical};

/// Decides a request by trying each rule on its own.
pub fn decide(rules: &[Rule], request: &Request<'_>) -> Decision {
    let mut ordered: Vec<&Rule> = rules.iter().filter(|rule| rule.enabled && rule.validate().is_empty()).collect();
    ordered.sort_by_key(|rule| (rule.position, rule.id));
    match ordered.into_iter().find(|rule| matches(rule, request)) {
        None => Decision::Pass(Pass::NoMatch),
        Some(rule) => alone(rule, request),
    }
}

fn matches(rule: &Rule, request: &Request<'_>) -> bool {
    let source = &rule.source;
    let Some((host, path, query)) = parts(request) else { return false };
    let scheme_fits = match source.scheme {
        Scheme::Any => true,
        Scheme::Http => request.scheme == RequestScheme::Http,
        Scheme::Https => request.scheme == RequestScheme::Https,
    };
    if !scheme_fits || !host_fits(&source.host.to_lowercase(), &host) {
        return false;
    }
    if source.kind != Kind::Exact && is_protected(&path, &query) {
        return false;
    }
    let mut paths = vec![path.clone()];
    if source.slash == Slash::Ignore && path.iter().any(|byte| *byte != b'/') {
        paths.push(match path.strip_suffix(b"/") {
            Some(stripped) => stripped.to_vec(),
            None => [&path[..], b"/"].concat(),
        });
    }
    paths.iter().any(|path| path_and_query_match(rule, path, &query))
}

fn path_and_query_match(rule: &Rule, path: &[u8], query: &[u8]) -> bool {
    let source = &rule.source;
    let (wanted_path, wanted_query) = match source.value.split_once('?') {
        Some((path, query)) if source.kind != Kind::Regex => (path, query),
        _ => (source.value.as_str(), ""),
    };
    let query = if source.query == QueryMode::AnyOrder { sorted(query) } else { query.to_vec() };
    let wanted_query = canonical::query(wanted_query.as_bytes()).into_owned();
    let wanted_query = if source.query == QueryMode::AnyOrder { sorted(&wanted_query) } else { wanted_query };

    let (text, pattern) = if matches!(source.query, QueryMode::Exact | QueryMode::AnyOrder) {
        (joined(path, &query), with_query(wanted_path, &wanted_query, source.kind, source.value.contains('?')))
    } else {
        let there: Vec<Vec<u8>> = query.split(|b| *b == b'&').map(|p| fold(p, source.case)).collect();
        let wanted = wanted_query.split(|b| *b == b'&').filter(|p| !p.is_empty());
        if !wanted.map(|p| fold(p, source.case)).all(|p| there.contains(&p)) {
            return false;
        }
        (path.to_vec(), with_query(wanted_path, b"", source.kind, false))
    };
    match source.kind {
        Kind::Exact if source.query == QueryMode::AnyOrder && source.case == Case::Ignore => {
            let halves = |text: &[u8]| {
                let text = fold(text, Case::Ignore);
                let end = text.iter().position(|b| *b == b'?').unwrap_or(text.len());
                (text[..end].to_vec(), sorted(text.get(end + 1..).unwrap_or_default()))
            };
            halves(&text) == halves(&pattern)
        }
        Kind::Exact => fold(&text, source.case) == fold(&pattern, source.case),
        Kind::Prefix => fold(&text, source.case).starts_with(&fold(&pattern, source.case)),
        Kind::Wildcard => {
            let stars: Vec<String> = pattern.split(|b| *b == b'*').map(literal).collect();
            regex_matches(&format!("(?s)\\A{}\\z", stars.join(".*")), source.case, &text)
        }
        Kind::Regex => regex_matches(&source.value, source.case, &text),
    }
}

fn parts(request: &Request<'_>) -> Option<(String, Vec<u8>, Vec<u8>)> {
    let mut host = request.host.to_vec();
    let mut target = request.uri.to_vec();
    let lower = target.to_ascii_lowercase();
    if lower.starts_with(b"http://") || lower.starts_with(b"https://") {
        let start = if lower.starts_with(b"https") { 8 } else { 7 };
        let rest = target.split_off(start);
        let end = rest.iter().position(|b| b"/?#".contains(b)).unwrap_or(rest.len());
        host = rest[..end].to_vec();
        target = rest[end..].to_vec();
        if !target.starts_with(b"/") {
            target.insert(0, b'/');
        }
    }
    if !target.starts_with(b"/") && !target.starts_with(b"?") && !target.starts_with(b"#") || target.is_empty() {
        return None;
    }
    let target = target.split(|b| *b == b'#').next().unwrap_or_default().to_vec();
    let (path, query) = match target.iter().position(|b| *b == b'?') {
        Some(0) => (b"/".to_vec(), target[1..].to_vec()),
        Some(end) => (target[..end].to_vec(), target[end + 1..].to_vec()),
        None => (target, Vec::new()),
    };
    let host = String::from_utf8_lossy(&host).to_lowercase();
    let host = match host.rfind(':') {
        Some(colon) if !host[colon..].contains(']') => host[..colon].to_owned(),
        _ => host,
    };
    let host = host.strip_suffix('.').unwrap_or(&host).to_owned();
    path.starts_with(b"/").then(|| (host, canonical::path(&path).into_owned(), canonical::query(&query).into_owned()))
}

fn host_fits(wanted: &str, host: &str) -> bool {
    match wanted.strip_prefix("*.") {
        _ if wanted == "any" => true,
        Some(domain) => host.strip_suffix(domain).is_some_and(|sub| sub.len() > 1 && sub.ends_with('.')),
        None => wanted == host,
    }
}

fn is_protected(path: &[u8], query: &[u8]) -> bool {
    let path = String::from_utf8_lossy(path).to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    segments.contains(&"wp-admin")
        || segments.contains(&"wp-json")
        || matches!(segments.last(), Some(&("wp-login.php" | "wp-cron.php" | "xmlrpc.php")))
        || query.split(|b| *b == b'&').any(|p| p == b"rest_route" || p.starts_with(b"rest_route="))
}

fn with_query(path: &str, query: &[u8], kind: Kind, has_query: bool) -> Vec<u8> {
    let path = canonical::path(path.as_bytes()).into_owned();
    match kind {
        // `/a?` asks for no query when the whole URL is compared, and for any when it is a beginning or pattern.
        Kind::Exact => joined(&path, query),
        _ if has_query => [&path[..], b"?", query].concat(),
        _ => path,
    }
}

fn joined(path: &[u8], query: &[u8]) -> Vec<u8> {
    if query.is_empty() { path.to_vec() } else { [path, b"?", query].concat() }
}

fn sorted(query: &[u8]) -> Vec<u8> {
    let mut parameters: Vec<&[u8]> = query.split(|b| *b == b'&').filter(|p| !p.is_empty()).collect();
    parameters.sort();
    parameters.join(&b'&')
}

fn fold(text: &[u8], case: Case) -> Vec<u8> {
    if case == Case::Ignore { text.to_ascii_lowercase() } else { text.to_vec() }
}

fn literal(text: &[u8]) -> String {
    text.iter().map(|b| format!("\\x{b:02X}")).collect()
}

fn regex_matches(pattern: &str, case: Case, text: &[u8]) -> bool {
    let regex = RegexBuilder::new(pattern).unicode(false).case_insensitive(case == Case::Ignore).build();
    regex.is_ok_and(|regex| regex.is_match(text))
}

// The answer of a rule that is known to match: the target writer run on this rule alone.
fn alone(rule: &Rule, request: &Request<'_>) -> Decision {
    let store = Alone(compile(std::slice::from_ref(rule)).program);
    crate::decide(&store, &mut Patterns::new(), request)
}

struct Alone(crate::Program);

impl RuleStore for Alone {
    fn has_host_keys(&self) -> bool {
        false
    }

    fn has_query_keys(&self) -> bool {
        false
    }

    fn literals(&self, _: &[u8]) -> impl Iterator<Item = RuleView<'_>> {
        self.0.rules.iter().map(|rule| rule.view(0)).filter(|rule| rule.key().is_some())
    }

    fn has_patterns(&self) -> bool {
        self.0.rules.iter().any(|rule| rule.view(0).key().is_none())
    }

    fn candidates(&self, _: &[u8], found: &mut Candidates) {
        found.push(0);
    }

    fn pattern(&self, number: u32) -> Option<RuleView<'_>> {
        self.0.rules.get(number as usize).map(|rule| rule.view(0))
    }

    fn id(&self, _: u32) -> u64 {
        self.0.rules[0].id
    }
}
