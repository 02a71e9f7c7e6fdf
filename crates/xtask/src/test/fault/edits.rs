//! A rule whose target says of which edit it is, so that each answer can be held against the rules that were valid around it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail};

use super::until;
use super::visitors::Answer;
use crate::http::{Request, Response};
use crate::stack::live_site::LiveSite;

/// The edits of `/edited`, which leads to `/version-N`.
pub(super) struct Edits {
    rule: u64,
    /// The newest that was begun to be saved.
    begun: AtomicU64,
    /// The newest that anybody was answered with.
    seen: AtomicU64,
    /// Redirects that anybody was answered with, of `/old` as well.
    redirected: AtomicU64,
}

impl Edits {
    pub(super) fn of(rule: u64) -> Edits {
        Edits { rule, begun: AtomicU64::new(0), seen: AtomicU64::new(0), redirected: AtomicU64::new(0) }
    }

    /// Saves the next one as the plugin does.
    pub(super) fn save(&self, live: &LiveSite) -> Result<()> {
        self.save_with(live, "")
    }

    /// The same, with more in the same transaction.
    pub(super) fn save_with(&self, live: &LiveSite, more: &str) -> Result<()> {
        // Before it is saved: it may be live before we hear so.
        let version = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let rule = self.rule;
        live.database.sql(&format!(
            r#"USE wordpress; START TRANSACTION; UPDATE wp_detour_state SET value = value + 1 WHERE name = 'revision';
               UPDATE wp_detour_rules SET rule = '{{"source": {{"value": "/edited"}}, "then": {{"redirect": {{"to": "/version-{version}"}}}}}}'
               WHERE id = {rule}; {more} COMMIT;"#
        ))?;
        nudge(live)
    }

    /// Asks as a visitor. What anybody has seen nobody may miss who asks later, and nobody may see what was never saved.
    pub(super) fn ask(&self, address: SocketAddr) -> Answer {
        let least = self.seen.load(Ordering::SeqCst);
        let answer = match Request::get("/edited").send(address) {
            Ok(answer) => answer,
            Err(error) => return Answer::Failed(format!("{error:#}")),
        };
        let most = self.begun.load(Ordering::SeqCst);
        match version(&answer) {
            Some(version) if (least..=most).contains(&version) => {
                self.seen.fetch_max(version, Ordering::SeqCst);
                self.redirected.fetch_add(1, Ordering::SeqCst);
                Answer::Redirected
            }
            Some(version) => Answer::Wrong(format!("/edited is of edit {version}; valid were {least} to {most}")),
            None => Answer::of_other_status("/edited", &answer),
        }
    }

    /// Whether the newest one is what visitors get.
    pub(super) fn are_live(&self, address: SocketAddr) -> Result<bool> {
        match self.ask(address) {
            Answer::Redirected | Answer::Passed => {}
            Answer::Failed(what) | Answer::Wrong(what) => bail!(what),
        }
        Ok(self.seen.load(Ordering::SeqCst) == self.begun.load(Ordering::SeqCst))
    }

    pub(super) fn until_live(&self, address: SocketAddr) -> Result<()> {
        until("the newest edit to be live", || self.are_live(address))
    }

    /// Asks a head that may be behind the others; answers of which edit it is.
    pub(super) fn version_at(&self, address: SocketAddr) -> Result<Option<u64>> {
        let answer = Request::get("/edited").send(address)?;
        let version = version(&answer);
        self.redirected.fetch_add(version.is_some().into(), Ordering::SeqCst);
        Ok(version)
    }

    /// Asks for what is never edited.
    pub(super) fn ask_old(&self, address: SocketAddr) -> Answer {
        match Request::get("/old").send(address) {
            Ok(answer) if answer.status == 307 && answer.location().is_some_and(|to| to.ends_with("/new")) => {
                self.redirected.fetch_add(1, Ordering::SeqCst);
                Answer::Redirected
            }
            Ok(answer) => Answer::of_other_status("/old", &answer),
            Err(error) => Answer::Failed(format!("{error:#}")),
        }
    }

    /// Whether `/old` is redirected.
    pub(super) fn redirects(&self, address: SocketAddr) -> Result<bool> {
        match self.ask_old(address) {
            Answer::Redirected => Ok(true),
            Answer::Passed => Ok(false),
            Answer::Failed(what) | Answer::Wrong(what) => bail!(what),
        }
    }

    /// How many redirects were seen so far, which is how many hits there are to be.
    pub(super) fn redirected(&self) -> u64 {
        self.redirected.load(Ordering::SeqCst)
    }

    /// How many edits there were so far.
    pub(super) fn count(&self) -> u64 {
        self.begun.load(Ordering::SeqCst)
    }
}

/// Which edit an answer is of.
fn version(answer: &Response) -> Option<u64> {
    let location = answer.location().filter(|_| answer.status == 307)?;
    location.rsplit_once("/version-")?.1.parse().ok()
}

/// Touches the nudge file as the plugin does after a save.
pub(super) fn nudge(live: &LiveSite) -> Result<()> {
    let nudge = live.site.root.join("wp-content/uploads/detour/nudge");
    std::fs::write(&nudge, "1\n").with_context(|| format!("can't write {}", nudge.display()))
}
