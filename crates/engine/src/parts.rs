//! What only some rules have: a schedule, conditions, an action that doesn't fit into the fixed part of a record, and an
//! action for when the conditions don't hold.

use detour_rules::{Dialect, Rule, Settings};

use crate::action::{ActionView, push_action};
use crate::bytes::{Reader, push_block};
use crate::conditions::{self, Nodes};
use crate::dialect::rank_math::sources::Sources;
use crate::dialect::{rank_math, redirection};

/// The optional parts of a rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parts<'a> {
    /// First second at which the rule is there, and first at which it isn't any more.
    pub(crate) schedule: Option<(u64, u64)>,
    /// In the dialect `redirection` they are written otherwise.
    pub(crate) conditions: Nodes<'a>,
    /// The action, if it isn't a plain one.
    pub then: Option<ActionView<'a>>,
    /// The action for when the conditions don't hold.
    pub otherwise: Option<ActionView<'a>>,
    /// What all records of a rule in the dialect `rank-math` share.
    pub(crate) sources: Option<Sources<'a>>,
}

/// Bits of the first byte: what follows, in this order.
mod there {
    /// u64, u64: the first second at which the rule is there, and the first at which it isn't any more.
    pub(super) const SCHEDULE: u8 = 1;
    /// u32 length, nodes.
    pub(super) const CONDITIONS: u8 = 1 << 1;
    /// The action, if it isn't in the fixed part: u32 length, action.
    pub(super) const THEN: u8 = 1 << 2;
    /// The action for when the conditions don't hold: u32 length, action.
    pub(super) const OTHERWISE: u8 = 1 << 3;
    /// In the dialect `rank-math`: u32 length, all sources of the rule.
    pub(super) const SOURCES: u8 = 1 << 4;
}

impl<'a> Parts<'a> {
    /// Reads the bytes of [`crate::RuleView::parts`]. `None` if they are damaged.
    pub fn read(bytes: &'a [u8]) -> Option<Parts<'a>> {
        let mut reader = Reader(bytes);
        let mut parts = Parts::default();
        if reader.is_empty() {
            return Some(parts);
        }
        let present = reader.u8()?;
        if present & there::SCHEDULE != 0 {
            parts.schedule = Some((reader.u64()?, reader.u64()?));
        }
        if present & there::CONDITIONS != 0 {
            parts.conditions = Nodes::new(reader.block()?);
        }
        if present & there::THEN != 0 {
            parts.then = Some(ActionView::read(reader.block()?)?);
        }
        if present & there::OTHERWISE != 0 {
            parts.otherwise = Some(ActionView::read(reader.block()?)?);
        }
        if present & there::SOURCES != 0 {
            parts.sources = Some(Sources::read(reader.block()?)?);
        }
        reader.is_empty().then_some(parts)
    }

    /// Whether everything in the parts of a rule can be read and used.
    pub fn is_sound(&self, dialect: Dialect) -> bool {
        let conditions = match dialect {
            Dialect::Redirection if !self.conditions.is_empty() => {
                redirection::stored::read(self.conditions.bytes()).is_some()
            }
            _ => conditions::are_sound(self.conditions),
        };
        let mut actions = self.then.iter().chain(&self.otherwise);
        conditions && actions.all(ActionView::is_sound) && self.sources.is_none_or(Sources::is_sound)
    }
}

/// The bytes of a rule's parts; empty for a rule without any. `then` is given if it doesn't fit into the fixed part.
pub(crate) fn encode(rule: &Rule, settings: &Settings, then: Option<&[u8]>, otherwise: Option<&[u8]>) -> Vec<u8> {
    let schedule = rule.schedule.as_ref().and_then(|schedule| schedule.seconds());
    let mut present = 0;
    let mut out = vec![0];
    if let Some((from, until)) = schedule {
        present |= there::SCHEDULE;
        out.extend_from_slice(&from.to_le_bytes());
        out.extend_from_slice(&until.to_le_bytes());
    }
    if !rule.when.is_empty() {
        present |= there::CONDITIONS;
        push_block(&mut out, |out| match rule.dialect {
            Dialect::Redirection => rule.when.iter().for_each(|one| redirection::stored::encode(one, out)),
            Dialect::Native | Dialect::RankMath => conditions::encode(&rule.when, settings, out),
        });
    }
    for (action, flag) in [(then, there::THEN), (otherwise, there::OTHERWISE)] {
        if let Some(action) = action {
            present |= flag;
            push_action(&mut out, action);
        }
    }
    if rule.dialect == Dialect::RankMath
        && let Some(sources) = rank_math::sources::encode(rule)
    {
        present |= there::SOURCES;
        push_block(&mut out, |out| out.extend_from_slice(&sources));
    }
    if present == 0 {
        return Vec::new();
    }
    out[0] = present;
    out
}
