//! Everything together: database, WordPress with the plugin, PHP-FPM with the extension, nginx, agent.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::agent::{self, Agent};
use super::mariadb::MariaDb;
use super::nginx::{self, Nginx};
use super::php::{Ini, Php};
use super::php_fpm::{PhpFpm, Pool, WEB_USER};
use super::rest::Rest;
use super::run_dir::{RunDir, is_root};
use super::site::{Shape, Site};
use super::wordpress::WordPress;
use crate::command::run;
use crate::progress::Progress;
use crate::workspace::Built;

/// A site that answers. Dropping it stops the servers, front to back.
pub(crate) struct LiveSite {
    /// Replaced by tests that stop it.
    pub(crate) agent: Option<Agent>,
    pub(crate) nginx: Nginx,
    pub(crate) php: Php,
    /// What its workers have been started with.
    pub(crate) ini: Ini,
    pub(crate) fpm: PhpFpm,
    pub(crate) site: Site,
    pub(crate) database: MariaDb,
    pub(crate) address: SocketAddr,
    socket: PathBuf,
    rules: PathBuf,
    spools: PathBuf,
}

/// A copy of the library in the run folder: a later build must not change one that is loaded, nor does a later copy.
fn copy_extension(run_dir: &RunDir, built: &Built) -> Result<PathBuf> {
    let (extension, new) = (run_dir.join("detour.so"), run_dir.join("detour.so.new"));
    std::fs::copy(&built.extension, &new).context("can't copy the extension")?;
    std::fs::rename(new, &extension)?;
    Ok(extension)
}

/// A directory of spools, as `SPOOL.md` wants it: the agent's, with the group of the workers.
pub(crate) fn spool_folder(run_dir: &RunDir) -> Result<PathBuf> {
    let folder = run_dir.join("spool");
    let mut install = Command::new("install");
    install.arg("-d").args(["-m", "2750"]);
    if is_root() {
        install.args(["-g", WEB_USER]);
    }
    run(install.arg(&folder))?;
    Ok(folder)
}

/// How many steps [`LiveSite::start`] reports.
pub(crate) const STEPS: usize = 4;

impl LiveSite {
    /// `run_dir` outlives the site: its logs are wanted when a start fails.
    pub(crate) fn start(
        run_dir: &RunDir,
        built: &Built,
        wordpress: &WordPress,
        address: SocketAddr,
        debug: bool,
        progress: &mut Progress,
    ) -> Result<Self> {
        Self::start_as(Shape::Single, run_dir, built, wordpress, address, debug, progress)
    }

    /// The same, as one site or as a network.
    pub(crate) fn start_as(
        shape: Shape,
        run_dir: &RunDir,
        built: &Built,
        wordpress: &WordPress,
        address: SocketAddr,
        debug: bool,
        progress: &mut Progress,
    ) -> Result<Self> {
        let php = Php::installed()?;
        let extension = copy_extension(run_dir, built)?;
        let rules_dir = run_dir.folder("rules")?;
        let rules = rules_dir.join("site.detour");
        let spools = spool_folder(run_dir)?;
        let ini = Ini::new()
            .extension(&extension)
            .set("detour.rules", rules.display().to_string())
            .set("detour.rules_dir", rules_dir.display().to_string())
            .set("detour.spool", spools.display().to_string());
        let scan_dir = ini.write(run_dir, "cli")?;

        let database = progress.step("Database: MariaDB with a data folder of its own", |_| MariaDb::start(run_dir))?;
        let url = format!("http://{address}");
        let site = progress.step("Site: install WordPress, activate the plugin", |remark| {
            let mut site = Site::install(run_dir, "wordpress", wordpress, &database, &url, &scan_dir, debug)?;
            if shape == Shape::Network {
                site.make_network()?;
            }
            site.add_plugin()?;
            site.activate_plugin()?;
            *remark = site.root.display().to_string();
            Ok(site)
        })?;
        let ini = ini.opcache(true);
        let (fpm, nginx) = progress.step("Servers: PHP-FPM with the extension, nginx", |remark| {
            let fpm = PhpFpm::start(run_dir, &php, &Pool::new("php-fpm", 2, &ini))?;
            let extra = if shape == Shape::Network { nginx::SITES_IN_FOLDERS } else { "" };
            let server = nginx::wordpress_server(address, &site.root, fpm.socket(), extra);
            let nginx = Nginx::start(run_dir, &server, &[address])?;
            *remark = format!("PHP {}, {url}", php.version);
            Ok((fpm, nginx))
        })?;
        let agent = progress.step("Agent: publishes the site's rules", |remark| {
            *remark = rules.display().to_string();
            Agent::start(run_dir, &built.command, &site.root, &rules, &spools)
        })?;
        let socket = agent::socket_in(run_dir);
        Ok(Self { agent: Some(agent), nginx, php, ini, fpm, site, database, address, socket, rules, spools })
    }

    /// Goes on with what was changed since: extension, agent, plugin.
    pub(crate) fn renew(&mut self, run_dir: &RunDir, built: &Built) -> Result<()> {
        copy_extension(run_dir, built)?;
        self.site.add_plugin()?;
        self.fpm.reload()?;
        // Two would want one spool.
        self.agent = None;
        self.agent = Some(Agent::start(run_dir, &built.command, &self.site.root, &self.rules, &self.spools)?);
        Ok(())
    }

    /// Where the agent answers PHP without the extension.
    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// The REST API as administrator.
    pub(crate) fn rest(&self) -> Result<Rest> {
        Rest::log_in(&self.site, self.address)
    }
}
