//! Asks where the rules of a site lead whether anything is there, if the site wants that.
//!
//! Which of them are due is taken from the table of targets under a lock, so that of many agents one does it. While they are
//! asked there is no connection to the database. What comes out is for the audit to tell (`detour-audit`).

mod address;
mod ask;
mod history;
mod listed;
mod outside;
mod row;
mod table;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use detour_rules::TargetChecks;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info};
use url::Url;

use self::address::class;
use self::ask::Asker;
use self::listed::Listed;
pub(crate) use self::outside::Outside;
use self::row::Row;
use self::table::Table;
pub(crate) use self::table::{broken, count_broken};
use crate::config::{SiteConfig, TargetPolicy};
use crate::database::{Connection, DatabaseError};
use crate::limits::Limits;
use crate::metrics::SiteFigures;
use crate::network::{self, blog_prefix};
use crate::publish::now;
use crate::random;
use crate::rollback;
use crate::rules_table;
use crate::site::Access;
use crate::wordpress::Source;
use crate::wp_config::WpConfigError;

/// There is a look for targets that are due after so many looks for changed rules.
const POLLS: u32 = 60;
/// Targets that are asked between two connections to the database.
const BATCH: usize = 20;
/// A server that has not answered by then doesn't.
const WITHIN: Duration = Duration::from_secs(15);
/// Targets of a site, or blog, that are asked at most.
const MOST: usize = 20_000;

/// The task of one site.
pub(crate) struct SiteTargets {
    name: String,
    config: SiteConfig,
    limits: Arc<Limits>,
    outside: Arc<Outside>,
    figures: SiteFigures,
    /// What is in the table of each blog.
    listed: HashMap<u64, Listed>,
    /// The blog whose turn it is.
    next: u64,
    /// What was logged last, so that it is logged once.
    failing: Option<String>,
}

/// Targets of a blog that are to be asked now.
struct Claimed {
    blog: u64,
    table: Table,
    home: Option<Url>,
    days: u32,
    rows: Vec<Row>,
}

#[derive(Debug, thiserror::Error)]
enum TargetsError {
    #[error(transparent)]
    WpConfig(#[from] WpConfigError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl SiteTargets {
    pub(crate) fn new(config: SiteConfig, limits: Arc<Limits>, outside: Arc<Outside>, figures: SiteFigures) -> Self {
        let (name, listed) = (config.name(), HashMap::new());
        SiteTargets { name, config, limits, outside, figures, listed, next: 0, failing: None }
    }

    /// Runs until cancelled. What is being asked then is asked again later.
    pub(crate) async fn run(mut self, cancel: CancellationToken) {
        let mut wait = random::jittered(self.limits.poll() * POLLS);
        loop {
            let round = async {
                tokio::time::sleep(wait).await;
                self.round().await
            };
            let result = tokio::select! {
                () = cancel.cancelled() => break,
                result = round => result,
            };
            wait = match &result {
                Ok(true) => Duration::ZERO,
                Ok(false) | Err(_) => random::jittered(self.limits.poll() * POLLS),
            };
            self.log(result);
        }
    }

    /// Asks some targets that are due. False if none is.
    async fn round(&mut self) -> Result<bool, TargetsError> {
        let access = self.config.access()?;
        let claimed = self.claim(&access).await?;
        if claimed.is_empty() {
            return Ok(false);
        }
        let mut asked = Vec::with_capacity(claimed.len());
        for Claimed { blog, table, home, days, rows } in claimed {
            let private = home.as_ref().filter(|_| self.config.targets == TargetPolicy::OwnHost);
            let asker = Asker { outside: &self.outside, home: home.as_ref(), private, class, within: WITHIN };
            let with_fallback = self.listed.get(&blog).map(|listed| &listed.with_fallback);
            let (mut new, mut is_change) = (Vec::with_capacity(rows.len()), false);
            for row in rows {
                let answer = asker.ask(&row.target).await;
                debug!(site = self.name, target = row.target, ?answer, "asked");
                self.figures.asked(answer.outcome.word());
                let was_broken = row.is_broken();
                let row = row.after(&answer, now(), days);
                is_change |=
                    was_broken != row.is_broken() && with_fallback.is_some_and(|with| with.contains(&row.target));
                new.push(row);
            }
            asked.push((blog, table, new, is_change));
        }
        let limits = Arc::clone(&self.limits);
        let _permit = limits.connection(self.failing.is_none()).await;
        let mut connection = Connection::open(&access.credentials).await?;
        // Only a save ends a rollback.
        let may_change = !rollback::is_in_force(&self.config.rules);
        for (blog, table, rows, is_change) in &asked {
            let switched = table.save(&mut connection, rows, *is_change && may_change).await?;
            if switched > 0 {
                info!(site = self.name, rules = switched, "rules lead to their fallback, or no longer");
            }
            self.count_broken(&mut connection, &access.prefix, *blog).await?;
        }
        connection.close().await;
        Ok(true)
    }

    /// Takes targets that are due, for this agent to ask.
    async fn claim(&mut self, access: &Access) -> Result<Vec<Claimed>, TargetsError> {
        let limits = Arc::clone(&self.limits);
        let _permit = limits.connection(self.failing.is_none()).await;
        let mut connection = Connection::open(&access.credentials).await?;
        let mut claimed = Vec::new();
        if table::lock(&mut connection, &access.prefix).await? {
            let started = Instant::now();
            let blogs = self.blogs(&mut connection, access).await?;
            let mut free = BATCH;
            for blog in blogs {
                if free == 0 {
                    break;
                }
                self.next = blog + 1;
                if let Some(found) = self.claim_of(&mut connection, access, blog, free).await? {
                    free -= found.rows.len();
                    claimed.push(found);
                }
            }
            debug!(site = self.name, looked_ms = started.elapsed().as_millis() as u64, free, "looked for targets");
        }
        // The lock goes with it.
        connection.close().await;
        Ok(claimed)
    }

    /// The blogs with rules, beginning with the one whose turn it is.
    async fn blogs(&self, connection: &mut Connection, access: &Access) -> Result<Vec<u64>, TargetsError> {
        if !access.network {
            return Ok(vec![0]);
        }
        let census = network::census(connection, &access.prefix).await?;
        let mut blogs: Vec<u64> =
            census.blogs.iter().filter(|blog| blog.revision.is_some()).map(|blog| blog.id).collect();
        let start = blogs.iter().position(|blog| *blog >= self.next).unwrap_or(0);
        blogs.rotate_left(start);
        Ok(blogs)
    }

    async fn claim_of(
        &mut self,
        connection: &mut Connection,
        access: &Access,
        blog: u64,
        most: usize,
    ) -> Result<Option<Claimed>, TargetsError> {
        let prefix = blog_prefix(&access.prefix, blog);
        let table = Table::new(&prefix);
        let TargetChecks { check, days } = rules_table::kept_settings(connection, &prefix).await?.targets;
        if !check {
            self.forget(connection, &table, blog).await;
            return Ok(None);
        }
        let revision = rules_table::revision(connection, &prefix).await?;
        if !self.listed.get(&blog).is_some_and(|listed| listed.is_current(revision)) {
            let (wanted, listed) = Listed::of(connection, access, blog, revision).await?;
            table.list(connection, &wanted).await?;
            self.listed.insert(blog, listed);
        }
        self.count_broken(connection, &access.prefix, blog).await?;
        let rows = table.claim(connection, now(), most).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let home = Source { connection, prefix: &prefix }.option("home").await?;
        let home = home.and_then(|home| Url::parse(&String::from_utf8(home).ok()?).ok());
        Ok(Some(Claimed { blog, table, home, days, rows }))
    }

    /// Empties the table of a blog that doesn't want to know any longer. Where the agent may not, it never was filled.
    async fn forget(&mut self, connection: &mut Connection, table: &Table, blog: u64) {
        let is_empty = self.listed.get(&blog).is_some_and(|listed| listed.revision.is_none());
        if !is_empty && table.clear(connection).await.is_ok() {
            self.listed.insert(blog, Listed::default());
            self.tell_broken();
        }
    }

    async fn count_broken(&mut self, connection: &mut Connection, prefix: &str, blog: u64) -> Result<(), TargetsError> {
        if let Some(listed) = self.listed.get_mut(&blog) {
            listed.broken = table::count_broken(connection, &blog_prefix(prefix, blog)).await?;
        }
        self.tell_broken();
        Ok(())
    }

    fn tell_broken(&self) {
        self.figures.broken(self.listed.values().map(|listed| listed.broken).sum());
    }

    fn log(&mut self, result: Result<bool, TargetsError>) {
        let now = result.err().map(|error| error.to_string());
        if now == self.failing {
            return;
        }
        match &now {
            Some(message) => error!(site = self.name, "{message}; where rules lead is not asked until then"),
            None => info!(site = self.name, "where rules lead can be asked again"),
        }
        self.failing = now;
    }
}
