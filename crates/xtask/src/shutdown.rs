//! Ending what was started: servers and run folders, whatever ends this command.
//!
//! Owners clean up on drop. A signal drops nothing, so everything that must not
//! outlive this command is registered here as well, and a thread that waits for
//! Ctrl-C or SIGTERM ends it. If this process is killed outright, the kernel
//! signals the servers (see [`crate::stack::process`]).

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

static REGISTERED: Mutex<Registered> = Mutex::new(Registered { pids: Vec::new(), paths: Vec::new(), exit_code: 130 });

struct Registered {
    pids: Vec<u32>,
    paths: Vec<PathBuf>,
    exit_code: i32,
}

fn registered() -> std::sync::MutexGuard<'static, Registered> {
    REGISTERED.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Starts the thread that ends everything on Ctrl-C or SIGTERM.
pub(crate) fn watch_signals() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM]).context("can't install the signal handlers")?;
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            eprintln!("\nstopping …");
            let state = registered();
            // Latest first: web server before PHP before the database.
            for &pid in state.pids.iter().rev() {
                end(pid);
            }
            for path in &state.paths {
                remove(path);
            }
            eprintln!("stopped");
            std::process::exit(state.exit_code);
        }
    });
    Ok(())
}

/// What a signal makes this command exit with (130 unless told otherwise).
pub(crate) fn on_signal_exit_with(code: i32) {
    registered().exit_code = code;
}

pub(crate) fn add_pid(pid: u32) {
    registered().pids.push(pid);
}

pub(crate) fn forget_pid(pid: u32) {
    registered().pids.retain(|&known| known != pid);
}

pub(crate) fn add_path(path: &Path) {
    registered().paths.push(path.to_owned());
}

pub(crate) fn forget_path(path: &Path) {
    registered().paths.retain(|known| known != path);
}

fn remove(path: &Path) {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    if let Err(error) = removed {
        eprintln!("warning: can't remove {}: {error}", path.display());
    }
}

/// SIGTERM, then SIGKILL after eight seconds, to one process that we started.
pub(crate) fn end(pid: u32) {
    end_by(pid, Signal::TERM);
}

/// The same with another first signal.
pub(crate) fn end_by(pid: u32, first: Signal) {
    let Some(raw) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return };
    if kill_process(raw, first).is_err() {
        return;
    }
    let deadline = Instant::now() + Duration::from_secs(8);
    while runs(pid) {
        if Instant::now() > deadline {
            let _ = kill_process(raw, Signal::KILL);
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether the process exists and is more than a zombie waiting to be reaped.
fn runs(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z'))
}
