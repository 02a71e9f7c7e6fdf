//! Looking at the plugins' tables often enough, and not too often.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use detour_rules::{Lent, LiveOrigins, OriginState};

use super::Served;
use super::fingerprint::{self, Fingerprint};
use super::lease::Keeper;
use crate::database::{Connection, DatabaseError};
use crate::site::Access;

/// The server works on looks for at most this part of the time, unless the plugin has said that something has changed.
const SHARE: u32 = 50;
/// The shortest lease: a few polls, and some slack for a server that is slow for a moment.
const SHORTEST_LEASE: Duration = Duration::from_secs(10);
/// What was refused may be a right that is given later, which leaves no trace in the tables.
const RETRY: Duration = Duration::from_secs(60);

/// What is known of the live origins of a site, or of all blogs of a network.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    blogs: BTreeMap<Option<u64>, Watched>,
    next: Option<Instant>,
    keeper: Keeper,
}

#[derive(Debug, Default)]
struct Watched {
    /// As the tables were when what is served was read.
    served: Option<Fingerprint>,
    /// As they are; newer than `served` until they are read.
    seen: Option<Fingerprint>,
    /// When an origin that was refused is read again.
    retry: Option<Instant>,
    /// As the settings have them.
    switches: LiveOrigins,
    origins: Vec<Lent>,
}

impl Watch {
    /// Looks at the tables of these blogs, in order, and of no others. `nudged` if the plugin says that something has changed.
    pub(crate) async fn look(
        &mut self,
        connection: &mut Connection,
        access: &Access,
        blogs: &[Option<u64>],
        nudged: bool,
    ) -> Result<(), DatabaseError> {
        let started = Instant::now();
        self.blogs.retain(|blog, _| blogs.binary_search(blog).is_ok());
        let is_complete = self.blogs.len() == blogs.len();
        if nudged || !is_complete || self.next.is_none_or(|next| next <= started) {
            let switches = |blog| self.blogs.get(blog).map(|watched| watched.switches).unwrap_or_default();
            let wanted: Vec<_> = blogs.iter().map(|blog| (*blog, switches(blog))).collect();
            let prints = fingerprint::look(connection, access, &wanted).await?;
            for (blog, print) in blogs.iter().zip(prints) {
                self.blogs.entry(*blog).or_default().seen = Some(print);
            }
            self.next = Some(Instant::now() + started.elapsed() * SHARE);
        }
        Ok(())
    }

    /// Whether the tables of any blog differ from what is served.
    pub(crate) fn has_changed(&self) -> bool {
        self.blogs.keys().any(|blog| self.has_changed_on(*blog))
    }

    /// Whether those of this one do.
    pub(crate) fn has_changed_on(&self, blog: Option<u64>) -> bool {
        self.blogs.get(&blog).is_none_or(|Watched { served, seen, retry, .. }| {
            seen != served || retry.is_some_and(|retry| retry <= Instant::now())
        })
    }

    /// What is served was read from the tables after the last look at them.
    pub(crate) fn serves(&mut self, Served { blog, switches, origins }: Served) {
        let is_refused = origins.iter().any(|lent| lent.state == OriginState::Refused);
        let watched = self.blogs.entry(blog).or_default();
        watched.retry = is_refused.then(|| Instant::now() + RETRY);
        watched.origins = origins;
        if watched.switches == switches {
            watched.served.clone_from(&watched.seen);
        } else {
            // Other tables count now.
            watched.switches = switches;
            (watched.served, watched.seen, self.next) = (None, None, None);
        }
    }

    /// Nothing is known of the tables any more.
    pub(crate) fn forget(&mut self) {
        self.next = None;
        self.blogs.values_mut().for_each(|watched| (watched.served, watched.seen) = (None, None));
    }

    /// What is served of one blog.
    pub(crate) fn origins_of(&self, blog: Option<u64>) -> &[Lent] {
        self.blogs.get(&blog).map_or(&[], |watched| &watched.origins)
    }

    /// Vouches for what the rule file of this generation holds, until the agent would surely have been back.
    pub(crate) fn vouch(&mut self, rules: &Path, generation: u64, pause: Duration) -> Result<(), String> {
        let length = SHORTEST_LEASE.max(3 * pause);
        let origins: Vec<Lent> = self.blogs.values().flat_map(|watched| &watched.origins).cloned().collect();
        self.keeper.renew(rules, generation, &origins, length)
    }
}
