use std::fmt;

use crate::{Context, NoContext};

/// How the visitor's connection to the site is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RequestScheme {
    /// Plain HTTP.
    #[default]
    Http,
    /// HTTP over TLS.
    Https,
}

impl RequestScheme {
    /// `http` or `https`.
    pub fn as_str(self) -> &'static str {
        match self {
            RequestScheme::Http => "http",
            RequestScheme::Https => "https",
        }
    }
}

/// One request, borrowed from whoever received it. Bytes are as sent: nothing is decoded, nothing need be UTF-8.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// `GET`, `POST`, …
    pub method: &'a [u8],
    /// Scheme of the visitor's connection.
    pub scheme: RequestScheme,
    /// The `Host` header, with or without a port; may be empty.
    pub host: &'a [u8],
    /// The request target: path and query, or the absolute form of a proxy request.
    pub uri: &'a [u8],
    /// What else is known about the visitor.
    pub context: &'a dyn Context,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy;
        write!(f, "{} {}://{} {}", text(self.method), self.scheme.as_str(), text(self.host), text(self.uri))
    }
}

impl<'a> Request<'a> {
    /// A GET over plain HTTP, of a visitor about whom nothing is known.
    pub fn get(host: &'a str, uri: &'a str) -> Request<'a> {
        Request {
            method: b"GET",
            scheme: RequestScheme::Http,
            host: host.as_bytes(),
            uri: uri.as_bytes(),
            context: &NoContext,
        }
    }

    /// The request for a URL as a person writes it: `https://host/path?query`, or a path beginning with `/`.
    /// The host of an absolute URL wins over `host`.
    pub fn for_url(method: &'a str, host: &'a str, scheme: RequestScheme, url: &'a str) -> Request<'a> {
        let mut request = Request { method: method.as_bytes(), scheme, ..Request::get(host, url) };
        for (prefix, scheme) in [("http://", RequestScheme::Http), ("https://", RequestScheme::Https)] {
            let Some(head) = url.get(..prefix.len()) else { continue };
            if head.eq_ignore_ascii_case(prefix) {
                let rest = &url[prefix.len()..];
                let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
                request.scheme = scheme;
                request.host = &rest.as_bytes()[..end];
                request.uri = if end == rest.len() { b"/" } else { &rest.as_bytes()[end..] };
            }
        }
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let request = Request::for_url("GET", "x.test", RequestScheme::Http, "HTTPS://a.test:8443/p?q=1");
        assert_eq!(request.scheme, RequestScheme::Https);
        assert_eq!(request.host, b"a.test:8443");
        assert_eq!(request.uri, b"/p?q=1");
        assert_eq!(Request::for_url("GET", "", RequestScheme::Http, "http://a.test").uri, b"/");
        let path = Request::for_url("GET", "x.test", RequestScheme::Https, "/p");
        assert_eq!((path.host, path.uri, path.scheme), (&b"x.test"[..], &b"/p"[..], RequestScheme::Https));
    }
}
