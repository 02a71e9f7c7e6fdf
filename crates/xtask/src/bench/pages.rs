//! A WordPress page that no rule matches, with and without the extension.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::callgrind;
use super::figure::{Figure, Goal, median, quantile};
use super::hits;
use super::load::round;
use crate::http::Request;
use crate::rule_file;
use crate::stack::mariadb::MariaDb;
use crate::stack::nginx::{self, Nginx};
use crate::stack::php::{Ini, Php};
use crate::stack::php_fpm::{PhpFpm, Pool};
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::stack::site::Site;
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

/// The page that is asked for.
pub(crate) const PAGE: &str = "/sample-page/";

/// One site behind two FPM masters that differ in the extension alone.
pub(crate) struct Twins {
    pub(crate) run_dir: RunDir,
    pub(crate) php: Php,
    pub(crate) site: Site,
    /// The address that WordPress takes for its own.
    pub(crate) host: String,
    pub(crate) without: Ini,
    pub(crate) with: Ini,
    _database: MariaDb,
}

impl Twins {
    fn set_up(built: &Built, wordpress: &WordPress, home: SocketAddr) -> Result<Self> {
        let run_dir = RunDir::new()?;
        let php = Php::installed()?;
        let extension = run_dir.join("detour.so");
        std::fs::copy(&built.extension, &extension).context("can't copy the extension")?;
        let file = run_dir.folder("rules")?.join("site.detour");
        detour_format::publish(&file, &rule_file::compile(&hits::rules()?, 1)?)?;
        let without = Ini::new().opcache(true);
        let with = without.clone().extension(&extension).set("detour.rules", file.display().to_string());
        let database = MariaDb::start(&run_dir)?;
        let scan_dir = without.write(&run_dir, "cli")?;
        let url = format!("http://{home}");
        let site = Site::install(&run_dir, "wordpress", wordpress, &database, &url, &scan_dir, false)?;
        Ok(Self { run_dir, php, site, host: home.to_string(), without, with, _database: database })
    }

    /// Checks that both show the page, so that the same work is compared.
    pub(crate) fn check_page(&self, address: SocketAddr) -> Result<()> {
        let answer = Request::get(PAGE).header("Host", self.host.as_str()).send(address)?;
        ensure!(answer.status == 200, "{PAGE}: status {} instead of 200", answer.status);
        Ok(())
    }

    pub(crate) fn server(&self, address: SocketAddr, fpm: &Path) -> String {
        nginx::wordpress_server(address, &self.site.root, fpm, "keepalive_requests 1000000;")
    }
}

pub(crate) fn measure(built: &Built, wordpress: &WordPress, quick: bool) -> Result<Vec<Figure>> {
    let (first, second) = (ports::free()?, ports::free()?);
    let twins = Twins::set_up(built, wordpress, first)?;
    let mut figures = throughput(&twins, first, second, quick)?;
    figures.extend(callgrind::measure(&twins, quick)?);
    Ok(figures)
}

fn throughput(twins: &Twins, first: SocketAddr, second: SocketAddr, quick: bool) -> Result<Vec<Figure>> {
    let without = PhpFpm::start(&twins.run_dir, &twins.php, &Pool::new("without", 2, &twins.without))?;
    let with = PhpFpm::start(&twins.run_dir, &twins.php, &Pool::new("with", 2, &twins.with))?;
    let servers = twins.server(first, without.socket()) + &twins.server(second, with.socket());
    let _nginx = Nginx::start(&twins.run_dir, &servers, &[first, second])?;
    twins.check_page(first)?;
    twins.check_page(second)?;

    let (rounds, seconds) = if quick { (4, 2) } else { (12, 4) };
    let time = Duration::from_secs(seconds);
    let load = |address: SocketAddr, fpm: &PhpFpm| {
        round(&format!("http://{address}{PAGE}"), Some(&twins.host), 2, time, &fpm.workers())
    };
    load(first, &without)?;
    load(second, &with)?;
    let mut rates = Vec::new();
    let mut difference = Vec::new();
    let mut noise = Vec::new();
    for _ in 0..rounds {
        // The twin without the extension before and after: how far it is from itself is the noise.
        let before = load(first, &without)?;
        let between = load(second, &with)?;
        let after = load(first, &without)?;
        let mean = f64::midpoint(before.worker_us, after.worker_us);
        difference.push((between.worker_us / mean - 1.0) * 100.0);
        noise.push((after.worker_us / before.worker_us - 1.0).abs() * 100.0);
        rates.push(between.per_second / f64::midpoint(before.per_second, after.per_second));
    }
    let noise = quantile(&mut noise, 0.75);
    Ok(vec![
        Figure::plain("page with / without the extension, requests per second", median(&mut rates), "ratio"),
        Figure::plain("page without the extension against itself (noise)", noise, "% CPU"),
        Figure::promised(
            "page with the extension, 10,000 rules, against without",
            median(&mut difference),
            "% CPU",
            Goal::AtMost((noise * 1000.0).round() / 1000.0),
        ),
    ])
}
