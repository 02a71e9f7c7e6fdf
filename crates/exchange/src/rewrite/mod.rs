//! What Apache's `RewriteRule` and nginx's `rewrite` and `return` have in common, and the rules it comes to.

mod condition;
mod either;
mod host_group;
mod lower;
mod part;
mod room;
mod rule;
mod source;
mod target;

pub(crate) use condition::{Condition, Test};
pub(crate) use lower::{Way, ways};
pub(crate) use part::{Part, escaped, target_text, unquoted};
pub(crate) use room::Room;
pub(crate) use rule::{Deed, Rewriting, Surroundings};
