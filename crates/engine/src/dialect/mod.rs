//! Semantics of the plugins that rules come from. A rule carries its dialect, and one module knows what that means: how a
//! request becomes what is compared, how a source is compared, how the target is made, what is passed over.
//!
//! What the plugins do is in pure functions of their arguments, exact to the byte. How their rules are found in a rule file,
//! and which of all rules answers, is in `search` of each dialect and in `decide`.

mod compiled;
mod decide;
mod in_order;
pub mod rank_math;
pub mod redirection;
mod rejected;
mod settings;

pub(crate) use compiled::{Compiled, Flavour};
pub(crate) use decide::{decided, resumed_for};
pub(crate) use rejected::rejected_patterns;
pub(crate) use settings::{Census, Dialects, encode as encode_settings, has_native_patterns};

/// Whether what a rule file says about dialects can be read.
pub fn are_sound(bytes: &[u8]) -> bool {
    Dialects::read(bytes).is_some()
}
