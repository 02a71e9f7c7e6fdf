//! What is said of a site in the log: once, where it is news.

use detour_rules::{Lent, OriginState};
use tracing::{debug, error, info, warn};

use super::{SiteSync, SyncError};
use crate::origins::Served;

/// What was said last.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Health {
    Unknown,
    Well,
    Failing(String),
}

impl SiteSync {
    /// Says what has become of the plugins' rules, where that is news.
    pub(super) fn hear_of(&self, Served { blog, origins, .. }: &Served) {
        let (site, before) = (&self.name, self.origins.origins_of(*blog));
        for lent in origins.iter().filter(|lent| !before.contains(lent)) {
            let Lent { rules, left_out, state, message, .. } = lent;
            let (origin, message) = (lent.origin.word(), message.as_deref().unwrap_or_default());
            match state {
                OriginState::Refused => warn!(site, blog, origin, "not served: {message}"),
                OriginState::Disabled => info!(site, blog, origin, "not served: its plugin is disabled. {message}"),
                OriginState::Off => info!(site, blog, origin, "not served: switched off"),
                OriginState::Live if *left_out > 0 => {
                    warn!(site, blog, origin, rules, left_out, "live, left to the plugin: {message}");
                }
                OriginState::Live => info!(site, blog, origin, rules, "live"),
            }
        }
        for gone in before {
            if !origins.iter().any(|lent| lent.origin == gone.origin) {
                info!(site, blog, origin = gone.origin.word(), "not served: its plugin is not active");
            }
        }
    }

    pub(super) fn log(&mut self, result: Result<(), SyncError>) {
        let now = match result {
            Ok(()) => Health::Well,
            Err(error) => {
                self.figures.failed();
                Health::Failing(error.to_string())
            }
        };
        if now == self.health {
            return;
        }
        match (&self.health, &now) {
            (_, Health::Failing(message)) => {
                error!(site = self.name, "{message}; trying again, the rule file stays as it is");
            }
            (Health::Failing(_), Health::Well) => info!(site = self.name, "works again"),
            _ => debug!(site = self.name, "in step"),
        }
        self.health = now;
    }
}
