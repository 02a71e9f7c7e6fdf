//! Opening a published file: owned by the right people, whole, and read or mapped by size.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::geteuid;
use zerocopy::FromBytes;

use crate::layout::Header;
use crate::{AnyFile, LoadError};

/// Files up to this size are read into memory: truncating them in place, which nobody should do, then can't hurt a
/// worker. Larger ones are mapped and shared by all workers.
const READ_UP_TO_BYTES: u64 = 256 * 1024;

/// Whom to trust with a rule file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trust {
    /// Accept a file that its group may write.
    pub group_writable: bool,
}

/// What tells one file under a path from its successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
    size: u64,
    /// Time of the last change to the file or its rights (ctime).
    changed: (i64, i64),
    /// Time of the last change to its content (mtime).
    written: (i64, i64),
}

impl Identity {
    /// Looks at the file under `path` (one `stat`).
    ///
    /// # Errors
    /// The system's reason.
    pub fn of(path: &Path) -> io::Result<Identity> {
        std::fs::symlink_metadata(path).map(|metadata| Identity::from(&metadata))
    }

    /// Whether this is the same file as `before`, with other content: somebody has truncated it or written into it instead
    /// of replacing it. A change of its rights or of its number of names is none.
    pub fn is_rewritten_since(&self, before: &Identity) -> bool {
        (self.device, self.inode) == (before.device, before.inode)
            && (self.size, self.written) != (before.size, before.written)
    }
}

impl From<&Metadata> for Identity {
    fn from(metadata: &Metadata) -> Identity {
        Identity {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.size(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            written: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

/// The bytes of a loaded file.
#[derive(Debug)]
pub enum Bytes {
    /// Read into memory.
    Read(Vec<u8>),
    /// Mapped.
    Mapped(memmap2::Mmap),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Bytes::Read(bytes) => bytes,
            Bytes::Mapped(map) => map,
        }
    }
}

/// A rule file ready for decisions.
#[derive(Debug)]
pub struct Loaded {
    /// The file.
    pub file: AnyFile<Bytes>,
    /// To notice its successor by.
    pub identity: Identity,
    /// Whether it is only as good as the file stays that it was opened from.
    pub is_mapped: bool,
}

/// Opens the file under `path`, which may not be a symbolic link.
///
/// # Errors
/// Says which of missing, unreadable, untrusted, truncated, corrupt or wrong version it is.
pub fn load(path: &Path, trust: &Trust) -> Result<Loaded, LoadError> {
    load_by(path, trust, |file, size| if size > READ_UP_TO_BYTES { map(file) } else { read(file) })
}

/// As [`load`], and reads a large file as well: for a process that looks at all of it once, and is not to end by SIGBUS when
/// somebody truncates the file in the meantime.
///
/// # Errors
/// As [`load`].
pub fn load_whole(path: &Path, trust: &Trust) -> Result<Loaded, LoadError> {
    load_by(path, trust, |file, _| read(file))
}

fn load_by(
    path: &Path,
    trust: &Trust,
    bytes: impl FnOnce(&File, u64) -> io::Result<Bytes>,
) -> Result<Loaded, LoadError> {
    let (file, metadata) = open(path, trust)?;
    let bytes = bytes(&file, metadata.size()).map_err(|source| LoadError::Unreadable { path: path.into(), source })?;
    let is_mapped = matches!(bytes, Bytes::Mapped(_));
    let file = AnyFile::open(bytes).map_err(|source| LoadError::Open { path: path.into(), source })?;
    Ok(Loaded { file, identity: Identity::from(&metadata), is_mapped })
}

/// Reads a small file beside a rule file, up to `most` bytes of it, with the same care.
///
/// # Errors
/// Says which of missing, unreadable or untrusted it is.
pub fn read_beside(path: &Path, trust: &Trust, most: u64) -> Result<Vec<u8>, LoadError> {
    let (file, _) = open(path, trust)?;
    let mut bytes = Vec::new();
    let done = file.take(most).read_to_end(&mut bytes);
    done.map(|_| bytes).map_err(|source| LoadError::Unreadable { path: path.into(), source })
}

fn open(path: &Path, trust: &Trust) -> Result<(File, Metadata), LoadError> {
    let unreadable = |source: io::Error| match source.kind() {
        ErrorKind::NotFound => LoadError::Missing(path.into()),
        _ if source.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => LoadError::Untrusted {
            path: path.into(),
            reason: "it is a symbolic link",
            fix: "name the file itself (its directory may be a link)",
        },
        _ => LoadError::Unreadable { path: path.into(), source },
    };
    // Without NONBLOCK, opening a FIFO somebody put there would hang the worker.
    let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    check_trust(path, &metadata, trust)?;
    Ok((file, metadata))
}

// Looks at the opened file, not at the path, so that it can't be exchanged in between.
fn check_trust(path: &Path, metadata: &Metadata, trust: &Trust) -> Result<(), LoadError> {
    const WORLD: u32 = 0o002;
    const GROUP: u32 = 0o020;
    const STICKY: u32 = 0o1000;
    let untrusted = |reason, fix| Err(LoadError::Untrusted { path: path.into(), reason, fix });
    let mode = metadata.permissions().mode();
    if !metadata.is_file() {
        return untrusted("it is not a regular file", "let the agent publish a file there");
    }
    if mode & WORLD != 0 {
        return untrusted("everybody may write it", "take the right away with chmod o-w");
    }
    if mode & GROUP != 0 && !trust.group_writable {
        return untrusted("its group may write it", "take the right away with chmod g-w");
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let directory = std::fs::metadata(directory).ok();
    let directory_mode = directory.as_ref().map_or(0, |directory| directory.permissions().mode());
    if directory_mode & WORLD != 0 && directory_mode & STICKY == 0 {
        return untrusted("everybody may write its directory", "take the right away with chmod o-w");
    }
    if !may_own(metadata.uid(), directory.map(|directory| directory.uid()), geteuid().as_raw()) {
        return untrusted(
            "it belongs to neither root nor the owner of its directory",
            "give both to the agent's user with chown",
        );
    }
    Ok(())
}

// Where a group, or with a sticky bit everybody, may write the directory, anybody could have put the file there.
fn may_own(file: u32, directory: Option<u32>, own: u32) -> bool {
    [Some(0), Some(own), directory].contains(&Some(file))
}

// As long as the header says, and one byte more if there is one: any length costs nothing to whoever makes a hole.
fn read(file: &File) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    file.take(size_of::<Header>() as u64).read_to_end(&mut bytes)?;
    if let Ok((header, _)) = Header::read_from_prefix(&bytes) {
        let rest = header.file_length.get().saturating_sub(bytes.len() as u64);
        file.take(rest.saturating_add(1)).read_to_end(&mut bytes)?;
    }
    Ok(Bytes::Read(bytes))
}

#[allow(unsafe_code)]
fn map(file: &File) -> io::Result<Bytes> {
    // SAFETY: published files are never written in place (`publish` renames a new one over the path), so the mapped
    // bytes don't change. Whoever truncates one by hand may get SIGBUS in a worker that is at it; FORMAT.md says so.
    unsafe { memmap2::Mmap::map(file) }.map(Bytes::Mapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_roots_our_own_or_of_whoever_has_its_directory() {
        const AGENT: u32 = 990;
        const WORKER: u32 = 33;
        const STRANGER: u32 = 1000;
        for (file, directory, is_trusted) in [
            (AGENT, AGENT, true),
            (0, AGENT, true),
            (WORKER, AGENT, true),
            // In /tmp.
            (AGENT, 0, false),
            (STRANGER, 0, false),
            // Where the group may write.
            (STRANGER, AGENT, false),
        ] {
            assert_eq!(may_own(file, Some(directory), WORKER), is_trusted, "{file} in a directory of {directory}");
        }
        assert!(!may_own(STRANGER, None, WORKER));
    }
}
