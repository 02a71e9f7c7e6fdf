//! Answers that depend on nothing but host and URI, which servers keep in tables.

use percent_encoding::percent_decode_str;

/// What a server answers to GET and HEAD of exactly this host and URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    key: String,
    code: u16,
    location: String,
    cache: String,
}

/// Answers as the table of a server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The file.
    pub text: Vec<u8>,
    /// Answers that are not in it, by their place in the list, and why.
    pub left_out: Vec<(usize, &'static str)>,
}

/// Stands for a `Location` that isn't sent.
const NONE: &str = "-";

impl Fixed {
    /// Codes that lead somewhere.
    pub const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];
    /// Codes that don't.
    pub const STATUSES: [u16; 4] = [403, 404, 410, 451];
    /// Longest host and URI together, bytes: they must fit into a bucket of nginx's map.
    pub const MAX_KEY_BYTES: usize = 400;
    /// Longest entry, bytes: Apache reads lines of its maps through a buffer of 1024.
    pub const MAX_ENTRY_BYTES: usize = 1000;

    /// An answer that can stand in the table of any server. `host` is as in the request header, maybe with a port, `uri` the
    /// raw request target.
    ///
    /// # Errors
    /// In words, why it can't.
    pub fn new(host: &str, uri: &str, code: u16, location: Option<&str>, cache: &str) -> Result<Fixed, &'static str> {
        if !Fixed::is_host(host) {
            return Err("the host is not written as browsers send it");
        }
        if !uri.starts_with('/') || !uri.bytes().all(is_plain) {
            return Err("the URL holds characters that stay out of servers' files");
        }
        let path = uri.split('?').next().unwrap_or_default();
        if path.to_ascii_lowercase().contains("%2f") || percent_decode_str(path).any(is_taken_amiss) {
            return Err("the path holds a character that servers refuse or take for another one");
        }
        let allowed = if location.is_some() { &Fixed::REDIRECTS[..] } else { &Fixed::STATUSES[..] };
        if !allowed.contains(&code) {
            return Err("its status is left to PHP");
        }
        if cache.is_empty() || !cache.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'=') {
            return Err("what it says to caches is left to PHP");
        }
        let location = location.unwrap_or(NONE);
        let leads =
            location == NONE || location.starts_with('/') && !location.starts_with("//") || is_absolute(location);
        if !leads || !location.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\<>^`{|}".contains(&byte)) {
            return Err("the target holds characters that stay out of servers' files");
        }
        let fixed = Fixed { key: format!("{host}{uri}"), code, location: location.to_owned(), cache: cache.to_owned() };
        if fixed.key.len() > Fixed::MAX_KEY_BYTES || fixed.key.len() + fixed.value().len() + 1 > Fixed::MAX_ENTRY_BYTES
        {
            return Err("it is too long for servers' files");
        }
        Ok(fixed)
    }

    /// Whether this is a host as browsers send it: lower case, maybe with a port.
    pub fn is_host(host: &str) -> bool {
        let (name, port) = host.split_once(':').unwrap_or((host, "0"));
        let part = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
        };
        host.len() <= 255 && name.split('.').all(part) && port.parse::<u16>().is_ok()
    }

    /// Host and URI.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where it leads, if anywhere.
    pub(crate) fn location(&self) -> Option<&str> {
        Some(self.location.as_str()).filter(|location| *location != NONE)
    }

    /// Code, `Cache-Control` and `Location`, separated by bars, which none of them has.
    pub(crate) fn value(&self) -> String {
        format!("{}|{}|{}", self.code, self.cache, self.location)
    }
}

/// A name that servers take for a variable or a map, made of one that people gave.
pub(crate) fn variable(name: &str) -> String {
    let plain = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
    format!("detour_{}", plain.collect::<String>())
}

// Nothing that ends a word, a value or a pattern in any server's file.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/._~!&'()*+,;=:@%?-".contains(&byte)
}

// Decoded, as servers decode paths before they ask anybody. Of a slash nothing can be told then.
fn is_taken_amiss(byte: u8) -> bool {
    byte.is_ascii_control() || b"?#%\\".contains(&byte)
}

fn is_absolute(location: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| location.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_table() {
        let of = |host: &str, uri: &str, to: &str| Fixed::new(host, uri, 301, Some(to), "no-cache");
        assert!(of("a.test:8080", "/caf%C3%A9/?a=1&b=(2)", "https://b.test/$1?x#y").is_ok());
        for host in ["", "A.test", "a..test", "a.test:", "a.test:99999", "a test", "a.test/x", "~a", "*.a.test"] {
            assert!(of(host, "/", "/x").is_err(), "{host}");
        }
        for text in ["\"", "\\", "\n", "\r", "\0", " ", "|", "{", "}", "é", "\x7f", "`"] {
            assert!(of("a.test", &format!("/a{text}b"), "/x").is_err(), "{text:?}");
            assert!(of("a.test", "/a", &format!("/x{text}y")).is_err(), "{text:?}");
            let cache = Fixed::new("a.test", "/a", 301, Some("/x"), &format!("no{text}cache"));
            assert!(cache.is_err(), "{text:?}");
        }
        for uri in ["", "a", "/a$b", "/a#b", "/a%2fb", "/a%3Fb", "/a%00", "/a%0d", "/a%25b", "/%", "/a%5Cb"] {
            assert!(of("a.test", uri, "/x").is_err(), "{uri}");
        }
        for to in ["", "x", "//evil.test", "javascript:x", "?a"] {
            assert!(of("a.test", "/a", to).is_err(), "{to}");
        }
        assert!(of("a.test", &format!("/{}", "a".repeat(400)), "/x").is_err());
        assert!(of("a.test", "/a", &format!("/{}", "a".repeat(1000))).is_err());
        assert!(Fixed::new("a.test", "/a", 304, Some("/x"), "no-cache").is_err());
        assert!(Fixed::new("a.test", "/a", 503, None, "no-cache").is_err());
        assert!(Fixed::new("a.test", "/a", 410, None, "no-cache").is_ok());
    }
}
