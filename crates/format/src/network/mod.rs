//! The file of a network: a container of rule files, and the sites that they belong to.

mod verify;
mod write;

use std::ops::Range;

use detour_engine::SiteKey;
use detour_rules::Request;
use zerocopy::FromBytes;

pub use write::{NetworkError, SiteFile, SiteRules, embedded, site_key, write_network, write_network_of_files};

use crate::RuleFile;
use crate::error::OpenError;
use crate::file::{header_and_table, section_range};
use crate::layout::{Header, SiteEntry, feature, section};

/// The file of a network, over any bytes. As with [`RuleFile`], no byte of it is trusted.
#[derive(Debug)]
pub struct NetworkFile<B> {
    bytes: B,
    pub(crate) header: Header,
    sites: Range<usize>,
    keys: Range<usize>,
    files: Range<usize>,
}

/// One site of a network, opened.
#[derive(Debug)]
pub struct Site<'f> {
    /// Id of the blog.
    pub blog: u64,
    /// Its rules.
    pub rules: RuleFile<&'f [u8]>,
    /// Where its rule file begins: the same for sites that share one.
    pub(crate) offset: u64,
}

impl<B: AsRef<[u8]>> NetworkFile<B> {
    /// Opens a file. Checks header and section table only, so the time doesn't depend on the size.
    ///
    /// # Errors
    /// When header or table are not those of a whole file that this version reads, or it is not that of a network.
    pub fn open(bytes: B) -> Result<NetworkFile<B>, OpenError> {
        let file = bytes.as_ref();
        let (header, table) = header_and_table(file)?;
        if header.features.get() & feature::NETWORK == 0 {
            return Err(OpenError::Damaged("it is not the file of a network".into()));
        }
        let mut ranges = [const { 0..0 }; 3];
        let mut end = header.header_length.get() as usize;
        for entry in table {
            let range = section_range(entry, end, file.len())?;
            end = range.end;
            match entry.kind.get() {
                section::SITES => ranges[0] = range,
                section::SITE_KEYS => ranges[1] = range,
                section::FILES => ranges[2] = range,
                _ => {}
            }
        }
        let [sites, keys, files] = ranges;
        if sites.len() % size_of::<SiteEntry>() != 0 {
            return Err(OpenError::Damaged(format!("section sites has the wrong length {}", sites.len())));
        }
        Ok(NetworkFile { bytes, header, sites, keys, files })
    }

    /// Number of sites. A blog with several hosts counts once for each.
    pub fn site_count(&self) -> usize {
        self.entries().len()
    }

    /// The blog that a request belongs to.
    pub fn blog(&self, request: &Request<'_>) -> Option<u64> {
        self.find(SiteKey::of_request(request)?.as_bytes()).map(|entry| entry.blog.get())
    }

    /// Revision of the rules of the blog that a request belongs to, modulo 2^32.
    pub fn blog_revision(&self, request: &Request<'_>) -> Option<u32> {
        self.find(SiteKey::of_request(request)?.as_bytes()).map(|entry| entry.revision.get())
    }

    /// The site that a request belongs to: that of its host with the longest path. `None` if there is none, or if its
    /// rule file is damaged.
    pub fn site(&self, request: &Request<'_>) -> Option<Site<'_>> {
        let entry = self.find(SiteKey::of_request(request)?.as_bytes())?;
        let blog = entry.blog.get();
        let rules = RuleFile { blog: Some(blog), ..RuleFile::open(self.file_of(entry)?).ok()? };
        Some(Site { blog, rules, offset: entry.offset.get() })
    }

    /// Blogs and their rule files as they lie in this one. A blog with several hosts is there once for each.
    pub fn embedded(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.entries().iter().filter_map(|entry| Some((entry.blog.get(), self.file_of(entry)?)))
    }

    fn find(&self, key: &[u8]) -> Option<&SiteEntry> {
        let entries = self.entries();
        let end = entries.partition_point(|entry| self.key(entry).is_some_and(|site| site <= key));
        entries.get(around(key, &entries[..end], self.section(&self.keys)).checked_sub(1)?)
    }

    fn entries(&self) -> &[SiteEntry] {
        <[SiteEntry]>::ref_from_bytes(self.section(&self.sites)).unwrap_or_default()
    }

    fn key(&self, entry: &SiteEntry) -> Option<&[u8]> {
        part(self.section(&self.keys), entry.key.get().into(), entry.key_length.get().into())
    }

    fn file_of(&self, entry: &SiteEntry) -> Option<&[u8]> {
        part(self.section(&self.files), entry.offset.get(), entry.length.get())
    }

    fn section(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.as_ref().get(range.clone()).unwrap_or_default()
    }
}

/// Index plus 1 of the innermost site whose key `key` begins with, where `before` are the sites whose keys stand before it
/// in their order; 0 if there is none. Whatever stands between that site and `key` lies within that site, too, so it is the
/// last of `before` or one of those around it.
fn around(key: &[u8], before: &[SiteEntry], keys: &[u8]) -> usize {
    let mut next = before.len();
    while let Some(entry) = next.checked_sub(1).and_then(|index| before.get(index)) {
        let site = part(keys, entry.key.get().into(), entry.key_length.get().into());
        if site.is_some_and(|site| key.starts_with(site)) {
            break;
        }
        // Only ever back, so that damage can't send the search round for ever.
        next = (entry.around.get() as usize).min(next - 1);
    }
    next
}

fn part(section: &[u8], offset: u64, length: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    section.get(start..start.checked_add(usize::try_from(length).ok()?)?)
}
