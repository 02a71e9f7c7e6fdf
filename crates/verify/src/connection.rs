//! Connections to web servers: HTTP/1.1, encrypted where the scheme says so.

use std::fmt;
use std::io;
use std::net::IpAddr;

use detour_rules::RequestScheme;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::tls;

/// Longest head of an answer, bytes.
const MOST_HEAD: usize = 1 << 17;

/// Opens connections.
pub struct Connector {
    /// Or why there can be none with encryption, in words.
    tls: Result<TlsConnector, String>,
}

/// A connection, and the address that the server sees at its other end.
pub struct Connection {
    /// Takes requests without a body.
    pub sender: SendRequest<Empty<Bytes>>,
    /// `None` if the system doesn't tell.
    pub own_address: Option<IpAddr>,
}

/// Why there is no connection.
#[derive(Debug)]
pub enum ConnectionError {
    /// Nobody answers there.
    Unreachable(io::Error),
    /// The certificate is not to be trusted, or encryption fails otherwise.
    Tls(io::Error),
    /// No certificate could be for this name, in words.
    Name(String),
    /// The system has no certificates to trust, in words.
    NoCertificates(String),
    /// What was answered is not HTTP.
    Http(hyper::Error),
}

impl Connector {
    /// The system's certificates say whom to trust; with `insecure` anybody is.
    pub fn new(insecure: bool) -> Connector {
        Connector { tls: tls::connector(insecure) }
    }

    /// # Errors
    /// In words, when there can be no connection of this scheme.
    pub fn supports(&self, scheme: RequestScheme) -> Result<(), String> {
        match (scheme, &self.tls) {
            (RequestScheme::Https, Err(reason)) => Err(reason.clone()),
            _ => Ok(()),
        }
    }

    /// Connects to an address; `host`, without brackets, is whose certificate is expected.
    ///
    /// # Errors
    /// When there is nobody, or somebody else.
    pub async fn open(
        &self,
        scheme: RequestScheme,
        host: &str,
        address: impl ToSocketAddrs,
    ) -> Result<Connection, ConnectionError> {
        let stream = TcpStream::connect(address).await.map_err(ConnectionError::Unreachable)?;
        stream.set_nodelay(true).map_err(ConnectionError::Unreachable)?;
        let own_address = stream.local_addr().ok().map(|address| address.ip());
        let sender = match (scheme, &self.tls) {
            (RequestScheme::Http, _) => speak(stream).await?,
            (RequestScheme::Https, Err(reason)) => return Err(ConnectionError::NoCertificates(reason.clone())),
            (RequestScheme::Https, Ok(tls)) => {
                let name = ServerName::try_from(host.to_owned())
                    .map_err(|error| ConnectionError::Name(format!("{host}: {error}")))?;
                speak(tls.connect(name, stream).await.map_err(ConnectionError::Tls)?).await?
            }
        };
        Ok(Connection { sender, own_address })
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<SendRequest<Empty<Bytes>>, ConnectionError> {
    let handshake = Builder::new().max_buf_size(MOST_HEAD).handshake(TokioIo::new(stream));
    let (sender, connection) = handshake.await.map_err(ConnectionError::Http)?;
    // It ends when the sender is dropped; what goes wrong, the sender is told.
    tokio::spawn(connection);
    Ok(sender)
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConnectionError::Unreachable(error) | ConnectionError::Tls(error) => error.fmt(f),
            ConnectionError::Name(reason) | ConnectionError::NoCertificates(reason) => f.write_str(reason),
            ConnectionError::Http(error) => f.write_str(&in_full(error)),
        }
    }
}

impl std::error::Error for ConnectionError {}

// hyper's errors say in their sources what happened.
pub(crate) fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}
