//! The vocabulary of Detour: what a rule, a request and a decision are, and when a rule is sound.
//!
//! Everything here is plain data with `serde`; nothing matches and nothing does I/O.
//! Matching lives in `detour-engine`, the compiled file in `detour-format`.

mod code;
mod decision;
mod problem;
mod request;
mod rule;
mod shape;
mod target;
mod validate;

pub use code::{is_redirect_code, is_respond_code, reason_phrase};
pub use decision::{Decision, Pass};
pub use problem::Problem;
pub use request::{Request, RequestScheme};
pub use rule::{Action, Case, Dialect, Ignore, Kind, QueryMode, Redirect, Respond, Rule, Scheme, Slash, Source};
pub use target::{Filter, Group, Part, Placeholder, Template, TemplateError};
pub use validate::{MAX_SOURCE_BYTES, MAX_TARGET_BYTES, capture_count, pattern};
