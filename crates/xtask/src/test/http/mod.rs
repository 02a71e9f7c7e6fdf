//! The extension behind real web servers: FPM with nginx, Apache with mod_php, `php -S`; with PHP's own settings one way and
//! another.

mod at_once;
mod broken_files;
mod cases;
mod fpm;
mod front_controller;
mod real_input;
mod requests;
mod rule_files;
mod settings;
mod web;

use anyhow::{Context, Result, anyhow};

use self::web::{Sapi, Web};
use super::ini_sets::{SETS, WHOLE};
use super::tally::Tally;
use crate::workspace::Built;

/// How much is asked of each server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What settings and servers can change.
    Short,
    /// The behaviour suite as well, with opcache and without.
    Usual,
    /// The behaviour suite with all settings, and every row of the real input.
    Long,
}

pub(crate) fn suite(built: &Built, extent: Extent) -> Result<Tally> {
    let mut tally = Tally::default();
    let cases = detour_suite::load(&detour_suite::directory()).map_err(|error| anyhow!(error))?;
    let prepared = cases::prepare(cases)?;
    for sapi in [Sapi::Fpm, Sapi::ModPhp, Sapi::CliServer] {
        for (number, set) in SETS.iter().enumerate() {
            let name = sapi.name(set);
            let mut part = Tally::default();
            if sapi == Sapi::CliServer && set.has("prepended") {
                tally.skip("php -S with a script for every URL prepends nothing to it");
                continue;
            }
            match Web::start(sapi, set, built) {
                Ok(web) => {
                    settings::run(&web, set, &mut part);
                    requests::run(&web, &mut part);
                    rule_files::run(&web, &mut part);
                    if extent == Extent::Long || (extent == Extent::Usual && number < WHOLE) {
                        cases::run(&web, &prepared, &mut part);
                        broken_files::run(&web, &mut part);
                    }
                    if part.failed > 0 {
                        println!("{}", web.log_tails());
                    }
                }
                Err(error) => part.fail(format!("{name}: {error:#}")),
            }
            println!("  {name}: {} passed, {} failed, {} skipped", part.passed, part.failed, part.skipped);
            tally.add(part);
        }
    }
    at_once::run(built, if extent == Extent::Long { &SETS } else { &SETS[..1] }, &mut tally);
    fpm::run(built, &mut tally);
    front_controller::run(built, &mut tally);
    real_input::run(built, extent == Extent::Long, &mut tally).context("the real input")?;
    Ok(tally)
}
