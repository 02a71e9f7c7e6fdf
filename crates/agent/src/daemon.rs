//! `detour agent`: one task per site, until told to stop.

use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use crate::config::{Config, ConfigError};
use crate::nudge::Nudges;
use crate::sync::SiteSync;

/// How long a publish that is under way may take to end.
const GRACE: Duration = Duration::from_secs(10);

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

#[derive(Debug, PartialEq, Eq)]
enum Command {
    Reload,
    Stop,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Command {
        tokio::select! {
            _ = self.terminate.recv() => Command::Stop,
            _ = self.interrupt.recv() => Command::Stop,
            _ = self.hangup.recv() => Command::Reload,
        }
    }
}

/// Serves the sites of `config` until SIGTERM or SIGINT. On SIGHUP, `reload` gives the new configuration; if that has
/// a mistake, the old one stays in force.
pub async fn run(mut config: Config, reload: impl Fn() -> Result<Config, ConfigError>) -> std::io::Result<()> {
    let mut signals = Signals::new()?;
    loop {
        let running = Running::start(&config);
        let command = loop {
            match signals.next().await {
                Command::Stop => break Command::Stop,
                Command::Reload => match reload() {
                    Ok(new) => {
                        config = new;
                        break Command::Reload;
                    }
                    Err(mistake) => error!("{mistake}; the configuration stays as it was"),
                },
            }
        };
        info!("{}", if command == Command::Stop { "stopping" } else { "reloading" });
        running.stop().await;
        if command == Command::Stop {
            info!("stopped");
            return Ok(());
        }
    }
}

struct Running {
    cancel: CancellationToken,
    tasks: TaskTracker,
}

impl Running {
    fn start(config: &Config) -> Self {
        let Config { poll, log: _, sites } = config;
        let nudges = match Nudges::new() {
            Ok(nudges) => Some(Arc::new(nudges)),
            Err(error) => {
                warn!("can't watch files: {error}; changes are noticed by polling only");
                None
            }
        };
        let running = Running { cancel: CancellationToken::new(), tasks: TaskTracker::new() };
        for site in sites {
            let sync = SiteSync::new(site.clone(), *poll, nudges.clone());
            running.tasks.spawn(sync.run(running.cancel.clone()));
        }
        running.tasks.close();
        info!(sites = sites.len(), poll_ms = poll.as_millis() as u64, "serving");
        running
    }

    async fn stop(self) {
        self.cancel.cancel();
        if tokio::time::timeout(GRACE, self.tasks.wait()).await.is_err() {
            warn!("some sites did not stop within {} s", GRACE.as_secs());
        }
    }
}
