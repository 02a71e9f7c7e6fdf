//! What must hold for a rule, each a variable that is 0 or 1, and all of them together.

use std::fmt::Write;

use detour_rules::{Case, Condition, Kind, Scheme};

use super::names::quoted;
use crate::export::{Atom, Branch, clauses, header_pattern, named_pattern, text_pattern};
use crate::pcre::push_literal;
use crate::refusal::Refusal;

/// A list of tests, all of which must hold.
#[derive(Debug, Default)]
pub(super) struct Guards {
    tests: Vec<Guard>,
    /// `$detour_open`
    open: bool,
}

#[derive(Debug)]
enum Guard {
    /// At least one of them.
    Any(Vec<Check>),
}

#[derive(Debug)]
struct Check {
    variable: String,
    /// A pattern, or for `geo` a network.
    pattern: String,
    negated: bool,
    is_network: bool,
}

impl Guards {
    /// Those of a rule's scheme, host and conditions.
    pub(super) fn of(branch: &Branch<'_>) -> Result<Guards, Refusal> {
        let source = &branch.rule.source;
        let mut guards = Guards { open: source.kind != Kind::Exact, ..Guards::default() };
        match source.scheme {
            Scheme::Any => {}
            Scheme::Http => guards.matches("$scheme", "^http$"),
            Scheme::Https => guards.matches("$scheme", "^https$"),
        }
        if !source.host.eq_ignore_ascii_case("any") {
            let mut pattern = String::from(if source.host.starts_with('*') { "(?i)^.+" } else { "(?i)^" });
            source.host.trim_start_matches('*').chars().for_each(|c| push_literal(&mut pattern, c));
            guards.matches("$host", &(pattern + "$"));
        }
        for clause in clauses(branch.when)? {
            let checks = clause.iter().map(check).collect::<Result<Vec<_>, _>>()?;
            guards.tests.push(Guard::Any(checks));
        }
        Ok(guards)
    }

    /// Whether there is nothing to test.
    pub(super) fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    /// One more: a variable must match.
    pub(super) fn matches(&mut self, variable: &str, pattern: &str) {
        let check = Check { variable: variable.into(), pattern: pattern.into(), negated: false, is_network: false };
        self.tests.push(Guard::Any(vec![check]));
    }

    /// The maps that make `this` 1 where all hold.
    pub(super) fn write(&self, this: &str) -> String {
        let mut out = String::new();
        let mut all = String::new();
        for (number, Guard::Any(checks)) in self.tests.iter().enumerate() {
            let mut any = String::new();
            for (letter, check) in checks.iter().enumerate() {
                let variable = format!("{this}_{number}_{letter}");
                let of = quoted(&check.variable.replace("$THIS", this));
                let (no, yes) = if check.negated { (1, 0) } else { (0, 1) };
                // No pattern is tried on nothing.
                let nothing = match is_match(&check.pattern, "") {
                    true => format!("\"\" {yes}; "),
                    false => String::new(),
                };
                let _ = match check.is_network {
                    true => writeln!(out, "geo $remote_addr {variable} {{ default {no}; {} {yes}; }}", check.pattern),
                    false => writeln!(
                        out,
                        "map {of} {variable} {{ default {no}; {nothing}{} {yes}; }}",
                        quoted(&format!("~{}", check.pattern))
                    ),
                };
                any += &variable;
            }
            if checks.len() > 1 {
                let _ = writeln!(out, "map {} {this}_{number} {{ default 0; \"~1\" 1; }}", quoted(&any));
                any = format!("{this}_{number}");
            }
            all += &any;
        }
        if self.open {
            all += "$detour_open";
        }
        let ones = "1".repeat(self.tests.len() + usize::from(self.open));
        match ones.is_empty() {
            true => out + &format!("map $scheme {this} {{ default 1; }}\n"),
            false => out + &format!("map {} {this} {{ default 0; {ones} 1; }}\n", quoted(&all)),
        }
    }
}

fn check(atom: &Atom) -> Result<Check, Refusal> {
    let of = |variable: String, pattern: String| Check { variable, pattern, negated: atom.negated, is_network: false };
    let refuse = |message: String| Err(Refusal::new(message, "Leave it to Detour"));
    Ok(match &atom.condition {
        Condition::Method(methods) => of("$request_method".into(), format!("^({})$", methods.join("|"))),
        Condition::Header(test) => {
            let name = test.name.to_ascii_lowercase().replace('-', "_");
            if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return refuse(format!("nginx has no variable for the header {}", test.name));
            }
            of(format!("$http_{name}"), header_pattern(test)?)
        }
        Condition::Referrer(test) => of("$http_referer".into(), header_pattern(test)?),
        Condition::UserAgent(test) => of("$http_user_agent".into(), header_pattern(test)?),
        Condition::Path(test) => of("$uri".into(), text_pattern(test)?),
        Condition::QueryString(test) => of("$args".into(), text_pattern(test)?),
        Condition::Cookie(test) => {
            of("$http_cookie".into(), format!("(^|;)\\s*{}", named_pattern(test, ";", "\\s*(;|$)")?))
        }
        Condition::Query(test) => of("$args".into(), format!("(^|&){}", named_pattern(test, "&", "(&|$)")?)),
        Condition::Ip(networks) => {
            let network = networks.first().cloned().unwrap_or_default();
            Check { is_network: true, ..of("$remote_addr".into(), network) }
        }
        other => return refuse(format!("The server can't tell the condition {}", other.word())),
    })
}

fn is_match(pattern: &str, text: &str) -> bool {
    detour_rules::pattern(pattern, Case::Exact).is_ok_and(|regex| regex.is_match(text.as_bytes()))
}
