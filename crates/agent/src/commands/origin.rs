//! The options that name a site's database.

use std::path::PathBuf;

use anyhow::Context;

use crate::site::{Access, DEFAULT_PREFIX, Origin};

#[derive(Debug, clap::Args)]
pub(super) struct OriginArguments {
    /// WordPress directory; its wp-config.php says where the database is
    #[arg(long, value_name = "DIR", conflicts_with = "dsn")]
    wordpress: Option<PathBuf>,
    /// Database: mysql://user:password@host/database?socket=/path; `env` takes it from DETOUR_DSN, which keeps the
    /// password off the process list
    #[arg(long, value_name = "URL")]
    dsn: Option<String>,
    /// Table prefix, with --dsn
    #[arg(long, value_name = "PREFIX", default_value = DEFAULT_PREFIX)]
    prefix: String,
}

impl OriginArguments {
    fn origin(&self) -> anyhow::Result<Option<Origin>> {
        let origin = match (&self.wordpress, &self.dsn) {
            (Some(directory), _) => Origin::WordPress(directory.clone()),
            (None, Some(dsn)) if dsn == "env" => {
                let dsn = std::env::var("DETOUR_DSN").context("--dsn env: the variable DETOUR_DSN is not set")?;
                Origin::database(&dsn, &self.prefix)?
            }
            (None, Some(dsn)) => Origin::database(dsn, &self.prefix)?,
            (None, None) => return Ok(None),
        };
        Ok(Some(origin))
    }

    /// What it takes to reach the database; `None` if no database is named.
    pub(super) fn access(&self) -> anyhow::Result<Option<Access>> {
        // One site's rules are imported and exported: those of the prefix.
        Ok(self.origin()?.map(|origin| origin.access(Some(false))).transpose()?)
    }

    /// As `access`, and knows a network where that can be known.
    pub(super) fn access_to_any(&self) -> anyhow::Result<Option<Access>> {
        let access = |origin: Origin| origin.access(None).or_else(|_| origin.access(Some(false)));
        Ok(self.origin()?.map(access).transpose()?)
    }
}
