//! Ports on the loopback address.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

/// A free port of the system's choice. Somebody may take it before we do; the server then says so.
pub(crate) fn free() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?)
}

/// Several free ports, each another one.
pub(crate) fn several(count: usize) -> Result<Vec<SocketAddr>> {
    let listeners = (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    let held = listeners.collect::<Result<Vec<_>, _>>().context("no free ports on 127.0.0.1")?;
    held.iter().map(|listener| Ok(listener.local_addr()?)).collect()
}

/// This port, if nobody listens there.
pub(crate) fn given(port: u16) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = listener.with_context(|| format!("--port {port}: can't listen there, choose another"))?;
    Ok(listener.local_addr()?)
}

/// Whether somebody accepts connections.
pub(crate) fn accepts(address: SocketAddr) -> bool {
    TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok()
}
