//! The agent that keeps rule files in step with WordPress databases, and the commands beside it.
#![forbid(unsafe_code)]

mod allowance;
mod backoff;
mod cli;
mod commands;
pub mod config;
pub mod daemon;
pub mod database;
pub mod description;
mod events;
mod exit;
pub mod import;
mod limits;
mod links;
mod logging;
mod metrics;
pub mod network;
mod nudge;
pub mod origins;
mod publication;
pub mod publish;
mod random;
pub mod rollback;
pub mod rules_table;
pub mod site;
pub mod socket;
pub mod state;
pub mod status;
mod sync;
mod systemd;
mod targets;
pub mod tls;
pub mod webserver;
pub mod wordpress;
pub mod wp_config;

pub use cli::main;
