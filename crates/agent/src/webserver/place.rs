//! A table put in place, tried, and taken back if the server doesn't take it.
//!
//! The table before is kept beside it (`.previous`) until the server has been reloaded. One that is there at the start of a
//! round was left by a round that was cut off, and is what the server was last known to take.

use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::command;
use crate::config::WebserverConfig;

/// Why a table is not in force. The one before is in place again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Disk or rights.
    #[error("{0}; let the agent's user write the directory")]
    Io(String),
    /// The server's configuration is not sound with it.
    #[error("the test failed, the table before stays: {0}")]
    Test(String),
    /// The server could not be reloaded with it.
    #[error("the reload failed, the table before was put back: {0}")]
    Reload(String),
    /// Nor with the one before.
    #[error("the reload failed ({0}), and once more with the table before: {1}")]
    Back(String, String),
}

/// Puts a table in place of the one that is, has the server's configuration tested and the server reloaded. `nothing` is the
/// table without answers, which is gone back to where there was none. `Ok(false)` if it was in force already.
///
/// # Errors
/// Where it can't be written, or the server doesn't take it; then the table before is in place again.
pub async fn put(config: &WebserverConfig, table: &[u8], nothing: &[u8]) -> Result<bool, Failure> {
    let (file, previous) = (&config.file, previous_path(&config.file));
    let current = read(file)?;
    let kept = read(&previous)?;
    if current.as_deref() == Some(table) && kept.is_none() {
        return Ok(false);
    }
    if kept.is_none() {
        replace(&previous, current.as_deref().unwrap_or(nothing))?;
    }
    replace(file, table)?;
    if let Err(said) = command::run(&config.test, config.timeout).await {
        put_back(&previous, file)?;
        return Err(Failure::Test(said));
    }
    if let Err(said) = command::run(&config.reload, config.timeout).await {
        put_back(&previous, file)?;
        return Err(match command::run(&config.reload, config.timeout).await {
            Ok(()) => Failure::Reload(said),
            Err(again) => Failure::Back(said, again),
        });
    }
    std::fs::remove_file(&previous).map_err(failed(&previous))?;
    Ok(true)
}

fn previous_path(file: &Path) -> PathBuf {
    beside(file, ".previous")
}

pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn put_back(previous: &Path, file: &Path) -> Result<(), Failure> {
    std::fs::rename(previous, file).map_err(failed(file))
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match std::fs::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path)(error)),
    }
}

/// Replaces a file as a whole: readers see the old one or the new one.
pub(super) fn replace(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let unfinished = beside(path, ".new");
    // One that was left behind is not followed, whatever it is.
    let removed = match std::fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    let written = removed.and_then(|()| {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&unfinished)?;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
        file.write_all(text)?;
        file.sync_all()
    });
    written.and_then(|()| std::fs::rename(&unfinished, path)).map_err(failed(path))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.display().to_string();
    move |error| Failure::Io(format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::webserver::Webserver;

    /// A server that takes a table unless it holds one of these words, and notes what it was reloaded with.
    fn config(directory: &Path) -> WebserverConfig {
        let file = directory.join("table");
        let command = |text: String| ["sh", "-c", &text].map(String::from).into();
        let (table, loaded) = (file.display(), directory.join("loaded").display().to_string());
        WebserverConfig {
            kind: Webserver::Nginx,
            hosts: vec!["a.test".into()],
            test: command(format!("! grep -s unsound {table} >&2")),
            reload: command(format!("! grep -s unloadable {table} && cat {table} >> {loaded}")),
            file,
            pause: Duration::from_secs(1),
            timeout: Duration::from_secs(60),
        }
    }

    #[tokio::test]
    async fn what_the_server_refuses_is_taken_back() {
        let directory = tempfile::tempdir().unwrap();
        let config = config(directory.path());
        let files = || {
            let text = |name: &str| std::fs::read_to_string(directory.path().join(name)).unwrap_or_default();
            (text("table"), text("loaded"), previous_path(&config.file).exists())
        };
        let now = |table: &str, loaded: &str| (table.to_owned(), loaded.to_owned(), false);
        // Where there was none, one without answers is gone back to: the server's configuration names it.
        let error = put(&config, b"unsound", b"nothing;").await.unwrap_err();
        assert!(matches!(&error, Failure::Test(said) if said.contains("unsound")), "{error}");
        assert_eq!(files(), now("nothing;", ""));
        assert_eq!(put(&config, b"one;", b"nothing;").await, Ok(true));
        assert_eq!(files(), now("one;", "one;"));
        assert_eq!(put(&config, b"one;", b"nothing;").await, Ok(false), "nothing to do");
        assert!(put(&config, b"unsound", b"nothing;").await.is_err());
        assert_eq!(files(), now("one;", "one;"), "it is not reloaded");
        let error = put(&config, b"unloadable", b"nothing;").await.unwrap_err();
        assert!(matches!(error, Failure::Reload(_)), "{error}");
        assert_eq!(files(), now("one;", "one;one;"), "it is reloaded with the table before");
        assert_eq!(put(&config, b"two;", b"nothing;").await, Ok(true));
        assert_eq!(files(), now("two;", "one;one;two;"));
    }

    #[tokio::test]
    async fn a_round_that_was_cut_off_is_done_again() {
        let directory = tempfile::tempdir().unwrap();
        let config = config(directory.path());
        put(&config, b"one;", b"").await.unwrap();
        // As it was when the power went: written, perhaps tested, not known to be loaded.
        std::fs::write(previous_path(&config.file), "one;").unwrap();
        std::fs::write(&config.file, "two;").unwrap();
        assert_eq!(put(&config, b"two;", b"").await, Ok(true));
        std::fs::write(previous_path(&config.file), "two;").unwrap();
        std::fs::write(&config.file, "unsound").unwrap();
        assert!(put(&config, b"unsound", b"").await.is_err());
        assert_eq!(std::fs::read_to_string(&config.file).unwrap(), "two;", "the one that was known to be good");
    }

    #[tokio::test]
    async fn a_link_in_the_way_is_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let (config, victim) = (config(directory.path()), directory.path().join("victim"));
        std::fs::write(&victim, "precious").unwrap();
        for suffix in ["", ".new", ".previous", ".state"] {
            let _ = std::fs::remove_file(beside(&config.file, suffix));
            std::os::unix::fs::symlink(&victim, beside(&config.file, suffix)).unwrap();
        }
        put(&config, b"one;", b"").await.unwrap();
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
        assert_eq!(std::fs::read_to_string(&config.file).unwrap(), "one;");
    }
}
