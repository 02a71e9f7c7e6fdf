//! The sites that can be asked for, and who may ask for them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::peer::Peer;
use super::request::Named;
use crate::config::SiteConfig;
use crate::site::Origin;
use crate::wp_config;

/// A deployment may have put another directory in the place of a site's: who isn't found is looked for again, but only so often.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The sites of a configuration.
#[derive(Debug, Default)]
pub(crate) struct Served {
    sites: Vec<SiteConfig>,
    by_rules: HashMap<PathBuf, usize>,
    /// By the directory of `wp-config.php`, without links.
    by_wordpress: HashMap<PathBuf, usize>,
    looked: Option<Instant>,
}

impl Served {
    pub(crate) fn new(sites: Vec<SiteConfig>) -> Served {
        let by_rules = sites.iter().enumerate().map(|(index, site)| (site.rules.clone(), index)).collect();
        Served { sites, by_rules, by_wordpress: HashMap::new(), looked: None }
    }

    /// The site of this name, if `peer` may speak for it: whoever may read its `wp-config.php` has all of its database. Where the
    /// agent was given the database instead, it is whoever may write into its spool, or has the rule file or its group.
    pub(crate) fn find(&mut self, name: &Named, peer: Peer) -> Option<&SiteConfig> {
        let index = match name {
            Named::Rules(file) => *self.by_rules.get(file)?,
            Named::Wordpress(directory) => self.of_wordpress(directory)?,
        };
        let site = self.sites.get(index)?;
        let may = match config_file(site) {
            Some(file) => peer.may_read(&file),
            None => site.spool_file().is_some_and(|spool| peer.may_write(&spool)) || peer.has(&site.rules),
        };
        may.then_some(site)
    }

    fn of_wordpress(&mut self, directory: &Path) -> Option<usize> {
        let known = self.by_wordpress.get(directory).copied();
        if known.is_none() && self.looked.is_none_or(|looked| looked.elapsed() > LOOK_EVERY) {
            self.looked = Some(Instant::now());
            let found = self.sites.iter().enumerate();
            let found = found.filter_map(|(index, site)| Some((config_file(site)?.parent()?.to_owned(), index)));
            self.by_wordpress = found.collect();
            return self.by_wordpress.get(directory).copied();
        }
        known
    }
}

// Without links, if the site is known by one.
fn config_file(site: &SiteConfig) -> Option<PathBuf> {
    let Origin::WordPress(directory) = &site.origin else { return None };
    wp_config::find(directory).ok()?.canonicalize().ok()
}
