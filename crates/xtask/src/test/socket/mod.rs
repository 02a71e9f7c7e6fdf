//! PHP without the extension: the agent's socket, and a real WordPress that asks it.

mod cases;
mod client;
mod wordpress;

use anyhow::Result;

use super::tally::Tally;
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

pub(crate) fn suite(built: &Built, wordpress: &WordPress) -> Result<Tally> {
    let mut tally = cases::run(built)?;
    println!("  suite through the socket: {} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    tally.add(wordpress::run(built, wordpress)?);
    Ok(tally)
}
