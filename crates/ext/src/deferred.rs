//! A decision that waits for WordPress, and what WordPress has found out.

use std::borrow::Cow;
use std::net::IpAddr;

use detour_rules::{Context, Facts, Needs};

use crate::request::ActiveRequest;

/// Where a request's decision stopped.
pub(crate) struct Deferred {
    /// The rule that can't be decided yet.
    pub(crate) rule: u64,
    /// Its place in the order.
    pub(crate) from: u32,
    /// What it needs to know.
    pub(crate) needs: Needs,
    /// The rule file it stands in; after a swap the order is another one.
    pub(crate) generation: u64,
    /// The blog whose rules it is one of, in a network.
    pub(crate) blog: Option<u64>,
}

/// The request with what WordPress knows about it.
pub(crate) struct Resumed<'a> {
    pub(crate) request: &'a ActiveRequest,
    pub(crate) facts: &'a Facts,
}

impl Context for Resumed<'_> {
    fn header(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.request.header(name)
    }

    fn client_ip(&self) -> Option<IpAddr> {
        self.request.client_ip()
    }

    fn now(&self) -> u64 {
        self.request.now()
    }

    fn logged_in(&self) -> Option<bool> {
        self.facts.logged_in()
    }

    fn roles(&self) -> Option<&[String]> {
        self.facts.roles()
    }

    fn not_found(&self) -> Option<bool> {
        self.facts.not_found()
    }

    fn filter(&self, name: &str) -> Option<bool> {
        self.facts.filter(name)
    }

    fn has_theme(&self) -> bool {
        self.facts.has_theme()
    }
}
