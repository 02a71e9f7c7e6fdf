//! All contenders, ready to answer: sites of the same WordPress, each with its way to have redirects.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use detour_exchange::{Export, Format};

use super::rules::RuleSet;
use super::variant::Variant;
use crate::bench::load::processor_time;
use crate::command::run;
use crate::http::Request;
use crate::progress::Progress;
use crate::stack::agent::Agent;
use crate::stack::apache::{self, Apache};
use crate::stack::live_site::{self, LiveSite};
use crate::stack::mariadb::MariaDb;
use crate::stack::nginx::{self, Nginx};
use crate::stack::php::{Ini, Php};
use crate::stack::php_fpm::{PhpFpm, Pool};
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::stack::site::Site;
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

/// Workers of Apache: more than a bench has connections, since each keeps one.
const APACHE_WORKERS: usize = 6;

/// So that no connection is closed in the middle of a round.
const KEPT: &str = "keepalive_requests 1000000;\n";

/// How many steps [`Field::set_up`] reports.
pub(super) const STEPS: usize = live_site::STEPS + 2;

/// WordPress' own lines of an `.htaccess`.
const FRONT_CONTROLLER: &str = "\
RewriteEngine On
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
";

/// Everything that does not change with the rules.
pub(super) struct Field {
    live: LiveSite,
    _live_dir: RunDir,
    command: PathBuf,
    nginx: Nginx,
    /// WordPress alone, which the web servers have behind them as well, and the peers.
    sites: Vec<(Variant, Backend)>,
    database: MariaDb,
    run_dir: RunDir,
}

/// A site with its PHP.
struct Backend {
    fpm: PhpFpm,
    site: Site,
    address: SocketAddr,
}

/// The web servers that answer by themselves, with one set of rules.
struct Servers {
    apache: Apache,
    nginx: Nginx,
    addresses: [SocketAddr; 2],
    _run_dir: RunDir,
}

/// Where a variant answers, and what works for it.
pub(super) struct Seat<'a> {
    pub(super) variant: Variant,
    pub(super) address: SocketAddr,
    /// What the site takes for its own address.
    pub(super) host: &'a str,
    pub(super) database: &'a MariaDb,
    /// The name of the site's own.
    pub(super) schema: &'a str,
    pub(super) php: Vec<u32>,
    pub(super) web: Vec<u32>,
    pub(super) agent: Option<u32>,
}

/// All seats with one set of rules in force.
pub(super) struct InForce<'a> {
    field: &'a Field,
    servers: Servers,
}

impl Field {
    pub(super) fn set_up(
        built: &Built,
        wordpress: &WordPress,
        peers: &[(Variant, PathBuf, &str)],
        progress: &mut Progress,
    ) -> Result<Self> {
        let live_dir = RunDir::new()?;
        let live = LiveSite::start(&live_dir, built, wordpress, ports::free()?, false, progress)?;
        let run_dir = RunDir::new()?;
        let database =
            progress.step("Database of the others: MariaDB with the same settings", |_| MariaDb::start(&run_dir))?;
        let (sites, nginx) = progress.step("Sites of the others", |remark| {
            let php = Php::installed()?;
            let ini = Ini::new().opcache(true);
            let addresses = ports::several(peers.len() + 1)?;
            let mut sites = Vec::new();
            let mut servers = String::new();
            let alone = [(Variant::WordPress, None)].into_iter();
            let all = alone.chain(peers.iter().map(|(variant, from, main)| (*variant, Some((from, *main)))));
            for ((number, (variant, plugin)), address) in all.enumerate().zip(addresses.iter().copied()) {
                let name = format!("site{number}");
                let scan_dir = ini.write(&run_dir, "cli")?;
                let url = format!("http://{address}");
                let site = Site::install(&run_dir, &name, wordpress, &database, &url, &scan_dir, false)?;
                if let Some((from, main)) = plugin {
                    site.add_peer(from, main)?;
                }
                let fpm = PhpFpm::start(&run_dir, &php, &Pool::new(&format!("fpm{number}"), 2, &ini))?;
                servers += &nginx::wordpress_server(address, &site.root, fpm.socket(), KEPT);
                *remark += &format!("{url} {}  ", variant.name());
                sites.push((variant, Backend { fpm, site, address }));
            }
            let nginx = Nginx::start(&run_dir, &servers, &addresses)?;
            Ok((sites, nginx))
        })?;
        Ok(Self { live, _live_dir: live_dir, command: built.command.clone(), nginx, sites, database, run_dir })
    }

    /// Puts rules in force everywhere.
    pub(super) fn with(&self, set: &RuleSet) -> Result<InForce<'_>> {
        self.in_detour(set)?;
        for (variant, backend) in &self.sites {
            let (database, statements) = match variant {
                Variant::Redirection => (backend.site.database(), set.in_redirection()?),
                Variant::RankMath => (backend.site.database(), set.in_rank_math(&backend.site.url)?),
                _ => continue,
            };
            let file = self.run_dir.write("rules.sql", format!("USE {database};\n{statements}"))?;
            self.database.sql(&format!("source {}", file.display()))?;
        }
        Ok(InForce { field: self, servers: self.servers(set)? })
    }

    /// By an import, as users do; the rules of the last one are taken back.
    fn in_detour(&self, set: &RuleSet) -> Result<()> {
        let root = &self.live.site.root;
        let rules =
            self.live.database.sql(&format!("SELECT COUNT(*) FROM {}.wp_detour_rules", self.live.site.database()))?;
        if rules.trim() != "0" {
            run(Command::new(&self.command).args(["import", "--undo", "--wordpress"]).arg(root))?;
        }
        let rules = set.rules()?;
        let Some(one) = set.patterns(1).into_iter().chain(set.literals(1)).next() else { return Ok(()) };
        let export = Format::Json.write(&rules, &[]);
        let file = self.run_dir.write("rules.json", exported(&export, "")?)?;
        let mut import = Command::new(&self.command);
        run(import.args(["import", "--format", "json"]).arg(file).arg("--wordpress").arg(root))?;
        let begun = Instant::now();
        while Request::get(&one.path).send(self.live.address)?.status != 301 {
            if begun.elapsed() > Duration::from_secs(60) {
                bail!("Detour doesn't serve {} 60 s after the import", one.path);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn servers(&self, set: &RuleSet) -> Result<Servers> {
        let rules = set.rules()?;
        let (_, alone) = self.sites.first().context("WordPress alone is missing")?;
        let root = &alone.site.root;
        let addresses = ports::several(2)?;
        let addresses = [addresses[0], addresses[1]];
        let run_dir = RunDir::new()?;
        let export = Format::Nginx.write(&rules, &[]);
        let extra = KEPT.to_owned() + &exported(&export, "server.conf")?;
        let server = nginx::wordpress_server(addresses[0], root, alone.fpm.socket(), &extra);
        let nginx = Nginx::start(&run_dir, &(exported(&export, "http.conf")? + &server), &[addresses[0]])?;
        let written = exported(&Format::Htaccess.write(&rules, &[]), "")?;
        std::fs::write(root.join(".htaccess"), written + FRONT_CONTROLLER)?;
        let host = apache::folder_host(addresses[1], root, &apache::fpm(alone.fpm.socket()));
        let host = format!("MaxKeepAliveRequests 0\n{host}");
        let apache = Apache::start_before_fpm(&run_dir, "apache", &host, &[addresses[1]], APACHE_WORKERS)?;
        Ok(Servers { apache, nginx, addresses, _run_dir: run_dir })
    }

    /// What all of them run on.
    pub(super) fn versions(&self) -> Result<Vec<(String, String)>> {
        let said = |program: &str, argument: &str| -> Result<String> {
            let output = run(Command::new(program).arg(argument))?;
            let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
            let version = text.split(['/', ' ', '\n']).find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            Ok(version.unwrap_or_default().to_owned())
        };
        let database = self.database.sql("SELECT VERSION()")?;
        Ok(vec![
            ("PHP".to_owned(), said("php", "-v")?),
            ("MariaDB".to_owned(), database.split('-').next().unwrap_or_default().trim().to_owned()),
            ("nginx".to_owned(), said("nginx", "-v")?),
            ("Apache".to_owned(), said("apache2", "-v")?),
        ])
    }
}

impl<'a> InForce<'a> {
    /// Everybody in the order of a round: WordPress alone at both ends.
    pub(super) fn seats(&self) -> Result<Vec<Seat<'a>>> {
        let Field { live, nginx, sites, database, .. } = self.field;
        let Servers { apache, nginx: with_maps, addresses: [by_nginx, by_apache], .. } = &self.servers;
        let seat = |variant, backend: &'a Backend, address, web| {
            let Backend { fpm, site, .. } = backend;
            let schema = site.database();
            Seat { variant, address, host: site.host(), database, schema, php: fpm.workers(), web, agent: None }
        };
        let (_, alone) = sites.first().context("WordPress alone is missing")?;
        let mut seats: Vec<_> =
            sites.iter().map(|(variant, backend)| seat(*variant, backend, backend.address, nginx.workers())).collect();
        let detour = Seat {
            variant: Variant::Detour,
            address: live.address,
            host: live.site.host(),
            database: &live.database,
            schema: live.site.database(),
            php: live.fpm.workers(),
            web: live.nginx.workers(),
            agent: live.agent.as_ref().map(Agent::pid),
        };
        seats.insert(1, detour);
        seats.push(seat(Variant::Nginx, alone, *by_nginx, with_maps.workers()));
        seats.push(seat(Variant::Apache, alone, *by_apache, apache.workers()));
        seats.push(seat(Variant::Again, alone, alone.address, nginx.workers()));
        Ok(seats)
    }
}

impl Seat<'_> {
    /// All processes that work for an answer.
    pub(super) fn processes(&self) -> Vec<u32> {
        let others = self.database.pid().into_iter().chain(self.agent);
        self.php.iter().chain(&self.web).copied().chain(others).collect()
    }

    /// Waits until nothing is left to do behind the answers: visitors who have gone leave requests to PHP, and Detour's
    /// agent writes what was hit into the database.
    pub(super) fn settle(&self) -> Result<()> {
        let busy: Vec<u32> = self.php.iter().chain(&self.web).copied().chain(self.agent).collect();
        // Looking whether there is something to write takes the agent less than this.
        let (window, idle) = if self.agent.is_some() { (150, 5_000.0) } else { (30, 500.0) };
        let begun = Instant::now();
        let mut before = processor_time(&busy)?;
        loop {
            std::thread::sleep(Duration::from_millis(window));
            let now = processor_time(&busy)?;
            if now - before < idle {
                return Ok(());
            }
            if begun.elapsed() > Duration::from_secs(30) {
                bail!("{} is still busy 30 s after the last request", self.variant.name());
            }
            before = now;
        }
    }
}

/// The text of one of the files that rules were written into, all of them.
fn exported(export: &Export, name: &str) -> Result<String> {
    ensure!(export.left_out.is_empty(), "{} rules can't be written", export.left_out.len());
    let file = export.files.iter().find(|(known, _)| *known == name);
    let (_, text) = file.with_context(|| format!("no {name:?} was written"))?;
    Ok(String::from_utf8(text.clone())?)
}
