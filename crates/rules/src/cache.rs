//! How long caches may keep an answer: the header `Cache-Control`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a rule says about caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// `"none"`: nobody keeps the answer.
    None,
    /// It may be kept for so many seconds.
    Seconds(u32),
}

/// Longest time an answer may be kept, seconds: a year.
pub const MAX_CACHE_SECONDS: u32 = 31_536_000;

/// The value of `Cache-Control` for an answer. `varies` = other visitors or other times get other answers.
///
/// RFC 9111 §4.2.2 lets caches keep permanent answers (301, 308, 410) for as long as they like, and browsers keep them
/// for good. So Detour bounds them to a day, after which a mistake heals by itself. All other answers are made to be
/// asked for again (`no-cache`), although the RFC allows 404, 451 and 501 to be kept. An answer that varies is never
/// kept unless its rule says so, and then not in a cache that visitors share. A 304 has no header of its own, because it
/// would change the answer that the visitor already keeps.
pub fn cache_control(code: u16, cache: Option<Cache>, varies: bool) -> Option<Cow<'static, str>> {
    Some(match (cache, code) {
        (Some(Cache::None), _) => "no-store".into(),
        (Some(Cache::Seconds(seconds)), _) if varies => format!("private, max-age={seconds}").into(),
        (Some(Cache::Seconds(seconds)), _) => format!("max-age={seconds}").into(),
        (None, 304) => return None,
        (None, 301 | 308 | 410) if !varies => "max-age=86400".into(),
        (None, _) => "no-cache".into(),
    })
}

impl Serialize for Cache {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cache::None => serializer.serialize_str("none"),
            Cache::Seconds(seconds) => serializer.serialize_u32(*seconds),
        }
    }
}

impl<'de> Deserialize<'de> for Cache {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cache, D::Error> {
        struct NoneOrSeconds;

        impl Visitor<'_> for NoneOrSeconds {
            type Value = Cache;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"none\" or a number of seconds")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Cache, E> {
                match text {
                    "none" => Ok(Cache::None),
                    _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
                }
            }

            fn visit_u64<E: Error>(self, seconds: u64) -> Result<Cache, E> {
                let fits = u32::try_from(seconds).map(Cache::Seconds);
                fits.map_err(|_| E::invalid_value(Unexpected::Unsigned(seconds), &self))
            }

            fn visit_i64<E: Error>(self, seconds: i64) -> Result<Cache, E> {
                let fits = u32::try_from(seconds).map(Cache::Seconds);
                fits.map_err(|_| E::invalid_value(Unexpected::Signed(seconds), &self))
            }
        }

        deserializer.deserialize_any(NoneOrSeconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy() {
        for (code, cache, varies, value) in [
            (301, None, false, Some("max-age=86400")),
            (308, None, false, Some("max-age=86400")),
            (410, None, false, Some("max-age=86400")),
            (301, None, true, Some("no-cache")),
            (302, None, false, Some("no-cache")),
            (307, None, false, Some("no-cache")),
            (503, None, false, Some("no-cache")),
            (304, None, false, None),
            (307, Some(Cache::Seconds(60)), false, Some("max-age=60")),
            (307, Some(Cache::Seconds(60)), true, Some("private, max-age=60")),
            (301, Some(Cache::None), false, Some("no-store")),
        ] {
            assert_eq!(cache_control(code, cache, varies).as_deref(), value, "{code} {cache:?} {varies}");
        }
    }

    #[test]
    fn none_or_seconds() {
        let read = |text: &str| serde_json::from_str::<Cache>(text);
        assert_eq!(read("\"none\"").unwrap(), Cache::None);
        assert_eq!(read("0").unwrap(), Cache::Seconds(0));
        assert!(read("-1").is_err() && read("\"60\"").is_err() && read("4294967296").is_err());
    }
}
