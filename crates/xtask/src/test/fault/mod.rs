//! Parts of the stack are killed, cut off, filled up or damaged while visitors are redirected: no request fails, each is
//! answered by rules that were valid around it, and afterwards the counters say exactly what was sent.

mod agent;
mod clock;
mod counters;
mod database;
mod disk;
mod edits;
mod endurance;
mod heads;
mod proxy;
mod rule_file;
mod spool;
mod visitors;
mod watches;
mod workers;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use self::edits::Edits;
use super::tally::Tally;
use crate::progress::Progress;
use crate::stack::agent::Agent;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::ports;
use crate::stack::run_dir::{RunDir, is_root};
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

/// How often something is killed, cut or damaged with `--long`; a tenth without.
const TIMES: u32 = 200;

struct Scenario {
    name: &'static str,
    /// For a file system, a user namespace or a clock of its own.
    needs_root: bool,
    run: fn(&mut Faults<'_>) -> Result<()>,
}

const SCENARIOS: [Scenario; 16] = [
    anybodys("the agent is killed", |faults| faults.agent_is_killed()),
    anybodys("the agent is killed while it publishes", |faults| faults.agent_is_killed_while_it_publishes()),
    anybodys("the rule file is replaced by what is none", |faults| faults.rule_file_is_replaced()),
    anybodys("the rule file is written in place", |faults| faults.rule_file_is_written_in_place()),
    anybodys("the database's connections are cut", |faults| faults.connections_are_cut()),
    anybodys("the database is stopped", |faults| faults.database_is_stopped()),
    anybodys("the database is read-only", |faults| faults.database_is_read_only()),
    anybodys("garbage in the spool", |faults| faults.garbage_in_the_spool()),
    anybodys("workers are killed", |faults| faults.workers_are_killed()),
    anybodys("workers are replaced", |faults| faults.workers_are_replaced()),
    anybodys("three heads on one database", |faults| faults.three_heads()),
    anybodys("everything at once, for some time", |faults| faults.everything_for_some_time()),
    roots("the disk of the spool is full", |faults| faults.disk_of_the_spool_is_full()),
    roots("the disk of the rules is full", |faults| faults.disk_of_the_rules_is_full()),
    roots("no file can be watched", |faults| faults.no_file_can_be_watched()),
    roots("the clock is set", |faults| faults.clock_is_set()),
];

const fn anybodys(name: &'static str, run: fn(&mut Faults<'_>) -> Result<()>) -> Scenario {
    Scenario { name, needs_root: false, run }
}

const fn roots(name: &'static str, run: fn(&mut Faults<'_>) -> Result<()>) -> Scenario {
    Scenario { name, needs_root: true, run }
}

/// `only`: what the names of the scenarios must contain.
pub(crate) fn suite(built: &Built, wordpress: &WordPress, long: bool, only: Option<&str>) -> Result<Tally> {
    let run_dir = RunDir::new()?;
    let mut progress = Progress::new(live_site::STEPS);
    let live = LiveSite::start(&run_dir, built, wordpress, ports::free()?, true, &mut progress)
        .with_context(|| format!("the logs:\n{}", run_dir.log_tails(15)))?;
    let rest = live.rest()?;
    let rule = |from: &str, to: &str| json!({"source": {"value": from}, "then": {"redirect": {"to": to}}});
    rest.call("POST", "/detour/v1/rules", Some(&rule("/old", "/new")))?;
    let edited = rest.call("POST", "/detour/v1/rules", Some(&rule("/edited", "/version-0")))?;
    let edits = Arc::new(Edits::of(edited["id"].as_u64().context("the rule's number")?));
    let mut faults = Faults { live, run_dir: &run_dir, built, long, settled: Settled::default(), edits };
    let address = faults.live.address;
    until("the rules to be live", || Ok(faults.edits.redirects(address)? && faults.edits.are_live(address)?))?;
    faults.newly_counted()?;
    let mut tally = Tally::default();
    for Scenario { name, needs_root, run } in SCENARIOS {
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        match needs_root && !is_root() {
            false => tally.record(&format!("fault: {name}"), faults.run(run)),
            true => tally.skip(format!("fault: {name}: only root can do that")),
        }
    }
    Ok(tally)
}

struct Faults<'a> {
    live: LiveSite,
    run_dir: &'a RunDir,
    built: &'a Built,
    long: bool,
    settled: Settled,
    /// Shared with the visitors.
    edits: Arc<Edits>,
}

/// How things stood when they were compared last.
#[derive(Clone, Copy, Default)]
struct Settled {
    /// Redirects that anybody saw.
    redirected: u64,
    /// Hits that the database has counted.
    counted: u64,
}

impl Faults<'_> {
    // What a failed scenario leaves behind is not to fail the next.
    fn run(&mut self, scenario: fn(&mut Self) -> Result<()>) -> Result<()> {
        let started = Instant::now();
        let outcome = scenario(self);
        println!("      ({:.1} s)", started.elapsed().as_secs_f64());
        if outcome.is_err() {
            println!("{}", self.run_dir.log_tails(5));
            self.newly_counted()?;
        }
        outcome
    }

    fn times(&self) -> u32 {
        if self.long { TIMES } else { TIMES / 10 }
    }

    /// Kills the agent, if it runs, and starts one.
    fn restart_agent(&mut self) -> Result<()> {
        self.restart_agent_under(&[])
    }

    fn restart_agent_under(&mut self, under: &[String]) -> Result<()> {
        if let Some(agent) = self.live.agent.take() {
            agent.kill();
        }
        let (program, site) = (&self.built.command, &self.live.site.root);
        let agent = Agent::start_under(self.run_dir, under, program, site, &self.rules(), &self.spools())?;
        self.live.agent = Some(agent);
        Ok(())
    }

    fn rules(&self) -> PathBuf {
        self.run_dir.join("rules/site.detour")
    }

    fn spools(&self) -> PathBuf {
        self.run_dir.join("spool")
    }

    fn spool(&self) -> PathBuf {
        detour_spool::spool_path(&self.spools(), &self.rules())
    }

    /// Rule files that are being written, or were when their agent was killed.
    fn unfinished_files(&self) -> Result<usize> {
        let files = std::fs::read_dir(self.run_dir.join("rules"))?.flatten();
        Ok(files.filter(|file| file.file_name().as_encoded_bytes().ends_with(b".unpublished")).count())
    }

    /// Makes the rule file larger than what is read into memory, or small again.
    fn fill_rules(&self, rules: u32) -> Result<()> {
        let rows = format!(
            r#"INSERT INTO wp_detour_rules (position, rule, source)
               SELECT 1000000, CONCAT('{{"source": {{"value": "/filler/of/some/length/', seq, '"}}, "then": {{"redirect": {{"to": "/new"}}}}}}'), ''
               FROM seq_1_to_{rules};"#
        );
        let rows = if rules == 0 { String::new() } else { rows };
        self.edits.save_with(&self.live, &format!("DELETE FROM wp_detour_rules WHERE position = 1000000; {rows}"))?;
        self.edits.until_live(self.live.address)
    }
}

/// Whether a rule file is whole.
fn is_whole(path: &Path) -> bool {
    detour_format::load_whole(path, &detour_format::Trust::default()).is_ok_and(|loaded| loaded.file.verify().is_ok())
}

fn until(what: &str, mut condition: impl FnMut() -> Result<bool>) -> Result<()> {
    let started = Instant::now();
    while !condition()? {
        ensure!(started.elapsed() < Duration::from_secs(30), "waited 30 s in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_has_every_scenario() {
        let text = std::fs::read_to_string(crate::workspace::root().join("tests/fault/README.md")).unwrap();
        let documented: Vec<(&str, bool)> = text
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
            .map(|name| name.strip_suffix(" *").map_or((name, false), |name| (name, true)))
            .skip(1)
            .collect();
        assert_eq!(documented, SCENARIOS.map(|scenario| (scenario.name, scenario.needs_root)));
    }
}
