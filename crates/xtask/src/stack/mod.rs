//! The stack that Detour runs in, one component per module, on this machine and without containers.

pub(crate) mod agent;
pub(crate) mod apache;
pub(crate) mod apt_source;
pub(crate) mod cli_server;
pub(crate) mod debian;
pub(crate) mod live_site;
pub(crate) mod mariadb;
pub(crate) mod nginx;
pub(crate) mod oldest_wordpress;
pub(crate) mod packages;
pub(crate) mod php;
pub(crate) mod php_fpm;
pub(crate) mod ports;
pub(crate) mod process;
pub(crate) mod rest;
pub(crate) mod run_dir;
pub(crate) mod site;
pub(crate) mod thread_safe;
pub(crate) mod wordpress;
