//! PHP's workers are killed and replaced.

use std::time::Duration;

use anyhow::{Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use super::Faults;

impl Faults<'_> {
    // A request that a killed worker was at has failed.
    pub(super) fn workers_are_killed(&mut self) -> Result<()> {
        let kills = self.times() / 5;
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
        load.is_right()?;
        ensure!(load.failed <= u64::from(kills) * 2, "{} requests failed for {kills} kills", load.failed);
        self.all_but_failed_are_counted(&load, &format!("{kills} workers were killed"))
    }

    pub(super) fn workers_are_replaced(&mut self) -> Result<()> {
        let reloads = self.times() / 5;
        let load = self.under_load(|faults| {
            for _ in 0..reloads {
                std::thread::sleep(Duration::from_millis(500));
                faults.live.fpm.reload()?;
            }
            std::thread::sleep(Duration::from_millis(500));
            Ok(())
        })?;
        load.is_flawless()?;
        self.all_are_counted(&load, &format!("the workers were replaced {reloads} times"))
    }
}
