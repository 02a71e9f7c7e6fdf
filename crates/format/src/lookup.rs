//! Finding rules in the file: the matcher's view of it.

use std::borrow::Cow;

use detour_engine::{Candidates, Key, RuleStore, RuleView};
use zerocopy::FromBytes;
use zerocopy::byteorder::little_endian::U32;

use crate::RuleFile;
use crate::file::Record;
use crate::layout::{Bucket, RECORD_UNIT, SLOTS, feature, place};

impl<B: AsRef<[u8]>> RuleStore for RuleFile<B> {
    fn has_host_keys(&self) -> bool {
        self.header.features.get() & feature::HOST_KEYS != 0
    }

    fn longest_query_key(&self) -> usize {
        self.header.longest_query.get() as usize
    }

    fn has_literals(&self) -> bool {
        self.header.literal_count.get() != 0
    }

    fn has_parameter_keys(&self) -> bool {
        self.header.features.get() & feature::PARAMETER_KEYS != 0
    }

    fn literals(&self, key: &Key<'_>) -> impl Iterator<Item = RuleView<'_>> {
        let buckets = <[Bucket]>::ref_from_bytes(self.section(&self.buckets)).unwrap_or_default();
        let (bucket, tag) = place(key, &self.secrets, buckets.len());
        let (buckets_left, records_left) = (buckets.len(), self.records.len() / RECORD_UNIT);
        Literals { file: self, buckets, tag, bucket, slot: 0, buckets_left, records_left, next: None }
    }

    fn has_patterns(&self) -> bool {
        self.header.pattern_count.get() != 0
    }

    fn candidates(&self, texts: &[Cow<'_, [u8]>], found: &mut Candidates) {
        self.probe(texts, found);
    }

    fn pattern(&self, number: u32) -> Option<RuleView<'_>> {
        self.record(self.pattern_offset(number)?).map(|record| record.view)
    }

    fn tracking(&self) -> &[u8] {
        match self.header.features.get() & feature::TRACKING {
            0 => b"",
            _ => self.section(&self.tracking),
        }
    }

    fn dialects(&self) -> &[u8] {
        self.section(&self.dialects)
    }

    fn fallbacks(&self) -> &[u8] {
        self.section(&self.fallbacks)
    }

    fn blog(&self) -> Option<u64> {
        self.blog
    }

    fn end(&self) -> u32 {
        self.rule_count()
    }
}

impl<B: AsRef<[u8]>> RuleFile<B> {
    /// Every rule, in no order, once for each of its sources. Of a damaged file some, and perhaps twice.
    pub fn rules(&self) -> impl Iterator<Item = RuleView<'_>> {
        let buckets = <[Bucket]>::ref_from_bytes(self.section(&self.buckets)).unwrap_or_default();
        let used = buckets.iter().flat_map(|bucket| bucket.tags.iter().zip(&bucket.records));
        let groups = used.filter(|(tag, _)| tag.get() != 0).flat_map(|(_, offset)| self.group(offset.get()));
        // No more than there is room for, so that damage can't send the walk over one group again and again.
        let literals = groups.take(self.records.len() / RECORD_UNIT);
        literals.chain((0..self.pattern_count()).filter_map(|number| self.pattern(number)))
    }

    // The rules of one key, the first at `offset`.
    fn group(&self, offset: u32) -> impl Iterator<Item = RuleView<'_>> {
        let mut next = Some(offset);
        std::iter::from_fn(move || {
            let Record { view, more, next: after, .. } = self.record(next.take()?)?;
            next = more.then_some(after);
            Some(view)
        })
    }

    /// Where the record of the pattern of this number stands, in `RECORD_UNIT`s.
    pub(crate) fn pattern_offset(&self, number: u32) -> Option<u32> {
        let offsets = <[U32]>::ref_from_bytes(self.section(&self.patterns)).ok()?;
        offsets.get(number as usize).map(|offset| offset.get())
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
    buckets_left: usize,
    /// How much of the records may still be read, in `RECORD_UNIT`s: each counts once, whatever damage sends there.
    records_left: usize,
    /// The next record of the group being walked.
    next: Option<u32>,
}

impl<'f, B: AsRef<[u8]>> Iterator for Literals<'f, B> {
    type Item = RuleView<'f>;

    fn next(&mut self) -> Option<RuleView<'f>> {
        loop {
            if let Some(offset) = self.next.take()
                && let Some(Record { view, more, next, .. }) = self.file.record(offset)
            {
                self.records_left = self.records_left.checked_sub((next - offset) as usize)?;
                self.next = more.then_some(next);
                return Some(view);
            }
            if self.buckets_left == 0 {
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
                    self.buckets_left = 0;
                }
                None => {
                    self.buckets_left -= 1;
                    self.slot = 0;
                    self.bucket = (self.bucket + 1) % self.buckets.len();
                }
            }
        }
    }
}
