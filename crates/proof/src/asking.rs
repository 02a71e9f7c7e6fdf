//! What is asked, and what counts.

use std::net::IpAddr;

/// What is asked, and what counts as a difference.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Most requests for each source of a rule.
    pub most: usize,
    /// Whether POST is sent, and whatever else rules ask for.
    pub unsafe_methods: bool,
    /// Whether it matters how long caches may keep an answer.
    pub cache: bool,
    /// Whether the old rules redirect in a name of their own (`X-Redirect-By`), so that what is redirected in the name of
    /// WordPress stays as it is.
    pub named: bool,
    /// Headers of every request.
    pub headers: Vec<(String, String)>,
    /// The address that the site sees; `None` for that of the connection.
    pub client_ip: Option<IpAddr>,
    /// Chooses the letters where any will do.
    pub seed: u64,
    /// URLs to ask for besides: paths, or whole URLs.
    pub urls: Vec<String>,
}

impl Default for Asking {
    fn default() -> Asking {
        Asking {
            most: 48,
            unsafe_methods: false,
            cache: false,
            named: false,
            headers: Vec::new(),
            client_ip: None,
            seed: 0,
            urls: Vec::new(),
        }
    }
}
