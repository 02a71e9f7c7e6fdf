//! `parse_url`, as far as the beginning of a URL: scheme, login, host and port.
//!
//! Its oddities are PHP's own (`ext/standard/url.c`): a colon may belong to a scheme or to a port, and what is neither makes
//! everything a path.

use super::ltrim;

/// What stands before the path. Absent parts are `None`; a part may be empty.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Front<'u> {
    /// `http`.
    pub scheme: Option<&'u [u8]>,
    /// Who logs in.
    pub user: Option<&'u [u8]>,
    /// With what.
    pub password: Option<&'u [u8]>,
    /// The host, an IPv6 address in its brackets.
    pub host: Option<&'u [u8]>,
    /// The port.
    pub port: Option<u16>,
}

/// `parse_url($url)`; `None` where PHP gives false.
pub fn front(url: &[u8]) -> Option<Front<'_>> {
    let mut found = Front::default();
    let relative = url.starts_with(b"//");
    let Some(colon) = url.iter().position(|&b| b == b':') else {
        return if relative { with_authority(&url[2..], found) } else { Some(found) };
    };
    let after = &url[colon + 1..];
    if colon == 0 {
        return behind_port(url, after, found);
    }
    if !url[..colon].iter().all(|&b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) {
        let in_path = colon < url.iter().position(|b| b"?#".contains(b)).unwrap_or(url.len());
        return match (in_path && !after.is_empty(), relative) {
            (true, _) => behind_port(url, after, found),
            (false, true) => with_authority(&url[2..], found),
            (false, false) => Some(found),
        };
    }
    if !after.is_empty() && !after.starts_with(b"/") {
        // Up to five digits up to a slash are a port: `example.com:80`.
        let digits = after.iter().take(6).take_while(|b| b.is_ascii_digit()).count();
        if digits < 6 && matches!(after.get(digits), None | Some(b'/')) {
            return behind_port(url, after, found);
        }
    }
    let scheme = &url[..colon];
    found.scheme = Some(scheme);
    match after.strip_prefix(b"//") {
        Some(rest) if scheme.eq_ignore_ascii_case(b"file") && rest.starts_with(b"/") => Some(found),
        Some(rest) => with_authority(rest, found),
        None => Some(found),
    }
}

// The colon is followed by a port, or the URL is a path, or begins with a host.
fn behind_port<'u>(url: &'u [u8], after: &[u8], mut found: Front<'u>) -> Option<Front<'u>> {
    let digits = after.iter().take(6).take_while(|b| b.is_ascii_digit()).count();
    let rest = url.strip_prefix(b"//");
    if (1..6).contains(&digits) && matches!(after.get(digits), None | Some(b'/')) {
        found.port = Some(number(&after[..digits])?);
        return with_authority(rest.unwrap_or(url), found);
    }
    match rest {
        _ if after.is_empty() => None,
        Some(rest) => with_authority(rest, found),
        None => Some(found),
    }
}

fn with_authority<'u>(text: &'u [u8], mut found: Front<'u>) -> Option<Front<'u>> {
    let authority = &text[..text.iter().position(|b| b"/?#".contains(b)).unwrap_or(text.len())];
    let mut host = authority;
    if let Some(at) = authority.iter().rposition(|&b| b == b'@') {
        let login = &authority[..at];
        host = &authority[at + 1..];
        let end = login.iter().position(|&b| b == b':');
        found.user = Some(&login[..end.unwrap_or(at)]);
        found.password = end.map(|end| &login[end + 1..]);
    }
    let is_ipv6 = host.starts_with(b"[") && authority.ends_with(b"]");
    if let Some(colon) = host.iter().rposition(|&b| b == b':').filter(|_| !is_ipv6) {
        let port = &host[colon + 1..];
        host = &host[..colon];
        if matches!(found.port, None | Some(0)) {
            match port.len() {
                0 => {}
                1..=5 => found.port = Some(number(port)?),
                _ => return None,
            }
        }
    }
    found.host = Some(host).filter(|host| !host.is_empty());
    found.host.is_some().then_some(found)
}

// C's strtol: leading blanks, a sign, then digits; PHP takes nothing else for a port.
fn number(text: &[u8]) -> Option<u16> {
    let text = ltrim(text, b" \t\n\x0b\x0c\r");
    let unsigned = text.strip_prefix(b"+").or(text.strip_prefix(b"-")).unwrap_or(text);
    let digits = unsigned.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = std::str::from_utf8(&unsigned[..digits]).ok()?.parse().ok()?;
    (number == 0 || !text.starts_with(b"-")).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> Option<String> {
        let text = |part: Option<&[u8]>| part.map_or("-".into(), |part| String::from_utf8_lossy(part).into_owned());
        front(url.as_bytes()).map(|front| {
            let port = front.port.map_or("-".into(), |port| port.to_string());
            let parts = [front.scheme, front.user, front.password, front.host].map(text);
            [&parts[..], &[port]].concat().join(" ")
        })
    }

    // Compared with `parse_url` of PHP 8.2.
    #[test]
    fn the_front_of_a_url_is_what_php_takes_it_for() {
        for (url, front) in [
            ("http://example.test/a[1]", Some("http - - example.test -")),
            ("http://u:p@h:080/?x[]=1", Some("http u p h 80")),
            ("http://[::1]:8080/a", Some("http - - [::1] 8080")),
            ("http://[::1]", Some("http - - [::1] -")),
            ("/new?x[]=1", Some("- - - - -")),
            ("?x[]=1", Some("- - - - -")),
            ("//cdn.test/a[", Some("- - - cdn.test -")),
            ("mailto:a@b[", Some("mailto - - - -")),
            ("example.test:80/a", Some("- - - example.test 80")),
            ("a.b:123456/a", Some("a.b - - - -")),
            ("http:///a", None),
            ("http://h:99999/", None),
            ("file:///c[", Some("file - - - -")),
            ("/a:80", None),
            ("/x?u=http://y[", Some("- - - - -")),
            (":80", None),
            ("//h:80", Some("- - - h 80")),
            ("a/b:80", Some("- - - a 80")),
            ("http:", Some("http - - - -")),
        ] {
            assert_eq!(shown(url).as_deref(), front, "{url}");
        }
    }
}
