//! The rule file in place, and the lease beside it.

use detour_format::{Identity, LoadError};
use tracing::{info, warn};

use super::SiteSync;
use crate::publish::{self, BadFile, Content, InPlace};

/// The file as it was when last looked at; read again only if its identity changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) identity: Identity,
    pub(super) generation: u64,
    pub(super) revision: u64,
    pub(super) rules: u32,
    pub(super) fallbacks: u32,
    pub(super) content: Content,
}

impl From<InPlace> for Known {
    fn from(file: InPlace) -> Known {
        let InPlace { identity, generation, revision, rules, fallbacks, content, .. } = file;
        Known { identity, generation, revision, rules, fallbacks, content }
    }
}

impl SiteSync {
    /// The revision of the file in place; `None` if there is none that could be used.
    pub(super) fn in_place_revision(&mut self) -> Option<u64> {
        let identity = Identity::of(&self.config.rules).ok();
        if let (Some(known), Some(identity)) = (self.in_place, identity)
            && known.identity == identity
        {
            return Some(known.revision);
        }
        self.look_at_file()
    }

    fn look_at_file(&mut self) -> Option<u64> {
        // It isn't the one we know.
        self.published = None;
        match publish::in_place(&self.config.rules) {
            Ok(file) => {
                if self.newest_generation == 0 {
                    // After a rollback the previous file is the newer one.
                    self.newest_generation = publish::next_generation(&self.config.rules).saturating_sub(1);
                }
                self.newest_generation = self.newest_generation.max(file.generation);
                self.in_place = Some(file.into());
                Some(file.revision)
            }
            Err(problem) => {
                match &problem {
                    BadFile::Load(LoadError::Missing(_)) => info!(site = self.name, "there is no rule file yet"),
                    _ => info!(site = self.name, "the rule file will be published anew: {problem}"),
                }
                self.in_place = None;
                None
            }
        }
    }

    /// For the plugins, which stay out of the way of requests while the agent is at work.
    pub(super) fn vouch(&mut self) {
        // After a rollback the file holds other rules of theirs than those that were read last.
        let Some(known) = self.in_place.filter(|_| self.published.is_some()) else { return };
        if let Err(error) = self.origins.vouch(&self.config.rules, known.generation, self.pause()) {
            warn!(site = self.name, "{error}; plugins whose rules are served look at each request as well");
        }
    }
}
