//! A MariaDB of our own: data folder and socket in the run folder, no network.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::process::Server;
use super::run_dir::{RunDir, give_to, is_root};
use crate::command::{is_on_path, run};

/// The database server of one stack.
pub(crate) struct MariaDb {
    dir: PathBuf,
    log: PathBuf,
    socket: PathBuf,
    /// None while it is stopped.
    server: Option<Server>,
}

/// What a site needs to log in.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) database: String,
    pub(crate) user: String,
    pub(crate) password: String,
}

impl MariaDb {
    pub(crate) fn start(run_dir: &RunDir) -> Result<Self> {
        let dir = run_dir.folder("mariadb")?;
        let data = run_dir.folder("mariadb/data")?;
        let socket = dir.join("mariadb.sock");
        give_to("mysql", &dir)?;
        let user = is_root().then_some("--user=mysql");
        let mut install = Command::new("mariadb-install-db");
        install.args([
            "--no-defaults",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
        ]);
        // Without this it refuses a machine whose own name can't be looked up, which doesn't matter here.
        install.arg("--force");
        install.arg(format!("--datadir={}", data.display())).args(user);
        // A server that starts removes the temporary tables of all others that use the same directory.
        install.env("TMPDIR", &dir);
        run(&mut install).context("can't set up the database's data folder")?;
        let mut server = Self { dir, log: run_dir.log("mariadb.log"), socket, server: None };
        server.launch()?;
        Ok(server)
    }

    /// Starts the server again after [`MariaDb::stop`].
    pub(crate) fn launch(&mut self) -> Result<()> {
        let Self { dir, log, socket, .. } = self;
        let data = dir.join("data");
        let program = if is_on_path("mariadbd") { "mariadbd" } else { "mysqld" };
        let mut server = Server::start("MariaDB", program, log, Some("mysql"), |command| {
            command.args(["--no-defaults", "--skip-networking", "--skip-name-resolve"]);
            command.arg(format!("--datadir={}", data.display())).arg(format!("--socket={}", socket.display()));
            command.arg(format!("--tmpdir={}", data.display()));
            command.arg(format!("--pid-file={}", dir.join("mariadb.pid").display()));
        })?;
        server.wait_until_ready(Duration::from_secs(60), || {
            let mut ping = Command::new("mariadb-admin");
            ping.args(["--no-defaults", "-uroot", "ping"]).arg(format!("--socket={}", socket.display()));
            run(&mut ping).is_ok()
        })?;
        self.server = Some(server);
        Ok(())
    }

    /// Ends the server as its host does.
    pub(crate) fn stop(&mut self) {
        self.server = None;
    }

    /// Its process id, while it runs.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.server.as_ref().map(Server::pid)
    }

    /// Where it listens.
    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// What wp-config.php has as DB_HOST.
    pub(crate) fn wordpress_host(&self) -> String {
        format!("localhost:{}", self.socket.display())
    }

    /// Runs SQL as root and returns the rows, tab-separated.
    pub(crate) fn sql(&self, statements: &str) -> Result<String> {
        Ok(String::from_utf8_lossy(&run(&mut self.client(statements))?.stdout).into_owned())
    }

    /// What runs SQL as root.
    pub(crate) fn client(&self, statements: &str) -> Command {
        let mut client = Command::new("mariadb");
        client.args(["--no-defaults", "-uroot", "--batch", "--skip-column-names"]);
        client.arg(format!("--socket={}", self.socket.display())).args(["-e", statements]);
        client
    }

    /// Makes an empty database with a user of the same name.
    pub(crate) fn create(&self, name: &str, password: &str) -> Result<Account> {
        self.sql(&format!(
            "CREATE DATABASE {name} CHARACTER SET utf8mb4; \
             CREATE USER {name}@localhost IDENTIFIED BY '{password}'; \
             GRANT ALL ON {name}.* TO {name}@localhost;"
        ))?;
        Ok(Account { database: name.to_owned(), user: name.to_owned(), password: password.to_owned() })
    }
}
