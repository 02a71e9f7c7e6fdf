//! From rules to a rule file in place.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use detour_engine::Skipped;
use detour_format::{AnyFile, LoadError, NetworkError, SiteRules, Stamp, Trust, VerifyError};

use crate::description::{Description, Part};
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
    /// How many of them lead to their fallback, because their target is broken.
    pub fallbacks: u32,
    /// Hash of its content, and the random number that it was written with.
    pub content: Content,
    /// To notice a change by.
    pub identity: detour_format::Identity,
}

/// What tells whether a file holds the same rules as another: hashes of files written with the same seed can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    hash: u64,
    seed: u64,
}

impl Content {
    fn of<B: AsRef<[u8]>>(file: &AnyFile<B>) -> Content {
        Content { hash: file.content_hash(), seed: file.seed() }
    }

    /// The random number that the file was written with.
    pub(crate) fn seed(self) -> u64 {
        self.seed
    }
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
    let loaded = detour_format::load_whole(path, &Trust::default())?;
    loaded.file.verify_in_parallel()?;
    Ok(InPlace {
        generation: loaded.file.generation(),
        revision: loaded.file.revision(),
        created: loaded.file.created(),
        rules: loaded.file.rule_count(),
        fallbacks: loaded.file.fallback_count(),
        content: Content::of(&loaded.file),
        identity: loaded.identity,
    })
}

/// Why nothing was published. The file that was there is still in place.
#[derive(Debug, thiserror::Error)]
pub enum PublishFailure {
    /// Too many rules, or sites without a place of their own.
    #[error(transparent)]
    Layout(#[from] NetworkError),
    /// Disk, rights, or a file that came back damaged.
    #[error(transparent)]
    Publish(#[from] detour_format::PublishError),
}

/// A rule file, made now and not yet in place.
#[derive(Debug)]
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Rules that were left out as unsound, with the blog of a network that they are of.
    pub skipped: Vec<(Option<u64>, Skipped)>,
    /// Rules that don't live up to their examples, which is no reason to leave them out.
    pub findings: Vec<(Option<u64>, Skipped)>,
    /// Rules with patterns that PHP rejects, likewise.
    pub rejected: Vec<(Option<u64>, Skipped)>,
    /// Rules that are left out because others always hide them.
    pub hidden: Vec<(Option<u64>, Skipped)>,
}

/// Makes the rule file of a description.
///
/// # Errors
/// When the sites of a network have no sound places, and when there are too many rules.
pub fn rule_file(description: &Description, generation: u64, revision: u64) -> Result<Made, NetworkError> {
    write(description, &Stamp { generation, revision, created: now(), seed: random::number() })
}

/// The rule file of a description, if it would hold what a file in place holds.
///
/// # Errors
/// As [`rule_file`].
pub fn same_content(description: &Description, content: Content) -> Result<Option<Made>, NetworkError> {
    let made = write(description, &Stamp { generation: 0, revision: 0, created: 0, seed: content.seed })?;
    Ok(has_content(&made.bytes, content).then_some(made))
}

/// Whether a rule file has this content.
pub(crate) fn has_content(file: &[u8], content: Content) -> bool {
    AnyFile::open(file).is_ok_and(|file| Content::of(&file) == content)
}

fn write(description: &Description, stamp: &Stamp) -> Result<Made, NetworkError> {
    let (mut skipped, mut findings, mut rejected, mut hidden) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut programs = Vec::new();
    for part in &description.parts {
        let blog = description.is_network.then_some(part.blog);
        let compilation = detour_engine::compile_in_parallel(&part.import.rules, &part.settings);
        skipped.extend(compilation.skipped.into_iter().map(|rule| (blog, rule)));
        findings.extend(compilation.findings.into_iter().map(|rule| (blog, rule)));
        rejected.extend(compilation.rejected.into_iter().map(|rule| (blog, rule)));
        hidden.extend(compilation.hidden.into_iter().map(|rule| (blog, rule)));
        programs.push(compilation.program);
    }
    let bytes = match &programs[..] {
        [program] if !description.is_network => detour_format::write(program, stamp)?,
        programs => {
            let sites = description.parts.iter().zip(programs);
            let sites =
                sites.map(|(Part { blog, host, path, .. }, program)| SiteRules { blog: *blog, host, path, program });
            detour_format::write_network(&sites.collect::<Vec<_>>(), stamp)?
        }
    };
    Ok(Made { bytes, skipped, findings, rejected, hidden })
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
