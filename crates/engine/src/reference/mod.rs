//! The naive matcher: every rule is tried in order, straight from its definition. Slow, and easy to believe.
//!
//! It shares the target writer with the engine but nothing of how rules are compiled, filed, looked up or compared.

mod conditions;
mod network;
mod rank_math;
mod redirection;

use std::borrow::Cow;

use detour_rules::{
    Action, Case, Decision, Dialect, Kind, Needs, Origin, Pass, QueryMode, Request, RequestScheme, Rule, Scheme,
    Settings, Slash, Source,
};
use regex::bytes::RegexBuilder;

use crate::alone::decide_alone;
use crate::canonical;
use crate::dialect::resumed_for;

pub use network::{Site, decide_network};

/// Decides a request by trying each rule on its own.
pub fn decide(rules: &[Rule], request: &Request<'_>) -> Decision {
    decide_from(rules, &Settings::default(), request, 0)
}

/// Likewise with a site's settings, and only from a place in the order on.
pub fn decide_from(rules: &[Rule], settings: &Settings, request: &Request<'_>, from: u32) -> Decision {
    decide_of(None, rules, settings, request, from)
}

fn decide_of(blog: Option<u64>, rules: &[Rule], settings: &Settings, request: &Request<'_>, from: u32) -> Decision {
    let mut ordered: Vec<&Rule> = rules.iter().filter(|rule| rule.enabled && rule.validate().is_empty()).collect();
    ordered.sort_by_key(|rule| (Origin::of(rule.id).0, rule.position, rule.id));
    let ordered: Vec<(u32, &Rule)> = (0..).zip(ordered).collect();
    let left = ordered.get(from as usize..).unwrap_or_default();
    let rank_math = rank_math::Found::among(left, settings, request);
    let plugin_settings = settings.redirection.clone().unwrap_or_default();
    let plugin = redirection::Asked::new(&plugin_settings, request);
    // Redirection sends the whole site elsewhere before it looks at its rules. Resumed behind the first of them, a pass has
    // done so already.
    let has_begun = ordered.iter().any(|(order, rule)| *order < from && rule.dialect == Dialect::Redirection);
    let mut site_redirect = plugin.site_redirect().filter(|_| !has_begun);
    let mut postponed = None;
    for &(order, rule) in left {
        if rule.dialect == Dialect::Redirection && site_redirect.is_some() {
            break;
        }
        if rank_math.as_ref().is_some_and(|found| found.place == order) {
            return rank_math.map_or(Decision::Pass(Pass::NoMatch), |found| found.decision(request));
        }
        if rule.dialect == Dialect::RankMath {
            continue;
        }
        let now = request.context.now();
        let (begin, end) = rule.schedule.as_ref().and_then(|schedule| schedule.seconds()).unwrap_or((0, u64::MAX));
        if now < begin || now >= end {
            continue;
        }
        if rule.dialect == Dialect::Redirection {
            match plugin.decide(rule, order, &mut postponed) {
                Some(decision) => return resumed_for(postponed.as_ref(), decision),
                None => continue,
            }
        }
        if !matches_somehow(rule, settings, request) {
            continue;
        }
        let action = match conditions::all(&rule.when, settings, request) {
            Some(true) => &rule.then,
            None => {
                let needs = conditions::needs(&rule.when, settings, request);
                return resumed_for(postponed.as_ref(), Decision::Defer { rule: rule.id, from: order, needs });
            }
            Some(false) => match &rule.otherwise {
                Some(otherwise) => otherwise,
                None => continue,
            },
        };
        return resumed_for(postponed.as_ref(), answer(rule, action, settings, blog, request, order));
    }
    let end = u32::try_from(ordered.len()).unwrap_or(u32::MAX);
    let last = site_redirect.take().or(postponed).or_else(|| rank_math::fallback(end, settings, request));
    last.unwrap_or(Decision::Pass(Pass::NoMatch))
}

// The engine's answer to this rule, known to match, with this action. The conditions stay where they are part of the
// answer: caches are told otherwise if there are any.
fn answer(
    rule: &Rule,
    action: &Action,
    settings: &Settings,
    blog: Option<u64>,
    request: &Request<'_>,
    order: u32,
) -> Decision {
    if matches!(action, Action::Respond(respond) if respond.body == detour_rules::Body::Theme)
        && !request.context.has_theme()
    {
        return Decision::Defer { rule: rule.id, from: order, needs: Needs { theme: true, ..Needs::default() } };
    }
    let always = vec![detour_rules::Condition::Method(vec![String::from_utf8_lossy(request.method).into_owned()])];
    let when = if rule.when.is_empty() { Vec::new() } else { always };
    decide_alone(&Rule { when, then: action.clone(), otherwise: None, ..rule.clone() }, settings, blog, request)
}

// Rules that compare the query match with or without the tracking parameters.
fn matches_somehow(rule: &Rule, settings: &Settings, request: &Request<'_>) -> bool {
    let is_tracking = |parameter: &[u8]| {
        let name = parameter.split(|b| *b == b'=').next().unwrap_or_default();
        let name = String::from_utf8_lossy(&canonical::query(name)).to_lowercase();
        settings.tracking.iter().any(|listed| match listed.to_lowercase().strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == listed.to_lowercase(),
        })
    };
    let target = request.uri.split(|b| *b == b'#').next().unwrap_or_default();
    let bare = target.iter().position(|b| *b == b'?').and_then(|end| {
        let parameters: Vec<&[u8]> = target[end + 1..].split(|b| *b == b'&').filter(|p| !p.is_empty()).collect();
        let left: Vec<&[u8]> = parameters.iter().copied().filter(|parameter| !is_tracking(parameter)).collect();
        (left.len() < parameters.len()).then(|| [&target[..end + 1], &left.join(&b'&')].concat())
    });
    let compares_query = matches!(rule.source.query, QueryMode::Exact | QueryMode::AnyOrder);
    match bare {
        Some(bare) if compares_query => matches(rule, &Request { uri: &bare, ..*request }) || matches(rule, request),
        _ => matches(rule, request),
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
    if source.slash == Slash::Ignore && source.kind == Kind::Exact {
        // One slash is taken from both sides.
        paths = vec![without_slash(&path)];
    } else if source.slash == Slash::Ignore && path.iter().any(|byte| *byte != b'/') {
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
    let trimmed = String::from_utf8_lossy(&without_slash(wanted_path.as_bytes())).into_owned();
    let wanted_path = match (source.kind, source.slash) {
        (Kind::Exact, Slash::Ignore) => trimmed.as_str(),
        _ => wanted_path,
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
        Kind::Wildcard => regex_matches(&format!("(?s)\\A{}\\z", starred_pattern(source)), source.case, &text),
        Kind::Regex => regex_matches(&source.value, source.case, &text),
        Kind::Contains | Kind::Suffix => false,
    }
}

// Stars are those that were written as stars, so a source is cut at them before it is decoded.
fn starred_pattern(source: &Source) -> String {
    let pieces = |raw: &str, decoded: fn(&[u8]) -> Cow<'_, [u8]>| {
        let pieces: Vec<String> = raw.split('*').map(|piece| literal(&decoded(piece.as_bytes()))).collect();
        pieces.join(".*")
    };
    let (path, query) = match source.value.split_once('?') {
        Some((path, query)) if matches!(source.query, QueryMode::Exact | QueryMode::AnyOrder) => (path, Some(query)),
        _ => (source.value.split('?').next().unwrap_or_default(), None),
    };
    let mut pattern = pieces(path, canonical::path);
    if let Some(query) = query {
        let mut parameters: Vec<&str> = query.split('&').collect();
        if source.query == QueryMode::AnyOrder {
            parameters.retain(|parameter| !parameter.is_empty());
            parameters.sort_by_key(|parameter| canonical::query(parameter.as_bytes()).into_owned());
        }
        pattern += "\\?";
        pattern += &pieces(&parameters.join("&"), canonical::query);
    }
    pattern
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

fn without_slash(path: &[u8]) -> Vec<u8> {
    match path.strip_suffix(b"/") {
        Some(stripped) if stripped.iter().any(|byte| *byte != b'/') => stripped.to_vec(),
        _ => path.to_vec(),
    }
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
