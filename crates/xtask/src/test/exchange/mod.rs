//! Rules of Apache and nginx: what is imported must answer as the real server does, and what is exported must make the
//! real server answer as the engine does.
//!
//! `tests/exchange` holds files as people write them, each with requests (`.requests`, one JSON object a line). Besides,
//! every rule is asked for with URLs made from its source.

mod answer;
mod corpus;
mod exports;
mod samples;
mod servers;
mod suite_cases;

use anyhow::Result;
use detour_exchange::Import;
use detour_rules::Rule;

use self::answer::{Asked, by_engine, by_server};
use self::servers::Served;
use super::tally::Tally;
use crate::rule_file;

pub(super) fn suite() -> Result<Tally> {
    let mut tally = Tally::default();
    imports(&mut tally)?;
    exports::run(&mut tally)?;
    Ok(tally)
}

fn imports(tally: &mut Tally) -> Result<()> {
    let samples = corpus::load()?;
    let running = servers::start(&samples)?;
    for (sample, served) in samples.iter().zip(&running.served) {
        let Import { rules, report, .. } = sample.read();
        let mut part = Tally::default();
        let expected = sample.refused();
        let refused: Vec<u64> = corpus::lines(&report.skipped);
        if refused == expected {
            part.pass();
        } else {
            part.fail(format!("{}: lines {refused:?} were refused instead of {expected:?}\n{report}", sample.name));
        }
        compare(&sample.name, &rules, &sample.requests, *served, &mut part)?;
        println!("  {}: {} rules, {} passed, {} failed", sample.name, rules.len(), part.passed, part.failed);
        tally.add(part);
    }
    if tally.failed > 0 {
        println!("{}", running.log_tails());
    }
    Ok(())
}

fn compare(name: &str, rules: &[Rule], requests: &[Asked], served: Served, tally: &mut Tally) -> Result<()> {
    let mut rules = rules.to_vec();
    detour_exchange::number(&mut rules);
    let file = detour_format::RuleFile::open(rule_file::compile(&rules, 1)?)?;
    let mut asked = requests.to_vec();
    asked.extend(rules.iter().flat_map(samples::of_rule));
    for request in asked {
        if request.is_encrypted() && served.encrypted.is_none() {
            tally.skip(format!("{name} is served without TLS"));
            continue;
        }
        let ours = by_engine(&file, &request);
        let theirs = by_server(&request, served.plain, served.encrypted)?;
        if ours == theirs {
            tally.pass();
        } else {
            tally.fail(format!("{name}: {request}: the server {theirs}, the engine {ours}"));
        }
    }
    Ok(())
}
