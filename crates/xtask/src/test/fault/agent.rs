//! `kill -9` for the agent.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::{Faults, is_whole};

/// Rules that make a file which is mapped, and which takes a moment to be written.
const MANY_RULES: u32 = 5000;

impl Faults<'_> {
    pub(super) fn agent_is_killed(&mut self) -> Result<()> {
        let kills = self.times();
        let load = self.under_load(|faults| {
            for kill in 0..kills {
                std::thread::sleep(Duration::from_micros(u64::from(kill) * 7919 % 40_000));
                faults.restart_agent()?;
            }
            Ok(())
        })?;
        load.is_flawless()?;
        self.all_are_counted(&load, &format!("the agent was killed {kills} times"))
    }

    pub(super) fn agent_is_killed_while_it_publishes(&mut self) -> Result<()> {
        self.restart_agent()?;
        self.fill_rules(MANY_RULES)?;
        let (kills, edits) = (self.times(), self.edits.count());
        let file = self.rules();
        let looking = AtomicBool::new(true);
        let mut left = self.unfinished_files()?;
        let (load, looks) = std::thread::scope(|scope| {
            let looks = scope.spawn(|| {
                let (mut looks, mut damaged) = (0_u64, 0_u64);
                while looking.load(Ordering::Relaxed) {
                    looks += 1;
                    damaged += u64::from(!is_whole(&file));
                    std::thread::sleep(Duration::from_millis(1));
                }
                (looks, damaged)
            });
            let load = self.under_load(|faults| {
                for kill in 0..kills {
                    faults.edits.save(&faults.live)?;
                    // At another moment of its work each time, and every other time while it writes.
                    let moment = u64::from(kill) * 7919;
                    if kill % 2 == 0 {
                        faults.until_a_file_is_written(left)?;
                        std::thread::sleep(Duration::from_micros(moment % 2000));
                    } else {
                        std::thread::sleep(Duration::from_micros(moment % 60_000));
                    }
                    faults.restart_agent()?;
                    left = faults.unfinished_files()?;
                }
                faults.edits.until_live(faults.live.address)
            });
            looking.store(false, Ordering::Relaxed);
            (load, looks.join())
        });
        let (load, Ok((looks, damaged))) = (load?, looks) else { anyhow::bail!("the look-out panicked") };
        println!(
            "      {} edits of {} KiB, {left} kills between writing and renaming, {looks} looks at the file",
            self.edits.count() - edits,
            std::fs::metadata(self.rules())?.len() >> 10
        );
        ensure!(left > 0, "the agent was never killed while it wrote a file");
        ensure!(damaged == 0, "the rule file was not whole in {damaged} of {looks} looks");
        ensure!(is_whole(&detour_format::previous_path(&self.rules())), "the previous rule file is damaged");
        load.is_flawless()?;
        self.all_are_counted(&load, &format!("the agent was killed {kills} times while it published"))?;
        self.fill_rules(0)
    }

    /// Waits until there are more unfinished files than `left`, or the agent has been faster.
    fn until_a_file_is_written(&self, left: usize) -> Result<()> {
        let started = Instant::now();
        while self.unfinished_files()? <= left && started.elapsed() < Duration::from_secs(1) {
            std::thread::sleep(Duration::from_micros(200));
        }
        Ok(())
    }
}
