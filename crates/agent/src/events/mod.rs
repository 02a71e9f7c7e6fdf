//! Brings the events of one site from its spool into its database.
//!
//! What a stretch of the spool says and the position behind it are written in one transaction, so that a stop at any moment
//! neither loses an event nor counts one twice. The position is kept under the id that stands in the file itself: moving or
//! renaming the file, or reading it on another machine, changes nothing.

mod batch;
mod ignored;
mod ingest;
mod live;
mod retention;
mod tables;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use detour_spool::{FileId, Keeper, KeeperError, SpoolFile};
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};

use self::batch::Sampler;
use self::tables::Tables;
pub(crate) use self::tables::position;
use crate::backoff::Backoff;
use crate::config::SiteConfig;
use crate::database::{Connection, DatabaseError};
use crate::limits::Limits;
use crate::metrics::SiteFigures;
use crate::random;
use crate::wp_config::WpConfigError;

/// A file of this length is replaced by a new one as soon as it is read.
const REPLACE_AT_BYTES: u64 = 8 << 20;
/// How often old entries are looked for.
const PRUNE_EVERY: Duration = Duration::from_secs(600);
/// A connection without work is closed after this time: an agent may have a thousand sites.
const IDLE: Duration = Duration::from_secs(30);

/// What a column can't hold is cut or replaced. A character that a table of a visitor's text has no place for must not keep
/// all events out.
const LENIENT: &str = "SET SESSION sql_mode = ''";

/// The task of one site.
pub(crate) struct SiteEvents {
    name: String,
    config: SiteConfig,
    figures: SiteFigures,
    spool: PathBuf,
    limits: Arc<Limits>,
    keeper: Option<Keeper>,
    open: Option<Open>,
    /// How far each file has been read.
    positions: HashMap<FileId, u64>,
    /// Whether all that was in the spool at the last look has been read.
    is_read: bool,
    sampler: Sampler,
    pruned: Option<Instant>,
    /// What was logged last, so that it is logged once.
    failing: Option<String>,
    not_handed_on: Option<String>,
    is_crowded: bool,
}

/// A connection, and the tables it leads to.
struct Open {
    connection: Connection,
    tables: Tables,
    used: Instant,
}

#[derive(Debug, thiserror::Error)]
enum EventsError {
    #[error(transparent)]
    WpConfig(#[from] WpConfigError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Spool(#[from] KeeperError),
    #[error("the spool can't be read: {0}. Check the rights of its files")]
    Read(#[from] io::Error),
}

impl SiteEvents {
    /// For a site that has a spool.
    pub(crate) fn new(config: SiteConfig, limits: Arc<Limits>, figures: SiteFigures) -> Option<Self> {
        Some(SiteEvents {
            name: config.name(),
            figures,
            spool: config.spool_file()?,
            config,
            limits,
            keeper: None,
            open: None,
            positions: HashMap::new(),
            is_read: false,
            sampler: Sampler::default(),
            pruned: None,
            failing: None,
            not_handed_on: None,
            is_crowded: false,
        })
    }

    /// Runs until cancelled. A transaction that is under way then is taken back, and done again at the next start.
    pub(crate) async fn run(mut self, cancel: CancellationToken) {
        let mut backoff = Backoff::default();
        loop {
            let result = tokio::select! {
                () = cancel.cancelled() => break,
                result = self.cycle() => result,
            };
            let delay = match &result {
                Ok(()) => {
                    backoff.reset();
                    random::jittered(self.limits.poll())
                }
                Err(_) => {
                    // It may be in the middle of a transaction, whose entries of the log will be made once more.
                    self.open = None;
                    self.sampler = Sampler::default();
                    backoff.next()
                }
            };
            self.log(result);
            // No watching: there would be one notice for each event.
            tokio::select! {
                () = cancel.cancelled() => break,
                () = tokio::time::sleep(delay) => {}
            }
        }
        if let Some(open) = self.open.take() {
            open.connection.close().await;
        }
    }

    async fn cycle(&mut self) -> Result<(), EventsError> {
        let is_quiet = self.is_read && self.keeper.as_ref().is_some_and(Keeper::is_quiet);
        let is_pruned = self.pruned.is_some_and(|pruned| pruned.elapsed() < PRUNE_EVERY);
        if is_quiet && is_pruned {
            self.hang_up(IDLE).await;
            return Ok(());
        }
        let limits = Arc::clone(&self.limits);
        let _permit = limits.connection(self.failing.is_none()).await;
        if !is_quiet {
            self.look().await?;
        }
        if !is_pruned {
            self.prune().await?;
        }
        self.hang_up(if limits.keeps_connections() { IDLE } else { Duration::ZERO }).await;
        Ok(())
    }

    /// Brings in what all files of the spool hold.
    async fn look(&mut self) -> Result<(), EventsError> {
        let mut keeper = match self.keeper.take() {
            Some(keeper) => keeper,
            None => Keeper::open(self.spool.clone())?,
        };
        self.is_read = false;
        // If that fails the spool may have been removed under us: it is made anew then.
        let files = keeper.files()?;
        self.keeper = Some(keeper);
        let read = |file: &SpoolFile| self.positions.get(&file.id).map_or(0, |position| *position.min(&file.length));
        let (bytes, unread) =
            files.iter().fold((0, 0), |(bytes, unread), file| (bytes + file.length, unread + file.length - read(file)));
        self.figures.spool_holds(bytes, unread);
        for file in files {
            self.read(file).await?;
        }
        self.figures.spool_holds(bytes, 0);
        self.is_read = true;
        Ok(())
    }

    /// Closes a connection that wasn't used for some time.
    async fn hang_up(&mut self, after: Duration) {
        if let Some(open) = self.open.take_if(|open| open.used.elapsed() >= after) {
            open.connection.close().await;
        }
    }

    /// Brings in what a file holds, and sees to what becomes of the file.
    async fn read(&mut self, mut file: SpoolFile) -> Result<(), EventsError> {
        if file.is_restored {
            warn!(site = self.name, "{}: somebody had changed the first line; it was put back", file.path.display());
        }
        let is_finished = file.is_finished()?;
        let known = self.positions.get(&file.id).copied();
        if known.is_none_or(|position| position < file.length) {
            let position = self.ingest(&file, is_finished).await?;
            self.positions.insert(file.id, position);
            if let Err(error) = file.release(position) {
                debug!(site = self.name, "no space of the spool can be given back: {error}");
            }
        }
        let position = self.positions.get(&file.id).copied().unwrap_or_default();
        if is_finished && position >= file.length {
            let id = file.id;
            file.remove()?;
            self.positions.remove(&id);
            // Only now: as long as the file is there, its position must be known.
            let open = self.connect().await?;
            open.tables.forget(&mut open.connection, id).await?;
        } else if !file.is_sealed && (position >= REPLACE_AT_BYTES || file.ends_before(position)?) {
            let replaced = match &mut self.keeper {
                Some(keeper) => keeper.replace(&file)?,
                None => true,
            };
            if self.is_crowded == replaced {
                self.is_crowded = !replaced;
                if !replaced {
                    warn!(
                        site = self.name,
                        "{}: workers hold on to many old files of the spool; restart PHP",
                        file.path.display()
                    );
                }
            }
        }
        Ok(())
    }

    async fn connect(&mut self) -> Result<&mut Open, EventsError> {
        let open = match self.open.take() {
            Some(open) => open,
            None => {
                let access = self.config.access()?;
                let mut connection = Connection::open(&access.credentials).await?;
                connection.execute(&[LENIENT]).await?;
                Open { connection, tables: Tables::new(access.prefix, access.network), used: Instant::now() }
            }
        };
        Ok(self.open.insert(Open { used: Instant::now(), ..open }))
    }

    async fn prune(&mut self) -> Result<(), EventsError> {
        let files: Vec<FileId> = self.positions.keys().copied().collect();
        let open = self.connect().await?;
        let is_done = retention::prune(&mut open.connection, &mut open.tables, &files).await?;
        self.pruned = is_done.then(Instant::now);
        Ok(())
    }

    fn log(&mut self, result: Result<(), EventsError>) {
        let now = result.err().map(|error| error.to_string());
        if now == self.failing {
            return;
        }
        match &now {
            Some(message) => error!(site = self.name, "{message}; trying again, events wait in the spool"),
            None => info!(site = self.name, "events come in again"),
        }
        self.failing = now;
    }
}
