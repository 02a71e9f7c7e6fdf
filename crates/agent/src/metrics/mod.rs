//! Figures for Prometheus, at a port of this machine or a Unix socket.
//!
//! What a figure means stands beside its name in the file of the part that it is of: `sites.rs`, `socket.rs`. A further part has
//! a file and a collector of its own, registered in [`Metrics::text`].

mod endpoint;
mod sites;
mod socket;

use std::path::Path;
use std::sync::Arc;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::config::SiteConfig;

pub(crate) use endpoint::Endpoint;
pub(crate) use sites::SiteFigures;
use sites::Sites;
pub use socket::SocketFigures;

/// All figures of the agent.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    sites: Arc<Sites>,
    socket: SocketFigures,
}

impl Metrics {
    /// Where a site notes how it is doing.
    pub(crate) fn site(&self, site: &SiteConfig) -> SiteFigures {
        self.sites.add(site)
    }

    /// Where the socket notes what it is asked.
    pub(crate) fn socket(&self) -> &SocketFigures {
        &self.socket
    }

    /// Forgets the sites whose rule files are none of these.
    pub(crate) fn keep(&self, wanted: impl Fn(&Path) -> bool) {
        self.sites.keep(wanted);
    }

    /// The figures in the text format of OpenMetrics.
    pub(crate) fn text(&self) -> String {
        let mut registry = Registry::with_prefix("detour");
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Version of the agent", version);
        registry.register_collector(Box::new(Arc::clone(&self.sites)));
        self.socket.register(&mut registry);
        let mut text = String::new();
        // Writing into a string can't fail.
        let _ = encode(&mut text, &registry);
        text
    }
}
