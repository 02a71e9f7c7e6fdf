//! Nothing unwinds into C: a panic that left a raw callback would abort the worker.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

use crate::globals;

thread_local! {
    // What the panic hook saw; read by `guard` right after.
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs the body of an `extern "C"` function. A panic is counted, remembered for `status()` and phpinfo, and
/// answered with `fallback`. Every raw callback of this crate has its whole body in here.
pub(crate) fn guard<T>(place: &'static str, fallback: T, body: impl FnOnce() -> T) -> T {
    // The state a panic may leave half changed is one request's; the next activation starts afresh.
    match panic::catch_unwind(AssertUnwindSafe(body)) {
        Ok(value) => value,
        Err(payload) => {
            // Dropping a payload may panic as well.
            std::mem::forget(payload);
            let message = LAST.try_with(RefCell::take).unwrap_or_default();
            globals::count_panic(place, message);
            fallback
        }
    }
}

/// Makes panics silent on stderr (a worker's stderr is the web server's log) and keeps their text.
/// The hook belongs to the copy of `std` inside this library, so other extensions are not touched.
pub(crate) fn install_hook() {
    panic::set_hook(Box::new(|info| {
        let text = info.to_string();
        let _ = LAST.try_with(|last| {
            if let Ok(mut last) = last.try_borrow_mut() {
                *last = text;
            }
        });
    }));
}
