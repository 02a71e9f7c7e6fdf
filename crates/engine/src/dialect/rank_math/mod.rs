//! The dialect `rank-math`: what Rank Math (free, 1.0.273) makes of a request, as pure functions.
//!
//! Every function does one step of spec/importers §1.4 and §1.5. What a site should never do is left out: there is no
//! cache that pins a URL to the first rule that matched it, and a source PHP would stop the page for is none.

mod answer;
mod order;
mod request;
pub(crate) mod search;
mod source;
pub(crate) mod sources;
mod stored;
mod target;

pub use answer::{Answer, fallback};
pub use order::{in_first_phase, winner};
pub use request::{Subject, is_bypassed};
pub use source::{Comparison, match_source, regex};
pub use stored::stored;
pub use target::{destination, fallback_query, location};
