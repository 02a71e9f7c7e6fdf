//! Putting a new rule file in place, so that readers see the old one or the new one and never anything between.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::{AnyFile, PublishError};

/// Writes `bytes` beside `path`, checks what came back from disk, keeps the file in place as [`previous_path`], and
/// renames the new one over it.
///
/// # Errors
/// On any error the file in place is unchanged.
pub fn publish(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |path: &Path, action| {
        let path = path.to_owned();
        move |source: io::Error| PublishError::Io { path, action, source }
    };
    let mut temporary = NamedTempFile::new_in(directory).map_err(failed(directory, "write in the directory"))?;
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

fn check(on_disk: &[u8], bytes: &[u8]) -> Result<(), String> {
    if on_disk != bytes {
        return Err("the disk gave back other bytes than were written".into());
    }
    let file = AnyFile::open(on_disk).map_err(|error| error.to_string())?;
    file.verify().map_err(|error| error.to_string())
}

// A second name for the same file; the rename later takes only the first one away.
fn keep_previous(path: &Path) -> io::Result<()> {
    let previous = previous_path(path);
    match fs::remove_file(&previous) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match fs::hard_link(path, &previous) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(_) => fs::copy(path, &previous).map(drop),
        Ok(()) => Ok(()),
    }
}
