//! URLs to ask for, made from the source of a rule: one that it takes, and some beside it.

use detour_rules::{Action, Kind, QueryMode, Rule, Scheme};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::answer::Asked;

/// Requests for a rule.
pub(super) fn of_rule(rule: &Rule) -> Vec<Asked> {
    let host = match rule.source.host.strip_prefix("*.") {
        Some(domain) => format!("www.{domain}"),
        None if rule.source.host == "any" => "example.test".to_owned(),
        None => rule.source.host.clone(),
    };
    let scheme = if rule.source.scheme == Scheme::Https { "https" } else { "http" };
    let text = text(rule);
    let hit = encoded(text.split_once('?').map_or(&*text, |(path, _)| path));
    let query = encoded(text.split_once('?').map_or("", |(_, query)| query));
    let queried = |more: &str| match (query.is_empty(), more.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("?{more}"),
        (false, true) => format!("?{query}"),
        (false, false) => format!("?{query}&{more}"),
    };
    let mut urls = vec![
        format!("{hit}{}", queried("")),
        format!("{hit}{}", queried("zz=1&yy=a+b")),
        format!("{hit}/{}", queried("")),
        format!("{hit}zz{}", queried("")),
        format!("{hit}/b%20c/d{}", queried("")),
        hit.clone(),
        hit.to_uppercase(),
        format!("/zz{hit}"),
    ];
    // A letter of it escaped; servers that compare path and query in one take it for another URL.
    if rule.source.query != QueryMode::Exact
        && let Some(last) = hit
            .bytes()
            .last()
            .filter(u8::is_ascii_alphanumeric)
            .filter(|_| !hit[hit.len().saturating_sub(3)..].starts_with('%'))
    {
        urls.push(format!("{}%{last:02x}{}", &hit[..hit.len() - 1], queried("")));
    }
    // Servers put a query behind the fragment of a target, where it is of no use to anybody.
    let fragment = matches!(&rule.then, Action::Redirect(redirect) if redirect.to.contains('#'));
    urls.retain(|url| !fragment || !url.contains('?'));
    urls.into_iter()
        .filter(|url| url.starts_with('/') && !url.contains("//"))
        .map(|url| Asked::get(scheme, &host, &url))
        .collect()
}

// A text that the source takes.
fn text(rule: &Rule) -> String {
    let value = &rule.source.value;
    match rule.source.kind {
        Kind::Exact => value.clone(),
        Kind::Contains | Kind::Suffix => format!("/x{value}"),
        Kind::Prefix => format!("{value}rest/x"),
        Kind::Wildcard => value.replace('*', "x/y"),
        Kind::Regex => {
            let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(value);
            let mut text = String::new();
            if let Ok(hir) = parsed {
                write(&hir, &mut text);
            }
            if text.starts_with('/') { text } else { format!("/{text}") }
        }
    }
}

fn write(hir: &Hir, out: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.push(member(class)),
        HirKind::Repetition(repetition) => (0..repetition.min.max(1)).for_each(|_| write(&repetition.sub, out)),
        HirKind::Capture(capture) => write(&capture.sub, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, out)),
        HirKind::Alternation(parts) => parts.iter().take(1).for_each(|part| write(part, out)),
    }
}

// A letter or digit if it may be one.
fn member(class: &Class) -> char {
    let is_in = |c: char| match class {
        Class::Bytes(class) => class.ranges().iter().any(|r| (r.start()..=r.end()).contains(&(c as u8))),
        Class::Unicode(class) => class.ranges().iter().any(|r| (r.start()..=r.end()).contains(&c)),
    };
    ('a'..='z').chain('A'..='Z').chain('0'..='9').chain('!'..='~').find(|c| is_in(*c)).unwrap_or('a')
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b'[' | b']' | b'#' => {
                out += &format!("%{byte:02X}");
            }
            byte if byte.is_ascii_graphic() => out.push(char::from(byte)),
            byte => out += &format!("%{byte:02X}"),
        }
    }
    out
}
