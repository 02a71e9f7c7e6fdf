//! A visitor about whom nothing is known, and who notices whether anybody wants to know.

use std::borrow::Cow;
use std::cell::Cell;
use std::net::IpAddr;

use detour_rules::Context;

/// An answer that was found without asking him is the same for every visitor at any time.
#[derive(Debug, Default)]
pub(super) struct Visitor {
    asked: Cell<bool>,
}

impl Visitor {
    /// Whether something was asked of him, or the time.
    pub(super) fn was_asked(&self) -> bool {
        self.asked.get()
    }

    fn unknown<T>(&self) -> Option<T> {
        self.asked.set(true);
        None
    }
}

impl Context for Visitor {
    fn header(&self, _name: &str) -> Option<Cow<'_, [u8]>> {
        self.unknown()
    }

    fn client_ip(&self) -> Option<IpAddr> {
        self.unknown()
    }

    fn now(&self) -> u64 {
        self.asked.set(true);
        0
    }

    fn logged_in(&self) -> Option<bool> {
        self.unknown()
    }

    fn roles(&self) -> Option<&[String]> {
        self.unknown()
    }

    fn not_found(&self) -> Option<bool> {
        self.unknown()
    }

    fn filter(&self, _name: &str) -> Option<bool> {
        self.unknown()
    }

    fn has_theme(&self) -> bool {
        self.asked.set(true);
        false
    }
}
