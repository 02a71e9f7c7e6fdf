//! Addresses of databases with their passwords, from where not everybody can read them.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::SiteDraft;

/// Longer than any address.
const MAX_BYTES: u64 = 64 << 10;

/// Where secrets are looked up.
pub(super) struct Secrets {
    credentials: Option<PathBuf>,
}

impl Secrets {
    pub(super) fn new(environment: &dyn Fn(&str) -> Option<String>) -> Secrets {
        Secrets { credentials: environment("CREDENTIALS_DIRECTORY").map(PathBuf::from) }
    }

    /// The address in a file, or in the systemd credential of this name (`LoadCredential=`).
    pub(super) fn address(&self, name: &str) -> Result<String, String> {
        Ok(self.read(name)?.trim().to_owned())
    }

    /// The password in one, without the end of its line. Spaces may be part of it.
    pub(super) fn password(&self, name: &str) -> Result<String, String> {
        let text = self.read(name)?;
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err("it is empty".to_owned()),
            password => Ok(password.to_owned()),
        }
    }

    fn read(&self, name: &str) -> Result<String, String> {
        let file = match (name.starts_with('/'), &self.credentials) {
            (true, _) => PathBuf::from(name),
            (false, _) if name.is_empty() || name.contains('/') => {
                return Err("this is neither an absolute path nor the name of a credential".to_owned());
            }
            (false, Some(directory)) => directory.join(name),
            (false, None) => {
                return Err("there are no credentials: systemd has not set CREDENTIALS_DIRECTORY".to_owned());
            }
        };
        let size = std::fs::metadata(&file).map_err(|error| format!("it can't be read: {error}"))?.len();
        if size > MAX_BYTES {
            return Err(format!("it has {size} bytes"));
        }
        std::fs::read_to_string(&file).map_err(|error| format!("it can't be read: {error}"))
    }
}

/// What to do about a configuration whose passwords everybody can read.
pub(super) fn exposed(file: &Path, drafts: &[SiteDraft]) -> Option<String> {
    let source = file.display().to_string();
    let in_file = drafts.iter().filter(|draft| draft.source == source);
    let own = |draft: &SiteDraft| draft.dsn.clone().filter(|_| draft.password_file.is_none());
    let has_secret =
        in_file.flat_map(|draft| [own(draft), draft.read_dsn.clone()]).flatten().any(|dsn| dsn.contains('@'));
    let everybody = std::fs::metadata(file).is_ok_and(|found| found.permissions().mode() & 0o004 != 0);
    (has_secret && everybody).then(|| {
        format!("{source}: everybody can read the passwords in it; chmod 640 it for the agent's group, or use dsn_file")
    })
}
