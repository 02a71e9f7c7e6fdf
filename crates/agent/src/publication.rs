//! One publish by the agent: from rows to a rule file in place, with what is said about it. Runs on a thread of its own.

use std::path::PathBuf;
use std::time::Instant;

use detour_engine::Skipped;
use detour_exchange::Import;
use detour_format::{AnyFile, Bytes, Identity, Stamp, Trust};
use tracing::warn;

use crate::description::Description;
use crate::network::{self, BlogRows};
use crate::publish::{self, Content, InPlace, PublishFailure, now};
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
    pub(crate) fn run(self) -> Result<Option<Published>, PublicationError> {
        let bytes = match &self.rows {
            Rows::Site(snapshot) => self.site(snapshot)?,
            Rows::Network(blogs) => self.network(blogs)?,
        };
        let Some(bytes) = bytes else { return Ok(None) };
        let compiled = Instant::now();
        rollback::forget(&self.path).map_err(PublicationError::Note)?;
        detour_format::publish(&self.path, &bytes).map_err(PublishFailure::from)?;
        let written = Instant::now();
        // Read again in full: somebody may have damaged or replaced it already.
        let in_place = publish::in_place(&self.path).ok().filter(|file| file.generation == self.generation);
        Ok(Some(Published { compiled, written, in_place }))
    }

    fn site(&self, snapshot: &Snapshot) -> Result<Option<Vec<u8>>, PublicationError> {
        let site = &self.site;
        let (rules, broken) = snapshot.rules();
        for row in broken {
            warn!(site, "left out: {row}");
        }
        let import = Import { rules, ..Import::default() };
        let description = Description::of_site(import, &snapshot.settings()?);
        if let Some((_, content)) = self.in_place.filter(|_| self.perhaps_same)
            && publish::is_content_of(&description, content).map_err(PublishFailure::from)?
        {
            return Ok(None);
        }
        let made = publish::rule_file(&description, self.generation, self.revision).map_err(PublishFailure::from)?;
        made.skipped.iter().for_each(|(_, rule)| warn_of_skipped(site, None, rule));
        made.findings.iter().for_each(|(_, rule)| warn_of_finding(site, None, rule));
        made.rejected.iter().for_each(|(_, rule)| warn_of_rejected(site, None, rule));
        Ok(Some(made.bytes))
    }

    fn network(&self, blogs: &[BlogRows]) -> Result<Option<Vec<u8>>, PublicationError> {
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
            return Ok(None);
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
        made.rejected.iter().for_each(|(blog, rule)| warn_of_rejected(site, Some(*blog), rule));
        Ok(Some(made.bytes))
    }

    fn file_in_place(&self, identity: Identity) -> Result<AnyFile<Bytes>, PublicationError> {
        let loaded = detour_format::load(&self.path, &Trust::default()).map_err(|_| PublicationError::Replaced)?;
        if loaded.identity != identity {
            return Err(PublicationError::Replaced);
        }
        Ok(loaded.file)
    }
}

fn warn_of_skipped(site: &str, blog: Option<u64>, rule: &Skipped) {
    for problem in &rule.problems {
        warn!(site, blog, "left out: rule {}: {problem}", rule.rule);
    }
}

fn warn_of_finding(site: &str, blog: Option<u64>, rule: &Skipped) {
    for problem in &rule.problems {
        warn!(site, blog, "rule {} doesn't do what its example says: {problem}", rule.rule);
    }
}

fn warn_of_rejected(site: &str, blog: Option<u64>, rule: &Skipped) {
    for problem in &rule.problems {
        warn!(site, blog, "rule {}: {problem}", rule.rule);
    }
}
