//! The sources of a rule that has several, or that is stored otherwise than Rank Math writes it today.

use detour_rules::{Rule, Source};

use super::Comparison;
use crate::bytes::{Reader, push_block};

/// What each record of such a rule refers to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sources<'a> {
    /// The column `sources`, where it is not [`super::stored`] of the sources.
    pub(crate) stored: Option<&'a [u8]>,
    listed: &'a [u8],
}

/// The bytes; `None` for a rule with one source that is stored as usual.
pub(crate) fn encode(rule: &Rule) -> Option<Vec<u8>> {
    if rule.alternatives.is_empty() && rule.stored.is_none() {
        return None;
    }
    let mut out = vec![u8::from(rule.stored.is_some())];
    if let Some(stored) = &rule.stored {
        push_block(&mut out, |out| out.extend_from_slice(stored.as_bytes()));
    }
    for Source { kind, value, case, slash, .. } in std::iter::once(&rule.source).chain(&rule.alternatives) {
        out.push(number(Comparison::of(*kind, *case, *slash)));
        push_block(&mut out, |out| out.extend_from_slice(value.as_bytes()));
    }
    Some(out)
}

impl<'a> Sources<'a> {
    /// Reads what `encode` wrote; `None` if it is damaged.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Sources<'a>> {
        let mut reader = Reader(bytes);
        let stored = match reader.u8()? {
            0 => None,
            1 => Some(reader.block()?),
            _ => return None,
        };
        Some(Sources { stored, listed: reader.0 })
    }

    /// All sources of the rule.
    pub(crate) fn each(self) -> impl Iterator<Item = (Comparison, &'a [u8])> {
        let mut reader = Reader(self.listed);
        std::iter::from_fn(move || Some((comparison(reader.u8()?)?, reader.block()?)))
    }

    /// Whether everything in it can be read.
    pub(crate) fn is_sound(self) -> bool {
        let length: usize = self.each().map(|(_, text)| 5 + text.len()).sum();
        length == self.listed.len() && length > 0
    }
}

fn number(comparison: Comparison) -> u8 {
    match comparison {
        Comparison::Exact { ignore_case: false } => 0,
        Comparison::Exact { ignore_case: true } => 1,
        Comparison::Contains => 2,
        Comparison::Start => 3,
        Comparison::End => 4,
        Comparison::Regex => 5,
        Comparison::Identical => 6,
    }
}

fn comparison(number: u8) -> Option<Comparison> {
    Some(match number {
        0 => Comparison::Exact { ignore_case: false },
        1 => Comparison::Exact { ignore_case: true },
        2 => Comparison::Contains,
        3 => Comparison::Start,
        4 => Comparison::End,
        5 => Comparison::Regex,
        6 => Comparison::Identical,
        _ => return None,
    })
}
