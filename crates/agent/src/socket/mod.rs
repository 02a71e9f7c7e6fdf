//! Answers for PHP without the extension, through a Unix socket (`SOCKET.md`): the same engine on the same rule files.
//!
//! It has a thread of its own, so that whoever asks much, or for an expensive rule, keeps no site from being published.

mod answer;
mod connection;
pub mod frame;
mod listen;
pub mod peer;
pub mod request;
mod served;

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::LocalSet;
use tracing::{error, info, warn};

use self::answer::Answers;
use self::connection::Shared;
use self::listen::Place;
use self::peer::Peer;
use self::served::Served;
use crate::config::{Config, SiteConfig, SocketConfig};
pub use crate::metrics::SocketFigures;

/// Connections at a time; who comes then is not heard, and goes on without an answer.
const MOST: usize = 256;
/// Of one user, so that no tenant takes them all.
const MOST_OF_A_USER: usize = 128;
/// Spools that were replaced are let go of.
const TICK: Duration = Duration::from_secs(1);

/// A socket that is answered. Dropping it ends that.
pub struct Socket {
    /// The sites that can be asked for; the thread ends when it is gone.
    sites: Option<watch::Sender<Vec<SiteConfig>>>,
    thread: Option<JoinHandle<()>>,
    _place: Place,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.sites = None;
        if let Some(thread) = self.thread.take() {
            // A panic was logged where it happened.
            let _ = thread.join();
        }
    }
}

impl Socket {
    /// Listens, and answers for these sites.
    ///
    /// # Errors
    /// Why it can't be listened at that path.
    pub fn open(config: &SocketConfig, sites: Vec<SiteConfig>, figures: SocketFigures) -> io::Result<Socket> {
        let (listener, place) = listen::listen(config)?;
        let (sender, receiver) = watch::channel(sites);
        let answers = Answers::new(config.trusted_proxies.clone().into_bytes());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("socket".to_owned()).spawn(move || {
            let served = RefCell::new(Served::new(receiver.borrow().clone()));
            let shared = Rc::new(Shared { served, answers: RefCell::new(answers), figures });
            LocalSet::new().block_on(&runtime, accept(listener, receiver, shared));
        })?;
        Ok(Socket { sites: Some(sender), thread: Some(thread), _place: place })
    }

    fn serve(&self, wanted: &[SiteConfig]) {
        if let Some(sites) = &self.sites {
            sites.send_if_modified(|sites| {
                let differs = sites != wanted;
                if differs {
                    wanted.clone_into(sites);
                }
                differs
            });
        }
    }
}

async fn accept(
    listener: std::os::unix::net::UnixListener,
    mut sites: watch::Receiver<Vec<SiteConfig>>,
    shared: Rc<Shared>,
) {
    let listener = match UnixListener::from_std(listener) {
        Ok(listener) => listener,
        Err(problem) => return error!("socket: {problem}"),
    };
    let open: Rc<RefCell<HashMap<u32, usize>>> = Rc::default();
    let mut tick = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            changed = sites.changed() => match changed {
                Ok(()) => *shared.served.borrow_mut() = Served::new(sites.borrow_and_update().clone()),
                Err(_) => return,
            },
            _ = tick.tick() => shared.answers.borrow_mut().look_at_spools(),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => take(stream, &open, &shared),
                // No file descriptors left, perhaps: not again at once.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            },
        }
    }
}

fn take(stream: UnixStream, open: &Rc<RefCell<HashMap<u32, usize>>>, shared: &Rc<Shared>) {
    let Ok(credentials) = stream.peer_cred() else { return };
    let peer = Peer { uid: credentials.uid(), gid: credentials.gid() };
    {
        let mut open = open.borrow_mut();
        let all: usize = open.values().sum();
        let own = open.entry(peer.uid).or_default();
        if all >= MOST || *own >= MOST_OF_A_USER {
            return shared.figures.failed("crowded");
        }
        *own += 1;
    }
    let (open, shared) = (Rc::clone(open), Rc::clone(shared));
    tokio::task::spawn_local(async move {
        connection::serve(stream, peer, shared).await;
        let mut open = open.borrow_mut();
        if let Some(own) = open.get_mut(&peer.uid) {
            *own -= 1;
        }
        open.retain(|_, own| *own > 0);
    });
}

/// The socket of the configuration in force.
#[derive(Default)]
pub(crate) struct Keeper {
    open: Option<(SocketConfig, Socket)>,
}

impl Keeper {
    /// Opens, closes or moves it as the configuration says, and answers for its sites. Without it the agent does the rest of its
    /// work.
    pub(crate) fn apply(&mut self, config: &Config, figures: &SocketFigures) {
        let Some(wanted) = &config.socket else {
            self.open = None;
            return;
        };
        if let Some((_, socket)) = self.open.as_ref().filter(|(current, _)| current == wanted) {
            return socket.serve(&config.sites);
        }
        self.open = None;
        let path = wanted.path.display();
        match Socket::open(wanted, config.sites.clone(), figures.clone()) {
            Ok(socket) => {
                info!("answers at {path}");
                self.open = Some((wanted.clone(), socket));
            }
            Err(problem) => {
                warn!("socket: can't listen at {path}: {problem}; PHP without the extension gets no answers")
            }
        }
    }
}
