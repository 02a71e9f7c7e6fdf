//! The agent among what only a whole machine has: a real WordPress network, a journal, other people's links.

mod journal;
mod network;
mod tenants;

use anyhow::Result;

use super::tally::Tally;
use crate::stack::run_dir::is_root;
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

pub(crate) fn suite(built: &Built, wordpress: &WordPress) -> Result<Tally> {
    let mut tally = Tally::default();
    match is_root() {
        true => {
            tally.record("the log in the journal", journal::run(built));
            tally.record("links of other tenants", tenants::run(built));
        }
        false => tally.skip_many(2, "mounts and files of others: only root can make them"),
    }
    tally.add(network::run(built, wordpress)?);
    Ok(tally)
}
