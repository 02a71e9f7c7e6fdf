//! Rules in, decisions out.
//!
//! [`compile`] turns rules into a [`Program`], which `detour-format` writes into a rule file. The file comes back as a
//! [`RuleStore`], and [`decide`] answers requests from it. [`explain`] answers with the trace. [`reference`] is a
//! second, naive matcher that works on the rules themselves; tests hold the two against each other.

mod answer;
mod canonical;
mod decide;
mod explain;
mod host;
pub mod index;
mod matching;
mod patterns;
mod program;
mod query;
pub mod reference;
mod store;
mod subject;

pub use decide::decide;
pub use explain::{Explanation, Step, explain};
pub use index::Gate;
pub use patterns::Patterns;
pub use program::{Compilation, Program, ProgramRule, Skipped, compile};
pub use store::{ActionView, Candidates, RuleStore, RuleView};
