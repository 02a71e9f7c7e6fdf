//! Apache's configuration: `.htaccess` files, and virtual hosts of a server's.
//!
//! Order: in one folder or host mod_rewrite acts before mod_alias wherever the lines stand; a host's own rules act
//! before those of its folders. Paths are compared decoded. WordPress's own rules are passed over.

mod alias;
mod condition;
mod context;
mod exception;
mod flags;
mod front_controller;
mod line;
mod reader;
mod rule;
mod section;
mod substitution;
mod table;
mod write;
mod write_condition;

pub use table::{table, table_rules};
pub use write::write;

use crate::{Import, Options};

/// Largest file that is read, bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// Reads a file. What can't be carried over is in the report, with its line and the reason.
pub fn read(text: &[u8], options: &Options) -> Import {
    reader::read(text, options)
}
