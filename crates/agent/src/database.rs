//! Connections to the WordPress database, and errors that say what to do without giving the password away.

use std::fmt;
use std::io;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::Duration;

use detour_rules::shown;
use futures_util::FutureExt;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder};

pub use detour_systems::{DatabaseError, FailureKind};

use crate::tls::Tls;
use crate::wp_config::parse_db_host;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const SEE_TABLES: &str = "Deactivate and activate the plugin Detour, which puts its tables right";
const CHECK_TLS: &str = "Check the server's certificate, and `tls`, `tls_ca` and `tls_name` of the site";
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// Bytes of one row at most, whatever the server would send.
const MOST_BYTES: usize = 64 << 20;

/// Where MariaDB and MySQL put their socket when nobody says otherwise.
const DEFAULT_SOCKETS: [&str; 4] =
    ["/run/mysqld/mysqld.sock", "/var/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock"];

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// On this machine: at the usual socket if it exists at the time of connecting, else at 127.0.0.1.
    Localhost,
    /// A Unix socket.
    Socket(PathBuf),
    /// Host name or address, and port.
    Tcp {
        /// Host name, IPv4 or IPv6 address (without brackets).
        host: String,
        /// Port.
        port: u16,
    },
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Localhost => f.write_str("localhost"),
            Address::Socket(path) => f.write_str(&shown(&path.to_string_lossy(), 200)),
            Address::Tcp { host, port } if host.contains(':') => write!(f, "[{}]:{port}", shown(host, 200)),
            Address::Tcp { host, port } => write!(f, "{}:{port}", shown(host, 200)),
        }
    }
}

/// A password, kept out of debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Wraps the password.
    pub fn new(password: impl Into<String>) -> Self {
        Password(password.into())
    }

    /// The password itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What it takes to connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Where the server listens.
    pub address: Address,
    /// User name.
    pub user: String,
    /// Password; may be empty.
    pub password: Password,
    /// Name of the database.
    pub database: String,
    /// How the connection is encrypted.
    pub tls: Tls,
}

impl fmt::Display for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database {:?} at {} as user {:?}", self.database, self.address, self.user)
    }
}

/// Why a DSN is refused. Shows the DSN without its password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "dsn \"{shown}\": {message}; write it as mysql://user:password@host:port/database or mysql://user:password@localhost/database?socket=/path (percent-encode special characters of the password)"
)]
pub struct DsnError {
    shown: String,
    message: String,
}

impl Credentials {
    /// Reads `mysql://user:password@host:port/database?socket=/path`.
    pub fn from_dsn(dsn: &str) -> Result<Self, DsnError> {
        let fail = |message: &str| DsnError { shown: without_password(dsn), message: message.to_owned() };
        let opts = Opts::from_url(dsn).map_err(|error| match error {
            mysql_async::UrlError::UnknownParameter { param } => fail(&format!("the parameter \"{param}\" is unknown")),
            mysql_async::UrlError::UnsupportedScheme { scheme } => fail(&format!("\"{scheme}\" is not mysql")),
            // Other messages may quote what they choke on, perhaps a piece of the password.
            _ => fail("it is not a complete URL"),
        })?;
        if opts.ssl_opts().is_some() {
            return Err(fail("TLS is not set here, but by the keys `tls` and `tls_ca` of the site"));
        }
        let database = opts.db_name().filter(|name| !name.is_empty()).ok_or_else(|| fail("it names no database"))?;
        let user = opts.user().filter(|name| !name.is_empty()).ok_or_else(|| fail("it names no user"))?;
        let address = match opts.socket() {
            Some(socket) => Address::Socket(PathBuf::from(socket)),
            None if opts.tcp_port() == 3306 => {
                parse_db_host(opts.ip_or_hostname()).ok_or_else(|| fail("its host is not valid"))?
            }
            None => {
                let host = opts.ip_or_hostname();
                // Only in a URL an IPv6 address needs them.
                let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
                Address::Tcp { host: bare.to_owned(), port: opts.tcp_port() }
            }
        };
        Ok(Credentials {
            address,
            user: user.to_owned(),
            password: Password::new(opts.pass().unwrap_or_default()),
            database: database.to_owned(),
            tls: Tls::default(),
        })
    }

    fn options(&self) -> Opts {
        let builder = OptsBuilder::default()
            .user(Some(&self.user))
            .pass(Some(self.password.reveal()))
            .db_name(Some(&self.database))
            // We were told where to connect; no looking for a socket behind the user's back.
            .prefer_socket(false)
            .max_allowed_packet(Some(MOST_BYTES))
            .init(vec!["SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"]);
        match &self.address {
            Address::Localhost => match DEFAULT_SOCKETS.iter().find(|path| Path::new(path).exists()) {
                Some(socket) => builder.socket(Some(*socket)),
                None => builder.ip_or_hostname("127.0.0.1"),
            },
            Address::Socket(path) => builder.socket(Some(path.to_string_lossy())),
            Address::Tcp { host, port } => {
                builder.ip_or_hostname(host.as_str()).tcp_port(*port).ssl_opts(self.tls.options())
            }
        }
        .into()
    }
}

/// `scheme://user:***@rest`, whatever else is wrong with the text.
fn without_password(dsn: &str) -> String {
    let (scheme, rest) = dsn.split_once("://").unwrap_or(("", dsn));
    let separator = if scheme.is_empty() { "" } else { "://" };
    match rest.rsplit_once('@') {
        Some((login, place)) => {
            let user = login.split_once(':').map_or(login, |(user, _)| user);
            format!("{scheme}{separator}{user}:***@{place}")
        }
        // The host may have been forgotten.
        None => match rest.split_once(':') {
            Some((user, _)) => format!("{scheme}{separator}{user}:***"),
            None => format!("{scheme}{separator}{rest}"),
        },
    }
}

/// An open connection.
pub struct Connection {
    conn: Conn,
    target: String,
}

impl Connection {
    /// Connects and logs in.
    pub async fn open(credentials: &Credentials) -> Result<Self, DatabaseError> {
        let target = credentials.to_string();
        let conn = match tokio::time::timeout(CONNECT_WITHIN, Conn::new(credentials.options())).await {
            Ok(result) => result.map_err(|error| explain(&target, &error))?,
            Err(_) => return Err(too_slow(&target, CONNECT_WITHIN)),
        };
        Ok(Connection { conn, target })
    }

    /// Runs `work` on the connection within the time a query may take.
    ///
    /// After an error the connection may be in the middle of an answer: drop it.
    pub(crate) async fn run<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Conn) -> Result<T, mysql_async::Error>,
    ) -> Result<T, DatabaseError> {
        // A column of another type than was asked for, as whoever owns the table may give it, is a panic in mysql_async.
        let work = AssertUnwindSafe(work(&mut self.conn)).catch_unwind();
        match tokio::time::timeout(ANSWER_WITHIN, work).await {
            Ok(Ok(result)) => result.map_err(|error| explain(&self.target, &error)),
            Ok(Err(_)) => Err(self.refuse("the tables are not as the plugin makes them", SEE_TABLES)),
            Err(_) => Err(too_slow(&self.target, ANSWER_WITHIN)),
        }
    }

    /// An error about what the server has sent.
    pub(crate) fn refuse(&self, message: &str, fix: &'static str) -> DatabaseError {
        let (target, message) = (self.target.clone(), message.to_owned());
        DatabaseError { target, message, fix, kind: FailureKind::Other }
    }

    /// Runs statements one after the other.
    pub(crate) async fn execute(&mut self, statements: &[&str]) -> Result<(), DatabaseError> {
        self.run(async |conn| {
            for statement in statements {
                conn.query_drop(*statement).await?;
            }
            Ok(())
        })
        .await
    }

    /// Whether the server takes changes from its administrators only.
    pub(crate) async fn is_read_only(&mut self) -> Result<bool, DatabaseError> {
        let answer: Option<String> = self.run(async |conn| conn.query_first("SELECT @@read_only").await).await?;
        Ok(answer.is_some_and(|answer| !matches!(&*answer, "0" | "OFF")))
    }

    /// Says goodbye to the server.
    pub async fn close(self) {
        // Nothing depends on the answer; the server notices a closed socket as well.
        let _ = tokio::time::timeout(CONNECT_WITHIN, self.conn.disconnect()).await;
    }
}

fn too_slow(target: &str, limit: Duration) -> DatabaseError {
    DatabaseError {
        target: target.to_owned(),
        message: format!("no answer within {} s", limit.as_secs()),
        fix: "Check that the server runs and is not overloaded",
        kind: FailureKind::Unreachable,
    }
}

fn explain(target: &str, error: &mysql_async::Error) -> DatabaseError {
    let (message, fix, kind) = match error {
        mysql_async::Error::Server(server) => {
            let (fix, kind) = match server.code {
                1044 | 1045 | 1698 => ("Check user and password", FailureKind::Refused),
                1049 => ("Check the name of the database", FailureKind::Refused),
                1142 | 1143 => ("Grant the user this right", FailureKind::Refused),
                1146 => (
                    "Activate the plugin Detour on the site (it makes the tables), and check the table prefix",
                    FailureKind::NoTables,
                ),
                1290 | 1792 | 1836 => (
                    "The server takes no changes (read_only): switch that off, or name the one that takes them",
                    FailureKind::Unreachable,
                ),
                1040 | 1053 | 1203 | 1205 | 1213 => ("Wait, or raise the server's limits", FailureKind::Unreachable),
                _ => ("See the server's documentation of this error", FailureKind::Other),
            };
            (format!("error {}: {}", server.code, server.message), fix, kind)
        }
        mysql_async::Error::Io(mysql_async::IoError::Tls(error)) => {
            (format!("TLS: {error}"), CHECK_TLS, FailureKind::Unreachable)
        }
        // So rustls reports what it doesn't like about the server's side.
        mysql_async::Error::Io(mysql_async::IoError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
            (format!("TLS: {error}"), CHECK_TLS, FailureKind::Unreachable)
        }
        mysql_async::Error::Io(error) => (
            error.to_string().replace("Input/output error: ", ""),
            "Check that the server runs and listens there",
            FailureKind::Unreachable,
        ),
        mysql_async::Error::Driver(mysql_async::DriverError::NoClientSslFlagFromServer) => (
            "the server offers no TLS".to_owned(),
            "Set it up there, or set `tls = \"disabled\"` for the site",
            FailureKind::Unreachable,
        ),
        mysql_async::Error::Driver(mysql_async::DriverError::ConnectionClosed) => (
            "the server closed the connection".to_owned(),
            "Check that the server runs and listens there",
            FailureKind::Unreachable,
        ),
        other => (other.to_string(), "Check that this is a MariaDB or MySQL server", FailureKind::Other),
    };
    DatabaseError { target: target.to_owned(), message, fix, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dsn_is_read() {
        let credentials = Credentials::from_dsn("mysql://wp:p%40ss@localhost/shop?socket=/run/own.sock").unwrap();
        assert_eq!(credentials.address, Address::Socket("/run/own.sock".into()));
        assert_eq!((credentials.user.as_str(), credentials.password.reveal()), ("wp", "p@ss"));
        assert_eq!(credentials.database, "shop");
        let credentials = Credentials::from_dsn("mysql://wp@db.example.com:3307/shop").unwrap();
        assert_eq!(credentials.address, Address::Tcp { host: "db.example.com".into(), port: 3307 });
        for (place, shown) in [("[::1]:3307", "[::1]:3307"), ("[::1]", "[::1]:3306"), ("localhost", "localhost")] {
            let credentials = Credentials::from_dsn(&format!("mysql://wp@{place}/shop")).unwrap();
            assert_eq!(credentials.address.to_string(), shown);
        }
    }

    #[test]
    fn a_bad_dsn_is_explained_without_its_password() {
        for (dsn, message) in [
            ("mysql://wp:secret@localhost", "names no database"),
            ("mysql://localhost/shop", "names no user"),
            ("postgres://wp:secret@localhost/shop", "\"postgres\" is not mysql"),
            ("mysql://wp:secret@localhost/shop?sokcet=/x", "\"sokcet\" is unknown"),
            ("wp:secret@localhost/shop", "it is not"),
            ("mysql://wp:sec@ret@localhost:port/shop", "not a complete URL"),
            ("mysql://wp:secret", "it is not"),
            ("mysql://wp:secret/shop", "it is not"),
            ("", "not a complete URL"),
        ] {
            let error = Credentials::from_dsn(dsn).unwrap_err().to_string();
            assert!(error.contains(message), "{dsn}: {error}");
            assert!(error.contains("mysql://user:password@host:port/database"), "{error}");
            assert!(!error.contains("sec"), "{error}");
        }
    }

    #[test]
    fn debug_output_has_no_password() {
        let credentials = Credentials::from_dsn("mysql://wp:secret@localhost:3307/shop").unwrap();
        assert!(!format!("{credentials:?} {credentials}").contains("secret"));
    }
}
