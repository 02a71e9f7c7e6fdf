//! Semantics of the plugins that rules come from. A rule carries its dialect, and one module knows what that means: how a
//! request becomes what is compared, how a source is compared, how the target is made, what is passed over.
//!
//! Everything here is a pure function of its arguments, exact to the byte.

pub mod rank_math;
pub mod redirection;
