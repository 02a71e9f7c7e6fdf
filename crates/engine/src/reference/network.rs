//! Which site of a network a request belongs to, the naive way.

use detour_rules::{Decision, Pass, Request, Rule, Settings};

use super::{decide_of, parts};
use crate::canonical;

/// A site of a network, as WordPress keeps it.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// Id of the blog.
    pub blog: u64,
    /// Host name.
    pub host: &'a str,
    /// Path below which the site lies.
    pub path: &'a str,
    /// Its rules.
    pub rules: &'a [Rule],
    /// Its settings.
    pub settings: &'a Settings,
}

/// Decides a request by the rules of the site with its host and the longest path around its path.
pub fn decide_network(sites: &[Site<'_>], request: &Request<'_>, from: u32) -> Decision {
    let Some((host, path, _)) = parts(request) else { return Decision::Pass(Pass::NoSite) };
    let segments = segments(&String::from_utf8_lossy(&path));
    let mut best: Option<(usize, &Site<'_>)> = None;
    for site in sites {
        let own = self::segments(&String::from_utf8_lossy(&canonical::path(site.path.as_bytes())));
        let lies_in_it = site.host.eq_ignore_ascii_case(&host) && segments.starts_with(&own);
        if lies_in_it && best.is_none_or(|(length, _)| own.len() > length) {
            best = Some((own.len(), site));
        }
    }
    match best {
        Some((_, site)) => decide_of(Some(site.blog), site.rules, site.settings, request, from),
        None => Decision::Pass(Pass::NoSite),
    }
}

fn segments(path: &str) -> Vec<String> {
    path.trim_matches('/').split('/').filter(|segment| !segment.is_empty()).map(str::to_lowercase).collect()
}
