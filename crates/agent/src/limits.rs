//! What all sites together may take: connections, polls, and publishes at a time.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::config::Config;

/// A publish has one thread busy, and the rules of one site in memory.
const PUBLISHES: usize = 2;
/// Of sites whose database doesn't answer, so many try at a time. They don't get in the way of the others.
const RETRIES: usize = 8;

/// Shared by the tasks of all sites.
#[derive(Debug)]
pub(crate) struct Limits {
    /// Time between two looks at a site.
    pub(crate) poll: Duration,
    /// Whether every site may keep its connection.
    pub(crate) keeps_connections: bool,
    most_connections: usize,
    connections: Semaphore,
    retries: Semaphore,
    publishes: Semaphore,
}

impl PartialEq for Limits {
    fn eq(&self, other: &Limits) -> bool {
        let of = |limits: &Limits| (limits.poll, limits.keeps_connections, limits.most_connections);
        of(self) == of(other)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::new(Duration::from_secs(1), 1, 1)
    }
}

impl Limits {
    pub(crate) fn of(config: &Config) -> Limits {
        let sites = config.sites.len();
        let shared = Duration::from_secs_f64(sites as f64 / f64::from(config.polls_per_second));
        Limits::new(config.poll.max(shared), config.connections, sites)
    }

    fn new(poll: Duration, connections: usize, sites: usize) -> Limits {
        Limits {
            poll,
            keeps_connections: sites <= connections,
            most_connections: connections,
            connections: Semaphore::new(connections),
            retries: Semaphore::new(RETRIES.min(connections)),
            publishes: Semaphore::new(PUBLISHES),
        }
    }

    /// Waits for the right to have a connection open.
    pub(crate) async fn connection(&self, works: bool) -> Option<SemaphorePermit<'_>> {
        match (self.keeps_connections, works) {
            (true, _) => None,
            (false, true) => self.connections.acquire().await.ok(),
            (false, false) => self.retries.acquire().await.ok(),
        }
    }

    /// Waits for the right to publish.
    pub(crate) async fn publish(&self) -> Option<SemaphorePermit<'_>> {
        self.publishes.acquire().await.ok()
    }
}
