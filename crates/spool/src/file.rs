//! A spool file's name and its first line.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Version of the format. A reader takes no other.
pub const VERSION: u32 = 1;

/// Bytes of the first line: `detour-spool 1 ` and 32 hexadecimal digits. Records follow.
pub const HEADER_BYTES: usize = 48;

const WORD: &str = "detour-spool ";

/// What tells a spool file from all others, whatever it is called and wherever it is moved: random, made with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u128);

impl FileId {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub(crate) fn random() -> std::io::Result<FileId> {
        let mut bytes = [0; 16];
        let filled = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty())?;
        if filled < bytes.len() {
            return Err(std::io::Error::other("the system gave too few random numbers"));
        }
        Ok(FileId(u128::from_le_bytes(bytes)))
    }

    /// The first line of its file.
    pub(crate) fn header(self) -> String {
        format!("{WORD}{VERSION} {self}\n")
    }

    /// Of the file at `path`.
    ///
    /// # Errors
    /// When it can't be read, and as [`FileId::of_header`].
    pub fn of(path: &Path) -> std::io::Result<FileId> {
        let mut header = Vec::with_capacity(HEADER_BYTES);
        std::fs::File::open(path)?.take(HEADER_BYTES as u64).read_to_end(&mut header)?;
        FileId::of_header(&header).map_err(std::io::Error::other)
    }

    /// Reads the first line of a file.
    ///
    /// # Errors
    /// When it is that of no spool, or of another version.
    pub fn of_header(header: &[u8]) -> Result<FileId, NoSpool> {
        let line = header.get(..HEADER_BYTES).and_then(|line| line.strip_suffix(b"\n")).ok_or(NoSpool::Header)?;
        let text = std::str::from_utf8(line).map_err(|_| NoSpool::Header)?;
        let (version, id) = text.strip_prefix(WORD).and_then(|rest| rest.split_once(' ')).ok_or(NoSpool::Header)?;
        match version.parse() {
            Ok(VERSION) => {}
            Ok(other) => return Err(NoSpool::Version(other)),
            Err(_) => return Err(NoSpool::Header),
        }
        FileId::of_hex(id).ok_or(NoSpool::Header)
    }

    /// Of 32 lower-case hexadecimal digits.
    pub(crate) fn of_hex(id: &str) -> Option<FileId> {
        let is_hex = id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        u128::from_str_radix(id, 16).ok().filter(|_| is_hex).map(FileId)
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Why a file is not read as a spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSpool {
    /// Its first line is another one.
    #[error("its first line is not that of a spool")]
    Header,
    /// It is of another version.
    #[error("it is of version {0}, and this program reads version {VERSION}")]
    Version(u32),
}

/// The spool of a site: in `directory`, named as its rule file.
pub fn spool_path(directory: &Path, rules: &Path) -> PathBuf {
    let mut name = rules.file_stem().unwrap_or_default().to_owned();
    name.push(".spool");
    directory.join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_comes_back() {
        let id = FileId(0x1234);
        let header = id.header();
        assert_eq!(header, "detour-spool 1 00000000000000000000000000001234\n");
        assert_eq!(header.len(), HEADER_BYTES);
        assert_eq!(FileId::of_header(header.as_bytes()), Ok(id));
        assert_eq!(FileId::of_header(header.replace(" 1 ", " 2 ").as_bytes()), Err(NoSpool::Version(2)));
        for bad in ["", "x", &header[1..], &header.replace("1234", "123X"), &header.replace('\n', " ")] {
            assert_eq!(FileId::of_header(bad.as_bytes()), Err(NoSpool::Header), "{bad}");
        }
        assert_ne!(FileId::random().unwrap(), FileId::random().unwrap());
    }

    #[test]
    fn a_spool_is_named_as_the_rule_file() {
        assert_eq!(spool_path("/s".as_ref(), "/var/rules/shop.detour".as_ref()), Path::new("/s/shop.spool"));
    }
}
