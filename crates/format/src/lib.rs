//! The rule file (`.detour`): an immutable compiled set of rules that every PHP worker maps read-only.
//!
//! `FORMAT.md` beside this crate is the byte-level specification. [`write`] makes a file's bytes, [`RuleFile`] reads
//! them safely whatever they are, [`publish`] puts them in place, and [`load`] opens what was published.

mod error;
mod file;
mod index;
mod layout;
mod load;
mod lookup;
mod publish;
mod verify;
mod write;

pub use error::{LoadError, OpenError, PublishError, VerifyError};
pub use file::RuleFile;
pub use layout::{MAJOR, MINOR};
pub use load::{Bytes, Identity, Loaded, Trust, load};
pub use publish::{previous_path, publish};
pub use write::{Stamp, TooLarge, write};
