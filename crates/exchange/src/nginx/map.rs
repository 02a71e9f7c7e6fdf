//! `map`: a variable whose value is looked up by that of another.

use std::cmp::Reverse;

use super::condition::variable;
use super::statements::Frame;
use super::tree::Directive;
use crate::pcre::{self, Piece};
use crate::refusal::Refusal;
use crate::rewrite::{Condition, Test};

/// A map.
#[derive(Debug, Clone)]
pub(super) struct Map {
    /// The variable it gives a value.
    pub(super) name: String,
    source: String,
    /// Texts first, as nginx looks them up, then patterns in their order.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    line: u64,
    key: String,
    value: String,
}

impl Map {
    /// Reads `map $source $name { … }`.
    pub(super) fn read(directive: &Directive) -> Result<Map, Refusal> {
        let [source, name] = directive.words.as_slice() else {
            return Err(Refusal::new("A map needs two variables", "Write map $uri $target { … }"));
        };
        let (mut entries, mut hostnames) = (Vec::new(), false);
        for one in directive.block.iter().flatten() {
            match (one.name.as_str(), one.words.as_slice()) {
                ("default", [value]) if value.is_empty() || value == "0" => {}
                ("hostnames", []) => hostnames = true,
                ("default" | "include", _) => {
                    return Err(Refusal::new(
                        format!("The map uses {}, which can't be carried over", one.text()),
                        "List the entries themselves",
                    ));
                }
                ("volatile", []) => {}
                (key, [value]) => {
                    let key = key.strip_prefix('\\').unwrap_or(key).to_owned();
                    entries.push(Entry { line: one.line, key, value: value.clone() });
                }
                _ => return Err(Refusal::new("An entry of the map can't be read", "Write a key and a value")),
            }
        }
        entries.sort_by_key(|entry| entry.key.starts_with('~'));
        if hostnames {
            entries.sort_by_key(|entry| rank(&entry.key));
            entries.iter_mut().for_each(|entry| entry.key = host_pattern(&entry.key));
        }
        if let Some(exception) = exception(&entries) {
            return Err(Refusal::new(
                format!("The entry {} of the map is an exception from those behind it", exception.key),
                "Write the patterns so that they leave it out, and remove it",
            ));
        }
        let bare = |name: &str| name.trim_start_matches('$').trim_matches(['{', '}']).to_owned();
        Ok(Map { name: bare(name), source: bare(source), entries })
    }

    /// What a frame becomes for each entry that has a value.
    pub(super) fn frames<'f>(&'f self, frame: &'f Frame) -> impl Iterator<Item = (u64, Result<Frame, Refusal>)> + 'f {
        let entries = self.entries.iter().filter(|entry| !matches!(entry.value.as_str(), "" | "0"));
        entries.map(move |entry| (entry.line, self.frame(entry, frame)))
    }

    fn frame(&self, entry: &Entry, frame: &Frame) -> Result<Frame, Refusal> {
        let mut frame = frame.clone();
        frame.bound = Some((self.name.clone(), entry.value.clone()));
        let (test, ignore_case) = match entry.key.strip_prefix('~') {
            Some(pattern) => {
                let (pattern, ignore_case) = pattern.strip_prefix('*').map_or((pattern, false), |rest| (rest, true));
                (Test::Matches(pcre::pieces(pattern)?), ignore_case)
            }
            // Texts are compared without case.
            None => (Test::Is(entry.key.clone()), true),
        };
        match (self.source.as_str(), test) {
            ("uri" | "document_uri", Test::Matches(pieces)) => frame.look_at(pieces, ignore_case)?,
            ("uri" | "document_uri", Test::Is(text)) => frame.look_at(whole(&text), ignore_case)?,
            ("request_uri", Test::Matches(pieces)) => {
                frame.look_at(pieces, ignore_case)?;
                frame.sees_query = true;
            }
            ("request_uri", Test::Is(text)) => {
                frame.look_at_whole(&text, ignore_case)?;
            }
            (source, test) => {
                let variable = variable(source)?;
                frame.conditions.push(Condition { variable, test, negated: false, ignore_case, or_next: false });
            }
        }
        Ok(frame)
    }
}

// As nginx looks them up: whole names, the longest that begin with a star, the longest that end with one, patterns.
fn rank(key: &str) -> (u8, Reverse<usize>) {
    let kind = match key {
        _ if key.starts_with('~') => return (3, Reverse(0)),
        _ if key.starts_with(['*', '.']) => 1,
        _ if key.ends_with('*') => 2,
        _ => 0,
    };
    (kind, Reverse(key.len()))
}

// `.a.test`, `*.a.test` and `a.*` as patterns.
fn host_pattern(key: &str) -> String {
    let escaped = |name: &str| name.replace('.', "\\.");
    match (key.strip_prefix("*."), key.strip_prefix('.'), key.strip_suffix(".*")) {
        _ if key.starts_with('~') => key.to_owned(),
        (Some(name), ..) => format!("~*^.+\\.{}$", escaped(name)),
        (_, Some(name), _) => format!("~*^(?:.+\\.)?{}$", escaped(name)),
        (.., Some(name)) => format!("~*^{}\\..+$", escaped(name)),
        _ => key.to_owned(),
    }
}

// An entry without a value that keeps requests from a pattern behind it.
fn exception(entries: &[Entry]) -> Option<&Entry> {
    let has_value = |entry: &Entry| !matches!(entry.value.as_str(), "" | "0");
    let last = entries.iter().rposition(|entry| entry.key.starts_with('~') && has_value(entry))?;
    entries[..last].iter().find(|entry| !has_value(entry))
}

/// The pattern of exactly this text.
pub(super) fn whole(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::Start];
    pieces.extend(text.chars().map(Piece::Literal));
    pieces.push(Piece::End);
    pieces
}
