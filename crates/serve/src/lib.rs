//! A request by the rule file of its site: what the PHP extension and the agent's socket do alike, so that both answer,
//! and record, the same.
#![forbid(unsafe_code)]

mod event;
mod knowing;
mod sites;
mod told;
mod variables;

pub use event::{not_found, of_decision, record};
pub use knowing::Knowing;
pub use sites::{News, Site, Sites, Source, Stop};
pub use told::{Told, bare_page, name, told};
pub use variables::{Trusted, Variables, header};
