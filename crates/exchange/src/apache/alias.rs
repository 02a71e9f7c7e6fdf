//! mod_alias: `Redirect` and its relatives.
//!
//! `Redirect` takes a path and everything below it, and hands on the rest and the query. `RedirectMatch` takes a
//! pattern, which is compared with the decoded path. A target with a query of its own gets no other.

use detour_rules::{Action, Kind, QueryMode, Redirect, Respond, Rule, Source, is_redirect_code};

use super::line::Directive;
use crate::pcre;
use crate::refusal::Refusal;
use crate::rewrite::{escaped, target_text};
use crate::shape::{PathPattern, Shape, canonical};

/// The rules of a directive.
pub(super) fn rules(directive: &Directive) -> Result<Vec<Rule>, Refusal> {
    let keyword = directive.keyword();
    let mut words = directive.words.iter().map(String::as_str).peekable();
    let code = match keyword.as_str() {
        "redirectpermanent" => 301,
        "redirecttemp" => 302,
        _ => match words.peek().and_then(|word| status(word)) {
            Some(code) => {
                words.next();
                code
            }
            None => 302,
        },
    };
    let rest: Vec<&str> = words.collect();
    let is_match = keyword == "redirectmatch";
    match (rest.as_slice(), is_redirect_code(code)) {
        ([from], false) if code >= 400 => {
            let sources = if is_match { vec![match_shape(from)?.source()] } else { sources(from)? };
            let then = Action::Respond(Respond { code, ..Respond::default() });
            let ignoring = sources.into_iter().map(|source| Source { query: QueryMode::Ignore, ..source });
            Ok(ignoring.map(|source| rule(source, then.clone())).collect())
        }
        ([from, to], true) if is_match => redirect_match(from, to, code).map(|rule| vec![rule]),
        ([from, to], true) => redirect(from, to, code),
        // Without a path it takes every URL there is, and appends nothing.
        ([to], true) if !is_match && to.contains("://") => {
            let source = Source { query: query(to), ..Shape::everything("/").source() };
            Ok(vec![rule(source, to_target(target_text(to), code))])
        }
        (_, true) => Err(Refusal::new("A path or a target is missing", "Write: status, path, target")),
        (_, false) => Err(Refusal::new(
            format!("The status {code} doesn't redirect, and a target is given"),
            "Use 301, 302, 303, 307 or 308, or leave the target out",
        )),
    }
}

fn status(word: &str) -> Option<u16> {
    Some(match word.to_ascii_lowercase().as_str() {
        "permanent" => 301,
        "temp" => 302,
        "seeother" => 303,
        "gone" => 410,
        word => return word.parse().ok().filter(|_| word.bytes().all(|b| b.is_ascii_digit())),
    })
}

fn redirect(from: &str, to: &str, code: u16) -> Result<Vec<Rule>, Refusal> {
    let (query, target) = (query(to), target_text(to));
    let only_host = to.contains("://") && to.splitn(4, '/').count() == 3 && !to.contains(['?', '#']);
    if from.ends_with('/') && only_host {
        let message = "Apache appends the rest of the path right to the host's name";
        return Err(Refusal::new(message, "End the target with a slash"));
    }
    let rules = sources(from)?.into_iter().map(|source| {
        let to = match source.kind {
            Kind::Exact => target.clone(),
            // The slash belongs to the rest unless the path has one already.
            _ if from.ends_with('/') => format!("{target}$1"),
            _ => format!("{target}/$1"),
        };
        rule(Source { query, ..source }, to_target(to, code))
    });
    Ok(rules.collect())
}

// A path, and everything below it. Two sources that are looked up, since a list may hold a hundred thousand of them, and
// each pattern would have to be compiled.
fn sources(from: &str) -> Result<Vec<Source>, Refusal> {
    if !from.starts_with('/') {
        return Err(Refusal::new("The path doesn't begin with a slash, so it never matches", "Begin it with /"));
    }
    if from.contains('?') {
        return Err(Refusal::new(
            "The query is no part of what is compared, so this never matches",
            "Use RewriteCond %{QUERY_STRING} and RewriteRule",
        ));
    }
    let value = canonical(from);
    if from.ends_with('/') {
        return Ok(vec![Source { kind: Kind::Prefix, value, ..Source::default() }]);
    }
    let below = Source { kind: Kind::Prefix, value: format!("{value}/"), ..Source::default() };
    Ok(vec![Source { value, ..Source::default() }, below])
}

fn match_shape(pattern: &str) -> Result<Shape, Refusal> {
    let pieces = pcre::pieces(pattern)?;
    super::rule::no_question_mark(&pieces)?;
    PathPattern { pieces: &pieces, ignore_case: false, base: "" }.shape(false)
}

fn redirect_match(from: &str, to: &str, code: u16) -> Result<Rule, Refusal> {
    let whole = to.contains("$0");
    let pieces = pcre::pieces(from)?;
    super::rule::no_question_mark(&pieces)?;
    let shape = PathPattern { pieces: &pieces, ignore_case: false, base: "" }.shape(whole)?;
    // The path of the target is escaped after the captures are in, whatever was escaped before.
    let (path, tail) = to.split_at(to.find(['?', '#']).unwrap_or(to.len()));
    let host = path.find("://").map_or(0, |at| at + 3);
    let host = if host == 0 { 0 } else { path[host..].find('/').map_or(path.len(), |slash| host + slash) };
    let mut target = fill(&path[..host], &shape, false);
    target += &fill(&path[host..], &shape, true);
    target += &fill(tail, &shape, false);
    let source = Source { query: query(to), ..shape.source() };
    Ok(rule(source, to_target(target, code)))
}

// `$1` to `$9` are captures, `\$` is a dollar sign.
fn fill(text: &str, shape: &Shape, escape: bool) -> String {
    let mut out = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        match (c, next.and_then(|next| next.to_digit(10))) {
            ('$', Some(digit)) => {
                out.push_str(shape.capture(digit as usize));
                characters.next();
            }
            ('\\', _) if matches!(next, Some('$' | '\\')) => {
                out.push_str(&target_text(&next.unwrap_or_default().to_string()));
                characters.next();
            }
            _ => out.push_str(&target_text(&if escape { escaped(&c.to_string()) } else { c.to_string() })),
        }
    }
    out
}

fn query(to: &str) -> QueryMode {
    if to.contains('?') { QueryMode::Ignore } else { QueryMode::Pass }
}

fn to_target(to: String, code: u16) -> Action {
    Action::Redirect(Redirect { to, code, ..Redirect::default() })
}

fn rule(source: Source, then: Action) -> Rule {
    Rule { source, then, ..Rule::default() }
}
