//! PHP-FPM with a pool of static workers on a unix socket.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

use super::php::{Ini, Php};
use super::process::Server;
use super::run_dir::{RunDir, is_root};
use crate::shutdown;

/// The user that Debian's web servers and PHP pools run as.
pub(crate) const WEB_USER: &str = "www-data";

/// Where FPM answers for itself, when nginx passes these on.
pub(crate) const STATUS_PATH: &str = "/fpm-status";

/// One FPM master with one pool.
pub(crate) struct PhpFpm {
    socket: PathBuf,
    server: Server,
}

/// What a pool is like.
pub(crate) struct Pool<'a> {
    /// Tells several in one run folder apart.
    pub(crate) name: &'a str,
    pub(crate) workers: usize,
    pub(crate) ini: &'a Ini,
    /// A program with arguments that FPM is run by; none when empty.
    pub(crate) under: &'a [String],
}

impl<'a> Pool<'a> {
    pub(crate) fn new(name: &'a str, workers: usize, ini: &'a Ini) -> Self {
        Self { name, workers, ini, under: &[] }
    }
}

impl PhpFpm {
    pub(crate) fn start(run_dir: &RunDir, php: &Php, pool: &Pool<'_>) -> Result<Self> {
        let Pool { name, workers, ini, under } = pool;
        let socket = run_dir.join(format!("{name}.sock"));
        let log = run_dir.log(&format!("{name}.log"));
        let user = if is_root() { format!("user = {WEB_USER}\ngroup = {WEB_USER}\n") } else { String::new() };
        // What it runs under may have to be told things by the environment.
        let clear_env = if under.is_empty() { "yes" } else { "no" };
        let config = format!(
            "[global]\n\
             error_log = {log}\n\
             daemonize = no\n\
             process_control_timeout = 10\n\
             [site]\n\
             {user}\
             listen = {socket}\n\
             listen.mode = 0666\n\
             pm = static\n\
             pm.max_children = {workers}\n\
             clear_env = {clear_env}\n\
             pm.status_path = {STATUS_PATH}\n\
             catch_workers_output = yes\n\
             decorate_workers_output = no\n",
            log = log.display(),
            socket = socket.display(),
        );
        let config = run_dir.write(&format!("{name}.conf"), config)?;
        let scan_dir = ini.write(run_dir, name)?;
        let pid = run_dir.join(format!("{name}.pid"));
        let line: Vec<String> = under.iter().cloned().chain(php.line(&php.programs.fpm)).collect();
        let mut server = Server::start("PHP-FPM", &line[0], &log, None, |command| {
            command.args(&line[1..]).env("PHP_INI_SCAN_DIR", scan_dir);
            command.arg("--nodaemonize").arg("--fpm-config").arg(config);
            command.arg("--pid").arg(pid);
        })?;
        server.wait_until_ready(Duration::from_secs(60), || UnixStream::connect(&socket).is_ok())?;
        Ok(Self { socket, server })
    }

    /// Ends it and starts another one in its place.
    pub(crate) fn restart(&mut self, run_dir: &RunDir, php: &Php, pool: &Pool<'_>) -> Result<()> {
        // It takes its socket with it.
        shutdown::end(self.server.pid());
        *self = Self::start(run_dir, php, pool)?;
        Ok(())
    }

    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// Ends it with SIGQUIT: the workers finish and exit, where SIGTERM would kill them.
    pub(crate) fn finish(self) {
        shutdown::end_by(self.server.pid(), Signal::QUIT);
    }

    /// Has all workers replaced, each after the request that it is at.
    pub(crate) fn reload(&self) -> Result<()> {
        let pid = i32::try_from(self.server.pid()).ok().and_then(Pid::from_raw).context("no process id")?;
        Ok(kill_process(pid, Signal::USR2)?)
    }

    /// The process ids of the workers.
    pub(crate) fn workers(&self) -> Vec<u32> {
        self.server.children()
    }
}
