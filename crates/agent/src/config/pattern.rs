//! Many sites by one entry: `path = "/var/www/*"`, `rules = "/var/lib/detour/rules/*.detour"`.

use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use super::SiteConfig;
use crate::site::Origin;
use crate::wp_config;

/// What stands for parts of names.
const WILDCARDS: [char; 3] = ['*', '?', '['];

/// A pattern for WordPress directories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SitePattern {
    /// Absolute.
    pub(super) path: String,
    /// What all the sites have in common. Its rule file's name has one `*`, for what the wildcards stand for.
    pub(super) site: SiteConfig,
}

pub(super) fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(WILDCARDS)
}

impl SitePattern {
    /// `None` if it is no pattern that directories could be found by.
    pub(super) fn new(site: SiteConfig, path: &Path) -> Option<SitePattern> {
        let path = path.to_str()?.trim_end_matches('/').to_owned();
        // `**` would look through the files of all sites.
        let sound = !path.contains("**") && glob::Pattern::new(&path).is_ok();
        sound.then_some(SitePattern { path, site })
    }

    /// The directories that have a `wp-config.php`, with their sites, or why one can't be served.
    pub(super) fn find(&self) -> Vec<Result<(PathBuf, SiteConfig), String>> {
        // As the shell does: a wildcard stands neither for a slash nor for the dot of a hidden directory.
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        let Ok(found) = glob::glob_with(&self.path, options) else { return Vec::new() };
        found.filter_map(|found| self.site_in(found.ok()?)).collect()
    }

    fn site_in(&self, directory: PathBuf) -> Option<Result<(PathBuf, SiteConfig), String>> {
        let file = wp_config::find(&directory).ok()?;
        if let Some(stranger) = self.foreign(&directory, &file) {
            return Some(Err(format!(
                "{}: {} and {} have different owners, so somebody may want to see another one's rules; give the site a \
                 [[site]] of its own if this is as it should be",
                directory.display(),
                stranger.display(),
                file.display()
            )));
        }
        let Some(name) = self.name(&directory) else {
            return Some(Err(format!("{:?}: the name is not UTF-8; rename the directory", directory.display())));
        };
        let rules = PathBuf::from(self.site.rules.to_string_lossy().replace('*', &name));
        let origin = Origin::WordPress(directory.clone());
        Some(Ok((directory, SiteConfig { origin, rules, ..self.site.clone() })))
    }

    /// What the wildcards stand for, such as `shop`, or `alice-shop` if there are two.
    fn name(&self, directory: &Path) -> Option<String> {
        let parts = Path::new(&self.path).components().zip(directory.components());
        let parts = parts.filter(|(pattern, _)| is_pattern(Path::new(pattern)));
        let names = parts.map(|(_, part)| part.as_os_str().to_str()).collect::<Option<Vec<_>>>()?;
        Some(names.join("-"))
    }

    /// The first part of the way to `file`, from the first wildcard on, that belongs to somebody else than its owner and
    /// root: a link from one tenant's directory into another's, say.
    fn foreign(&self, directory: &Path, file: &Path) -> Option<PathBuf> {
        let owner = std::fs::metadata(file).ok()?.uid();
        let fixed = Path::new(&self.path).components().take_while(|part| !is_pattern(Path::new(part))).count();
        let mut way = PathBuf::new();
        let mut ways: Vec<PathBuf> = Vec::new();
        for (index, part) in directory.components().enumerate() {
            way.push(part);
            if index >= fixed && !matches!(part, Component::RootDir) {
                ways.push(way.clone());
            }
        }
        ways.push(file.to_owned());
        ways.into_iter()
            .find(|part| std::fs::symlink_metadata(part).is_ok_and(|found| found.uid() != owner && found.uid() != 0))
    }
}
