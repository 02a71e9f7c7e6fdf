//! Names and values of HTTP headers (RFC 9110 §5).

/// Headers that belong to the server, to PHP or to another part of the rule. In lower case.
const RESERVED: &[&str] = &[
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "host",
    "keep-alive",
    "location",
    "proxy-authenticate",
    "proxy-connection",
    "set-cookie",
    "status",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-lighttpd-send-file",
    "x-litespeed-location",
    "x-sendfile",
];

/// Whether text is a token, as names of headers, cookies and methods are.
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// Whether text can stand in a header as its value: printable ASCII, with spaces and tabs.
pub fn is_header_value(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() || b == b' ' || b == b'\t')
}

/// Whether a rule may not set this header.
pub(crate) fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // nginx takes these as orders: to serve a file, to go on elsewhere.
    name.starts_with("x-accel-") || RESERVED.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values() {
        assert!(is_token("X-Robots-Tag") && !is_token("") && !is_token("a b") && !is_token("a:") && !is_token("é"));
        assert!(is_header_value("a, b\tc") && !is_header_value("a\r\nb") && !is_header_value("\0"));
        assert!(is_reserved("LOCATION") && is_reserved("X-Accel-Redirect") && !is_reserved("Link"));
    }
}
