//! The index of patterns: which of them are worth running on a text. `detour_engine::index` says what their needles are;
//! here the needles are filed, and `probe.rs` looks for them.

use std::collections::HashMap;

use detour_engine::index::{Filing, GRAM, LADDER, MOST_GRAMS, Needle, NeedleKind, choose};
use detour_engine::{Gate, RuleView};
use zerocopy::byteorder::little_endian::U32;

use crate::layout::*;
use crate::needle_hash::{NeedleHasher, Window, block_bit, gram_bit, slots_of};
use crate::write::TooLarge;

/// Needles per block of the slash filter, at most on average.
const NEEDLES_PER_BLOCK: usize = 4;
/// Up to so many needles have a block each, since a request is done sooner with blocks that are empty.
const ROOMY: usize = 256;
/// Bits of the gram filter per gram.
const BITS_PER_GRAM: usize = 64;

/// The sections of the index.
pub(crate) struct Index {
    pub(crate) gates: Vec<GateEntry>,
    pub(crate) slash_filter: Vec<FilterBlock>,
    pub(crate) gram_filter: Vec<u8>,
    /// At every how many bytes a text is looked at for grams; 0 = there are none.
    pub(crate) gram_step: usize,
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
        let filings = choose(patterns);
        let gram_step = gram_step(&filings);
        for (number, Filing { needles, run }) in filings.into_iter().enumerate() {
            let number = u32::try_from(number).ok().filter(|number| number & MORE_POSTINGS == 0).ok_or(TooLarge)?;
            runs.push(run);
            match needles {
                Ok(needles) => {
                    for needle in needles.into_iter().flat_map(|needle| pieces(needle, gram_step)) {
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
        let grams = filed.iter().filter(|(needle, _)| needle.kind == NeedleKind::Grams).count();
        let at_slashes = filed.len() - grams;

        let empty_block = FilterBlock { slash_lengths: 0, start_lengths: 0, bits: [0; 62] };
        let blocks = at_slashes.div_ceil(NEEDLES_PER_BLOCK).max(at_slashes.min(ROOMY));
        let mut slash_filter = vec![empty_block; blocks];
        let mut gram_filter = vec![0u8; if grams == 0 { 0 } else { (grams * BITS_PER_GRAM).next_power_of_two() / 8 }];
        let mut placed = Vec::with_capacity(filed.len());
        let mut postings: Vec<U32> = Vec::new();

        for (needle, numbers) in &filed {
            let window = Window::at(&needle.text, 0);
            let hash = hasher.needle(needle.kind, &window, needle.text.len());
            if needle.kind == NeedleKind::Grams {
                let bit = gram_bit(hash) % (gram_filter.len() * 8);
                gram_filter[bit / 8] |= 1 << (bit % 8);
            } else {
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
        Ok(Index { gates, slash_filter, gram_filter, gram_step, needles: table(&placed), postings, runs })
    }
}

/// As many grams as each needle has that may stand anywhere, which one of them begins at a multiple of.
fn gram_step(filings: &[Filing]) -> usize {
    let needles = filings.iter().flat_map(|filing| filing.needles.iter().flatten());
    let grams = needles.filter(|needle| needle.kind == NeedleKind::Grams).map(|needle| needle.text.len() + 1 - GRAM);
    grams.min().unwrap_or(0).min(MOST_GRAMS)
}

/// What a needle is filed under: itself, or its grams one by one.
fn pieces(needle: Needle, gram_step: usize) -> Vec<Needle> {
    match needle.kind {
        NeedleKind::Start | NeedleKind::Slash => vec![needle],
        NeedleKind::Grams => {
            let grams = needle.text.windows(GRAM).take(gram_step);
            grams.map(|gram| Needle { kind: needle.kind, text: gram.to_vec() }).collect()
        }
    }
}

// A table as large as it must be for each needle to be found within `MOST_PROBES`.
fn table(placed: &[(u64, u32)]) -> Vec<NeedleSlot> {
    let mut size = if placed.is_empty() { 0 } else { (placed.len() * 2).next_power_of_two() };
    loop {
        let mut slots = vec![NeedleSlot { check: 0.into(), posting: 0.into() }; size];
        let all_found = placed.iter().all(|&(hash, posting)| {
            let free = slots_of(hash, size).find(|&slot| slots[slot].posting.get() == 0);
            free.map(|slot| slots[slot] = NeedleSlot { check: (hash as u32).into(), posting: posting.into() }).is_some()
        });
        if all_found {
            return slots;
        }
        size *= 2;
    }
}
