//! Conditions.

use std::net::IpAddr;

use super::pattern::groups;
use super::source::check_host;
use super::{MAX_ENTRIES, MAX_SOURCE_BYTES, MAX_TEXT_BYTES, control_character};
use crate::header::is_token;
use crate::{Case, Condition, Problem, Test};

/// Deepest nesting of `any` and `not`.
pub const MAX_CONDITION_DEPTH: usize = 8;
/// Most conditions of a rule, those within others included.
const MAX_CONDITIONS: usize = 100;

pub(super) fn check_conditions(conditions: &[Condition], problems: &mut Vec<Problem>) {
    let count = count(conditions);
    if count > MAX_CONDITIONS {
        problems.push(Problem::new(
            "when",
            &format!("{count} conditions"),
            format!("There are more than {MAX_CONDITIONS} conditions"),
            "Split the rule into several",
        ));
    }
    let mut check = Check { problems };
    for (index, condition) in conditions.iter().enumerate() {
        check.condition(condition, &format!("when[{index}]"), 0);
    }
}

fn count(conditions: &[Condition]) -> usize {
    let one = |condition: &Condition| match condition {
        Condition::Any(inner) => 1 + count(inner),
        Condition::Not(inner) => 1 + count(std::slice::from_ref(inner)),
        _ => 1,
    };
    conditions.iter().map(one).sum()
}

struct Check<'p> {
    problems: &'p mut Vec<Problem>,
}

impl Check<'_> {
    fn wrong(&mut self, field: &str, value: &str, message: impl Into<String>, fix: &str) {
        self.problems.push(Problem::new(field, value, message, fix));
    }

    fn condition(&mut self, condition: &Condition, place: &str, depth: usize) {
        if depth > MAX_CONDITION_DEPTH {
            let message = format!("Conditions are nested deeper than {MAX_CONDITION_DEPTH}");
            return self.wrong(place, "", message, "Write them with fewer any and not");
        }
        let field = format!("{place}.{}", condition.word());
        match condition {
            Condition::Method(methods) => self.list(&field, methods, |method| {
                let upper = is_token(method) && !method.bytes().any(|b| b.is_ascii_lowercase());
                (!upper).then_some(("This is no method", "Give one such as GET or POST, in capitals"))
            }),
            Condition::Header(test) => self.named(&field, test, is_token),
            Condition::Cookie(test) => self.named(&field, test, is_cookie_name),
            Condition::Query(test) => self.named(&field, test, |name| control_character(name).is_none()),
            Condition::Referrer(test) | Condition::UserAgent(test) => {
                self.nameless(&field, test, "Remove name, or use header for any other header");
            }
            Condition::Path(test) | Condition::QueryString(test) => {
                self.nameless(&field, test, "Remove name, or use query for a parameter");
            }
            Condition::Host(hosts) => {
                self.list(&field, hosts, |_| None);
                for (index, host) in hosts.iter().enumerate() {
                    check_host(&format!("{field}[{index}]"), host, "", self.problems);
                }
            }
            Condition::Ip(networks) => self.list(&field, networks, |network| {
                let fix = "Give an address or a network such as 10.0.0.0/8 or 2001:db8::/32";
                match network_of(network) {
                    None => Some(("This is no address and no network", fix)),
                    Some(IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => {
                        Some(("This is an IPv4 address written as IPv6", "Write it as IPv4"))
                    }
                    Some(_) => None,
                }
            }),
            Condition::Language(ranges) => self.list(&field, ranges, |range| {
                (!is_language_range(range))
                    .then_some(("This is no language", "Give one such as es, es-MX, or * for any"))
            }),
            Condition::Country(codes) => self.list(&field, codes, |code| {
                let sound = code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphanumeric());
                (!sound).then_some(("This is no country code", "Give two letters such as MX"))
            }),
            Condition::Role(roles) => self.list(&field, roles, |role| {
                let sound = !role.is_empty() && role.len() <= MAX_TEXT_BYTES && control_character(role).is_none();
                (!sound).then_some(("This is no role", "Give its name in the code, such as editor"))
            }),
            Condition::Filter(name) => {
                if name.is_empty() || name.len() > MAX_TEXT_BYTES || control_character(name).is_some() {
                    self.wrong(
                        &field,
                        name,
                        "This is no filter name",
                        "Give the name of a hook, such as my_rule_applies",
                    );
                }
            }
            Condition::LoggedIn(_) | Condition::NotFound(_) => {}
            Condition::Any(inner) => {
                if inner.is_empty() {
                    self.wrong(&field, "", "None is listed, so it never holds", "List conditions, or remove it");
                }
                for (index, condition) in inner.iter().enumerate() {
                    self.condition(condition, &format!("{field}[{index}]"), depth + 1);
                }
            }
            Condition::Not(inner) => self.condition(inner, &field, depth + 1),
        }
    }

    fn list(
        &mut self,
        field: &str,
        entries: &[String],
        problem: impl Fn(&str) -> Option<(&'static str, &'static str)>,
    ) {
        if entries.is_empty() {
            self.wrong(field, "", "The list is empty, so it never holds", "List what is wanted, or remove it");
        }
        if entries.len() > MAX_ENTRIES {
            let message = format!("More than {MAX_ENTRIES} entries are listed");
            self.wrong(field, &format!("{} entries", entries.len()), message, "Split the rule into several");
        }
        for (index, entry) in entries.iter().enumerate() {
            if let Some((message, fix)) = problem(entry) {
                self.wrong(&format!("{field}[{index}]"), entry, message, fix);
            }
        }
    }

    fn named(&mut self, field: &str, test: &Test, is_name: impl Fn(&str) -> bool) {
        if test.name.is_empty() {
            self.wrong(&format!("{field}.name"), "", "The name is missing", "Say whose value is meant");
        } else if !is_name(&test.name) || test.name.len() > MAX_TEXT_BYTES {
            self.wrong(&format!("{field}.name"), &test.name, "No such thing can have this name", "Correct the name");
        }
        self.test(field, test);
    }

    fn nameless(&mut self, field: &str, test: &Test, fix: &str) {
        if !test.name.is_empty() {
            self.wrong(&format!("{field}.name"), &test.name, "What is tested needs no name", fix);
        }
        self.test(field, test);
    }

    fn test(&mut self, field: &str, test: &Test) {
        let Test { name: _, is, contains, matches, missing } = test;
        let tests = [is.is_some(), contains.is_some(), matches.is_some(), missing.is_some()];
        if tests.into_iter().filter(|given| *given).count() > 1 {
            let fix = "Keep one of is, contains, matches and missing, and write a condition for each other";
            return self.wrong(field, "", "This is more than one test", fix);
        }
        for (word, text) in [("is", is), ("contains", contains)] {
            let Some(text) = text else { continue };
            let field = &format!("{field}.{word}");
            if text.len() > MAX_TEXT_BYTES {
                let message = format!("The text is longer than {MAX_TEXT_BYTES} bytes");
                self.wrong(field, text, message, "Use contains or matches with a part of it");
            } else if let Some(what) = control_character(text) {
                self.wrong(field, text, format!("The text contains {what}"), "Remove it; it is never sent");
            } else if text.is_empty() && word == "contains" {
                self.wrong(field, text, "Every text contains the empty one", "Give a text, or remove contains");
            }
        }
        if let Some(text) = matches {
            let field = &format!("{field}.matches");
            if text.len() > MAX_SOURCE_BYTES {
                let message = format!("The pattern is longer than {MAX_SOURCE_BYTES} bytes");
                self.wrong(field, text, message, "Shorten it");
            } else if let Err(reason) = groups(text, Case::Exact) {
                self.wrong(field, text, reason, "Correct the pattern");
            }
        }
    }
}

// More than RFC 6265 allows: PHP itself sets cookies such as `a[b]`.
fn is_cookie_name(text: &str) -> bool {
    !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '=' | ';' | ','))
}

// The address of a network or a single address. `ipnet` alone would take leading zeros, which nobody else reads.
fn network_of(text: &str) -> Option<IpAddr> {
    let address = text.split_once('/').map_or(text, |(address, _)| address).parse().ok()?;
    (!text.contains('/') || text.parse::<ipnet::IpNet>().is_ok()).then_some(address)
}

// RFC 4647 §2.1: a basic language range.
fn is_language_range(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let part = |part: &str, fits: fn(u8) -> bool| (1..=8).contains(&part.len()) && part.bytes().all(fits);
    text == "*"
        || part(language, |b| b.is_ascii_alphabetic()) && parts.all(|sub| part(sub, |b| b.is_ascii_alphanumeric()))
}
