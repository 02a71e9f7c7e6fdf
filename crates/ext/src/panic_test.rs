//! Requests that panic on purpose (feature `panic-test`), so that tests can show what a panic does to a worker.
//! `/__detour_panic_rinit`, `_compile`, `_info` and `_rshutdown` name the callback that panics.

use crate::globals;
use crate::request::ActiveRequest;

/// Where the request at hand panics.
#[derive(Default, Clone, Copy)]
pub(crate) struct Places {
    compile: bool,
    info: bool,
    rshutdown: bool,
}

/// RINIT: remembers the place, and is the first of them.
pub(crate) fn begin(request: &ActiveRequest) {
    let asked = |place: &str| {
        let uri = request.getenv(c"REQUEST_URI").or_else(|| request.info_uri()).unwrap_or_default();
        uri.strip_prefix(b"/__detour_panic_").is_some_and(|rest| rest == place.as_bytes())
    };
    globals::with(|globals| {
        globals.panic_at = Places { compile: asked("compile"), info: asked("info"), rshutdown: asked("rshutdown") };
    });
    assert!(!asked("rinit"), "on purpose, at request startup");
}

/// The compile hook.
pub(crate) fn compile() {
    assert!(!globals::with(|globals| globals.panic_at.compile), "on purpose, in the compile hook");
}

/// phpinfo().
pub(crate) fn info() {
    assert!(!globals::with(|globals| globals.panic_at.info), "on purpose, in phpinfo");
}

/// RSHUTDOWN.
pub(crate) fn end() {
    let places = globals::with(|globals| std::mem::take(&mut globals.panic_at));
    assert!(!places.rshutdown, "on purpose, at request shutdown");
}
