//! Keeps the rule file of one site in step with its database.
//!
//! A cycle asks for the revision and publishes if the file is of another one. Cycles run when the nudge file is
//! touched and every `poll`. Whatever fails, the file in place stays.

mod in_place;
mod said;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::allowance::Allowance;
use crate::backoff::Backoff;
use crate::config::SiteConfig;
use crate::database::{Connection, DatabaseError};
use crate::limits::Limits;
use crate::metrics::SiteFigures;
use crate::nudge::Nudges;
use crate::origins::Watch;
use crate::publication::{Done, Publication, PublicationError, Published};
use crate::publish;
use crate::random;
use crate::rollback;
use crate::site::Access;
use crate::state::{self, Rows, State};
use crate::wp_config::WpConfigError;
use in_place::Known;
use said::Health;

/// A save may touch the nudge file more than once (truncate, write, close).
const SETTLE: Duration = Duration::from_millis(2);
/// After a nudge a replica is looked at so often, with this time between, until the change is there.
const LOOKS_AT_REPLICA: u32 = 20;
const REPLICA_LAG: Duration = Duration::from_millis(100);
/// A look takes at most this part of the time, one in so many: that at a network of thousands of blogs takes a while.
const LOOK_SHARE: u32 = 50;
/// However slowly the database answers, it is asked again after this time.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

pub(crate) struct SiteSync {
    name: String,
    config: SiteConfig,
    limits: Arc<Limits>,
    figures: SiteFigures,
    nudges: Option<Arc<Nudges>>,
    wake: Arc<Notify>,
    access: Option<Located>,
    /// Whether `access` must be read anew although the file's date is the same.
    reread: bool,
    connection: Option<Connection>,
    in_place: Option<Known>,
    /// What of this database the file in place is known to hold. Another database may have the same revision.
    published: Option<State>,
    origins: Watch,
    /// Whether the plugin has said that something has changed.
    nudged: bool,
    newest_generation: u64,
    /// A publish that is under way, on a thread of its own.
    publishing: Option<JoinHandle<Result<Done, PublicationError>>>,
    /// Whether it was said that the file in place is an older one on purpose.
    rolled_back: bool,
    /// How long the last look at the database took.
    look: Duration,
    health: Health,
}

/// How to reach the rules, and when `wp-config.php` was changed last.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Located {
    access: Access,
    changed: Option<SystemTime>,
}

/// What a cycle did.
enum Cycle {
    /// The file in place holds what the database holds.
    Idle,
    /// Now it does.
    Published,
}

#[derive(Debug, thiserror::Error)]
enum SyncError {
    #[error(transparent)]
    WpConfig(#[from] WpConfigError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Publish(#[from] PublicationError),
    #[error("publishing panicked: {0}")]
    Panic(String),
}

impl SiteSync {
    pub(crate) fn new(
        config: SiteConfig,
        limits: Arc<Limits>,
        nudges: Option<Arc<Nudges>>,
        figures: SiteFigures,
    ) -> Self {
        SiteSync {
            name: config.name(),
            config,
            limits,
            figures,
            nudges,
            wake: Arc::new(Notify::new()),
            access: None,
            reread: false,
            connection: None,
            in_place: None,
            published: None,
            origins: Watch::default(),
            nudged: false,
            newest_generation: 0,
            publishing: None,
            rolled_back: false,
            look: Duration::ZERO,
            health: Health::Unknown,
        }
    }

    /// Runs until cancelled.
    pub(crate) async fn run(mut self, cancel: CancellationToken) {
        let mut backoff = Backoff::default();
        let mut looks_for_nudge = 0;
        let mut allowance = Allowance::new(Instant::now());
        loop {
            let (nudged, started) = (self.nudged, Instant::now());
            let result = tokio::select! {
                () = cancel.cancelled() => break,
                result = self.cycle() => result,
            };
            if nudged {
                allowance.looked(Instant::now(), started.elapsed(), matches!(result, Ok(Cycle::Published)));
            }
            let delay = match &result {
                Ok(Cycle::Idle) if looks_for_nudge > 0 => {
                    looks_for_nudge -= 1;
                    self.nudged = true;
                    REPLICA_LAG
                }
                Ok(_) => {
                    backoff.reset();
                    looks_for_nudge = 0;
                    random::jittered(self.pause())
                }
                Err(_) => {
                    // The connection may be in the middle of an answer, and a secret may have been changed.
                    self.connection = None;
                    self.reread = true;
                    backoff.next()
                }
            };
            self.log(result.map(|_| ()));
            tokio::select! {
                () = cancel.cancelled() => break,
                () = tokio::time::sleep(delay) => {}
                () = self.wake.notified() => {
                    // A replica is told of a change a little later than we are.
                    self.nudged = true;
                    looks_for_nudge = if self.config.replica.is_some() { LOOKS_AT_REPLICA } else { 0 };
                    let wait = allowance.take(Instant::now()).max(SETTLE);
                    tokio::select! {
                        () = cancel.cancelled() => break,
                        () = tokio::time::sleep(wait) => {}
                    }
                    // What came in the meantime is seen by the same look.
                    tokio::select! {
                        biased;
                        () = self.wake.notified() => {}
                        () = std::future::ready(()) => {}
                    }
                }
            }
        }
        // A publish is never broken off. Whoever has this rule file next must not have it replaced under his hands.
        if let Some(work) = self.publishing.take() {
            let _ = work.await;
        }
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
        if let (Some(nudges), Some(located)) = (&self.nudges, &self.access)
            && let Some(nudge) = self.config.nudge.as_ref().or(located.access.nudge.as_ref())
        {
            nudges.remove(nudge, &self.wake);
        }
    }

    /// How long to wait for the next look, unless there is a nudge.
    fn pause(&self) -> Duration {
        self.limits.poll().max((self.look * LOOK_SHARE).min(LONGEST_PAUSE))
    }

    async fn cycle(&mut self) -> Result<Cycle, SyncError> {
        let access = self.access()?;
        let limits = Arc::clone(&self.limits);
        let _permit = limits.connection(!matches!(self.health, Health::Failing(_))).await;
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let connection = Connection::open(&access.reading).await?;
                self.figures.connected();
                connection
            }
        };
        let started = Instant::now();
        let state = State::look(&mut connection, &access).await?;
        self.look = started.elapsed();
        self.origins.look(&mut connection, &access, &state.served(), self.nudged).await?;
        let in_place = self.in_place_revision();
        let mut cycle = Cycle::Idle;
        if in_place.is_some() && rollback::holds(&self.config.rules, &state) {
            // Nothing of an older file is newest.
            self.published = None;
            if !std::mem::replace(&mut self.rolled_back, true) {
                info!(site = self.name, "rolled back: the rule file stays as it is until the next save");
            }
        } else if in_place != Some(state.revision())
            || self.published.as_ref() != Some(&state)
            || self.origins.has_changed()
        {
            self.rolled_back = false;
            let started = Instant::now();
            // What isn't read is taken out of the file, so that must be the one we know.
            let before = self.published.take().filter(|_| in_place.is_some());
            let (state, rows) = state::read(&mut connection, &access, before.as_ref(), &self.origins).await?;
            self.publish(&state, rows, before.as_ref(), started).await?;
            self.published = Some(state);
            cycle = Cycle::Published;
        }
        self.nudged = false;
        self.vouch();
        if let Some(Known { generation, revision, rules, fallbacks, .. }) = self.in_place {
            self.figures.in_step(generation, revision, rules, fallbacks);
        }
        if limits.keeps_connections() {
            self.connection = Some(connection);
        } else {
            connection.close().await;
        }
        Ok(cycle)
    }

    fn access(&mut self) -> Result<Access, SyncError> {
        let before = self.access.take();
        let access = match &before {
            Some(located) if !self.reread && located.changed == config_date(&located.access) => located.access.clone(),
            _ => self.config.access()?,
        };
        self.reread = false;
        if before.is_none_or(|located| located.access != access) {
            self.connection = None;
            self.published = None;
            self.origins.forget();
        }
        let nudge = self.config.nudge.as_ref().or(access.nudge.as_ref());
        if let (Some(nudges), Some(nudge)) = (&self.nudges, nudge) {
            nudges.add(nudge, &self.wake);
            if let Err(error) = nudges.refresh(nudge) {
                // Polling still works. Said once: the site goes on without.
                warn!(
                    site = self.name,
                    "can't watch {}: {error}; changes are noticed by polling only",
                    nudge.display()
                );
                self.nudges = None;
            }
        }
        self.access = Some(Located { changed: config_date(&access), access: access.clone() });
        Ok(access)
    }

    async fn publish(
        &mut self,
        state: &State,
        rows: Rows,
        before: Option<&State>,
        started: Instant,
    ) -> Result<(), SyncError> {
        let read = started.elapsed();
        let revision = state.revision();
        let generation = match self.newest_generation {
            0 => publish::next_generation(&self.config.rules),
            known => known.saturating_add(1),
        };
        let publication = Publication {
            site: self.name.clone(),
            path: self.config.rules.clone(),
            rows,
            revision,
            generation,
            in_place: self.in_place.map(|known| (known.identity, known.content)),
            // At the start of the agent, when the site was moved to another database, or when a plugin has changed what no
            // request depends on.
            perhaps_same: before.is_none_or(|before| before == state)
                && self.in_place.is_some_and(|known| known.revision == revision),
        };
        let known = before.map_or(&[][..], State::unplaced);
        for place in state.unplaced().iter().filter(|place| !known.contains(place)) {
            warn!(site = self.name, "not served: {place}");
        }
        // Not before the rows are there: a slow database is not to keep the others waiting.
        let limits = Arc::clone(&self.limits);
        let _turn = limits.publish().await;
        // Compiling and syncing to disk would hold up the other sites.
        let work = self.publishing.insert(tokio::task::spawn_blocking(move || publication.run()));
        let done = work.await;
        self.publishing = None;
        let done = done.map_err(|error| SyncError::Panic(error.to_string()))??;
        for served in done.served {
            self.hear_of(&served);
            self.origins.serves(served);
        }
        let Some(Published { compiled, written, in_place }) = done.published else {
            info!(site = self.name, revision, "the newest rules are in place");
            return Ok(());
        };
        self.newest_generation = generation;
        self.figures.published();
        self.in_place = in_place.map(Known::from);
        let millis = |time: Duration| time.as_millis() as u64;
        info!(
            site = self.name,
            generation,
            revision,
            read_ms = millis(read),
            compile_ms = millis(compiled - started - read),
            write_ms = millis(written - compiled),
            "published"
        );
        Ok(())
    }
}

fn config_date(access: &Access) -> Option<SystemTime> {
    access.file.as_ref().and_then(|file| std::fs::metadata(file).ok()?.modified().ok())
}
