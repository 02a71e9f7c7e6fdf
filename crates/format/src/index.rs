//! The index of patterns: which of them are worth running on a text. `detour_engine::index` says what their needles are;
//! here the needles are filed, and looked for.

use std::borrow::Cow;
use std::collections::HashMap;

use detour_engine::index::{Filing, LADDER, Needle, NeedleKind, SHORTEST_GRAM, choose};
use detour_engine::{Candidates, Gate, RuleView};
use smallvec::SmallVec;
use zerocopy::FromBytes;
use zerocopy::byteorder::little_endian::{U32, U64};

use crate::RuleFile;
use crate::layout::*;
use crate::write::TooLarge;

/// Needles per block of the slash filter, at most on average.
const NEEDLES_PER_BLOCK: usize = 4;
/// Bits of the gram filter per gram.
const BITS_PER_GRAM: usize = 64;
/// Bytes that choose the block of the slash filter; the shortest slash needle has as many.
const BLOCK_BYTES: usize = LADDER[0];
/// Slots that are remembered one by one.
const FEW: usize = 16;
/// Bits of a block's Bloom filter.
const BLOCK_BITS: u64 = 62 * 8;

/// The sections of the index.
pub(crate) struct Index {
    pub(crate) gates: Vec<GateEntry>,
    pub(crate) slash_filter: Vec<FilterBlock>,
    pub(crate) gram_filter: Vec<u8>,
    pub(crate) needles: Vec<NeedleSlot>,
    pub(crate) postings: Vec<U32>,
    /// For each pattern, what its record says it can't match without.
    pub(crate) runs: Vec<Vec<u8>>,
}

impl Index {
    pub(crate) fn new<'a>(
        patterns: impl ExactSizeIterator<Item = RuleView<'a>> + Clone,
        seed: u64,
    ) -> Result<Index, TooLarge> {
        let hasher = NeedleHasher::new(seed);
        let mut gates = Vec::new();
        let mut filed: HashMap<Needle, Vec<u32>> = HashMap::new();
        let mut runs = Vec::with_capacity(patterns.len());
        for (number, Filing { needles, run }) in choose(patterns).into_iter().enumerate() {
            let number = u32::try_from(number).ok().filter(|number| number & MORE_POSTINGS == 0).ok_or(TooLarge)?;
            runs.push(run);
            match needles {
                Ok(needles) => {
                    for needle in needles {
                        let numbers = filed.entry(needle).or_default();
                        if numbers.last() != Some(&number) {
                            numbers.push(number);
                        }
                    }
                }
                Err(Gate { min, max, second, last }) => {
                    gates.push(GateEntry { pattern: number.into(), min: min.into(), max: max.into(), second, last });
                }
            }
        }
        // In a fixed order, so that equal rules and seed make equal files.
        let mut filed: Vec<(Needle, Vec<u32>)> = filed.into_iter().collect();
        filed.sort_unstable_by(|(a, a_numbers), (b, b_numbers)| {
            (a_numbers, &a.text, a.kind).cmp(&(b_numbers, &b.text, b.kind))
        });
        let grams = filed.iter().filter(|(needle, _)| needle.kind == NeedleKind::Gram).count();

        let empty_block = FilterBlock { slash_lengths: 0, start_lengths: 0, bits: [0; 62] };
        let mut slash_filter = vec![empty_block; (filed.len() - grams).div_ceil(NEEDLES_PER_BLOCK)];
        let mut gram_filter = vec![0u8; if grams == 0 { 0 } else { (grams * BITS_PER_GRAM).next_power_of_two() / 8 }];
        let mut placed = Vec::with_capacity(filed.len());
        let mut postings: Vec<U32> = Vec::new();

        for (needle, numbers) in &filed {
            let window = Window::at(&needle.text, 0);
            let hash = hasher.needle(needle.kind, &window, needle.text.len());
            if needle.kind == NeedleKind::Gram {
                let bit = gram_bit(hash) % (gram_filter.len() * 8);
                gram_filter[bit / 8] |= 1 << (bit % 8);
            } else {
                let blocks = slash_filter.len();
                let block = &mut slash_filter[hasher.block(&window, blocks)];
                let rung = LADDER.iter().position(|&length| length == needle.text.len()).unwrap_or(0);
                match needle.kind {
                    NeedleKind::Start => block.start_lengths |= 1 << rung,
                    _ => block.slash_lengths |= 1 << rung,
                }
                let (byte, bit) = block_bit(hash);
                block.bits[byte] |= bit;
            }
            placed.push((hash, u32::try_from(postings.len() + 1).map_err(|_| TooLarge)?));
            for (index, number) in numbers.iter().enumerate() {
                let more = if index + 1 < numbers.len() { MORE_POSTINGS } else { 0 };
                postings.push((number | more).into());
            }
        }
        Ok(Index { gates, slash_filter, gram_filter, needles: table(&placed), postings, runs })
    }
}

// A table as large as it must be for each needle to be found within `MOST_PROBES`.
fn table(placed: &[(u64, u32)]) -> Vec<NeedleSlot> {
    let mut size = if placed.is_empty() { 0 } else { (placed.len() * 2).next_power_of_two() };
    loop {
        let mut slots = vec![NeedleSlot { check: 0.into(), posting: 0.into() }; size];
        let all_found = placed.iter().all(|&(hash, posting)| {
            let free = probes(hash, size).find(|&slot| slots[slot].posting.get() == 0);
            free.map(|slot| slots[slot] = NeedleSlot { check: (hash as u32).into(), posting: posting.into() }).is_some()
        });
        if all_found {
            return slots;
        }
        size *= 2;
    }
}

impl<B: AsRef<[u8]>> RuleFile<B> {
    /// Collects the patterns that may match one of the texts: those with a needle in it, and those without needle whose gate is open.
    pub(crate) fn probe(&self, texts: &[Cow<'_, [u8]>], found: &mut Candidates) {
        for text in texts {
            self.open_gates(text, found);
        }
        self.needles_in(texts, found);
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
        let postings = <[U32]>::ref_from_bytes(self.section(&self.postings)).unwrap_or_default();
        let mut probe = Probe {
            hasher: &self.hasher,
            needles,
            postings,
            postings_left: postings.len(),
            first: SmallVec::new(),
            seen: Vec::new(),
            found,
        };
        for (index, text) in texts.iter().enumerate() {
            // What another text begins with has no needle that the other hasn't.
            if !texts[index + 1..].iter().any(|other| other.starts_with(text)) {
                probe.slashes(text, blocks);
                probe.grams(text, grams);
            }
        }
    }
}

/// One look through the texts of a request.
struct Probe<'f, 'c> {
    hasher: &'f NeedleHasher,
    needles: &'f [NeedleSlot],
    postings: &'f [U32],
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
        let mut look = |at: usize| {
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
        };
        // Slashes stand so close together that calling a search for each would cost more.
        let (words, rest) = text.as_chunks();
        for (index, word) in words.iter().enumerate() {
            let mut slashes = bytes_equal_to(b'/', *word);
            while slashes != 0 {
                look(index * 8 + slashes.trailing_zeros() as usize / 8);
                slashes &= slashes - 1;
            }
        }
        for (index, _) in rest.iter().enumerate().filter(|&(_, &byte)| byte == b'/') {
            look(words.len() * 8 + index);
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

    fn grams(&mut self, text: &[u8], filter: &[U64]) {
        if !filter.len().is_power_of_two() {
            return;
        }
        // Every byte of a text comes here, so the numbers that are needed for each are kept at hand.
        let (hasher, words) = (*self.hasher, filter.len() - 1);
        let mut look = |gram: u32| {
            let hash = hasher.gram(gram);
            let bit = gram_bit(hash);
            if filter[bit / 64 & words].get() >> (bit % 64) & 1 != 0 {
                self.collect(hash);
            }
        };
        // Five grams lie in eight bytes.
        let mut rest = text;
        while let Some(bytes) = rest.first_chunk() {
            let bytes = u64::from_le_bytes(*bytes);
            (0..5).for_each(|at| look((bytes >> (8 * at)) as u32));
            rest = &rest[5..];
        }
        for gram in rest.windows(SHORTEST_GRAM).filter_map(<[u8]>::first_chunk) {
            look(u32::from_le_bytes(*gram));
        }
    }

    // The postings of all needles with this hash, each slot's once.
    #[cold]
    fn collect(&mut self, hash: u64) {
        for slot in probes(hash, self.needles.len()) {
            let NeedleSlot { check, posting } = self.needles[slot];
            let Some(first) = (posting.get() as usize).checked_sub(1) else { return };
            if check.get() == hash as u32 && self.is_new(slot) {
                for posting in self.postings.get(first..).unwrap_or_default() {
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

/// Up to 16 bytes of a text as a number, zero behind the end.
struct Window(u128);

impl Window {
    fn at(text: &[u8], at: usize) -> Window {
        const WIDTH: usize = size_of::<Window>();
        let rest = &text[at..];
        Window(match (rest.first_chunk(), text.last_chunk()) {
            (Some(bytes), _) => u128::from_le_bytes(*bytes),
            (None, Some(bytes)) => u128::from_le_bytes(*bytes) >> (8 * (WIDTH - rest.len())),
            (None, None) => {
                let mut bytes = [0; WIDTH];
                bytes[..rest.len()].copy_from_slice(rest);
                u128::from_le_bytes(bytes)
            }
        })
    }

    /// The first `length` bytes, the rest zero; as two numbers.
    fn first(&self, length: usize) -> (u64, u64) {
        let kept = self.0 & MASKS[length];
        (kept as u64, (kept >> 64) as u64)
    }
}

/// Which bits of a window the first bytes are, for each number of bytes.
const MASKS: [u128; size_of::<Window>() + 1] = {
    let mut masks = [u128::MAX; size_of::<Window>() + 1];
    let mut length = 0;
    while length < size_of::<Window>() {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// The highest bit of each byte that is `byte`, counted from the first one on.
fn bytes_equal_to(byte: u8, word: [u8; 8]) -> u64 {
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    let other = u64::from_le_bytes(word) ^ u64::from_ne_bytes([byte; 8]);
    !((other & LOW) + LOW | other | LOW)
}

/// Hashes of needles: one multiplication each, keyed by the file's seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NeedleHasher {
    keys: [u64; 3],
}

impl NeedleHasher {
    pub(crate) fn new(seed: u64) -> NeedleHasher {
        let secrets = rapidhash::v3::RapidSecrets::seed(seed).secrets;
        NeedleHasher { keys: [secrets[0], secrets[1], secrets[2]] }
    }

    fn needle(&self, kind: NeedleKind, window: &Window, length: usize) -> u64 {
        let (low, high) = window.first(length);
        match kind {
            NeedleKind::Gram => self.gram(low as u32),
            NeedleKind::Slash => folded_product(low ^ self.keys[0], high ^ self.keys[1] ^ length as u64),
            NeedleKind::Start => folded_product(low ^ self.keys[0], high ^ self.keys[2] ^ length as u64),
        }
    }

    fn gram(&self, gram: u32) -> u64 {
        folded_product(u64::from(gram) ^ self.keys[1], self.keys[2])
    }

    fn block(&self, window: &Window, blocks: usize) -> usize {
        let (low, _) = window.first(BLOCK_BYTES);
        let hash = folded_product(low ^ self.keys[2], self.keys[0]);
        ((hash >> 32) as usize * blocks) >> 32
    }
}

fn block_bit(hash: u64) -> (usize, u8) {
    let bit = ((hash >> 40) * BLOCK_BITS) >> 24;
    ((bit / 8) as usize, 1 << (bit % 8))
}

/// Modulo the number of bits of the filter, which is a power of two.
fn gram_bit(hash: u64) -> usize {
    (hash >> 20) as usize
}

/// Where a needle may stand; `slots` is a power of two, or 0.
fn probes(hash: u64, slots: usize) -> impl Iterator<Item = usize> {
    let first = (hash >> 32) as usize;
    (0..slots.min(MOST_PROBES)).map(move |step| (first + step) & (slots - 1))
}
