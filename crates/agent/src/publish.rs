//! From rules to a rule file in place.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use detour_engine::Skipped;
use detour_format::{LoadError, Stamp, TooLarge, Trust, VerifyError};
use detour_rules::{Problem, Rule};

use crate::random;

/// What a rule file in place says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InPlace {
    /// Number of the file.
    pub generation: u64,
    /// Revision of the rules it was made from.
    pub revision: u64,
    /// When it was made, seconds since 1970.
    pub created: u64,
    /// How many rules it holds.
    pub rules: u32,
    /// To notice a change by.
    pub identity: detour_format::Identity,
}

/// Why the file in place is no good.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    /// It can't be opened as a rule file.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Something inside is damaged.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

impl BadFile {
    /// One word, as in `Detour\status()`.
    pub fn state(&self) -> &'static str {
        match self {
            BadFile::Load(error) => error.state(),
            BadFile::Verify(_) => "corrupt",
        }
    }
}

/// Looks at the file in place and checks all of it.
pub fn in_place(path: &Path) -> Result<InPlace, BadFile> {
    let loaded = detour_format::load(path, &Trust::default())?;
    loaded.file.verify()?;
    Ok(InPlace {
        generation: loaded.file.generation(),
        revision: loaded.file.revision(),
        created: loaded.file.created(),
        rules: loaded.file.rule_count(),
        identity: loaded.identity,
    })
}

/// Why nothing was published. The file that was there is still in place.
#[derive(Debug, thiserror::Error)]
pub enum PublishFailure {
    /// Too many rules.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// Disk, rights, or a file that came back damaged.
    #[error(transparent)]
    Publish(#[from] detour_format::PublishError),
}

/// The bytes of a rule file, made now, and the rules that were left out as unsound.
pub fn rule_file(rules: &[Rule], generation: u64, revision: u64) -> Result<(Vec<u8>, Vec<Skipped>), TooLarge> {
    let compilation = detour_engine::compile(rules);
    let stamp = Stamp { generation, revision, created: now(), seed: random::number() };
    Ok((detour_format::write(&compilation.program, &stamp)?, compilation.skipped))
}

/// Examples that rules don't live up to, with the rule's id. They are no reason not to publish.
pub fn failing_examples(rules: &[Rule]) -> impl Iterator<Item = (u64, Problem)> {
    let enabled = rules.iter().filter(|rule| rule.enabled);
    enabled.flat_map(|rule| detour_engine::check_examples(rule).into_iter().map(|problem| (rule.id, problem)))
}

/// The generation after the newest that this path is known to have had.
pub fn next_generation(path: &Path) -> u64 {
    let previous = detour_format::previous_path(path);
    let of = |path: &Path| in_place(path).map_or(0, |file| file.generation);
    of(path).max(of(&previous)).saturating_add(1)
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}
