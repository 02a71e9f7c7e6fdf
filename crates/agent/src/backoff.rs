//! How long to wait after a failure: doubling, jittered, capped.

use std::time::Duration;

use crate::random;

const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(10);

/// Counts the failures in a row.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure.
    pub(crate) fn next(&mut self) -> Duration {
        let delay = FIRST.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        random::jittered(delay)
    }

    /// After a success.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_stay_below_the_cap_and_start_again() {
        let mut backoff = Backoff::default();
        for longest in [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000] {
            let longest = Duration::from_millis(longest);
            let delay = backoff.next();
            assert!(delay <= longest && delay >= longest * 3 / 4, "{delay:?} instead of at most {longest:?}");
        }
        (0..100).for_each(|_| assert!(backoff.next() <= LONGEST));
        backoff.reset();
        assert!(backoff.next() <= FIRST);
    }
}
