//! Loader of the behaviour suite: `tests/suite/*.toml`, described in `tests/suite/README.md`.
//!
//! Each implementation (engine, reference, extension, servers) runs the same cases through its own runner.

mod case;
mod expect;
mod written;

use std::fs;
use std::path::{Path, PathBuf};

pub use case::{Case, Site};
pub use expect::Expect;

/// Reads all files of a suite, in the order of their names.
///
/// # Errors
/// Names the file, and the case where one is at fault.
pub fn load(directory: &Path) -> Result<Vec<Case>, String> {
    let listing = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut files: Vec<PathBuf> = listing.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let group = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let read = written::read(&group, &text).map_err(|error| format!("{}: {error}", path.display()))?;
        for case in read {
            if cases.iter().any(|other| other.id == case.id) {
                return Err(format!("{}: case {}: the name is taken", path.display(), case.id));
            }
            cases.push(case);
        }
    }
    Ok(cases)
}

/// The suite of this repository.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite")
}
