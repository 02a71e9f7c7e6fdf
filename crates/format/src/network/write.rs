//! From the programs of sites to the bytes of a network's file.

use std::collections::HashMap;

use detour_engine::{Program, SiteKey};
use thiserror::Error;
use zerocopy::IntoBytes;

use super::around;
use crate::RuleFile;
use crate::layout::{SECTION_ALIGNMENT, SiteEntry, feature, section};
use crate::write::{Stamp, TooLarge, assemble, header, write};

/// A site of a network, and its rules.
#[derive(Debug, Clone, Copy)]
pub struct SiteRules<'a> {
    /// Id of the blog.
    pub blog: u64,
    /// Its host; case, port and a dot at the end don't count.
    pub host: &'a str,
    /// The path below which it lies: `/`, or `/blog1/`. Its rules name whole paths, `/blog1/old`, as browsers show them.
    pub path: &'a str,
    /// Its rules.
    pub program: &'a Program,
}

/// A site of a network with its rule file, written by [`embedded`] or taken out of another file of the network.
#[derive(Debug, Clone, Copy)]
pub struct SiteFile<'a> {
    /// Id of the blog.
    pub blog: u64,
    /// As in [`SiteRules::host`].
    pub host: &'a str,
    /// As in [`SiteRules::path`].
    pub path: &'a str,
    /// Revision of its rules; 0 if they come from elsewhere than a database.
    pub revision: u64,
    /// Its rules.
    pub file: &'a [u8],
}

/// Why sites make no file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// More rules than a file holds.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// No host name.
    #[error("blog {blog}: the host {host:?} is no host name; give one such as shop.example.com")]
    Host {
        /// Id of the blog.
        blog: u64,
        /// What was given.
        host: String,
    },
    /// No path.
    #[error("blog {blog}: the path {path:?} is none; give / or one such as /blog1/, without query")]
    Path {
        /// Id of the blog.
        blog: u64,
        /// What was given.
        path: String,
    },
    /// Two sites have one place.
    #[error("the blogs {first} and {second} have the same host and path, {key}; give each its own (ports don't count)")]
    SamePlace {
        /// Host and path.
        key: String,
        /// The one blog.
        first: u64,
        /// The other.
        second: u64,
    },
}

/// Lays the rules of sites out as one file. Sites with the same rules share their part of it.
///
/// # Errors
/// When a site has no sound place or another one's, and when offsets or counts outgrow 32 bits.
pub fn write_network(sites: &[SiteRules<'_>], stamp: &Stamp) -> Result<Vec<u8>, NetworkError> {
    let files = sites.iter().map(|site| embedded(site.program, stamp.seed)).collect::<Result<Vec<_>, _>>()?;
    let sites = sites.iter().zip(&files);
    let sites =
        sites.map(|(&SiteRules { blog, host, path, .. }, file)| SiteFile { blog, host, path, revision: 0, file });
    write_network_of_files(&sites.collect::<Vec<_>>(), stamp)
}

/// The rule file of a site as it lies in that of its network.
///
/// # Errors
/// When offsets or counts outgrow 32 bits.
pub fn embedded(program: &Program, seed: u64) -> Result<Vec<u8>, TooLarge> {
    // Only the container has numbers, so that equal rules make equal files.
    write(program, &Stamp { generation: 0, revision: 0, created: 0, seed })
}

/// As [`write_network`], of files that were written with the stamp's seed. Not all sites of a large network have to be
/// compiled because one of them changed.
///
/// # Errors
/// As [`write_network`].
pub fn write_network_of_files(sites: &[SiteFile<'_>], stamp: &Stamp) -> Result<Vec<u8>, NetworkError> {
    let placed = sites.iter().map(|site| Ok((site_key(site.blog, site.host, site.path)?, site)));
    let mut placed = placed.collect::<Result<Vec<_>, NetworkError>>()?;
    placed.sort_by(|(a, _), (b, _)| a.cmp(b));
    for pair in placed.windows(2) {
        if let [(key, first), (other, second)] = pair
            && key == other
        {
            let key = String::from_utf8_lossy(key.as_bytes()).into_owned();
            return Err(NetworkError::SamePlace { key, first: first.blog, second: second.blog });
        }
    }

    let mut entries: Vec<SiteEntry> = Vec::with_capacity(placed.len());
    let mut keys = Vec::new();
    let mut files: Vec<u8> = Vec::new();
    let mut known: HashMap<&[u8], usize> = HashMap::new();
    let mut counts = [0_u32; 3];
    for (key, site) in &placed {
        let offset = match known.get(site.file) {
            Some(&offset) => offset,
            None => {
                let offset = files.len().next_multiple_of(SECTION_ALIGNMENT);
                files.resize(offset, 0);
                files.extend_from_slice(site.file);
                for (sum, count) in counts.iter_mut().zip(rule_counts(site.file)) {
                    *sum = sum.checked_add(count).ok_or(TooLarge)?;
                }
                known.insert(site.file, offset);
                offset
            }
        };
        entries.push(SiteEntry {
            blog: site.blog.into(),
            offset: (offset as u64).into(),
            length: (site.file.len() as u64).into(),
            key: number(keys.len())?.into(),
            key_length: number(key.as_bytes().len())?.into(),
            around: number(around(key.as_bytes(), &entries, &keys))?.into(),
            // Wrapped: it is compared with the database's, which differs by a few.
            revision: (site.revision as u32).into(),
        });
        keys.extend_from_slice(key.as_bytes());
    }

    let header = header(stamp, feature::NETWORK, counts);
    let sections = [(section::SITES, entries.as_bytes().to_vec()), (section::SITE_KEYS, keys), (section::FILES, files)];
    Ok(assemble(header, &sections))
}

/// Numbers of rules, literals and patterns.
pub(super) fn rule_counts(file: &[u8]) -> [u32; 3] {
    RuleFile::open(file).map_or([0; 3], |file| [file.rule_count(), file.literal_count(), file.pattern_count()])
}

fn number(number: usize) -> Result<u32, TooLarge> {
    u32::try_from(number).map_err(|_| TooLarge)
}

/// The place of a site among those of its network.
///
/// # Errors
/// When the host is no host name, or the path none.
pub fn site_key(blog: u64, host: &str, path: &str) -> Result<SiteKey, NetworkError> {
    let key = SiteKey::of_site(host.as_bytes(), path.as_bytes());
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte) || !byte.is_ascii();
    let name = key.as_bytes().split(|&byte| byte == b'/').next().unwrap_or_default();
    if name.is_empty() || !host.bytes().all(is_host) {
        return Err(NetworkError::Host { blog, host: host.to_owned() });
    }
    if !path.starts_with('/') || path.contains(['?', '#']) || path.contains(char::is_control) {
        return Err(NetworkError::Path { blog, path: path.to_owned() });
    }
    Ok(key)
}
