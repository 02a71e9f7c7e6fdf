//! Work on many rules with all cores, whose result is the same with any number of them.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{self, Builder};

/// A thread for fewer items would cost more than it saves.
const FEWEST: usize = 16_384;

/// What `work` makes of each item, in the order of the items.
pub(crate) fn map_in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    in_stretches(items, FEWEST, |stretch| stretch.iter().map(&work).collect::<Vec<R>>()).into_iter().flatten().collect()
}

/// What `work` makes of stretches of the items, in their order: as many as there are cores, each of `fewest` items or more.
/// A thread that the system refuses is done without.
pub fn in_stretches<T: Sync, R: Send>(items: &[T], fewest: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len() / fewest);
    if threads < 2 {
        return vec![work(items)];
    }
    let work = &work;
    thread::scope(|scope| {
        let begin = |stretch| Builder::new().spawn_scoped(scope, move || work(stretch)).map_err(|_| work(stretch));
        let begun: Vec<_> = items.chunks(items.len().div_ceil(threads)).map(begin).collect();
        let end = |thread: thread::ScopedJoinHandle<'_, R>| thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        begun.into_iter().map(|stretch| stretch.map_or_else(|done| done, end)).collect()
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
