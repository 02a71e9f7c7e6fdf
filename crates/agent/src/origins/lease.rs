//! The lease beside the rule file.

use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use detour_format::{Trust, lease_path, read_beside};
use detour_rules::{Lease, Lent};

use crate::publish::now;

/// Keeps a lease for as long as somebody calls.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    written: Option<Lease>,
    /// What kept it from being written, so that it is said once.
    error: Option<String>,
}

impl Keeper {
    /// Vouches for what the rule file of this generation holds, for `length` from now. Says what went wrong, once.
    pub(super) fn renew(
        &mut self,
        rules: &Path,
        generation: u64,
        origins: &[Lent],
        length: Duration,
    ) -> Result<(), String> {
        let path = lease_path(rules);
        let now = now();
        let known = self.written.as_ref().filter(|lease| lease.generation == generation && lease.origins == origins);
        // Written anew when half of it is over: most calls find nothing to do.
        if known.is_some_and(|lease| lease.until >= now + length.as_secs() / 2) && (origins.is_empty() || path.exists())
        {
            return Ok(());
        }
        let lease = Lease { generation, until: now + length.as_secs(), origins: origins.to_vec() };
        let done = if origins.is_empty() { remove(&path) } else { write(&path, &lease) };
        self.written = done.is_ok().then_some(lease);
        let error = done.err().map(|error| format!("{}: {error}", path.display()));
        let is_news = error.is_some() && error != self.error;
        self.error.clone_from(&error);
        match error {
            Some(error) if is_news => Err(error),
            _ => Ok(()),
        }
    }
}

/// The lease beside a rule file, if there is one that can be read.
pub(crate) fn read(rules: &Path) -> Option<Lease> {
    let bytes = read_beside(&lease_path(rules), &Trust::default(), Lease::MOST_BYTES).ok()?;
    serde_json::from_slice(&bytes).ok()
}

// Replaced as a whole, and not synced: nobody needs it after a crash.
fn write(path: &Path, lease: &Lease) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let text = serde_json::to_vec(lease)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let unfinished = directory.join(name);
    // One that was left behind is not followed, whatever it is.
    remove(&unfinished)?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&unfinished)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    file.write_all(&text)?;
    std::fs::rename(&unfinished, path)
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
