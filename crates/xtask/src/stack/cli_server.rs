//! PHP's built-in web server with one script for every URL.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::php::{Ini, Php};
use super::ports;
use super::process::Server;
use super::run_dir::RunDir;

/// A running `php -S`.
pub(crate) struct CliServer {
    _server: Server,
}

impl CliServer {
    pub(crate) fn start(
        run_dir: &RunDir,
        php: &Php,
        name: &str,
        ini: &Ini,
        script: &Path,
        address: SocketAddr,
    ) -> Result<Self> {
        let scan_dir = ini.write(run_dir, name)?;
        let root = script.parent().unwrap_or(Path::new("/"));
        let line = php.line(&php.programs.cli);
        let mut server = Server::start("php -S", &line[0], &run_dir.log(&format!("{name}.log")), None, |command| {
            command.args(&line[1..]).env("PHP_INI_SCAN_DIR", scan_dir).arg("-S").arg(address.to_string());
            command.arg("-t").arg(root).arg(script);
        })?;
        server.wait_until_ready(Duration::from_secs(10), || ports::accepts(address))?;
        Ok(Self { _server: server })
    }
}
