//! The address of a site.

use std::str::FromStr;

use detour_rules::Scheme;

/// The address of a site, as in its option `home`: `https://example.com` or `https://example.com/blog`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Scheme of the address.
    pub scheme: Scheme,
    /// Host, with a port if there is one.
    pub authority: String,
    /// The path of the site's folder without a slash at its end: empty, or `/blog`.
    pub folder: String,
}

impl Home {
    /// The host without its port.
    pub(crate) fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }

    /// The address of the host alone.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.scheme == Scheme::Https { "https" } else { "http" };
        format!("{scheme}://{}", self.authority)
    }
}

impl FromStr for Home {
    type Err = String;

    fn from_str(address: &str) -> Result<Home, String> {
        let no_address = || format!("\"{address}\" is no address of a site; give one such as https://example.com/blog");
        let (scheme, rest) = address.trim().split_once("://").ok_or_else(no_address)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err(no_address()),
        };
        let (authority, folder) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let sound =
            |text: &str| !text.contains(['?', '#', '@', '\\', '$', '{', '}']) && !text.contains(char::is_control);
        if authority.is_empty() || !sound(rest) {
            return Err(no_address());
        }
        let folder = folder.trim_end_matches('/').to_owned();
        Ok(Home { scheme, authority: authority.to_ascii_lowercase(), folder })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let home: Home = "HTTPS://Example.test:8443/blog/".parse().unwrap();
        assert_eq!((home.host(), home.folder.as_str()), ("example.test", "/blog"));
        assert_eq!(home.origin(), "https://example.test:8443");
        assert_eq!("http://example.test".parse::<Home>().unwrap().folder, "");
        for bad in ["", "example.test", "ftp://example.test", "http:///x", "http://a@b"] {
            assert!(bad.parse::<Home>().unwrap_err().contains("https://example.com/blog"), "{bad}");
        }
    }
}
