//! How Detour is doing in this worker: what `Detour\status()` and phpinfo() show.

use std::borrow::Cow;
use std::path::PathBuf;

use detour_rules::Lease;

use crate::choice::Choice;
use crate::clock;
use crate::globals::{self, Counters, Globals};
use crate::request::ActiveRequest;
use crate::settled;

/// A snapshot, free of PHP and of borrows.
pub(crate) struct Status {
    pub(crate) enabled: bool,
    /// Path of the rule file that counts for this request.
    pub(crate) file: Option<Vec<u8>>,
    /// How the newest look at that file went.
    pub(crate) state: &'static str,
    /// What is in use; after a failure this is the last good file.
    pub(crate) in_use: Option<InUse>,
    /// What the agent says of the plugins whose rules are served.
    pub(crate) lease: Option<Lease>,
    pub(crate) error: Option<String>,
    /// Where events of this site go, and how the last write to it went.
    pub(crate) spool: Option<(PathBuf, &'static str)>,
    pub(crate) counters: Counters,
}

/// A rule file in use.
#[derive(Default)]
pub(crate) struct InUse {
    pub(crate) generation: u64,
    /// Of a network, that of the request's blog.
    pub(crate) revision: u64,
    pub(crate) rules: u64,
    pub(crate) published: u64,
    pub(crate) sites: u64,
    /// The blog of a network that the request belongs to.
    pub(crate) blog: Option<u64>,
}

/// Looks at the rule file as the next request would.
pub(crate) fn read(request: &ActiveRequest) -> Status {
    globals::with(|globals| {
        let mut status = Status {
            enabled: request.enabled(),
            file: None,
            state: "unset",
            in_use: None,
            lease: None,
            error: None,
            spool: None,
            counters: globals.counters,
        };
        look(&mut status, globals, request);
        if status.error.is_none() && request.vhost_is_ignored() {
            status.error = Some(
                "DETOUR_RULES is set for this site but ignored, because detour.rules_dir is empty. \
                 Set detour.rules_dir to the directory of the rule files"
                    .to_owned(),
            );
        }
        if status.error.is_none() {
            status.error.clone_from(&globals.last_panic);
        }
        status
    })
}

fn look(status: &mut Status, globals: &mut Globals, request: &ActiveRequest) {
    match request.choose() {
        Choice::Unset => {}
        Choice::Refused(why) => {
            status.state = "untrusted";
            status.error = Some(why.to_string());
        }
        Choice::File(source) => {
            status.file = Some(source.path.to_vec());
            if status.enabled {
                let spools = request.spool();
                let site = globals.sites.current(source, request.revalidate(), clock::seconds());
                status.state = site.state();
                status.error = site.error().map(str::to_owned);
                status.lease = settled::lease(site);
                status.spool = spools.map(|directory| site.spool_in(directory)).map(|spool| {
                    let state = spool.state().word();
                    (spool.path().to_owned(), state)
                });
                status.in_use = site.file().map(|file| {
                    let asked = request.read(request);
                    InUse {
                        generation: file.generation(),
                        revision: asked.as_ref().map_or(file.revision(), |request| file.revision_for(request)),
                        rules: u64::from(file.rule_count()),
                        published: file.created(),
                        sites: file.site_count() as u64,
                        blog: asked.and_then(|request| file.blog(&request)),
                    }
                });
            }
        }
    }
    if !status.enabled {
        status.state = "disabled";
    }
}

impl Status {
    /// The path for people.
    pub(crate) fn file_text(&self) -> Cow<'_, str> {
        self.file.as_deref().map(String::from_utf8_lossy).unwrap_or_default()
    }
}
