//! Whose the links on the way to a file are: a tenant may lead his own site's path to somebody else's.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// As many as the kernel follows (path_resolution(7)).
const MOST: usize = 40;

/// Whether all links on the way, those that links lead to included, belong to these users; `None` if it leads nowhere.
pub(super) fn are_of(path: &Path, owners: &[u32]) -> Option<bool> {
    let mut path = path.to_owned();
    for _ in 0..MOST {
        // The last of them that is a link is the first that the kernel comes to.
        let mut link = None;
        for part in path.ancestors().filter(|part| !part.as_os_str().is_empty()) {
            let found = part.symlink_metadata().ok()?;
            link = found.is_symlink().then_some((part, found.uid())).or(link);
        }
        let Some((link, owner)) = link else { return Some(true) };
        if !owners.contains(&owner) {
            return Some(false);
        }
        let mut next = link.parent()?.join(link.read_link().ok()?);
        // An empty rest would add a slash.
        next.extend(path.strip_prefix(link).ok()?.components());
        path = next;
    }
    None
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
        std::fs::create_dir(root.join("real")).unwrap();
        std::fs::write(root.join("real/file"), "").unwrap();
        symlink("real", root.join("one")).unwrap();
        symlink(root.join("one"), root.join("two")).unwrap();
        symlink("../one/file", root.join("real/link")).unwrap();
        symlink("ring", root.join("ring")).unwrap();
        for (path, owners, expected) in [
            ("real/file", &[][..], Some(true)),
            ("one/file", &[][..], Some(false)),
            ("one/file", &[own][..], Some(true)),
            ("two/link", &[own + 1, own], Some(true)),
            ("two/link", &[own + 1], Some(false)),
            ("real/link", &[], Some(false)),
            ("one/none", &[own], None),
            ("ring", &[own], None),
        ] {
            assert_eq!(are_of(&root.join(path), owners), expected, "{path} {owners:?}");
        }
    }
}
