//! How often a site may have itself looked at out of turn: whoever can write its nudge file could do so without end.

use std::time::{Duration, Instant};

/// Nudges in a row that are heard at once: more than anybody saves by hand.
const AT_ONCE: u32 = 100;
/// Then one in so long; those in between are heard together.
const EACH: Duration = Duration::from_millis(500);

/// What is left of a site's allowance.
#[derive(Debug)]
pub(crate) struct Allowance {
    /// When all of it is there again.
    full: Instant,
}

impl Allowance {
    /// All of it.
    pub(crate) fn new(now: Instant) -> Allowance {
        Allowance { full: now }
    }

    /// Takes one nudge; how long it has to wait.
    pub(crate) fn take(&mut self, now: Instant) -> Duration {
        self.full = self.full.max(now) + EACH;
        (self.full - now).saturating_sub(EACH * AT_ONCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_heard_at_once_and_then_as_many_as_come_back() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        assert!((0..AT_ONCE).all(|_| allowance.take(start).is_zero()));
        assert_eq!(allowance.take(start), EACH);
        // Whoever waits as told, and comes again at once, gets one in each span.
        let mut now = start + EACH;
        for _ in 0..10 {
            let wait = allowance.take(now);
            assert_eq!(wait, EACH);
            now += wait;
        }
        let later = now + EACH * 2 * AT_ONCE;
        assert!((0..AT_ONCE).all(|_| allowance.take(later).is_zero()));
        assert!(!allowance.take(later).is_zero());
    }
}
