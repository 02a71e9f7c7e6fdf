//! BetterLinks: a table of short links, or a file `links.json` that is used instead of it.
//!
//! Only GET requests are answered. Links with the exact address come first, the lowest id wins; those with a star at
//! their end follow. Observed answers: `tests/exchange/betterlinks`.

mod link;
mod read;

pub use link::{Link, Settings};
pub use read::{read, read_csv, read_json};
