//! Exact rules that share one map.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::fmt::Write;

use detour_rules::{Action, Case};

use super::guards::Guards;
use super::names::quoted;
use super::text;
use crate::export::{Branch, Compared, QueryTest, Target};
use crate::refusal::Refusal;

/// What all entries of a map have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    /// The path alone, or path and query.
    with_query: bool,
    ignore_case: bool,
    then: Then,
    entries: Vec<Entry>,
    /// Without case, as nginx looks texts up: two that differ by it can't be in one map.
    keys: HashMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Then {
    /// The code, and what is appended.
    Redirect(u16, &'static str),
    Respond(u16),
    Stop,
}

/// A text, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    key: String,
    to: String,
}

/// The list and the entry of a rule that is nothing but a text; `None` for any other.
pub(super) fn entry(
    branch: &Branch<'_>,
    compared: &Compared,
    target: Option<&(u16, Target)>,
    passes: bool,
) -> Result<Option<(List, Entry)>, Refusal> {
    let Some(path) = &compared.literal else { return Ok(None) };
    if !Guards::of(branch)?.is_empty() {
        return Ok(None);
    }
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~=&".contains(&b));
    let (with_query, key) = match &compared.query {
        QueryTest::Is(query) if plain(query) => (true, format!("{path}?{query}")),
        QueryTest::Holds { parameters, only: false } if parameters.is_empty() => (false, path.clone()),
        _ => return Ok(None),
    };
    let (then, to) = match (branch.action, target) {
        (_, Some((code, target))) => match (target.constant(), passes, target.has_query()) {
            (None, ..) => return Ok(None),
            (_, false, _) => (Then::Redirect(*code, ""), text(target)),
            (Some(to), true, true) if to.ends_with('?') => (Then::Redirect(*code, "$args"), text(target)),
            (_, true, false) => (Then::Redirect(*code, "$is_args$args"), text(target)),
            (_, true, true) => (Then::Redirect(*code, "&$args"), text(target)),
        },
        (Action::Respond(respond), None) => (Then::Respond(respond.code), "/".to_owned()),
        _ => (Then::Stop, "/".to_owned()),
    };
    let ignore_case = branch.rule.source.case == Case::Ignore;
    let list = List { with_query, ignore_case, then, entries: Vec::new(), keys: HashMap::new() };
    Ok(Some((list, Entry { key, to })))
}

impl Entry {
    /// The line of the map.
    pub(super) fn line(&self) -> String {
        // The text stands behind the target, so that its case can be compared.
        let value = format!("{} {}", self.to, super::names::value(&self.key));
        format!("{} {};", quoted(&self.key), quoted(&value))
    }
}

impl List {
    /// Whether an entry of another list may come into this one.
    pub(super) fn takes(&self, other: &List, entry: &Entry) -> bool {
        let clashes = || {
            let folded = self.keys.get(&entry.key.to_lowercase());
            !self.ignore_case && folded.is_some_and(|key| *key != entry.key)
        };
        self.with_query == other.with_query
            && self.ignore_case == other.ignore_case
            && self.then == other.then
            && !clashes()
    }

    /// The length of the longest key, bytes.
    pub(super) fn longest_key(&self) -> usize {
        self.entries.iter().map(|entry| entry.key.len()).max().unwrap_or(0)
    }

    /// Adds an entry. Of two for the same text the first counts.
    pub(super) fn push(&mut self, entry: Entry) {
        if let Slot::Vacant(slot) = self.keys.entry(entry.key.to_lowercase()) {
            slot.insert(entry.key.clone());
            self.entries.push(entry);
        }
    }

    /// The maps, and the statement.
    pub(super) fn write(self, this: &str) -> (String, String) {
        let subject = if self.with_query { "$uri?$args" } else { "$uri" };
        let mut http = format!("map {} {this}_at {{\n    default \"\";\n", quoted(subject));
        for entry in &self.entries {
            let _ = writeln!(http, "    {}", entry.line());
        }
        http += "}\n";
        // What is not found begins with a bar, so nothing of the URL can pass for a target.
        let behind = match self.ignore_case {
            true => "~^((?:/|https?:)[^ ]*) ",
            false => "~^((?:/|https?:)[^ ]*) (.+)\\|\\2$",
        };
        let _ = writeln!(
            http,
            "map {} {this} {{ default \"\"; {} $1; }}",
            quoted(&format!("${{{}_at}}|{subject}", this.trim_start_matches('$'))),
            quoted(behind)
        );
        let statement = match self.then {
            Then::Redirect(code, end) => format!("return {code} {};", quoted(&format!("{this}{end}"))),
            Then::Respond(code) => format!("return {code};"),
            Then::Stop => "break;".to_owned(),
        };
        (http, format!("if ({this}) {{ {statement} }}\n"))
    }
}
