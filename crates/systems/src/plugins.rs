//! Which plugins are active.

use detour_exchange::wordpress::{active_plugins, network_plugins};

use super::System;
use super::select::Source;
use crate::database::DatabaseError;

/// The active plugins' folders.
pub async fn active(source: &mut Source<'_>) -> Result<Vec<String>, DatabaseError> {
    let mut folders = source.option("active_plugins").await?.map(|option| active_plugins(&option)).unwrap_or_default();
    let in_network = source.network_option("active_sitewide_plugins").await?;
    folders.extend(in_network.map(|option| network_plugins(&option)).unwrap_or_default());
    Ok(folders)
}

/// The prefix of the network that a blog's tables belong to: `wp_` for `wp_2_`.
pub fn network_prefix(prefix: &str) -> &str {
    let blog = prefix.strip_suffix('_').map(|rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()));
    blog.filter(|rest| rest.ends_with('_') && rest.len() + 1 < prefix.len()).unwrap_or(prefix)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blogs_belong_to_the_network_of_their_prefix() {
        for (prefix, network) in [("wp_", "wp_"), ("wp_2_", "wp_"), ("wp_12_", "wp_"), ("shop2_", "shop2_"), ("_", "_")]
        {
            assert_eq!(network_prefix(prefix), network);
        }
        assert_eq!(network_prefix("wp"), "wp");
    }
}
