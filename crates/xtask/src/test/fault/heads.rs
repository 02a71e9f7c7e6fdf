//! Three more heads on the same database, each with workers, rule file, spool and agent of its own. One is cut off.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::proxy::Proxy;
use super::visitors::Answer;
use super::{Faults, until};
use crate::command::run;
use crate::random;
use crate::stack::cli_server::CliServer;
use crate::stack::mariadb::Account;
use crate::stack::ports;
use crate::stack::process::Server;
use crate::{shutdown, workspace};

struct Head {
    address: SocketAddr,
    config: PathBuf,
    rules: PathBuf,
    agent: Option<Server>,
    _php: CliServer,
}

impl Faults<'_> {
    pub(super) fn three_heads(&mut self) -> Result<()> {
        let account =
            Account { database: "wordpress".to_owned(), user: "head".to_owned(), password: random::password(20)? };
        self.live.database.sql(&format!(
            "CREATE USER head@localhost IDENTIFIED BY '{}'; GRANT ALL ON wordpress.* TO head@localhost;",
            account.password
        ))?;
        let proxy = Proxy::start(self.run_dir.join("cut.sock"), self.live.database.socket())?;
        let direct = self.live.database.socket().to_owned();
        let sockets = [&proxy.socket, &direct, &direct];
        let mut heads = Vec::new();
        for (number, socket) in sockets.into_iter().enumerate() {
            heads.push(self.head(number, &account, socket)?);
        }
        self.one_prunes(&mut heads)?;
        let (cuts, seconds) = (self.times() / 2, if self.long { 30 } else { 3 });
        let first = self.edits.count() + 1;
        let load = self.under_load(|faults| {
            faults.visiting(&heads, |faults| {
                for cut in 0..cuts {
                    faults.edits.save(&faults.live)?;
                    // At another moment of its work each time.
                    std::thread::sleep(Duration::from_micros(u64::from(cut) * 7919 % 200_000));
                    proxy.cut();
                    std::thread::sleep(Duration::from_millis(50));
                    proxy.mend();
                }
                proxy.cut();
                faults.edits.save(&faults.live)?;
                let (newest, others) = (faults.edits.count(), &heads[1..]);
                until("the heads that are not cut off", || faults.all_have(others, newest))?;
                ensure!(faults.edits.version_at(heads[0].address)? < Some(newest), "nothing was cut off");
                std::thread::sleep(Duration::from_secs(seconds));
                proxy.mend();
                until("the head that was cut off", || faults.all_have(&heads, newest))
            })
        })?;
        load.is_flawless()?;
        let edits = self.edits.count() + 1 - first;
        self.all_are_counted(&load, &format!("three more heads, {edits} edits, one cut off {} times", cuts + 1))
    }

    fn head(&self, number: usize, account: &Account, socket: &Path) -> Result<Head> {
        let folder = self.run_dir.folder(&format!("head-{number}"))?;
        let spools = folder.join("spool");
        run(Command::new("install").args(["-d", "-m", "2750"]).arg(&spools))?;
        let rules = folder.join("site.detour");
        let Account { database, user, password } = account;
        let config = folder.join("agent.toml");
        let dsn = format!("mysql://{user}:{password}@localhost/{database}?socket={}", socket.display());
        let (rules_file, spool) = (rules.display(), spools.display());
        std::fs::write(
            &config,
            format!("poll_ms = 100\n[[site]]\ndsn = \"{dsn}\"\nrules = \"{rules_file}\"\nspool = \"{spool}\"\n"),
        )?;
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&config, mode)?;
        let script = folder.join("index.php");
        std::fs::copy(workspace::root().join("tests/stack/index.php"), &script)?;
        let ini = self.live.ini.clone();
        let ini = ini.set("detour.rules", rules.display().to_string()).set("detour.rules_dir", "");
        let ini = ini.set("detour.spool", spools.display().to_string());
        let address = ports::free()?;
        let php = CliServer::start(self.run_dir, &self.built.php, &format!("head-{number}"), &ini, &script, address)?;
        let mut head = Head { address, config, rules, agent: None, _php: php };
        head.start_agent(self)?;
        Ok(head)
    }

    /// What is old goes by the hand of whoever has the lock.
    fn one_prunes(&self, heads: &mut [Head]) -> Result<()> {
        let old = "wp_detour_log WHERE host = 'old.example'";
        let rows = || -> Result<u64> {
            let count = format!("USE wordpress; SELECT COUNT(*) FROM {old}");
            self.live.database.sql(&count)?.trim().parse().context("a number of rows")
        };
        self.live.database.sql(
            "USE wordpress; INSERT INTO wp_detour_log (kind, time, rule, code, variant, method, host, url, target, referrer, user_agent, ip)
             SELECT 'hit', 1000, 1, 307, 0, 'GET', 'old.example', '', '', '', '', '' FROM seq_1_to_3000",
        )?;
        let lock = "SELECT GET_LOCK(CONCAT('detour-', MD5('wordpress.wp_')), 5), SLEEP(4)";
        let mut other = self.live.database.client(lock).stdout(Stdio::null()).spawn()?;
        std::thread::sleep(Duration::from_secs(1));
        heads.iter_mut().try_for_each(|head| head.start_agent(self))?;
        std::thread::sleep(Duration::from_secs(1));
        let kept = rows()?;
        ensure!(other.wait()?.success(), "the lock was not to be had");
        ensure!(kept == 3000, "{} rows were deleted without the lock", 3000 - kept);
        heads.iter_mut().try_for_each(|head| head.start_agent(self))?;
        until("old rows to go", || Ok(rows()? == 0))
    }

    /// A visitor asks each head while `disturb` runs.
    fn visiting(&mut self, heads: &[Head], disturb: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let working = AtomicBool::new(true);
        let edits = std::sync::Arc::clone(&self.edits);
        let visitor = |address: SocketAddr| -> Result<()> {
            let mut seen = 0;
            while working.load(Ordering::Relaxed) {
                ensure!(matches!(edits.ask_old(address), Answer::Redirected), "{address}: /old is not redirected");
                let version = edits.version_at(address)?.context("/edited is not redirected")?;
                ensure!(version >= seen, "{address}: edit {version} after {seen}");
                seen = version;
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let visitors: Vec<_> = heads.iter().map(|head| scope.spawn(|| visitor(head.address))).collect();
            let outcome = disturb(self);
            working.store(false, Ordering::Relaxed);
            for visitor in visitors {
                visitor.join().map_err(|_| anyhow::anyhow!("a visitor panicked"))??;
            }
            outcome
        })
    }

    fn all_have(&self, heads: &[Head], version: u64) -> Result<bool> {
        for head in heads {
            if self.edits.version_at(head.address)? != Some(version) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Head {
    /// Kills the agent, if it runs, and starts one.
    fn start_agent(&mut self, faults: &Faults<'_>) -> Result<()> {
        if let Some(agent) = self.agent.take() {
            shutdown::end_by(agent.pid(), rustix::process::Signal::KILL);
        }
        let program = faults.built.command.display().to_string();
        let mut agent = Server::start("detour agent", &program, &faults.run_dir.log("heads.log"), None, |command| {
            command.arg("agent").arg("--config").arg(&self.config);
        })?;
        agent.wait_until_ready(Duration::from_secs(20), || self.rules.is_file())?;
        self.agent = Some(agent);
        Ok(())
    }
}
