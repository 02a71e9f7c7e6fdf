//! Putting a new rule file in place, so that readers see the old one or the new one and never anything between.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::Builder;

use crate::{AnyFile, PublishError, Trust, load_whole};

/// A publish takes seconds; what is older than this was left behind by a process that was killed.
const LEFT_BEHIND_AFTER: Duration = Duration::from_secs(60 * 60);
const TEMPORARY_SUFFIX: &str = ".unpublished";

/// Writes `bytes` beside `path`, checks what came back from disk, keeps the file in place as [`previous_path`] if it is
/// sound, and renames the new one over it.
///
/// # Errors
/// On any error the file in place is unchanged.
pub fn publish(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |path: &Path, action| {
        let path = path.to_owned();
        move |source: io::Error| PublishError::Io { path, action, source }
    };
    remove_left_behind(directory, path);
    let mut temporary = Builder::new()
        .prefix(&temporary_prefix(path))
        .suffix(TEMPORARY_SUFFIX)
        .tempfile_in(directory)
        .map_err(failed(directory, "write in the directory"))?;
    let written = temporary
        .write_all(bytes)
        .and_then(|()| temporary.as_file().set_permissions(Permissions::from_mode(0o644)))
        .and_then(|()| temporary.as_file().sync_all());
    written.map_err(failed(temporary.path(), "write"))?;

    let on_disk = fs::read(temporary.path()).map_err(failed(temporary.path(), "read back"))?;
    check(&on_disk, bytes).map_err(|reason| PublishError::Check { path: path.to_owned(), reason })?;

    keep_previous(path).map_err(failed(path, "keep the file in place as the previous one"))?;
    temporary.persist(path).map_err(|error| failed(path, "replace")(error.error))?;
    File::open(directory).and_then(|directory| directory.sync_all()).map_err(failed(directory, "sync"))
}

/// Where the file that was replaced last is kept, for going back.
pub fn previous_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".previous");
    PathBuf::from(name)
}

/// Where the agent says for how long, and for whose rules, the file holds all there is (`detour_rules::Lease`).
pub fn lease_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lease");
    PathBuf::from(name)
}

fn temporary_prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".");
    prefix
}

// Temporary files of this very rule file. That one can't be removed is no reason not to publish.
fn remove_left_behind(directory: &Path, path: &Path) {
    let prefix = temporary_prefix(path);
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let middle = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        let middle = middle.and_then(|rest| rest.strip_suffix(TEMPORARY_SUFFIX.as_bytes()));
        let is_ours = middle.is_some_and(|random| random.iter().all(u8::is_ascii_alphanumeric));
        let age = || entry.metadata().ok().filter(|found| found.is_file())?.modified().ok()?.elapsed().ok();
        if is_ours && age().is_some_and(|age| age > LEFT_BEHIND_AFTER) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn check(on_disk: &[u8], bytes: &[u8]) -> Result<(), String> {
    if on_disk != bytes {
        return Err("the disk gave back other bytes than were written".into());
    }
    let file = AnyFile::open(on_disk).map_err(|error| error.to_string())?;
    file.verify_in_parallel().map_err(|error| error.to_string())
}

// A second name for the same file; the rename later takes only the first one away. What is damaged is no file to go back to:
// then the one from before it stays.
fn keep_previous(path: &Path) -> io::Result<()> {
    if !load_whole(path, &Trust::default()).is_ok_and(|loaded| loaded.file.verify_in_parallel().is_ok()) {
        return Ok(());
    }
    let mut name = temporary_prefix(path);
    name.push("previous");
    name.push(TEMPORARY_SUFFIX);
    let second = path.with_file_name(name);
    remove(&second)?;
    if fs::hard_link(path, &second).is_err() {
        fs::copy(path, &second)?;
    }
    fs::rename(&second, previous_path(path))?;
    // Two names of one file are left as they are by a rename: a publisher was killed between its own two.
    remove(&second)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
