//! One target, asked as a browser would get there: without cookies, and without reading what comes.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use detour_audit::Failure;
use detour_rules::RequestScheme;
use detour_verify::{ConnectionError, Connector};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, HOST, HeaderMap, LOCATION, SET_COOKIE, USER_AGENT};
use hyper::{Method, Request};
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

use super::address::{Class, is_web};
use super::outside::Outside;

/// Redirects after which browsers give up.
const MOST_REDIRECTS: usize = 20;
const NAME: &str = concat!("Detour/", env!("CARGO_PKG_VERSION"), " (checks where redirects lead)");

/// Asks the targets of one site.
pub(super) struct Asker<'a> {
    pub(super) outside: &'a Outside,
    /// The site's address, if it is known.
    pub(super) home: Option<&'a Url>,
    /// The address whose host may be a private one.
    pub(super) private: Option<&'a Url>,
    /// Where addresses lead from here.
    pub(super) class: fn(IpAddr) -> Class,
    /// Longest time for one request, from the question for its address to the end of the answer's head.
    pub(super) within: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    /// Redirects on the way.
    pub(super) redirects: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Something is there. A status like 403 says no more than that robots are not wanted.
    There(u16),
    /// It is broken.
    Failed(Failure),
    /// It must not be asked, a word why.
    Left(&'static str),
    /// Nothing is known: there is no way out of here.
    Offline,
}

impl Outcome {
    /// What it is counted as.
    pub(super) fn word(self) -> &'static str {
        match self {
            Outcome::There(_) => "there",
            Outcome::Failed(_) => "failed",
            Outcome::Left(_) => "left",
            Outcome::Offline => "offline",
        }
    }
}

/// Head of an answer.
struct Head {
    status: u16,
    headers: HeaderMap,
}

impl Asker<'_> {
    /// Asks a path of the site or a URL of the web, and follows where it redirects to.
    pub(super) async fn ask(&self, target: &str) -> Answer {
        let url = match self.home {
            Some(home) => home.join(target),
            None => Url::parse(target),
        };
        let (mut way, mut sets_cookies) = (Vec::new(), false);
        let Ok(mut url) = url else { return Answer { outcome: Outcome::Left("no-url"), redirects: 0 } };
        let outcome = loop {
            url.set_fragment(None);
            if way.contains(&url) || way.len() > MOST_REDIRECTS {
                // One that goes round until a cookie is sent back is in order.
                break match sets_cookies {
                    true => Outcome::There(302),
                    false => Outcome::Failed(Failure::RedirectLoop),
                };
            }
            let Head { status, headers } = match self.head(&url).await {
                Ok(head) => head,
                Err(outcome) => break outcome,
            };
            sets_cookies |= headers.contains_key(SET_COOKIE);
            let next = headers.get(LOCATION).filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308));
            let next = next.and_then(|location| url.join(str::from_utf8(location.as_bytes()).ok()?).ok());
            match next.filter(|next| matches!(next.scheme(), "http" | "https")) {
                Some(next) => way.push(std::mem::replace(&mut url, next)),
                None => break Failure::of(status, "").map_or(Outcome::There(status), Outcome::Failed),
            }
        };
        Answer { outcome, redirects: way.len().min(MOST_REDIRECTS) }
    }

    async fn head(&self, url: &Url) -> Result<Head, Outcome> {
        match self.once(Method::HEAD, url).await {
            Ok(head) if head.status < 400 || head.status == 429 => Ok(head),
            // Many servers know no HEAD, or take it for an attack.
            Ok(_) | Err(Outcome::Failed(Failure::NoAnswer)) => self.once(Method::GET, url).await,
            Err(outcome) => Err(outcome),
        }
    }

    async fn once(&self, method: Method, url: &Url) -> Result<Head, Outcome> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(Outcome::Left("no-url"));
        };
        // With or without encryption.
        let may_be_private = self.private.is_some_and(|own| {
            own.host() == url.host() && (own.port_or_known_default() == Some(port) || matches!(port, 80 | 443))
        });
        if !is_web(port) && !may_be_private {
            return Err(Outcome::Left("not-web"));
        }
        let turn = self.outside.turn(&host.to_string()).await;
        let until = Instant::now() + self.within;
        let no_answer = Outcome::Failed(Failure::NoAnswer);
        let found = timeout_at(until, self.addresses(&host, port, may_be_private)).await;
        let (leads_out, result) = match found.unwrap_or(Err(no_answer)) {
            Ok(addresses) => {
                let leads_out = addresses.iter().all(|address| (self.class)(address.ip()) == Class::World);
                let exchange = timeout_at(until, send(self.outside.connector(), method, url, &addresses)).await;
                (leads_out, exchange.unwrap_or(Err(no_answer)))
            }
            // Whom names belong to is asked out there.
            Err(outcome) => (true, Err(outcome)),
        };
        drop(turn);
        match result {
            // A neighbour's answer says nothing of the way out.
            Ok(_) if leads_out => self.outside.hears(),
            // As long as nobody out there has ever answered, the fault may be ours.
            Err(Outcome::Failed(Failure::NoAnswer | Failure::NoSuchHost)) if leads_out && !self.outside.is_online() => {
                return Err(Outcome::Offline);
            }
            Ok(_) | Err(_) => {}
        }
        result
    }

    /// Where a host is. What is asked for is connected to: whoever answers for its name has no second chance to answer otherwise.
    async fn addresses(&self, host: &Host<&str>, port: u16, may_be_private: bool) -> Result<Vec<SocketAddr>, Outcome> {
        let found: Vec<SocketAddr> = match host {
            Host::Ipv4(address) => vec![(IpAddr::V4(*address), port).into()],
            Host::Ipv6(address) => vec![(IpAddr::V6(*address), port).into()],
            Host::Domain(name) => match tokio::net::lookup_host((*name, port)).await {
                Ok(found) => found.collect(),
                Err(_) => return Err(Outcome::Failed(Failure::NoSuchHost)),
            },
        };
        let is_allowed = |address: &SocketAddr| may_be_private || (self.class)(address.ip()) != Class::Private;
        let allowed: Vec<SocketAddr> = found.into_iter().filter(is_allowed).collect();
        if allowed.is_empty() { Err(Outcome::Left("not-public")) } else { Ok(allowed) }
    }
}

async fn send(connector: &Connector, method: Method, url: &Url, addresses: &[SocketAddr]) -> Result<Head, Outcome> {
    let no_answer = Outcome::Failed(Failure::NoAnswer);
    let scheme = if url.scheme() == "https" { RequestScheme::Https } else { RequestScheme::Http };
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let mut connection = connector.open(scheme, bare, addresses).await.map_err(|error| match error {
        ConnectionError::Unreachable(_) | ConnectionError::Http(_) => no_answer,
        ConnectionError::Tls(_) | ConnectionError::Name(_) => Outcome::Failed(Failure::Tls),
        ConnectionError::NoCertificates(_) => Outcome::Offline,
    })?;
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
    let request = Request::builder()
        .method(method)
        .uri(format!("{}{query}", url.path()))
        .header(HOST, authority)
        .header(USER_AGENT, NAME)
        .header(ACCEPT, "*/*")
        .body(Empty::<Bytes>::new())
        .map_err(|_| Outcome::Left("no-url"))?;
    // What follows the head is never read: the connection ends with the answer.
    let (head, _) = connection.sender.send_request(request).await.map_err(|_| no_answer)?.into_parts();
    Ok(Head { status: head.status.as_u16(), headers: head.headers })
}

#[cfg(test)]
mod tests;
