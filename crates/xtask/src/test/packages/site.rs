//! A site on the installation's own PHP-FPM, behind nginx, and visitors of it.

use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use super::root::{Root, entry};
use crate::http::Request;
use crate::stack::debian::Release;
use crate::stack::nginx::{FASTCGI_PARAMS, Nginx};
use crate::stack::ports;
use crate::stack::process::Server;
use crate::stack::run_dir::RunDir;

/// Where the rule leads.
const TARGET: &str = "/new";
/// Long enough to be under way when PHP is reloaded.
const PAGE: &str = "<?php usleep(100000); echo 'page';";
const VISITORS: usize = 2;

/// A running site.
pub(super) struct Site {
    address: SocketAddr,
    // Ended in this order.
    _nginx: Nginx,
    fpm: Server,
}

impl Site {
    /// Lays out the one page.
    pub(super) fn prepare(root: &Root) -> Result<()> {
        root.write("/srv/site/index.php", PAGE)
    }

    /// The rules that are served.
    pub(super) fn rules() -> String {
        format!(r#"[{{"source": {{"value": "/old"}}, "then": {{"redirect": {{"to": "{TARGET}"}}}}}}]"#)
    }

    /// Starts PHP-FPM as the distribution configures it.
    pub(super) fn start(root: &Root, release: &Release, run_dir: &RunDir) -> Result<Self> {
        let program = format!("php-fpm{}", release.php);
        let socket = root.at(&format!("/run/php/php{}-fpm.sock", release.php));
        std::fs::create_dir_all(root.at("/run/php"))?;
        let log = run_dir.log("fpm.log");
        let mut fpm = Server::start("PHP-FPM", "unshare", &log, None, |command| {
            command.args(entry(&root.path)).args([program.as_str(), "--nodaemonize"]);
        })?;
        fpm.wait_until_ready(Duration::from_secs(30), || UnixStream::connect(&socket).is_ok())?;
        let address = ports::free()?;
        let server = format!(
            "server {{ listen {address}; location / {{ {FASTCGI_PARAMS} \
             fastcgi_param SCRIPT_FILENAME /srv/site/index.php; fastcgi_pass unix:{}; }} }}",
            socket.display()
        );
        let nginx = Nginx::start(run_dir, &server, &[address])?;
        Ok(Self { address, _nginx: nginx, fpm })
    }

    /// Whether the rule answers.
    pub(super) fn redirects(&self) -> Result<()> {
        let answer = Request::new("GET", b"/old").send(self.address)?;
        let seen = (answer.status, answer.location());
        ensure!(seen == (307, Some(TARGET.to_owned())), "/old is answered by {seen:?}: {}", answer.text());
        Ok(())
    }

    fn shows_its_page(&self) -> Result<()> {
        let answer = Request::new("GET", b"/page").send(self.address)?;
        ensure!(answer.status == 200 && answer.text() == "page", "/page is answered by {}", answer.status);
        Ok(())
    }

    /// Has PHP-FPM load everything anew, as `systemctl reload` does.
    pub(super) fn reload(&self) -> Result<()> {
        let pid = i32::try_from(self.fpm.pid()).ok().and_then(Pid::from_raw).context("no process id")?;
        Ok(kill_process(pid, Signal::USR2)?)
    }

    /// Whether no visitor sees an error while `disturb` runs, and a while after.
    pub(super) fn under_load(&self, disturb: impl FnOnce() -> Result<()>) -> Result<()> {
        let working = AtomicBool::new(true);
        std::thread::scope(|scope| {
            let visit = |ask: fn(&Self) -> Result<()>| {
                let working = &working;
                scope.spawn(move || {
                    let (mut asked, mut failures) = (0_u64, Vec::new());
                    while working.load(Ordering::Relaxed) {
                        asked += 1;
                        failures.extend(ask(self).err());
                    }
                    (asked, failures)
                })
            };
            let visitors: Vec<_> =
                (0..VISITORS).flat_map(|_| [visit(Self::redirects), visit(Self::shows_its_page)]).collect();
            let outcome = disturb();
            // Workers that are told to end do so after the request that they are at.
            std::thread::sleep(Duration::from_secs(2));
            working.store(false, Ordering::Relaxed);
            let seen: Vec<_> = visitors.into_iter().filter_map(|visitor| visitor.join().ok()).collect();
            outcome?;
            ensure!(seen.len() == 2 * VISITORS && seen.iter().all(|(asked, _)| *asked > 0), "nobody asked");
            let failures: Vec<_> = seen.iter().flat_map(|(_, failures)| failures).collect();
            let asked: u64 = seen.iter().map(|(asked, _)| asked).sum();
            ensure!(failures.is_empty(), "{} of {asked} requests failed: {:#}", failures.len(), failures[0]);
            Ok(())
        })
    }
}
