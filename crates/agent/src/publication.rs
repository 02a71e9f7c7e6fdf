//! One publish by the agent: from rows to a rule file in place, with what is said about it. Runs on a thread of its own.

use std::path::PathBuf;
use std::time::Instant;

use detour_engine::Skipped;
use detour_exchange::Import;
use detour_format::{AnyFile, Bytes, Identity, Stamp, Trust};
use detour_rules::RuleName;
use tracing::warn;

use crate::description::Description;
use crate::network::{self, BlogRows};
use crate::origins::Served;
use crate::publish::{self, Content, InPlace, Made, PublishFailure, now};
use crate::random;
use crate::rollback;
use crate::rules_table::{SettingsError, Snapshot};
use crate::state::Rows;

/// What is to be published.
pub(crate) struct Publication {
    /// Name of the site.
    pub(crate) site: String,
    pub(crate) path: PathBuf,
    pub(crate) rows: Rows,
    pub(crate) revision: u64,
    pub(crate) generation: u64,
    /// The file in place, if it is sound.
    pub(crate) in_place: Option<(Identity, Content)>,
    /// Whether the file in place may hold these very rules, although nobody knows whose it is.
    pub(crate) perhaps_same: bool,
}

/// What came of it.
pub(crate) struct Done {
    /// None if the rules were in place already.
    pub(crate) published: Option<Published>,
    /// What is served of the plugins on each blog that was read.
    pub(crate) served: Vec<Served>,
}

/// A rule file that is ready.
struct Ready {
    /// None if its rules are in place already.
    bytes: Option<Vec<u8>>,
    served: Vec<Served>,
}

/// When the steps were done, and what is in place now.
pub(crate) struct Published {
    pub(crate) compiled: Instant,
    pub(crate) written: Instant,
    pub(crate) in_place: Option<InPlace>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum PublicationError {
    #[error(transparent)]
    Publish(#[from] PublishFailure),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("the note that the site was rolled back can't be removed: {0}; let the agent's user write the directory")]
    Note(std::io::Error),
    #[error("the rule file was replaced or damaged while it was read; all of it will be made anew")]
    Replaced,
}

impl Publication {
    /// Puts the rules in place, unless they are what is in place already.
    pub(crate) fn run(self) -> Result<Done, PublicationError> {
        let Ready { bytes, served } = match &self.rows {
            Rows::Site(snapshot) => self.site(snapshot)?,
            Rows::Network(blogs) => self.network(blogs)?,
        };
        let published = bytes.map(|bytes| self.write(&bytes)).transpose()?;
        Ok(Done { published, served })
    }

    fn write(&self, bytes: &[u8]) -> Result<Published, PublicationError> {
        let compiled = Instant::now();
        rollback::forget(&self.path).map_err(PublicationError::Note)?;
        detour_format::publish(&self.path, bytes).map_err(PublishFailure::from)?;
        let written = Instant::now();
        // Read again in full: somebody may have damaged or replaced it already.
        let in_place = publish::in_place(&self.path).ok().filter(|file| file.generation == self.generation);
        Ok(Published { compiled, written, in_place })
    }

    fn site(&self, snapshot: &Snapshot) -> Result<Ready, PublicationError> {
        let site = &self.site;
        let (rules, settings, broken) = snapshot.with_origins(snapshot.settings()?);
        for row in broken {
            warn!(site, "left out: {row}");
        }
        let import = Import { rules, ..Import::default() };
        let description = Description::of_site(import, &settings);
        let ready = |made: &Made, bytes| {
            let skipped: Vec<Skipped> = made.skipped.iter().map(|(_, rule)| rule.clone()).collect();
            Ready { bytes, served: vec![snapshot.served(None, &settings, &skipped)] }
        };
        if let Some((_, content)) = self.in_place.filter(|_| self.perhaps_same)
            && let Some(made) = publish::same_content(&description, content).map_err(PublishFailure::from)?
        {
            return Ok(ready(&made, None));
        }
        let mut made =
            publish::rule_file(&description, self.generation, self.revision).map_err(PublishFailure::from)?;
        made.skipped.iter().for_each(|(_, rule)| warn_of_skipped(site, None, rule));
        made.findings.iter().for_each(|(_, rule)| warn_of_finding(site, None, rule));
        made.rejected.iter().chain(&made.hidden).for_each(|(_, rule)| warn_of_idle(site, None, rule));
        let bytes = std::mem::take(&mut made.bytes);
        Ok(ready(&made, Some(bytes)))
    }

    fn network(&self, blogs: &[BlogRows]) -> Result<Ready, PublicationError> {
        let before = self.in_place.map(|(identity, content)| self.file_in_place(identity).map(|file| (file, content)));
        let before = before.transpose()?;
        let (before, seed) = match &before {
            Some((AnyFile::Network(file), content)) => (Some(file), content.seed()),
            Some((AnyFile::Site(_), _)) | None => (None, random::number()),
        };
        let reused = |BlogRows { blog, rows }: &BlogRows| rows.is_none() && blog.revision.is_some();
        if before.is_none() && blogs.iter().any(reused) {
            return Err(PublicationError::Replaced);
        }
        let stamp = Stamp { generation: self.generation, revision: self.revision, created: now(), seed };
        let made = network::write(blogs, before, &stamp).map_err(PublishFailure::from)?;
        if let Some((_, content)) = self.in_place.filter(|_| self.perhaps_same)
            && publish::has_content(&made.bytes, content)
        {
            return Ok(Ready { bytes: None, served: made.served });
        }
        let site = &self.site;
        for (blog, row) in made.broken {
            warn!(site, blog, "left out: {row}");
        }
        for (blog, error) in made.kept {
            warn!(site, blog, "the blog's rules stay as they are: {error}");
        }
        made.skipped.iter().for_each(|(blog, rule)| warn_of_skipped(site, Some(*blog), rule));
        made.findings.iter().for_each(|(blog, rule)| warn_of_finding(site, Some(*blog), rule));
        made.rejected.iter().chain(&made.hidden).for_each(|(blog, rule)| warn_of_idle(site, Some(*blog), rule));
        Ok(Ready { bytes: Some(made.bytes), served: made.served })
    }

    fn file_in_place(&self, identity: Identity) -> Result<AnyFile<Bytes>, PublicationError> {
        let loaded =
            detour_format::load_whole(&self.path, &Trust::default()).map_err(|_| PublicationError::Replaced)?;
        if loaded.identity != identity {
            return Err(PublicationError::Replaced);
        }
        Ok(loaded.file)
    }
}

fn warn_of_skipped(site: &str, blog: Option<u64>, rule: &Skipped) {
    for problem in &rule.problems {
        warn!(site, blog, "left out: {}: {problem}", RuleName::from(rule.rule));
    }
}

fn warn_of_finding(site: &str, blog: Option<u64>, rule: &Skipped) {
    for problem in &rule.problems {
        warn!(site, blog, "{} doesn't do what its example says: {problem}", RuleName::from(rule.rule));
    }
}

fn warn_of_idle(site: &str, blog: Option<u64>, rule: &Skipped) {
    for problem in &rule.problems {
        warn!(site, blog, "{}: {problem}", RuleName::from(rule.rule));
    }
}
