//! Nothing unwinds into C: a panic that left a raw callback would abort the worker.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

use crate::{globals, log};

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
            let _ = panic::catch_unwind(|| report(place)).map_err(std::mem::forget);
            fallback
        }
    }
}

fn report(place: &'static str) {
    let what = LAST.try_with(RefCell::take).unwrap_or_default().replace('\n', " ");
    let text = format!("internal error in {place}: {what}; the request went on to PHP. Please report it");
    globals::with(|globals| {
        globals.counters.panics += 1;
        if globals.last_panic.as_ref() != Some(&text) {
            log::write(&mut globals.line, format_args!("{text}"));
            globals.last_panic = Some(text);
        }
    });
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
