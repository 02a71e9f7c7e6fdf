//! Proof of a migration: the site as it runs today and a rule set are asked the same, and every difference is told.
//!
//! Requests are made from the rules (`detour-samples`): what a rule takes, what lies just beside it, and other spellings of
//! both. The caller brings the new rules as a function from request to decision, so nothing here matches anything.
#![forbid(unsafe_code)]

mod answer;
mod cause;
mod client;
mod compare;
mod coverage;
mod difference;
mod judge;
mod list;
mod location;
mod plan;
mod report;
mod site;
mod tls;
mod verify;

pub use answer::{Actual, Expected};
pub use cause::Cause;
pub use detour_samples::{Sample, Variant};
pub use difference::{Asked, Difference};
pub use list::{MOST_URLS, urls};
pub use report::{LeftOut, NotExercised, Report};
pub use site::{Site, SiteError};
pub use verify::{Decide, Event, Options, RuleSet, VerifyError, verify};
