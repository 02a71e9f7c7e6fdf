//! What is known of a target, from one answer to the next.

use std::time::Duration;

use super::ask::{Answer, Outcome};
use crate::random;

const DAY: u64 = 86_400;
const HOUR: u64 = 3600;
/// What has failed on so many days in a row is broken.
const BROKEN: u16 = 2;

/// One row of the table of targets. Times in seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) hash: String,
    /// As rules name it: a path of the site or a URL.
    pub(super) target: String,
    /// Status of the answer; 0 if there was none.
    pub(super) status: u16,
    /// Why there was none, a word.
    pub(super) error: String,
    /// Redirects on the way.
    pub(super) redirects: u8,
    /// On how many days in a row it has failed.
    pub(super) failed_days: u16,
    /// Since when it is as it is.
    pub(super) since: u64,
    /// When it was asked last; 0 if never.
    pub(super) checked_at: u64,
    /// When it is to be asked next.
    pub(super) due: u64,
}

impl Row {
    /// Whether it counts as broken.
    pub(super) fn is_broken(&self) -> bool {
        self.failed_days >= BROKEN
    }

    /// The row after one more answer; `days` until the next, unless it is broken.
    pub(super) fn after(self, answer: &Answer, now: u64, days: u32) -> Row {
        let (status, error, failed) = match answer.outcome {
            Outcome::There(status) => (status, "", false),
            Outcome::Failed(failure) => {
                let (status, error) = failure.kept();
                (status, error, true)
            }
            Outcome::Left(why) => (0, why, false),
            Outcome::Offline => return Row { due: now + HOUR, ..self },
        };
        let failed_days = match (failed, self.failed_days) {
            (false, _) => 0,
            (true, 0) => 1,
            (true, days) if self.checked_at / DAY < now / DAY => days.saturating_add(1),
            (true, days) => days,
        };
        let changed = self.checked_at == 0 || failed != (self.failed_days > 0);
        // Those that failed are asked on the next day, all others not at the same time.
        let wait = match failed {
            true => DAY + random::jittered(Duration::from_secs(HOUR)).as_secs(),
            false => random::jittered(Duration::from_secs(u64::from(days) * DAY)).as_secs(),
        };
        Row {
            status,
            error: error.to_owned(),
            redirects: u8::try_from(answer.redirects).unwrap_or(u8::MAX),
            failed_days,
            since: if changed { now } else { self.since },
            checked_at: now,
            due: now + wait,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use detour_audit::Failure;

    use super::*;

    const NOON: u64 = 1000 * DAY + DAY / 2;

    fn after(row: Row, outcome: Outcome, now: u64) -> Row {
        row.after(&Answer { outcome, redirects: 1 }, now, 7)
    }

    #[test]
    fn it_takes_two_days_to_be_broken() {
        let gone = Outcome::Failed(Failure::Status(404));
        let row = after(Row::default(), gone, NOON);
        assert_eq!((row.status, row.failed_days, row.since, row.checked_at), (404, 1, NOON, NOON));
        assert!((NOON + DAY..NOON + DAY + HOUR + 1).contains(&row.due));
        let row = after(row, Outcome::Failed(Failure::NoAnswer), NOON + 60);
        assert_eq!((row.status, &*row.error, row.failed_days, row.since), (0, "no-answer", 1, NOON));
        assert!(!row.is_broken());
        let row = after(row, gone, NOON + DAY);
        assert_eq!((row.status, &*row.error, row.failed_days, row.since), (404, "", 2, NOON));
        assert!(row.is_broken());
        // Once is enough to be whole again.
        let row = after(row, Outcome::There(403), NOON + 2 * DAY);
        assert_eq!((row.status, row.failed_days, row.since), (403, 0, NOON + 2 * DAY));
        assert!((NOON + 7 * DAY..=NOON + 9 * DAY).contains(&row.due), "{}", row.due);
    }

    #[test]
    fn what_could_not_be_asked_is_no_news() {
        let row = after(Row::default(), Outcome::Failed(Failure::Tls), NOON);
        let later = after(row.clone(), Outcome::Offline, NOON + DAY);
        assert_eq!(later, Row { due: NOON + DAY + HOUR, ..row.clone() });
        let left = after(row, Outcome::Left("not-public"), NOON + DAY);
        assert_eq!((left.status, &*left.error, left.failed_days), (0, "not-public", 0));
    }
}
