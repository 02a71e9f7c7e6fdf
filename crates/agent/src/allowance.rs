//! How often a site may have itself looked at out of turn: whoever can write its nudge file could do so without end.

use std::time::{Duration, Instant};

/// Nudges in a row without news that are heard at once.
const AT_ONCE: u32 = 100;
/// Then one in so long; those in between are heard together.
const EACH: Duration = Duration::from_millis(500);

/// What is left of a site's allowance.
#[derive(Debug)]
pub(crate) struct Allowance {
    /// When all of it is there again.
    full: Instant,
    /// When the next look may begin.
    rested: Instant,
}

impl Allowance {
    /// All of it.
    pub(crate) fn new(now: Instant) -> Allowance {
        Allowance { full: now, rested: now }
    }

    /// Takes one nudge; how long it has to wait.
    pub(crate) fn take(&mut self, now: Instant) -> Duration {
        self.full = self.full.max(now) + EACH;
        (self.full - now).saturating_sub(EACH * AT_ONCE).max(self.rested.saturating_duration_since(now))
    }

    /// Tells how long the look took that the last nudge was for. One with news is given back, for somebody who saves
    /// hundreds of times is waiting for each, but as much time as it took is left to others.
    pub(crate) fn looked(&mut self, now: Instant, took: Duration, news: bool) {
        if news && let Some(full) = self.full.checked_sub(EACH) {
            self.full = full;
        }
        self.rested = now + took.min(EACH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_TIME: Duration = Duration::ZERO;

    #[test]
    fn many_are_heard_at_once_and_then_as_many_as_come_back() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        for _ in 0..AT_ONCE {
            assert!(allowance.take(start).is_zero());
            allowance.looked(start, NO_TIME, false);
        }
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

    #[test]
    fn any_number_of_saves_are_heard_each_after_a_rest_as_long_as_the_look_before() {
        let mut now = Instant::now();
        let mut allowance = Allowance::new(now);
        let look = Duration::from_millis(7);
        for _ in 0..AT_ONCE * 3 {
            assert!(allowance.take(now).is_zero());
            now += look;
            allowance.looked(now, look, true);
            assert_eq!(allowance.take(now), look);
            now += look;
            allowance.looked(now, NO_TIME, true);
        }
        // Even of an hour's look the next one is not later than a nudge without news would be.
        allowance.looked(now, Duration::from_secs(3600), true);
        assert_eq!(allowance.take(now), EACH);
    }
}
