//! The vocabulary of Detour: what a rule, a request and a decision are, and when a rule is sound.
//!
//! Everything here is plain data with `serde`; nothing matches and nothing does I/O.
//! Matching lives in `detour-engine`, the compiled file in `detour-format`.

mod action;
mod cache;
mod code;
mod condition;
mod context;
mod decision;
mod example;
mod header;
mod lease;
mod origin;
mod problem;
mod rank_math;
mod recording;
mod redirection;
mod request;
mod rule;
mod schedule;
mod settings;
mod shape;
mod target;
mod target_checks;
mod validate;

pub use action::{Action, Body, Ignore, Redirect, Respond, Rewrite, Split, Sticky, Variant};
pub use cache::{Cache, MAX_CACHE_SECONDS, cache_control};
pub use code::{is_redirect_code, is_respond_code, reason_phrase};
pub use condition::{Condition, Test};
pub use context::{Context, Facts, NoContext};
pub use decision::{Decision, Header, Headers, Needs, Pass};
pub use example::Example;
pub use header::{is_header_value, is_token};
pub use lease::{Lease, Lent, OriginState};
pub use origin::{Origin, RuleName};
pub use problem::{Problem, shown};
pub use rank_math::{Fallback, RankMathSettings};
pub use recording::{IpMode, Recording};
pub use redirection::{AddressMode, PreferredDomain, RedirectionSettings};
pub use request::{Request, RequestScheme};
pub use rule::{Case, Dialect, Kind, QueryMode, Rule, Scheme, Slash, Source};
pub use schedule::{Schedule, day, unix_seconds};
pub use settings::{LiveOrigins, Settings};
pub use shape::from_json;
pub use target::{Filter, Group, Part, Placeholder, Template, TemplateError};
pub use target_checks::{BrokenTarget, FixedTarget, TargetChecks};
pub use validate::{
    MAX_CONDITION_DEPTH, MAX_SOURCE_BYTES, MAX_TARGET_BYTES, Oddity, capture_count, pattern, settled_target,
};
