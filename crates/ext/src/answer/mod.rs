//! Sending an answer, and keeping PHP from running the script after it: one file per way.

pub(crate) mod compile_hook;
pub(crate) mod fpm;
pub(crate) mod headers;

/// What is sent. A redirect's header line stands in the globals' buffer, so that nothing with a destructor is
/// alive while PHP is called.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    Redirect { code: u16 },
    Respond { code: u16 },
}
