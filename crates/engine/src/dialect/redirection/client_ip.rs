//! The visitor's address as conditions see it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use detour_rules::{AddressMode, RedirectionSettings};

use super::visitor::header;
use crate::php::{BLANKS, normal_ip, trim};

/// The visitor's address, empty if there is none. `peer` is who connected; `sent` gives the value of a request header.
/// Of the headers in the settings the first that was sent counts, even if it holds no address.
pub fn client_ip<'v>(
    settings: &RedirectionSettings,
    peer: Option<IpAddr>,
    sent: impl Fn(&str) -> Option<std::borrow::Cow<'v, [u8]>>,
) -> String {
    let peer = peer.and_then(|peer| normal_ip(peer.to_string().as_bytes())).unwrap_or_default();
    if !settings.ip_proxies.is_empty() && !settings.ip_proxies.contains(&peer) {
        return peer;
    }
    for variable in &settings.ip_headers {
        let Some(name) = variable.strip_prefix("HTTP_") else {
            if variable == "REMOTE_ADDR" {
                return peer;
            }
            continue;
        };
        if let Some(value) = sent(&name.replace('_', "-")) {
            return first_address(&header(Some(&value)).unwrap_or_default());
        }
    }
    peer
}

/// What is left of an address by the setting. IPv6 addresses are masked with the text of an address instead of an
/// address, so what is left is of no use.
pub fn masked(address: &str, mode: AddressMode) -> String {
    /// The first 16 bytes of that text.
    const MASK: [u8; 16] = *b"ffff:ffff:ffff:f";
    match (mode, address.parse()) {
        (AddressMode::Full, _) => address.to_owned(),
        (AddressMode::None, _) | (_, Err(_)) => String::new(),
        (AddressMode::Masked, Ok(IpAddr::V4(v4))) => {
            let [a, b, c, _] = v4.octets();
            Ipv4Addr::new(a, b, c, 0).to_string()
        }
        (AddressMode::Masked, Ok(IpAddr::V6(v6))) => {
            let mut octets = v6.octets();
            octets.iter_mut().zip(MASK).for_each(|(octet, mask)| *octet &= mask);
            let left = Ipv6Addr::from(octets).to_string();
            normal_ip(left.as_bytes()).unwrap_or_default()
        }
    }
}

fn first_address(value: &[u8]) -> String {
    let first = value.split(|&b| b == b',').next().unwrap_or_default();
    normal_ip(trim(first, BLANKS)).unwrap_or_default()
}
