//! What conditions may ask about the visitor: read from the SAPI when asked for, and not before.

use std::borrow::Cow;
use std::ffi::CStr;
use std::net::IpAddr;

use detour_rules::Context;
use ipnet::IpNet;

use crate::clock;
use crate::request::ActiveRequest;

/// Longest header name that is looked up.
const LONGEST_NAME: usize = 120;

impl Context for ActiveRequest {
    fn header(&self, name: &str) -> Option<Cow<'_, [u8]>> {
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
        let variable = CStr::from_bytes_with_nul(&variable[..=length]).ok()?;
        self.variable(variable).map(Cow::Borrowed)
    }

    fn client_ip(&self) -> Option<IpAddr> {
        let peer = address(self.variable(c"REMOTE_ADDR")?)?;
        if !self.trusts(peer) {
            return Some(peer);
        }
        // From the right, as each proxy adds the address it was asked from; the first that is no proxy of ours.
        let forwarded = self.variable(c"HTTP_X_FORWARDED_FOR").unwrap_or_default();
        let mut client = peer;
        for hop in forwarded.rsplit(|&byte| byte == b',').map_while(address) {
            client = hop;
            if !self.trusts(hop) {
                break;
            }
        }
        Some(client)
    }

    fn now(&self) -> u64 {
        clock::unix_seconds()
    }
}

impl ActiveRequest {
    /// Whether the request came through a proxy of `detour.trusted_proxies`, whose `X-Forwarded-*` count.
    pub(crate) fn is_forwarded(&self) -> bool {
        !self.trusted_proxies().is_empty()
            && self.variable(c"REMOTE_ADDR").and_then(address).is_some_and(|peer| self.trusts(peer))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let list = self.trusted_proxies();
        let words = list.split(|&byte| byte == b',' || byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
        words.filter_map(network).any(|network| network.contains(&address))
    }
}

fn address(text: &[u8]) -> Option<IpAddr> {
    let address: IpAddr = std::str::from_utf8(text).ok()?.trim().parse().ok()?;
    Some(address.to_canonical())
}

fn network(text: &[u8]) -> Option<IpNet> {
    let text = std::str::from_utf8(text).ok()?;
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}
