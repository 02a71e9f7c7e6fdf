//! What the matcher asks of a rule file. `detour-format` implements it over the mapped bytes.

use std::borrow::Cow;

use detour_rules::{Case, Dialect, Kind, QueryMode, Scheme, Slash};
use smallvec::SmallVec;

use crate::ActionView;
use crate::canonical::{folded, without_slash};
use crate::dialect::{rank_math, redirection};
use crate::query;
use crate::subject::folded_sorted;

/// Numbers of patterns.
pub type Candidates = SmallVec<[u32; 64]>;
/// Keys that a literal may be filed under.
pub type Keys<'a> = SmallVec<[Key<'a>; 1]>;

/// Compiled rules in their order.
pub trait RuleStore {
    /// Whether some literal rule is bound to one host, so that its key must be looked up too.
    fn has_host_keys(&self) -> bool;
    /// Length of the longest query in the key of a literal rule; 0 = there is none.
    fn longest_query_key(&self) -> usize;
    /// Whether there are literal rules.
    fn has_literals(&self) -> bool;
    /// Whether some literal rule is filed under one of its parameters, so that each of a request's must be looked up.
    fn has_parameter_keys(&self) -> bool;
    /// Literal rules filed under `key`, in rule order; others may be among them.
    fn literals(&self, key: &Key<'_>) -> impl Iterator<Item = RuleView<'_>>;
    /// Whether there are rules that are no literals.
    fn has_patterns(&self) -> bool;
    /// Finds the numbers of the patterns that may match a request whose path and query, folded, are one of `texts`: all
    /// that do match, in rule order, without doubles.
    fn candidates(&self, texts: &[Cow<'_, [u8]>], found: &mut Candidates);
    /// The pattern of this number; patterns are numbered in rule order. `None` if the file is damaged there.
    fn pattern(&self, number: u32) -> Option<RuleView<'_>>;
    /// The list of tracking parameters, as in [`crate::Program::tracking`]; empty if there are none.
    fn tracking(&self) -> &[u8];
    /// What [`crate::Program::dialects`] said; empty for sites with nothing but native rules.
    fn dialects(&self) -> &[u8];
    /// What [`crate::Program::fallbacks`] said; empty if none is in force.
    fn fallbacks(&self) -> &[u8];
    /// The blog whose rules these are, if they are part of a network's file.
    fn blog(&self) -> Option<u64>;
    /// The place behind all rules.
    fn end(&self) -> u32;
}

/// What a literal rule is filed under, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key<'a> {
    /// Host in normal form; empty = any. For rules in the dialect of a plugin a word that no host has.
    pub host: Cow<'a, [u8]>,
    /// Canonical path without the slash at its end; for rules in the dialect of a plugin what that looks them up by.
    pub path: Cow<'a, [u8]>,
    /// What must be in the query, canonical: all of it with its parameters sorted, or one parameter of a rule that takes
    /// others as well. Empty if nothing must be there.
    pub query: Cow<'a, [u8]>,
}

/// One compiled rule, borrowed from the rule file. A rule with several sources has a view for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleView<'a> {
    /// The rule's id.
    pub id: u64,
    /// Place in the order of all rules, from 0.
    pub order: u32,
    /// Whose semantics it follows.
    pub dialect: Dialect,
    /// How `path` is read.
    pub kind: Kind,
    /// Whether case differs.
    pub case: Case,
    /// Whether the slash at the end counts.
    pub slash: Slash,
    /// What the query string has to do with it.
    pub query: QueryMode,
    /// Scheme asked for.
    pub scheme: Scheme,
    /// Host in normal form; empty = any, `*.example.com` = subdomains.
    pub host: &'a [u8],
    /// Exact: canonical path, folded with `case: ignore`, without the slash at its end with `slash: ignore`.
    /// Prefix: canonical beginning. Wildcard: canonical, but for stars of the URL, which stay escaped. Regex: the pattern.
    /// In the dialect of a plugin: the source as it was written.
    pub path: &'a [u8],
    /// Parameters the source names: canonical, folded with `case: ignore`, sorted with `any-order`.
    /// Empty where the query belongs to the pattern.
    pub params: &'a [u8],
    /// What happens. In the dialect of a plugin targets are as they were written, and never constant.
    pub action: ActionView<'a>,
    /// What only some rules have, to be read with [`crate::Parts`]; empty for most.
    pub parts: &'a [u8],
}

impl<'a> RuleView<'a> {
    /// Whether it is found by its key; other kinds are tried in order.
    pub fn is_literal(&self) -> bool {
        self.kind == Kind::Exact
    }

    /// The keys a literal may be filed under; none for the other kinds. A request that it matches is looked up under all of
    /// them, so one is enough: that which it shares with the fewest.
    pub fn keys(&self) -> Keys<'a> {
        match self.dialect {
            _ if !self.is_literal() => Keys::new(),
            Dialect::Native => self.native_keys(),
            Dialect::Redirection => redirection::filed::keys(self),
            Dialect::RankMath => [Key::of_plugin(self.dialect, rank_math::search::key(self.path))].into(),
        }
    }

    fn native_keys(&self) -> Keys<'a> {
        let path = match self.slash {
            Slash::Exact => without_slash(self.path),
            // The one slash is gone already; another one stays.
            Slash::Ignore => self.path,
        };
        let host = if self.has_host_key() { self.host } else { b"" };
        let key = |query| Key { host: Cow::Borrowed(host), path: folded(path), query };
        match query::parameters(self.params).next() {
            None => [key(Cow::default())].into(),
            Some(_) if self.compares_query() => [key(folded_sorted(self.params).into())].into(),
            Some(_) => query::parameters(self.params).map(|parameter| key(folded(parameter))).collect(),
        }
    }

    /// Whether the host is part of the key.
    pub fn has_host_key(&self) -> bool {
        self.kind == Kind::Exact && !self.host.is_empty() && !self.host.starts_with(b"*")
    }

    /// Whether the query string is part of what is compared, so that tracking parameters would stand in the way.
    pub fn compares_query(&self) -> bool {
        matches!(self.query, QueryMode::Exact | QueryMode::AnyOrder)
    }
}
