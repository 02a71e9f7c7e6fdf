//! Hits, misses and edits as fast as they go, for some time.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Faults;
use crate::http::Request;

/// What memory may grow by from a quarter of the time to its end, KiB: two of the chunks that PHP takes and gives back.
const MAY_GROW_BY: u64 = 4096;

/// Looks at the memory of a process, one of which finds it with nothing to do.
const SAMPLES: u32 = 100;

impl Faults<'_> {
    pub(super) fn everything_for_some_time(&mut self) -> Result<()> {
        let time = Duration::from_secs(if self.long { 120 } else { 15 });
        let address = self.live.address;
        let (working, misses) = (AtomicBool::new(true), AtomicU64::new(0));
        let mut slowest = Duration::ZERO;
        let mut grown = Vec::new();
        let edits_before = self.edits.count();
        // What a page of WordPress takes the workers keep.
        (0..20).try_for_each(|_| look_around(address).map(drop))?;
        let load = std::thread::scope(|scope| {
            let misser = scope.spawn(|| -> Result<()> {
                while working.load(Ordering::Relaxed) {
                    misses.fetch_add(look_around(address)?, Ordering::Relaxed);
                }
                Ok(())
            });
            let load = self.under_load(|faults| {
                let started = Instant::now();
                let mut early = None;
                while started.elapsed() < time {
                    let saved = Instant::now();
                    faults.edits.save(&faults.live)?;
                    faults.edits.until_live(address)?;
                    slowest = slowest.max(saved.elapsed());
                    if early.is_none() && started.elapsed() > time / 4 {
                        early = Some(faults.memory()?);
                    }
                }
                let early = early.context("there was no time for an edit")?;
                grown = early.into_iter().zip(faults.memory()?).collect();
                Ok(())
            });
            working.store(false, Ordering::Relaxed);
            misser.join().map_err(|_| anyhow::anyhow!("a visitor panicked"))??;
            load
        })?;
        let edits = self.edits.count() - edits_before;
        println!(
            "      {edits} edits, {} ms from save to live at most; {} misses; memory in KiB early and late: {grown:?}",
            slowest.as_millis(),
            misses.into_inner()
        );
        load.is_flawless()?;
        for ((name, early), (_, late)) in &grown {
            ensure!(*late <= early + MAY_GROW_BY, "the memory of {name} grew from {early} to {late} KiB");
        }
        self.all_are_counted(&load, &format!("everything for {} s", time.as_secs()))
    }

    /// What agent and workers have to themselves when they have nothing to do, KiB: PHP gives back what a page took.
    fn memory(&self) -> Result<Vec<(&'static str, u64)>> {
        let agent = self.live.agent.as_ref().context("no agent")?.pid();
        let workers = self.live.fpm.workers().into_iter().map(|pid| ("a worker", pid));
        let all = workers.chain([("the agent", agent)]);
        all.map(|(name, pid)| {
            let mut least = private_memory(pid)?;
            for _ in 0..SAMPLES {
                std::thread::sleep(Duration::from_millis(5));
                least = least.min(private_memory(pid)?);
            }
            Ok((name, least))
        })
        .collect()
    }
}

/// Asks for pages that no rule is for; answers how many.
fn look_around(address: SocketAddr) -> Result<u64> {
    let pages = [("/no-such-page", 404), ("/", 200), ("/sample-page/", 200)];
    for (path, status) in pages {
        let answer = Request::get(path).send(address)?;
        ensure!(answer.status == status, "{path}: status {} instead of {status}", answer.status);
    }
    Ok(pages.len() as u64)
}

fn private_memory(pid: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).context("/proc/PID/status has RssAnon")?;
    line.trim().trim_end_matches(" kB").parse().context("RssAnon")
}
