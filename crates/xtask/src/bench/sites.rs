//! A thousand sites on one agent: what it takes while nothing happens, and how soon a save is live all the same.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::figure::{Figure, Goal, quantile};
use crate::stack::mariadb::MariaDb;
use crate::stack::process::Server;
use crate::stack::run_dir::RunDir;
use crate::{random, workspace};

const RULES: usize = 100;
/// Of one site among them.
const MANY_RULES: usize = 10_000;

/// The sites, all in one database, told apart by their prefixes.
struct Sites<'a> {
    run_dir: &'a RunDir,
    database: MariaDb,
    count: usize,
}

pub(crate) fn measure(quick: bool) -> Result<Vec<Figure>> {
    let command = workspace::build_command()?;
    let run_dir = RunDir::new()?;
    let sites = Sites { run_dir: &run_dir, database: MariaDb::start(&run_dir)?, count: if quick { 100 } else { 1000 } };
    sites.make()?;
    let started = Instant::now();
    let mut agent = sites.start_agent(&command)?;
    agent.wait_until_ready(Duration::from_secs(300), || (0..sites.count).all(|site| sites.rules(site).is_file()))?;
    let first = started.elapsed();
    // The files are there a little before the agent has nothing to do.
    std::thread::sleep(Duration::from_secs(3));
    let idle = Duration::from_secs(if quick { 10 } else { 60 });
    let before = cpu_time(agent.pid())?;
    std::thread::sleep(idle);
    let busy = (cpu_time(agent.pid())? - before).as_secs_f64() / idle.as_secs_f64() * 100.0;

    let mut latencies = Vec::new();
    let saves = if quick { 30 } else { 200 };
    for save in 1..=saves {
        latencies.push(sites.save((save * 37) % sites.count)?.as_secs_f64() * 1000.0);
    }
    let mut of_many = Vec::new();
    sites.add_rules(0, MANY_RULES - RULES)?;
    for _ in 0..saves / 2 {
        of_many.push(sites.save(0)?.as_secs_f64() * 1000.0);
    }
    let most = memory(agent.pid())?;
    Ok(vec![
        Figure::plain("sites on one agent, 100 rules each", sites.count as f64, ""),
        Figure::plain("agent started -> all rule files in place", first.as_secs_f64(), "s"),
        Figure::promised("processor time of the idle agent, of one core", busy, "%", Goal::AtMost(2.0)),
        Figure::promised("most memory of the agent", most, "MB", Goal::AtMost(300.0)),
        Figure::plain("saved -> rule file in place, p50", quantile(&mut latencies, 0.5), "ms"),
        Figure::promised("saved -> rule file in place, p99", quantile(&mut latencies, 0.99), "ms", Goal::AtMost(250.0)),
        Figure::plain("the same of a site with 10,000 rules, p50", quantile(&mut of_many, 0.5), "ms"),
        Figure::promised(
            "the same of a site with 10,000 rules, p99",
            quantile(&mut of_many, 0.99),
            "ms",
            Goal::AtMost(250.0),
        ),
    ])
}

impl Sites<'_> {
    fn make(&self) -> Result<()> {
        let account = self.database.create("sites", &random::password(20)?)?;
        let rows = (0..RULES).map(|rule| {
            format!(r#"({rule}, '{{"source": {{"value": "/old/{rule}"}}, "then": {{"redirect": {{"to": "/new/{rule}"}}}}}}')"#)
        });
        let rows = rows.collect::<Vec<_>>().join(",");
        self.database.sql(&format!(
            "USE sites; CREATE TABLE t_detour_rules (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, \
             position int unsigned NOT NULL, enabled tinyint(1) NOT NULL DEFAULT 1, rule longtext NOT NULL); \
             CREATE TABLE t_detour_state (name varchar(64) NOT NULL PRIMARY KEY, value bigint unsigned NOT NULL); \
             CREATE TABLE t_detour_settings (name varchar(64) NOT NULL PRIMARY KEY, value longtext NOT NULL); \
             INSERT INTO t_detour_rules (position, rule) VALUES {rows}; INSERT INTO t_detour_state VALUES ('revision', 0);"
        ))?;
        self.run_dir.folder("rules")?;
        for first in (0..self.count).step_by(50) {
            let mut statements = "USE sites;".to_owned();
            for site in first..(first + 50).min(self.count) {
                for table in ["rules", "state", "settings"] {
                    statements += &format!(
                        "CREATE TABLE s{site}_detour_{table} LIKE t_detour_{table}; \
                         INSERT INTO s{site}_detour_{table} SELECT * FROM t_detour_{table};"
                    );
                }
                self.run_dir.folder(&format!("www/s{site}/wp-content/uploads/detour"))?;
                let config = format!(
                    "<?php\ndefine('DB_NAME', '{}');\ndefine('DB_USER', '{}');\ndefine('DB_PASSWORD', '{}');\n\
                     define('DB_HOST', '{}');\n$table_prefix = 's{site}_';\n",
                    account.database,
                    account.user,
                    account.password,
                    self.database.wordpress_host()
                );
                self.run_dir.write(&format!("www/s{site}/wp-config.php"), config)?;
            }
            self.database.sql(&statements)?;
        }
        Ok(())
    }

    fn start_agent(&self, command: &Path) -> Result<Server> {
        let here = self.run_dir.path().display();
        let config = format!("[[site]]\npath = \"{here}/www/*\"\nrules = \"{here}/rules/*.detour\"\n");
        let config = self.run_dir.write("agent.toml", config)?;
        let log = self.run_dir.log("agent.log");
        Server::start("detour agent", &command.display().to_string(), &log, None, |command| {
            command.arg("agent").arg("--config").arg(config);
        })
    }

    fn rules(&self, site: usize) -> PathBuf {
        self.run_dir.join(format!("rules/s{site}.detour"))
    }

    fn add_rules(&self, site: usize, count: usize) -> Result<()> {
        self.database.sql(&format!(
            r#"USE sites; INSERT INTO s{site}_detour_rules (position, rule)
               SELECT seq, CONCAT('{{"source": {{"value": "/more/', seq, '"}}, "then": {{"redirect": {{"to": "/new/', seq, '"}}}}}}')
               FROM seq_1_to_{count}"#
        ))?;
        self.save(site).map(drop)
    }

    /// Saves a rule as the plugin does; answers the time from there to the new file.
    fn save(&self, site: usize) -> Result<Duration> {
        let rules = self.rules(site);
        let before = detour_format::Identity::of(&rules)?;
        self.database.sql(&format!(
            "USE sites; START TRANSACTION; UPDATE s{site}_detour_state SET value = value + 1 WHERE name = 'revision'; \
             UPDATE s{site}_detour_rules SET position = position + 1 WHERE id = 1; COMMIT;"
        ))?;
        let saved = Instant::now();
        self.run_dir.write(&format!("www/s{site}/wp-content/uploads/detour/nudge"), "1\n")?;
        while detour_format::Identity::of(&rules)? == before {
            if saved.elapsed() > Duration::from_secs(120) {
                bail!("a save of site {site} is not live after two minutes");
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        Ok(saved.elapsed())
    }
}

/// Time that a process has had a processor.
fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(')').context("/proc/PID/stat has a name")?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field).and_then(|ticks| ticks.parse::<u64>().ok()).context("/proc/PID/stat");
    // Fields 14 and 15 of proc(5), in hundredths of a second; two stand before the bracket.
    Ok(Duration::from_millis((ticks(11)? + ticks(12)?) * 10))
}

/// The most memory that a process has had, MB.
fn memory(pid: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("/proc/PID/status has VmHWM")?;
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024.0)
}
