//! PHP-FPM with a pool of static workers on a unix socket.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use super::php::{Ini, Php};
use super::process::Server;
use super::run_dir::{RunDir, is_root};

/// The user that Debian's web servers and PHP pools run as.
pub(crate) const WEB_USER: &str = "www-data";

/// Where FPM answers for itself, when nginx passes these on.
pub(crate) const STATUS_PATH: &str = "/fpm-status";

/// One FPM master with one pool.
pub(crate) struct PhpFpm {
    socket: PathBuf,
    server: Server,
}

impl PhpFpm {
    /// `name` tells several in one run folder apart; `pool` is added to the pool's section.
    pub(crate) fn start(
        run_dir: &RunDir,
        php: &Php,
        name: &str,
        workers: usize,
        ini: &Ini,
        pool: &str,
    ) -> Result<Self> {
        let socket = run_dir.join(format!("{name}.sock"));
        let log = run_dir.log(&format!("{name}.log"));
        let user = if is_root() { format!("user = {WEB_USER}\ngroup = {WEB_USER}\n") } else { String::new() };
        let config = format!(
            "[global]\n\
             error_log = {log}\n\
             daemonize = no\n\
             [site]\n\
             {user}\
             listen = {socket}\n\
             listen.mode = 0666\n\
             pm = static\n\
             pm.max_children = {workers}\n\
             pm.status_path = {STATUS_PATH}\n\
             catch_workers_output = yes\n\
             decorate_workers_output = no\n\
             {pool}\n",
            log = log.display(),
            socket = socket.display(),
        );
        let config = run_dir.write(&format!("{name}.conf"), config)?;
        let scan_dir = ini.write(run_dir, name)?;
        let pid = run_dir.join(format!("{name}.pid"));
        let mut server = Server::start("PHP-FPM", &php.fpm(), &log, None, |command| {
            command.env("PHP_INI_SCAN_DIR", scan_dir).arg("--nodaemonize").arg("--fpm-config").arg(config);
            command.arg("--pid").arg(pid);
        })?;
        server.wait_until_ready(Duration::from_secs(20), || UnixStream::connect(&socket).is_ok())?;
        Ok(Self { socket, server })
    }

    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    pub(crate) fn log(&self) -> &Path {
        self.server.log()
    }

    /// The process ids of the workers.
    pub(crate) fn workers(&self) -> Vec<u32> {
        let pid = self.server.pid();
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        children.split_whitespace().filter_map(|child| child.parse().ok()).collect()
    }
}
