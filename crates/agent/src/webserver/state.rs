//! What became of a table, kept beside it for `detour status`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::place::{Failure, beside, replace};

/// Longest note that is read, bytes.
const MOST_BYTES: usize = 64 << 10;

/// How the web server of a site stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WebserverState {
    /// The rule file whose answers the server gives; 0 if it gives none yet.
    pub generation: u64,
    /// How many host and URL pairs it answers itself.
    pub answers: usize,
    /// How many rules those come from.
    pub rules: usize,
    /// How many rules stay with PHP whole.
    pub left: usize,
    /// When that was, seconds since 1970.
    pub since: u64,
    /// Why a newer table is not in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl WebserverState {
    pub(super) fn write(&self, file: &Path) -> Result<(), Failure> {
        let text = serde_json::to_vec(self).map_err(|error| Failure::Io(error.to_string()))?;
        replace(&beside(file, ".state"), &text)
    }
}

/// The state of the table at `file`, if anything is known of it.
pub fn read(file: &Path) -> Option<WebserverState> {
    let text = std::fs::read(beside(file, ".state")).ok()?;
    serde_json::from_slice(text.get(..MOST_BYTES.min(text.len()))?).ok()
}
