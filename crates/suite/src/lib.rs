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

/// Reads all files of a suite, those in its folders included, in the order of their paths.
///
/// # Errors
/// Names the file or folder, and the case where one is at fault.
pub fn load(directory: &Path) -> Result<Vec<Case>, String> {
    let mut files = Vec::new();
    find(directory, &mut files)?;
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for path in files {
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(&path).map_err(|error| failed(&error))?;
        for case in written::read(&group(directory, &path), &text).map_err(|error| failed(&error))? {
            if cases.iter().any(|other| other.id == case.id) {
                return Err(failed(&format!("case {}: the name is taken", case.id)));
            }
            cases.push(case);
        }
    }
    Ok(cases)
}

fn find(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", directory.display());
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

// The path below the suite without its extension: `exact`, `rank-math/source`.
fn group(directory: &Path, path: &Path) -> String {
    let below = path.strip_prefix(directory).unwrap_or(path).with_extension("");
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    names.join("/")
}

/// The suite of this repository.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_part_of_the_suite() {
        let cases = load(&directory()).unwrap();
        for id in ["exact/hit", "rank-math/fallback/none", "redirection/source/plain"] {
            assert!(cases.iter().any(|case| case.id == id), "{id}");
        }
        assert!(cases.len() >= 400, "only {}", cases.len());
        assert!(load(&directory().join("missing")).is_err());
    }
}
