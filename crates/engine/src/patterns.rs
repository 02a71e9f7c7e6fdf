//! Patterns compiled so far by this worker.

use std::collections::HashMap;

use detour_rules::{Case, Kind, pattern};
use regex::bytes::Regex;

use crate::store::RuleView;

/// Compiled patterns of one rule file, filled as requests need them.
///
/// Make a new one with each rule file: patterns are remembered by their place in the order.
#[derive(Debug, Default)]
pub struct Patterns {
    compiled: HashMap<u32, Option<Regex>>,
    /// Those of conditions, by their text.
    of_conditions: HashMap<String, Option<Regex>>,
}

impl Patterns {
    /// An empty cache; allocates nothing.
    pub fn new() -> Patterns {
        Patterns::default()
    }

    /// The compiled pattern of a wildcard or regex rule; `None` if it doesn't compile.
    pub(crate) fn get(&mut self, rule: &RuleView<'_>) -> Option<&Regex> {
        let compile = || pattern(&pattern_text(rule)?, rule.case).ok();
        self.compiled.entry(rule.order).or_insert_with(compile).as_ref()
    }

    /// The compiled pattern of a condition; `None` if it doesn't compile.
    pub(crate) fn of_condition(&mut self, text: &str) -> Option<&Regex> {
        if !self.of_conditions.contains_key(text) {
            self.of_conditions.insert(text.to_owned(), pattern(text, Case::Exact).ok());
        }
        self.of_conditions.get(text)?.as_ref()
    }
}

/// The regular expression a rule stands for; `None` for literals and for text that is not UTF-8.
pub(crate) fn pattern_text(rule: &RuleView<'_>) -> Option<String> {
    match rule.kind {
        Kind::Exact => None,
        Kind::Prefix => Some(format!("^{}", escaped(rule.path))),
        Kind::Wildcard => Some(wildcard(rule.path)),
        Kind::Regex => String::from_utf8(rule.path.to_vec()).ok(),
    }
}

// Stars become greedy groups; all other bytes stand for themselves, whatever they are.
fn wildcard(text: &[u8]) -> String {
    let pieces: Vec<String> = text.split(|&byte| byte == b'*').map(escaped).collect();
    format!("(?s)^{}$", pieces.join("(.*)"))
}

fn escaped(text: &[u8]) -> String {
    let mut pattern = String::with_capacity(text.len());
    for &byte in text {
        match byte {
            b if b.is_ascii_alphanumeric() || b"/-_".contains(&b) => pattern.push(char::from(b)),
            b => pattern.push_str(&format!("\\x{b:02x}")),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use detour_rules::Case;

    #[test]
    fn a_wildcard_matches_its_own_bytes() {
        let regex = pattern(&wildcard(b"/a.b\xe9(*"), Case::Ignore).unwrap();
        assert!(regex.is_match(b"/A.b\xe9(x\ny"));
        assert!(!regex.is_match(b"/aXb\xe9("));
        assert!(!regex.is_match(b"x/a.b\xe9("));
    }
}
