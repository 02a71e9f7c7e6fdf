//! One visitor on one connection: how long each answer takes.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::http::Response;

/// Someone who asks for one URL after the other.
pub(super) struct Visitor<'a> {
    address: SocketAddr,
    host: &'a str,
    connection: Option<BufReader<TcpStream>>,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(address: SocketAddr, host: &'a str) -> Self {
        Self { address, host, connection: None }
    }

    /// Asks for a path; answers what came, and the time from the first byte sent to the last received.
    ///
    /// The connection stays open as far as the server lets it; opening one is not part of the time.
    pub(super) fn ask(&mut self, path: &str, status: u16) -> Result<(Response, Duration)> {
        let mut connection = match self.connection.take() {
            Some(open) => open,
            None => self.connect()?,
        };
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        let sent = Instant::now();
        connection.get_mut().write_all(head.as_bytes())?;
        let answer = Response::read(&mut connection, false).with_context(|| format!("{path} at {}", self.address))?;
        let took = sent.elapsed();
        ensure!(answer.status == status, "{path} at {}: status {} instead of {status}", self.address, answer.status);
        if !answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case(b"close")) {
            self.connection = Some(connection);
        }
        Ok((answer, took))
    }

    fn connect(&self) -> Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect(self.address).with_context(|| format!("can't connect to {}", self.address))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(BufReader::with_capacity(1 << 16, stream))
    }
}
