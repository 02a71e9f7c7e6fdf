//! What the database has counted, held against what visitors saw.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use detour_spool::FileId;

use super::visitors::Load;
use super::{Faults, Settled, until};

impl Faults<'_> {
    /// Each redirect that anybody saw is counted once, and nothing else.
    pub(super) fn all_are_counted(&mut self, load: &Load, what: &str) -> Result<()> {
        let (redirected, counted) = self.newly_counted()?;
        tell(load, redirected, counted, what);
        ensure!(counted == redirected, "{counted} hits were counted for {redirected} redirects");
        Ok(())
    }

    /// The same where workers end: nobody knows whether the event of a request that failed was written before.
    pub(super) fn all_but_failed_are_counted(&mut self, load: &Load, what: &str) -> Result<()> {
        let (redirected, counted) = self.newly_counted()?;
        tell(load, redirected, counted, what);
        let Load { failed, .. } = load;
        ensure!(
            (redirected..=redirected + failed).contains(&counted),
            "{counted} hits were counted; {redirected} requests were redirected and {failed} failed",
        );
        Ok(())
    }

    /// What was redirected, and what was counted, since this was called last.
    pub(super) fn newly_counted(&mut self) -> Result<(u64, u64)> {
        let before = self.settled;
        let redirected = self.edits.redirected() - before.redirected;
        let counted = self.settle(before.counted + redirected)?;
        self.settled = Settled { redirected: before.redirected + redirected, counted };
        Ok((redirected, counted - before.counted))
    }

    // Waits for so many hits, and that no more come.
    fn settle(&self, wanted: u64) -> Result<u64> {
        let waited = until("the hits to be counted", || Ok(self.hits()? >= wanted && self.is_read()?));
        match waited {
            Err(_) => self.hits(),
            Ok(()) => {
                std::thread::sleep(Duration::from_millis(1500));
                self.hits()
            }
        }
    }

    pub(super) fn hits(&self) -> Result<u64> {
        let query = "SELECT COALESCE(SUM(hits), 0) FROM wordpress.wp_detour_hits WHERE rule > 0";
        self.live.database.sql(query)?.trim().parse().context("a number of hits")
    }

    fn is_read(&self) -> Result<bool> {
        // The agent puts back what was written over the id.
        let Ok(id) = FileId::of(&self.spool()) else { return Ok(false) };
        let query = format!("SELECT position FROM wordpress.wp_detour_spool WHERE file = '{id}'");
        let position: u64 = self.live.database.sql(&query)?.trim().parse().unwrap_or(0);
        // What garbage ends with may look like the beginning of a record.
        Ok(position + 4096 > std::fs::metadata(self.spool())?.len())
    }
}

// Whoever waits for an edit to be live is redirected as well.
fn tell(load: &Load, redirected: u64, counted: u64, what: &str) {
    let Load { redirected: of_visitors, passed, failed, .. } = load;
    println!(
        "      {what}: visitors saw {of_visitors} redirects, {passed} pages, {failed} errors; \
         {counted} hits counted for {redirected} redirects in all"
    );
}
