//! Sending an answer, and keeping PHP from running the script after it: one file per way.

pub(crate) mod compile_hook;
pub(crate) mod fpm;
mod headers;

use crate::{ffi, globals};

/// What is sent. A redirect's header line stands in the globals' buffer, so that nothing with a destructor is
/// alive while PHP is called.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    Redirect { code: u16 },
    Respond { code: u16 },
}

/// Sends an answer. False when PHP refused a header; nothing has left then.
pub(crate) fn send(answer: Answer) -> bool {
    // For `handle()` output callbacks are PHP code, which may call any function of ours: no globals are held here,
    // and `answered` keeps the buffer from being used for a second answer.
    globals::with(|globals| globals.answered = true);
    // Buffers and compression belong to the script that won't run.
    // SAFETY: plain call inside a request; a buffer's content is dropped, not sent.
    unsafe { ffi::php_output_discard_all() };
    let body = globals::with(|globals| headers::set_all(answer, &mut globals.line));
    if let Some(length @ 1..) = body {
        let text = globals::with(|globals| globals.line.as_ptr());
        // SAFETY: the buffer holds that many bytes and stays as it is while `answered` is set; the output layer
        // copies them or writes them out.
        unsafe { ffi::php_output_write(text.cast(), length) };
    }
    globals::with(|globals| globals.answered = body.is_some());
    body.is_some()
}
