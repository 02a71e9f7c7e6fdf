//! A worker of its own: how soon it is ready, and what memory it takes that no other shares.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;

use super::Effort;
use crate::detour::{Detour, bytes};
use crate::figure::{Figure, Goal, quantile};
use crate::generate::Site;
use crate::peers::redirectionio;
use crate::worker::Worker;

const REQUESTS: usize = 10_000;
/// Patterns of the large site that visitors use.
const USED: usize = 200;
/// The large site's file.
const LARGE: &str = "large";

pub(super) fn measure(effort: Effort) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let (small, large) = (Site::new(1000, 100), Site::new(1_000_000, 20_000));
    let mut figures = ready(&folder, &small, &large, effort)?;
    figures.extend(memory(&folder, &large)?);
    if effort == Effort::Full {
        figures.extend(peer_memory(&folder)?);
    }
    Ok(figures)
}

/// A rule file, and the times of the processes that opened it, in microseconds.
struct Starts {
    name: &'static str,
    file: PathBuf,
    urls: Vec<String>,
    to_open: Vec<f64>,
    to_answers: Vec<f64>,
}

impl Starts {
    fn new(folder: &TempDir, name: &'static str, file: &str, site: &Site) -> Result<Starts> {
        let file = rule_file(folder, file);
        std::fs::write(&file, bytes(&site.rules()))?;
        let urls = site.literal_hits(2).into_iter().zip(site.misses(2)).flat_map(|(hit, miss)| [hit, miss]).collect();
        Ok(Starts { name, file, urls, to_open: Vec::new(), to_answers: Vec::new() })
    }

    fn round(&mut self) -> Result<()> {
        let mut arguments = vec!["ready", text(&self.file)];
        self.to_open.push(Worker::spawn(&arguments)? / 1000.0);
        arguments.extend(self.urls.iter().map(String::as_str));
        self.to_answers.push(Worker::spawn(&arguments)? / 1000.0);
        Ok(())
    }
}

fn ready(folder: &TempDir, small: &Site, large: &Site, effort: Effort) -> Result<Vec<Figure>> {
    let mut small = Starts::new(folder, "1k + 100", "small", small)?;
    let mut large = Starts::new(folder, "1M + 20k", LARGE, large)?;
    for _ in 0..effort.choose(101, 11) {
        small.round()?;
        large.round()?;
    }
    let mut figures = Vec::new();
    for starts in [&mut small, &mut large] {
        let name = |of: &str| format!("fresh process, {} rules, {of}", starts.name);
        let p50 = quantile(&mut starts.to_answers, 0.5);
        figures.extend([
            Figure::plain(name("file open, p50"), quantile(&mut starts.to_open, 0.5), "us"),
            Figure::plain(name("4 answers, best"), quantile(&mut starts.to_answers, 0.0), "us"),
            Figure::promised(name("4 answers, p50"), p50, "us", Goal::AtMost(100.0)),
        ]);
    }
    let ratio = quantile(&mut large.to_answers, 0.5) / quantile(&mut small.to_answers, 0.5);
    figures.push(Figure::promised("fresh process, 1M + 20k / 1k + 100 rules", ratio, "times", Goal::AtMost(2.0)));
    Ok(figures)
}

fn memory(folder: &TempDir, large: &Site) -> Result<Vec<Figure>> {
    let file = rule_file(folder, LARGE);
    // As another worker would: only pages that two processes have are not private.
    let other = Detour::load(&file)?;
    other.file().verify()?;
    let [hits, misses] = [large.literal_hits(REQUESTS), large.misses(REQUESTS)];
    let used = large.pattern_hits(USED);
    let mut figures = Vec::new();
    for (name, patterns, most) in [("literal hits and misses", false, 1.0), ("half of them to 200 patterns", true, 9.0)]
    {
        let mix = (0..REQUESTS).map(|index| match index % 4 {
            0 => &hits[index],
            1 => &misses[index],
            _ if patterns => &used[index % USED],
            2 => &hits[index],
            _ => &misses[index],
        });
        let urls = write_lines(folder, "urls", mix.cloned())?;
        let bytes = Worker::spawn(&["memory", text(&file), text(&urls)])?;
        let name = format!("private memory, 1M + 20k, 10k requests, {name}");
        figures.push(Figure::promised(name, bytes / f64::from(1 << 20), "MiB", Goal::AtMost(most)));
    }
    Ok(figures)
}

fn peer_memory(folder: &TempDir) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (name, site) in [("100k literals", Site::new(100_000, 0)), ("10k regexes", Site::new(0, 10_000))] {
        let rules = write_lines(folder, "rules", redirectionio::rules(&site))?;
        let urls = write_lines(folder, "urls", site.misses(REQUESTS).into_iter())?;
        let bytes = Worker::spawn(&["peer-memory", text(&rules), text(&urls)])?;
        let name = format!("private memory, redirectionio all cached, {name}");
        figures.push(Figure::plain(name, bytes / f64::from(1 << 20), "MiB"));
    }
    Ok(figures)
}

fn rule_file(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name).with_extension("detour")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

fn write_lines(folder: &TempDir, name: &str, lines: impl Iterator<Item = String>) -> Result<PathBuf> {
    let path = folder.path().join(name);
    std::fs::write(&path, lines.collect::<Vec<_>>().join("\n"))?;
    Ok(path)
}
