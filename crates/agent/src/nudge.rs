//! Wakes a site when the plugin touches its nudge file.
//!
//! The file, and even its directory, may not exist yet and may be replaced at any time. So the directory is watched,
//! or the nearest one above that exists; whoever is woken calls [`Nudges::refresh`] to move the watch closer.
//! One watcher serves all sites: the kernel gives a user only so many.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

/// The nudge files of all sites.
pub(crate) struct Nudges {
    watcher: Mutex<RecommendedWatcher>,
    watched: Arc<Mutex<Watched>>,
}

#[derive(Default)]
struct Watched {
    /// Who is woken by which nudge file.
    files: HashMap<PathBuf, Arc<Notify>>,
    /// Which directory is watched for each nudge file.
    directories: HashMap<PathBuf, PathBuf>,
}

impl Nudges {
    pub(crate) fn new() -> Result<Self, notify::Error> {
        let watched = Arc::new(Mutex::new(Watched::default()));
        let shared = Arc::clone(&watched);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            Ok(event) => lock(&shared).dispatch(&event),
            // The queue ran over: anything may have happened.
            Err(_) => lock(&shared).files.values().for_each(|wake| wake.notify_one()),
        })?;
        Ok(Nudges { watcher: Mutex::new(watcher), watched })
    }

    /// `wake` is notified whenever `file` may have been touched.
    pub(crate) fn add(&self, file: &Path, wake: &Arc<Notify>) {
        lock(&self.watched).files.insert(file.to_owned(), Arc::clone(wake));
    }

    /// Forgets `file`, unless somebody else than `wake` is waiting for it.
    pub(crate) fn remove(&self, file: &Path, wake: &Arc<Notify>) {
        let mut watched = lock(&self.watched);
        if !watched.files.get(file).is_some_and(|known| Arc::ptr_eq(known, wake)) {
            return;
        }
        watched.files.remove(file);
        let directory = watched.directories.remove(file);
        let unused = directory.filter(|old| !watched.directories.values().any(|used| used == old));
        drop(watched);
        if let Some(old) = unused {
            // It may be gone already, and its watch with it.
            let _ = lock(&self.watcher).unwatch(&old);
        }
    }

    /// Watches the directory of `file`, or the nearest one above that exists. Cheap when nothing changed. Changes from before
    /// wake nobody: whoever calls this looks at the database next.
    pub(crate) fn refresh(&self, file: &Path) -> Result<(), notify::Error> {
        loop {
            let Some(directory) = file.ancestors().skip(1).find(|directory| directory.is_dir()) else { return Ok(()) };
            let before = lock(&self.watched).directories.get(file).cloned();
            if before.as_deref() == Some(directory) {
                return Ok(());
            }
            // The lock must not be held here: the watcher waits for its thread, which may be in `dispatch`.
            lock(&self.watcher).watch(directory, RecursiveMode::NonRecursive)?;
            let mut watched = lock(&self.watched);
            watched.directories.insert(file.to_owned(), directory.to_owned());
            let unused = before.filter(|old| !watched.directories.values().any(|used| used == old));
            drop(watched);
            if let Some(old) = unused {
                // It may be gone already, and its watch with it.
                let _ = lock(&self.watcher).unwatch(&old);
            }
            // A nearer one that was made in the meantime was not seen: once more.
        }
    }
}

impl Watched {
    fn dispatch(&mut self, event: &Event) {
        let silent = match event.kind {
            EventKind::Access(kind) => kind != AccessKind::Close(AccessMode::Write),
            _ => false,
        };
        if silent {
            return;
        }
        let gone = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(notify::event::ModifyKind::Name(_)));
        for path in &event.paths {
            if gone {
                // If it was a watched directory, the watch went with it.
                self.directories.retain(|_, directory| !directory.starts_with(path));
            }
            for (file, wake) in &self.files {
                // A directory above the file counts: it may just have been made.
                if file.starts_with(path) {
                    wake.notify_one();
                }
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every holder leaves the maps whole, so a panic elsewhere does no harm.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn woken(wake: &Notify) -> bool {
        tokio::time::timeout(Duration::from_secs(2), wake.notified()).await.is_ok()
    }

    async fn quiet(wake: &Notify) {
        while tokio::time::timeout(Duration::from_millis(100), wake.notified()).await.is_ok() {}
    }

    #[tokio::test]
    async fn wakes_for_writes_replacement_and_directories_made_later() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("uploads/detour/nudge");
        let nudges = Nudges::new().unwrap();
        let wake = Arc::new(Notify::new());
        nudges.add(&file, &wake);
        nudges.refresh(&file).unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(200), wake.notified()).await.is_err(), "nothing happened");

        std::fs::create_dir(root.path().join("unrelated")).unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(200), wake.notified()).await.is_err());

        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        assert!(woken(&wake).await, "the directory was made");
        nudges.refresh(&file).unwrap();
        quiet(&wake).await;

        std::fs::write(&file, "1").unwrap();
        assert!(woken(&wake).await, "the file was made");
        quiet(&wake).await;

        let other = file.with_extension("tmp");
        std::fs::write(&other, "2").unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(200), wake.notified()).await.is_err(), "another file");
        std::fs::rename(&other, &file).unwrap();
        assert!(woken(&wake).await, "the file was replaced");
        quiet(&wake).await;

        std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
        assert!(woken(&wake).await, "the directory went");
        nudges.refresh(&file).unwrap();
        quiet(&wake).await;
        std::fs::create_dir(file.parent().unwrap()).unwrap();
        assert!(woken(&wake).await, "the directory was made again");
        nudges.refresh(&file).unwrap();
        quiet(&wake).await;
        std::fs::write(&file, "3").unwrap();
        assert!(woken(&wake).await, "the file was made again");
    }
}
