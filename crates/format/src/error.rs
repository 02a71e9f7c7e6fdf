//! What can be wrong with a rule file. Each error says what to do; `state` is the one word for status pages.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::layout::{MAJOR, MINOR};

/// Why bytes are not accepted as a rule file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Shorter than it must be.
    #[error("the file is cut short: {found} bytes where {wanted} are needed; publish it again")]
    Truncated {
        /// Bytes there are.
        found: u64,
        /// Bytes there must be at least.
        wanted: u64,
    },
    /// The first bytes are others.
    #[error("this is no rule file: it doesn't begin with the rule file signature; make one with `detour compile`")]
    NotARuleFile,
    /// Written by a version that lays files out otherwise.
    #[error(
        "the file has format version {major}.{minor}, this build reads {MAJOR}.{MINOR}; \
         publish it again with the `detour` of the same release"
    )]
    Version {
        /// Its major version.
        major: u16,
        /// Its minor version.
        minor: u16,
    },
    /// A network's file where that of one site must be.
    #[error("the file holds the rules of a network where those of one site must be; publish it again")]
    Network,
    /// Header or section table don't add up.
    #[error("the file is damaged: {0}; publish it again")]
    Damaged(String),
}

impl OpenError {
    /// One word: `truncated`, `corrupt` or `version`.
    pub fn state(&self) -> &'static str {
        match self {
            OpenError::Truncated { .. } => "truncated",
            OpenError::Version { .. } => "version",
            OpenError::NotARuleFile | OpenError::Network | OpenError::Damaged(_) => "corrupt",
        }
    }
}

/// What the full check found.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the file is damaged: {0}; publish it again")]
pub struct VerifyError(pub(crate) String);

/// Why a published file can't be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// There is none.
    #[error("{}: there is no rule file; is the agent running, and does it publish to this path?", .0.display())]
    Missing(PathBuf),
    /// The system refused.
    #[error("{}: the rule file can't be read ({source}); give the PHP user read access to it and its directory", path.display())]
    Unreadable {
        /// Path of the file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Others could have written it.
    #[error("{}: {reason}, so its content can't be trusted; {fix}", path.display())]
    Untrusted {
        /// Path of the file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
        /// What to do.
        fix: &'static str,
    },
    /// Its bytes are not a rule file.
    #[error("{}: {source}", path.display())]
    Open {
        /// Path of the file.
        path: PathBuf,
        /// What is wrong with it.
        source: OpenError,
    },
}

impl LoadError {
    /// One word: `missing`, `unreadable`, `untrusted`, `truncated`, `corrupt` or `version`.
    pub fn state(&self) -> &'static str {
        match self {
            LoadError::Missing(_) => "missing",
            LoadError::Unreadable { .. } => "unreadable",
            LoadError::Untrusted { .. } => "untrusted",
            LoadError::Open { source, .. } => source.state(),
        }
    }
}

/// Why a file was not published. Whatever it was, the file that was there before is still in place.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The system refused.
    #[error("{}: can't {action}: {source}; the rule file in place is unchanged", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// What came back from disk doesn't pass the full check.
    #[error("{}: the new file failed its check ({reason}); the rule file in place is unchanged", path.display())]
    Check {
        /// Path that was to be published.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}
