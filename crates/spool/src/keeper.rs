//! The agent's end: makes the file, replaces it when it is large, and removes what nobody writes to any more.

use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FallocateFlags, FlockOperation, OFlags, SeekFrom, fallocate, flock, fstatvfs, seek};
use rustix::io::Errno;

use crate::remembered::{remember, remembered};
use crate::{FileId, HEADER_BYTES, NoSpool};

/// Workers write by the group's right; nobody else may even read.
const MODE: u32 = 0o660;
/// Replaced files that are kept at most. Each has a worker that still holds it, or the file would be gone.
const MOST_SEALED: usize = 64;

/// With less than this left the disk counts as nearly full.
const SHORT_BYTES: u64 = 64 << 20;
/// Space is given back in units of this size; the first one holds the header.
const BLOCK: u64 = 4096;

/// The spool of one site, kept by one agent at a time.
#[derive(Debug)]
pub struct Keeper {
    path: PathBuf,
    /// Held for its lock, and for what is [`remembered`].
    lock: File,
    /// Whether there may be replaced files. The directory may hold the spools of a thousand sites, and is not read in vain.
    has_sealed: bool,
    /// Inode and length of the file in use, as of the last look.
    seen: Option<(u64, u64)>,
}

/// A file that events are read from.
#[derive(Debug)]
pub struct SpoolFile {
    /// Where it lies now.
    pub path: PathBuf,
    /// What it is called in the database.
    pub id: FileId,
    /// Its length, bytes.
    pub length: u64,
    /// Whether another one has taken its place, so that it will be removed.
    pub is_sealed: bool,
    /// Whether somebody had changed its first line, which was put back.
    pub is_restored: bool,
    file: File,
}

/// Why a spool can't be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    /// The directory is not there, or is nobody's business but others'.
    #[error("{0}: {1}. {2}")]
    Directory(PathBuf, String, &'static str),
    /// Another agent has it.
    #[error("{0}: another agent reads this spool. Stop it, or give this one's site another spool directory")]
    Taken(PathBuf),
    /// A file in it is none of ours.
    #[error("{0}: {1}. Move it away")]
    Foreign(PathBuf, NoSpool),
    /// The system refused something.
    #[error("{0}: {1}. Check the rights of the spool directory and the space on its disk")]
    Io(PathBuf, #[source] io::Error),
}

impl Keeper {
    /// Takes over the spool at `path`, and makes its file unless there is one.
    ///
    /// # Errors
    /// When others may change the directory, when another agent has the spool, and when a file can't be made.
    pub fn open(path: PathBuf) -> Result<Keeper, KeeperError> {
        check_directory(path.parent().unwrap_or(Path::new("/")), rustix::process::geteuid().as_raw())?;
        let lock_path = with_suffix(&path, "lock");
        let failed = |error| KeeperError::Io(lock_path.clone(), error);
        let lock = create(&lock_path, 0o600).or_else(|error| match error.kind() {
            ErrorKind::AlreadyExists => writable(&lock_path),
            _ => Err(error),
        });
        let lock = lock.map_err(failed)?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(KeeperError::Taken(path)),
            Err(error) => return Err(failed(error.into())),
        }
        let keeper = Keeper { path, lock, has_sealed: true, seen: None };
        if !keeper.path.exists() {
            let new = keeper.make_next()?;
            std::fs::rename(&new, &keeper.path).map_err(|error| KeeperError::Io(new, error))?;
        }
        let active = keeper.active()?;
        keeper.remember(&active)?;
        Ok(keeper)
    }

    fn active(&self) -> Result<SpoolFile, KeeperError> {
        SpoolFile::open(self.path.clone(), false, |file| remembered(&self.lock, file))
    }

    fn remember(&self, active: &SpoolFile) -> Result<(), KeeperError> {
        let noted = active.file.metadata().and_then(|metadata| remember(&self.lock, &metadata, active.id));
        noted.map_err(|error| KeeperError::Io(with_suffix(&self.path, "lock"), error))
    }

    /// The file that workers write to.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether nothing has happened since `files` was called last (one `stat`).
    pub fn is_quiet(&self) -> bool {
        let there = std::fs::symlink_metadata(&self.path).ok().map(|metadata| (metadata.ino(), metadata.len()));
        !self.has_sealed && there.is_some() && there == self.seen
    }

    /// All files that may hold events: those that were replaced, then the one in use.
    ///
    /// # Errors
    /// When the directory or a file can't be read, and when a file is no spool.
    pub fn files(&mut self) -> Result<Vec<SpoolFile>, KeeperError> {
        self.seen = None;
        let mut sealed = Vec::new();
        if self.has_sealed {
            for path in self.sealed_paths()? {
                let id = path.extension().and_then(|id| FileId::of_hex(id.to_str()?));
                sealed.push(SpoolFile::open(path, true, |_| id)?);
            }
        }
        self.has_sealed = !sealed.is_empty();
        let active = self.active()?;
        let metadata = active.file.metadata().map_err(|error| KeeperError::Io(self.path.clone(), error))?;
        self.seen = Some((metadata.ino(), active.length));
        // A stop in the middle of `replace` leaves a second name of the file in use.
        let (second_names, mut files): (Vec<_>, Vec<_>) = sealed.into_iter().partition(|file| file.id == active.id);
        for SpoolFile { path, .. } in second_names {
            std::fs::remove_file(&path).map_err(|error| KeeperError::Io(path, error))?;
        }
        files.push(active);
        Ok(files)
    }

    /// Puts a new file in the place of the one in use, which goes on under another name. There is a file at every moment.
    /// False when too many replaced ones are still held by workers.
    ///
    /// # Errors
    /// When the new file can't be made, or the old one not renamed; it stays in use then.
    pub fn replace(&mut self, active: &SpoolFile) -> Result<bool, KeeperError> {
        if self.sealed_paths()?.len() >= MOST_SEALED {
            return Ok(false);
        }
        let new = self.make_next()?;
        self.has_sealed = true;
        let sealed = with_suffix(&self.path, &active.id.to_string());
        std::fs::hard_link(&self.path, &sealed).map_err(|error| KeeperError::Io(sealed, error))?;
        std::fs::rename(&new, &self.path).map_err(|error| KeeperError::Io(new, error))?;
        self.remember(&self.active()?)?;
        Ok(true)
    }

    // A new, empty file, not in place yet. Whatever a stop left under its name has never been in use.
    fn make_next(&self) -> Result<PathBuf, KeeperError> {
        let path = with_suffix(&self.path, "new");
        let make = || {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let file = create(&path, MODE)?;
            // The mode that was asked for is subject to the umask.
            file.set_permissions(Permissions::from_mode(MODE))?;
            file.write_all_at(FileId::random()?.header().as_bytes(), 0)?;
            file.sync_all()
        };
        make().map_err(|error| KeeperError::Io(path.clone(), error))?;
        Ok(path)
    }

    // In the order of their names, for there must be one.
    fn sealed_paths(&self) -> Result<Vec<PathBuf>, KeeperError> {
        let directory = self.path.parent().unwrap_or(Path::new("/"));
        let failed = |error| KeeperError::Io(directory.to_owned(), error);
        let mut prefix = self.path.file_name().unwrap_or_default().to_owned();
        prefix.push(".");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(directory).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let suffix = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
            if suffix.is_some_and(|suffix| suffix.len() == 32 && suffix.iter().all(u8::is_ascii_hexdigit)) {
                found.push(directory.join(name));
            }
        }
        found.sort();
        Ok(found)
    }
}

impl SpoolFile {
    // `known`: the id of a file, if that doesn't depend on what workers may have written.
    fn open(
        path: PathBuf,
        is_sealed: bool,
        known: impl FnOnce(&Metadata) -> Option<FileId>,
    ) -> Result<SpoolFile, KeeperError> {
        let mut header = Vec::with_capacity(HEADER_BYTES);
        let opened = open_file(&path).and_then(|file| {
            (&file).take(HEADER_BYTES as u64).read_to_end(&mut header)?;
            Ok((file.metadata()?, file))
        });
        let (metadata, file) = match opened {
            Ok(opened) => opened,
            Err(error) => return Err(KeeperError::Io(path, error)),
        };
        let (id, is_restored) = match (FileId::of_header(&header), known(&metadata)) {
            (Ok(id), None) => (id, false),
            (Ok(id), Some(known)) => (known, id != known),
            (Err(_), Some(known)) => (known, true),
            (Err(why), None) => return Err(KeeperError::Foreign(path, why)),
        };
        let spool = SpoolFile { path, id, length: metadata.len(), is_sealed, is_restored, file };
        if is_restored && let Err(error) = spool.restore() {
            return Err(KeeperError::Io(spool.path, error));
        }
        Ok(spool)
    }

    fn restore(&self) -> io::Result<()> {
        self.writable()?.map_or(Ok(()), |file| file.write_all_at(self.id.header().as_bytes(), 0))
    }

    // Opened when it is to be written: reading must not need the right to. Nothing if it was moved away.
    fn writable(&self) -> io::Result<Option<File>> {
        let file = writable(&self.path)?;
        let (ours, there) = (self.file.metadata()?, file.metadata()?);
        Ok(Some(file).filter(|_| (ours.dev(), ours.ino()) == (there.dev(), there.ino())))
    }

    /// Fills `buffer` from `position` on; answers how many bytes there were.
    ///
    /// # Errors
    /// The system's.
    pub fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.file.read_at(&mut buffer[filled..], position + filled as u64) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Whether somebody has cut the file before `position`. What was appended since it was opened counts.
    ///
    /// # Errors
    /// The system's.
    pub fn ends_before(&self, position: u64) -> io::Result<bool> {
        Ok(self.file.metadata()?.len() < position)
    }

    /// `position`, or where the hole ends that it lies in: whoever may write the file can give it any length for nothing.
    ///
    /// # Errors
    /// The system's.
    pub fn end_of_hole(&self, position: u64) -> io::Result<u64> {
        match seek(&self.file, SeekFrom::Data(position)) {
            Ok(data) => Ok(data),
            // Nothing but a hole.
            Err(Errno::NXIO) => Ok(position.max(self.length)),
            // A file system without holes.
            Err(Errno::INVAL) => Ok(position),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives the space of what has been read back, if the disk is nearly full; the length stays as it is. Not otherwise,
    /// because a database that crashes may come back as it was a moment ago, and then asks for the same events again.
    ///
    /// # Errors
    /// The system's, where its files can't have holes.
    pub fn release(&self, position: u64) -> io::Result<()> {
        let disk = fstatvfs(&self.file)?;
        let first = BLOCK;
        let length = (position / BLOCK * BLOCK).saturating_sub(first);
        if length == 0 || disk.f_bavail.saturating_mul(disk.f_frsize) >= SHORT_BYTES {
            return Ok(());
        }
        let Some(file) = self.writable()? else { return Ok(()) };
        Ok(fallocate(&file, FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE, first, length)?)
    }

    /// Whether nobody can write to a replaced file any more. Then it stays so until this value is dropped, and
    /// `length` is as it is now.
    ///
    /// # Errors
    /// The system's.
    pub fn is_finished(&mut self) -> io::Result<bool> {
        if !self.is_sealed {
            return Ok(false);
        }
        match flock(&self.file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {
                self.length = self.file.metadata()?.len();
                Ok(true)
            }
            Err(Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes it: for files that are finished and wholly read.
    ///
    /// # Errors
    /// The system's.
    pub fn remove(self) -> io::Result<()> {
        // While the lock is held, so that a worker that has just opened it finds it gone.
        std::fs::remove_file(&self.path)
    }
}

/// Whether a directory is fit for spools: who may change it could put another site's spool, or any file, under our names.
///
/// # Errors
/// When it is not there, or others than root and the user `agent` may change it.
pub fn check_directory(directory: &Path, agent: u32) -> Result<(), KeeperError> {
    let refuse = |message: String, fix| Err(KeeperError::Directory(directory.to_owned(), message, fix));
    let make = "Make it as the agent's user with the group of the PHP workers: install -d -g GROUP -m 2750";
    let metadata = match std::fs::metadata(directory) {
        Ok(metadata) if metadata.is_dir() => metadata,
        Ok(_) => return refuse("this is no directory".to_owned(), make),
        Err(error) => return refuse(error.to_string(), make),
    };
    if metadata.uid() != agent && metadata.uid() != 0 {
        return refuse(format!("the directory belongs to user {}", metadata.uid()), "Give it to the agent's user");
    }
    if metadata.mode() & 0o022 != 0 {
        return refuse("others may change the directory".to_owned(), "Take the right away: chmod go-w");
    }
    Ok(())
}

fn create(path: &Path, mode: u32) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(mode).open(path)
}

fn open_file(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("this is no regular file"));
    }
    Ok(file)
}

fn writable(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    OpenOptions::new().read(true).write(true).custom_flags(flags.bits() as i32).open(path)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".");
    name.push(suffix);
    name.into()
}
