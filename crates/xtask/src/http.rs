//! A small HTTP/1.1 client that sends a request target byte for byte.
//!
//! Ordinary clients normalise URLs; whether `/a%2Fb` or `/ä` reach PHP as they
//! were written is just what the tests are about.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// One request on a connection of its own.
pub(crate) struct Request<'a> {
    method: &'a str,
    target: &'a [u8],
    headers: Vec<(String, Vec<u8>)>,
    body: &'a [u8],
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl<'a> Request<'a> {
    pub(crate) fn new(method: &'a str, target: &'a [u8]) -> Self {
        Self { method, target, headers: Vec::new(), body: &[] }
    }

    pub(crate) fn get(target: &'a str) -> Self {
        Self::new("GET", target.as_bytes())
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn body(mut self, content_type: &str, body: &'a [u8]) -> Self {
        self.body = body;
        self.header("Content-Type", content_type)
    }

    /// Sends it and reads the whole answer.
    pub(crate) fn send(&self, to: SocketAddr) -> Result<Response> {
        let shown = || {
            let target = String::from_utf8_lossy(&self.target[..self.target.len().min(200)]);
            format!("{} {target} at {to}", self.method)
        };
        let mut stream = TcpStream::connect_timeout(&to, Duration::from_secs(5))
            .with_context(|| format!("can't connect: {}", shown()))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_write_timeout(Some(Duration::from_secs(60)))?;
        stream.set_nodelay(true)?;
        stream.write_all(&self.head(to))?;
        // A server may answer and close before it has read the body; the answer counts.
        let sent = stream.write_all(self.body);
        let answer = Response::read(&mut BufReader::new(stream), self.method == "HEAD");
        match sent {
            Err(error) if answer.is_err() => Err(error).with_context(shown),
            _ => answer.with_context(shown),
        }
    }

    /// Sends it over TLS, without asking who answers; `openssl` does that part.
    pub(crate) fn send_encrypted(&self, to: SocketAddr) -> Result<Response> {
        let mut client = Command::new("openssl");
        client.args(["s_client", "-quiet", "-connect", &to.to_string()]);
        let client = client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut client = client.context("can't run openssl")?;
        let (Some(mut input), Some(output)) = (client.stdin.take(), client.stdout.take()) else {
            bail!("openssl has no input or output");
        };
        input.write_all(&self.head(to))?;
        let answer = Response::read(&mut BufReader::new(output), self.method == "HEAD");
        let _ = client.kill();
        client.wait()?;
        answer
    }

    fn head(&self, to: SocketAddr) -> Vec<u8> {
        let mut head = Vec::new();
        head.extend_from_slice(self.method.as_bytes());
        head.push(b' ');
        head.extend_from_slice(self.target);
        head.extend_from_slice(b" HTTP/1.1\r\nConnection: close\r\n");
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head.extend_from_slice(format!("Host: {to}\r\n").as_bytes());
        }
        if !self.body.is_empty() || matches!(self.method, "POST" | "PUT" | "PATCH") {
            head.extend_from_slice(format!("Content-Length: {}\r\n", self.body.len()).as_bytes());
        }
        for (name, value) in &self.headers {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value);
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        head
    }
}

impl Response {
    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.all(name).next()
    }

    /// Every header of this name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &value[..])
    }

    /// The Location header as text.
    pub(crate) fn location(&self) -> Option<String> {
        self.header("location").map(|value| String::from_utf8_lossy(value).into_owned())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Reads one answer; `to_head` says that it has no body, whatever its headers say.
    pub(crate) fn read(from: &mut impl BufRead, to_head: bool) -> Result<Self> {
        let status_line = line(from)?;
        let text = String::from_utf8_lossy(&status_line);
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok());
        let Some(status) = status.filter(|_| text.starts_with("HTTP/")) else {
            bail!("no HTTP answer but {text:?}");
        };
        let mut headers = Vec::new();
        loop {
            let line = line(from)?;
            if line.is_empty() {
                break;
            }
            let colon = line.iter().position(|&byte| byte == b':').context("a header line without a colon")?;
            let name = String::from_utf8_lossy(&line[..colon]).into_owned();
            headers.push((name, line[colon + 1..].trim_ascii().to_vec()));
        }
        let mut response = Self { status, headers, body: Vec::new() };
        if !to_head && status != 204 && status != 304 {
            response.read_body(from)?;
        }
        Ok(response)
    }

    fn read_body(&mut self, from: &mut impl BufRead) -> Result<()> {
        if self.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case(b"chunked")) {
            loop {
                let size = String::from_utf8_lossy(&line(from)?).into_owned();
                let size = size.split(';').next().unwrap_or_default().trim();
                let size = u64::from_str_radix(size, 16).with_context(|| format!("chunk size {size:?}"))?;
                from.take(size).read_to_end(&mut self.body)?;
                line(from)?;
                if size == 0 {
                    return Ok(());
                }
            }
        }
        let length = self.header("content-length").map(|value| String::from_utf8_lossy(value).into_owned());
        match length {
            Some(length) => {
                let length: usize = length.parse().with_context(|| format!("Content-Length {length:?}"))?;
                self.body.resize(length, 0);
                from.read_exact(&mut self.body).context("the body ended early")?;
            }
            None => {
                from.read_to_end(&mut self.body)?;
            }
        }
        Ok(())
    }
}

/// One line without its end; a connection that closes first is an error.
fn line(from: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut line = Vec::new();
    from.take(1 << 20).read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        bail!("the server closed the connection in the middle of its answer");
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], to_head: bool) -> Result<Response> {
        Response::read(&mut BufReader::new(bytes), to_head)
    }

    #[test]
    fn reads_a_body_in_chunks() {
        let answer =
            read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", false);
        assert_eq!(answer.unwrap().body, b"abcde");
    }

    #[test]
    fn an_answer_to_head_has_no_body() {
        let answer = read(b"HTTP/1.1 307 T\r\nLocation:  /a \r\nContent-Length: 9\r\n\r\n", true).unwrap();
        assert_eq!((answer.status, answer.location().as_deref()), (307, Some("/a")));
    }

    #[test]
    fn a_cut_answer_is_an_error() {
        assert!(read(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", false).is_err());
        assert!(read(b"HTTP/1.1 200 OK\r\nContent-", false).is_err());
    }

    #[test]
    fn the_target_goes_out_as_written() {
        let head = Request::new("GET", b"/a%2Fb/\xff?x=%41").head("127.0.0.1:80".parse().unwrap());
        assert!(head.starts_with(b"GET /a%2Fb/\xff?x=%41 HTTP/1.1\r\n"));
    }
}
