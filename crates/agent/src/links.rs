//! Files behind links. A tenant may lead a path of his own to somebody else's file: links count if they are root's, our own
//! user's, or of whoever has that file or its directory.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, fstat, open, openat, readlinkat, statat};
use rustix::io::Errno;
use rustix::process::geteuid;

/// As many as the kernel follows (path_resolution(7)).
const MOST: usize = 40;

/// A regular file that is open for reading.
#[derive(Debug)]
pub(crate) struct Followed {
    pub(crate) file: File,
    /// Where it lies, without links; absolute.
    pub(crate) path: PathBuf,
}

/// Why a file can't be opened.
#[derive(Debug)]
pub(crate) enum FollowError {
    Io(io::Error),
    /// A link on the way to it belongs to none of those who may lead there.
    Foreign(PathBuf),
}

impl fmt::Display for FollowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FollowError::Io(error) => write!(f, "can't be read: {error}"),
            FollowError::Foreign(link) => write!(
                f,
                "is not read: the link {0} on the way to it is another user's, who may want to see somebody else's rules; \
                 give it to root (chown -h root {0}), or name the directory without it",
                link.display()
            ),
        }
    }
}

impl<E: Into<io::Error>> From<E> for FollowError {
    fn from(error: E) -> FollowError {
        FollowError::Io(error.into())
    }
}

/// Opens a regular file as the kernel would (path_resolution(7)), but part by part: what was looked at is what is opened,
/// whatever is put in its place meanwhile.
pub(crate) fn follow(path: &Path) -> Result<Followed, FollowError> {
    let Walk { followed, directory_owner, links } = walk(path)?;
    let trusted = [0, geteuid().as_raw(), followed.file.metadata()?.uid(), directory_owner];
    match foreign(links, &trusted) {
        Some(link) => Err(FollowError::Foreign(link)),
        None => Ok(followed),
    }
}

/// The first of these links that is none of the `trusted` users'.
fn foreign(links: Vec<Link>, trusted: &[u32]) -> Option<PathBuf> {
    links.into_iter().find(|link| !trusted.contains(&link.owner)).map(|link| link.path)
}

struct Link {
    path: PathBuf,
    owner: u32,
}

/// How a file was come to.
struct Walk {
    followed: Followed,
    directory_owner: u32,
    links: Vec<Link>,
}

const DIRECTORY: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
// A pipe that was put there in between would keep us waiting.
const FILE: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

fn walk(path: &Path) -> Result<Walk, FollowError> {
    let mut ahead: Vec<OsString> = Vec::new();
    push(&mut ahead, &std::path::absolute(path)?);
    let root = || open("/", DIRECTORY, Mode::empty());
    let (mut place, mut directory) = (PathBuf::from("/"), root()?);
    let mut links: Vec<Link> = Vec::new();
    while let Some(part) = ahead.pop() {
        if part == "/" {
            (place, directory) = (PathBuf::from("/"), root()?);
            continue;
        }
        let found = statat(&directory, &part, AtFlags::SYMLINK_NOFOLLOW)?;
        match FileType::from_raw_mode(found.st_mode) {
            FileType::Symlink if links.len() == MOST => return Err(Errno::LOOP.into()),
            FileType::Symlink => {
                let target = readlinkat(&directory, &part, Vec::new())?;
                links.push(Link { path: place.join(&part), owner: found.st_uid });
                push(&mut ahead, Path::new(OsStr::from_bytes(target.as_bytes())));
            }
            FileType::Directory => {
                directory = openat(&directory, &part, DIRECTORY, Mode::empty())?;
                match part == ".." {
                    true => drop(place.pop()),
                    false => place.push(&part),
                }
            }
            FileType::RegularFile if ahead.is_empty() => {
                let file = File::from(openat(&directory, &part, FILE, Mode::empty())?);
                if !file.metadata()?.is_file() {
                    break;
                }
                let followed = Followed { file, path: place.join(part) };
                return Ok(Walk { followed, directory_owner: fstat(&directory)?.st_uid, links });
            }
            _ => break,
        }
    }
    Err(FollowError::Io(io::Error::other("it is no file")))
}

// The parts of a path before those that are ahead, the first one last.
fn push(ahead: &mut Vec<OsString>, path: &Path) {
    let parts = path.components().rev().filter(|part| *part != Component::CurDir);
    ahead.extend(parts.map(|part| part.as_os_str().to_owned()));
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn each_link_on_the_way_counts() {
        let playground = tempfile::tempdir().unwrap();
        let root = playground.path().canonicalize().unwrap();
        let own = root.metadata().unwrap().uid();
        std::fs::create_dir_all(root.join("real/deep")).unwrap();
        std::fs::write(root.join("real/file"), "x").unwrap();
        symlink("real", root.join("one")).unwrap();
        symlink(root.join("one"), root.join("two")).unwrap();
        symlink("../one/file", root.join("real/link")).unwrap();
        symlink("ring", root.join("ring")).unwrap();
        symlink("real/deep", root.join("down")).unwrap();
        for (path, links) in [
            ("real/file", Some(&[][..])),
            ("./real//deep/../file", Some(&[])),
            ("one/file", Some(&["one"])),
            ("two/link", Some(&["two", "one", "real/link", "one"])),
            ("down/../file", Some(&["down"])),
            ("down", None),
            ("one/none", None),
            ("real/file/", Some(&[])),
            ("real/file/more", None),
            ("ring", None),
        ] {
            let found = walk(&root.join(path)).ok();
            let names = links.map(|links| links.iter().map(|link| root.join(link)).collect::<Vec<_>>());
            assert_eq!(
                found.as_ref().map(|walk| walk.links.iter().map(|link| link.path.clone()).collect()),
                names,
                "{path}"
            );
            let Some(Walk { followed, directory_owner, links }) = found else { continue };
            assert_eq!((followed.path, directory_owner), (root.join("real/file"), own), "{path}");
            assert!(links.iter().all(|link| link.owner == own));
        }
    }

    #[test]
    fn a_link_counts_if_its_owner_may_lead_there() {
        let links = |owners: &[u32]| -> Vec<Link> {
            owners.iter().map(|&owner| Link { path: owner.to_string().into(), owner }).collect()
        };
        assert_eq!(foreign(links(&[]), &[]), None);
        assert_eq!(foreign(links(&[0, 7]), &[0, 7, 8]), None);
        assert_eq!(foreign(links(&[0, 9, 7]), &[0, 7]), Some("9".into()));
    }

    #[test]
    fn what_is_no_file_keeps_nobody_waiting() {
        let playground = tempfile::tempdir().unwrap();
        let pipe = playground.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).unwrap();
        assert!(follow(&pipe).is_err() && follow(playground.path()).is_err() && follow(Path::new("")).is_err());
    }
}
