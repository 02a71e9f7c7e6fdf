//! The rule file (`.detour`): an immutable compiled set of rules that every PHP worker maps read-only.
//!
//! `FORMAT.md` beside this crate is the byte-level specification. [`write`] makes the bytes of a site's file and
//! [`write_network`] those of a network's; [`AnyFile`] reads either safely, whatever the bytes are. [`publish`] puts a file in
//! place, and [`load`] opens what was published.

mod any;
mod error;
mod file;
mod grouped;
mod index;
mod layout;
mod load;
mod lookup;
mod needle_hash;
mod network;
mod probe;
mod publish;
mod verify;
mod write;

pub use any::{AnyFile, FilePatterns};
pub use error::{LoadError, OpenError, PublishError, VerifyError};
pub use file::RuleFile;
pub use layout::{MAJOR, MINOR};
pub use load::{Bytes, Identity, Loaded, Trust, load, load_whole, read_beside};
pub use network::{
    NetworkError, NetworkFile, Site, SiteFile, SiteRules, embedded, site_key, write_network, write_network_of_files,
};
pub use publish::{lease_path, previous_path, publish};
pub use write::{Stamp, TooLarge, write};
