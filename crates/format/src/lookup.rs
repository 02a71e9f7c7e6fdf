//! Finding rules in the file: the matcher's view of it.

use detour_engine::{Candidates, RuleStore, RuleView};
use zerocopy::FromBytes;

use crate::RuleFile;
use crate::layout::{Bucket, SLOTS, feature, place};

impl<B: AsRef<[u8]>> RuleStore for RuleFile<B> {
    fn has_host_keys(&self) -> bool {
        self.header.features.get() & feature::HOST_KEYS != 0
    }

    fn has_query_keys(&self) -> bool {
        self.header.features.get() & feature::QUERY_KEYS != 0
    }

    fn literals(&self, key: &[u8]) -> impl Iterator<Item = RuleView<'_>> {
        let buckets = <[Bucket]>::ref_from_bytes(self.section(&self.buckets)).unwrap_or_default();
        let (bucket, tag) = place(key, &self.secrets, buckets.len());
        Literals { file: self, buckets, tag, bucket, slot: 0, left: buckets.len(), next: None }
    }

    fn has_patterns(&self) -> bool {
        self.header.pattern_count.get() != 0
    }

    fn candidates(&self, text: &[u8], found: &mut Candidates) {
        self.probe(text, found);
    }

    fn pattern(&self, number: u32) -> Option<RuleView<'_>> {
        let start = (number as usize).checked_mul(4)?;
        let offset = self.section(&self.patterns).get(start..start.checked_add(4)?)?;
        let (view, _, _) = self.record(u32::from_le_bytes(offset.try_into().ok()?))?;
        Some(view)
    }

    fn id(&self, order: u32) -> u64 {
        let start = order as usize * 8;
        let id = self.section(&self.ids).get(start..start + 8);
        id.and_then(|id| id.try_into().ok()).map_or(0, u64::from_le_bytes)
    }

    fn tracking(&self) -> &[u8] {
        match self.header.features.get() & feature::TRACKING {
            0 => b"",
            _ => self.section(&self.tracking),
        }
    }
}

/// The records of all slots with the key's tag, from the key's bucket on until one that never overflowed.
struct Literals<'f, B> {
    file: &'f RuleFile<B>,
    buckets: &'f [Bucket],
    tag: u16,
    bucket: usize,
    slot: usize,
    /// Buckets still to look at, so that damage can't send the search round for ever.
    left: usize,
    /// The next record of the group being walked. Groups only go forward, so they end with the section.
    next: Option<u32>,
}

impl<'f, B: AsRef<[u8]>> Iterator for Literals<'f, B> {
    type Item = RuleView<'f>;

    fn next(&mut self) -> Option<RuleView<'f>> {
        loop {
            if let Some((view, more, next)) = self.next.take().and_then(|offset| self.file.record(offset)) {
                self.next = more.then_some(next);
                return Some(view);
            }
            if self.left == 0 {
                return None;
            }
            let bucket = self.buckets.get(self.bucket)?;
            let from = self.slot;
            match (from..SLOTS).find(|&slot| bucket.tags[slot].get() == self.tag) {
                Some(slot) => {
                    self.next = Some(bucket.records[slot].get());
                    self.slot = slot + 1;
                }
                None if bucket.overflowed.get() == 0 => {
                    self.left = 0;
                }
                None => {
                    self.left -= 1;
                    self.slot = 0;
                    self.bucket = (self.bucket + 1) % self.buckets.len();
                }
            }
        }
    }
}
