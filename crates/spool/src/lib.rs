//! The spool: events on their way from PHP workers to the agent.
//!
//! Workers append [`Event`]s to a file ([`Writer`]); the agent makes that file, reads it ([`Reader`]) and replaces it by a new
//! one when it is large ([`Keeper`]). `SPOOL.md` says how the bytes lie and why no event is lost or read twice.
#![forbid(unsafe_code)]

mod event;
mod file;
mod keeper;
mod reader;
mod record;
mod remembered;
mod writer;

pub use event::{Event, Kind};
pub use file::{FileId, HEADER_BYTES, NoSpool, VERSION, spool_path};
pub use keeper::{Keeper, KeeperError, SpoolFile, check_directory};
pub use reader::Reader;
pub use record::MOST_BYTES;
pub use writer::{State, Writer};
