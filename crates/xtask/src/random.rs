//! Passwords from the kernel, and a small reproducible generator for choosing samples.

use std::io::Read;

use anyhow::{Context, Result};

/// `length` letters and digits nobody can guess.
pub(crate) fn password(length: usize) -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = vec![0; length];
    let mut source = std::fs::File::open("/dev/urandom").context("no random numbers from /dev/urandom")?;
    source.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// SplitMix64: the same seed gives the same samples on every machine.
pub(crate) struct Samples(u64);

impl Samples {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^= word >> 31;
        usize::try_from(word % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// `count` different items, or all of them.
    pub(crate) fn choose<'a, T>(&mut self, items: &'a [T], count: usize) -> Vec<&'a T> {
        let mut order: Vec<usize> = (0..items.len()).collect();
        let count = count.min(items.len());
        for place in 0..count {
            let other = place + self.below(items.len() - place);
            order.swap(place, other);
        }
        order[..count].iter().map(|&index| &items[index]).collect()
    }
}
