//! Locations: in which order nginx looks at them.
//!
//! An exact one comes first. Then the longest beginning counts: if it is marked with `^~` no pattern is tried; otherwise
//! patterns are, in their order, and only if none fits the beginning has its turn.

use super::map::whole;
use super::statements::{Frame, Output, path_condition};
use super::tree::Directive;
use crate::Place;
use crate::pcre::{self, Piece};
use crate::refusal::Refusal;
use crate::rewrite::{Deed, Rewriting};

struct Location<'d> {
    directive: &'d Directive,
    kind: Kind,
    pattern: Vec<Piece>,
    ignore_case: bool,
    /// The text of a beginning or an exact location.
    path: &'d str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Exact,
    /// `^~`
    Final,
    Pattern,
    Beginning,
}

/// Reads all locations of a server, in the order they count.
pub(super) fn read(directives: &[Directive], frame: &Frame, out: &mut Output<'_>) {
    let mut locations = Vec::new();
    for directive in directives.iter().filter(|directive| directive.name == "location") {
        match location(directive) {
            Ok(Some(location)) => locations.push(location),
            Ok(None) => {}
            Err(refusal) => out.refuse(directive, refusal),
        }
    }
    // The longest beginning first; a sort keeps the order of patterns.
    locations.sort_by_key(|one| {
        let length = if one.kind == Kind::Pattern { 0 } else { one.path.len() };
        (one.kind, std::cmp::Reverse(length))
    });
    for location in &locations {
        let mut inner = frame.clone();
        if let Err(refusal) = inner.look_at(location.pattern.clone(), location.ignore_case) {
            out.refuse(location.directive, refusal);
            continue;
        }
        if location.kind == Kind::Final {
            // A longer beginning without ^~ counts instead, and comes after the patterns.
            let longer = locations.iter().filter(|other| {
                other.kind == Kind::Beginning
                    && other.path.len() > location.path.len()
                    && other.path.starts_with(location.path)
            });
            inner.conditions.extend(longer.map(|other| path_condition(other.pattern.clone(), false, true)));
        }
        let block = location.directive.block.as_deref().unwrap_or_default();
        if let Some(nested) = block.iter().find(|one| one.name == "location") {
            out.refuse(
                nested,
                Refusal::new("Locations within a location can't be carried over", "Write it beside the other"),
            );
        }
        if !out.read(block, &mut inner) {
            let place = Place::Line { line: location.directive.line };
            out.found.push((place, inner.rewriting(Deed::Stop, Vec::new(), false)));
        }
    }
}

fn location(directive: &Directive) -> Result<Option<Location<'_>>, Refusal> {
    let words: Vec<&str> = directive.words.iter().map(String::as_str).collect();
    let beginning = |kind, path: &'_ str| {
        let mut pattern = whole(path);
        if kind != Kind::Exact {
            pattern.pop();
        }
        (kind, pattern, false)
    };
    let ((kind, pattern, ignore_case), path) = match words.as_slice() {
        ["=", path] => (beginning(Kind::Exact, path), *path),
        ["^~", path] => (beginning(Kind::Final, path), *path),
        [operator @ ("~" | "~*"), pattern] => ((Kind::Pattern, pcre::pieces(pattern)?, *operator == "~*"), ""),
        [name] if name.starts_with('@') => return Ok(None),
        [path] => match ["=", "^~", "~*", "~"].into_iter().find_map(|operator| path.strip_prefix(operator)) {
            Some(_) => return Err(Refusal::new("The location has no space behind its operator", "Add a space")),
            None => (beginning(Kind::Beginning, path), *path),
        },
        _ => return Err(Refusal::new("The location can't be read", "Write location /path { … }")),
    };
    Ok(Some(Location { directive, kind, pattern, ignore_case, path }))
}

/// Takes away what only lets requests through at the end, where nothing is left to keep them from.
pub(super) fn trim(found: &mut Vec<(Place, Rewriting)>) {
    while found.last().is_some_and(|(_, rewriting)| rewriting.deed == Deed::Stop) {
        found.pop();
    }
}
