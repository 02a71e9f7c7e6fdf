//! `detour agent`: one task per site, until told to stop.

use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::config::{Config, ConfigError, SiteConfig, TargetPolicy};
use crate::events::SiteEvents;
use crate::limits::Limits;
use crate::metrics::{self, Metrics};
use crate::nudge::Nudges;
use crate::socket;
use crate::sync::SiteSync;
use crate::systemd;
use crate::targets::{Outside, SiteTargets};
use crate::webserver::SiteWebserver;

/// How long a publish that is under way may take to end.
const GRACE: Duration = Duration::from_secs(10);
/// How long a site rests that has stumbled over a mistake of ours.
const REST: Duration = Duration::from_secs(10);
/// How often sites are looked for that a pattern finds.
const DISCOVERY: Duration = Duration::from_secs(30);

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
/// a mistake, the old one stays in force. Sites that are as they were are not disturbed.
pub async fn run(mut config: Config, reload: impl Fn() -> Result<Config, ConfigError>) -> std::io::Result<()> {
    let mut signals = Signals::new()?;
    let mut discovery = tokio::time::interval(DISCOVERY);
    discovery.set_missed_tick_behavior(MissedTickBehavior::Delay);
    discovery.reset();
    let mut running = Running::new(&config);
    let mut endpoint = metrics::Endpoint::open(config.metrics.as_ref(), &running.metrics).await?;
    running.apply(&config).await;
    systemd::ready();
    let watchdog = systemd::Watchdog::start();
    loop {
        tokio::select! {
            command = signals.next() => match command {
                Command::Stop => break,
                Command::Reload => {
                    info!("reloading");
                    systemd::reloading();
                    match reload() {
                        Ok(new) => {
                            if new.metrics != config.metrics {
                                drop(endpoint);
                                endpoint = match metrics::Endpoint::open(new.metrics.as_ref(), &running.metrics).await {
                                    Ok(endpoint) => endpoint,
                                    Err(problem) => {
                                        error!("{problem}; there are no figures until the next reload");
                                        None
                                    }
                                };
                            }
                            config = new;
                            running.apply(&config).await;
                        }
                        Err(mistake) => error!("{mistake}; the configuration stays as it was"),
                    }
                    systemd::ready();
                }
            },
            _ = discovery.tick(), if config.has_patterns() => {
                let known = config.clone();
                // Thousands of directories take a while on a slow disk.
                if let Ok(found) = tokio::task::spawn_blocking(move || known.discovered()).await && found != config {
                    config = found;
                    running.apply(&config).await;
                }
            }
        }
    }
    info!("stopping");
    systemd::stopping();
    running.stop().await;
    drop((endpoint, watchdog));
    info!("stopped");
    Ok(())
}

/// The sites that are served, by rule file.
struct Running {
    nudges: Option<Arc<Nudges>>,
    limits: Arc<Limits>,
    outside: Arc<Outside>,
    metrics: Arc<Metrics>,
    sites: HashMap<PathBuf, Task>,
    socket: socket::Keeper,
    /// What was said of the configuration, and is said once.
    problems: HashSet<String>,
}

struct Task {
    config: SiteConfig,
    limits: Arc<Limits>,
    cancel: CancellationToken,
    /// What runs for the site until cancelled.
    handles: Vec<JoinHandle<()>>,
}

impl Running {
    fn new(config: &Config) -> Self {
        let nudges = match Nudges::new() {
            Ok(nudges) => Some(Arc::new(nudges)),
            Err(error) => {
                warn!("can't watch files: {error}; changes are noticed by polling only");
                None
            }
        };
        let (metrics, limits) = (Arc::default(), Arc::new(Limits::of(config)));
        let outside = Arc::new(Outside::new(config.targets_per_minute));
        let socket = socket::Keeper::default();
        Running { nudges, limits, outside, metrics, sites: HashMap::new(), socket, problems: HashSet::new() }
    }

    async fn apply(&mut self, config: &Config) {
        if self.limits.fits(config) {
            self.limits.share(config);
        } else {
            self.limits = Arc::new(Limits::of(config));
        }
        self.outside.share(config.targets_per_minute);
        let wanted: HashMap<&Path, &SiteConfig> =
            config.sites.iter().map(|site| (site.rules.as_path(), site)).collect();
        let stays = |task: &Task, rules: &Path| {
            wanted.get(rules) == Some(&&task.config) && Arc::ptr_eq(&task.limits, &self.limits)
        };
        let ends: Vec<PathBuf> =
            self.sites.iter().filter(|(rules, task)| !stays(task, rules)).map(|(rules, _)| rules.clone()).collect();
        let ended: Vec<Task> = ends.iter().filter_map(|rules| self.sites.remove(rules)).collect();
        end(ended).await;
        self.metrics.keep(|rules| wanted.contains_key(rules));
        for site in &config.sites {
            if self.sites.contains_key(&site.rules) {
                continue;
            }
            let cancel = CancellationToken::new();
            let (figures, limits, nudges) = (self.metrics.site(site), Arc::clone(&self.limits), self.nudges.clone());
            let (config, token, of_events) = (site.clone(), cancel.clone(), figures.clone());
            let (of_webserver, of_targets) = (figures.clone(), figures.clone());
            let sync = move || {
                SiteSync::new(config.clone(), Arc::clone(&limits), nudges.clone(), figures.clone()).run(token.clone())
            };
            let mut handles = vec![tokio::spawn(again(site.name(), REST, cancel.clone(), sync))];
            if site.spool.is_some() {
                let (config, limits, token) = (site.clone(), Arc::clone(&self.limits), cancel.clone());
                let events = move || {
                    let events = SiteEvents::new(config.clone(), Arc::clone(&limits), of_events.clone());
                    let token = token.clone();
                    async move {
                        if let Some(events) = events {
                            events.run(token).await;
                        }
                    }
                };
                handles.push(tokio::spawn(again(site.name(), REST, cancel.clone(), events)));
            }
            if site.targets != TargetPolicy::Off {
                let (config, limits, outside) = (site.clone(), Arc::clone(&self.limits), Arc::clone(&self.outside));
                let token = cancel.clone();
                let targets = move || {
                    let (limits, outside) = (Arc::clone(&limits), Arc::clone(&outside));
                    SiteTargets::new(config.clone(), limits, outside, of_targets.clone()).run(token.clone())
                };
                handles.push(tokio::spawn(again(site.name(), REST, cancel.clone(), targets)));
            }
            if site.webserver.is_some() {
                let (config, token) = (site.clone(), cancel.clone());
                let webserver = move || {
                    let webserver = SiteWebserver::new(&config, of_webserver.clone());
                    let token = token.clone();
                    async move {
                        if let Some(webserver) = webserver {
                            webserver.run(token).await;
                        }
                    }
                };
                handles.push(tokio::spawn(again(site.name(), REST, cancel.clone(), webserver)));
            }
            let task = Task { config: site.clone(), limits: Arc::clone(&self.limits), cancel, handles };
            self.sites.insert(site.rules.clone(), task);
        }
        self.socket.apply(config, self.metrics.socket());
        let left_out = config.left_out.iter().map(|problem| format!("not served: {problem}"));
        let problems: HashSet<String> = left_out.chain(config.warnings.iter().cloned()).collect();
        problems.difference(&self.problems).for_each(|problem| warn!("{problem}"));
        self.problems = problems;
        info!(sites = config.sites.len(), poll_ms = self.limits.poll().as_millis() as u64, "serving");
    }

    async fn stop(&mut self) {
        end(self.sites.drain().map(|(_, task)| task).collect()).await;
    }
}

/// Runs a task to its end, and begins anew when it panics: no site may stay behind until somebody restarts the agent.
async fn again<F: Future<Output = ()>>(site: String, rest: Duration, cancel: CancellationToken, start: impl Fn() -> F) {
    while AssertUnwindSafe(start()).catch_unwind().await.is_err() {
        error!(
            site,
            "stopped by a mistake in the agent, which is in its output; starting again in {} s",
            rest.as_secs()
        );
        tokio::select! {
            () = cancel.cancelled() => break,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Cancels tasks and waits until they have ended.
async fn end(tasks: Vec<Task>) {
    tasks.iter().for_each(|task| task.cancel.cancel());
    let all = async {
        for handle in tasks.into_iter().flat_map(|task| task.handles) {
            let _ = handle.await;
        }
    };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        warn!("some sites did not stop within {} s", GRACE.as_secs());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_site_that_stumbles_goes_on() {
        let runs = AtomicU32::new(0);
        let run = || async {
            assert!(runs.fetch_add(1, Ordering::Relaxed) == 2, "stumbled");
        };
        again("shop".to_owned(), Duration::ZERO, CancellationToken::new(), run).await;
        assert_eq!(runs.load(Ordering::Relaxed), 3);
        let cancel = CancellationToken::new();
        cancel.cancel();
        again("shop".to_owned(), REST, cancel, run).await;
        assert_eq!(runs.load(Ordering::Relaxed), 4);
    }
}
