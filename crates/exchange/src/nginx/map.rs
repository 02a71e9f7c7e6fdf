//! `map`: a variable whose value is looked up by that of another.

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
        let mut entries = Vec::new();
        for one in directive.block.iter().flatten() {
            match (one.name.as_str(), one.words.as_slice()) {
                ("default", [value]) if value.is_empty() || value == "0" => {}
                ("default" | "include" | "hostnames", _) => {
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

/// The pattern of exactly this text.
pub(super) fn whole(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::Start];
    pieces.extend(text.chars().map(Piece::Literal));
    pieces.push(Piece::End);
    pieces
}
