//! One `[[site]]`: its keys, checked together.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ConfigError;
use super::pattern::{SitePattern, is_pattern};
use super::secret::Secrets;
use super::targets::{POLICIES, TargetPolicy};
use super::webserver::{WebserverConfig, WebserverDraft};
use crate::database::{Credentials, Password};
use crate::site::{Access, DEFAULT_PREFIX, Origin};
use crate::tls::{TLS_MODES, Tls, TlsMode};
use crate::wp_config::WpConfigError;

const NAME_A_FILE: &str = "Name a file by its absolute path, or a credential of the unit (LoadCredential=)";

/// One site of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteConfig {
    /// Where its rules are kept.
    pub origin: Origin,
    /// A replica to read the rules from.
    pub replica: Option<Credentials>,
    /// How its databases are spoken to, where that isn't for its `wp-config.php` to say.
    pub tls: Option<Tls>,
    /// The rule file to publish.
    pub rules: PathBuf,
    /// The nudge file, where it isn't the plugin's usual one.
    pub nudge: Option<PathBuf>,
    /// The directory that PHP's workers have as `detour.spool`; without it no events come in.
    pub spool: Option<PathBuf>,
    /// Whether it is a network, where that isn't for its `wp-config.php` to say.
    pub network: Option<bool>,
    /// Whom the agent may ask whether targets are there.
    pub targets: TargetPolicy,
    /// The web server that answers in front of PHP what it can; none unless asked for.
    pub webserver: Option<WebserverConfig>,
}

impl SiteConfig {
    /// Reads what has to be read to connect.
    pub fn access(&self) -> Result<Access, WpConfigError> {
        let mut access = self.origin.access(self.network)?;
        if let Some(replica) = &self.replica {
            access.reading = replica.clone();
        }
        if let Some(tls) = &self.tls {
            access.credentials.tls = tls.clone();
            access.reading.tls = tls.clone();
        }
        Ok(access)
    }

    /// The file its events come in by.
    pub fn spool_file(&self) -> Option<PathBuf> {
        self.spool.as_ref().map(|directory| detour_spool::spool_path(directory, &self.rules))
    }

    /// The name it has in logs: that of the rule file.
    pub fn name(&self) -> String {
        self.rules.file_stem().unwrap_or(self.rules.as_os_str()).to_string_lossy().into_owned()
    }
}

/// A site as it is written, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Declared {
    Site(SiteConfig),
    Pattern(SitePattern),
}

/// A `[[site]]` before its values are checked, with where they were said.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteDraft {
    #[serde(skip)]
    pub(super) source: String,
    #[serde(skip)]
    pub(super) key: String,
    /// The WordPress directory.
    pub(super) path: Option<PathBuf>,
    /// Or the database's address.
    pub(super) dsn: Option<String>,
    /// Or a file with the database's address, or the name of a systemd credential.
    pub(super) dsn_file: Option<String>,
    /// A file with the password for the dsn, or the name of a systemd credential.
    pub(super) password_file: Option<String>,
    /// A replica to read the rules from.
    pub(super) read_dsn: Option<String>,
    /// Or where its address is.
    pub(super) read_dsn_file: Option<String>,
    /// Table prefix, with a dsn only.
    pub(super) prefix: Option<String>,
    /// `disabled`, `required` or `verify-identity`.
    pub(super) tls: Option<String>,
    /// Certificates of the authorities to believe.
    pub(super) tls_ca: Option<PathBuf>,
    /// The name in the server's certificate, if it isn't the host of the address.
    pub(super) tls_name: Option<String>,
    /// The rule file to publish.
    pub(super) rules: Option<PathBuf>,
    /// The nudge file, if not the plugin's usual one.
    pub(super) nudge: Option<PathBuf>,
    /// The directory of spools: `detour.spool` of the PHP workers.
    pub(super) spool: Option<PathBuf>,
    /// Whether it is a network, where wp-config.php doesn't say.
    pub(super) network: Option<bool>,
    /// `off`, `public` or `own-host`.
    pub(super) targets: Option<String>,
    /// Answers that the web server gives by itself.
    pub(super) webserver: Option<WebserverDraft>,
}

impl SiteDraft {
    pub(super) fn check(mut self, secrets: &Secrets) -> Result<Declared, ConfigError> {
        let (dsn, dsn_file) = (self.dsn.take(), self.dsn_file.take());
        let dsn = self.secret("dsn", dsn, dsn_file, secrets)?;
        let (read_dsn, read_dsn_file) = (self.read_dsn.take(), self.read_dsn_file.take());
        let read_dsn = self.secret("read_dsn", read_dsn, read_dsn_file, secrets)?;
        let replica = match read_dsn {
            None => None,
            // The text of the error shows the dsn without its password.
            Some(dsn) => Some(
                Credentials::from_dsn(&dsn)
                    .map_err(|error| self.wrong("read_dsn", "", &error.to_string(), "Correct it"))?,
            ),
        };
        let tls = self.tls()?;
        let rules = self.rules.take().ok_or_else(|| {
            let fix = "Say where its rule file goes: rules = \"/var/lib/detour/rules/shop.detour\"";
            self.wrong("rules", "", "The site names no rule file", fix)
        })?;
        for (field, file) in [("rules", Some(&rules)), ("nudge", self.nudge.as_ref())] {
            if let Some(file) = file
                && (!file.is_absolute() || file.file_name().is_none())
            {
                return Err(self.wrong(
                    field,
                    &shown(file),
                    "This is not the absolute path of a file",
                    "Begin it with /",
                ));
            }
        }
        if let Some(spool) = self.spool.as_ref().filter(|spool| !spool.is_absolute()) {
            return Err(self.wrong(
                "spool",
                &shown(spool),
                "This is not the absolute path of a directory",
                "Begin it with /",
            ));
        }
        let mut origin = self.origin(dsn)?;
        self.password(&mut origin, secrets)?;
        let targets = match &self.targets {
            None => TargetPolicy::default(),
            Some(word) => {
                word.parse().map_err(|()| self.wrong("targets", word, "There is no such word for targets", POLICIES))?
            }
        };
        let (nudge, spool, network) = (self.nudge.take(), self.spool.take(), self.network);
        let webserver = self.webserver.take().map(WebserverDraft::check).transpose();
        let webserver = webserver
            .map_err(|(key, value, message, fix)| self.wrong(&format!("webserver.{key}"), &value, &message, &fix))?;
        let site = SiteConfig { origin, replica, tls, rules, nudge, spool, network, targets, webserver };
        match &site.origin {
            Origin::WordPress(path) if is_pattern(path) => {
                let path = path.clone();
                self.pattern(site, &path).map(Declared::Pattern)
            }
            _ => Ok(Declared::Site(site)),
        }
    }

    fn wrong(&self, field: &str, value: &str, message: &str, fix: &str) -> ConfigError {
        ConfigError::new(&self.source, &format!("{}{field}", self.key), value, message, fix)
    }

    /// What is written, or what the file says that is named instead.
    fn secret(
        &self,
        field: &str,
        written: Option<String>,
        file: Option<String>,
        secrets: &Secrets,
    ) -> Result<Option<String>, ConfigError> {
        let file_field = format!("{field}_file");
        match (written, file) {
            (written, None) => Ok(written),
            (None, Some(file)) if file.contains("://") => {
                let message = "This is an address, perhaps with a password, and no file";
                Err(self.wrong(&file_field, "", message, &format!("Put it into a file, or call it {field}")))
            }
            (None, Some(file)) => secrets
                .address(&file)
                .map(Some)
                .map_err(|problem| self.wrong(&file_field, &file, &problem, NAME_A_FILE)),
            (Some(_), Some(file)) => {
                let message = format!("The site has {field} as well");
                Err(self.wrong(&file_field, &file, &message, "Keep one of the two"))
            }
        }
    }

    /// Puts the password into the address that was written without one.
    fn password(&mut self, origin: &mut Origin, secrets: &Secrets) -> Result<(), ConfigError> {
        let Some(file) = self.password_file.take() else { return Ok(()) };
        let wrong = |message: &str, fix: &str| self.wrong("password_file", &file, message, fix);
        let Origin::Database { credentials, .. } = origin else {
            return Err(wrong("With path the password is read from wp-config.php", "Remove the password_file"));
        };
        if !credentials.password.reveal().is_empty() {
            return Err(wrong("The dsn has a password as well", "Keep one of the two"));
        }
        let password = secrets.password(&file).map_err(|problem| wrong(&problem, NAME_A_FILE))?;
        credentials.password = Password::new(password);
        Ok(())
    }

    fn tls(&mut self) -> Result<Option<Tls>, ConfigError> {
        let mode = match &self.tls {
            None => None,
            Some(word) => Some(word.parse().map_err(|()| self.wrong("tls", word, "There is no such mode", TLS_MODES))?),
        };
        let (ca, name) = (self.tls_ca.take(), self.tls_name.take());
        let unchecked = matches!(mode, Some(TlsMode::Disabled | TlsMode::Required));
        for (field, value) in [("tls_ca", ca.as_deref().map(shown)), ("tls_name", name.clone())] {
            if let Some(value) = value.filter(|_| unchecked) {
                return Err(self.wrong(field, &value, "This mode checks no certificate", "Set tls to verify-identity"));
            }
        }
        if let Some(ca) = ca.as_ref().filter(|ca| !ca.is_file()) {
            let fix = "Name the file with the authority's certificate";
            return Err(self.wrong("tls_ca", &shown(ca), "There is no such file", fix));
        }
        let mode = mode.or_else(|| (ca.is_some() || name.is_some()).then_some(TlsMode::VerifyIdentity));
        Ok(mode.map(|mode| Tls { mode, ca, name }))
    }

    fn origin(&mut self, dsn: Option<String>) -> Result<Origin, ConfigError> {
        match (self.path.take(), dsn) {
            (Some(path), None) => {
                if let Some(prefix) = &self.prefix {
                    let message = "With path the prefix is read from wp-config.php";
                    return Err(self.wrong("prefix", prefix, message, "Remove the prefix"));
                }
                if !path.is_absolute() {
                    return Err(self.wrong("path", &shown(&path), "The path is not absolute", "Begin it with /"));
                }
                Ok(Origin::WordPress(path))
            }
            (None, Some(dsn)) => Origin::database(&dsn, self.prefix.as_deref().unwrap_or(DEFAULT_PREFIX))
                .map_err(|error| self.wrong("dsn", "", &error.to_string(), "Correct it")),
            (Some(path), Some(_)) => {
                let message = "The site has a path and a dsn as well";
                Err(self.wrong("path", &shown(&path), message, "Keep one of the two"))
            }
            (None, None) => {
                let message = "The site has neither path nor dsn";
                Err(self.wrong("path", "", message, "Give the WordPress directory as path"))
            }
        }
    }

    fn pattern(&self, site: SiteConfig, path: &Path) -> Result<SitePattern, ConfigError> {
        let name = site.rules.file_name().unwrap_or_default().to_string_lossy();
        if name.matches('*').count() != 1 || shown(&site.rules).matches('*').count() != 1 {
            let fix = "Put one * in the file's name; it becomes what the wildcards of the path stand for";
            return Err(self.wrong("rules", &shown(&site.rules), "The sites need files of their own", fix));
        }
        let shared = [
            ("nudge", site.nudge.is_some()),
            ("read_dsn", site.replica.is_some()),
            ("webserver", site.webserver.is_some()),
        ];
        if let Some((field, _)) = shared.into_iter().find(|(_, is_given)| *is_given) {
            return Err(self.wrong(field, "", "Many sites can't share one", "Give the site a [[site]] of its own"));
        }
        SitePattern::new(site, path).ok_or_else(|| {
            let fix = "Use *, ? and [abc] within names; ** and invalid UTF-8 are not possible";
            self.wrong("path", &shown(path), "This is no pattern for directories", fix)
        })
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
