//! Making PHP see another URL than the one asked for, before any script runs.

use ext_php_rs::types::{ZendHashTable, Zval};

use crate::ffi;
use crate::php_value::set_bytes;
use crate::request::ActiveRequest;

impl ActiveRequest {
    /// Puts `to` (path and query) in the place of the requested URL: `$_SERVER['REQUEST_URI']` and `QUERY_STRING`, and
    /// `$_GET`. `$_REQUEST` is made of these when it is first used. Does nothing once scripts run (`handle()`), because
    /// they may hold on to what they have seen.
    pub(crate) fn rewrite(&self, to: &[u8]) {
        // SAFETY: the globals exist for the life of the thread.
        if unsafe { !(*ffi::ext_php_rs_process_globals()).during_request_startup } {
            return;
        }
        let query = to.iter().position(|&byte| byte == b'?').map_or(&b""[..], |at| &to[at + 1..]);
        // Builds the array unless it is there.
        if self.server_array().is_none() {
            return;
        }
        // SAFETY: at request startup, and no other reference to the array is held here.
        let Some(server) = (unsafe { tracked(ffi::TRACK_VARS_SERVER) }) else { return };
        for (name, value) in [("REQUEST_URI", to), ("QUERY_STRING", query)] {
            let mut text = Zval::new();
            set_bytes(&mut text, value);
            // Fails for names that hold a NUL only.
            let _ = server.insert(name, text);
        }
        parse_into_get(query);
    }
}

/// One of the arrays behind `$_GET`, `$_SERVER` and so on. The variable and the engine share it, and it is to be changed
/// for both, so not by `array_mut()`, which would make a copy of its own.
///
/// # Safety
/// At request startup only, while nothing else refers to the array.
unsafe fn tracked<'a>(which: u32) -> Option<&'a mut ZendHashTable> {
    // SAFETY: the arrays are the engine's and live until the end of the request.
    unsafe {
        let arrays = &raw mut (*ffi::ext_php_rs_process_globals()).http_globals;
        let array = arrays.cast::<Zval>().add(which as usize);
        if (*array).is_array() { (*array).value.arr.as_mut() } else { None }
    }
}

// `$_GET` was filled before RINIT, from the query string that was sent.
fn parse_into_get(query: &[u8]) {
    // SAFETY: as `php_default_treat_data` does for PARSE_STRING: it takes a string from the engine's allocator, parses
    // it into the array and frees it. The array is emptied in place, so that `$_GET` still is the same one.
    unsafe {
        let Some(table) = tracked(ffi::TRACK_VARS_GET) else { return };
        ffi::zend_hash_clean(table);
        if query.is_empty() {
            return;
        }
        let Some(treat_data) = (&raw const ffi::sapi_module.treat_data).read() else { return };
        let arrays = &raw mut (*ffi::ext_php_rs_process_globals()).http_globals;
        let copy = ffi::_estrndup(query.as_ptr().cast(), query.len());
        treat_data(ffi::PARSE_STRING, copy, arrays.cast::<Zval>().add(ffi::TRACK_VARS_GET as usize));
    }
}
