//! Whether and how a connection to a database is encrypted. The words are those of the servers' own `--ssl-mode`.

use std::path::PathBuf;
use std::str::FromStr;

use mysql_async::SslOpts;

/// How much is asked of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TlsMode {
    /// No TLS.
    #[default]
    Disabled,
    /// TLS, with whatever certificate: nobody can listen, but somebody may stand between.
    Required,
    /// TLS, with a certificate of a known authority for the server's name. There is no mode that takes a certificate for
    /// any name: whoever has one from the same public authority could stand between.
    VerifyIdentity,
}

/// The words of the configuration.
pub(crate) const TLS_MODES: &str = "Give disabled, required or verify-identity";

impl FromStr for TlsMode {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Ok(match word {
            "disabled" => TlsMode::Disabled,
            "required" => TlsMode::Required,
            "verify-identity" => TlsMode::VerifyIdentity,
            _ => return Err(()),
        })
    }
}

/// TLS of a connection over TCP. Sockets of this machine need none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    /// What is asked of the server.
    pub mode: TlsMode,
    /// Certificates of the authorities to believe, PEM; those of public authorities if none is given.
    pub ca: Option<PathBuf>,
    /// The name that the certificate is for, where it isn't the host of the address.
    pub name: Option<String>,
}

impl Tls {
    pub(crate) fn options(&self) -> Option<SslOpts> {
        let any = match self.mode {
            TlsMode::Disabled => return None,
            TlsMode::Required => true,
            TlsMode::VerifyIdentity => false,
        };
        let options = SslOpts::default()
            .with_danger_accept_invalid_certs(any)
            .with_danger_tls_hostname_override(self.name.clone());
        Some(match &self.ca {
            Some(ca) => options.with_root_certs(vec![ca.clone().into()]).with_disable_built_in_roots(true),
            None => options,
        })
    }
}
