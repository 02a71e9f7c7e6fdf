//! One connection: frames in, frames out, in turn.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::time::timeout;
use tracing::debug;

use super::answer::{Answer, Answers, Record};
use super::frame;
use super::peer::Peer;
use super::request::{self, Asked, Refusal, VERSION, What};
use super::served::Served;
use crate::metrics::SocketFigures;

/// From the first byte of a frame to its last, and for an answer to be taken.
const FRAME: Duration = Duration::from_millis(50);
/// From an answer to the next request.
const PAUSE: Duration = Duration::from_secs(1);

/// What all connections share.
pub(super) struct Shared {
    pub(super) served: RefCell<Served>,
    pub(super) answers: RefCell<Answers>,
    pub(super) figures: SocketFigures,
}

/// Why a connection ends.
enum End {
    /// Whoever asked has no more to ask.
    Done,
    /// He was too slow, or sent no frame.
    Broken(&'static str),
    /// He asked what can't be answered, and was told so.
    Refused(Refusal),
}

/// Answers until the connection ends.
pub(super) async fn serve(mut stream: UnixStream, peer: Peer, shared: Rc<Shared>) {
    let end = loop {
        if let Err(end) = exchange(&mut stream, peer, &shared).await {
            break end;
        }
    };
    match end {
        End::Done => {}
        End::Broken(word) => shared.figures.failed(word),
        End::Refused(refusal) => {
            shared.figures.failed(refusal.word());
            debug!(uid = peer.uid, gid = peer.gid, "socket: {refusal}");
        }
    }
}

async fn exchange(stream: &mut UnixStream, peer: Peer, shared: &Shared) -> Result<(), End> {
    let asked = receive(stream).await?;
    // Nothing waits in here: a decision takes microseconds.
    let (answered, record) = match answer(&asked, peer, shared) {
        Ok((frame, record)) => (Ok(frame), record),
        Err(refusal) => (Err(refusal), None),
    };
    match answered {
        Ok(frame) => send(stream, &frame).await?,
        Err(refusal) => {
            let json = json!({"v": VERSION, "error": refusal.word(), "message": refusal.to_string()});
            if let Some(frame) = frame::around(json.to_string().as_bytes()) {
                send(stream, &frame).await?;
            }
            return Err(End::Refused(refusal));
        }
    }
    // Who was gone has sent nothing to his visitor.
    if let Some(record) = record {
        shared.answers.borrow_mut().write(&record);
    }
    Ok(())
}

async fn receive(stream: &mut UnixStream) -> Result<Vec<u8>, End> {
    let mut head = [0; frame::HEAD];
    match timeout(PAUSE, stream.read(&mut head[..1])).await {
        Ok(Ok(1)) => {}
        // Nothing was asked that could have gone wrong.
        _ => return Err(End::Done),
    }
    let rest = async {
        stream.read_exact(&mut head[1..]).await.map_err(|_| End::Broken("cut"))?;
        let length = frame::length(head).ok_or(End::Broken("length"))?;
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.map_err(|_| End::Broken("cut"))?;
        Ok(body)
    };
    timeout(FRAME, rest).await.unwrap_or(Err(End::Broken("slow")))
}

async fn send(stream: &mut UnixStream, frame: &[u8]) -> Result<(), End> {
    match timeout(FRAME, stream.write_all(frame)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Broken("gone")),
        Err(_) => Err(End::Broken("slow")),
    }
}

fn answer(asked: &[u8], peer: Peer, shared: &Shared) -> Result<(Vec<u8>, Option<Record>), Refusal> {
    let asked = request::read(asked)?;
    let mut served = shared.served.borrow_mut();
    let site = served.find(&asked.site, peer).ok_or(Refusal::Site)?;
    shared.figures.asked(word(&asked));
    let Answer { json, record } = shared.answers.borrow_mut().to(&asked, site);
    let frame = frame::around(json.to_string().as_bytes()).ok_or(Refusal::TooLong)?;
    Ok((frame, record))
}

fn word(asked: &Asked) -> &'static str {
    match asked.what {
        What::Handle => "handle",
        What::Resume { .. } => "resume",
        What::NotFound => "not_found",
        What::Status => "status",
    }
}
