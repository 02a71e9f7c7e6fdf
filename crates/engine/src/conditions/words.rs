//! Conditions in words, for the trace.

use std::fmt::Write;

use detour_rules::{Condition, Needs, Settings};
use serde::Serialize;

use super::decode::{List, Node, Nodes, Op, TestView};
use super::encode::encode;
use super::evaluate::{Truth, one};
use super::language;
use super::values::{cookies, parameters};
use crate::Patterns;
use crate::canonical;
use crate::subject::Subject;

/// Most characters of a value that are shown.
const SHOWN: usize = 80;

/// One condition of a rule, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Whether it holds; nothing if only WordPress can tell.
    pub holds: Option<bool>,
    /// In words, why.
    pub why: String,
}

impl Checked {
    /// How the condition of a rule in the dialect of a plugin stands.
    pub(crate) fn of_plugin(condition: &Condition, holds: Option<bool>) -> Checked {
        let mut bytes = Vec::new();
        encode(std::slice::from_ref(condition), &Settings::default(), &mut bytes);
        let words = joined(Nodes::new(&bytes), " and ");
        let why = match holds {
            None => format!("only WordPress can tell whether {words}"),
            Some(true) => words,
            Some(false) => format!("it is not so that {words}"),
        };
        Checked { holds, why }
    }
}

/// How each condition of a rule stands.
pub(crate) fn checked(nodes: Nodes<'_>, subject: &Subject<'_>, patterns: &mut Patterns) -> Vec<Checked> {
    nodes.map_while(Result::ok).map(|node| check(node, subject, patterns)).collect()
}

fn check(node: Node<'_>, subject: &Subject<'_>, patterns: &mut Patterns) -> Checked {
    let holds = match one(node, subject, patterns, &mut Needs::default()) {
        Ok(Truth::True) => Some(true),
        Ok(Truth::False) | Err(_) => Some(false),
        Ok(Truth::Unknown) => None,
    };
    let why = match holds {
        None => format!("only WordPress can tell whether {}", wanted(node)),
        Some(holds) => why(node, holds, subject, patterns),
    };
    Checked { holds, why }
}

// What a condition that WordPress must answer asks for.
fn wanted(node: Node<'_>) -> String {
    match node {
        Node::LoggedIn(true) => "the visitor is logged in".into(),
        Node::LoggedIn(false) => "the visitor is not logged in".into(),
        Node::NotFound(true) => "the page is missing".into(),
        Node::NotFound(false) => "the page exists".into(),
        Node::Role(roles) => format!("the visitor has the role {}", one_of(roles)),
        Node::Filter(name) => format!("the filter {name} says yes"),
        Node::Any(inner) => joined(inner, " or "),
        Node::Not(inner) => format!("not: {}", joined(inner, " and ")),
        _ => "this holds".into(),
    }
}

fn joined(nodes: Nodes<'_>, by: &str) -> String {
    let words = nodes.map_while(Result::ok).map(|node| match node {
        Node::LoggedIn(_) | Node::NotFound(_) | Node::Role(_) | Node::Filter(_) | Node::Any(_) | Node::Not(_) => {
            wanted(node)
        }
        Node::Method(methods) => format!("the method is {}", one_of(methods)),
        Node::Host(hosts) => format!("the host is {}", one_of(hosts)),
        Node::Header(test) => tested("header", test),
        Node::Cookie(test) => tested("cookie", test),
        Node::Query(test) => tested("parameter", test),
        Node::Path(test) | Node::QueryString(test) => tested("URL's", test),
        Node::Ip(_) => "the address is listed".into(),
        Node::Language(ranges) => format!("the visitor prefers {}", one_of(ranges)),
        Node::Country { codes, .. } => format!("the country is {}", one_of(codes)),
    });
    words.collect::<Vec<String>>().join(by)
}

fn tested(what: &str, test: TestView<'_>) -> String {
    let TestView { op, name, text } = test;
    match op {
        Op::There => format!("the {what} {name} is there"),
        Op::Missing => format!("the {what} {name} is missing"),
        Op::Is => format!("the {what} {name} is \"{text}\""),
        Op::Contains => format!("the {what} {name} contains \"{text}\""),
        Op::Matches => format!("the {what} {name} matches {text}"),
    }
}

// What is the case, and where that isn't what is wanted, also what is.
fn why(node: Node<'_>, holds: bool, subject: &Subject<'_>, patterns: &mut Patterns) -> String {
    let context = subject.context;
    let but = |fact: String, wanted: String| if holds { fact } else { format!("{fact}, not {wanted}") };
    match node {
        Node::Method(methods) => but(format!("the method is {}", shown(subject.method)), one_of(methods)),
        Node::Host(hosts) => but(format!("the host is {}", shown(subject.host())), one_of(hosts)),
        Node::Header(test) => value("header", test, holds, context.header(test.name).as_deref()),
        Node::Cookie(test) => {
            let header = context.header("Cookie").unwrap_or_default();
            value("cookie", test, holds, cookies(&header, test.name).next())
        }
        Node::Query(test) => {
            let first = parameters(subject.raw_query, test.name).next();
            value("parameter", test, holds, first.as_deref())
        }
        Node::Path(test) => value("URL's", test, holds, Some(&subject.path)),
        Node::QueryString(test) => value("URL's", test, holds, Some(&canonical::query(subject.raw_query))),
        Node::Ip(_) => match context.client_ip() {
            None => "the visitor's address is not known".into(),
            Some(address) if holds => format!("the address {address} is listed"),
            Some(address) => format!("the address {address} is not listed"),
        },
        Node::Language(ranges) => {
            let header = context.header("Accept-Language").unwrap_or_default();
            match language::preferred(&header) {
                None => format!("the visitor prefers no language, not {}", one_of(ranges)),
                Some(preferred) => but(format!("the visitor prefers {}", shown(preferred)), one_of(ranges)),
            }
        }
        Node::Country { header, codes } => match context.header(header) {
            None => format!("the header {header}, which names the country, is missing"),
            Some(country) => but(format!("the country is {}", shown(&country)), one_of(codes)),
        },
        Node::LoggedIn(wanted) => match wanted == holds {
            true => "the visitor is logged in".into(),
            false => "the visitor is not logged in".into(),
        },
        Node::NotFound(wanted) => match wanted == holds {
            true => "the page is missing".into(),
            false => "the page exists".into(),
        },
        Node::Role(roles) => match holds {
            true => format!("the visitor has the role {}", one_of(roles)),
            false => format!("the visitor doesn't have the role {}", one_of(roles)),
        },
        Node::Filter(name) => format!("the filter {name} says {}", if holds { "yes" } else { "no" }),
        Node::Any(inner) => {
            let all = checked(inner, subject, patterns);
            let reasons = all.into_iter().filter(|one| !holds || one.holds == Some(true)).map(|one| one.why);
            let reasons: Vec<String> = reasons.collect();
            if holds { reasons.join(" and ") } else { format!("none holds: {}", reasons.join("; ")) }
        }
        Node::Not(inner) => {
            let reasons = checked(inner, subject, patterns).into_iter().map(|one| one.why);
            reasons.collect::<Vec<String>>().join(" and ")
        }
    }
}

fn value(what: &str, test: TestView<'_>, holds: bool, first: Option<&[u8]>) -> String {
    let TestView { op, name, text } = test;
    let Some(first) = first.map(shown) else { return format!("the {what} {name} is missing") };
    match (op, holds) {
        (Op::There | Op::Missing, _) => format!("the {what} {name} is there"),
        (Op::Is, true) => format!("the {what} {name} is \"{text}\""),
        (Op::Is, false) => format!("the {what} {name} is \"{first}\", not \"{text}\""),
        (Op::Contains, true) => format!("the {what} {name} contains \"{text}\""),
        (Op::Contains, false) => format!("the {what} {name} is \"{first}\" and doesn't contain \"{text}\""),
        (Op::Matches, true) => format!("the {what} {name} matches {text}"),
        (Op::Matches, false) => format!("the {what} {name} is \"{first}\" and doesn't match {text}"),
    }
}

fn one_of(list: List<'_>) -> String {
    const LISTED: usize = 5;
    let mut all = list.texts();
    let mut words: Vec<String> = all.by_ref().take(LISTED).map(shown).collect();
    if all.next().is_some() {
        words.push("…".into());
    }
    words.join(" or ")
}

// Values come from visitors, and end up in terminals.
fn shown(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        match c {
            _ if count == SHOWN => {
                out.push('…');
                break;
            }
            c if c.is_control() => {
                let _ = write!(out, "{}", c.escape_default());
            }
            c => out.push(c),
        }
    }
    out
}
