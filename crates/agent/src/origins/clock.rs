//! The time of a site, as WordPress tells it (`current_time()`, `wp_timezone()`).

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::database::DatabaseError;
use detour_systems::Source;

/// A site's clock.
#[derive(Debug, Clone)]
pub(super) struct SiteClock(TimeZone);

impl SiteClock {
    /// Reads the options `timezone_string` and `gmt_offset`.
    pub(super) async fn read(source: &mut Source<'_>) -> Result<SiteClock, DatabaseError> {
        let name = source.option("timezone_string").await?.unwrap_or_default();
        let hours = source.option("gmt_offset").await?.unwrap_or_default();
        Ok(SiteClock::of(&String::from_utf8_lossy(&name), &String::from_utf8_lossy(&hours)))
    }

    // A name goes before the offset; what can't be read is UTC.
    fn of(name: &str, hours: &str) -> SiteClock {
        if !name.is_empty()
            && let Ok(zone) = TimeZone::get(name)
        {
            return SiteClock(zone);
        }
        let seconds = (hours.trim().parse::<f64>().unwrap_or(0.0) * 3600.0) as i32;
        SiteClock(Offset::from_seconds(seconds).map_or(TimeZone::UTC, TimeZone::fixed))
    }

    /// A moment in seconds since 1970, as a column of the type `datetime` keeps it.
    pub(super) fn at(&self, time: u64) -> String {
        let moment = i64::try_from(time).ok().and_then(|time| Timestamp::from_second(time).ok()).unwrap_or_default();
        moment.to_zoned(self.0.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_the_sites_own() {
        let at = |name: &str, hours: &str, time| SiteClock::of(name, hours).at(time);
        // 2026-07-01 and 2026-01-01, noon UTC.
        assert_eq!(at("Europe/Berlin", "", 1_782_907_200), "2026-07-01 14:00:00");
        assert_eq!(at("Europe/Berlin", "", 1_767_268_800), "2026-01-01 13:00:00");
        assert_eq!(at("", "-3", 1_767_268_800), "2026-01-01 09:00:00");
        assert_eq!(at("", "5.75", 1_767_268_800), "2026-01-01 17:45:00");
        for (name, hours) in [("", ""), ("Nowhere/Else", ""), ("", "1e9"), ("", "x")] {
            assert_eq!(at(name, hours, 1_767_268_800), "2026-01-01 12:00:00", "{name} {hours}");
        }
        assert_eq!(at("", "", u64::MAX), "1970-01-01 00:00:00");
    }
}
