//! Answers that need no PHP, given by the web server itself (`WEBSERVER.md`): whatever of a site's rule file is the same for
//! every visitor goes into a table of nginx's or Apache's. Off unless the site has a `[site.webserver]`.
//!
//! The table follows the rule file in place, rollbacks included. It is never ahead of it, and behind it for as long as the
//! server takes to be tested and reloaded.

mod answers;
mod command;
mod place;
mod spellings;
mod state;
mod task;
mod visitor;

use std::path::Path;

use detour_exchange::{Fixed, Table, apache, nginx};

pub use answers::{Answers, Left};
pub use place::{Failure, put};
pub use state::{WebserverState, read as state};
pub(crate) use task::SiteWebserver;

/// A web server that rules can be written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Webserver {
    /// Maps in its `http` block, read at each reload.
    Nginx,
    /// A text map of mod_rewrite, read again when it changes.
    Apache,
}

impl Webserver {
    /// As in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Webserver::Nginx => "nginx",
            Webserver::Apache => "apache",
        }
    }

    /// The table. `site` tells those of several sites apart.
    pub fn table(self, site: &str, answers: &[Fixed]) -> Table {
        match self {
            Webserver::Nginx => nginx::table(site, answers),
            Webserver::Apache => apache::table(answers),
        }
    }

    /// What the server's configuration needs besides, whatever the rules are: where to look into the table at `file`.
    pub fn lines(self, site: &str, file: &Path) -> String {
        match self {
            Webserver::Nginx => nginx::table_location(site),
            Webserver::Apache => apache::table_rules(site, file),
        }
    }
}
