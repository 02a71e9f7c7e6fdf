//! Rounds of all contenders in turn, with one set of rules in force.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::field::{InForce, Seat};
use super::figures::{Memory, Results, Sample, sum_up};
use super::rules::{Asked, RuleSet};
use super::variant::{Variant, Work};
use super::visitor::Visitor;
use crate::bench::figure::median;
use crate::bench::load::{drive, processor_time};
use crate::stack::mariadb::MariaDb;

/// What one visitor asks for in a row; at least [`FEWEST`] requests.
const TIME: Duration = Duration::from_secs(1);
const FEWEST: usize = 5;

/// How many visitors there are at once where requests are counted.
const CONNECTIONS: usize = 4;

/// Different URLs of hits.
const URLS: usize = 20;
/// And of those that are asked for the first time: more than a visitor gets through.
const FRESH: usize = 500;

/// A page that any new WordPress has.
const POST: &str = "/hello-world/";
/// A page that none has.
const NOT_FOUND: &str = "/nobody-has-written-this/";

/// Measures everybody at everything, round after round.
pub(super) fn measure(in_force: &InForce<'_>, set: &RuleSet, rounds: usize) -> Result<Results> {
    for seat in &in_force.seats()? {
        for work in works(seat.variant, set) {
            check(seat, work, set).with_context(|| format!("{}, {}", seat.variant.name(), work.name()))?;
        }
    }
    // Servers that had just been started have their workers by now.
    let mut seats = in_force.seats()?;
    let mut samples = Vec::new();
    for number in 0..rounds {
        for work in Work::ALL {
            for seat in seats.iter().filter(|seat| works(seat.variant, set).any(|one| one == work)) {
                let sample = sample(seat, work, set, number);
                samples.push(sample.with_context(|| format!("{}, {}", seat.variant.name(), work.name()))?);
            }
        }
        // The other way round, so that nobody gains by his place.
        seats.reverse();
    }
    if rounds % 2 == 1 {
        seats.reverse();
    }
    let mut figures = Vec::new();
    let mut memory = Vec::new();
    for seat in &seats {
        for work in works(seat.variant, set) {
            let queries = queries(seat, work, set)?;
            figures.extend(sum_up(&samples, seat.variant, work, Some(queries)));
        }
        if seat.variant != Variant::Again {
            let agent = seat.agent.map(|agent| private(&[agent])).transpose()?;
            memory.push(Memory { variant: seat.variant, php: private(&seat.php)?, web: private(&seat.web)?, agent });
        }
    }
    Ok(Results { size: set.size, figures, memory })
}

/// What a variant is measured at.
fn works(variant: Variant, set: &RuleSet) -> impl Iterator<Item = Work> {
    let size = set.size;
    Work::ALL.into_iter().filter(move |work| match work {
        Work::Hit => variant.redirects() && size.literals > 0,
        Work::PatternHit => variant.redirects() && size.patterns > 0,
        Work::FirstHit => variant == Variant::RankMath && size.literals > 0,
        Work::Post | Work::Home | Work::NotFound => true,
    })
}

fn requests(work: Work, set: &RuleSet) -> Vec<Asked> {
    let page = |path: &str| vec![Asked { path: path.to_owned(), to: String::new() }];
    match work {
        Work::Hit => set.literals(URLS),
        Work::PatternHit => set.patterns(URLS),
        Work::FirstHit => set.literals(FRESH),
        Work::Post => page(POST),
        Work::Home => page("/"),
        Work::NotFound => page(NOT_FOUND),
    }
}

/// Makes sure that everybody gives the same answers, and warms caches up.
fn check(seat: &Seat<'_>, work: Work, set: &RuleSet) -> Result<()> {
    let mut visitor = Visitor::new(seat.address, seat.host);
    for asked in requests(work, set).iter().take(URLS).cycle().take(URLS.max(2 * FEWEST)) {
        let (answer, _) = visitor.ask(&asked.path, work.status())?;
        let to = answer.location().unwrap_or_default();
        ensure!(to.ends_with(&asked.to), "{} leads to {to:?} instead of {:?}", asked.path, asked.to);
    }
    seat.settle()
}

fn sample(seat: &Seat<'_>, work: Work, set: &RuleSet, round: usize) -> Result<Sample> {
    let requests = requests(work, set);
    let mut visitor = Visitor::new(seat.address, seat.host);
    prepare(seat, work, &requests, &mut visitor)?;
    let processes = seat.processes();
    let before = processor_time(&processes)?;
    let mut times = Vec::new();
    let begun = Instant::now();
    for asked in requests.iter().cycle() {
        if begun.elapsed() > TIME && times.len() >= FEWEST {
            break;
        }
        let (_, took) = visitor.ask(&asked.path, work.status())?;
        times.push(took.as_secs_f64() * 1000.0);
    }
    // What is left to do afterwards is part of the price.
    seat.settle()?;
    let cpu = (processor_time(&processes)? - before) / 1000.0 / times.len() as f64;
    let url = requests.get(requests.len() / 2).map(|asked| format!("http://{}{}", seat.address, asked.path));
    let rate = match url.filter(|_| work.is_driven()) {
        Some(url) => {
            // So long that the slowest can answer often enough.
            let seconds = (2.0 * CONNECTIONS as f64 * median(&mut times.clone()) / 1000.0).ceil();
            let time = Duration::from_secs_f64(seconds).max(TIME);
            let (_, per_second) = drive(&url, Some(seat.host), CONNECTIONS, time)?;
            seat.settle()?;
            Some(per_second)
        }
        None => None,
    };
    Ok(Sample { variant: seat.variant, work, round, times, cpu, rate })
}

/// Has Rank Math know what was asked for before, or nothing. The others had the processor's caches in between, so everybody
/// is asked for everything once.
fn prepare(seat: &Seat<'_>, work: Work, requests: &[Asked], visitor: &mut Visitor<'_>) -> Result<()> {
    if work == Work::FirstHit {
        seat.database.sql(&format!("TRUNCATE {}.wp_rank_math_redirections_cache", seat.schema))?;
    } else {
        for asked in requests {
            visitor.ask(&asked.path, work.status())?;
        }
    }
    seat.settle()
}

/// Statements of one request: the middle one of several, since the agent asks the database now and then as well.
fn queries(seat: &Seat<'_>, work: Work, set: &RuleSet) -> Result<u64> {
    let requests = requests(work, set);
    let mut visitor = Visitor::new(seat.address, seat.host);
    prepare(seat, work, &requests, &mut visitor)?;
    let mut counts = Vec::new();
    for asked in requests.iter().cycle().take(2 * FEWEST + 1) {
        let first = questions(seat.database)?;
        let second = questions(seat.database)?;
        visitor.ask(&asked.path, work.status())?;
        let third = questions(seat.database)?;
        // Asking for it counts as well.
        counts.push((third - second).saturating_sub(second - first));
    }
    counts.sort_unstable();
    Ok(counts[FEWEST])
}

fn questions(database: &MariaDb) -> Result<u64> {
    let row = database.sql("SHOW GLOBAL STATUS LIKE 'Questions'")?;
    row.split_whitespace().next_back().and_then(|count| count.parse().ok()).context("MariaDB counts no questions")
}

/// Memory of one process that it shares with no other, MB: of the largest.
fn private(pids: &[u32]) -> Result<f64> {
    let mut most = 0.0;
    for pid in pids {
        let path = format!("/proc/{pid}/smaps_rollup");
        let text = std::fs::read_to_string(&path).with_context(|| format!("can't read {path}"))?;
        let lines =
            text.lines().filter_map(|line| line.strip_prefix("Private_Clean:").or(line.strip_prefix("Private_Dirty:")));
        let kilobytes: f64 = lines.filter_map(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).sum();
        most = f64::max(most, kilobytes / 1024.0);
    }
    Ok(most)
}
