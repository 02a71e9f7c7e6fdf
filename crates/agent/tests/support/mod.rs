//! What the tests share: a directory of their own, the command, a MariaDB server.
#![allow(dead_code, reason = "every test file uses a part of it")]

pub(crate) mod agent;
pub(crate) mod mariadb;
pub(crate) mod network;
pub(crate) mod rules;
pub(crate) mod schema;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A directory of the test's own with what a test needs in it.
pub(crate) struct Playground(tempfile::TempDir);

impl Playground {
    pub(crate) fn new() -> Self {
        // A short path: that of a Unix socket may have some hundred bytes only.
        Playground(tempfile::Builder::new().prefix("detour").tempdir().expect("a temporary directory"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a name below the directory")).expect("its directory");
        std::fs::write(&path, content).expect("a file");
        path
    }
}

/// What a command did.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Done {
        Done {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Done {
    /// Fails with everything the command said unless it ended with `code`.
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            let found = self.stdout.contains(part) || self.stderr.contains(part);
            assert!(found, "{part:?} is not in\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        }
        self
    }
}

/// The `detour` command without the environment of whoever runs the tests.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detour"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DETOUR_")) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

pub(crate) fn detour(arguments: &[&dyn AsRef<std::ffi::OsStr>]) -> Done {
    command().args(arguments.iter().map(|argument| argument.as_ref())).output().expect("the command starts").into()
}

/// Waits until `condition` gives something.
pub(crate) fn eventually<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "waited 20 s in vain: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Generation, revision and number of rules of the rule file, if it is sound.
pub(crate) fn rule_file(path: &Path) -> Option<(u64, u64, u32)> {
    let file = detour_agent::publish::in_place(path).ok()?;
    Some((file.generation, file.revision, file.rules))
}
