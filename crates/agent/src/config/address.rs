//! Where the figures are served.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// `127.0.0.1:9187`, `[::1]:9187` or `unix:/run/detour/metrics.sock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetricsAddress {
    /// A port of this machine.
    Tcp(SocketAddr),
    /// A Unix socket.
    Socket(PathBuf),
}

impl MetricsAddress {
    /// `Err` says what is wrong.
    pub(super) fn parse(text: &str) -> Result<MetricsAddress, &'static str> {
        if let Some(path) = text.strip_prefix("unix:") {
            let path = PathBuf::from(path);
            return if path.is_absolute() { Ok(MetricsAddress::Socket(path)) } else { Err("The path is not absolute") };
        }
        match text.parse::<SocketAddr>() {
            // Names of sites are nobody else's business, and there is no login.
            Ok(address) if !address.ip().is_loopback() => Err("Others than this machine could read the figures there"),
            Ok(address) => Ok(MetricsAddress::Tcp(address)),
            Err(_) => Err("This is no address with a port"),
        }
    }
}

impl fmt::Display for MetricsAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MetricsAddress::Tcp(address) => address.fmt(f),
            MetricsAddress::Socket(path) => write!(f, "unix:{}", path.display()),
        }
    }
}
