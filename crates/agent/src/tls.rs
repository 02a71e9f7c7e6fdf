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
    /// TLS, with a certificate of a known authority, for whatever name.
    VerifyCa,
    /// TLS, with a certificate of a known authority for the host's name.
    VerifyIdentity,
}

/// The words of the configuration.
pub(crate) const TLS_MODES: &str = "Give disabled, required, verify-ca or verify-identity";

impl FromStr for TlsMode {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Ok(match word {
            "disabled" => TlsMode::Disabled,
            "required" => TlsMode::Required,
            "verify-ca" => TlsMode::VerifyCa,
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
}

impl Tls {
    pub(crate) fn options(&self) -> Option<SslOpts> {
        let (any_certificate, any_name) = match self.mode {
            TlsMode::Disabled => return None,
            TlsMode::Required => (true, true),
            TlsMode::VerifyCa => (false, true),
            TlsMode::VerifyIdentity => (false, false),
        };
        let options = SslOpts::default()
            .with_danger_accept_invalid_certs(any_certificate)
            .with_danger_skip_domain_validation(any_name);
        Some(match &self.ca {
            Some(ca) => options.with_root_certs(vec![ca.clone().into()]).with_disable_built_in_roots(true),
            None => options,
        })
    }
}
