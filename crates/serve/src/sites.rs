//! The rule files that a worker, or the agent's socket, has in use: one entry per path, because one worker may serve many vhosts.
//!
//! A file is looked at again when `detour.revalidate` says so; the last good one stays in use whatever happens
//! to the file. Only a mapped one that was written in place is let go: requests pass until there is a good one.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use detour_engine::Patterns;
use detour_format::{AnyFile, Bytes, FilePatterns, Identity, LoadError, Loaded, Trust};
use detour_rules::{Decision, Request};
use detour_spool::Writer;

/// Rule files kept per worker. Beyond that the one not used for longest is dropped and opened again when needed.
const MOST: usize = 128;
/// Files up to this size are checked whole before they are used.
const VERIFY_UP_TO_BYTES: u64 = 4 << 20;

/// A file, and the directory it must lie in if its name came with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'a> {
    /// Absolute path.
    pub path: &'a [u8],
    /// Absolute path without a slash at the end.
    pub within: Option<&'a [u8]>,
}

/// A bounded table, most recently used first. `now` is everywhere the seconds of one steady clock.
#[derive(Default)]
pub struct Sites {
    list: Vec<Site>,
    spools_looked: u64,
}

impl Sites {
    /// The entry for a file, looked at anew if the last look is `revalidate` seconds old.
    pub fn current(&mut self, source: Source<'_>, revalidate: u64, now: u64) -> &mut Site {
        match self.list.iter().position(|site| site.is(source)) {
            Some(0) => {}
            Some(index) => {
                self.list[..=index].rotate_right(1);
                self.bound_memory();
            }
            None => {
                self.list.truncate(MOST - 1);
                self.list.insert(0, Site::new(source));
                self.bound_memory();
            }
        }
        let site = &mut self.list[0];
        site.refresh(revalidate, now);
        site
    }

    // The files of a worker share the memory for compiled patterns; those that are not asked now give way.
    fn bound_memory(&mut self) {
        if let [_, others @ ..] = &mut self.list[..]
            && others.iter().map(Site::pattern_bytes).sum::<usize>() > Patterns::MOST_BYTES
        {
            others.iter_mut().flat_map(|site| &mut site.used).for_each(|used| used.patterns = FilePatterns::new());
        }
    }

    /// Once a second: lets go of spools that the agent has replaced, which it then can remove.
    pub fn look_at_spools(&mut self, now: u64) {
        if self.spools_looked != now {
            self.spools_looked = now;
            self.list.iter_mut().filter_map(|site| site.spool.as_mut()).for_each(|spool| spool.let_go(now));
        }
    }

    /// The entry as it was left, without another look at the file.
    pub fn in_use(&mut self, source: Source<'_>) -> Option<&mut Site> {
        self.list.iter_mut().find(|site| site.is(source))
    }
}

/// One rule file: what is in use, and how the newest look at it went.
pub struct Site {
    path: PathBuf,
    within: Option<PathBuf>,
    used: Option<Used>,
    /// `ok`, or the word for what is wrong with the file as it is now.
    state: &'static str,
    /// The same in words, with the path and the way out.
    error: Option<String>,
    looked: Option<Look>,
    news: Option<News>,
    spool: Option<Writer>,
}

/// Where a decision stopped that WordPress has to complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// Place in the order of the rule that can't be decided yet.
    pub from: u32,
    /// The rule file it stands in; after a swap the order is another one.
    pub generation: u64,
    /// The blog whose rules it is one of, in a network.
    pub blog: Option<u64>,
}

struct Used {
    file: AnyFile<Bytes>,
    // Bound to `file`: both are replaced together.
    patterns: FilePatterns,
    identity: Identity,
    is_mapped: bool,
}

impl Used {
    fn of(loaded: Loaded) -> Used {
        let Loaded { file, identity, is_mapped } = loaded;
        Used { file, patterns: FilePatterns::new(), identity, is_mapped }
    }
}

struct Look {
    at: u64,
    saw: Option<Identity>,
}

/// A change worth one line in the log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The file can't be used; `Site::error` says why.
    Broken,
    /// It can again.
    Repaired,
}

impl Site {
    fn new(source: Source<'_>) -> Site {
        Site {
            path: path(source.path).into(),
            within: source.within.map(|dir| path(dir).into()),
            used: None,
            state: "missing",
            error: None,
            looked: None,
            news: None,
            spool: None,
        }
    }

    fn is(&self, source: Source<'_>) -> bool {
        self.path.as_os_str().as_bytes() == source.path
            && self.within.as_ref().map(|dir| dir.as_os_str().as_bytes()) == source.within
    }

    /// What the rules from this place in the order on say about a request; nothing when no good file has been seen yet.
    pub fn decide(&mut self, request: &Request<'_>, from: u32) -> Option<Decision> {
        let used = self.used.as_mut()?;
        Some(used.file.decide_from(&mut used.patterns, request, from))
    }

    /// Where a deferred decision stops; nothing for another one.
    pub fn stop(&self, request: &Request<'_>, decision: &Decision) -> Option<Stop> {
        let Decision::Defer { from, .. } = decision else { return None };
        Some(Stop { from: *from, generation: self.generation()?, blog: self.blog(request) })
    }

    /// Goes on from there, with a request whose context knows more. Nothing if it is another blog's by now: a script may have
    /// changed what counts as its URL, and one blog's rules have no say in another.
    pub fn resume(&mut self, request: &Request<'_>, stop: Stop) -> Option<Decision> {
        if self.blog(request) != stop.blog {
            return None;
        }
        // A new file has come in between: its order is another one, so the decision begins anew.
        let from = if self.generation() == Some(stop.generation) { stop.from } else { 0 };
        self.decide(request, from)
    }

    fn pattern_bytes(&self) -> usize {
        self.used.as_ref().map_or(0, |used| used.patterns.bytes())
    }

    /// Number of the file in use.
    pub fn generation(&self) -> Option<u64> {
        self.file().map(AnyFile::generation)
    }

    /// The trace behind a decision; nothing when no good file has been seen yet.
    pub fn explain(&mut self, request: &Request<'_>) -> Option<detour_engine::Explanation> {
        let used = self.used.as_mut()?;
        Some(used.file.explain(&mut used.patterns, request))
    }

    /// The blog that a request belongs to, if the file in use is that of a network.
    pub fn blog(&self, request: &Request<'_>) -> Option<u64> {
        self.file()?.blog(request)
    }

    /// Where its events go.
    pub fn spool_in(&mut self, directory: &Path) -> &mut Writer {
        let spool = self.spool.take().filter(|spool| spool.path().parent() == Some(directory));
        self.spool.insert(spool.unwrap_or_else(|| Writer::new(detour_spool::spool_path(directory, &self.path))))
    }

    /// The file in use.
    pub fn file(&self) -> Option<&AnyFile<Bytes>> {
        self.used.as_ref().map(|used| &used.file)
    }

    /// `ok`, or the word for what is wrong with the file as it is now.
    pub fn state(&self) -> &'static str {
        self.state
    }

    /// The same in words, with the path and the way out.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What has changed since this was last asked.
    pub fn take_news(&mut self) -> Option<News> {
        self.news.take()
    }

    fn refresh(&mut self, revalidate: u64, now: u64) {
        if let Some(look) = &self.looked
            && now.saturating_sub(look.at) < revalidate
        {
            return;
        }
        let sees = Identity::of(&self.path).ok();
        let same_as_used = self.used.as_ref().is_some_and(|used| sees.as_ref() == Some(&used.identity));
        if same_as_used && self.state == "ok" {
            self.looked = Some(Look { at: now, saw: sees });
            return;
        }
        // A broken file is not read again for every request. A second later it is, because a change of its
        // rights leaves no trace in its identity.
        if let Some(look) = &self.looked
            && look.at == now
            && look.saw == sees
        {
            return;
        }
        self.looked = Some(Look { at: now, saw: sees });
        // Written in place, as nobody should: what was mapped is not what was checked, and reading beyond the end is the
        // end of this process.
        self.used.take_if(|used| used.is_mapped && sees.is_some_and(|sees| sees.is_rewritten_since(&used.identity)));
        match self.load() {
            Ok(loaded) => {
                self.news = (self.error.is_some()).then_some(News::Repaired);
                self.used = Some(Used::of(loaded));
                self.state = "ok";
                self.error = None;
            }
            Err(failure) => {
                if self.error.as_ref() != Some(&failure.message) {
                    self.news = Some(News::Broken);
                }
                self.state = failure.state;
                self.error = Some(failure.message);
            }
        }
    }

    fn load(&self) -> Result<Loaded, Failure> {
        if let Some(dir) = &self.within {
            stays_inside(&self.path, dir)?;
        }
        let loaded = detour_format::load(&self.path, &Trust::default())?;
        // Opening looks at the header only. What can be checked in a moment is checked whole, so that a damaged
        // file doesn't take the place of a good one; a larger one is as the publisher has checked it.
        if loaded.file.length() <= VERIFY_UP_TO_BYTES {
            let damaged = |error| Failure { state: "corrupt", message: format!("{}: {error}", self.path.display()) };
            loaded.file.verify().map_err(damaged)?;
        }
        Ok(loaded)
    }
}

struct Failure {
    state: &'static str,
    message: String,
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        Failure { state: error.state(), message: error.to_string() }
    }
}

// The name lies inside; a symbolic link on the way may still lead out. The last part is opened without following.
fn stays_inside(file: &Path, dir: &Path) -> Result<(), Failure> {
    let real = |path: &Path| {
        path.canonicalize().map_err(|error| Failure {
            state: if error.kind() == std::io::ErrorKind::NotFound { "missing" } else { "unreadable" },
            message: format!("{}: {error}. Check detour.rules_dir and DETOUR_RULES", path.display()),
        })
    };
    let parent = file.parent().unwrap_or(dir);
    if real(parent)?.starts_with(real(dir)?) {
        return Ok(());
    }
    Err(Failure {
        state: "untrusted",
        message: format!(
            "{}: a symbolic link leads out of detour.rules_dir ({}). Keep the file itself in that directory",
            file.display(),
            dir.display()
        ),
    })
}

fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}
