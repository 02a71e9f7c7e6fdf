//! Hits and misses at once: worker processes of FPM, and threads of Apache where PHP knows them.

use anyhow::{Context, Result, ensure};

use super::requests::{is_redirect, is_script, rule};
use super::web::{Sapi, Web};
use crate::http::Request;
use crate::test::ini_sets::IniSet;
use crate::test::tally::Tally;
use crate::workspace::Built;

const NAME: &str = "at-once";
const WORKERS: usize = 8;
const ROUNDS: usize = 150;

pub(crate) fn run(built: &Built, sets: &[IniSet], tally: &mut Tally) {
    for sapi in [Sapi::Fpm, Sapi::ModPhp] {
        let kind = if built.php.has_threads && sapi == Sapi::ModPhp { "threads" } else { "processes" };
        for set in sets {
            let name = format!("{}: {WORKERS} {kind}, hits and misses at once", sapi.name(set));
            let outcome = Web::start_with(sapi, set, built, WORKERS, |ini| ini, "").and_then(|web| crowd(&web));
            tally.record(&name, outcome);
        }
    }
}

fn crowd(web: &Web) -> Result<()> {
    web.publish(NAME, &[rule(1, "/old", "/new")])?;
    std::thread::scope(|scope| -> Result<()> {
        let visitors: Vec<_> = (0..WORKERS).map(|number| scope.spawn(move || visit(web, number))).collect();
        for visitor in visitors {
            visitor.join().map_err(|_| anyhow::anyhow!("a visitor panicked"))??;
        }
        Ok(())
    })?;
    let status = web.status(NAME)?;
    ensure!(status["state"] == "ok" && status["counters"]["panics"] == 0, "status() says {status}");
    Ok(())
}

// The first requests of all workers come at once, when the hook may not yet be in place; one visitor changes the rules.
fn visit(web: &Web, number: usize) -> Result<()> {
    for round in 0..ROUNDS {
        if number == 0 && round % 10 == 0 {
            web.publish(NAME, &[rule(1, "/old", "/new")])?;
        }
        let at = || format!("visitor {number}, round {round}");
        is_redirect(&web.ask(NAME, Request::get("/old"))?, "/new").with_context(at)?;
        is_script(&web.ask(NAME, Request::get("/older"))?).with_context(at)?;
    }
    Ok(())
}
