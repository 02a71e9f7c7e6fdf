//! One server process: started with a log file, waited for, ended by its pid.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::run_dir::is_root;
use crate::command::find;
use crate::shutdown;

/// A running server. Dropping it ends it.
pub(crate) struct Server {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts `program` with its output in `log`.
    ///
    /// The kernel sends it SIGTERM when this process dies, and its own process
    /// group keeps a terminal's Ctrl-C away from it, so that we end things in order.
    /// `user` is whom it runs as if we are root.
    pub(crate) fn start(
        name: &'static str,
        program: &str,
        log: &Path,
        user: Option<&str>,
        configure: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let output = File::options().create(true).append(true).open(log);
        let output = output.with_context(|| format!("can't write the log {}", log.display()))?;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]);
        if let Some(user) = user.filter(|_| is_root()) {
            // Changed here and not by the server: a later change of user would clear the death signal.
            command.args(["--reuid", user, "--regid", user, "--init-groups"]);
        }
        // An ordinary user's path may lack the folders of servers.
        command.arg("--").arg(find(program).unwrap_or_else(|| program.into()));
        configure(&mut command);
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("can't start {name} ({program})"))?;
        shutdown::add_pid(child.id());
        Ok(Self { name, child, log: log.to_owned() })
    }

    /// The process id of the server (of its master, where there are workers).
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The process ids of its children, which do the work of a server with a master.
    pub(crate) fn children(&self) -> Vec<u32> {
        let pid = self.pid();
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        children.split_whitespace().filter_map(|child| child.parse().ok()).collect()
    }

    /// Waits until `ready` says so; an error names the server and shows its log.
    pub(crate) fn wait_until_ready(&mut self, limit: Duration, mut ready: impl FnMut() -> bool) -> Result<()> {
        let deadline = Instant::now() + limit;
        loop {
            if ready() {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended at once ({status}); its log says:\n{}", self.name, tail(&self.log, 20));
            }
            if Instant::now() > deadline {
                let seconds = limit.as_secs();
                bail!("{} wasn't ready after {seconds} s; its log says:\n{}", self.name, tail(&self.log, 20));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        shutdown::end(self.child.id());
        let _ = self.child.wait();
        shutdown::forget_pid(self.child.id());
    }
}

/// The last `lines` lines of a log.
pub(crate) fn tail(log: &Path, lines: usize) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let all: Vec<&str> = text.lines().collect();
    if all.is_empty() {
        return format!("  ({} is empty)", log.display());
    }
    all[all.len().saturating_sub(lines)..].iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
