//! Which id the file in use has, kept where workers can't write: they may write that file, and its first line as well.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::time::UNIX_EPOCH;

use crate::FileId;

/// Two numbers of twenty digits and the id, a space behind each number, a line feed.
const BYTES: usize = 2 * 21 + 32 + 1;

/// Writes which id a file has, over what stood there before.
pub(crate) fn remember(lock: &File, file: &Metadata, id: FileId) -> io::Result<()> {
    let line = birth(file).map_or_else(String::new, |birth| format!("{birth} {id}\n"));
    lock.write_all_at(format!("{line:BYTES$}").as_bytes(), 0)
}

/// The id of this file; nothing for one that came from elsewhere.
pub(crate) fn remembered(lock: &File, file: &Metadata) -> Option<FileId> {
    let mut line = [0; BYTES];
    lock.read_exact_at(&mut line, 0).ok()?;
    let (known, id) = std::str::from_utf8(&line).ok()?.trim_end().rsplit_once(' ')?;
    FileId::of_hex(id).filter(|_| birth(file).is_some_and(|birth| birth == known))
}

// A file that is made anew may get the inode of one that was removed. Nothing where the file system knows no time of birth.
fn birth(file: &Metadata) -> Option<String> {
    let created = file.created().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{:020} {:020}", file.ino(), u64::try_from(created.as_nanos()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_file_that_was_written_down_is_known() {
        let (lock, files) = (tempfile::tempfile().unwrap(), [(); 2].map(|()| tempfile::tempfile().unwrap()));
        let [one, other] = files.map(|file| file.metadata().unwrap());
        let ids = [FileId::random().unwrap(), FileId::random().unwrap()];
        assert_eq!(remembered(&lock, &one), None);
        remember(&lock, &one, ids[0]).unwrap();
        assert_eq!((remembered(&lock, &one), remembered(&lock, &other)), (Some(ids[0]), None));
        remember(&lock, &other, ids[1]).unwrap();
        assert_eq!((remembered(&lock, &one), remembered(&lock, &other)), (None, Some(ids[1])));
        lock.write_all_at(b"x", 3).unwrap();
        assert_eq!(remembered(&lock, &other), None);
    }
}
