//! Messages for the person who runs the server. Called on changes only, so a broken file is one line, not one
//! per request.

use std::fmt::Arguments;
use std::io::Write;

use crate::ffi;
use crate::ini::{self, Log};

/// Writes one line, by way of `buffer`.
pub(crate) fn write(buffer: &mut Vec<u8>, message: Arguments<'_>) {
    let log = ini::log();
    if log == Log::None {
        return;
    }
    buffer.clear();
    // A Vec grows, it doesn't fail.
    let _ = write!(buffer, "detour: {message}");
    // The path in a message comes from the configuration; it must not fake a second line.
    buffer.retain(|byte| !byte.is_ascii_control());
    buffer.push(0);
    let line = buffer.as_ptr().cast();
    // SAFETY: the line ends with the only NUL in it. PHP copies it, or writes it out before it returns.
    unsafe {
        match log {
            Log::None => {}
            Log::Php => ffi::php_log_err_with_severity(line, libc::LOG_WARNING),
            Log::Syslog => libc::syslog(libc::LOG_WARNING, c"%s".as_ptr(), line),
        }
    }
}
