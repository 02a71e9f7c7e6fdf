//! Rules in, decisions out.
//!
//! [`compile`] turns rules into a [`Program`], which `detour-format` writes into a rule file. The file comes back as a
//! [`RuleStore`], and [`decide`] answers requests from it. [`explain`] answers with the trace. [`reference`] is a
//! second, naive matcher that works on the rules themselves; tests hold the two against each other.
//!
//! A rule that only WordPress can decide ends a pass with `Decision::Defer`; [`decide_from`] resumes there.

mod action;
mod alone;
mod answer;
mod bytes;
mod canonical;
mod conditions;
mod cover;
mod decide;
mod destination;
pub mod dialect;
mod examples;
mod expand;
mod explain;
mod fallbacks;
mod host;
pub mod index;
mod matching;
mod output;
mod parallel;
mod parts;
mod patterns;
pub mod php;
mod program;
mod protected;
mod query;
pub mod reference;
mod site;
mod split;
mod store;
mod subject;
mod tracking;
mod wildcard;

pub use action::{ActionView, VariantView, variants};
pub use conditions::Checked;
pub use cover::covers;
pub use decide::{decide, decide_from};
pub use dialect::are_sound as are_sound_dialects;
pub use examples::check_examples;
pub use explain::{Explanation, Step, explain, explain_from, explain_no_site};
pub use fallbacks::count as count_fallbacks;
pub use index::Gate;
pub use parallel::in_stretches;
pub use parts::Parts;
pub use patterns::Patterns;
pub use program::{Compilation, Program, ProgramRule, Skipped, compile, compile_in_parallel, compile_with};
pub use protected::is_protected;
pub use site::SiteKey;
pub use store::{Candidates, Key, Keys, RuleStore, RuleView};
