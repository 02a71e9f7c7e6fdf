//! The headers that go with the plugin's answers.

use detour_rules::{Header, Headers, RedirectionSettings, is_header_value, is_token};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

/// Says who redirects; WordPress itself sends it in the plugin's name.
const BY: &str = "X-Redirect-By";

/// Headers of a redirect besides `Location`. `now` = seconds since 1970. A 307 has none of the site's own headers; only a
/// 301 is told how long it may be kept.
pub fn redirect_headers(settings: &RedirectionSettings, code: u16, now: u64) -> Headers {
    if code == 307 {
        return never_kept();
    }
    let own = settings.headers.iter().filter(|(name, value)| is_token(name) && is_header_value(value));
    let own = own.filter(|(name, _)| !name.eq_ignore_ascii_case(BY));
    let mut headers: Headers = own.map(|(name, value)| header(name, value)).collect();
    match settings.cache_hours {
        0 => {}
        _ if code != 301 => {}
        ..0 => headers.extend(not_kept()),
        hours => {
            let seconds = u64::from(hours.unsigned_abs()) * 3600;
            headers.extend(date(now.saturating_add(seconds)).map(|date| header("Expires", &date)));
            headers.push(header("Cache-Control", &format!("max-age={seconds}")));
        }
    }
    headers.push(header(BY, "redirection"));
    headers
}

/// Headers of an answer that may not be kept: an error, or a 307.
pub fn never_kept() -> Headers {
    not_kept().into_iter().chain([header(BY, "redirection")]).collect()
}

// As WordPress 6.1 writes them.
fn not_kept() -> [Header; 2] {
    [
        header("Expires", "Wed, 11 Jan 1984 05:00:00 GMT"),
        header("Cache-Control", "no-cache, must-revalidate, max-age=0"),
    ]
}

fn header(name: &str, value: &str) -> Header {
    Header { name: name.to_owned().into(), value: value.to_owned().into() }
}

fn date(seconds: u64) -> Option<String> {
    let timestamp = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    DateTimePrinter::new().timestamp_to_rfc9110_string(&timestamp).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_redirect_may_be_kept() {
        let settings = RedirectionSettings { cache_hours: 24, ..RedirectionSettings::default() };
        let headers = redirect_headers(&settings, 301, 0);
        assert_eq!(
            headers.to_vec(),
            [
                header("Expires", "Fri, 02 Jan 1970 00:00:00 GMT"),
                header("Cache-Control", "max-age=86400"),
                header("X-Redirect-By", "redirection")
            ]
        );
        assert_eq!(redirect_headers(&settings, 302, 0).to_vec(), [header("X-Redirect-By", "redirection")]);
        assert_eq!(redirect_headers(&settings, 307, 0), never_kept());
        let never = RedirectionSettings { cache_hours: -1, ..settings };
        assert_eq!(redirect_headers(&never, 301, 0), never_kept());
    }
}
