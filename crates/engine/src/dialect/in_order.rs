//! Rules of one dialect that may match a request, in rule order.

use std::borrow::Cow;

use detour_rules::Dialect;
use smallvec::SmallVec;

use crate::store::{Candidates, Key, Keys, RuleStore, RuleView};

/// What a dialect looks for in a rule file.
pub(super) struct LookedUp<'k> {
    pub(super) dialect: Dialect,
    /// What literals may be filed under.
    pub(super) keys: Keys<'k>,
    /// What the index of patterns looks at, folded; `None` if the file has no patterns of the dialect.
    pub(super) text: Option<Cow<'k, [u8]>>,
}

impl Key<'_> {
    /// The key of a literal in the dialect of a plugin. No native one has such a host.
    pub(crate) fn of_plugin(dialect: Dialect, path: Cow<'_, [u8]>) -> Key<'_> {
        let host: &[u8] = match dialect {
            Dialect::Native => b"",
            Dialect::Redirection => b"\0redirection",
            Dialect::RankMath => b"\0rank-math",
        };
        Key { host: Cow::Borrowed(host), path, query: Cow::default() }
    }
}

impl LookedUp<'_> {
    /// All rules from a place in the order on that may match, and others; a rule with several sources comes once for each
    /// that may match.
    pub(super) fn rules<'a, S: RuleStore>(
        self,
        store: &'a S,
        from: u32,
    ) -> impl Iterator<Item = RuleView<'a>> + use<'a, S> {
        let mut literals: SmallVec<[RuleView<'a>; 4]> = SmallVec::new();
        for key in &self.keys {
            literals.extend(store.literals(key));
        }
        literals.sort_by_key(|rule| rule.order);
        // Two keys with one tag name the same records.
        literals.dedup();
        let mut numbers = Candidates::new();
        if let Some(text) = &self.text {
            store.candidates(std::slice::from_ref(text), &mut numbers);
        }
        let dialect = self.dialect;
        let mut literals = literals.into_iter().peekable();
        let mut patterns = numbers.into_iter().filter_map(|number| store.pattern(number)).peekable();
        let merged = std::iter::from_fn(move || match (literals.peek(), patterns.peek()) {
            (Some(literal), Some(pattern)) if pattern.order < literal.order => patterns.next(),
            (Some(_), _) => literals.next(),
            (None, _) => patterns.next(),
        });
        merged.filter(move |rule| rule.dialect == dialect && rule.order >= from)
    }
}
