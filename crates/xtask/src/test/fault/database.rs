//! The database goes away, cuts connections, or takes nothing.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Faults, until};
use crate::stack::agent;

impl Faults<'_> {
    pub(super) fn connections_are_cut(&mut self) -> Result<()> {
        let cuts = self.times();
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
        load.is_flawless()?;
        self.all_are_counted(&load, &format!("the database's connections were cut {cuts} times"))
    }

    pub(super) fn database_is_stopped(&mut self) -> Result<()> {
        let seconds = if self.long { 30 } else { 3 };
        let load = self.under_load(|faults| {
            faults.live.database.stop();
            std::thread::sleep(Duration::from_secs(seconds));
            faults.live.database.launch()?;
            faults.edits.save(&faults.live)?;
            faults.edits.until_live(faults.live.address)
        })?;
        load.is_flawless()?;
        self.all_are_counted(&load, &format!("the database was stopped for {seconds} s"))
    }

    pub(super) fn database_is_read_only(&mut self) -> Result<()> {
        let mut waiting = 0;
        let load = self.under_load(|faults| {
            faults.live.database.sql("SET GLOBAL read_only = 1")?;
            until("the status to say that events wait", || {
                let status = faults.status()?;
                let error = status["error"].as_str().unwrap_or_default();
                waiting = status["spool"]["waiting"].as_u64().unwrap_or(0);
                Ok(error.contains("read_only") && waiting > 0)
            })?;
            // The rules are live all the same.
            ensure!(faults.status()?["state"] == "live", "{}", faults.status()?);
            std::thread::sleep(Duration::from_secs(1));
            faults.live.database.sql("SET GLOBAL read_only = 0")?;
            Ok(())
        })?;
        load.is_flawless()?;
        self.all_are_counted(&load, &format!("the database was read-only while {waiting} bytes and more waited"))?;
        until("the status to be well", || Ok(self.status()?["error"].is_null()))
    }

    /// What `detour status --json` says of the site.
    pub(super) fn status(&self) -> Result<Value> {
        let mut status = Command::new(&self.built.command);
        status.args(["status", "--json", "--config"]).arg(self.run_dir.join(agent::CONFIG));
        // It ends with 1 where a site is not live.
        let sites: Value = serde_json::from_slice(&status.output()?.stdout)?;
        Ok(sites.get(0).context("no site")?.clone())
    }
}
