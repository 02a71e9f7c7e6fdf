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
        let may = match (name, &site.origin) {
            (Named::Wordpress(asked), Origin::WordPress(directory)) => {
                config_file(directory).is_some_and(|file| file.parent() == Some(asked) && peer.may_read(&file))
            }
            (Named::Rules(_), Origin::WordPress(directory)) => {
                config_file(directory).is_some_and(|file| peer.may_read(&file))
            }
            (_, Origin::Database { .. }) => {
                site.spool_file().is_some_and(|spool| peer.may_write(&spool)) || peer.has(&site.rules)
            }
        };
        may.then_some(site)
    }

    fn of_wordpress(&mut self, directory: &Path) -> Option<usize> {
        let known = self.by_wordpress.get(directory).copied();
        if known.is_none() && self.looked.is_none_or(|looked| looked.elapsed() > LOOK_EVERY) {
            self.looked = Some(Instant::now());
            self.by_wordpress = by_wordpress(&self.sites);
            return self.by_wordpress.get(directory).copied();
        }
        known
    }
}

// A site may be known by a link, and so may one that was led to somebody else's directory: who is configured to lie there
// goes first, and of several others none is it.
fn by_wordpress(sites: &[SiteConfig]) -> HashMap<PathBuf, usize> {
    let (mut own, mut linked): (HashMap<PathBuf, usize>, HashMap<PathBuf, Option<usize>>) = Default::default();
    for (index, site) in sites.iter().enumerate() {
        let Origin::WordPress(directory) = &site.origin else { continue };
        let Some(file) = config_file(directory) else { continue };
        let Some(parent) = file.parent().map(Path::to_owned) else { continue };
        if directory.starts_with(&parent) {
            own.insert(parent, index);
        } else {
            linked.entry(parent).and_modify(|other| *other = None).or_insert(Some(index));
        }
    }
    let linked = linked.into_iter().filter_map(|(parent, index)| Some((parent, index?)));
    linked.chain(own).collect()
}

/// The `wp-config.php` of a directory, without links.
fn config_file(directory: &Path) -> Option<PathBuf> {
    let file = wp_config::find(directory).ok()?;
    Some(wp_config::open(directory, &file).ok()?.path)
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn site(directory: &Path) -> SiteConfig {
        SiteConfig {
            origin: Origin::WordPress(directory.to_owned()),
            replica: None,
            tls: None,
            rules: directory.with_extension("detour"),
            nudge: None,
            spool: None,
            network: None,
            targets: crate::config::TargetPolicy::default(),
            webserver: None,
        }
    }

    #[test]
    fn a_link_takes_no_directory_from_the_site_that_lies_there() {
        let playground = tempfile::tempdir().unwrap();
        let root = playground.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("shop")).unwrap();
        std::fs::write(root.join("shop/wp-config.php"), "<?php").unwrap();
        symlink(root.join("shop"), root.join("current")).unwrap();
        std::fs::create_dir(root.join("other")).unwrap();
        symlink(root.join("shop/wp-config.php"), root.join("other/wp-config.php")).unwrap();
        let site = |name: &str| site(&root.join(name));
        let shop = Named::Wordpress(root.join("shop"));
        let peer = Peer { uid: 0, gid: 0 };
        let found = |names: &[&str]| {
            let mut served = Served::new(names.iter().map(|name| site(name)).collect());
            served.find(&shop, peer).map(SiteConfig::name)
        };
        assert_eq!(found(&["current"]).as_deref(), Some("current"));
        assert_eq!(found(&["other", "shop", "current"]).as_deref(), Some("shop"));
        assert_eq!(found(&["shop", "other"]).as_deref(), Some("shop"));
        assert_eq!(found(&["current", "other"]), None);

        // Led elsewhere since it was looked for.
        let mut served = Served::new(vec![site("other")]);
        assert!(served.find(&shop, peer).is_some());
        std::fs::remove_file(root.join("other/wp-config.php")).unwrap();
        std::fs::write(root.join("other/wp-config.php"), "<?php").unwrap();
        assert!(served.find(&shop, peer).is_none());
        // What its configuration doesn't say, nobody has by the rights of its rule file.
        std::fs::remove_file(root.join("other/wp-config.php")).unwrap();
        std::fs::write(root.join("other.detour"), "").unwrap();
        assert!(served.find(&Named::Rules(root.join("other.detour")), peer).is_none());
    }

    #[test]
    fn a_site_is_there_for_whoever_may_read_its_configuration() {
        let playground = tempfile::tempdir().unwrap();
        let root = playground.path().canonicalize().unwrap();
        let config = root.join("wp-config.php");
        std::fs::write(&config, "<?php").unwrap();
        set_permissions(&root, Permissions::from_mode(0o755)).unwrap();
        let owner = std::fs::metadata(&config).unwrap().uid();
        let rules = root.join("shop.detour");
        let site = SiteConfig { rules: rules.clone(), ..site(&root) };
        let sees = |uid: u32, name: &Named| {
            let peer = Peer { uid, gid: owner + 1 };
            Served::new(vec![site.clone()]).find(name, peer).is_some()
        };
        for (mode, stranger) in [(0o640, false), (0o644, true)] {
            set_permissions(&config, Permissions::from_mode(mode)).unwrap();
            for name in [Named::Wordpress(root.clone()), Named::Rules(rules.clone())] {
                assert!(sees(owner, &name));
                assert_eq!(sees(owner + 1, &name), stranger, "{mode:o}");
            }
        }
    }
}
