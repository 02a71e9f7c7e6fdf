//! The extension behind real web servers: FPM with nginx, Apache with mod_php, `php -S`; opcache on and off.

mod broken_files;
mod cases;
mod fpm;
mod front_controller;
mod real_input;
mod requests;
mod rule_files;
mod web;

use anyhow::{Context, Result, anyhow};

use self::web::{Sapi, Web};
use super::tally::Tally;
use crate::workspace::Built;

pub(crate) fn suite(built: &Built, long: bool) -> Result<Tally> {
    let mut tally = Tally::default();
    let cases = detour_suite::load(&detour_suite::directory()).map_err(|error| anyhow!(error))?;
    let prepared = cases::prepare(cases)?;
    for sapi in [Sapi::Fpm, Sapi::ModPhp, Sapi::CliServer] {
        for opcache in [true, false] {
            let name = sapi.name(opcache);
            let mut part = Tally::default();
            match Web::start(sapi, opcache, built) {
                Ok(web) => {
                    cases::run(&web, &prepared, &mut part);
                    requests::run(&web, &mut part);
                    rule_files::run(&web, &mut part);
                    broken_files::run(&web, &mut part);
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
    fpm::run(built, &mut tally);
    front_controller::run(built, &mut tally);
    real_input::run(built, long, &mut tally).context("the real input")?;
    Ok(tally)
}
