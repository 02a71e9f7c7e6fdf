//! Asks the agent as `SOCKET.md` says.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::Value;

/// Asks, on a connection that may be used again.
pub(super) fn ask(stream: &mut UnixStream, question: &Value) -> Result<Value> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let question = question.to_string();
    stream.write_all(&u32::try_from(question.len())?.to_be_bytes())?;
    stream.write_all(question.as_bytes())?;
    let mut head = [0; 4];
    stream.read_exact(&mut head)?;
    let length = u32::from_be_bytes(head) as usize;
    ensure!(length <= 256 << 10, "an answer of {length} bytes");
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer)?;
    Ok(serde_json::from_slice(&answer)?)
}
