//! Whole decisions with cold caches: between two decisions of a PHP worker runs a page of WordPress.

use anyhow::Result;

use super::Effort;
use crate::clock::ColdCaches;
use crate::detour::Detour;
use crate::figure::{Figure, Goal, quantile};
use crate::generate::Site;

pub(super) fn measure(effort: Effort) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let caches = ColdCaches::new();
    let times = effort.choose(500, 50);
    for (name, site, goal) in
        [("1k + 20", Site::new(1000, 20), Some(3.0)), ("100k + 1k", Site::new(100_000, 1000), None)]
    {
        let mut detour = Detour::new(&site.rules());
        let (hits, misses) = (site.literal_hits(times), site.misses(times));
        // Patterns are compiled on first use, which comes once in a worker's life.
        for url in &misses {
            detour.decide(url);
        }
        let [mut of_hits, mut of_misses] = [Vec::new(), Vec::new()];
        for (hit, miss) in hits.iter().zip(&misses) {
            of_hits.push(caches.time(|| detour.decide(hit)) / 1000.0);
            of_misses.push(caches.time(|| detour.decide(miss)) / 1000.0);
        }
        let mut all = [&of_hits[..], &of_misses[..]].concat();
        let name = |of: &str| format!("cold caches, {name} rules: {of}");
        let (p50, p90) = (quantile(&mut all, 0.5), quantile(&mut all, 0.9));
        figures.push(match goal {
            Some(most) => Figure::promised(name("p50"), p50, "us", Goal::AtMost(most)),
            None => Figure::plain(name("p50"), p50, "us"),
        });
        figures.extend([
            Figure::plain(name("p90"), p90, "us"),
            Figure::plain(name("p50 of literal hits"), quantile(&mut of_hits, 0.5), "us"),
            Figure::plain(name("p50 of misses"), quantile(&mut of_misses, 0.5), "us"),
        ]);
    }
    let mut empty: Vec<f64> = (0..times).map(|_| caches.time(|| ()) / 1000.0).collect();
    figures.push(Figure::plain("cold caches, the clock alone: p50", quantile(&mut empty, 0.5), "us"));
    Ok(figures)
}
