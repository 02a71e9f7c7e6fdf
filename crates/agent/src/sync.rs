//! Keeps the rule file of one site in step with its database.
//!
//! A cycle asks for the revision and publishes if the file is of another one. Cycles run when the nudge file is
//! touched and every `poll`. Whatever fails, the file in place stays.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use detour_exchange::Import;
use detour_format::Identity;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};

use crate::backoff::Backoff;
use crate::config::SiteConfig;
use crate::database::{Connection, DatabaseError};
use crate::description::Description;
use crate::nudge::Nudges;
use crate::publish::{self, Content, InPlace, PublishFailure};
use crate::random;
use crate::rules_table::{self, SettingsError, Snapshot};
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
    access: Option<Located>,
    /// Whether `access` must be read anew although the file's date is the same.
    reread: bool,
    connection: Option<Connection>,
    in_place: Option<Known>,
    /// Whether the file in place is known to hold the rules of this database. Another one may have the same revision.
    ours: bool,
    newest_generation: u64,
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
    revision: u64,
    content: Content,
}

impl From<InPlace> for Known {
    fn from(file: InPlace) -> Known {
        Known { identity: file.identity, revision: file.revision, content: file.content }
    }
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
    #[error(transparent)]
    Settings(#[from] SettingsError),
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
            reread: false,
            connection: None,
            in_place: None,
            ours: false,
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
                    // The connection may be in the middle of an answer, and a secret may have been changed.
                    self.connection = None;
                    self.reread = true;
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
        let in_place = self.in_place_revision();
        if in_place != Some(revision) || !self.ours {
            let started = Instant::now();
            let snapshot = rules_table::snapshot(&mut connection, &access.prefix).await?;
            self.publish(snapshot, started).await?;
            self.ours = true;
        }
        self.connection = Some(connection);
        Ok(())
    }

    fn access(&mut self) -> Result<Access, SyncError> {
        let before = self.access.take();
        let access = match &before {
            Some(located) if !self.reread && located.changed == config_date(&located.access) => located.access.clone(),
            _ => self.config.origin.access()?,
        };
        self.reread = false;
        if before.is_none_or(|located| located.access != access) {
            self.connection = None;
            self.ours = false;
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
        match publish::in_place(&self.config.rules) {
            Ok(file) => {
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

    async fn publish(&mut self, snapshot: Snapshot, started: Instant) -> Result<(), SyncError> {
        let read = started.elapsed();
        let path = self.config.rules.clone();
        let generation = match self.newest_generation {
            0 => publish::next_generation(&path),
            known => known.saturating_add(1),
        };
        let site = self.name.clone();
        let revision = snapshot.revision;
        // At the start of the agent, or when the site was moved to another database.
        let perhaps_same = self.in_place.filter(|known| !self.ours && known.revision == revision);
        let perhaps_same = perhaps_same.map(|known| known.content);
        // Compiling and syncing to disk would hold up the other sites.
        let work =
            tokio::task::spawn_blocking(move || publish_snapshot(&site, &path, &snapshot, generation, perhaps_same));
        let published = work.await.map_err(|error| SyncError::Panic(error.to_string()))??;
        let Some(Published { compiled, written, in_place }) = published else {
            info!(site = self.name, revision, "the newest rules are in place");
            return Ok(());
        };
        self.newest_generation = generation;
        self.in_place = in_place;
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

fn config_date(access: &Access) -> Option<SystemTime> {
    access.file.as_ref().and_then(|file| std::fs::metadata(file).ok()?.modified().ok())
}

/// When the steps of a publish were done, and what is in place now.
struct Published {
    compiled: Instant,
    written: Instant,
    in_place: Option<Known>,
}

/// Puts the snapshot's rules in place, unless they are what is in place already.
fn publish_snapshot(
    site: &str,
    path: &Path,
    snapshot: &Snapshot,
    generation: u64,
    perhaps_same: Option<Content>,
) -> Result<Option<Published>, SyncError> {
    let (rules, broken) = snapshot.rules();
    for row in broken {
        warn!(site, "left out: {row}");
    }
    let import = Import { rules, ..Import::default() };
    let description = Description::of_site(import, &snapshot.settings()?);
    if let Some(content) = perhaps_same
        && publish::is_content_of(&description, content).map_err(PublishFailure::from)?
    {
        return Ok(None);
    }
    let made = publish::rule_file(&description, generation, snapshot.revision).map_err(PublishFailure::from)?;
    for (_, rule) in made.skipped {
        for problem in rule.problems {
            warn!(site, "left out: rule {}: {problem}", rule.rule);
        }
    }
    for (_, rule) in made.findings {
        for problem in rule.problems {
            warn!(site, "rule {} doesn't do what its example says: {problem}", rule.rule);
        }
    }
    let compiled = Instant::now();
    detour_format::publish(path, &made.bytes).map_err(PublishFailure::from)?;
    let written = Instant::now();
    // Read again in full: somebody may have damaged or replaced it already.
    let in_place = publish::in_place(path).ok().filter(|file| file.generation == generation);
    Ok(Some(Published { compiled, written, in_place: in_place.map(Known::from) }))
}
