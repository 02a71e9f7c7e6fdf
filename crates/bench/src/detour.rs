//! Detour as the benches use it.

use std::borrow::Cow;
use std::path::Path;

use anyhow::bail;
use detour_engine::{Key, Patterns, RuleStore, compile_in_parallel};
use detour_format::{AnyFile, RuleFile, Stamp, Trust, load};
use detour_rules::{Decision, Request, Rule, Settings};

/// The host of all requests.
pub const HOST: &str = "example.test";

/// A rule file in memory or mapped, with a worker's compiled patterns.
#[derive(Debug)]
pub struct Detour<B = Vec<u8>> {
    file: RuleFile<B>,
    patterns: Patterns,
}

impl Detour {
    /// Compiles rules, all of which must be valid.
    pub fn new(rules: &[Rule]) -> Detour {
        let file = RuleFile::open(bytes(rules)).expect("a written file opens");
        Detour { file, patterns: Patterns::new() }
    }
}

impl Detour<detour_format::Bytes> {
    /// Opens a published file as a worker does.
    ///
    /// # Errors
    /// When the file can't be opened or trusted.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        match load(path, &Trust::default())?.file {
            AnyFile::Site(file) => Ok(Detour { file, patterns: Patterns::new() }),
            AnyFile::Network(_) => bail!("{} is a network's file", path.display()),
        }
    }
}

impl<B: AsRef<[u8]>> Detour<B> {
    /// The whole decision for a GET of this path and query: with the `Location` if there is one.
    pub fn decide(&mut self, url: &str) -> Decision {
        self.file.decide(&mut self.patterns, &Request::get(HOST, url))
    }

    /// Only the look-up of a path that was made ready before: whether a literal has it.
    pub fn has_literal(&self, path: &str, key: &Key<'_>) -> bool {
        self.file.literals(key).any(|rule| rule.path == path.as_bytes())
    }

    /// The file.
    pub fn file(&self) -> &RuleFile<B> {
        &self.file
    }
}

/// A path in lower case and without escapes, made ready for the look-up.
pub fn key(path: &str) -> Key<'_> {
    let path = path.trim_end_matches('/').as_bytes();
    Key { host: Cow::default(), path: Cow::Borrowed(path), query: Cow::default() }
}

/// The bytes of a rule file, as the agent makes them.
pub fn bytes(rules: &[Rule]) -> Vec<u8> {
    let compiled = compile_in_parallel(rules, &Settings::default());
    assert!(compiled.skipped.is_empty(), "a generated rule is invalid");
    let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 0x5eed };
    detour_format::write(&compiled.program, &stamp).expect("the rules fit into a file")
}
