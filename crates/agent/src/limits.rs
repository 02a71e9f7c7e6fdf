//! What all sites together may take: connections, polls, and publishes at a time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::config::Config;

/// A publish has one thread busy, and the rules of one site in memory.
const PUBLISHES: usize = 2;
/// Of sites whose database doesn't answer, so many try at a time. They don't get in the way of the others.
const RETRIES: usize = 8;

/// Shared by the tasks of all sites. Sites that come and go change what is left for each, without a restart of the others.
#[derive(Debug)]
pub(crate) struct Limits {
    poll_ms: AtomicU64,
    keeps_connections: AtomicBool,
    most_connections: usize,
    connections: Semaphore,
    retries: Semaphore,
    publishes: Semaphore,
}

impl Limits {
    pub(crate) fn of(config: &Config) -> Limits {
        let limits = Limits {
            poll_ms: AtomicU64::new(0),
            keeps_connections: AtomicBool::new(false),
            most_connections: config.connections,
            connections: Semaphore::new(config.connections),
            retries: Semaphore::new(RETRIES.min(config.connections)),
            publishes: Semaphore::new(PUBLISHES),
        };
        limits.share(config);
        limits
    }

    /// Shares what there is among the sites of a configuration.
    pub(crate) fn share(&self, config: &Config) {
        let sites = config.sites.len();
        // One for the rules, one for the events.
        let connections = sites + config.sites.iter().filter(|site| site.spool.is_some()).count();
        let shared = Duration::from_secs_f64(sites as f64 / f64::from(config.polls_per_second));
        self.poll_ms.store(config.poll.max(shared).as_millis() as u64, Ordering::Relaxed);
        self.keeps_connections.store(connections <= self.most_connections, Ordering::Relaxed);
    }

    /// Whether a configuration has as many connections.
    pub(crate) fn fits(&self, config: &Config) -> bool {
        self.most_connections == config.connections
    }

    /// Time between two looks at a site.
    pub(crate) fn poll(&self) -> Duration {
        Duration::from_millis(self.poll_ms.load(Ordering::Relaxed))
    }

    /// Whether every site may keep its connection.
    pub(crate) fn keeps_connections(&self) -> bool {
        self.keeps_connections.load(Ordering::Relaxed)
    }

    /// Waits for the right to have a connection open.
    pub(crate) async fn connection(&self, works: bool) -> Option<SemaphorePermit<'_>> {
        match (self.keeps_connections(), works) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_connections_of_their_own() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("agent.toml");
        let keeps = |sites: &str| {
            std::fs::write(&file, format!("connections = 3\n{sites}")).unwrap();
            Limits::of(&Config::load(&file, &|_| None).unwrap()).keeps_connections()
        };
        let site = |name: u32, more: &str| format!("[[site]]\npath = \"/w\"\nrules = \"/r/{name}.detour\"\n{more}");
        let with_spool = |name| site(name, "spool = \"/s\"\n");
        assert!(keeps(&[site(1, ""), site(2, ""), site(3, "")].concat()));
        assert!(keeps(&[with_spool(1), site(2, "")].concat()));
        assert!(!keeps(&[with_spool(1), with_spool(2)].concat()));
    }
}
