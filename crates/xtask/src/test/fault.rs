//! Parts of the stack are killed, cut off or filled up while visitors are redirected: no request fails, and afterwards the
//! counters say exactly what was sent.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use super::tally::Tally;
use crate::command::run;
use crate::http::Request;
use crate::progress::Progress;
use crate::stack::agent::Agent;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::ports;
use crate::stack::run_dir::{RunDir, is_root};
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

/// Kills with `--long`; a tenth without.
const KILLS: u32 = 200;
const VISITORS: u32 = 3;

pub(crate) fn suite(built: &Built, wordpress: &WordPress, long: bool) -> Result<Tally> {
    let run_dir = RunDir::new()?;
    let mut progress = Progress::new(live_site::STEPS);
    let live = LiveSite::start(&run_dir, built, wordpress, ports::free()?, true, &mut progress)
        .with_context(|| format!("the logs:\n{}", run_dir.log_tails(15)))?;
    live.rest()?.call(
        "POST",
        "/detour/v1/rules",
        Some(&json!({"source": {"value": "/old"}, "then": {"redirect": {"to": "/new"}}})),
    )?;
    let mut faults =
        Faults { live, run_dir: &run_dir, built, kills: if long { KILLS } else { KILLS / 10 }, counted: 0 };
    until("the rule to be live", || redirects(faults.live.address))?;
    faults.counted = faults.settle(0)?;
    let mut tally = Tally::default();
    tally.record("fault: the agent is killed", faults.agent_is_killed());
    tally.record("fault: the database's connections are cut", faults.connections_are_cut());
    tally.record("fault: garbage in the spool", faults.garbage_in_the_spool());
    tally.record("fault: workers are killed", faults.workers_are_killed());
    match is_root() {
        true => tally.record("fault: the disk of the spool is full", faults.disk_is_full()),
        false => tally.skip("fault: a full disk needs a file system of its own, which only root can mount".to_owned()),
    }
    Ok(tally)
}

struct Faults<'a> {
    live: LiveSite,
    run_dir: &'a RunDir,
    built: &'a Built,
    kills: u32,
    /// Hits that the database has counted so far.
    counted: u64,
}

/// What visitors saw.
struct Load {
    redirected: u64,
    failed: u64,
}

impl Faults<'_> {
    fn agent_is_killed(&mut self) -> Result<()> {
        let kills = self.kills;
        let load = self.under_load(|faults| {
            for kill in 0..kills {
                std::thread::sleep(Duration::from_micros(u64::from(kill) * 7919 % 40_000));
                if let Some(agent) = faults.live.agent.take() {
                    agent.kill();
                }
                faults.live.agent = Some(faults.start_agent()?);
            }
            Ok(())
        })?;
        self.all_are_counted(&load, &format!("the agent was killed {kills} times"))
    }

    fn connections_are_cut(&mut self) -> Result<()> {
        let cuts = self.kills;
        let load = self.under_load(|faults| {
            for _ in 0..cuts {
                std::thread::sleep(Duration::from_millis(50));
                let ids = "SELECT ID FROM information_schema.PROCESSLIST WHERE USER <> 'root' AND COMMAND <> 'Daemon'";
                for id in faults.live.database.sql(ids)?.lines() {
                    // It may have ended by itself.
                    let _ = faults.live.database.sql(&format!("KILL {id}"));
                }
            }
            Ok(())
        })?;
        self.all_are_counted(&load, &format!("the database's connections were cut {cuts} times"))
    }

    fn garbage_in_the_spool(&mut self) -> Result<()> {
        let pieces = self.kills;
        let spool = self.spool();
        let load = self.under_load(|_| {
            for piece in 0..pieces {
                std::thread::sleep(Duration::from_millis(10));
                let garbage: Vec<u8> = (0..4000_u32)
                    .map(|byte| (byte.wrapping_mul(piece + 3).wrapping_mul(2_654_435_761) >> 24) as u8)
                    .collect();
                append(&spool, &garbage)?;
            }
            Ok(())
        })?;
        self.all_are_counted(&load, &format!("{pieces} times 4000 bytes of garbage were in the spool"))
    }

    // A request that a killed worker was at has failed, and nobody knows whether its event was written before.
    fn workers_are_killed(&mut self) -> Result<()> {
        let kills = self.kills / 5;
        let load = self.under_load(|faults| {
            for kill in 0..kills {
                std::thread::sleep(Duration::from_millis(100));
                let workers = faults.live.fpm.workers();
                let Some(&worker) = workers.get(kill as usize % workers.len().max(1)) else { continue };
                if let Some(pid) = i32::try_from(worker).ok().and_then(Pid::from_raw) {
                    let _ = kill_process(pid, Signal::KILL);
                }
            }
            Ok(())
        })?;
        let counted = self.settle(self.counted + load.redirected)? - self.counted;
        self.counted += counted;
        println!(
            "      {kills} workers were killed: {} redirected, {} failed, {counted} counted",
            load.redirected, load.failed
        );
        ensure!(
            (load.redirected..=load.redirected + load.failed).contains(&counted),
            "{counted} hits were counted; {} requests were redirected and {} failed",
            load.redirected,
            load.failed
        );
        ensure!(load.failed <= u64::from(kills) * 2, "{} requests failed for {kills} kills", load.failed);
        Ok(())
    }

    fn disk_is_full(&mut self) -> Result<()> {
        self.live.agent = None;
        let spools = self.run_dir.join("spool");
        run(Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k,mode=2750", "tmpfs"]).arg(&spools))?;
        let outcome = self.on_a_small_disk(&spools);
        self.live.agent = None;
        run(Command::new("umount").arg("-l").arg(&spools))?;
        outcome
    }

    fn on_a_small_disk(&mut self, spools: &Path) -> Result<()> {
        run(Command::new("chgrp").arg("www-data").arg(spools))?;
        // The agent makes the spool there, and nobody reads it while it fills.
        drop(self.start_agent()?);
        let load = self.under_load(|_| {
            std::thread::sleep(Duration::from_secs(3));
            Ok(())
        })?;
        ensure!(load.failed == 0, "{} requests failed", load.failed);
        let lost = || -> Result<u64> {
            let sum = "SELECT COALESCE(SUM(value), 0) FROM wordpress.wp_detour_state WHERE name = 'events_lost'";
            self.live.database.sql(sum)?.trim().parse().context("a number of lost events")
        };
        let lost_before = lost()?;
        self.live.agent = Some(self.start_agent()?);
        // What a worker has lost it tells with the next event that it can write.
        let (mut sent, mut counted) = (load.redirected, 0);
        until("all events to be counted or told as lost", || {
            ensure!(redirects(self.live.address)?, "a request failed");
            sent += 1;
            counted = self.settle(self.counted)? - self.counted;
            Ok(counted + lost()? - lost_before == sent)
        })?;
        println!(
            "      the spool's disk was full: {sent} redirected, 0 failed, {counted} counted, {} told as lost",
            lost()? - lost_before
        );
        self.counted += counted;
        ensure!(counted < load.redirected, "64 KiB were enough for {sent} events");
        Ok(())
    }

    fn start_agent(&self) -> Result<Agent> {
        let rules = self.run_dir.join("rules/site.detour");
        Agent::start(self.run_dir, &self.built.command, &self.live.site.root, &rules, &self.run_dir.join("spool"))
    }

    fn spool(&self) -> PathBuf {
        self.run_dir.join("spool/site.spool")
    }

    fn all_are_counted(&mut self, load: &Load, what: &str) -> Result<()> {
        let counted = self.settle(self.counted + load.redirected)? - self.counted;
        self.counted += counted;
        println!("      {what}: {} redirected, {} failed, {counted} counted", load.redirected, load.failed);
        ensure!(load.failed == 0, "{} requests failed", load.failed);
        ensure!(counted == load.redirected, "{counted} hits were counted for {} requests", load.redirected);
        Ok(())
    }

    /// Waits for so many hits, and that no more come.
    fn settle(&self, wanted: u64) -> Result<u64> {
        let query = "SELECT COALESCE(SUM(hits), 0) FROM wordpress.wp_detour_hits WHERE rule > 0";
        let count = || -> Result<u64> { self.live.database.sql(query)?.trim().parse().context("a number of hits") };
        let is_read = || -> Result<bool> {
            let id = id_of(&self.spool())?;
            let query = format!("SELECT position FROM wordpress.wp_detour_spool WHERE file = '{id}'");
            let position: u64 = self.live.database.sql(&query)?.trim().parse().unwrap_or(0);
            // What garbage ends with may look like the beginning of a record.
            Ok(position + 4096 > std::fs::metadata(self.spool())?.len())
        };
        let waited = until("the hits to be counted", || Ok(count()? >= wanted && is_read()?));
        match waited {
            Err(_) => count(),
            Ok(()) => {
                std::thread::sleep(Duration::from_millis(1500));
                count()
            }
        }
    }

    /// Visitors ask while `disturb` runs.
    fn under_load(&mut self, disturb: impl FnOnce(&mut Self) -> Result<()>) -> Result<Load> {
        let (working, redirected, failed) = (AtomicBool::new(true), AtomicU64::new(0), AtomicU64::new(0));
        let address = self.live.address;
        std::thread::scope(|scope| {
            for _ in 0..VISITORS {
                scope.spawn(|| {
                    while working.load(Ordering::Relaxed) {
                        let counter = if redirects(address).unwrap_or(false) { &redirected } else { &failed };
                        counter.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            let outcome = disturb(self);
            working.store(false, Ordering::Relaxed);
            outcome
        })?;
        Ok(Load { redirected: redirected.into_inner(), failed: failed.into_inner() })
    }
}

fn redirects(address: SocketAddr) -> Result<bool> {
    let answer = Request::get("/old").send(address)?;
    Ok(answer.status == 307 && answer.location().is_some_and(|to| to.ends_with("/new")))
}

fn id_of(spool: &Path) -> Result<String> {
    let mut header = [0; detour_spool::HEADER_BYTES];
    std::fs::File::open(spool)?.read_exact(&mut header)?;
    Ok(detour_spool::FileId::of_header(&header)?.to_string())
}

fn append(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::OpenOptions::new().append(true).open(path)?.write_all(bytes)
}

fn until(what: &str, mut condition: impl FnMut() -> Result<bool>) -> Result<()> {
    let started = Instant::now();
    while !condition()? {
        ensure!(started.elapsed() < Duration::from_secs(30), "waited 30 s in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
