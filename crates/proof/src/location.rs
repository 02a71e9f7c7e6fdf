//! Where a `Location` leads, in one spelling.

use percent_encoding::percent_decode;
use url::Url;

/// The URL that a browser goes to, with the escapes in one spelling (RFC 3986 §6.2.2). What is no URL stays as it is.
pub(crate) fn destination(base: &str, location: &[u8]) -> String {
    let text = ascii(location);
    let url = Url::parse(base).and_then(|base| base.join(&text));
    url.map_or(text, |url| one_spelling(url.as_str()))
}

/// Bytes that need not be UTF-8, escaped as browsers do.
pub fn ascii(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte.is_ascii() {
            true => text.push(char::from(byte)),
            false => text += &format!("%{byte:02X}"),
        }
    }
    text
}

// Unreserved characters unescaped, the digits of all other escapes in capitals.
fn one_spelling(url: &str) -> String {
    let mut pieces = url.split('%');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(digits) = digits else {
            out.push('%');
            out += piece;
            continue;
        };
        match percent_decode(format!("%{digits}").as_bytes()).next() {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out += &digits.to_ascii_uppercase();
            }
        }
        out += &piece[2..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_url_has_one_spelling() {
        let base = "https://Shop.example/a/b?c";
        for (location, url) in [
            ("/new", "https://shop.example/new"),
            ("https://SHOP.example:443/new", "https://shop.example/new"),
            ("//other.example", "https://other.example/"),
            ("x?y", "https://shop.example/a/x?y"),
            ("?y", "https://shop.example/a/b?y"),
            ("#y", "https://shop.example/a/b?c#y"),
            ("/%7eme/%c3%a9%2f", "https://shop.example/~me/%C3%A9%2F"),
            ("/é", "https://shop.example/%C3%A9"),
            ("/100%", "https://shop.example/100%"),
            ("http://shop.example/new", "http://shop.example/new"),
            ("http://", "http://"),
        ] {
            assert_eq!(destination(base, location.as_bytes()), url, "{location}");
        }
        assert_eq!(destination(base, b"/\xff"), "https://shop.example/%FF");
    }
}
