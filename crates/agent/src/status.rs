//! How fresh the rule file of each site is.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use detour_rules::Lent;
use detour_spool::{FileId, HEADER_BYTES};
use serde::Serialize;

use crate::config::{Config, SiteConfig};
use crate::database::{Connection, DatabaseError, FailureKind};
use crate::network::blog_prefix;
use crate::publish::{self, now};
use crate::state::State;
use crate::webserver::{self, WebserverState};
use crate::{events, origins, rollback, targets};

/// One site, as `detour status` shows it.
#[derive(Debug, Serialize)]
pub struct SiteStatus {
    /// Name of the site.
    pub site: String,
    /// Its rule file.
    pub file: PathBuf,
    /// `live`, `behind`, `rolled back`, `database unreachable`, `no tables`, `misconfigured`, `unknown`, or the file's.
    pub state: &'static str,
    /// Number of the file.
    pub generation: Option<u64>,
    /// Revision the file was made from.
    pub revision_file: Option<u64>,
    /// Revision of the database.
    pub revision_database: Option<u64>,
    /// Rules in the file.
    pub rules: Option<u32>,
    /// Rules in the file that lead to their fallback, because their target is broken.
    pub fallbacks: Option<u32>,
    /// Targets that are broken, as the agent has found them.
    pub broken_targets: Option<u64>,
    /// Seconds since the file was made.
    pub age: Option<u64>,
    /// The plugins whose rules the agent has found; of a network, on each of its blogs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Lent>,
    /// What PHP's workers find where they write events, if the site has a spool.
    pub spool: Option<SpoolStatus>,
    /// What its web server answers in front of PHP, if it is to and has begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webserver: Option<WebserverState>,
    /// What is wrong, and the way out.
    pub error: Option<String>,
}

/// The file that events are written to.
#[derive(Debug, Serialize)]
pub struct SpoolStatus {
    /// `ok`, `missing` (the agent makes it), or `unusable`.
    pub state: &'static str,
    /// Bytes in it. The agent replaces it at 8 MiB; more than that is waiting to be read.
    pub bytes: Option<u64>,
    /// Bytes that the database has not taken yet; unknown to who may not read the spool or the database.
    pub waiting: Option<u64>,
}

impl SpoolStatus {
    fn of(path: &Path) -> SpoolStatus {
        let (state, bytes) = match std::fs::symlink_metadata(path) {
            Ok(found) if found.is_file() => ("ok", Some(found.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => ("missing", None),
            Ok(_) | Err(_) => ("unusable", None),
        };
        SpoolStatus { state, bytes, waiting: None }
    }
}

impl SiteStatus {
    /// Whether the file holds the newest rules.
    pub fn is_live(&self) -> bool {
        self.state == "live"
    }

    fn unknown(site: &SiteConfig, error: String) -> SiteStatus {
        SiteStatus {
            site: site.name(),
            file: site.rules.clone(),
            state: "unknown",
            generation: None,
            revision_file: None,
            revision_database: None,
            rules: None,
            fallbacks: None,
            broken_targets: None,
            age: None,
            origins: Vec::new(),
            spool: None,
            webserver: None,
            error: Some(error),
        }
    }
}

/// Sites that are looked at together. One whose database doesn't answer takes seconds.
const AT_ONCE: usize = 16;

/// Looks at every site, in the order of the configuration.
pub async fn of(config: &Config) -> Vec<SiteStatus> {
    let mut list = Vec::with_capacity(config.sites.len());
    for sites in config.sites.chunks(AT_ONCE) {
        let tasks: Vec<_> = sites.iter().map(|site| tokio::spawn(of_site(site.clone()))).collect();
        for (site, task) in sites.iter().zip(tasks) {
            list.push(task.await.unwrap_or_else(|error| SiteStatus::unknown(site, error.to_string())));
        }
    }
    list
}

enum Unknown {
    Misconfigured(String),
    Database(DatabaseError),
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unknown::Misconfigured(problem) => f.write_str(problem),
            Unknown::Database(problem) => problem.fmt(f),
        }
    }
}

async fn of_site(site: SiteConfig) -> SiteStatus {
    let site = &site;
    let file = publish::in_place(&site.rules);
    let looked = look(site).await;
    let (state, error) = match (&file, &looked) {
        (Err(problem), Ok(_)) => (problem.state(), Some(problem.to_string())),
        // Perhaps the one explains the other.
        (Err(problem), Err(reason)) => (problem.state(), Some(format!("{problem}; {reason}"))),
        (_, Err(Unknown::Misconfigured(problem))) => ("misconfigured", Some(problem.clone())),
        (_, Err(Unknown::Database(problem))) => {
            let state = match problem.kind {
                FailureKind::NoTables => "no tables",
                FailureKind::Unreachable | FailureKind::Refused | FailureKind::Other => "database unreachable",
            };
            (state, Some(problem.to_string()))
        }
        (Ok(_), Ok(looked)) if rollback::holds(&site.rules, &looked.state) => (
            "rolled back",
            Some("an older file is in place until the next save; detour rollback goes forward again".to_owned()),
        ),
        // A database that was put back has an older revision, and the file has to follow.
        (Ok(file), Ok(looked)) if file.revision == looked.state.revision() => ("live", None),
        (Ok(_), Ok(_)) => ("behind", Some("the agent has not published the newest rules; does it run?".to_owned())),
    };
    let mut spool = site.spool_file().map(|path| SpoolStatus::of(&path));
    let mut error = error;
    if let (Some(spool), Ok(_)) = (&mut spool, &looked)
        && let Ok(Intake { waiting, is_read_only }) = intake(site).await
    {
        spool.waiting = waiting;
        if is_read_only && waiting.is_some_and(|waiting| waiting > 0) {
            error.get_or_insert_with(|| {
                "the database takes no changes (read_only); events wait in the spool".to_owned()
            });
        }
    }
    let file = file.ok();
    SiteStatus {
        site: site.name(),
        file: site.rules.clone(),
        state,
        generation: file.map(|file| file.generation),
        revision_file: file.map(|file| file.revision),
        revision_database: looked.as_ref().ok().map(|looked| looked.state.revision()),
        rules: file.map(|file| file.rules),
        fallbacks: file.map(|file| file.fallbacks),
        broken_targets: looked.ok().map(|looked| looked.broken_targets),
        age: file.map(|file| now().saturating_sub(file.created)),
        origins: origins::lease(&site.rules).map(|lease| lease.origins).unwrap_or_default(),
        spool,
        webserver: site.webserver.as_ref().and_then(|webserver| webserver::state(&webserver.file)),
        error,
    }
}

/// How the database takes events.
struct Intake {
    waiting: Option<u64>,
    is_read_only: bool,
}

async fn intake(site: &SiteConfig) -> Result<Intake, Unknown> {
    let access = site.access().map_err(|error| Unknown::Misconfigured(error.to_string()))?;
    let mut connection = Connection::open(&access.credentials).await.map_err(Unknown::Database)?;
    let waiting = match site.spool_file().and_then(|path| Some((FileId::of(&path).ok()?, path.metadata().ok()?.len())))
    {
        Some((file, length)) => {
            let position = events::position(&mut connection, &access.prefix, file).await.map_err(Unknown::Database)?;
            Some(length.saturating_sub(position.unwrap_or(HEADER_BYTES as u64)))
        }
        None => None,
    };
    let is_read_only = connection.is_read_only().await.map_err(Unknown::Database)?;
    connection.close().await;
    Ok(Intake { waiting, is_read_only })
}

/// What a look at the database finds.
struct Looked {
    state: State,
    broken_targets: u64,
}

async fn look(site: &SiteConfig) -> Result<Looked, Unknown> {
    let access = site.access().map_err(|error| Unknown::Misconfigured(error.to_string()))?;
    let mut connection = Connection::open(&access.reading).await.map_err(Unknown::Database)?;
    let state = State::look(&mut connection, &access).await.map_err(Unknown::Database)?;
    let mut broken_targets = 0;
    for blog in state.served() {
        let prefix = blog.map_or_else(|| access.prefix.clone(), |blog| blog_prefix(&access.prefix, blog));
        broken_targets += targets::count_broken(&mut connection, &prefix).await.map_err(Unknown::Database)?;
    }
    connection.close().await;
    Ok(Looked { state, broken_targets })
}
