//! The site, asked over HTTP/1.1. Request targets go out byte for byte, redirects are not followed.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use detour_proof::{Actual, Answered, Sample, Site, ascii};
use detour_rules::RequestScheme;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HeaderMap;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::tls;

/// As much of a body is read to keep the connection, bytes.
const MOST_BODY: usize = 1 << 18;

/// Connections that are free, by scheme and host.
type Free = HashMap<(bool, String), Vec<Connection>>;

/// Asks a site.
pub(crate) struct Client<'a> {
    site: &'a Site,
    timeout: Duration,
    tls: Option<TlsConnector>,
    free: Mutex<Free>,
}

/// A connection, and the address that the site sees at its other end.
struct Connection {
    sender: SendRequest<Empty<Bytes>>,
    own_address: Option<IpAddr>,
}

impl<'a> Client<'a> {
    /// # Errors
    /// In words, when the system has no certificates and they are needed.
    pub(crate) fn new(site: &'a Site, timeout: Duration, insecure: bool) -> Result<Client<'a>, String> {
        let connector = tls::connector(insecure);
        let tls = match site.scheme() {
            RequestScheme::Https => Some(connector?),
            RequestScheme::Http => connector.ok(),
        };
        Ok(Client { site, timeout, tls, free: Mutex::default() })
    }

    /// Asks, and once more if no answer comes.
    ///
    /// # Errors
    /// In words, what went wrong the second time.
    pub(crate) async fn ask(&self, sample: &Sample, headers: &[(String, String)]) -> Result<Answered, String> {
        // The site may have closed a connection that was kept, which is no refusal to answer.
        let mut answered = Err(String::new());
        for connection in self.kept(sample).into_iter().map(Some).chain([None, None]) {
            answered = self.once(sample, headers, connection).await;
            if answered.is_ok() {
                break;
            }
        }
        answered
    }

    async fn once(
        &self,
        sample: &Sample,
        headers: &[(String, String)],
        kept: Option<Connection>,
    ) -> Result<Answered, String> {
        let mut request = Request::builder().method(sample.method.as_str()).uri(sample.uri.as_str());
        for (name, value) in headers {
            request = request.header(name.as_str(), value.as_bytes());
        }
        let request = request.body(Empty::new()).map_err(|error| format!("this can't be sent: {error}"))?;
        let exchange = async {
            let mut connection = match kept {
                Some(connection) => connection,
                None => self.connect(sample).await?,
            };
            let sent = connection.sender.send_request(request).await;
            let (head, body) = sent.map_err(|error| in_full(&error))?.into_parts();
            let answered =
                Answered { actual: actual(head.status.as_u16(), &head.headers), own_address: connection.own_address };
            if is_read(Response::new(body)).await && connection.sender.ready().await.is_ok() {
                self.keep(sample, connection);
            }
            Ok(answered)
        };
        let seconds = self.timeout.as_secs();
        tokio::time::timeout(self.timeout, exchange).await.unwrap_or_else(|_| Err(format!("no answer in {seconds} s")))
    }

    async fn connect(&self, sample: &Sample) -> Result<Connection, String> {
        let address = self.site.address(sample.scheme).ok_or("nothing says where the site answers this scheme")?;
        let at = |error: std::io::Error| format!("{}:{}: {error}", address.0, address.1);
        let stream = TcpStream::connect(address).await.map_err(at)?;
        stream.set_nodelay(true).map_err(at)?;
        let own_address = stream.local_addr().ok().map(|address| address.ip());
        let sender = match (sample.scheme, &self.tls) {
            (RequestScheme::Http, _) => opened(stream).await?,
            (RequestScheme::Https, None) => return Err("the system has no certificates to trust".into()),
            (RequestScheme::Https, Some(tls)) => {
                let host = sample.host.trim_matches(['[', ']']).to_owned();
                let name = ServerName::try_from(host).map_err(|error| format!("{}: {error}", sample.host))?;
                opened(tls.connect(name, stream).await.map_err(at)?).await?
            }
        };
        Ok(Connection { sender, own_address })
    }

    fn kept(&self, sample: &Sample) -> Option<Connection> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.get_mut(&key(sample))?.pop()
    }

    fn keep(&self, sample: &Sample, connection: Connection) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.entry(key(sample)).or_default().push(connection);
    }
}

// Without TLS all hosts of the site share a connection.
fn key(sample: &Sample) -> (bool, String) {
    match sample.scheme {
        RequestScheme::Http => (false, String::new()),
        RequestScheme::Https => (true, sample.host.clone()),
    }
}

async fn opened(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<SendRequest<Empty<Bytes>>, String> {
    let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| in_full(&error))?;
    // It ends when the sender is dropped; what goes wrong, the sender is told.
    tokio::spawn(connection);
    Ok(sender)
}

async fn is_read(response: Response<Incoming>) -> bool {
    let mut body = response.into_body();
    let mut left = MOST_BODY;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

fn actual(status: u16, headers: &HeaderMap) -> Actual {
    let text = |name: &str| Some(ascii(headers.get(name)?.as_bytes()));
    Actual { status, location: text("location"), by: text("x-redirect-by"), cache: text("cache-control") }
}

// hyper's errors say in their sources what happened.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}
