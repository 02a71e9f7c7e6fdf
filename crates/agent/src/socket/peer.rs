//! Who is at the other end of a connection, and what he may do with a file: the kernel vouches for his user (SO_PEERCRED).

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A process, by its user and its group. Further groups aren't known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Its user.
    pub uid: u32,
    /// The user's first group.
    pub gid: u32,
}

const READ: u32 = 4;
const WRITE: u32 = 2;
const ENTER: u32 = 1;

impl Peer {
    /// Whether it may read the file of this path, which has no links in it.
    pub(crate) fn may_read(self, file: &Path) -> bool {
        self.may(READ, file)
    }

    /// Whether it may write to the file of this path, which has no links in it.
    pub(crate) fn may_write(self, file: &Path) -> bool {
        self.may(WRITE, file)
    }

    /// Whether the file is its own, or its group's.
    pub(crate) fn has(self, file: &Path) -> bool {
        self.uid == 0 || file.metadata().is_ok_and(|found| found.uid() == self.uid || found.gid() == self.gid)
    }

    // As the kernel goes from the root to the file (path_resolution(7)), but for access lists.
    fn may(self, right: u32, file: &Path) -> bool {
        let can_enter = |directory: &Path| directory.metadata().is_ok_and(|found| self.has_right(ENTER, &found));
        self.uid == 0
            || (file.metadata().is_ok_and(|found| self.has_right(right, &found))
                && file.ancestors().skip(1).all(can_enter))
    }

    // The first class that he belongs to counts, even where a later one has more rights.
    fn has_right(self, right: u32, found: &Metadata) -> bool {
        let class = match () {
            () if found.uid() == self.uid => 6,
            () if found.gid() == self.gid => 3,
            () => 0,
        };
        (found.mode() >> class) & right != 0
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn rights_are_those_that_the_kernel_would_grant() {
        let directory = tempfile::Builder::new().prefix("detour").tempdir().unwrap();
        let folder = directory.path().canonicalize().unwrap().join("shop");
        let file = folder.join("wp-config.php");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(&file, "").unwrap();
        set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
        let own = file.metadata().unwrap();
        let owner = Peer { uid: own.uid(), gid: own.gid() };
        let stranger = Peer { uid: own.uid() + 4242, gid: own.gid() + 4242 };
        let colleague = Peer { gid: own.gid(), ..stranger };
        for (folder_mode, file_mode, expected) in [
            (0o755, 0o644, [true, true]),
            (0o755, 0o640, [true, false]),
            (0o755, 0o600, [false, false]),
            // Who can't get at the file can't read it.
            (0o750, 0o644, [true, false]),
            (0o700, 0o644, [false, false]),
            // A group that has less than everybody has less.
            (0o755, 0o604, [false, true]),
        ] {
            set_permissions(&folder, Permissions::from_mode(folder_mode)).unwrap();
            set_permissions(&file, Permissions::from_mode(file_mode)).unwrap();
            let got = [colleague.may_read(&file), stranger.may_read(&file)];
            assert_eq!(got, expected, "{folder_mode:o} {file_mode:o}");
            assert!(owner.may_read(&file) && owner.may_write(&file) && owner.has(&file));
        }
        assert!(!colleague.may_write(&file) && colleague.has(&file) && !stranger.has(&file));
        assert!(!stranger.may_read(&folder.join("missing")));
        assert!(Peer { uid: 0, gid: 0 }.may_read(&file));
    }
}
