//! The request as the web server tells it: in variables named as those of CGI (RFC 3875 §4.1), wherever they are kept.

use std::ffi::CStr;
use std::net::IpAddr;

use detour_rules::{Context, Request, RequestScheme};
use ipnet::IpNet;

/// Longest header name that is looked up.
const LONGEST_NAME: usize = 120;

/// Where the variables of one request are kept.
pub trait Variables {
    /// A variable of the web server's, as it came; `None` if there is none of that name.
    fn variable(&self, name: &CStr) -> Option<&[u8]>;
}

/// Proxies whose word about the visitor counts: addresses and networks, separated by commas or white space.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trusted<'a>(pub &'a [u8]);

impl Trusted<'_> {
    fn has(self, address: IpAddr) -> bool {
        let words = self.0.split(|&byte| byte == b',' || byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
        words.filter_map(network).any(|network| network.contains(&address))
    }

    /// The request with this URI. Conditions ask `context`.
    pub fn request<'a>(
        self,
        variables: &'a impl Variables,
        method: &'a [u8],
        uri: &'a [u8],
        context: &'a dyn Context,
    ) -> Request<'a> {
        // What a proxy says of the visitor counts only if it is one of ours. Where each adds what it was asked for, the visitor's
        // own values are before theirs; where one has set a single value, it is that.
        let proxies = self.proxies(variables);
        let said = |name| {
            let list = variables.variable(name)?.rsplit(|&byte| byte == b',').take(proxies);
            list.last().map(<[u8]>::trim_ascii).filter(|said| !said.is_empty())
        };
        let scheme = match said(c"HTTP_X_FORWARDED_PROTO") {
            Some(proto) if proto.eq_ignore_ascii_case(b"https") => RequestScheme::Https,
            Some(_) => RequestScheme::Http,
            None => scheme(variables),
        };
        let host = said(c"HTTP_X_FORWARDED_HOST").or_else(|| variables.variable(c"HTTP_HOST"));
        let host = host.or_else(|| variables.variable(c"SERVER_NAME")).unwrap_or_default();
        Request { method, scheme, host, uri, context }
    }

    /// The visitor's address: that of the connection, or what the proxies say of it.
    pub fn client_ip(self, variables: &impl Variables) -> Option<IpAddr> {
        let peer = address(variables.variable(c"REMOTE_ADDR")?)?;
        if !self.has(peer) {
            return Some(peer);
        }
        // From the right, as each proxy adds the address it was asked from; the first that is no proxy of ours.
        let forwarded = variables.variable(c"HTTP_X_FORWARDED_FOR").unwrap_or_default();
        let mut client = peer;
        for hop in forwarded.rsplit(|&byte| byte == b',').map_while(address) {
            client = hop;
            if !self.has(hop) {
                break;
            }
        }
        Some(client)
    }

    // Through how many of our proxies the request came, one after the other.
    fn proxies(self, variables: &impl Variables) -> usize {
        let peer = if self.0.is_empty() { None } else { variables.variable(c"REMOTE_ADDR").and_then(address) };
        if !peer.is_some_and(|peer| self.has(peer)) {
            return 0;
        }
        let forwarded = variables.variable(c"HTTP_X_FORWARDED_FOR").unwrap_or_default();
        1 + forwarded.rsplit(|&byte| byte == b',').map_while(address).take_while(|&hop| self.has(hop)).count()
    }
}

/// A header of the request.
pub fn header<'a>(variables: &'a impl Variables, name: &str) -> Option<&'a [u8]> {
    // As CGI names them (RFC 3875 §4.1.18); these two have no HTTP_ in front.
    let prefix: &[u8] = match name {
        _ if name.eq_ignore_ascii_case("content-type") || name.eq_ignore_ascii_case("content-length") => b"",
        _ => b"HTTP_",
    };
    let mut variable = [0; LONGEST_NAME + 6];
    let mut length = 0;
    let upper = name.bytes().map(|byte| if byte == b'-' { b'_' } else { byte.to_ascii_uppercase() });
    for (place, byte) in variable[..LONGEST_NAME + 5].iter_mut().zip(prefix.iter().copied().chain(upper)) {
        *place = byte;
        length += 1;
    }
    if length < prefix.len() + name.len() {
        return None;
    }
    variables.variable(CStr::from_bytes_with_nul(&variable[..=length]).ok()?)
}

// What the web server says about its own connection: the first that says anything.
fn scheme(variables: &impl Variables) -> RequestScheme {
    let secure = match variables.variable(c"HTTPS") {
        Some(https) if !https.is_empty() => !https.eq_ignore_ascii_case(b"off") && https != b"0",
        _ => match variables.variable(c"REQUEST_SCHEME") {
            Some(scheme) if !scheme.is_empty() => scheme.eq_ignore_ascii_case(b"https"),
            _ => variables.variable(c"SERVER_PORT") == Some(b"443"),
        },
    };
    if secure { RequestScheme::Https } else { RequestScheme::Http }
}

fn address(text: &[u8]) -> Option<IpAddr> {
    let address: IpAddr = std::str::from_utf8(text).ok()?.trim().parse().ok()?;
    Some(address.to_canonical())
}

fn network(text: &[u8]) -> Option<IpNet> {
    let text = std::str::from_utf8(text).ok()?;
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use detour_rules::NoContext;

    use super::*;

    struct Sent<'a>(&'a [(&'a CStr, &'a str)]);

    impl Variables for Sent<'_> {
        fn variable(&self, name: &CStr) -> Option<&[u8]> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_bytes())
        }
    }

    #[test]
    fn a_visitor_says_nothing_through_our_proxies() {
        // From, through, and what the proxies say of the host.
        for (peer, forwarded_for, forwarded_host, host) in [
            ("203.0.113.9", "", "evil.test", "site.test"),
            ("203.0.113.9", "10.0.0.1", "evil.test", "site.test"),
            ("10.0.0.1", "203.0.113.9", "", "site.test"),
            // It was set, or added to what the visitor had sent.
            ("10.0.0.1", "203.0.113.9", "www.test", "www.test"),
            ("10.0.0.1", "203.0.113.9", "evil.test, www.test", "www.test"),
            ("10.0.0.1", "10.0.0.1, 203.0.113.9", "evil.test,www.test", "www.test"),
            // Two proxies: both add, both set, only the outer one does.
            ("10.0.0.1", "203.0.113.9, 10.0.0.2", "evil.test, www.test, inner.test", "www.test"),
            ("10.0.0.1", "203.0.113.9, 10.0.0.2", "www.test, inner.test", "www.test"),
            ("10.0.0.1", "203.0.113.9, 10.0.0.2", "www.test", "www.test"),
        ] {
            let sent = Sent(&[
                (c"REMOTE_ADDR", peer),
                (c"HTTP_HOST", "site.test"),
                (c"HTTP_X_FORWARDED_FOR", forwarded_for),
                (c"HTTP_X_FORWARDED_HOST", forwarded_host),
            ]);
            let request = Trusted(b"10.0.0.0/8").request(&sent, b"GET", b"/", &NoContext);
            assert_eq!(request.host, host.as_bytes(), "{peer} {forwarded_for:?} {forwarded_host:?}");
        }
    }
}
