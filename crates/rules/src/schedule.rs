//! When a rule is there.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// When a rule is there: from one instant until just before another. Outside it, other rules are tried as if this one
/// didn't exist.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// First instant, RFC 3339 with its offset (`2026-11-27T00:00:00+01:00`); without it, since ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// First instant at which it is gone again; without it, never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

impl Schedule {
    /// Both ends as seconds since 1970; `None` if an end can't be read.
    pub fn seconds(&self) -> Option<(u64, u64)> {
        let end = |text: &Option<String>, none| text.as_deref().map_or(Some(none), unix_seconds);
        Some((end(&self.from, 0)?, end(&self.until, u64::MAX)?))
    }
}

/// Seconds since 1970 of an RFC 3339 time with an offset. Times before 1970 are 0.
pub fn unix_seconds(text: &str) -> Option<u64> {
    let time: Timestamp = text.parse().ok()?;
    Some(u64::try_from(time.as_second()).unwrap_or(0))
}

/// The day, in UTC, of a time in seconds since 1970; `None` for one that no calendar has.
pub fn day(seconds: u64) -> Option<String> {
    let time = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(time.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_offset() {
        assert_eq!(unix_seconds("1970-01-01T01:00:10+01:00"), Some(10));
        assert_eq!(unix_seconds("2026-11-27T00:00:00Z"), Some(1_795_737_600));
        assert_eq!(unix_seconds("1960-01-01T00:00:00Z"), Some(0));
        for bad in ["2026-11-27T00:00:00", "2026-11-27", "tomorrow", ""] {
            assert_eq!(unix_seconds(bad), None, "{bad}");
        }
        assert_eq!(day(1_795_737_600).as_deref(), Some("2026-11-27"));
        assert_eq!(day(u64::MAX), None);
        let open = Schedule { from: None, until: None };
        assert_eq!(open.seconds(), Some((0, u64::MAX)));
    }
}
