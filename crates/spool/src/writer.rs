//! The worker's end: one `write` for an event, and nothing that could block or fail a request.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;
use rustix::process::{Resource, getrlimit};

/// Appends events to the spool of one site.
///
/// It never makes the file: that is the agent's. While it holds the file it holds a shared lock on it, by which the agent
/// knows that there may be more to come; so a writer lets go of a file that has been replaced as soon as it looks.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    open: Option<Open>,
    looked: Option<u64>,
    state: State,
    lost: u32,
}

#[derive(Debug)]
struct Open {
    file: File,
    device: u64,
    inode: u64,
    /// As of the last look, and what was written since.
    length: u64,
    /// Beyond this the process would be killed for writing (RLIMIT_FSIZE).
    allowed: u64,
}

/// How the spool was when something was last written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing was written yet.
    Unused,
    /// As it should be.
    Ok,
    /// There is no file: the agent hasn't made one.
    Missing,
    /// The worker's user may not write it, or it is no file to write to.
    Unwritable,
    /// Somebody else may have put the file there.
    Untrusted,
    /// It has the size that it may have: the agent doesn't read it.
    Full,
    /// The system could not write, as on a full disk.
    Failing,
}

impl State {
    /// As in `Detour\status()`.
    pub fn word(self) -> &'static str {
        match self {
            State::Unused => "unused",
            State::Ok => "ok",
            State::Missing => "missing",
            State::Unwritable => "unwritable",
            State::Untrusted => "untrusted",
            State::Full => "full",
            State::Failing => "failing",
        }
    }
}

impl Writer {
    /// For the spool at this path; nothing is opened yet.
    pub fn new(path: PathBuf) -> Writer {
        Writer { path, open: None, looked: None, state: State::Unused, lost: 0 }
    }

    /// The path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How the last write went.
    pub fn state(&self) -> State {
        self.state
    }

    /// Events that could not be written since the last one that could: what the next one is to say.
    pub fn lost(&self) -> u32 {
        self.lost
    }

    /// Appends a record, unless the file has `limit` bytes. `now`: seconds of any steady clock; the path is looked at when
    /// they change. False when the event is lost, which is counted.
    pub fn append(&mut self, record: &[u8], now: u64, limit: u64) -> bool {
        self.look(now);
        self.state = match &mut self.open {
            None => self.state,
            Some(open) => open.append(record, limit),
        };
        let written = self.state == State::Ok;
        self.lost = if written { 0 } else { self.lost.saturating_add(1) };
        written
    }

    /// As [`Writer::look`], if a file is held at all.
    pub fn let_go(&mut self, now: u64) {
        if self.open.is_some() {
            self.look(now);
        }
    }

    /// Looks at the path if `now` is another second than the last time, and lets go of a file that is not there any more.
    pub fn look(&mut self, now: u64) {
        if self.looked == Some(now) {
            return;
        }
        self.looked = Some(now);
        let there = std::fs::symlink_metadata(&self.path);
        if let (Some(open), Ok(there)) = (&mut self.open, &there)
            && (open.device, open.inode) == (there.dev(), there.ino())
        {
            open.length = there.len();
            return;
        }
        self.open = None;
        // Replaced between opening and locking: the agent does that once in a long while, so one more try is enough.
        for _ in 0..2 {
            match Open::at(&self.path) {
                Ok(Some(open)) => {
                    self.open = Some(open);
                    return;
                }
                Ok(None) => {}
                Err(state) => {
                    self.state = state;
                    return;
                }
            }
        }
        self.state = State::Missing;
    }
}

impl Open {
    // Nothing when the agent is just removing the file that stood there.
    fn at(path: &Path) -> Result<Option<Open>, State> {
        // Without NONBLOCK, opening a FIFO would hang the worker.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = OpenOptions::new().append(true).custom_flags(flags.bits() as i32).open(path);
        let file = file.map_err(|error| match error.kind() {
            ErrorKind::NotFound => State::Missing,
            _ if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => State::Untrusted,
            _ => State::Unwritable,
        })?;
        if let Err(error) = flock(&file, FlockOperation::NonBlockingLockShared) {
            return if error == Errno::WOULDBLOCK { Ok(None) } else { Err(State::Unwritable) };
        }
        let metadata = file.metadata().map_err(|_| State::Unwritable)?;
        if !metadata.is_file() {
            return Err(State::Unwritable);
        }
        if metadata.nlink() == 0 {
            return Ok(None);
        }
        if !is_trusted(path, metadata.uid()) {
            return Err(State::Untrusted);
        }
        let allowed = getrlimit(Resource::Fsize).current.unwrap_or(u64::MAX);
        Ok(Some(Open { device: metadata.dev(), inode: metadata.ino(), length: metadata.len(), allowed, file }))
    }

    fn append(&mut self, record: &[u8], limit: u64) -> State {
        // Other workers may have written since the last look.
        const MARGIN: u64 = 1 << 20;
        let after = self.length + record.len() as u64;
        if after > limit || after > self.allowed.saturating_sub(MARGIN) {
            return State::Full;
        }
        match rustix::io::retry_on_intr(|| rustix::io::write(&self.file, record)) {
            Ok(written) => {
                self.length += written as u64;
                // The reader leaves a torn record out and finds the next.
                if written == record.len() { State::Ok } else { State::Failing }
            }
            Err(_) => State::Failing,
        }
    }
}

// In a directory that everybody may write (/tmp) somebody else could have made the file first, to read along.
fn is_trusted(path: &Path, owner: u32) -> bool {
    let directory = path.parent().and_then(|directory| std::fs::metadata(directory).ok());
    owner == 0
        || owner == rustix::process::geteuid().as_raw()
        || directory.is_some_and(|directory| directory.uid() == owner)
}
