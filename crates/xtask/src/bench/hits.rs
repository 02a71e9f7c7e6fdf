//! A redirect by the extension, with and without a spool, by a two-line PHP script, and by nginx itself.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use detour_rules::Rule;
use detour_spool::Keeper;
use serde_json::json;

use super::figure::{Figure, Goal, median};
use super::load::round;
use crate::http::Request;
use crate::rule_file;
use crate::stack::live_site;
use crate::stack::nginx::{FASTCGI_PARAMS, Nginx};
use crate::stack::php::{Ini, Php};
use crate::stack::php_fpm::{PhpFpm, Pool};
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::workspace::Built;

/// How many exact rules the rule files of the benchmarks have.
pub(crate) const RULES: u64 = 10_000;

const SCRIPT: &str = "<?php\nheader( 'Location: /new', true, 307 );\nexit;\n";

/// Exact rules; one of them redirects `/old`.
pub(crate) fn rules() -> Result<Vec<Rule>> {
    let rule = |id: u64, from: String| {
        let rule = json!({"id": id, "source": {"value": from}, "then": {"redirect": {"to": "/new"}}});
        Rule::from_json(&rule).map_err(|problems| anyhow::anyhow!("{problems:?}"))
    };
    let many = (1..RULES).map(|id| rule(id, format!("/articles/{id}/some-older-title")));
    many.chain([rule(RULES, "/old".to_owned())]).collect()
}

pub(crate) fn measure(built: &Built, quick: bool) -> Result<Vec<Figure>> {
    let run_dir = RunDir::new()?;
    let php = Php::installed()?;
    let extension = run_dir.join("detour.so");
    std::fs::copy(&built.extension, &extension).context("can't copy the extension")?;
    let rules_dir = run_dir.folder("rules")?;
    let file = rules_dir.join("site.detour");
    detour_format::publish(&file, &rule_file::compile(&rules()?, 1)?)?;
    run_dir.folder("site")?;
    let script = run_dir.write("site/redirect.php", SCRIPT)?;

    let plain = Ini::new().opcache(true).set("expose_php", "0");
    let loaded = plain.clone().extension(&extension).set("detour.rules", file.display().to_string());
    let without = PhpFpm::start(&run_dir, &php, &Pool::new("without", 2, &plain))?;
    let with = PhpFpm::start(&run_dir, &php, &Pool::new("with", 2, &loaded))?;
    let spools = live_site::spool_folder(&run_dir)?;
    let _keeper = Keeper::open(detour_spool::spool_path(&spools, &file))?;
    // Nobody reads it here.
    let counting = loaded.clone().set("detour.spool", spools.display().to_string()).set("detour.spool_limit", "8192");
    let counting = PhpFpm::start(&run_dir, &php, &Pool::new("counting", 2, &counting))?;
    let (address, counted) = (ports::free()?, ports::free()?);
    let server = format!(
        "server {{\n\
         listen {address};\n\
         keepalive_requests 1000000;\n\
         {FASTCGI_PARAMS}\
         fastcgi_param REQUEST_SCHEME $scheme;\n\
         fastcgi_param SCRIPT_FILENAME {script};\n\
         location = /old {{ fastcgi_pass unix:{with}; }}\n\
         location = /script {{ fastcgi_pass unix:{without}; }}\n\
         location = /nginx {{ return 307 /new; }}\n\
         }}\n\
         server {{\n\
         listen {counted};\n\
         keepalive_requests 1000000;\n\
         {FASTCGI_PARAMS}\
         fastcgi_param REQUEST_SCHEME $scheme;\n\
         fastcgi_param SCRIPT_FILENAME {script};\n\
         location = /old {{ fastcgi_pass unix:{counting}; }}\n\
         }}\n",
        script = script.display(),
        with = with.socket().display(),
        without = without.socket().display(),
        counting = counting.socket().display(),
    );
    let _nginx = Nginx::start(&run_dir, &server, &[address, counted])?;
    for path in ["/old", "/script", "/nginx"] {
        let answer = Request::get(path).send(address)?;
        ensure!(answer.status == 307, "{path}: status {} instead of 307", answer.status);
    }

    let answer = Request::get("/old").send(counted)?;
    ensure!(answer.status == 307, "/old with a spool: status {} instead of 307", answer.status);

    let (rounds, seconds) = if quick { (4, 1) } else { (16, 1) };
    let time = Duration::from_secs(seconds);
    let url = |path: &str| format!("http://{address}{path}");
    let mut rates: [Vec<f64>; 3] = Default::default();
    let mut faster = Vec::new();
    let mut cheaper = Vec::new();
    let mut dearer = Vec::new();
    let mut cost: [Vec<f64>; 3] = Default::default();
    for number in 0..rounds {
        let script = || round(&url("/script"), None, 8, time, &without.workers());
        let extension = || round(&url("/old"), None, 8, time, &with.workers());
        // In turn first and second, so that neither gains by its place.
        let (by_script, by_extension) = if number % 2 == 0 {
            let first = script()?;
            (first, extension()?)
        } else {
            let first = extension()?;
            (script()?, first)
        };
        let with_events = round(&format!("http://{counted}/old"), None, 8, time, &counting.workers())?;
        dearer.push(with_events.worker_us / by_extension.worker_us);
        cost[2].push(with_events.worker_us);
        let by_nginx = round(&url("/nginx"), None, 8, time, &[])?;
        faster.push(by_extension.per_second / by_script.per_second);
        cheaper.push(by_extension.worker_us / by_script.worker_us);
        cost[0].push(by_extension.worker_us);
        cost[1].push(by_script.worker_us);
        for (rates, round) in rates.iter_mut().zip([by_extension, by_script, by_nginx]) {
            rates.push(round.per_second);
        }
    }
    let [extension, script, nginx] = &mut rates;
    let (extension, nginx) = (median(extension), median(nginx));
    Ok(vec![
        Figure::plain("hit by the extension, 10,000 rules", extension, "req/s"),
        Figure::plain("header()+exit in an opcached script", median(script), "req/s"),
        Figure::plain("nginx return 307", nginx, "req/s"),
        Figure::promised("hit / script, requests per second", median(&mut faster), "ratio", Goal::AtLeast(1.0)),
        Figure::plain("hit / nginx, requests per second", extension / nginx, "ratio"),
        Figure::plain("hit by the extension, worker CPU", median(&mut cost[0]), "us/req"),
        Figure::plain("header()+exit, worker CPU", median(&mut cost[1]), "us/req"),
        Figure::plain("hit written to the spool, worker CPU", median(&mut cost[2]), "us/req"),
        Figure::plain("hit with / without spool, worker CPU", median(&mut dearer), "ratio"),
        Figure::promised("hit / script, worker CPU", median(&mut cheaper), "ratio", Goal::AtMost(1.05)),
    ])
}
