//! A MariaDB server of the test's own: private data directory, Unix socket only, ended by its process id.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, OptsBuilder};

use super::{Playground, schema};

/// The table of a network's blogs, as WordPress 6.8 makes it.
pub(crate) const BLOGS: &str = "CREATE TABLE wp_blogs (
    blog_id bigint(20) NOT NULL auto_increment, site_id bigint(20) NOT NULL default '0',
    domain varchar(200) NOT NULL default '', path varchar(100) NOT NULL default '',
    registered datetime NOT NULL default '2026-01-01', last_updated datetime NOT NULL default '2026-01-01',
    public tinyint(2) NOT NULL default '1', archived tinyint(2) NOT NULL default '0',
    mature tinyint(2) NOT NULL default '0', spam tinyint(2) NOT NULL default '0',
    deleted tinyint(2) NOT NULL default '0', lang_id int(11) NOT NULL default '0',
    PRIMARY KEY (blog_id), KEY domain (domain(50), path(5)), KEY lang_id (lang_id)) ENGINE=InnoDB";
const SMALL: [&str; 3] = ["--no-defaults", "--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M"];

pub(crate) struct MariaDb {
    directory: Playground,
    server: Option<Child>,
    options: Vec<String>,
    runtime: tokio::runtime::Runtime,
}

impl MariaDb {
    /// A running server with the database `shop`, user `wp` (password `s3cret`), and the plugin's tables.
    pub(crate) fn start() -> Self {
        Self::start_with(&["--skip-networking"])
    }

    /// As [`MariaDb::start`], with options of the server's.
    pub(crate) fn start_with(options: &[&str]) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut server = MariaDb {
            directory: Playground::new(),
            server: None,
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            runtime,
        };
        let copied = Command::new("cp").arg("-a").arg(template()).arg(server.directory.path("data")).status();
        assert!(copied.expect("cp").success(), "the template of the data directory can't be copied");
        server.launch();
        server.run_as_root("CREATE DATABASE shop CHARACTER SET utf8mb4");
        server.run_as_root("GRANT ALL ON shop.* TO wp@localhost IDENTIFIED BY 's3cret'");
        for statement in schema::statements() {
            server.run(&statement);
        }
        server
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.directory.path("s.sock")
    }

    pub(crate) fn dsn(&self) -> String {
        self.dsn_with_password("s3cret")
    }

    pub(crate) fn dsn_with_password(&self, password: &str) -> String {
        format!("mysql://wp:{password}@localhost/shop?socket={}", self.socket().display())
    }

    /// Starts the server again after [`MariaDb::stop`].
    pub(crate) fn launch(&mut self) {
        let log = std::fs::File::create(self.directory.path("log")).expect("a log file");
        let server = Command::new(server_binary())
            .args(SMALL)
            .args(["--innodb-flush-log-at-trx-commit=2", "--performance-schema=OFF"])
            .args(&self.options)
            .arg(format!("--datadir={}", self.directory.path("data").display()))
            // A server that starts removes the temporary tables of all others that use the same directory.
            .arg(format!("--tmpdir={}", self.directory.path("data").display()))
            .arg(format!("--socket={}", self.socket().display()))
            .arg(format!("--pid-file={}", self.directory.path("pid").display()))
            .args(as_root())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log file"))
            .stderr(log)
            .spawn()
            .expect("mariadbd starts");
        self.server = Some(server);
        let started = Instant::now();
        while self.try_run("root", "", "mysql", "SELECT 1").is_err() {
            let ended = self.server.as_mut().and_then(|server| server.try_wait().ok().flatten());
            let log = || std::fs::read_to_string(self.directory.path("log")).unwrap_or_default();
            assert!(ended.is_none(), "mariadbd ended: {}", log());
            assert!(started.elapsed() < Duration::from_secs(60), "mariadbd does not answer: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends the server and waits until it has ended.
    pub(crate) fn stop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        let pid = rustix::process::Pid::from_child(&server);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let started = Instant::now();
        while server.try_wait().is_ok_and(|status| status.is_none()) {
            if started.elapsed() > Duration::from_secs(20) {
                let _ = server.kill();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Runs a statement in the database of the site.
    pub(crate) fn run(&self, statement: &str) {
        self.try_run("wp", "s3cret", "shop", statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// Runs statements, each of which ends a line.
    pub(crate) fn load(&self, statements: &str) {
        statements.split(";\n").filter(|statement| !statement.trim().is_empty()).for_each(|text| self.run(text));
    }

    /// As `run`, for what may fail.
    pub(crate) fn try_to(&self, statement: &str) -> Result<(), mysql_async::Error> {
        self.try_run("wp", "s3cret", "shop", statement)
    }

    pub(crate) fn run_as_root(&self, statement: &str) {
        self.try_run("root", "", "mysql", statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    fn try_run(&self, user: &str, password: &str, database: &str, statement: &str) -> Result<(), mysql_async::Error> {
        self.runtime.block_on(async {
            let mut conn = self.connect(user, password, database).await?;
            conn.query_drop(statement).await?;
            conn.disconnect().await
        })
    }

    async fn connect(&self, user: &str, password: &str, database: &str) -> Result<Conn, mysql_async::Error> {
        let options = OptsBuilder::default()
            .socket(Some(self.socket().to_string_lossy()))
            .user(Some(user))
            .pass(Some(password))
            .db_name(Some(database));
        Conn::new(options).await
    }

    /// The first column of the rows that a query gives, as text.
    pub(crate) fn column(&self, query: &str) -> Vec<String> {
        self.runtime
            .block_on(async {
                let mut conn = self.connect("wp", "s3cret", "shop").await?;
                let rows: Vec<String> = conn.query(query).await?;
                conn.disconnect().await?;
                Ok::<_, mysql_async::Error>(rows)
            })
            .unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// Saves a rule as the plugin does: rule and revision in one transaction. Answers the new revision.
    pub(crate) fn save(&self, rule: &str) -> u64 {
        self.save_in("wp_", rule)
    }

    /// As [`MariaDb::save`], into the tables with another prefix.
    pub(crate) fn save_in(&self, prefix: &str, rule: &str) -> u64 {
        let raise = format!("UPDATE {prefix}detour_state SET value = value + 1 WHERE name = 'revision'");
        let insert = format!("INSERT INTO {prefix}detour_rules (rule, source) VALUES (?, '')");
        let ask = format!("SELECT value FROM {prefix}detour_state WHERE name = 'revision'");
        let work = async {
            let mut conn = self.connect("wp", "s3cret", "shop").await?;
            conn.query_drop("START TRANSACTION").await?;
            conn.query_drop(raise).await?;
            conn.exec_drop(insert, (rule,)).await?;
            let revision: Option<u64> = conn.query_first(ask).await?;
            conn.query_drop("COMMIT").await?;
            conn.disconnect().await?;
            Ok::<_, mysql_async::Error>(revision.expect("the revision"))
        };
        self.runtime.block_on(work).unwrap_or_else(|error| panic!("saving {rule}: {error}"))
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A fresh data directory, made once and copied for every server.
fn template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    static MAKING: Mutex<()> = Mutex::new(());
    let _alone = MAKING.lock();
    TEMPLATE.get_or_init(|| {
        let version = Command::new(server_binary()).arg("--version").output().expect("mariadbd --version").stdout;
        let version: String = String::from_utf8_lossy(&version)
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || ".-".contains(*c))
            .collect();
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let template = target.join(format!("mariadb-{version}"));
        if !template.is_dir() {
            // Other test binaries may do the same at this moment; the rename lets one of them win.
            let unfinished = tempfile::tempdir_in(target).expect("a directory in target");
            let data = unfinished.path().join("data");
            let output = Command::new("mariadb-install-db")
                .args(SMALL)
                .arg(format!("--datadir={}", data.display()))
                .args(["--auth-root-authentication-method=normal", "--skip-test-db"])
                .args(as_root())
                // A server that starts removes the temporary tables of all others that use the same directory.
                .env("TMPDIR", unfinished.path())
                .output()
                .expect("mariadb-install-db (package mariadb-server) starts");
            assert!(output.status.success(), "mariadb-install-db: {}", String::from_utf8_lossy(&output.stderr));
            let renamed = std::fs::rename(&data, &template);
            assert!(template.is_dir(), "{}: {renamed:?}", template.display());
        }
        template
    })
}

fn server_binary() -> &'static str {
    let known = ["/usr/sbin/mariadbd", "/usr/bin/mariadbd", "/usr/local/sbin/mariadbd", "/usr/local/bin/mariadbd"];
    known.into_iter().find(|path| Path::new(path).exists()).unwrap_or_else(|| {
        panic!("These tests need a MariaDB server; install it (Debian: apt-get install mariadb-server). Looked for {known:?}")
    })
}

fn as_root() -> &'static [&'static str] {
    if rustix::process::geteuid().is_root() { &["--user=root"] } else { &[] }
}
