//! The socket in the file system: whose it is, and that nobody else's is taken away.

use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use rustix::fs::{Gid, Uid};

use crate::config::SocketConfig;

/// Removes the socket when dropped.
pub(super) struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        // Somebody else may have removed it, which is as well.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Listens at the path of a configuration.
pub(super) fn listen(config: &SocketConfig) -> io::Result<(UnixListener, Place)> {
    let SocketConfig { path, owner, group, mode, .. } = config;
    remove_stale(path)?;
    let listener = UnixListener::bind(path)?;
    let place = Place(path.clone());
    // Who connects in between may ask as little as later.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(*mode))?;
    if owner.is_some() || group.is_some() {
        let (owner, group) = (owner.map(Uid::from_raw), group.map(Gid::from_raw));
        rustix::fs::chown(path, owner, group).map_err(|error| {
            let fix = "only root can give it to another user, and others only to a group of their own \
                       (SupplementaryGroups= of the unit)";
            io::Error::other(format!("owner and group can't be set: {error}; {fix}"))
        })?;
    }
    listener.set_nonblocking(true)?;
    Ok((listener, place))
}

/// One that was left behind, by an agent that was killed: nobody answers there.
fn remove_stale(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => Err(io::Error::other("there is something else than a socket")),
        Ok(_) => match UnixStream::connect(path) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => std::fs::remove_file(path),
            Err(error) => Err(error),
            Ok(_) => Err(io::Error::new(io::ErrorKind::AddrInUse, "another process listens there")),
        },
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    fn config(path: &Path) -> SocketConfig {
        SocketConfig { path: path.to_owned(), owner: None, group: None, mode: 0o620, trusted_proxies: String::new() }
    }

    #[test]
    fn only_what_nobody_listens_at_is_replaced() {
        let directory = tempfile::Builder::new().prefix("detour").tempdir().unwrap();
        let path = directory.path().join("detour.sock");
        let (listener, place) = listen(&config(&path)).unwrap();
        assert_eq!(path.metadata().unwrap().mode() & 0o777, 0o620);
        assert!(listen(&config(&path)).err().unwrap().to_string().contains("another process listens there"));
        UnixStream::connect(&path).unwrap();

        // Killed: the file stays, and nobody listens.
        drop(listener);
        assert!(path.exists());
        let (_listener, again) = listen(&config(&path)).unwrap();
        UnixStream::connect(&path).unwrap();
        drop(again);
        assert!(!path.exists());
        drop(place);

        std::fs::write(&path, "precious").unwrap();
        assert!(listen(&config(&path)).err().unwrap().to_string().contains("something else"));
        assert!(listen(&config(Path::new("/nowhere/detour.sock"))).is_err());
    }

    #[test]
    fn it_can_be_given_to_a_group() {
        let directory = tempfile::Builder::new().prefix("detour").tempdir().unwrap();
        let path = directory.path().join("detour.sock");
        let own = directory.path().metadata().unwrap();
        let _socket =
            listen(&SocketConfig { owner: Some(own.uid()), group: Some(own.gid()), ..config(&path) }).unwrap();
        assert_eq!(path.metadata().unwrap().gid(), own.gid());
    }
}
