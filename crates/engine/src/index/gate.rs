//! Cheap tests that spare most requests the patterns without a needle.

use detour_rules::{Dialect, QueryMode, Slash};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::RuleView;
use crate::index::needles::syntax_tree;
use crate::patterns::pattern_text;

/// Bounds on the texts a pattern matches: length, and the bytes it may begin and end with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// Fewest bytes.
    pub min: u16,
    /// Most bytes; `u16::MAX` = no bound.
    pub max: u16,
    /// Bytes that may follow the first, one bit each (little-endian within each byte). All set = no bound.
    pub second: [u8; 32],
    /// Bytes the text may end with, likewise.
    pub last: [u8; 32],
}

impl Gate {
    /// Lets everything through.
    pub const OPEN: Gate = Gate { min: 0, max: u16::MAX, second: [0xff; 32], last: [0xff; 32] };

    pub(crate) fn of(rule: &RuleView<'_>) -> Gate {
        // Only for patterns compared with just what the index looks at; the bounds hold for no other text.
        if rule.dialect != Dialect::Native || rule.slash == Slash::Ignore || !matches!(rule.query, QueryMode::Exact) {
            return Gate::OPEN;
        }
        let Some(tree) = pattern_text(rule).and_then(|text| syntax_tree(&text, rule.case)) else { return Gate::OPEN };
        let parts = match tree.kind() {
            HirKind::Concat(parts) => parts.as_slice(),
            _ => return Gate::OPEN,
        };
        let bounded = |length: Option<usize>, none: u16| length.and_then(|n| u16::try_from(n).ok()).unwrap_or(none);
        let starts = matches!(parts.first().map(Hir::kind), Some(HirKind::Look(Look::Start)));
        let ends = matches!(parts.last().map(Hir::kind), Some(HirKind::Look(Look::End)));
        let properties = tree.properties();
        Gate {
            min: bounded(properties.minimum_len(), 0),
            max: if starts && ends { bounded(properties.maximum_len(), u16::MAX) } else { u16::MAX },
            second: match &parts[1..] {
                [literal, next, ..] if starts && is_one_byte(literal) => bytes_at(next, true),
                _ => Gate::OPEN.second,
            },
            last: match parts {
                [.., last, _] if ends => bytes_at(last, false),
                _ => Gate::OPEN.last,
            },
        }
    }

    /// Whether a length is within the bounds.
    pub fn allows_length(min: u16, max: u16, length: usize) -> bool {
        length >= usize::from(min) && (max == u16::MAX || length <= usize::from(max))
    }

    /// Whether a byte, if there is one, is in a set.
    pub fn allows_byte(set: &[u8; 32], byte: Option<&u8>) -> bool {
        byte.is_none_or(|&b| set[usize::from(b >> 3)] >> (b & 7) & 1 != 0)
    }
}

fn is_one_byte(node: &Hir) -> bool {
    matches!(node.kind(), HirKind::Literal(literal) if literal.0.len() == 1)
}

// The bytes a part may begin (or end) with, folded; everything where that isn't plain.
fn bytes_at(node: &Hir, front: bool) -> [u8; 32] {
    let mut set = [0; 32];
    let mut add = |byte: u8| {
        let byte = byte.to_ascii_lowercase();
        set[usize::from(byte >> 3)] |= 1 << (byte & 7);
    };
    match node.kind() {
        HirKind::Literal(literal) => add(if front { literal.0[0] } else { literal.0[literal.0.len() - 1] }),
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().flat_map(|range| range.start()..=range.end()).for_each(add);
        }
        HirKind::Capture(capture) => return bytes_at(&capture.sub, front),
        HirKind::Repetition(repetition) if repetition.min > 0 => return bytes_at(&repetition.sub, front),
        HirKind::Concat(parts) => match if front { parts.first() } else { parts.last() } {
            Some(part) => return bytes_at(part, front),
            None => return Gate::OPEN.last,
        },
        _ => return Gate::OPEN.last,
    }
    set
}
