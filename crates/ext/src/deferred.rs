//! A decision that waits for WordPress.

use detour_rules::Needs;
use detour_serve::Stop;

/// Where a request's decision stopped.
pub(crate) struct Deferred {
    /// The rule that can't be decided yet.
    pub(crate) rule: u64,
    /// What it needs to know.
    pub(crate) needs: Needs,
    /// Where to go on.
    pub(crate) stop: Stop,
}
