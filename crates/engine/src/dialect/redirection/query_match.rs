//! Whether the query of a request satisfies the source's.

use std::collections::HashMap;

use detour_rules::QueryMode;

use super::Flags;
use super::query::{Query, component};
use crate::php::{Value, Variables, mb_strtolower};

/// Nested parameters deeper than this are not looked at.
pub(super) const DEEPEST: usize = 10;

/// The query of a request, made ready for being compared with those of many sources.
pub(super) struct AskedQuery {
    component: Vec<u8>,
    parameters: Variables,
    names: Names,
}

/// What stands under each name, compared without case whatever the flag says; of names that differ in case alone only the
/// last counts.
type Names = HashMap<Vec<u8>, Named>;

enum Named {
    Null,
    Text(Vec<u8>),
    Names(Names),
}

impl Query {
    /// Whether the request has all parameters of this, the source's, query. Unless `query` is `ignore` or `pass` it must
    /// have no others. Their order doesn't matter, not even in [`QueryMode::Exact`]: there only the key of the rule
    /// enforces it.
    pub fn matches(&self, url: &[u8], flags: Flags) -> bool {
        self.matches_asked(&AskedQuery::new(url, flags.ignore_case), flags)
    }

    /// The same, where the flag for case is the one that `asked` was made with.
    pub(super) fn matches_asked(&self, asked: &AskedQuery, flags: Flags) -> bool {
        if let Some(verbatim) = &self.verbatim {
            return asked.component == compared(verbatim, flags.ignore_case);
        }
        if same(&self.parameters, &asked.names, flags.ignore_case, 0) != self.parameters.len() {
            return false;
        }
        match flags.query {
            QueryMode::Ignore | QueryMode::Pass => true,
            QueryMode::Exact | QueryMode::AnyOrder => {
                let (ours, theirs) = (&self.parameters, &asked.parameters);
                // Saves comparing a query that has a thousand others.
                ours.len() == theirs.len()
                    && difference(ours, theirs, 0).is_empty()
                    && difference(theirs, ours, 0).is_empty()
            }
        }
    }
}

impl AskedQuery {
    pub(super) fn new(url: &[u8], ignore_case: bool) -> AskedQuery {
        let url = compared(url, ignore_case);
        let parameters = Query::parse(&url, false).parameters;
        let names = names(&parameters, ignore_case, 0);
        AskedQuery { component: compared(component(&url), ignore_case), parameters, names }
    }

    pub(super) fn parameters(&self) -> &Variables {
        &self.parameters
    }
}

fn compared(text: &[u8], ignore_case: bool) -> Vec<u8> {
    if ignore_case { mb_strtolower(text) } else { text.to_vec() }
}

fn names(variables: &Variables, ignore_case: bool, depth: usize) -> Names {
    if depth > DEEPEST {
        return Names::new();
    }
    let named = |value: &Value| match value {
        Value::Null => Named::Null,
        Value::Text(text) => Named::Text(compared(text, ignore_case)),
        Value::Variables(inner) => Named::Names(names(inner, ignore_case, depth + 1)),
    };
    variables.iter().map(|(key, value)| (mb_strtolower(&key.to_bytes()), named(value))).collect()
}

// How many parameters of the source the request has.
fn same(source: &Variables, asked: &Names, ignore_case: bool, depth: usize) -> usize {
    if depth > DEEPEST {
        return 0;
    }
    let is_same = |value: &Value, found: &Named| match (value, found) {
        (Value::Variables(ours), Named::Names(theirs)) => {
            !ours.is_empty() && same(ours, theirs, ignore_case, depth + 1) == ours.len()
        }
        (Value::Text(ours), Named::Text(theirs)) => compared(ours, ignore_case) == *theirs,
        (Value::Null, Named::Null) => true,
        _ => false,
    };
    let names: HashMap<Vec<u8>, &Value> =
        source.iter().map(|(key, value)| (mb_strtolower(&key.to_bytes()), value)).collect();
    names.iter().filter(|(name, value)| asked.get(*name).is_some_and(|found| is_same(value, found))).count()
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
