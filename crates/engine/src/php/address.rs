//! `inet_ntop(inet_pton($ip))`.

use std::net::{IpAddr, Ipv4Addr};

/// An IP address in its usual spelling; `None` for what is none.
pub fn normal_ip(text: &[u8]) -> Option<String> {
    let address: IpAddr = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some(match address {
        // The C library still writes the old IPv4-compatible form (RFC 4291 §2.5.5.1) with dots.
        IpAddr::V6(v6) => match v6.segments() {
            [0, 0, 0, 0, 0, 0, high, low] if high != 0 => {
                format!("::{}", Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
            }
            _ => address.to_string(),
        },
        IpAddr::V4(_) => address.to_string(),
    })
}
