//! The running site: how its URLs begin, and where it is reached.

use detour_rules::RequestScheme;
use detour_samples::Home;
use url::{Host, Url};

/// A site that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    scheme: RequestScheme,
    host: String,
    port: Option<u16>,
    folder: String,
    http: Option<(String, u16)>,
    https: Option<(String, u16)>,
}

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SiteError {
    /// That of the site.
    #[error("{0:?} is no address of a site; give one such as https://shop.example or http://127.0.0.1:8080/blog")]
    Url(String),
    /// Where to connect to.
    #[error(
        "{0:?} is nowhere to connect to; give HOST:PORT, with https:// or http:// before it if it is for one of them"
    )]
    ConnectTo(String),
}

impl Site {
    /// Reads the site's address, `https://shop.example/blog`.
    ///
    /// # Errors
    /// When it is none, or names a user, a query or a fragment.
    pub fn parse(text: &str) -> Result<Site, SiteError> {
        let refused = || SiteError::Url(text.to_owned());
        let url = Url::parse(text).map_err(|_| refused())?;
        let scheme = scheme(&url).ok_or_else(refused)?;
        let bare = url.username().is_empty() && url.password().is_none();
        let host = url.host().filter(|_| bare && url.query().is_none() && url.fragment().is_none());
        let host = host.ok_or_else(refused)?.to_string();
        let folder = url.path().trim_end_matches('/').to_owned();
        let site = Site { scheme, port: url.port(), folder, http: None, https: None, host };
        let own = Some((site.bare_host().to_owned(), site.port.unwrap_or(default_port(scheme))));
        // With a port of its own, nothing says where the other scheme is answered.
        let other = |port| site.port.is_none().then(|| (site.bare_host().to_owned(), port));
        let (http, https) = match scheme {
            RequestScheme::Http => (own, other(443)),
            RequestScheme::Https => (other(80), own),
        };
        Ok(Site { http, https, ..site })
    }

    /// Connects to another address than the host's: `127.0.0.1:8080`, or `https://127.0.0.1:8443` for one scheme.
    ///
    /// # Errors
    /// When the text is no address.
    pub fn connect_to(&mut self, text: &str) -> Result<(), SiteError> {
        let refused = || SiteError::ConnectTo(text.to_owned());
        let named = text.contains("://");
        let url = Url::parse(&if named { text.to_owned() } else { format!("http://{text}") }).map_err(|_| refused())?;
        let scheme = if named { scheme(&url).ok_or_else(refused)? } else { self.scheme };
        let written = text.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok());
        let (Some(host), Some(port), "/") = (url.host(), written, url.path()) else { return Err(refused()) };
        let address = Some((bare(&host), port));
        match scheme {
            RequestScheme::Http => self.http = address,
            RequestScheme::Https => self.https = address,
        }
        Ok(())
    }

    /// Asks by the scheme of its address only: nothing says that the site answers the other one.
    pub fn keep_scheme(&mut self) {
        match self.scheme {
            RequestScheme::Http => self.https = None,
            RequestScheme::Https => self.http = None,
        }
    }

    /// Scheme of its address.
    pub fn scheme(&self) -> RequestScheme {
        self.scheme
    }

    /// Its host, without port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Path of its folder: empty, or `/blog`.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// As requests are made for it.
    pub fn home(&self) -> Home<'_> {
        let both_schemes = self.http.is_some() && self.https.is_some();
        Home { scheme: self.scheme, both_schemes, host: &self.host, folder: &self.folder }
    }

    /// The `Host` header of a request for a host of the site.
    pub fn authority(&self, scheme: RequestScheme, host: &str) -> String {
        match self.port.filter(|_| scheme == self.scheme) {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Host and port to connect to; `None` if nothing says where the scheme is answered. Whatever host a request
    /// names, nobody but the site is asked.
    pub fn address(&self, scheme: RequestScheme) -> Option<(&str, u16)> {
        let address = match scheme {
            RequestScheme::Http => &self.http,
            RequestScheme::Https => &self.https,
        };
        address.as_ref().map(|(host, port)| (host.as_str(), *port))
    }

    fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }
}

fn scheme(url: &Url) -> Option<RequestScheme> {
    match url.scheme() {
        "http" => Some(RequestScheme::Http),
        "https" => Some(RequestScheme::Https),
        _ => None,
    }
}

fn default_port(scheme: RequestScheme) -> u16 {
    match scheme {
        RequestScheme::Http => 80,
        RequestScheme::Https => 443,
    }
}

// As a resolver takes it: an IPv6 address without its brackets.
fn bare(host: &Host<&str>) -> String {
    match host {
        Host::Domain(name) => (*name).to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use RequestScheme::{Http, Https};

    #[test]
    fn where_a_site_is_reached() {
        let site = Site::parse("https://Shop.example/blog/").unwrap();
        assert_eq!((site.host(), site.folder(), site.scheme()), ("shop.example", "/blog", Https));
        assert_eq!(
            (site.address(Https), site.address(Http)),
            (Some(("shop.example", 443)), Some(("shop.example", 80)))
        );
        assert_eq!(site.authority(Https, "other.example"), "other.example");

        let site = Site::parse("http://[::1]:8080").unwrap();
        assert_eq!((site.host(), site.address(Http), site.address(Https)), ("[::1]", Some(("::1", 8080)), None));
        assert_eq!(site.authority(Http, "a.test"), "a.test:8080");
        assert_eq!(site.authority(Https, "a.test"), "a.test");
    }

    #[test]
    fn another_address_may_be_named_for_each_scheme() {
        let mut site = Site::parse("https://shop.example").unwrap();
        site.connect_to("127.0.0.1:8443").unwrap();
        site.connect_to("http://localhost:80").unwrap();
        assert_eq!((site.address(Https), site.address(Http)), (Some(("127.0.0.1", 8443)), Some(("localhost", 80))));
        for bad in ["", "localhost", "ftp://a:1", "a:b", "a:1/x", "a:99999"] {
            assert_eq!(site.connect_to(bad), Err(SiteError::ConnectTo(bad.into())), "{bad}");
        }
    }

    #[test]
    fn what_is_no_site_is_refused() {
        for bad in
            ["", "shop.example", "ftp://a.test", "https://", "https://u@a.test", "https://a.test/?x", "http://a/#f"]
        {
            assert_eq!(Site::parse(bad), Err(SiteError::Url(bad.into())), "{bad}");
        }
    }
}
