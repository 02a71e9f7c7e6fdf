//! Settings of a site that rules in the dialect `redirection` depend on.

use serde::{Deserialize, Serialize};

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
    /// What conditions get to see of the visitor's address (`ip_logging`).
    pub ip: AddressMode,
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
