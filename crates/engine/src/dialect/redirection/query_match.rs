//! Whether the query of a request satisfies the source's.

use std::collections::HashMap;

use detour_rules::QueryMode;

use super::Flags;
use super::query::{Query, component};
use crate::php::{Key, Value, Variables, mb_strtolower};

/// Nested parameters deeper than this are not looked at.
const DEEPEST: usize = 10;

impl Query {
    /// Whether the request has all parameters of this, the source's, query. Unless `query` is `ignore` or `pass` it must
    /// have no others. Their order doesn't matter, not even in [`QueryMode::Exact`]: there only the key of the rule
    /// enforces it.
    pub fn matches(&self, url: &[u8], flags: Flags) -> bool {
        let folded;
        let url = if flags.ignore_case {
            folded = mb_strtolower(url);
            &folded
        } else {
            url
        };
        if let Some(verbatim) = &self.verbatim {
            return text_matches(component(url), verbatim, flags.ignore_case);
        }
        let asked = Query::parse(url, false).parameters;
        if same(&self.parameters, &asked, flags.ignore_case, 0) != self.parameters.len() {
            return false;
        }
        match flags.query {
            QueryMode::Ignore | QueryMode::Pass => true,
            QueryMode::Exact | QueryMode::AnyOrder => {
                difference(&self.parameters, &asked, 0).is_empty() && difference(&asked, &self.parameters, 0).is_empty()
            }
        }
    }
}

fn text_matches(one: &[u8], other: &[u8], ignore_case: bool) -> bool {
    if ignore_case { mb_strtolower(one) == mb_strtolower(other) } else { one == other }
}

// How many parameters of the source the request has. Names are compared without case whatever the flag says; of names
// that differ in case alone only the last counts.
fn same(source: &Variables, asked: &Variables, ignore_case: bool, depth: usize) -> usize {
    if depth > DEEPEST {
        return 0;
    }
    let asked_names = folded_names(asked);
    let is_same = |key: &Key, found: &Key| match (source.get(key), asked.get(found)) {
        (Some(Value::Variables(ours)), Some(Value::Variables(theirs))) => {
            !ours.is_empty() && same(ours, theirs, ignore_case, depth + 1) == ours.len()
        }
        (Some(Value::Text(ours)), Some(Value::Text(theirs))) => text_matches(ours, theirs, ignore_case),
        (Some(Value::Null), Some(Value::Null)) => true,
        _ => false,
    };
    let names = folded_names(source);
    names.iter().filter(|(name, key)| asked_names.get(*name).is_some_and(|found| is_same(key, found))).count()
}

fn folded_names(variables: &Variables) -> HashMap<Vec<u8>, &Key> {
    variables.iter().map(|(key, _)| (mb_strtolower(&key.to_bytes()), key)).collect()
}

/// What of `one` is not in `other`, or is otherwise there.
pub(super) fn difference(one: &Variables, other: &Variables, depth: usize) -> Variables {
    let mut difference = Variables::default();
    if depth > DEEPEST {
        return difference;
    }
    for (key, value) in one.iter() {
        match (value, other.get(key)) {
            (Value::Variables(inner), Some(Value::Variables(theirs))) => {
                let inner = self::difference(inner, theirs, depth + 1);
                if !inner.is_empty() {
                    difference.set(key.clone(), Value::Variables(inner));
                }
            }
            (Value::Null | Value::Text(_), Some(theirs)) if value == theirs => {}
            _ => difference.set(key.clone(), value.clone()),
        }
    }
    difference
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(source: &str, url: &str, query: QueryMode) -> bool {
        let flags = Flags { query, ..Flags::default() };
        Query::parse(source.as_bytes(), false).matches(url.as_bytes(), flags)
    }

    #[test]
    fn names_have_no_case_unless_nothing_else_may_be_there() {
        assert!(matches("/?X=1", "/?x=1", QueryMode::Ignore));
        assert!(!matches("/?X=1", "/?x=1", QueryMode::AnyOrder));
        assert!(!matches("/?X=1&x=1", "/?x=1&X=1", QueryMode::Ignore));
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = |depth: usize| format!("/?a{}=1", "[]".repeat(depth));
        assert!(matches(&deep(10), &deep(10), QueryMode::AnyOrder));
        assert!(!matches(&deep(11), &deep(11), QueryMode::Ignore));
    }
}
