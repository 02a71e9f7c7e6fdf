//! The kernel lets the agent watch nothing: it finds edits by asking.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::Faults;
use crate::stack::agent;

impl Faults<'_> {
    pub(super) fn no_file_can_be_watched(&mut self) -> Result<()> {
        for limit in ["max_inotify_watches", "max_inotify_instances"] {
            let said = self.says_that_it_polls()?;
            // A limit of a user namespace of the agent's own. Entering that takes the death signal away.
            let script = format!("echo 0 > /proc/sys/user/{limit} && exec setpriv --pdeathsig TERM -- \"$@\"");
            let under = ["unshare", "--user", "--map-root-user", "sh", "-c", &script, "sh"].map(str::to_owned);
            self.restart_agent_under(&under)?;
            let mut slowest = 0.0_f64;
            let load = self.under_load(|faults| {
                for _ in 0..3 {
                    let saved = Instant::now();
                    faults.edits.save(&faults.live)?;
                    faults.edits.until_live(faults.live.address)?;
                    slowest = slowest.max(saved.elapsed().as_secs_f64());
                }
                Ok(())
            })?;
            load.is_flawless()?;
            ensure!(self.says_that_it_polls()? > said, "with {limit} = 0 the agent does not say that it polls");
            self.all_are_counted(&load, &format!("{limit} was 0, an edit live after {slowest:.2} s at most"))?;
        }
        self.restart_agent()
    }

    /// How often.
    fn says_that_it_polls(&self) -> Result<usize> {
        let log = std::fs::read_to_string(self.run_dir.log(agent::LOG))?;
        Ok(log.matches("changes are noticed by polling only").count())
    }
}
