//! One `server`: its names, and its rules in the order they count.

use detour_rules::{Action, Condition as Native, Ignore, Kind, QueryMode, Rule, Scheme, Source, Test};

use super::location;
use super::statements::{Frame, Output};
use super::tree::Directive;
use crate::Place;
use crate::pcre::{self, Subject, write};
use crate::refusal::Refusal;
use crate::rewrite::Surroundings;

/// Most names of a server, since each rule is made for each.
const MOST_NAMES: usize = 100;

/// Rules with their places.
pub(super) struct Server {
    /// Names that are known; none if it answers for any.
    pub(super) hosts: Vec<String>,
    pub(super) scheme: Scheme,
    pub(super) rules: Vec<(Place, Rule)>,
}

/// Reads a server's directives. `hosts` are those of the site, for a server without names.
pub(super) fn read(directives: &[Directive], hosts: &[String], out: &mut Output<'_>) -> Server {
    let names: Vec<&String> =
        directives.iter().filter(|one| one.name == "server_name").flat_map(|one| &one.words).collect();
    let mut known = Vec::new();
    let mut patterns = Vec::new();
    for directive in directives.iter().filter(|one| one.name == "server_name") {
        for name in &directive.words {
            if known.len() + patterns.len() > MOST_NAMES {
                out.refuse(
                    directive,
                    Refusal::new(format!("The server has more than {MOST_NAMES} names"), "Import it for some"),
                );
                break;
            }
            match name.strip_prefix('~') {
                Some(pattern) => match pcre::pieces(pattern) {
                    Ok(pieces) => patterns.push(format!("(?i){}", write(&pieces, Subject::Text))),
                    Err(refusal) => out.refuse(directive, refusal),
                },
                None if name == "_" || name.is_empty() => {}
                None => match name.strip_prefix('.') {
                    Some(domain) => known.extend([domain.to_lowercase(), format!("*.{}", domain.to_lowercase())]),
                    None if name.ends_with(".*") => {
                        out.refuse(directive, Refusal::new("A name ends with a star", "List the names"));
                    }
                    None => known.push(name.to_lowercase()),
                },
            }
        }
    }
    let all_known = patterns.is_empty() && !known.iter().any(|name| name.starts_with('*'));
    let hosts = match (known.is_empty() && patterns.is_empty(), all_known) {
        (true, _) => hosts.to_vec(),
        (false, true) => known.clone(),
        // Behind a star stand hosts that nobody knows.
        (false, false) => Vec::new(),
    };
    let mut frame = Frame::everything(names.first().map_or("", |name| name.as_str()));
    if !out.read(directives, &mut frame) {
        location::read(directives, &frame, out);
    }
    let mut found = std::mem::take(&mut out.found);
    location::trim(&mut found);
    let scheme = scheme(directives);
    let around = Surroundings { hosts, ..Surroundings::default() };
    let mut rules = Vec::new();
    for (place, rewriting) in found {
        let made = rewriting.rules(&around).and_then(|made| {
            made.into_iter()
                .flat_map(|rule| for_names(rule, &known, &patterns))
                .map(|rule| with_scheme(rule, scheme))
                .collect()
        });
        let made: Result<Vec<Option<Rule>>, Refusal> = made;
        match made {
            Ok(made) if !out.rule_room.take(made.len(), place, &mut out.collector.report) => break,
            Ok(made) => rules.extend(made.into_iter().flatten().map(|rule| (place, rule))),
            Err(refusal) => out.collector.report.skip(place, refusal.of("", "")),
        }
    }
    Server { hosts: known, scheme, rules }
}

// A rule for each of the server's names, unless it has a host of its own.
fn for_names(rule: Rule, known: &[String], patterns: &[String]) -> Vec<Rule> {
    if rule.source.host != "any" || known.is_empty() && patterns.is_empty() {
        return vec![rule];
    }
    let mut rules: Vec<Rule> = known
        .iter()
        .map(|host| Rule { source: Source { host: host.clone(), ..rule.source.clone() }, ..rule.clone() })
        .collect();
    rules.extend(patterns.iter().map(|pattern| {
        let mut rule = rule.clone();
        let test = Test { name: "Host".into(), matches: Some(pattern.clone()), ..Test::default() };
        rule.when.push(Native::Header(test));
        rule
    }));
    rules
}

// `None` if it asks for a scheme that the server doesn't listen for.
fn with_scheme(mut rule: Rule, scheme: Scheme) -> Result<Option<Rule>, Refusal> {
    match (rule.source.scheme, scheme) {
        (Scheme::Any, scheme) => rule.source.scheme = scheme,
        (own, scheme) if scheme != Scheme::Any && own != scheme => return Ok(None),
        _ => {}
    }
    match rule.validate().into_iter().next() {
        Some(problem) => Err(Refusal::new(problem.message, problem.fix)),
        None => Ok(Some(rule)),
    }
}

// The standard ports tell it; other ports tell nothing.
fn scheme(directives: &[Directive]) -> Scheme {
    let listens: Vec<&Directive> = directives.iter().filter(|one| one.name == "listen").collect();
    let secure = |one: &Directive| {
        let address = one.words.first().map_or("", String::as_str);
        one.words.iter().any(|word| word == "ssl" || word == "quic") || address == "443" || address.ends_with(":443")
    };
    let plain = |one: &Directive| {
        let address = one.words.first().map_or("", String::as_str);
        !secure(one) && (address == "80" || address.ends_with(":80"))
    };
    match (listens.iter().all(|one| secure(one)), listens.iter().all(|one| plain(one))) {
        _ if listens.is_empty() => Scheme::Any,
        (true, _) => Scheme::Https,
        (_, true) => Scheme::Http,
        _ => Scheme::Any,
    }
}

/// Rules that keep the hosts of a server from one that answers for any.
pub(super) fn keep_to_itself(server: &Server) -> impl Iterator<Item = Rule> {
    server.hosts.iter().map(|host| Rule {
        source: Source {
            kind: Kind::Prefix,
            value: "/".into(),
            host: host.clone(),
            scheme: server.scheme,
            query: QueryMode::Ignore,
            ..Source::default()
        },
        then: Action::Ignore(Ignore {}),
        ..Rule::default()
    })
}
