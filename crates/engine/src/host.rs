//! Host names as they are compared: lower case, without port and without the dot at the end.

use std::borrow::Cow;

use crate::canonical::folded;

/// Host and port of a `Host` header or URL authority. The host keeps its case.
pub(crate) fn split_port(authority: &[u8]) -> (&[u8], Option<&[u8]>) {
    let colon = match authority.iter().rposition(|&b| b == b':') {
        // Colons within brackets belong to an IPv6 address.
        Some(at) if !authority[at..].contains(&b']') => at,
        _ => return (authority, None),
    };
    (&authority[..colon], Some(&authority[colon + 1..]))
}

/// The form that is compared.
pub(crate) fn normal(authority: &[u8]) -> Cow<'_, [u8]> {
    let (host, _) = split_port(authority);
    folded(host.strip_suffix(b".").unwrap_or(host))
}

/// Whether a host in normal form fits: empty = any, `*.example.com` = a subdomain, else equality.
pub(crate) fn fits(wanted: &[u8], host: &[u8]) -> bool {
    match wanted.strip_prefix(b"*") {
        _ if wanted.is_empty() => true,
        Some(domain) => host.len() > domain.len() && host.ends_with(domain),
        None => wanted == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_without_port_case_and_dot() {
        assert_eq!(&*normal(b"Shop.Example.COM.:8080"), b"shop.example.com");
        assert_eq!(&*normal(b"[::1]:80"), b"[::1]");
        assert_eq!(split_port(b"[::1]"), (&b"[::1]"[..], None));
        assert!(fits(b"", b"x"));
        assert!(fits(b"*.a.test", b"b.a.test") && fits(b"*.a.test", b"c.b.a.test"));
        assert!(!fits(b"*.a.test", b"a.test") && !fits(b"*.a.test", b"ba.test") && !fits(b"*.a.test", b".a.test"));
    }
}
