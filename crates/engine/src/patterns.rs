//! Patterns compiled so far by this worker.

use std::collections::HashMap;
use std::sync::Arc;

use detour_pcre::Pattern as PcrePattern;
use detour_rules::{Case, Kind};
use rapidhash::RapidHashMap;
use regex_automata::meta::{self, Cache, Config};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};

use crate::dialect::{Compiled, Dialects, Flavour};
use crate::store::RuleView;
use crate::wildcard;

/// Memory in which one pattern keeps what it learns about texts, bytes.
const LEARNT_BYTES: usize = 256 << 10;
/// As [`detour_rules::pattern`] has it.
const COMPILED_BYTES: usize = 1 << 20;

/// Compiled patterns of one rule file, filled as requests need them, and what else of it is kept in another form.
///
/// Make a new one with each rule file: patterns are remembered by their place in the order.
#[derive(Debug, Default)]
pub struct Patterns {
    of_rules: RapidHashMap<u32, Pattern>,
    /// Those of conditions, by their text.
    of_conditions: HashMap<String, Pattern>,
    /// Those of sources and conditions in the dialects of plugins.
    of_plugins: Compiled,
    dialects: Option<Arc<Dialects>>,
    /// What all of them take.
    bytes: usize,
}

impl Patterns {
    /// Memory that the compiled patterns of a worker may take, bytes. When these take more, all are dropped, and compiled
    /// again as they are used; who has several of them bounds their sum.
    pub const MOST_BYTES: usize = 8 << 20;

    /// What the compiled patterns take, bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// An empty cache; allocates nothing.
    pub fn new() -> Patterns {
        Patterns::default()
    }

    /// Whether the pattern of a regex rule matches; `None` if it doesn't compile.
    pub(crate) fn is_match(&mut self, rule: &RuleView<'_>, text: &[u8]) -> Option<bool> {
        self.use_rule(rule, |pattern| pattern.is_match(text))
    }

    /// What the groups of a regex rule match.
    pub(crate) fn captures(&mut self, rule: &RuleView<'_>, text: &[u8]) -> Option<Captures> {
        self.use_rule(rule, |pattern| pattern.captures(text)).flatten()
    }

    /// Whether the pattern of a condition matches; `None` if it doesn't compile.
    pub(crate) fn condition_matches(&mut self, condition: &str, text: &[u8]) -> Option<bool> {
        if !self.of_conditions.contains_key(condition) {
            self.of_conditions.insert(condition.to_owned(), Pattern::new(condition, Case::Exact));
        }
        let pattern = self.of_conditions.get_mut(condition)?;
        let found = pattern.is_match(text);
        let grown = pattern.grown();
        self.count(grown);
        found
    }

    /// A pattern in the dialect of a plugin; `None` if PHP rejects it.
    pub(crate) fn plugin_pattern(&mut self, flavour: Flavour, written: &[u8]) -> Option<Arc<PcrePattern>> {
        let (pattern, grown) = self.of_plugins.get(flavour, written);
        self.count(grown);
        pattern
    }

    /// What the file says about dialects.
    pub(crate) fn dialects(&mut self, bytes: &[u8]) -> Arc<Dialects> {
        self.dialects.get_or_insert_with(|| Arc::new(Dialects::read(bytes).unwrap_or_default())).clone()
    }

    fn use_rule<T>(&mut self, rule: &RuleView<'_>, work: impl FnOnce(&mut Pattern) -> Option<T>) -> Option<T> {
        let compile = || Pattern::new(std::str::from_utf8(rule.path).unwrap_or("("), rule.case);
        let pattern = self.of_rules.entry(rule.order).or_insert_with(compile);
        let found = work(pattern);
        let grown = pattern.grown();
        self.count(grown);
        found
    }

    fn count(&mut self, grown: usize) {
        self.bytes += grown;
        if self.bytes > Patterns::MOST_BYTES {
            *self = Patterns::new();
        }
    }
}

/// One pattern, and the memory it works in.
#[derive(Debug)]
struct Pattern {
    /// `None` if it doesn't compile.
    compiled: Option<(meta::Regex, Cache)>,
    /// What it took when it was used last.
    bytes: usize,
}

impl Pattern {
    #[cold]
    fn new(text: &str, case: Case) -> Pattern {
        let config =
            Config::new().utf8_empty(false).nfa_size_limit(Some(COMPILED_BYTES)).hybrid_cache_capacity(LEARNT_BYTES);
        let syntax = syntax::Config::new().unicode(false).utf8(false).case_insensitive(case == Case::Ignore);
        let regex = meta::Builder::new().configure(config).syntax(syntax).build(text).ok();
        let compiled = regex.map(|regex| {
            let cache = regex.create_cache();
            (regex, cache)
        });
        Pattern { compiled, bytes: 0 }
    }

    fn is_match(&mut self, text: &[u8]) -> Option<bool> {
        let (regex, cache) = self.compiled.as_mut()?;
        let input = Input::new(text).anchored(Anchored::No).earliest(true);
        Some(regex.search_half_with(cache, &input).is_some())
    }

    fn captures(&mut self, text: &[u8]) -> Option<Option<Captures>> {
        let (regex, cache) = self.compiled.as_mut()?;
        let mut captures = regex.create_captures();
        regex.search_captures_with(cache, &Input::new(text), &mut captures);
        Some(captures.is_match().then_some(captures))
    }

    /// By how much it has grown since this was asked last.
    fn grown(&mut self) -> usize {
        let own = size_of::<Pattern>() + size_of::<u32>();
        let compiled = self.compiled.as_ref().map_or(0, |(regex, cache)| regex.memory_usage() + cache.memory_usage());
        let before = std::mem::replace(&mut self.bytes, own + compiled);
        self.bytes.saturating_sub(before)
    }
}

/// The regular expression a rule stands for; `None` for literals and for text that is not UTF-8.
pub(crate) fn pattern_text(rule: &RuleView<'_>) -> Option<String> {
    match rule.kind {
        Kind::Exact | Kind::Contains | Kind::Suffix => None,
        Kind::Prefix => Some(format!("^{}", escaped(rule.path))),
        Kind::Wildcard => {
            let pieces: Vec<String> = wildcard::pieces(rule.path).map(|piece| escaped(&piece)).collect();
            Some(format!("(?s)^{}$", pieces.join(".*")))
        }
        Kind::Regex => String::from_utf8(rule.path.to_vec()).ok(),
    }
}

pub(crate) fn escaped(text: &[u8]) -> String {
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
    use detour_rules::Rule;
    use serde_json::json;

    use crate::compile;

    #[test]
    fn memory_is_bounded_and_answers_stay() {
        let rules: Vec<Rule> = (1..=300)
            .map(|id| {
                let source = json!({"kind": "regex", "value": format!("^/{id}/\\w{{900}}(x|y\\w)*$")});
                Rule::from_json(&json!({"id": id, "source": source, "then": {"respond": {"code": 410}}})).unwrap()
            })
            .collect();
        let program = compile(&rules).program;
        let mut patterns = Patterns::new();
        let mut was_dropped = false;
        for (order, rule) in (0..).zip(&program.rules) {
            let view = rule.views(order).next().unwrap();
            let text = format!("/{}/{}x", rule.id, "a".repeat(900));
            let before = patterns.of_rules.len();
            assert_eq!(patterns.is_match(&view, text.as_bytes()), Some(true));
            assert!(patterns.bytes <= Patterns::MOST_BYTES);
            was_dropped |= patterns.of_rules.len() < before;
        }
        assert!(was_dropped, "three hundred large patterns fit into the memory");
    }
}
