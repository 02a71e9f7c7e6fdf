//! The full check of a network's file: of its sites, and of every rule file in it.

use std::collections::BTreeMap;

use super::write::rule_counts;
use super::{NetworkFile, around};
use crate::layout::SECTION_ALIGNMENT;
use crate::verify::{verify_hashes, wrong};
use crate::{RuleFile, VerifyError};

/// The check of the rules of one site.
type VerifyRules = fn(&RuleFile<&[u8]>) -> Result<(), VerifyError>;

impl<B: AsRef<[u8]>> NetworkFile<B> {
    /// Checks every hash, that each site is found under its host and path, and every rule file.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(&self) -> Result<(), VerifyError> {
        self.verify_with(|rules| rules.verify())
    }

    /// The same with all cores, for processes that may have threads; a worker of PHP may not.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify_in_parallel(&self) -> Result<(), VerifyError> {
        self.verify_with(|rules| rules.verify_in_parallel())
    }

    fn verify_with(&self, verify_rules: VerifyRules) -> Result<(), VerifyError> {
        verify_hashes(self.bytes.as_ref())?;
        self.verify_sites()?;
        self.verify_files(verify_rules)
    }

    fn verify_sites(&self) -> Result<(), VerifyError> {
        let keys = self.section(&self.keys);
        let mut last: &[u8] = b"";
        for (index, entry) in self.entries().iter().enumerate() {
            let blog = entry.blog.get();
            let key =
                self.key(entry).ok_or_else(|| wrong(format!("the host and path of blog {blog} can't be read")))?;
            if key <= last || !key.contains(&b'/') || !key.ends_with(b"/") {
                return Err(wrong(format!("blog {blog} is out of order")));
            }
            if entry.around.get() as usize != around(key, &self.entries()[..index], keys) {
                return Err(wrong(format!("blog {blog} lies in the wrong site")));
            }
            last = key;
        }
        Ok(())
    }

    // Each byte of the section belongs to one file or is a zero between two.
    fn verify_files(&self, verify_rules: VerifyRules) -> Result<(), VerifyError> {
        let section = self.section(&self.files);
        let ranges: BTreeMap<(u64, u64), u64> =
            self.entries().iter().map(|entry| ((entry.offset.get(), entry.length.get()), entry.blog.get())).collect();
        let mut end = 0;
        let mut sums = [0_u64; 3];
        for ((offset, length), blog) in ranges {
            let file = super::part(section, offset, length)
                .ok_or_else(|| wrong(format!("the rules of blog {blog} lie outside the file")))?;
            let start = usize::try_from(offset).unwrap_or(usize::MAX);
            let gap = section.get(end..start).filter(|gap| gap.len() < SECTION_ALIGNMENT);
            if start % SECTION_ALIGNMENT != 0 || gap.is_none_or(|gap| gap.iter().any(|&byte| byte != 0)) {
                return Err(wrong(format!("the rules of blog {blog} are not where the ones before end")));
            }
            let rules = RuleFile::open(file).map_err(|error| wrong(format!("the rules of blog {blog}: {error}")))?;
            verify_rules(&rules).map_err(|VerifyError(what)| wrong(format!("the rules of blog {blog}: {what}")))?;
            for (sum, count) in sums.iter_mut().zip(rule_counts(file)) {
                *sum += u64::from(count);
            }
            end = start + file.len();
        }
        let header = &self.header;
        let announced =
            [header.rule_count, header.literal_count, header.pattern_count].map(|count| u64::from(count.get()));
        if end != section.len() || sums != announced {
            return Err(wrong("the rules of the sites are not all that is there".into()));
        }
        Ok(())
    }
}
