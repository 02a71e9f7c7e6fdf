//! Stored targets as native ones.

use super::{Manner, Site};

/// The target for a path below the site's address that the plugin made absolute. `path` is written for targets.
pub(crate) fn local(site: &Site, path: &str, manner: Manner) -> String {
    match &site.home {
        Some(home) if manner == Manner::Behaved => format!("{}{}{path}", home.origin(), home.folder),
        _ => format!("{}{path}", site.folder()),
    }
}

/// Whether a target leads to the page at `path` (below the site's address), whatever stands at its end.
pub(crate) fn is_same_page(site: &Site, target: &str, path: &str) -> bool {
    let origin = site.home.as_ref().map(|home| home.origin());
    let rest = origin.and_then(|origin| target.strip_prefix(&origin)).unwrap_or(target);
    let rest = rest.strip_prefix(site.folder()).unwrap_or(rest);
    (rest.is_empty() || rest.starts_with('/')) && rest.trim_matches('/') == path.trim_matches('/')
}
