//! PHP's `serialize()` format, read and written within bounds.

mod read;
mod value;
mod write;

pub use read::{MAX_BYTES, MAX_DEPTH, ReadError};
pub use value::{Key, Value};
