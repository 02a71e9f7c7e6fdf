//! A disk is full: that of the spool, or that of the rule files.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::{Faults, Settled, until};
use crate::command::run;

impl Faults<'_> {
    pub(super) fn disk_of_the_spool_is_full(&mut self) -> Result<()> {
        let spools = self.spools();
        self.on_a_small_disk(&spools, "size=64k,mode=2750", |faults| faults.spool_fills())
    }

    pub(super) fn disk_of_the_rules_is_full(&mut self) -> Result<()> {
        let rules = self.run_dir.join("rules");
        self.on_a_small_disk(&rules, "size=512k,mode=0755", |faults| faults.rules_fill())
    }

    fn on_a_small_disk(&mut self, at: &Path, options: &str, scenario: fn(&mut Self) -> Result<()>) -> Result<()> {
        self.live.agent = None;
        run(Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at))?;
        run(Command::new("chgrp").arg("www-data").arg(at))?;
        let outcome = scenario(self);
        self.live.agent = None;
        run(Command::new("umount").arg("-l").arg(at))?;
        self.restart_agent()?;
        // The file below is as old as the disk above was there.
        until("the rule file to be live", || Ok(self.status()?["state"] == "live"))?;
        outcome
    }

    fn spool_fills(&mut self) -> Result<()> {
        // The agent makes the spool there, and nobody reads it while it fills.
        self.restart_agent()?;
        self.live.agent = None;
        let load = self.under_load(|_| {
            std::thread::sleep(Duration::from_secs(3));
            Ok(())
        })?;
        load.is_flawless()?;
        let lost_before = self.told_as_lost()?;
        self.restart_agent()?;
        // What a worker has lost it tells with the next event that it can write.
        let before = self.settled;
        until("all events to be counted or told as lost", || {
            ensure!(self.edits.redirects(self.live.address)?, "a request passed");
            std::thread::sleep(Duration::from_millis(1500));
            self.settled = Settled { redirected: self.edits.redirected(), counted: self.hits()? };
            let Settled { redirected, counted } = self.settled;
            let lost = self.told_as_lost()? - lost_before;
            Ok(counted - before.counted + lost == redirected - before.redirected)
        })?;
        let (redirected, counted) =
            (self.settled.redirected - before.redirected, self.settled.counted - before.counted);
        let lost = redirected - counted;
        println!("      the spool's disk was full: {redirected} redirected, {counted} counted, {lost} told as lost");
        ensure!(lost > 0, "64 KiB were enough for {redirected} events");
        Ok(())
    }

    fn told_as_lost(&self) -> Result<u64> {
        let sum = "SELECT COALESCE(SUM(value), 0) FROM wordpress.wp_detour_state WHERE name = 'events_lost'";
        self.live.database.sql(sum)?.trim().parse().context("a number of lost events")
    }

    fn rules_fill(&mut self) -> Result<()> {
        self.restart_agent()?;
        let filler = self.run_dir.join("rules/filler");
        let load = self.under_load(|faults| {
            faults.edits.until_live(faults.live.address)?;
            // As much as there is; the error is what is wanted.
            let full = std::fs::write(&filler, vec![b'x'; 1 << 20]);
            ensure!(full.is_err(), "a disk of 512 KiB takes 1 MiB");
            faults.edits.save(&faults.live)?;
            until("the status to say that the edit is not live", || Ok(faults.status()?["state"] == "behind"))?;
            std::thread::sleep(Duration::from_secs(1));
            ensure!(!faults.edits.are_live(faults.live.address)?, "an edit went live on a full disk");
            std::fs::remove_file(&filler)?;
            faults.edits.until_live(faults.live.address)
        })?;
        load.is_flawless()?;
        let left = self.unfinished_files()?;
        ensure!(left == 0, "{left} unfinished files are left behind");
        self.all_are_counted(&load, "the rules' disk was full")
    }
}
