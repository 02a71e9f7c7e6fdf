//! Random numbers for jitter and for the hash seed of a rule file; nothing secret depends on them.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// A number the operating system's randomness went into.
pub(crate) fn number() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Between three quarters of `longest` and `longest`, so that many sites don't ask at the same moment.
pub(crate) fn jittered(longest: Duration) -> Duration {
    let quarter = longest / 4;
    longest - quarter.mul_f64((number() >> 11) as f64 / (1_u64 << 53) as f64)
}
