//! Patterns compiled so far by this worker.

use std::collections::HashMap;

use detour_rules::{Kind, pattern};
use regex::bytes::Regex;

use crate::store::RuleView;

/// Compiled patterns of one rule file, filled as requests need them.
///
/// Make a new one with each rule file: patterns are remembered by their place in the order.
#[derive(Debug, Default)]
pub struct Patterns {
    compiled: HashMap<u32, Option<Regex>>,
}

impl Patterns {
    /// An empty cache; allocates nothing.
    pub fn new() -> Patterns {
        Patterns::default()
    }

    /// The compiled pattern of a wildcard or regex rule; `None` if it doesn't compile.
    pub(crate) fn get(&mut self, rule: &RuleView<'_>) -> Option<&Regex> {
        let compile = || {
            let text = match rule.kind {
                Kind::Wildcard => wildcard(rule.path),
                _ => String::from_utf8(rule.path.to_vec()).ok()?,
            };
            pattern(&text, rule.case).ok()
        };
        self.compiled.entry(rule.order).or_insert_with(compile).as_ref()
    }
}

// Stars become greedy groups; all other bytes stand for themselves, whatever they are.
fn wildcard(text: &[u8]) -> String {
    let mut pattern = String::from("(?s)^");
    for &byte in text {
        match byte {
            b'*' => pattern.push_str("(.*)"),
            b if b.is_ascii_alphanumeric() || b"/-_".contains(&b) => pattern.push(char::from(b)),
            b => pattern.push_str(&format!("\\x{b:02x}")),
        }
    }
    pattern.push('$');
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
