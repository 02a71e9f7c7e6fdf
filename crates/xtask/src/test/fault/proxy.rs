//! A way to the database that can be cut.

use std::io::copy;
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;

/// Passes on what it gets at one socket to another. It ends with this command.
pub(super) struct Proxy {
    pub(super) socket: PathBuf,
    is_cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<UnixStream>>>,
}

impl Proxy {
    pub(super) fn start(socket: PathBuf, to: &Path) -> Result<Proxy> {
        let listener = UnixListener::bind(&socket)?;
        let proxy = Proxy { socket, is_cut: Arc::default(), open: Arc::default() };
        let (is_cut, open, to) = (Arc::clone(&proxy.is_cut), Arc::clone(&proxy.open), to.to_owned());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if !is_cut.load(Ordering::SeqCst) {
                    // A client that can't be connected finds that out by itself.
                    let _ = connect(&client, &to, &open);
                }
            }
        });
        Ok(proxy)
    }

    /// Cuts all connections, answers that are under way first, and takes no more.
    pub(super) fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for stream in self.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(super) fn mend(&self) {
        self.is_cut.store(false, Ordering::SeqCst);
    }
}

fn connect(client: &UnixStream, to: &Path, open: &Mutex<Vec<UnixStream>>) -> Result<()> {
    let server = UnixStream::connect(to)?;
    let kept = [client.try_clone()?, server.try_clone()?];
    for (mut from, mut into) in [(client.try_clone()?, server.try_clone()?), (server, client.try_clone()?)] {
        std::thread::spawn(move || {
            let _ = copy(&mut from, &mut into);
            let _ = into.shutdown(Shutdown::Both);
        });
    }
    open.lock().unwrap_or_else(PoisonError::into_inner).extend(kept);
    Ok(())
}
