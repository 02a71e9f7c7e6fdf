//! Where a finished `Location` leads.

use crate::canonical::Marks;
use crate::expand::split_at_byte;
use crate::subject::Subject;
use crate::{canonical, host};

// Scheme, authority and the rest of an absolute location.
fn absolute(location: &[u8]) -> Option<(&'static str, &[u8], &[u8])> {
    ["http", "https"].into_iter().find_map(|scheme| {
        let length = scheme.len();
        let head = location.get(..length + 3)?;
        if !head[..length].eq_ignore_ascii_case(scheme.as_bytes()) || &head[length..] != b"://" {
            return None;
        }
        let after = &location[length + 3..];
        let (authority, rest) = after.split_at(after.iter().position(|b| b"/?#".contains(b)).unwrap_or(after.len()));
        Some((scheme, authority, rest))
    })
}

/// With `allow_hosts` a location is a path of this site or leads to one of the hosts.
pub(crate) fn leads_to(location: &[u8], allow_hosts: &[u8]) -> bool {
    if allow_hosts.is_empty() {
        return true;
    }
    match absolute(location) {
        None => location.starts_with(b"/"),
        Some((_, authority, _)) => {
            let host = host::normal(authority);
            allow_hosts.split(|&b| b == b'\n').any(|allowed| host::fits(allowed, &host))
        }
    }
}

/// A redirect to the URL being requested would go round for ever. The fragment doesn't count: servers never see it.
pub(crate) fn is_requested_url(location: &[u8], subject: &Subject<'_>) -> bool {
    // Of two texts that are canonical already it is enough to compare the bytes.
    if let (Some(requested), Some(b'/')) = (subject.plain, location.first()) {
        let marks = Marks::of(location);
        if !marks.coded && !marks.ends {
            return location == requested;
        }
    }
    let rest = match absolute(location) {
        // Relative to the URL itself.
        None if matches!(location, [] | [b'#', ..]) => return true,
        None if location.starts_with(b"?") => &[&*subject.path, location].concat(),
        None => location,
        Some((scheme, authority, rest)) => {
            let same_site = scheme == subject.scheme.as_str()
                && *host::normal(authority) == *subject.host()
                && port(scheme, authority) == port(scheme, subject.authority);
            if !same_site {
                return false;
            }
            rest
        }
    };
    let (url, _) = split_at_byte(rest, b'#');
    let (path, query) = split_at_byte(url, b'?');
    let path = if path.is_empty() { b"/" } else { path };
    *canonical::path(path) == *subject.path
        && *canonical::query(query.strip_prefix(b"?").unwrap_or_default()) == *canonical::query(subject.raw_query)
}

fn port<'t>(scheme: &str, authority: &'t [u8]) -> &'t [u8] {
    match (host::split_port(authority), scheme) {
        ((_, Some(port)), _) if !port.is_empty() => port,
        (_, "https") => b"443",
        _ => b"80",
    }
}
