//! What PHP can be set to that changes what happens round an answer. The tests of phpt and HTTP go through these sets.

use std::path::Path;

use anyhow::Result;

use crate::stack::php::Ini;
use crate::stack::php_fpm::WEB_USER;
use crate::stack::run_dir::{RunDir, is_root};
use crate::workspace;

/// Settings that go together.
pub(crate) struct IniSet {
    pub(crate) name: &'static str,
    /// `{stack}` is a copy of tests/stack, `{sessions}` a folder that everybody can write to.
    settings: &'static [(&'static str, &'static str)],
    /// What a page sees of it: see `X-Settings` in tests/stack/index.php.
    pub(crate) effects: &'static [&'static str],
    /// Whether pages are as without it, so that tests that know pages to the letter can be run with it.
    pub(crate) keeps_pages: bool,
}

/// Everything is tried with the first two, what settings can change with the others.
pub(crate) const SETS: [IniSet; 7] = [
    IniSet { name: "opcache on", settings: &[CACHED, CACHED_CLI], effects: &["opcache"], keeps_pages: true },
    IniSet {
        name: "opcache off",
        settings: &[("opcache.enable", "0"), ("opcache.enable_cli", "0")],
        effects: &[],
        keeps_pages: true,
    },
    IniSet {
        name: "JIT",
        settings: &[CACHED, CACHED_CLI, ("opcache.jit", "tracing"), ("opcache.jit_buffer_size", "16M")],
        effects: &["opcache", "jit"],
        keeps_pages: true,
    },
    IniSet {
        name: "preloading",
        settings: &[CACHED, CACHED_CLI, ("opcache.preload", "{stack}/preload.php")],
        effects: &["opcache", "preloaded"],
        keeps_pages: true,
    },
    IniSet {
        name: "a prepended file",
        settings: &[CACHED, CACHED_CLI, ("auto_prepend_file", "{stack}/prepend.php")],
        effects: &["opcache", "prepended"],
        keeps_pages: false,
    },
    IniSet {
        name: "compression",
        settings: &[CACHED, CACHED_CLI, ("zlib.output_compression", "1")],
        effects: &["opcache", "compressed"],
        keeps_pages: false,
    },
    IniSet {
        name: "sessions",
        settings: &[CACHED, CACHED_CLI, ("session.auto_start", "1"), ("session.save_path", "{sessions}")],
        effects: &["opcache", "session"],
        keeps_pages: false,
    },
];

/// How many of them everything is tried with.
pub(crate) const WHOLE: usize = 2;

const CACHED: (&str, &str) = ("opcache.enable", "1");
const CACHED_CLI: (&str, &str) = ("opcache.enable_cli", "1");

impl IniSet {
    pub(crate) fn has(&self, effect: &str) -> bool {
        self.effects.contains(&effect)
    }

    /// Names and values; what they need is laid out in the run's folder.
    pub(crate) fn settings(&self, run_dir: &RunDir) -> Result<Vec<(&'static str, String)>> {
        let stack = run_dir.folder("stack")?;
        for file in ["preload.php", "prepend.php"] {
            std::fs::copy(workspace::root().join("tests/stack").join(file), stack.join(file))?;
        }
        let sessions = run_dir.folder("sessions")?;
        std::fs::set_permissions(&sessions, std::os::unix::fs::PermissionsExt::from_mode(0o1777))?;
        let shown = |path: &Path| path.display().to_string();
        let value = |text: &str| text.replace("{stack}", &shown(&stack)).replace("{sessions}", &shown(&sessions));
        let mut settings: Vec<_> = self.settings.iter().map(|(name, text)| (*name, value(text))).collect();
        // PHP preloads nothing as root.
        if self.has("preloaded") && is_root() {
            settings.push(("opcache.preload_user", WEB_USER.to_owned()));
        }
        Ok(settings)
    }

    /// Added to php.ini lines.
    pub(crate) fn apply(&self, ini: Ini, run_dir: &RunDir) -> Result<Ini> {
        Ok(self.settings(run_dir)?.into_iter().fold(ini, |ini, (name, value)| ini.set(name, value)))
    }
}
