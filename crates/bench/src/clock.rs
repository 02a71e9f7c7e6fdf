//! Time of single decisions.

use std::hint::black_box;
use std::time::Instant;

/// More than the caches of a server's core hold.
const WALK_BYTES: usize = 96 << 20;
const LINE_BYTES: usize = 64;

/// Walks memory until nothing else is left in the caches.
#[derive(Debug)]
pub struct ColdCaches {
    memory: Vec<u8>,
}

impl ColdCaches {
    /// Takes the memory.
    #[expect(clippy::new_without_default, reason = "96 MB are no default")]
    pub fn new() -> ColdCaches {
        ColdCaches { memory: vec![1; WALK_BYTES] }
    }

    /// Nanoseconds of one call with cold caches.
    pub fn time<T>(&self, work: impl FnOnce() -> T) -> f64 {
        // Only read: lines that must be written back would slow down what comes next.
        black_box(self.memory.iter().step_by(LINE_BYTES).fold(0u8, |sum, byte| sum.wrapping_add(*byte)));
        // The clock's own code and data are not what is to be measured.
        black_box(Instant::now());
        nanoseconds(work)
    }
}

/// Nanoseconds of one call.
pub fn nanoseconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64() * 1e9
}
