//! What the checks of all sites share, so that nobody out there is bothered: one request to a host at a time, and so many in
//! a minute.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use detour_verify::Connector;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use crate::random;

/// If nobody has answered for that long, something is wrong with our side.
const OFFLINE: Duration = Duration::from_secs(86_400);

type HostLock = Arc<tokio::sync::Mutex<()>>;

pub(crate) struct Outside {
    per_minute: AtomicU32,
    /// When the next request may be sent.
    next: tokio::sync::Mutex<Instant>,
    /// Hosts that are being asked or waited for.
    hosts: Mutex<HashMap<String, HostLock>>,
    /// When somebody out there has answered last.
    answered: Mutex<Option<Instant>>,
    connector: OnceLock<Connector>,
}

impl Outside {
    pub(crate) fn new(per_minute: u32) -> Outside {
        Outside {
            per_minute: AtomicU32::new(per_minute),
            next: tokio::sync::Mutex::new(Instant::now()),
            hosts: Mutex::default(),
            answered: Mutex::default(),
            connector: OnceLock::new(),
        }
    }

    /// Sends so many requests in a minute from now on.
    pub(crate) fn share(&self, per_minute: u32) {
        self.per_minute.store(per_minute, Ordering::Relaxed);
    }

    /// Waits for the right to ask a host, which is held by what is returned.
    pub(super) async fn turn(&self, host: &str) -> OwnedMutexGuard<()> {
        let turn = self.host(host).lock_owned().await;
        let mut next = self.next.lock().await;
        tokio::time::sleep_until(*next).await;
        *next = Instant::now() + pause(self.per_minute.load(Ordering::Relaxed));
        turn
    }

    /// What connections are opened by. Certificates are read once.
    pub(super) fn connector(&self) -> &Connector {
        self.connector.get_or_init(|| Connector::new(false))
    }

    /// Somebody out there has answered.
    pub(super) fn hears(&self) {
        *self.answered.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether silence is somebody else's fault.
    pub(super) fn is_online(&self) -> bool {
        let answered = *self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.is_some_and(|answered| answered.elapsed() < OFFLINE)
    }

    fn host(&self, host: &str) -> HostLock {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.retain(|_, lock| Arc::strong_count(lock) > 1);
        Arc::clone(hosts.entry(host.to_owned()).or_default())
    }
}

/// Time between two requests.
fn pause(per_minute: u32) -> Duration {
    // A quarter of it is left to chance, at most.
    random::jittered(Duration::from_secs(80) / per_minute.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_host_is_asked_one_thing_at_a_time() {
        let outside = Outside::new(u32::MAX);
        let turn = outside.turn("a.test").await;
        drop(outside.turn("b.test").await);
        let mut waiting = std::pin::pin!(outside.turn("a.test"));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        drop(turn);
        drop(waiting.await);
        assert_eq!(outside.hosts.lock().unwrap().len(), 1);
        drop(outside.turn("c.test").await);
        assert_eq!(outside.hosts.lock().unwrap().keys().collect::<Vec<_>>(), ["c.test"]);
    }

    #[test]
    fn requests_are_spread_over_time() {
        for _ in 0..100 {
            let pause = pause(30);
            assert!((Duration::from_secs(2)..=Duration::from_millis(2667)).contains(&pause), "{pause:?}");
        }
        assert!(pause(0) > Duration::ZERO);
    }
}
