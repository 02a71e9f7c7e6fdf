//! What WordPress has found out, beside what came with the request.

use std::borrow::Cow;
use std::net::IpAddr;

use detour_rules::{Context, Facts};

/// A visitor of whom WordPress knows more: the request is read as before, the rest is in `facts`.
pub struct Knowing<'a> {
    /// What came with the request.
    pub visitor: &'a dyn Context,
    /// What WordPress has found out. Headers, address and time in it are not looked at.
    pub facts: &'a Facts,
}

impl Context for Knowing<'_> {
    fn header(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.visitor.header(name)
    }

    fn client_ip(&self) -> Option<IpAddr> {
        self.visitor.client_ip()
    }

    fn now(&self) -> u64 {
        self.visitor.now()
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
