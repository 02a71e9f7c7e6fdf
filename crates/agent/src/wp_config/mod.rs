//! Database settings out of `wp-config.php`, read *statically*: no PHP is ever run, no other file is followed.
//!
//! What can't be known without running PHP (a constant built from pieces, set in an `if`, taken from a variable) is
//! refused with the line it stands on, never guessed.

mod host;
mod place;
mod statements;
mod tokens;

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use host::parse as parse_db_host;
pub(crate) use place::{find, open};

use detour_rules::shown;

use crate::database::{Address, Credentials, Password};
use crate::links::FollowError;
use crate::origins::KillSwitch;
use crate::tls::{Tls, TlsMode};

/// No `wp-config.php` is anywhere near this; a bigger file is not one.
const MAX_BYTES: u64 = 4 << 20;

/// What Detour needs of a `wp-config.php`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WpConfig {
    /// The file the settings come from.
    pub file: PathBuf,
    /// `DB_NAME`.
    pub database: String,
    /// `DB_USER`.
    pub user: String,
    /// `DB_PASSWORD`.
    pub password: Password,
    /// `DB_HOST` as it is written there.
    pub host: String,
    /// `$table_prefix`.
    pub prefix: String,
    /// `DETOUR_NUDGE`, else the nudge file in `WP_CONTENT_DIR`; `None` if that directory is computed by PHP code.
    pub nudge: Option<PathBuf>,
    /// Whether `MYSQL_CLIENT_FLAGS` asks for TLS.
    pub tls: bool,
    /// Whether it is a network (`is_multisite()`), or why that can't be known.
    pub network: Result<bool, WpConfigError>,
    /// What can keep Redirection from redirecting.
    pub kill_switch: KillSwitch,
}

/// Why the settings could not be read: file, line, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WpConfigError {
    file: PathBuf,
    line: Option<usize>,
    message: String,
}

impl fmt::Display for WpConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names and texts are a tenant's.
        write!(f, "{}", shown(&self.file.to_string_lossy(), 4096))?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", shown(&self.message, 1000))
    }
}

impl std::error::Error for WpConfigError {}

/// A problem at a line of the source.
#[derive(Debug)]
struct Unreadable {
    line: usize,
    message: String,
}

impl Unreadable {
    fn new(line: usize, message: impl Into<String>) -> Self {
        Unreadable { line, message: message.into() }
    }
}

impl WpConfig {
    /// Finds and reads the configuration of the WordPress in `directory`.
    pub fn read(directory: &Path) -> Result<Self, WpConfigError> {
        let file = find(directory)?;
        let unreadable = |why: String| WpConfigError {
            file: file.clone(),
            line: None,
            message: format!(
                "{why}; let the agent's user read it, or give the site a `dsn` and `prefix` instead of `path`"
            ),
        };
        let opened = open(directory, &file).map_err(|error| match error {
            FollowError::Io(_) => unreadable(error.to_string()),
            FollowError::Foreign(_) => WpConfigError { file: file.clone(), line: None, message: error.to_string() },
        })?;
        let mut source = Vec::new();
        let read = opened.file.take(MAX_BYTES + 1).read_to_end(&mut source);
        read.map_err(|error| unreadable(format!("can't be read: {error}")))?;
        if source.len() as u64 > MAX_BYTES {
            return Err(unreadable(format!("has more than {} MiB, which no wp-config.php has", MAX_BYTES >> 20)));
        }
        // Who may write this file may be somebody else than who configured the agent.
        let environment = |name: &str| std::env::var(name).ok().filter(|_| !name.starts_with("DETOUR_"));
        Self::parse(&source, &file, directory, &environment)
    }

    /// Reads the settings out of `source`. `file` is its name for messages and for `__DIR__`, `directory` is `ABSPATH`.
    pub fn parse(
        source: &[u8],
        file: &Path,
        directory: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, WpConfigError> {
        let fail = |line: Option<usize>, message: String| WpConfigError { file: file.to_owned(), line, message };
        let located = |error: Unreadable| fail(Some(error.line), error.message);
        let tokens = tokens::tokenize(source).map_err(located)?;
        let places = statements::Places { file_directory: file.parent().unwrap_or(Path::new("/")), abspath: directory };
        let found = statements::collect(&tokens, &places, environment);

        let required = |name: &str| match found.value(name) {
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => Err(located(error)),
            None => Err(fail(
                None,
                format!(
                    "{name} is not set in this file{}; give the site a `dsn` and `prefix` instead of `path`",
                    match found.first_include {
                        Some(line) => format!(" (perhaps in the file it loads on line {line}, which is not followed)"),
                        None => String::new(),
                    }
                ),
            )),
        };
        let [database, user, password, host, prefix] =
            ["DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST", "$table_prefix"].map(required);
        let (database, user, password, host, prefix) = (database?, user?, password?, host?, prefix?);
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(fail(
                None,
                format!(
                    "$table_prefix is {prefix:?}; WordPress allows letters, digits and underscores, and at least one of them"
                ),
            ));
        }
        let content = match found.value("WP_CONTENT_DIR") {
            None => Some(directory.join("wp-content")),
            Some(value) => value.ok().map(PathBuf::from),
        };
        let nudge = match found.value("DETOUR_NUDGE") {
            Some(value) => value.ok().map(PathBuf::from),
            None => content.as_ref().map(|content| content.join("uploads/detour/nudge")),
        };
        let plugins = match found.value("WP_PLUGIN_DIR") {
            Some(value) => value.ok().map(PathBuf::from),
            None => content.map(|content| content.join("plugins")),
        };
        let constant = match found.value("REDIRECTION_DISABLE") {
            None => Ok(false),
            Some(Ok(value)) => Ok(statements::is_true(&value)),
            Some(Err(Unreadable { line, .. })) => {
                let message =
                    "whether REDIRECTION_DISABLE is set here is known only to PHP; set it without a condition";
                Err(fail(Some(line), message.to_owned()))
            }
        };
        let network = match found.value("MULTISITE") {
            Some(Ok(value)) => Ok(statements::is_true(&value)),
            Some(Err(Unreadable { line, .. })) => Err(fail(
                Some(line),
                "whether MULTISITE is set here is known only to PHP; give the site `network = true` or `network = false`"
                    .to_owned(),
            )),
            // Older networks than the constant.
            None => Ok(["SUBDOMAIN_INSTALL", "VHOST", "SUNRISE"].iter().any(|name| found.value(name).is_some())),
        };
        Ok(WpConfig {
            file: file.to_owned(),
            database,
            user,
            password: Password::new(password),
            host,
            prefix,
            nudge: nudge.filter(|path| path.is_absolute()),
            tls: found.tls,
            network,
            kill_switch: KillSwitch::new(constant, plugins.as_deref()),
        })
    }

    /// What it takes to connect.
    pub fn credentials(&self) -> Result<Credentials, WpConfigError> {
        let address: Address = host::parse(&self.host).ok_or_else(|| WpConfigError {
            file: self.file.clone(),
            line: None,
            message: format!("DB_HOST is {:?}, whose port is not a number from 0 to 65535", self.host),
        })?;
        // A database may let whoever is that system user in without a password (unix_socket, auth_socket). We are, and who
        // writes this file is not.
        if !matches!(address, Address::Tcp { .. }) && own_user().is_some_and(|own| own == self.user) {
            let message = format!(
                "DB_USER is {:?}, as the agent's own system user, whom the database may let in whatever the password; give \
                 the site a `dsn` and `prefix` instead of `path`",
                self.user
            );
            return Err(WpConfigError { file: self.file.clone(), line: None, message });
        }
        Ok(Credentials {
            address,
            user: self.user.clone(),
            password: self.password.clone(),
            database: self.database.clone(),
            // PHP's driver checks no certificate either, unless the site names authorities.
            tls: Tls { mode: if self.tls { TlsMode::Required } else { TlsMode::Disabled }, ..Tls::default() },
        })
    }
}

fn own_user() -> Option<String> {
    nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.name)
}
