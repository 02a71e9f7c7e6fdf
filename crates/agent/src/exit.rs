//! Exit codes, the same for every command.

use std::fmt;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::site::OriginError;
use crate::wp_config::WpConfigError;

/// How a command ended, unless an error ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, nothing to report.
    Fine,
    /// Done, and something was found.
    Findings,
}

const FAILED: u8 = 1;
/// EX_USAGE of sysexits.h.
pub(crate) const USAGE: u8 = 64;
/// EX_CONFIG of sysexits.h.
const CONFIGURATION: u8 = 78;

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(FAILED),
        }
    }
}

/// The configuration has mistakes that were printed already.
#[derive(Debug)]
pub(crate) struct BadConfiguration(pub(crate) usize);

impl fmt::Display for BadConfiguration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of the configured sites can't be served", self.0)
    }
}

impl std::error::Error for BadConfiguration {}

/// Mistakes in a configuration have a code of their own, so that systemd doesn't try again.
pub(crate) fn code_of(error: &anyhow::Error) -> ExitCode {
    let configuration = error.is::<ConfigError>()
        || error.is::<WpConfigError>()
        || error.is::<OriginError>()
        || error.is::<BadConfiguration>();
    ExitCode::from(if configuration { CONFIGURATION } else { FAILED })
}
