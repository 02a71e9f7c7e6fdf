//! The site, asked over HTTP/1.1. Request targets go out byte for byte, redirects are not followed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use detour_proof::{Actual, Answered, Sample, Site, ascii};
use detour_rules::RequestScheme;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::{Request, Response};

use crate::connection::{Connection, ConnectionError, Connector, in_full};

/// As much of a body is read to keep the connection, bytes.
const MOST_BODY: usize = 1 << 18;

/// Connections that are free, by scheme and host.
type Free = HashMap<(bool, String), Vec<Connection>>;

/// Asks a site.
pub(crate) struct Client<'a> {
    site: &'a Site,
    timeout: Duration,
    connector: Connector,
    free: Mutex<Free>,
}

impl<'a> Client<'a> {
    /// # Errors
    /// In words, when the system has no certificates and they are needed.
    pub(crate) fn new(site: &'a Site, timeout: Duration, insecure: bool) -> Result<Client<'a>, String> {
        let connector = Connector::new(insecure);
        connector.supports(site.scheme())?;
        Ok(Client { site, timeout, connector, free: Mutex::default() })
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
        let host = sample.host.trim_matches(['[', ']']);
        self.connector.open(sample.scheme, host, address).await.map_err(|error| match error {
            ConnectionError::Unreachable(_) | ConnectionError::Tls(_) => {
                format!("{}:{}: {error}", address.0, address.1)
            }
            _ => error.to_string(),
        })
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
