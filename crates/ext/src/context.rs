//! What conditions may ask about the visitor: read from the SAPI when asked for, and not before.

use std::borrow::Cow;
use std::net::IpAddr;

use detour_rules::Context;
use detour_serve::Trusted;

use crate::clock;
use crate::request::ActiveRequest;

impl Context for ActiveRequest {
    fn header(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        detour_serve::header(self, name).map(Cow::Borrowed)
    }

    fn client_ip(&self) -> Option<IpAddr> {
        Trusted(self.trusted_proxies()).client_ip(self)
    }

    fn now(&self) -> u64 {
        clock::unix_seconds()
    }
}
