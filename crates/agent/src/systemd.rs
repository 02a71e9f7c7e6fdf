//! What systemd is told (`sd_notify(3)`). Without systemd, nothing happens.

use sd_notify::NotifyState;
use tokio::task::JoinHandle;

fn notify(states: &[NotifyState<'_>]) {
    // Whoever isn't listening doesn't need to know.
    let _ = sd_notify::notify(states);
}

/// Serving, or serving again.
pub(crate) fn ready() {
    notify(&[NotifyState::Ready]);
}

/// The configuration is read again; [`ready`] ends it.
pub(crate) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now]),
        Err(_) => notify(&[NotifyState::Reloading]),
    }
}

/// About to end.
pub(crate) fn stopping() {
    notify(&[NotifyState::Stopping]);
}

/// Tells the watchdog twice in its time that the agent's one thread still gets round to its tasks.
pub(crate) struct Watchdog(Option<JoinHandle<()>>);

impl Watchdog {
    pub(crate) fn start() -> Watchdog {
        Watchdog(sd_notify::watchdog_enabled().map(|time| {
            tokio::spawn(async move {
                let mut half = tokio::time::interval(time / 2);
                loop {
                    half.tick().await;
                    notify(&[NotifyState::Watchdog]);
                }
            })
        }))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}
