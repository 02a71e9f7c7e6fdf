//! Settings of a site that rules in the dialect `redirection` depend on.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::header::{is_header_value, is_token};
use crate::validate::{MAX_ENTRIES, MAX_TEXT_BYTES};

/// The options of the plugin Redirection, and what WordPress knows, that its rules depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RedirectionSettings {
    /// WordPress's home URL, `https://example.com/blog`.
    pub home: String,
    /// Beginning of the decoded URLs that the plugin leaves alone: `/wp-json/`. Empty = none.
    pub protected: String,
    /// `SERVER_NAME` where the web server has a fixed one; empty = the host that was asked for.
    pub server_name: String,
    /// Hours that a 301 may be kept (`redirect_cache`); 0 = nothing is said about it, below 0 = it may not be kept.
    pub cache_hours: i32,
    /// What conditions and the plugin's log get to see of the visitor's address (`ip_logging`).
    pub ip: AddressMode,
    /// Whether the plugin logs what its rules do (`expire_redirect`).
    pub logs: bool,
    /// `$_SERVER` names of headers that tell the visitor's address; the first that is there counts (`ip_headers`).
    pub ip_headers: Vec<String>,
    /// Addresses that these headers are taken from; empty = any (`ip_proxy`).
    pub ip_proxies: Vec<String>,
    /// Everything is redirected to HTTPS (`https`).
    pub https: bool,
    /// Whether the host begins with `www.` (`preferred_domain`).
    pub preferred_domain: PreferredDomain,
    /// Hosts that are redirected to the home URL's (`aliases`).
    pub aliases: Vec<String>,
    /// Where all requests for another host go (`relocate`); empty = nowhere.
    pub relocate: String,
    /// Headers sent with redirects other than 307, in order (`headers`, those for the site first).
    pub headers: Vec<(String, String)>,
}

/// What conditions get to see of the visitor's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AddressMode {
    /// Nothing, so no condition on addresses holds.
    #[default]
    None,
    /// The address.
    Full,
    /// The address without its last part.
    Masked,
}

/// Whether the host begins with `www.`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PreferredDomain {
    /// Either way.
    #[default]
    Any,
    /// It must.
    Www,
    /// It must not.
    NoWww,
}

impl Default for RedirectionSettings {
    /// A fresh installation at no particular host.
    fn default() -> RedirectionSettings {
        RedirectionSettings {
            home: String::new(),
            protected: "/wp-json/".into(),
            server_name: String::new(),
            cache_hours: 1,
            ip: AddressMode::default(),
            logs: true,
            ip_headers: Vec::new(),
            ip_proxies: Vec::new(),
            https: false,
            preferred_domain: PreferredDomain::default(),
            aliases: Vec::new(),
            relocate: String::new(),
            headers: Vec::new(),
        }
    }
}

impl RedirectionSettings {
    pub(crate) fn validate(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, value: &str, message: &str, fix: &str| {
            problems.push(Problem::new(&format!("redirection.{field}"), value, message, fix));
        };
        for (field, url) in [("home", &self.home), ("relocate", &self.relocate)] {
            if !url.is_empty() && !is_url(url) {
                wrong(field, url, "This is no web address", "Give one such as https://example.com, or nothing");
            }
        }
        let too_long = format!("The text is longer than {MAX_TEXT_BYTES} bytes");
        for (field, text) in [("protected", &self.protected), ("server_name", &self.server_name)] {
            if text.len() > MAX_TEXT_BYTES {
                wrong(field, text, &too_long, "Shorten it");
            }
        }
        for (field, list) in
            [("ip_headers", &self.ip_headers), ("ip_proxies", &self.ip_proxies), ("aliases", &self.aliases)]
        {
            for (index, text) in
                list.iter().take(MAX_ENTRIES).enumerate().filter(|(_, text)| text.len() > MAX_TEXT_BYTES)
            {
                wrong(&format!("{field}[{index}]"), text, &too_long, "Shorten it");
            }
        }
        for (index, (name, value)) in self.headers.iter().take(MAX_ENTRIES).enumerate() {
            let field = format!("headers[{index}]");
            if !is_token(name) || name.len() > MAX_TEXT_BYTES {
                wrong(&field, name, "This is no header name", "Give one such as X-Robots-Tag");
            } else if !is_header_value(value) || value.len() > MAX_TEXT_BYTES {
                let message = format!("This can't be sent as a header, or is longer than {MAX_TEXT_BYTES} bytes");
                wrong(&field, value, &message, "Write it in ASCII, on one line, and shorter");
            }
        }
        for (field, count) in [
            ("ip_headers", self.ip_headers.len()),
            ("ip_proxies", self.ip_proxies.len()),
            ("aliases", self.aliases.len()),
            ("headers", self.headers.len()),
        ] {
            if count > MAX_ENTRIES {
                let message = format!("More than {MAX_ENTRIES} entries are listed");
                wrong(field, &format!("{count} entries"), &message, "Remove what is not needed");
            }
        }
        problems
    }
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or_default();
    let has_host = !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':']);
    has_host && text.len() <= MAX_TEXT_BYTES && text.chars().all(|c| !c.is_whitespace() && !c.is_control())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Settings;

    fn fields(redirection: Value) -> Vec<String> {
        match Settings::from_json(&json!({"redirection": redirection})) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.into_iter().map(|problem| problem.field).collect(),
        }
    }

    #[test]
    fn settings_are_checked() {
        let long = "x".repeat(1025);
        let long_url = format!("https://{long}");
        let sound = json!({"home": "https://example.com/blog", "relocate": "http://new.test/", "headers": [["X-A", "b"]],
            "aliases": ["old.test"], "ip_headers": ["HTTP_X_REAL_IP"], "ip_proxies": ["::1"]});
        assert_eq!(fields(sound), [""; 0]);
        assert_eq!(fields(json!({})), [""; 0]);
        for url in ["example.com", "ftp://a.test", "https://", "https:///a", "https://a b", "https://a\n", &long_url] {
            assert_eq!(
                fields(json!({"home": url, "relocate": url})),
                ["redirection.home", "redirection.relocate"],
                "{url}"
            );
        }
        for field in ["protected", "server_name"] {
            assert_eq!(fields(json!({field: long})), [format!("redirection.{field}")]);
        }
        for field in ["ip_headers", "ip_proxies", "aliases"] {
            assert_eq!(fields(json!({field: ["a", long]})), [format!("redirection.{field}[1]")]);
            assert_eq!(fields(json!({field: vec!["a"; 1001]})), [format!("redirection.{field}")]);
        }
        for header in [["X A", "b"], ["X-A", "b\r\nc"], ["X-A", "é"], ["X-A", &long], [&long, "b"]] {
            assert_eq!(fields(json!({"headers": [header]})), ["redirection.headers[0]"], "{header:?}");
        }
        assert_eq!(fields(json!({"headers": vec![["X-A", "b"]; 1001]})), ["redirection.headers"]);
    }
}
