//! Going back to the rule file that was in place before, until the next save.
//!
//! The two files change places in one step, and a note beside them says which revision the agent is not to publish again. The
//! next save has another revision: the agent publishes it, and removes the note.

use std::io;
use std::path::{Path, PathBuf};

use detour_format::previous_path;
use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::publish::{self, BadFile, InPlace};
use crate::state::State;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RollbackError {
    /// The file to go back to is no good.
    #[error("there is nothing to go back to: {0}")]
    Previous(BadFile),
    /// The file in place is no good. The agent will replace it anyway.
    #[error("the file in place is no good, and the agent will make it anew: {0}")]
    InPlace(BadFile),
    /// Disk or rights.
    #[error("{}: {source}; run it as the agent's user or as root", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
}

/// What was in place, and what is now.
#[derive(Debug, Clone, Copy)]
pub struct RolledBack {
    /// The file that was in place. It is kept as the previous one, so that going back twice changes nothing.
    pub from: InPlace,
    /// The file that is.
    pub to: InPlace,
}

impl RolledBack {
    /// Whether this went forward again, to the newest file.
    pub fn is_newest(&self) -> bool {
        self.to.generation > self.from.generation
    }
}

/// Puts the previous file in place of the one that is.
///
/// # Errors
/// When one of the two is no good, or can't be renamed. Then nothing was changed.
pub fn roll_back(rules: &Path) -> Result<RolledBack, RollbackError> {
    let previous = previous_path(rules);
    let from = publish::in_place(rules).map_err(RollbackError::InPlace)?;
    let to = publish::in_place(&previous).map_err(RollbackError::Previous)?;
    let rolled_back = RolledBack { from, to };
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source: io::Error| RollbackError::Io { path, source }
    };
    let note = note_path(rules);
    // The agent may look at any moment: first the note, then the file.
    if !rolled_back.is_newest() {
        std::fs::write(&note, format!("{}\n", from.revision)).map_err(failed(&note))?;
    }
    renameat_with(CWD, &previous, CWD, rules, RenameFlags::EXCHANGE).map_err(|error| failed(rules)(error.into()))?;
    if rolled_back.is_newest() {
        remove(&note).map_err(failed(&note))?;
    }
    Ok(rolled_back)
}

/// Whether somebody went back, and nothing was saved since.
pub(crate) fn is_in_force(rules: &Path) -> bool {
    note_path(rules).exists()
}

/// Whether the file in place is to stay although the database holds this.
pub(crate) fn holds(rules: &Path, state: &State) -> bool {
    std::fs::read_to_string(note_path(rules)).is_ok_and(|text| text.trim().parse() == Ok(state.revision()))
}

/// Removes a note that is done with, before the newest file is put in place.
pub(crate) fn forget(rules: &Path) -> io::Result<()> {
    remove(&note_path(rules))
}

fn note_path(rules: &Path) -> PathBuf {
    let mut name = rules.as_os_str().to_owned();
    name.push(".rolled-back");
    PathBuf::from(name)
}

fn remove(note: &Path) -> io::Result<()> {
    match std::fs::remove_file(note) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
