//! Proof of a migration: the site as it runs today and a rule set are asked the same, and every difference is told.
//!
//! What is asked and what counts as equal is for `detour-proof` to say; here the site is asked.
#![forbid(unsafe_code)]

mod client;
mod connection;
mod list;
mod tls;
mod verify;

pub use connection::{Connection, ConnectionError, Connector};
pub use detour_proof::{
    Actual, Asked, Asking, Cause, Decide, Difference, Expected, LeftOut, NotExercised, Report, RuleSet, Sample, Site,
    SiteError, Unreachable, Variant,
};
pub use list::{MOST_URLS, urls};
pub use verify::{Event, Options, verify};
