//! Looking at the plugins' tables often enough, and not too often.

use std::path::Path;
use std::time::{Duration, Instant};

use detour_rules::{Lent, LiveOrigins, OriginState};

use super::fingerprint::Fingerprint;
use super::lease::Keeper;
use crate::database::{Connection, DatabaseError};

/// The server works on looks for at most this part of the time, unless the plugin has said that something has changed.
const SHARE: u32 = 50;
/// The shortest lease: a few polls, and some slack for a server that is slow for a moment.
const SHORTEST_LEASE: Duration = Duration::from_secs(10);
/// What was refused may be a right that is given later, which leaves no trace in the tables.
const RETRY: Duration = Duration::from_secs(60);

/// What is known of a site's live origins.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// As the tables were when what is served was read.
    served: Option<Fingerprint>,
    /// As they are; newer than `served` until they are read.
    seen: Option<Fingerprint>,
    next: Option<Instant>,
    /// When an origin that was refused is read again.
    retry: Option<Instant>,
    /// As the site's settings have them.
    switches: LiveOrigins,
    origins: Vec<Lent>,
    keeper: Keeper,
}

impl Watch {
    /// Whether the tables differ from what is served. `nudged` if the plugin says that something has changed.
    pub(crate) async fn has_changed(
        &mut self,
        connection: &mut Connection,
        prefix: &str,
        nudged: bool,
    ) -> Result<bool, DatabaseError> {
        let started = Instant::now();
        if nudged || self.next.is_none_or(|next| next <= started) {
            self.seen = Some(Fingerprint::look(connection, prefix, self.switches).await?);
            self.next = Some(Instant::now() + started.elapsed() * SHARE);
        }
        Ok(self.seen != self.served || self.retry.is_some_and(|retry| retry <= started))
    }

    /// What is served was read from the tables after the last look at them.
    pub(crate) fn serves(&mut self, switches: LiveOrigins, origins: Vec<Lent>) {
        let is_refused = origins.iter().any(|lent| lent.state == OriginState::Refused);
        self.retry = is_refused.then(|| Instant::now() + RETRY);
        self.origins = origins;
        if self.switches == switches {
            self.served.clone_from(&self.seen);
        } else {
            // Other tables count now.
            self.switches = switches;
            self.forget();
        }
    }

    /// Nothing is known of the tables any more.
    pub(crate) fn forget(&mut self) {
        (self.served, self.seen, self.next) = (None, None, None);
    }

    /// What is served of each origin.
    pub(crate) fn origins(&self) -> &[Lent] {
        &self.origins
    }

    /// Vouches for what the rule file of this generation holds, until the agent would surely have been back.
    pub(crate) fn vouch(&mut self, rules: &Path, generation: u64, poll: Duration) -> Result<(), String> {
        let length = SHORTEST_LEASE.max(3 * poll);
        self.keeper.renew(rules, generation, &self.origins, length)
    }
}
