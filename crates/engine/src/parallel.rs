//! Work on many rules with all cores, whose result is the same with any number of them.

use std::num::NonZero;
use std::thread;

/// A thread for fewer items would cost more than it saves.
const FEWEST: usize = 16_384;

/// What `work` makes of each item, in the order of the items.
pub(crate) fn map_in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len() / FEWEST);
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let chunks = items.chunks(items.len().div_ceil(threads));
        let running: Vec<_> =
            chunks.map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>())).collect();
        let mut all = Vec::with_capacity(items.len());
        for thread in running {
            match thread.join() {
                Ok(results) => all.extend(results),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order() {
        for length in [0, 1, FEWEST * 2 - 1, FEWEST * 2, FEWEST * 5 + 1] {
            let items: Vec<usize> = (0..length).collect();
            assert!(map_in_order(&items, |item| item + 1).into_iter().eq(1..=length), "{length}");
        }
    }
}
