//! What a running site and a rule set are asked alike, and whether they answer alike.
//!
//! Requests are made from the rules (`detour-samples`): what a rule takes, what lies just beside it, and other spellings of
//! both. The caller brings the new rules as a function from request to decision and whoever asks the site, so nothing here
//! matches anything or opens a connection.
#![forbid(unsafe_code)]

mod answer;
mod asking;
mod cause;
mod compare;
mod comparison;
mod coverage;
mod difference;
mod judge;
mod location;
mod plan;
mod report;
mod site;
mod step;

pub use answer::{Actual, Answered, Expected};
pub use asking::Asking;
pub use cause::Cause;
pub use comparison::{Comparison, Decide, RuleSet, Unreachable};
pub use detour_samples::{Sample, Variant};
pub use difference::{Asked, Difference};
pub use location::ascii;
pub use plan::{Planned, Start};
pub use report::{LeftOut, NotExercised, Report};
pub use site::{Site, SiteError};
pub use step::{Ask, State, Stepped, step};
