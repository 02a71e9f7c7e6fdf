//! Looking through the texts of a request for needles, so that few of thousands of patterns are run.

use std::borrow::Cow;

use detour_engine::index::{GRAM, LADDER, NeedleKind};
use detour_engine::{Candidates, Gate};
use smallvec::SmallVec;
use zerocopy::FromBytes;
use zerocopy::byteorder::little_endian::{U32, U64};

use crate::RuleFile;
use crate::layout::*;
use crate::needle_hash::{BLOCK_BYTES, NeedleHasher, Window, block_bit, gram_bit, slots_of};

/// Slots that are remembered one by one.
const FEW: usize = 16;
/// Bytes that are searched for slashes at once.
const WORD: usize = size_of::<u64>();

impl<B: AsRef<[u8]>> RuleFile<B> {
    /// Collects the patterns that may match one of the texts: those with a needle in it, and those without needle whose gate is open.
    pub(crate) fn probe(&self, texts: &[Cow<'_, [u8]>], found: &mut Candidates) {
        for text in texts {
            self.open_gates(text, found);
        }
        self.needles_in(texts, found);
        if found.is_empty() {
            return;
        }
        found.sort_unstable();
        found.dedup();
        let mut records_left = self.records.len() / RECORD_UNIT;
        found.retain(|number| {
            let offset = self.pattern_offset(*number);
            let Some((offset, record)) = offset.and_then(|offset| Some((offset, self.record(offset)?))) else {
                return false;
            };
            // Each record counts once, so that damage can't send many patterns to a large one.
            let Some(left) = records_left.checked_sub((record.next - offset) as usize) else { return false };
            records_left = left;
            record.run.is_empty() || texts.iter().any(|text| memchr::memmem::find(text, record.run).is_some())
        });
    }

    fn open_gates(&self, text: &[u8], found: &mut Candidates) {
        for gate in <[GateEntry]>::ref_from_bytes(self.section(&self.gates)).unwrap_or_default() {
            if Gate::allows_length(gate.min.get(), gate.max.get(), text.len())
                && Gate::allows_byte(&gate.second, text.get(1))
                && Gate::allows_byte(&gate.last, text.last())
            {
                found.push(gate.pattern.get());
            }
        }
    }

    fn needles_in(&self, texts: &[Cow<'_, [u8]>], found: &mut Candidates) {
        let needles = <[NeedleSlot]>::ref_from_bytes(self.section(&self.needles)).unwrap_or_default();
        if !needles.len().is_power_of_two() {
            return;
        }
        let blocks = <[FilterBlock]>::ref_from_bytes(self.section(&self.slash_filter)).unwrap_or_default();
        let grams = <[U64]>::ref_from_bytes(self.section(&self.gram_filter)).unwrap_or_default();
        let step = feature::number(self.header.features.get(), feature::GRAM_STEP);
        let postings = self.section(&self.postings);
        let mut probe = Probe {
            hasher: &self.hasher,
            needles,
            postings,
            postings_left: postings.len() / size_of::<U32>(),
            first: SmallVec::new(),
            seen: Vec::new(),
            found,
        };
        for (index, text) in texts.iter().enumerate() {
            // What another text begins with has no needle that the other hasn't.
            if !texts[index + 1..].iter().any(|other| other.starts_with(text)) {
                probe.slashes(text, blocks);
                if step != 0 {
                    probe.grams(text, grams, step as usize);
                }
            }
        }
    }
}

/// One look through the texts of a request.
struct Probe<'f, 'c> {
    hasher: &'f NeedleHasher,
    needles: &'f [NeedleSlot],
    postings: &'f [u8],
    postings_left: usize,
    /// The first slots whose postings were collected. A text may repeat a needle a thousand times.
    first: SmallVec<[usize; FEW]>,
    /// One bit a slot once there are more.
    seen: Vec<u64>,
    found: &'c mut Candidates,
}

impl Probe<'_, '_> {
    fn slashes(&mut self, text: &[u8], blocks: &[FilterBlock]) {
        if blocks.is_empty() {
            return;
        }
        // Slashes stand so close together that calling a search for each would cost more.
        for word in (0..text.len()).step_by(WORD) {
            let mut slashes = bytes_equal_to(b'/', Window::at(text, word).first(WORD).0);
            while slashes != 0 {
                let at = word + slashes.trailing_zeros() as usize / 8;
                slashes &= slashes - 1;
                let left = text.len() - at;
                if left < BLOCK_BYTES {
                    return;
                }
                let window = Window::at(text, at);
                let block = &blocks[self.hasher.block(&window, blocks.len())];
                self.block(block, block.slash_lengths, NeedleKind::Slash, &window, left);
                if at == 0 {
                    self.block(block, block.start_lengths, NeedleKind::Start, &window, left);
                }
            }
        }
    }

    fn block(&mut self, block: &FilterBlock, lengths: u8, kind: NeedleKind, window: &Window, left: usize) {
        let mut lengths = usize::from(lengths);
        while let Some(&length) = LADDER.get(lengths.trailing_zeros() as usize) {
            if length > left {
                return;
            }
            lengths &= lengths - 1;
            let hash = self.hasher.needle(kind, window, length);
            let (byte, bit) = block_bit(hash);
            if block.bits[byte] & bit != 0 {
                self.collect(hash);
            }
        }
    }

    fn grams(&mut self, text: &[u8], filter: &[U64], step: usize) {
        if !filter.len().is_power_of_two() {
            return;
        }
        // The numbers that are needed for each gram are kept at hand.
        let (hasher, words) = (*self.hasher, filter.len() - 1);
        let mut rest = text;
        while let Some(gram) = rest.first_chunk::<GRAM>() {
            rest = rest.get(step..).unwrap_or_default();
            let hash = hasher.gram(u32::from_le_bytes(*gram));
            let bit = gram_bit(hash);
            if filter[(bit / 64) & words].get() >> (bit % 64) & 1 != 0 {
                self.collect(hash);
            }
        }
    }

    // The postings of all needles with this hash, each slot's once.
    #[cold]
    fn collect(&mut self, hash: u64) {
        let postings = <[U32]>::ref_from_bytes(self.postings).unwrap_or_default();
        for slot in slots_of(hash, self.needles.len()) {
            let NeedleSlot { check, posting } = self.needles[slot];
            let Some(first) = (posting.get() as usize).checked_sub(1) else { return };
            if check.get() == hash as u32 && self.is_new(slot) {
                for posting in postings.get(first..).unwrap_or_default() {
                    // In a sound file no list is walked twice.
                    let Some(left) = self.postings_left.checked_sub(1) else { return };
                    self.postings_left = left;
                    self.found.push(posting.get() & !MORE_POSTINGS);
                    if posting.get() & MORE_POSTINGS == 0 {
                        break;
                    }
                }
            }
        }
    }

    fn is_new(&mut self, slot: usize) -> bool {
        if self.first.contains(&slot) {
            return false;
        }
        if self.first.len() < FEW {
            self.first.push(slot);
            return true;
        }
        self.seen.resize(self.needles.len().div_ceil(64), 0);
        let bit = 1 << (slot % 64);
        let new = self.seen[slot / 64] & bit == 0;
        self.seen[slot / 64] |= bit;
        new
    }
}

/// The highest bit of each byte that is `byte`.
fn bytes_equal_to(byte: u8, word: u64) -> u64 {
    const LOW: u64 = u64::from_ne_bytes([0x7f; WORD]);
    let other = word ^ u64::from_ne_bytes([byte; WORD]);
    !(((other & LOW) + LOW) | other | LOW)
}
