//! Which plugins are active.

use detour_exchange::wordpress::active_plugins;

use super::System;
use super::select::Source;
use crate::database::DatabaseError;

/// The active plugins' folders.
pub async fn active(source: &mut Source<'_>) -> Result<Vec<String>, DatabaseError> {
    Ok(source.option("active_plugins").await?.map(|option| active_plugins(&option)).unwrap_or_default())
}

/// Whether a system acts.
pub fn is_active(system: System, active: &[String]) -> bool {
    let folders: &[&str] = match system {
        System::Yoast => &["wordpress-seo-premium"],
        System::BetterLinks => &["betterlinks"],
        System::Simple301 => &["simple-301-redirects"],
        System::Eps => &["eps-301-redirects"],
        System::QuickPagePost => &["quick-pagepost-redirect-plugin"],
        System::Redirection => &["redirection"],
        System::RankMath => &["seo-by-rank-math"],
        System::Aioseo => &["all-in-one-seo-pack", "all-in-one-seo-pack-pro"],
        System::SafeRedirectManager => &["safe-redirect-manager"],
        System::SeoPress => &["wp-seopress", "wp-seopress-pro"],
        System::OldSlugs => return true,
    };
    active.iter().any(|folder| folders.contains(&folder.as_str()))
}
