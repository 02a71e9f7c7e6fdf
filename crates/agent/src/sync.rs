//! Keeps the rule file of one site in step with its database.
//!
//! A cycle asks for the revision and publishes if the file is of another one. Cycles run when the nudge file is
//! touched and every `poll`. Whatever fails, the file in place stays.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use detour_format::Identity;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};

use crate::backoff::Backoff;
use crate::config::SiteConfig;
use crate::database::{Connection, DatabaseError};
use crate::nudge::Nudges;
use crate::publish::{self, PublishFailure};
use crate::random;
use crate::rules_table::{self, Snapshot};
use crate::site::Access;
use crate::wp_config::WpConfigError;

/// A save may touch the nudge file more than once (truncate, write, close).
const SETTLE: Duration = Duration::from_millis(2);

pub(crate) struct SiteSync {
    name: String,
    config: SiteConfig,
    poll: Duration,
    nudges: Option<Arc<Nudges>>,
    wake: Arc<Notify>,
    access: Option<Access>,
    connection: Option<Connection>,
    in_place: Option<Known>,
    newest_generation: u64,
    health: Health,
}

/// The file as it was when last looked at; read again only if its identity changes.
#[derive(Debug, Clone, Copy)]
struct Known {
    identity: Identity,
    revision: u64,
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
    Publish(#[from] PublishFailure),
    #[error("publishing panicked: {0}")]
    Panic(String),
}

impl SiteSync {
    pub(crate) fn new(config: SiteConfig, poll: Duration, nudges: Option<Arc<Nudges>>) -> Self {
        SiteSync {
            name: config.name(),
            config,
            poll,
            nudges,
            wake: Arc::new(Notify::new()),
            access: None,
            connection: None,
            in_place: None,
            newest_generation: 0,
            health: Health::Unknown,
        }
    }

    /// Runs until cancelled.
    pub(crate) async fn run(mut self, cancel: CancellationToken) {
        let mut backoff = Backoff::default();
        loop {
            let result = tokio::select! {
                // A cycle is never broken off while it publishes: that happens on a thread of its own.
                () = cancel.cancelled() => break,
                result = self.cycle() => result,
            };
            let delay = match &result {
                Ok(()) => {
                    backoff.reset();
                    random::jittered(self.poll)
                }
                Err(_) => {
                    // The connection may be in the middle of an answer, and wp-config.php may have been changed.
                    self.connection = None;
                    self.access = None;
                    backoff.next()
                }
            };
            self.log(result);
            tokio::select! {
                () = cancel.cancelled() => break,
                () = tokio::time::sleep(delay) => {}
                () = self.wake.notified() => tokio::time::sleep(SETTLE).await,
            }
        }
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }

    async fn cycle(&mut self) -> Result<(), SyncError> {
        let access = self.access()?;
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(&access.credentials).await?,
        };
        let revision = rules_table::revision(&mut connection, &access.prefix).await?;
        if self.in_place_revision() != Some(revision) {
            let started = Instant::now();
            let snapshot = rules_table::snapshot(&mut connection, &access.prefix).await?;
            self.publish(snapshot, started).await?;
        }
        self.connection = Some(connection);
        Ok(())
    }

    fn access(&mut self) -> Result<Access, SyncError> {
        let access = match self.access.take() {
            Some(access) => access,
            None => self.config.origin.access()?,
        };
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
        self.access = Some(access.clone());
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
        match publish::in_place(&self.config.rules) {
            Ok(file) => {
                self.newest_generation = self.newest_generation.max(file.generation);
                self.in_place = Some(Known { identity: file.identity, revision: file.revision });
                Some(file.revision)
            }
            Err(problem) => {
                info!(site = self.name, "the rule file will be published anew: {problem}");
                self.in_place = None;
                None
            }
        }
    }

    async fn publish(&mut self, snapshot: Snapshot, started: Instant) -> Result<(), SyncError> {
        let path = self.config.rules.clone();
        let known = self.newest_generation;
        let site = self.name.clone();
        let revision = snapshot.revision;
        // Compiling and syncing to disk would hold up the other sites.
        let work = tokio::task::spawn_blocking(move || publish_snapshot(&site, &path, &snapshot, known));
        let generation = work.await.map_err(|error| SyncError::Panic(error.to_string()))??;
        self.newest_generation = generation;
        self.look_at_file();
        info!(site = self.name, generation, revision, elapsed_ms = started.elapsed().as_millis() as u64, "published");
        Ok(())
    }

    fn log(&mut self, result: Result<(), SyncError>) {
        let now = match result {
            Ok(()) => Health::Well,
            Err(error) => Health::Failing(error.to_string()),
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

fn publish_snapshot(site: &str, path: &Path, snapshot: &Snapshot, known: u64) -> Result<u64, PublishFailure> {
    let (rules, broken) = snapshot.rules();
    for row in broken {
        warn!(site, "left out: {row}");
    }
    let generation = publish::next_generation(path, known);
    let (bytes, skipped) = publish::rule_file(&rules, generation, snapshot.revision)?;
    for rule in skipped {
        for problem in rule.problems {
            warn!(site, "left out: rule {}: {problem}", rule.rule);
        }
    }
    detour_format::publish(path, &bytes)?;
    Ok(generation)
}
