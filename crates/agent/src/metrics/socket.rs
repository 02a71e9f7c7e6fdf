//! What is asked through the socket.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

type Counters = Family<[(&'static str, &'static str); 1], Counter>;

/// Where the socket notes what it is asked. Copies count together.
#[derive(Debug, Clone, Default)]
pub struct SocketFigures {
    requests: Counters,
    errors: Counters,
}

impl SocketFigures {
    /// Somebody who may has asked for this.
    pub(crate) fn asked(&self, ask: &'static str) {
        self.requests.get_or_create(&[("ask", ask)]).inc();
    }

    /// A connection ended early, or a request was refused, for this reason.
    pub(crate) fn failed(&self, why: &'static str) {
        self.errors.get_or_create(&[("why", why)]).inc();
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Requests answered for PHP without the extension, by what was asked";
        registry.register("socket_requests", help, self.requests.clone());
        let help = "Connections of PHP that failed: slow, cut, length (no frame), gone, crowded; version, request, site \
                    (nobody's that may be asked), too-long";
        registry.register("socket_errors", help, self.errors.clone());
    }
}
