//! The agent, watching one site.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use rustix::process::Signal;
use serde_json::json;

use super::process::Server;
use super::run_dir::RunDir;
use crate::shutdown;

/// Its configuration, in the run folder.
pub(crate) const CONFIG: &str = "agent.toml";

/// Its log.
pub(crate) const LOG: &str = "agent.log";

/// Where it answers PHP without the extension.
pub(crate) fn socket_in(run_dir: &RunDir) -> PathBuf {
    run_dir.join("detour.sock")
}

/// A running `detour agent`.
pub(crate) struct Agent {
    server: Server,
}

impl Agent {
    /// Starts it and waits for its first rule file.
    pub(crate) fn start(run_dir: &RunDir, program: &Path, site: &Path, rules: &Path, spools: &Path) -> Result<Self> {
        Self::start_under(run_dir, &[], program, site, rules, spools)
    }

    /// The same, run by another program: its name and arguments.
    pub(crate) fn start_under(
        run_dir: &RunDir,
        under: &[String],
        program: &Path,
        site: &Path,
        rules: &Path,
        spools: &Path,
    ) -> Result<Self> {
        let quoted = |path: &Path| serde_json::to_string(&path.display().to_string());
        let [site, rules_file, spool] = [quoted(site)?, quoted(rules)?, quoted(spools)?];
        let socket = json!(socket_in(run_dir));
        let config = format!(
            "[socket]\npath = {socket}\nmode = \"0666\"\n[[site]]\npath = {site}\nrules = {rules_file}\nspool = {spool}\n"
        );
        let config = run_dir.write(CONFIG, config)?;
        let program = program.display().to_string();
        let line: Vec<&str> = under.iter().map(String::as_str).chain([program.as_str()]).collect();
        let mut server = Server::start("detour agent", line[0], &run_dir.log(LOG), None, |command| {
            command.args(&line[1..]).arg("agent").arg("--config").arg(config);
        })?;
        server.wait_until_ready(Duration::from_secs(20), || {
            rules.is_file() && detour_spool::spool_path(spools, rules).is_file()
        })?;
        Ok(Self { server })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(self) {
        shutdown::end_by(self.server.pid(), Signal::KILL);
    }
}
