//! A decision in words and numbers, as PHP code is told of it, by the extension and by the agent.

use detour_rules::{Body, Decision, Header, Origin, RuleName, reason_phrase};

/// The value of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told<'a> {
    /// Text; of a URL that was rewritten it need not be UTF-8.
    Bytes(&'a [u8]),
    /// A number.
    Number(u64),
    /// A list of texts.
    Texts(Vec<String>),
}

/// The members of a decision: what `Detour\decide()` gives, but for `blog`.
pub fn told(decision: &Decision) -> Vec<(&'static str, Told<'_>)> {
    let mut members = vec![("decision", Told::Bytes(decision.word().as_bytes()))];
    if let Some(rule) = decision.rule() {
        members.extend(name(rule));
    }
    match decision {
        Decision::Pass(pass) => members.push(("reason", Told::Bytes(pass.word().as_bytes()))),
        Decision::Redirect { code, location, .. } => {
            members.extend([("code", Told::Number(u64::from(*code))), ("location", Told::Bytes(location))]);
        }
        Decision::Respond { code, body, .. } => {
            let body: &[u8] = if *body == Body::Theme { b"theme" } else { b"bare" };
            members.extend([("code", Told::Number(u64::from(*code))), ("body", Told::Bytes(body))]);
        }
        Decision::Rewrite { to, .. } => members.push(("to", Told::Bytes(to))),
        Decision::Defer { needs, .. } => members.push(("needs", Told::Texts(needs.words()))),
    }
    if !decision.headers().is_empty() {
        let line = |Header { name, value }: &Header| format!("{name}: {value}");
        members.push(("headers", Told::Texts(decision.headers().iter().map(line).collect())));
    }
    members
}

/// A rule's number as its id, with its origin unless that is Detour's own table.
pub fn name<'a>(rule: u64) -> impl Iterator<Item = (&'static str, Told<'a>)> {
    let RuleName { rule, origin } = RuleName::from(rule);
    let origin = Some(origin).filter(|origin| *origin != Origin::Native);
    let origin = origin.map(|origin| ("origin", Told::Bytes(origin.word().as_bytes())));
    [("rule", Told::Number(rule))].into_iter().chain(origin)
}

/// Adds the short page that goes with a bare status.
pub fn bare_page(code: u16, into: &mut Vec<u8>) {
    let title = format!("{code} {}", reason_phrase(code));
    for part in [
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>",
        &title,
        "</title></head><body><h1>",
        &title,
        "</h1></body></html>\n",
    ] {
        into.extend_from_slice(part.as_bytes());
    }
}
