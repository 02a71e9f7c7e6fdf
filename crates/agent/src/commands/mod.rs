//! One file per subcommand.

pub(crate) mod agent;
pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod compile;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod manual;
pub(crate) mod rollback;
pub(crate) mod sites;
pub(crate) mod status;
pub(crate) mod verify;
pub(crate) mod webserver;

mod config;
mod given;
mod import_site;
mod input;
mod origin;
mod progress;
mod requests;
mod rule_source;
mod save;
mod table;
mod verified;

/// Runs the little asynchronous part of a command.
fn block_on<T>(work: impl Future<Output = T>) -> anyhow::Result<T> {
    use anyhow::Context;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("starting the runtime")?;
    Ok(runtime.block_on(work))
}
