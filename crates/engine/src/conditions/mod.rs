//! Conditions in their compiled form: a sequence of nodes, all of which must hold.
//!
//! `encode` writes them, `decode` reads them safely whatever the bytes are, `evaluate` tells whether they hold, and
//! `words` says why. `FORMAT.md` of `detour-format` describes the bytes.

mod decode;
mod encode;
mod evaluate;
mod language;
mod values;
mod words;

pub(crate) use decode::{Nodes, are_sound};
pub(crate) use encode::encode;
pub(crate) use evaluate::{Truth, evaluate};
pub(crate) use values::cookies;
pub use words::Checked;
pub(crate) use words::checked;
