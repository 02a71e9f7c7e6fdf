//! Keeps the rule file of one site in step with its database.
//!
//! A cycle asks for the revision and publishes if the file is of another one. Cycles run when the nudge file is
//! touched and every `poll`. Whatever fails, the file in place stays.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use detour_format::Identity;
use detour_rules::{Lent, OriginState};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};

use crate::backoff::Backoff;
use crate::config::SiteConfig;
use crate::database::{Connection, DatabaseError};
use crate::limits::Limits;
use crate::metrics::SiteFigures;
use crate::nudge::Nudges;
use crate::origins::Watch;
use crate::publication::{Done, Publication, PublicationError, Published};
use crate::publish::{self, Content, InPlace};
use crate::random;
use crate::rollback;
use crate::site::Access;
use crate::state::{self, Rows, State};
use crate::wp_config::WpConfigError;

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

/// The file as it was when last looked at; read again only if its identity changes.
#[derive(Debug, Clone, Copy)]
struct Known {
    identity: Identity,
    generation: u64,
    revision: u64,
    rules: u32,
    content: Content,
}

impl From<InPlace> for Known {
    fn from(file: InPlace) -> Known {
        let InPlace { identity, generation, revision, rules, content, .. } = file;
        Known { identity, generation, revision, rules, content }
    }
}

/// What a cycle did.
enum Cycle {
    /// The file in place holds what the database holds.
    Idle,
    /// Now it does.
    Published,
}

/// What was logged last, so that it is logged once.
#[derive(Debug, PartialEq, Eq)]
enum Health {
    Unknown,
    Well,
    Failing(String),
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
        loop {
            let result = tokio::select! {
                () = cancel.cancelled() => break,
                result = self.cycle() => result,
            };
            let delay = match &result {
                Ok(Cycle::Idle) if looks_for_nudge > 0 => {
                    looks_for_nudge -= 1;
                    self.nudged = true;
                    REPLICA_LAG
                }
                Ok(_) => {
                    backoff.reset();
                    looks_for_nudge = 0;
                    random::jittered(self.limits.poll().max((self.look * LOOK_SHARE).min(LONGEST_PAUSE)))
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
                    tokio::time::sleep(SETTLE).await;
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
        // Networks have no live origins.
        let have_changed =
            !access.network && self.origins.has_changed(&mut connection, &access.prefix, self.nudged).await?;
        let in_place = self.in_place_revision();
        let mut cycle = Cycle::Idle;
        if in_place.is_some() && rollback::holds(&self.config.rules, &state) {
            // Nothing of an older file is newest.
            self.published = None;
            if !std::mem::replace(&mut self.rolled_back, true) {
                info!(site = self.name, "rolled back: the rule file stays as it is until the next save");
            }
        } else if in_place != Some(state.revision()) || self.published.as_ref() != Some(&state) || have_changed {
            self.rolled_back = false;
            let started = Instant::now();
            // What isn't read is taken out of the file, so that must be the one we know.
            let before = self.published.take().filter(|_| in_place.is_some());
            let (state, rows) = state::read(&mut connection, &access, before.as_ref()).await?;
            self.publish(&state, rows, before.as_ref(), started).await?;
            self.published = Some(state);
            cycle = Cycle::Published;
        }
        self.nudged = false;
        self.vouch();
        if let Some(Known { generation, revision, rules, .. }) = self.in_place {
            self.figures.in_step(generation, revision, rules);
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

    /// The revision of the file in place; `None` if there is none that could be used.
    fn in_place_revision(&mut self) -> Option<u64> {
        let identity = Identity::of(&self.config.rules).ok();
        if let (Some(known), Some(identity)) = (self.in_place, identity)
            && known.identity == identity
        {
            return Some(known.revision);
        }
        self.look_at_file()
    }

    fn look_at_file(&mut self) -> Option<u64> {
        // It isn't the one we know.
        self.published = None;
        match publish::in_place(&self.config.rules) {
            Ok(file) => {
                if self.newest_generation == 0 {
                    // After a rollback the previous file is the newer one.
                    self.newest_generation = publish::next_generation(&self.config.rules).saturating_sub(1);
                }
                self.newest_generation = self.newest_generation.max(file.generation);
                self.in_place = Some(file.into());
                Some(file.revision)
            }
            Err(problem) => {
                info!(site = self.name, "the rule file will be published anew: {problem}");
                self.in_place = None;
                None
            }
        }
    }

    /// For the plugins, which stay out of the way of requests while the agent is at work.
    fn vouch(&mut self) {
        // After a rollback the file holds other rules of theirs than those that were read last.
        let Some(known) = self.in_place.filter(|_| self.published.is_some()) else { return };
        if let Err(error) = self.origins.vouch(&self.config.rules, known.generation, self.limits.poll()) {
            warn!(site = self.name, "{error}; plugins whose rules are served look at each request as well");
        }
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
        self.hear_of(&done.origins);
        self.origins.serves(done.switches, done.origins);
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

    /// Says what has become of the plugins' rules, where that is news.
    fn hear_of(&self, origins: &[Lent]) {
        for lent in origins.iter().filter(|lent| !self.origins.origins().contains(lent)) {
            let Lent { rules, left_out, state, message, .. } = lent;
            let (origin, message) = (lent.origin.word(), message.as_deref().unwrap_or_default());
            match state {
                OriginState::Refused => warn!(site = self.name, origin, "not served: {message}"),
                OriginState::Off => info!(site = self.name, origin, "not served: switched off"),
                OriginState::Live if *left_out > 0 => {
                    warn!(site = self.name, origin, rules, left_out, "live, left to the plugin: {message}");
                }
                OriginState::Live => info!(site = self.name, origin, rules, "live"),
            }
        }
        for gone in self.origins.origins() {
            if !origins.iter().any(|lent| lent.origin == gone.origin) {
                info!(site = self.name, origin = gone.origin.word(), "not served: its plugin is not active");
            }
        }
    }

    fn log(&mut self, result: Result<(), SyncError>) {
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

fn config_date(access: &Access) -> Option<SystemTime> {
    access.file.as_ref().and_then(|file| std::fs::metadata(file).ok()?.modified().ok())
}
