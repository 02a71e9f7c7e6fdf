//! Hashes of needles, and where a hash leads in the sections of the index (`FORMAT.md`). Writing and looking share them.

use detour_engine::index::{LADDER, NeedleKind};

use crate::layout::{MOST_PROBES, folded_product};

/// Bytes that choose the block of the slash filter; the shortest slash needle has as many.
pub(crate) const BLOCK_BYTES: usize = LADDER[0];
/// Bits of a block's Bloom filter.
const BLOCK_BITS: u64 = 62 * 8;

/// Up to 16 bytes of a text as a number, zero behind the end.
pub(crate) struct Window(u128);

impl Window {
    pub(crate) fn at(text: &[u8], at: usize) -> Window {
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
    pub(crate) fn first(&self, length: usize) -> (u64, u64) {
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

    pub(crate) fn needle(&self, kind: NeedleKind, window: &Window, length: usize) -> u64 {
        let (low, high) = window.first(length);
        match kind {
            NeedleKind::Grams => self.gram(low as u32),
            NeedleKind::Slash => folded_product(low ^ self.keys[0], high ^ self.keys[1] ^ length as u64),
            NeedleKind::Start => folded_product(low ^ self.keys[0], high ^ self.keys[2] ^ length as u64),
        }
    }

    pub(crate) fn gram(&self, gram: u32) -> u64 {
        folded_product(u64::from(gram) ^ self.keys[1], self.keys[2])
    }

    pub(crate) fn block(&self, window: &Window, blocks: usize) -> usize {
        let (low, _) = window.first(BLOCK_BYTES);
        let hash = folded_product(low ^ self.keys[2], self.keys[0]);
        ((hash >> 32) as usize * blocks) >> 32
    }
}

pub(crate) fn block_bit(hash: u64) -> (usize, u8) {
    let bit = ((hash >> 40) * BLOCK_BITS) >> 24;
    ((bit / 8) as usize, 1 << (bit % 8))
}

/// Modulo the number of bits of the filter, which is a power of two.
pub(crate) fn gram_bit(hash: u64) -> usize {
    (hash >> 20) as usize
}

/// Where a needle may stand; `slots` is a power of two, or 0.
pub(crate) fn slots_of(hash: u64, slots: usize) -> impl Iterator<Item = usize> {
    let first = (hash >> 32) as usize;
    (0..slots.min(MOST_PROBES)).map(move |step| (first + step) & (slots - 1))
}
