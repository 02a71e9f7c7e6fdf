//! Regex rules, tried in order until one matches.

use anyhow::Result;

use super::Effort;
use crate::detour::Detour;
use crate::figure::{Figure, Goal};
use crate::generate::Site;
use crate::peers::pcre::Pcre;
use crate::peers::php::{self, Php};
use crate::peers::redirectionio::{self, Cache, RedirectionIo};
use crate::rounds::{Contender, Expect, nanoseconds};

const REQUESTS: usize = 2000;
/// URLs of patterns that are hit again and again.
const USED: usize = 200;

pub(super) fn measure(effort: Effort) -> Result<Vec<Figure>> {
    let rounds = effort.choose(25, 3);
    let mut figures = Vec::new();
    for (count, goal) in [(100, 5.0), (1000, 4.0), (10_000, 7.0)] {
        figures.extend(beside_tree(count, goal, rounds)?);
    }
    for (count, goal) in [(100, 25.0), (1000, 100.0), (10_000, 3000.0)] {
        figures.extend(beside_loop(count, goal, rounds)?);
    }
    if php::is_installed() {
        for (count, goal) in [(1000, 400.0), (5000, 15_000.0), (10_000, 30_000.0)] {
            figures.extend(beside_php(count, goal, effort.choose(9, 2))?);
        }
    }
    figures.extend(growth(rounds)?);
    Ok(figures)
}

/// URLs without rule, and URLs of a few patterns that are used all the time.
fn requests(site: &Site) -> [(&'static str, Vec<String>, Expect); 2] {
    let hits = site.pattern_hits(USED).into_iter().cycle().take(REQUESTS).collect();
    [("miss", site.misses(REQUESTS), Expect::Misses), ("hit", hits, Expect::Hits)]
}

/// Beside the `redirectionio` crate, on the shapes it is best at.
fn beside_tree(count: usize, goal: f64, rounds: usize) -> Result<Vec<Figure>> {
    let site = Site::tree_friendly(count);
    let mut detour = Detour::new(&site.rules());
    let default = RedirectionIo::new(redirectionio::rules(&site), Cache::Default);
    let cached = RedirectionIo::new(redirectionio::rules(&site), Cache::Everything);
    let mut figures = Vec::new();
    for (what, urls, expect) in requests(&site) {
        let requests: Vec<_> = urls.iter().map(|url| cached.request(url)).collect();
        let [own, by_cached, by_default, full] = nanoseconds(
            REQUESTS,
            expect,
            rounds,
            [
                Contender::new(|index| detour.decide(&urls[index]).rule().is_some()),
                Contender::new(|index| cached.matches(&requests[index]) > 0),
                Contender::new(|index| default.matches(&requests[index]) > 0),
                Contender::new(|index| cached.full(&urls[index]) > 0),
            ],
        )?;
        let name = |of: &str| format!("prefix regex {what}, {count} rules: {of}");
        let goal = (expect == Expect::Misses).then_some(goal);
        figures.extend([
            Figure::plain(name("detour, whole decision"), own, "ns"),
            Figure::plain(name("redirectionio, all cached"), by_cached, "ns"),
            Figure::plain(name("redirectionio, cache(None)"), by_default, "ns"),
            Figure::plain(name("redirectionio, all cached, to headers"), full, "ns"),
            Figure::times(name("redirectionio, all cached / detour"), by_cached, own, goal),
            Figure::times(name("redirectionio, cache(None) / detour"), by_default, own, None),
            Figure::times(name("redirectionio, to headers / detour"), full, own, None),
        ]);
    }
    Ok(figures)
}

/// All ten shapes, beside a loop.
fn beside_loop(count: usize, goal: f64, rounds: usize) -> Result<Vec<Figure>> {
    let site = Site::new(0, count);
    let mut detour = Detour::new(&site.rules());
    let cached = RedirectionIo::new(redirectionio::rules(&site), Cache::Everything);
    let pcre = Pcre::new(&site);
    let mut figures = Vec::new();
    for (what, urls, expect) in requests(&site) {
        let requests: Vec<_> = urls.iter().map(|url| cached.request(url)).collect();
        let [own, by_cached, by_pcre] = nanoseconds(
            REQUESTS,
            expect,
            rounds,
            [
                Contender::new(|index| detour.decide(&urls[index]).rule().is_some()),
                Contender::new(|index| cached.matches(&requests[index]) > 0),
                Contender::new(|index| pcre.first_match(&urls[index]).is_some()),
            ],
        )?;
        let name = |of: &str| format!("regex {what}, {count} rules: {of}");
        let goal = (expect == Expect::Misses).then_some(goal);
        figures.extend([
            Figure::plain(name("detour, whole decision"), own, "ns"),
            Figure::plain(name("PCRE2-JIT loop"), by_pcre, "ns"),
            Figure::plain(name("redirectionio, all cached"), by_cached, "ns"),
            Figure::times(name("PCRE2-JIT loop / detour"), by_pcre, own, goal),
            Figure::times(name("redirectionio, all cached / detour"), by_cached, own, None),
        ]);
    }
    Ok(figures)
}

fn beside_php(count: usize, goal: f64, rounds: usize) -> Result<Vec<Figure>> {
    let site = Site::new(0, count);
    let mut detour = Detour::new(&site.rules());
    let urls = site.misses(REQUESTS);
    let (mut with_jit, mut without) = (Php::preg_loop(&site, &urls, true)?, Php::preg_loop(&site, &urls, false)?);
    let [own, with_jit, without] = nanoseconds(
        REQUESTS,
        Expect::Misses,
        rounds,
        [
            Contender::new(|index| detour.decide(&urls[index]).rule().is_some()),
            Contender::timed(|count| with_jit.round(count)),
            Contender::timed(|count| without.round(count)),
        ],
    )?;
    let name = |of: &str| format!("regex miss, {count} rules: {of}");
    Ok(vec![
        Figure::plain(name("PHP loop"), with_jit / 1000.0, "us"),
        Figure::plain(name("PHP loop, pcre.jit=0"), without / 1000.0, "us"),
        Figure::times(name("PHP loop / detour"), with_jit, own, Some(goal)),
        Figure::times(name("PHP loop, pcre.jit=0 / detour"), without, own, None),
    ])
}

/// What twenty times as many rules cost if no more of them have to be tried.
fn growth(rounds: usize) -> Result<Vec<Figure>> {
    const VAGUE: usize = 10;
    let (small, large) = (Site::with_vague(0, 1000, VAGUE), Site::with_vague(0, 20_000, VAGUE));
    let (mut of_small, mut of_large) = (Detour::new(&small.rules()), Detour::new(&large.rules()));
    let urls = small.misses(REQUESTS);
    let [few, many] = nanoseconds(
        REQUESTS,
        Expect::Misses,
        rounds * 2,
        [
            Contender::new(|index| of_small.decide(&urls[index]).rule().is_some()),
            Contender::new(|index| of_large.decide(&urls[index]).rule().is_some()),
        ],
    )?;
    Ok(vec![
        Figure::plain("regex miss, 1000 rules, 10 without needle", few, "ns"),
        Figure::plain("regex miss, 20000 rules, 10 without needle", many, "ns"),
        Figure::promised("regex miss, 20000 / 1000 rules", many / few, "times", Goal::AtMost(2.0)),
    ])
}
