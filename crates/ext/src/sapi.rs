//! Which SAPI PHP runs under, and what that means for us.

use std::ffi::CStr;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::ffi;

/// How a request can be answered before its script is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Way {
    /// Functions only.
    None,
    /// FPM skips the script of a request without a method.
    Fpm,
    /// A compile hook returns nothing to run.
    Hook,
    /// As `Hook`, but it returns an empty script: FrankenPHP takes nothing for a failure.
    HookEmpty,
}

/// Where a variable of the request (`REQUEST_URI`, `HTTP_HOST`, …) can be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// `sapi_module.getenv` knows the request: 8 ns each.
    Getenv,
    /// Only `$_SERVER` does; building it costs 10 µs and more.
    ServerArray,
}

static WAY: AtomicU8 = AtomicU8::new(Way::None as u8);

/// Called once, at module startup.
pub(crate) fn detect() {
    let way = match name() {
        b"fpm-fcgi" => Way::Fpm,
        b"apache2handler" | b"cgi-fcgi" | b"cli-server" | b"litespeed" => Way::Hook,
        b"frankenphp" => Way::HookEmpty,
        _ => Way::None,
    };
    WAY.store(way as u8, Ordering::Relaxed);
}

/// How this SAPI is intercepted.
pub(crate) fn way() -> Way {
    match WAY.load(Ordering::Relaxed) {
        way if way == Way::Fpm as u8 => Way::Fpm,
        way if way == Way::Hook as u8 => Way::Hook,
        way if way == Way::HookEmpty as u8 => Way::HookEmpty,
        _ => Way::None,
    }
}

impl Way {
    /// For phpinfo.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Way::None => "none in this SAPI (functions only)",
            Way::Fpm => "at request startup, the script is never opened",
            Way::Hook | Way::HookEmpty => "at request startup, the script is never compiled",
        }
    }
}

/// Name of the SAPI, as `PHP_SAPI`.
pub(crate) fn name() -> &'static [u8] {
    // SAFETY: `sapi_module` is set up before modules start and its name is a string literal of the SAPI.
    unsafe {
        let name = (&raw const ffi::sapi_module.name).read();
        if name.is_null() { b"" } else { CStr::from_ptr(name).to_bytes() }
    }
}

/// Where this SAPI keeps the variables of a request.
pub(crate) fn variables() -> Kept {
    // FrankenPHP's getenv asks the environment of the *process*: an entry of the right name there would be
    // taken for the request's. The built-in web server has none.
    match way() {
        Way::Fpm => Kept::Getenv,
        Way::Hook if name() != b"cli-server" => Kept::Getenv,
        _ => Kept::ServerArray,
    }
}
